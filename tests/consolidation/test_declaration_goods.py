"""Goods lines of the declaration of a list: joined exactly, nothing chosen, nothing guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from baoguan.consolidation.declaration import GOODS_FORM, draft_of
from baoguan.consolidation.declaration_goods import JOINED, UNIT_OF, live
from baoguan.consolidation.sums import SUMMED
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods
from baoguan.model.fields import paths
from baoguan.model.inventory import BondedInventoryList
from tests.consolidation.drafts import LIST_NO, listed, missing, why
from tests.consolidation.samples import inventory_lines
from tests.support.lists import line

# -- goods -------------------------------------------------------------------------------------------------------------


def test_a_line_alone_is_a_goods_line_as_it_is() -> None:
    one = line(1, second_unit="035", second_quantity=Decimal("0.7"), consumption_version="2")
    (row,) = draft_of(listed(one)).document.goods
    assert row.line_no == 1
    assert {n: getattr(row, n) for n in (*JOINED, *SUMMED)} == {n: getattr(one, n) for n in (*JOINED, *SUMMED)}


def test_joined_lines_are_summed_exactly() -> None:
    many = [
        line(n, declaration_line_no=1, ledger_item_no=1, part_no="M", goods_name="集成电路", total_price=Decimal("0.01"))
        for n in range(1, 301)
    ]
    many[0] = attrs.evolve(many[0], quantity=Decimal("9999999999999.99999"), total_price=Decimal("999999999999999.99"))
    (row,) = draft_of(listed(*many)).document.goods
    assert row.quantity == Decimal("9999999999999.99999") + Decimal(299 * 100)
    assert row.total_price == Decimal("999999999999999.99") + Decimal("2.99")


def test_what_joined_lines_differ_in_is_left_empty_and_listed() -> None:
    different: dict[str, Any] = {
        "hs_code": "8504409999",
        "goods_name": "电源",
        "specification": "另",
        "unit": "001",
        "statutory_unit": "001",
        "second_unit": "035",
        "currency": "CNY",
        "origin_country": "KOR",
        "destination_country": "HKG",
        "exemption": "1",
        "unit_price": Decimal(9),
        "ledger_item_no": 2,
        "part_no": "M-2",
        "consumption_version": "3",
    }
    assert set(different) == set(JOINED)
    one = line(1, declaration_line_no=4, second_quantity=Decimal(1))
    drafted = draft_of(listed(one, attrs.evolve(one, **different)))
    (row,) = drafted.document.goods
    assert row.line_no == 4
    assert {n for n in (*JOINED, *SUMMED) if getattr(row, n) is not None} == set()
    for name in JOINED:
        assert str(different[name]) in why(drafted, f"goods[1].{name}")
    for name in SUMMED:
        assert "no sum" in why(drafted, f"goods[1].{name}")


def test_the_ledger_row_of_joined_lines_is_left_to_a_person() -> None:
    one = line(1, declaration_line_no=1)
    drafted = draft_of(listed(one, attrs.evolve(one, ledger_item_no=2)))
    assert drafted.document.goods[0].ledger_item_no is None
    assert "1、2" in why(drafted, "goods[1].ledger_item_no")
    assert drafted.document.goods[0].quantity == Decimal(200)


def test_a_unit_price_that_lines_differ_in_is_computed_to_look_at_and_not_filled_in() -> None:
    one = line(1, declaration_line_no=1)
    drafted = draft_of(listed(one, attrs.evolve(one, unit_price=Decimal("2.5"), total_price=Decimal(250))))
    assert drafted.document.goods[0].unit_price is None
    assert drafted.document.goods[0].total_price == Decimal(375)
    assert "total ÷ quantity = 1.875" in why(drafted, "goods[1].unit_price")


def test_a_value_that_some_of_the_lines_lack_is_no_sum() -> None:
    one = line(1, declaration_line_no=1)
    drafted = draft_of(listed(one, attrs.evolve(one, statutory_quantity=None)))
    assert drafted.document.goods[0].statutory_quantity is None
    assert "1 of the 2" in why(drafted, "goods[1].statutory_quantity")


def test_a_second_quantity_is_asked_for_where_there_is_a_second_unit() -> None:
    assert "goods[1].second_quantity" in missing(draft_of(listed(line(1, second_unit="035"))))
    assert "goods[1].second_quantity" not in missing(draft_of(listed(line(1))))


def test_an_empty_field_of_a_single_line_is_listed() -> None:
    drafted = draft_of(listed(line(1, hs_code=None, origin_country=None, ledger_item_no=None)))
    assert missing(drafted) >= {"goods[1].hs_code", "goods[1].origin_country", "goods[1].ledger_item_no"}


def test_goods_stand_in_the_order_of_their_numbers() -> None:
    drafted = draft_of(
        listed(line(1, declaration_line_no=2), line(2, declaration_line_no=1), line(3, declaration_line_no=2, part_no="M-00001"))
    )
    assert [g.line_no for g in drafted.document.goods] == [1, 2]
    assert [g.quantity for g in drafted.document.goods] == [Decimal(100), Decimal(200)]


def test_lines_without_any_number_are_numbered_by_their_places() -> None:
    drafted = draft_of(listed(*(line(n, declaration_line_no=None) for n in (1, 2))))
    assert [g.line_no for g in drafted.document.goods] == [1, 2]


def test_a_line_without_a_number_beside_others_joins_none_of_them() -> None:
    drafted = draft_of(listed(line(1, declaration_line_no=2), line(2, declaration_line_no=None)))
    assert [(g.line_no, g.quantity) for g in drafted.document.goods] == [(2, Decimal(100)), (None, Decimal(100))]
    assert why(drafted, "goods[2].line_no")


def test_lines_that_a_change_deletes_are_no_goods() -> None:
    drafted = draft_of(listed(line(1), line(2, modification="2", gross_weight=Decimal(1)), line(3)))
    assert [g.line_no for g in drafted.document.goods] == [1, 3]


# -- properties --------------------------------------------------------------------------------------------------------


@st.composite
def lists(draw: st.DrawFn) -> BondedInventoryList:
    lines = draw(st.lists(inventory_lines(), min_size=1, max_size=12))
    numbers = st.none() | st.integers(1, 4)
    marks = st.sampled_from([None, "3", "2"])
    return listed(*(attrs.evolve(x, declaration_line_no=draw(numbers), modification=draw(marks)) for x in lines))


@given(lists())
def test_the_sums_of_the_declaration_are_those_of_the_list(document: BondedInventoryList) -> None:
    drafted = draft_of(document)
    for name in ("quantity", "statutory_quantity", "total_price"):
        summed = [n for n, g in enumerate(drafted.document.goods, 1) if getattr(g, name) is None]
        if not summed:
            want = sum((getattr(x, name) for x in live(document.lines)), Decimal(0))
            assert sum((getattr(g, name) for g in drafted.document.goods), Decimal(0)) == want
        for place in summed:
            assert getattr(drafted.document.goods[place - 1], UNIT_OF[name]) is None
            assert f"goods[{place}].{name}" in missing(drafted)


@given(lists())
def test_nothing_stands_in_the_declaration_that_the_list_does_not_hold(document: BondedInventoryList) -> None:
    drafted = draft_of(document, list_no=LIST_NO)
    held = {
        getattr(document, a.name) for a in attrs.fields(BondedInventoryList) if a.name != "lines" and _hashable(document, a.name)
    }
    for name in (a.name for a in attrs.fields(CustomsDeclaration)):
        value = getattr(drafted.document, name)
        if name not in ("goods", "licence_documents", "gross_weight", "net_weight") and value not in (None, ()):
            assert value in held, name
    for row in drafted.document.goods:
        for name in (a.name for a in attrs.fields(DeclarationGoods)):
            value = getattr(row, name)
            if name not in (*SUMMED, "line_no") and value not in (None, ()):
                assert value in {getattr(x, name) for x in live(document.lines)}, name


def _hashable(document: BondedInventoryList, name: str) -> bool:
    return not isinstance(getattr(document, name), tuple)


@given(lists())
def test_every_empty_box_of_goods_is_listed_once(document: BondedInventoryList) -> None:
    drafted = draft_of(document)
    listed = missing(drafted)
    for place, row in enumerate(drafted.document.goods, 1):
        assert all(getattr(row, n) not in (None, "") or f"goods[{place}].{n}" in listed for n in GOODS_FORM)
    known = paths(DeclarationGoods)
    assert all(p.partition("].")[2] in known for p in listed if p.startswith("goods["))
