"""What a row still allows: each bound in its book, with what is posted and what is in flight."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import attrs
import pytest

from baoguan.ledger import BookCounter, BookRow, Consumptions, Entry, Known, Stage, allowances, needs_all, turnover
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.rules.book import Allowance, Bound

M, P = BookRow.MATERIAL, BookRow.PRODUCT
C = BookCounter
ITEM = LedgerItem(
    item_no=1,
    quantity=Decimal(1000),
    unit_price=Decimal(2),
    currency="USD",
    approved_remainder=Decimal(500),
    quantity_control="1",
)
LEDGER = Ledger(
    ledger_no="C530124A0001",
    materials=(ITEM,),
    products=(attrs.evolve(ITEM, item_no=7),),
    max_turnover=Decimal("0.1"),
    consumptions=(UnitConsumption(product_item_no=7, material_item_no=1, net=Decimal(3)),),
)


def entry(counter: BookCounter, quantity: int | str, sign: int, row: BookRow = M, stage: Stage = Stage.ACTUAL) -> Entry:
    return Entry(
        row=row, item_no=1 if row is M else 7, counter=counter, stage=stage, version="", sign=sign, quantity=Decimal(quantity)
    )


def known(family: LedgerFamily, posted: Sequence[Entry] = (), flying: Sequence[Entry] = (), ledger: Ledger = LEDGER) -> Known:
    return Known(family=family, ledger=ledger, posted=posted, flying=flying, consumption=Consumptions(ledger.consumptions))


IN = entry(C.DIRECT_IMPORT, 1, 1)
OUT = entry(C.DIRECT_EXPORT, 1, -1, P)
BACK = entry(C.REEXPORT, 1, -1)


@pytest.mark.parametrize(
    ("family", "wanted", "bounds"),
    [
        (LedgerFamily.LOGISTICS, entry(C.WAREHOUSE_OUT, 1, -1), {Bound.STOCK}),
        (LedgerFamily.LOGISTICS, entry(C.WAREHOUSE_IN, 1, 1), set()),
        (LedgerFamily.HANDBOOK, IN, {Bound.FILED}),
        (LedgerFamily.HANDBOOK, OUT, {Bound.FILED}),
        (LedgerFamily.HANDBOOK, BACK, {Bound.THEORETICAL}),
        (LedgerFamily.ACCOUNT, IN, {Bound.REMAINDER}),
        (LedgerFamily.ACCOUNT, OUT, set()),
        (LedgerFamily.ACCOUNT, BACK, {Bound.THEORETICAL}),
        (LedgerFamily.HANDBOOK, entry(C.SCRAP_SALE, 1, 0), set()),
    ],
)
def test_each_book_bounds_its_own_movements(family: LedgerFamily, wanted: Entry, bounds: set[Bound]) -> None:
    found = allowances(known(family), [wanted])
    assert {each.bound for row in found.values() for each in row} == bounds


def only(found: dict[int, list[Allowance]]) -> Decimal:
    ((allowance,),) = found.values()
    return allowance.quantity


def test_stock_may_not_be_spent_before_it_is_there() -> None:
    posted = [
        entry(C.OPENING, 10, 1),
        entry(C.WAREHOUSE_IN, 5, 1),
        entry(C.WAREHOUSE_IN, 100, 1, stage=Stage.PRE),
        entry(C.WAREHOUSE_OUT, 2, -1),
        entry(C.WAREHOUSE_OUT, 3, -1, stage=Stage.PRE),
    ]
    flying = [entry(C.WAREHOUSE_OUT, 4, -1, stage=Stage.PRE), entry(C.WAREHOUSE_IN, 50, 1, stage=Stage.PRE)]
    assert only(allowances(known(LedgerFamily.LOGISTICS, posted, flying), [entry(C.WAREHOUSE_OUT, 1, -1)])) == 6


def test_a_handbook_allows_what_was_filed_less_what_was_imported_and_what_is_in_flight() -> None:
    posted = [IN, entry(C.TRANSFER_IN, 200, 1, stage=Stage.PRE), entry(C.EXCHANGE_OUT, 50, -1), entry(C.REEXPORT, 30, -1)]
    flying = [entry(C.DIRECT_IMPORT, 100, 1, stage=Stage.PRE), entry(C.EXCHANGE_OUT, 7, -1, stage=Stage.PRE)]
    assert only(allowances(known(LedgerFamily.HANDBOOK, posted, flying), [IN])) == 1000 - 1 - 200 + 50 - 100


def test_products_that_came_back_may_be_exported_again() -> None:
    posted = [entry(C.DIRECT_EXPORT, 900, -1, P), entry(C.PRODUCT_EXCHANGE_IN, 40, 1, P)]
    assert only(allowances(known(LedgerFamily.HANDBOOK, posted), [OUT])) == 140


def test_materials_leave_only_as_far_as_products_left_them() -> None:
    posted = [entry(C.DIRECT_IMPORT, 100, 1), entry(C.DIRECT_EXPORT, 20, -1, P)]
    flying = [entry(C.DIRECT_EXPORT, 5, -1, P, Stage.PRE), entry(C.DIRECT_IMPORT, 1000, 1, stage=Stage.PRE)]
    found = allowances(known(LedgerFamily.HANDBOOK, posted, flying), [BACK])
    assert only(found) == 100 - 60 - 15
    assert "40.00000 - 在途 15.00000" in found[1][0].zh


def test_an_account_allows_up_to_its_greatest_remainder_where_its_quantity_is_controlled() -> None:
    posted = [entry(C.DIRECT_IMPORT, 400, 1), entry(C.DIRECT_EXPORT, 50, -1, P)]
    flying = [entry(C.DIRECT_IMPORT, 100, 1, stage=Stage.PRE), entry(C.DIRECT_EXPORT, 10, -1, P, Stage.PRE)]
    assert only(allowances(known(LedgerFamily.ACCOUNT, posted, flying), [IN])) == 500 - 250 - 100
    free = attrs.evolve(LEDGER, materials=(attrs.evolve(ITEM, quantity_control="0"),))
    assert allowances(known(LedgerFamily.ACCOUNT, posted, flying, free), [IN]) == {}


def test_the_turnover_of_an_account_is_valued_at_filed_prices() -> None:
    posted = [entry(C.DIRECT_IMPORT, 400, 1)]
    found = turnover(known(LedgerFamily.ACCOUNT, posted), [entry(C.DIRECT_IMPORT, 200, 1)])
    assert found is not None
    assert (found.value, found.limit, found.uncounted) == (Decimal("0.12"), Decimal("0.1"), 0)
    euro = attrs.evolve(LEDGER, materials=(attrs.evolve(ITEM, currency="EUR"),))
    found = turnover(known(LedgerFamily.ACCOUNT, posted, ledger=euro), [IN])
    assert found is not None
    assert (found.value, found.uncounted) == (Decimal(0), 1)
    assert turnover(known(LedgerFamily.HANDBOOK), [IN]) is None
    assert turnover(known(LedgerFamily.ACCOUNT), [OUT]) is None


def test_only_materials_that_go_out_need_the_movements_of_products() -> None:
    assert needs_all(LedgerFamily.HANDBOOK, [BACK])
    assert not needs_all(LedgerFamily.HANDBOOK, [IN, OUT])
