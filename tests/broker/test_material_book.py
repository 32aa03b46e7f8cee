"""The theoretical balance of materials by the journal: lists, products through their consumption, scrap apart."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import attrs
import pytest

from baoguan import BondedInventoryList, Broker, UnknownReference
from baoguan.broker.ledgers import import_ledger
from baoguan.broker.material_book import explain_material, material_book
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_export import LedgerExport
from tests.broker.office import Office, without_waiting_for_disks
from tests.support.lists import inventory

NUMBER = "C53216A00001"
LEDGER = Ledger(
    ledger_no=NUMBER,
    materials=(LedgerItem(item_no=1, opening_quantity=Decimal(10)), LedgerItem(item_no=2)),
    products=(LedgerItem(item_no=1), LedgerItem(item_no=2)),
    consumptions=(
        UnitConsumption(product_item_no=1, material_item_no=1, net=Decimal("0.3"), tangible_loss=Decimal(10)),
        UnitConsumption(product_item_no=1, material_item_no=2, net=Decimal(1), bonded_share=Decimal(50)),
        UnitConsumption(product_item_no=1, material_item_no=2, net=Decimal(1)),
    ),
)


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


def a_list(number: str, mode: str, *rows: tuple[int, int], export: bool = False) -> BondedInventoryList:
    document = inventory(number, lines=len(rows))
    lines = tuple(
        attrs.evolve(line, ledger_item_no=item, quantity=Decimal(quantity), total_price=quantity * Decimal("1.25"))
        for line, (item, quantity) in zip(document.lines, rows, strict=True)
    )
    kind = "E" if export else "I"
    return attrs.evolve(document, supervision_mode=mode, goods_kind=kind, direction=kind, lines=lines)


def go(office: Office, broker: Broker, *documents: BondedInventoryList) -> None:
    """All of them are recorded as deducted."""
    for count, document in enumerate(documents, 1):
        number = broker.submit(document).number
        office.round(broker, f"2026000000000000{count:02}")
        broker.run_once(force=True)
        broker.record(number, by="甲", evidence="页面", outcome="deducted", numbers={"list_no": f"QD530026I00000{count:04}"})


def know(broker: Broker) -> None:
    import_ledger(broker, LedgerExport(ledger=LEDGER), file="手册.xlsx", content=b"ledger")


def test_products_act_through_consumption_and_scrap_stays_apart(office: Office) -> None:
    with office.broker() as broker:
        know(broker)
        go(
            office,
            broker,
            a_list("A-1", "0615", (1, 100), (2, 500)),
            a_list("A-2", "0615", (1, 30), export=True),
            a_list("A-3", "0844", (1, 4)),
            a_list("A-4", "0615", (2, 8), export=True),
        )
        book = material_book(broker, NUMBER)
        assert {item: (b.remaining, round(b.consumed, 5), b.scrap_out) for item, b in book.materials.items()} == {
            1: (Decimal(100), Decimal(10), Decimal(4)),
            2: (Decimal(485), Decimal(15), Decimal(0)),
        }
        assert book.without == [(2, "0")], "a product without consumption is named, not taken for one that takes nothing"
        assert [each.row for each in book.unusable] == [3]
        assert "手册.xlsx" in book.source_zh
        told = explain_material(broker, NUMBER, 1)
        assert [(m.counter.value, m.quantity, m.book, m.product, m.scrap) for m in told.movements] == [
            ("opening", Decimal(10), Decimal(10), None, None),
            ("direct_import", Decimal(100), Decimal(110), None, None),
            ("direct_export", Decimal(-10), Decimal(100), 1, None),
            ("scrap_sale", Decimal(0), Decimal(100), None, Decimal(-4)),
        ]
        assert f"{told.movements[2].rate:.9f}" == "0.333333333"
        assert told.balance.remaining == told.movements[-1].book


def test_without_the_ledger_nothing_is_guessed(office: Office) -> None:
    with office.broker() as broker:
        go(office, broker, a_list("A-1", "0615", (1, 100)))
        with pytest.raises(UnknownReference, match="ledger import"):
            material_book(broker, NUMBER)
