"""A list checked against the ledger that was imported, with what the journal has posted and what is in flight."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import attrs
import pytest

from baoguan import BondedInventoryList, Broker, InvalidDocument
from baoguan.broker.ledgers import import_ledger
from baoguan.model.ledger import Ledger, LedgerItem
from baoguan.model.ledger_export import LedgerExport
from tests.broker.office import SEQ_NO, Office, without_waiting_for_disks
from tests.broker.papers import LIST_NO, inv201
from tests.support.lists import inventory


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


def know(broker: Broker, document: BondedInventoryList, quantity: int = 1000, pause_mark: str | None = None) -> Ledger:
    """Import a ledger that has the rows of a list."""
    rows = tuple(
        LedgerItem(
            item_no=line.ledger_item_no,
            part_no=line.part_no,
            hs_code=line.hs_code,
            goods_name=line.goods_name,
            unit=line.unit,
            quantity=Decimal(quantity),
        )
        for line in document.lines
    )
    ledger = Ledger(ledger_no=document.ledger_no, materials=rows, pause_mark=pause_mark)
    import_ledger(broker, LedgerExport(ledger=ledger), file="手册.xlsx", content=repr(ledger).encode())
    return ledger


def told(broker: Broker, document: BondedInventoryList) -> dict[str, list[str]]:
    """Rule -> paths of the findings of the books."""
    out: dict[str, list[str]] = {}
    for finding in broker.check(document):
        if finding.rule.startswith("book."):
            out.setdefault(finding.rule, []).append(finding.path)
    return out


def test_without_a_ledger_the_books_say_nothing_and_with_one_a_list_that_fits_is_silent(office: Office) -> None:
    document = inventory("A-1")
    with office.broker() as broker:
        assert told(broker, document) == {}
        know(broker, document)
        assert told(broker, document) == {}
        assert told(broker, attrs.evolve(document, ledger_no="C53216A00002")) == {}


def test_rows_names_and_units_are_those_of_the_ledger(office: Office) -> None:
    document = inventory("A-1")
    first, second, third = document.lines
    other = attrs.evolve(
        document,
        lines=(
            attrs.evolve(first, goods_name="别的", unit="035", hs_code="8541100000", part_no="X"),
            attrs.evolve(second, ledger_item_no=99),
            attrs.evolve(third, goods_name="集成 电路３"),
        ),
    )
    with office.broker() as broker:
        know(broker, document)
        assert told(broker, other) == {
            "book.goods_name": ["lines[1].goods_name"],
            "book.unit": ["lines[1].unit"],
            "book.hs_code": ["lines[1].hs_code"],
            "book.part_no": ["lines[1].part_no"],
            "book.row": ["lines[2].ledger_item_no"],
        }
        (finding,) = [f for f in broker.check(other) if f.rule == "book.row"]
        assert "手册.xlsx" in finding.remedy_zh


def test_what_is_in_flight_counts_and_what_was_refused_does_not(office: Office) -> None:
    document = inventory("A-1")
    rule = "book.available:filed"
    with office.broker() as broker:
        know(broker, document, 150)
        assert told(broker, document) == {}
        office.declare(broker, document)
        assert told(broker, document) == {}, "a list is not counted against itself"
        again = inventory("A-2")
        assert told(broker, again) == {rule: [f"lines[{n}].quantity" for n in (1, 2, 3)]}
        office.hear(broker, inv201(SEQ_NO, "1", 6, list_no=LIST_NO))
        (finding, *_) = [f for f in broker.check(again) if f.rule == rule]
        assert "已记账与预核扣 100" in finding.zh
        assert finding.severity == "warning"


def test_lists_checked_together_count_each_other(office: Office) -> None:
    first, second = inventory("A-1"), inventory("A-2")
    with office.broker() as broker:
        know(broker, first, 150)
        with broker.together():
            assert told(broker, first) == {}
            assert set(told(broker, second)) == {"book.available:filed"}
            assert told(broker, first) != {}, "the second counts for the first now"
        assert told(broker, second) == {}
        office.declare(broker, first)
        with broker.together():
            assert set(told(broker, first)) == set()
            (finding, *_) = [f for f in broker.check(second) if f.rule == "book.available:filed"]
            assert "100" in finding.zh, "counted once, by the journal"


def test_a_list_that_was_returned_gives_its_quantity_back(office: Office) -> None:
    document = inventory("A-1")
    with office.broker() as broker:
        know(broker, document, 150)
        office.declare(broker, document)
        office.hear(broker, inv201(SEQ_NO, "3", 6))
        assert told(broker, inventory("A-2")) == {}


def test_a_logistics_account_gives_only_what_lies_in_it_and_refuses_more(office: Office) -> None:
    incoming = attrs.evolve(inventory("A-1"), ledger_no="T5321D000001", supervision_mode="5000")
    outgoing = attrs.evolve(inventory("A-2"), ledger_no="T5321D000001", supervision_mode="5000", direction="E")
    with office.broker() as broker:
        know(broker, incoming)
        assert told(broker, incoming) == {}
        assert set(told(broker, outgoing)) == {"book.available:stock"}
        with pytest.raises(InvalidDocument, match="库存可用 0"):
            broker.submit(outgoing)
        office.declare(broker, incoming)
        office.hear(broker, inv201(SEQ_NO, "4", 5, list_no=LIST_NO))
        assert set(told(broker, outgoing)) == {"book.available:stock"}, "a pre-increase may not be spent"
        office.hear(broker, inv201(SEQ_NO, "1", 6, list_no=LIST_NO))
        assert told(broker, outgoing) == {}


def test_paused_directions_and_unknown_modes_are_told(office: Office) -> None:
    document = inventory("A-1")
    with office.broker() as broker:
        know(broker, document, pause_mark="7")
        assert set(told(broker, document)) == {"book.paused"}
        assert set(told(broker, attrs.evolve(document, supervision_mode="0642"))) == {"book.paused", "book.mode"}


def test_the_ledger_imported_last_counts(office: Office) -> None:
    document = inventory("A-1")
    with office.broker() as broker:
        know(broker, document, 50)
        assert set(told(broker, document)) == {"book.available:filed"}
        know(broker, document, 100)
        assert told(broker, document) == {}
