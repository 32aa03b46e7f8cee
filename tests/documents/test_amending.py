"""Two declarations as the items of an amendment: applied to the first they give the second, and what they cannot say is told by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan import (
    Amendment,
    Confirmation,
    Container,
    CustomsDeclaration,
    DeclarationGoods,
    InvalidDocument,
    LicenceDocument,
    Promise,
    Signature,
    UnusableInput,
    amendment_of,
    confirmation_of,
    withdrawal_of,
)
from baoguan.codes import Codes
from baoguan.documents.amended_values import amended
from baoguan.documents.amending import compare
from baoguan.model.amendment_fields import FIELD_CODES, PARTS, Known, codes_of
from baoguan.model.fields import Term, paths
from baoguan.rules.amendment import AMENDMENT_RULES
from baoguan.rules.samples import context_for
from tests.support.amendments import ENTRY_NO, SEQ_NO
from tests.support.declarations import declaration


def filed(**changes: Any) -> CustomsDeclaration:  # noqa: ANN401
    """A declaration that Customs has."""
    return declaration(**{"entry_no": ENTRY_NO, "seq_no": SEQ_NO, **changes})


def line(document: CustomsDeclaration, place: int, **changes: Any) -> CustomsDeclaration:  # noqa: ANN401
    """The declaration with one goods line changed."""
    rows = list(document.goods)
    rows[place] = attrs.evolve(rows[place], **changes)
    return attrs.evolve(document, goods=tuple(rows))


def said(before: CustomsDeclaration, after: CustomsDeclaration, **how: Any) -> list[tuple[str | None, ...]]:  # noqa: ANN401
    """Code, old value, new value, part and row of every item."""
    found = compare(before, after, **how)
    assert found.findings == ()
    return [
        (i.field_code, i.old_value, i.new_value, i.row.kind if i.row else None, i.row.number if i.row else None)
        for i in found.items
    ]


def test_a_changed_quantity_is_an_item_of_its_line_as_the_message_writes_it() -> None:
    before = filed()
    after = line(before, 1, quantity=Decimal("201.50"))
    assert said(before, after) == [("G_QTY", "200", "201.50", "1", "2")]


def test_fields_of_the_head_have_no_row_and_dates_are_written_as_in_the_message() -> None:
    before = filed()
    after = attrs.evolve(before, packages=41, import_export_date=date(2026, 6, 4))
    assert said(before, after) == [("I_E_DATE", "20260603", "20260604", None, None), ("PACK_NO", "40", "41", None, None)]


@pytest.mark.parametrize(
    ("hs", "items"),
    [
        ("8542399001", [("CODE_S", "00", "01")]),
        ("8542319000", [("CODE_T", "85423990", "85423190")]),
        ("8541210001", [("CODE_T", "85423990", "85412100"), ("CODE_S", "00", "01")]),
        ("854239", [("CODE_T", "85423990", "854239"), ("CODE_S", "00", None)]),
    ],
)
def test_a_commodity_code_changes_in_its_two_pieces(hs: str, items: list[tuple[str, ...]]) -> None:
    before = filed()
    assert [(c, o, n) for c, o, n, *_ in said(before, line(before, 0, hs_code=hs))] == items


def test_an_exports_countries_stand_under_each_others_codes() -> None:
    imported, exported = filed(), filed(direction="E")
    (of_import,) = said(imported, line(imported, 0, origin_country="USA"))
    (of_export,) = said(exported, line(exported, 0, destination_country="USA"))
    assert of_import[0] == of_export[0] == "ORIGIN_COUNTRY"


def test_coded_values_carry_their_words() -> None:
    before = filed()
    (item,) = compare(before, line(before, 0, currency="EUR"), lists=Codes.builtin()).items
    assert (item.old_name, item.new_name, item.field_name, item.path) == ("美元", "欧元", "币制", "goods.currency")


def test_the_same_number_with_other_decimals_is_no_change() -> None:
    before = filed()
    assert said(before, line(before, 0, quantity=Decimal("1000.00"))) == []


def test_a_container_may_be_added_or_taken_away() -> None:
    before = filed()
    more = attrs.evolve(before, containers=(*before.containers, Container(number="DEMU0000001", size="21")))
    assert said(before, more) == [("CONTAINER_ID", None, "DEMU0000001", "2", "2"), ("CONTAINER_MD", None, "21", "2", "2")]
    assert {(c, r) for c, _, new, _, r in said(more, before) if new is None} == {("CONTAINER_ID", "2"), ("CONTAINER_MD", "2")}


def test_of_several_documents_the_one_that_is_missing_was_taken_away() -> None:
    three = tuple(LicenceDocument(kind=k, number=f"DEMO-{k}") for k in "ABC")
    before = filed(licence_documents=three)
    after = attrs.evolve(before, licence_documents=(three[0], three[2]))
    assert said(before, after) == [("DOCU_CODE", "B", None, "3", "2"), ("CERT_CODE", "DEMO-B", None, "3", "2")]


@pytest.mark.parametrize("more", [True, False])
def test_goods_lines_can_neither_be_added_nor_taken_away(more: bool) -> None:
    whole = filed()
    short = attrs.evolve(whole, goods=whole.goods[:1])
    found = compare(*((short, whole) if more else (whole, short)))
    assert [(f.rule, f.path) for f in found.findings] == [("amendment.goods-line", "goods[2]")]
    assert ("增加" if more else "删除") in found.findings[0].zh


def test_everything_that_has_no_code_is_named_at_once_and_nothing_is_made_of_it() -> None:
    before = filed()
    after = line(
        attrs.evolve(before, goods_place="别处", declarer_name="另一人", promises_made=(Promise(kind="101040"),)), 0, brand="X"
    )
    found = compare(before, after)
    assert {f.path for f in found.findings} == {"declarer_name", "goods[1].brand", "promises_made"}
    with pytest.raises(InvalidDocument) as caught:
        amendment_of(before, after, number="A-1-M1", reason="更正")
    assert len(caught.value.findings) == 3
    assert any("--field-code goods.brand=" in f.remedy_en for f in caught.value.findings)


def test_what_is_secret_is_named_and_not_shown() -> None:
    before = filed(typist_card_no="8900000000001")
    found = compare(before, attrs.evolve(before, typist_card_no="8900000000002"))
    assert [(f.path, f.value) for f in found.findings] == [("typist_card_no", "***")]


def test_a_code_that_the_user_knows_is_used() -> None:
    before = filed()
    after = line(before, 0, brand="示例")
    found = compare(before, after, codes={"goods.brand": "GOODS_BRAND"})
    assert [(i.field_code, i.new_value, i.path) for i in found.items] == [("GOODS_BRAND", "示例", "goods.brand")]
    assert amended(before, found.items) == after


def test_what_belongs_to_the_message_or_was_given_by_customs_is_not_compared() -> None:
    before = filed()
    after = attrs.evolve(before, internal_number="B-9", seq_no=None, entry_no=None, signature=Signature(operator="某人"))
    assert said(before, after) == []


def test_another_declaration_is_told() -> None:
    before = filed()
    found = compare(before, attrs.evolve(before, entry_no="530120261000000018"))
    assert [f.rule for f in found.findings] == ["amendment.another-declaration"]


def test_a_request_speaks_of_the_declaration_by_its_numbers_and_breaks_no_rule() -> None:
    before = filed()
    made = amendment_of(before, line(before, 0, goods_name="集成电路芯片"), number="A-1-M1", reason="品名录入不全")
    assert (made.entry_no, made.declaration_seq_no, made.amendment_type, made.direction) == (ENTRY_NO, SEQ_NO, "1", "I")
    gone = withdrawal_of(before, number="A-1-M2", reason="货物未实际进口")
    answer = confirmation_of(
        before,
        Confirmation(seq_no="1", form_no="2", result="0", contact="13000000000"),
        number="A-1-M3",
        reason="同意",
        withdrawal=True,
    )
    assert (gone.amendment_type, answer.amendment_type) == ("2", "2")
    assert answer.confirmation is not None
    assert answer.confirmation.entry_no == ENTRY_NO
    for each in (made, gone, answer):
        assert [f for f in AMENDMENT_RULES.check(each, context_for({})) if f.severity == "error"] == []


def test_two_equal_declarations_make_no_amendment() -> None:
    with pytest.raises(UnusableInput, match="没有不同"):
        amendment_of(filed(), filed(), number="A-1-M1", reason="更正")


def test_items_that_nothing_is_known_of_cannot_be_applied() -> None:
    before = filed()
    (item,) = compare(before, attrs.evolve(before, packages=41)).items
    for wrong in (attrs.evolve(item, field_code="NO_SUCH", path=None), attrs.evolve(item, path=None, new_value="many")):
        with pytest.raises(UnusableInput):
            amended(before, [wrong])
    (row,) = compare(before, line(before, 0, quantity=Decimal(1))).items
    assert row.row is not None
    for number in ("9", "x", None):
        with pytest.raises(UnusableInput):
            amended(before, [attrs.evolve(row, row=attrs.evolve(row.row, number=number))])


def test_items_read_from_a_message_are_applied_by_their_codes() -> None:
    before = filed()
    after = line(attrs.evolve(before, packages=41), 1, quantity=Decimal(7))
    bare = [attrs.evolve(i, path=None) for i in compare(before, after).items]
    assert amended(before, bare) == after


def test_every_field_code_names_a_field_fits_the_message_and_says_how_it_is_known() -> None:
    for each in FIELD_CODES:
        assert each.path in paths(PARTS[each.over][0]), each
        assert len(each.code) <= 20
    seen = {f.code for f in FIELD_CODES if f.known is Known.SEEN}
    assert seen == set(
        "CODE_T CODE_S G_NAME G_QTY QTY_1 QTY_2 UNIT_1 DECL_PRICE EXG_VERSION CONTAINER_MD DOCU_CODE".split()  # noqa: SIM905
    )
    for direction in "IE":
        mine = [(f.over, f.code) for f in FIELD_CODES if f.direction in {"", direction}]
        assert len(mine) == len(set(mine))


# ----------------------------------------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=8)


def _value(path: str, term: Term) -> st.SearchStrategy[Any]:
    if path == "hs_code":
        return st.text("0123456789", min_size=6, max_size=10)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "decimal": st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False),
        "integer": st.integers(min_value=1, max_value=10**6),
        "date": st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1)),
    }
    return st.none() | kinds.get(term.kind, _TEXT)


def _fields(over: str, direction: str) -> dict[str, st.SearchStrategy[Any]]:
    """Values for every field of a part that has a code."""
    known = {p: t for p, t in paths(PARTS[over][0]).items() if codes_of(over, p, direction)}
    return {p: _value(p, t) for p, t in known.items() if "." not in p}


@st.composite
def _rows(draw: st.DrawFn, over: str, direction: str, model: type[Any], key: str) -> tuple[Any, ...]:
    rows = draw(st.lists(st.fixed_dictionaries({**_fields(over, direction), key: _TEXT}), max_size=4))
    return tuple(model(**row) for row in rows)


@st.composite
def versions(draw: st.DrawFn) -> tuple[CustomsDeclaration, CustomsDeclaration]:
    """Two versions of a declaration that differ in fields with a code, with the same goods lines."""
    direction = draw(st.sampled_from("IE"))
    count = draw(st.integers(1, 3))

    def version() -> CustomsDeclaration:
        goods = [DeclarationGoods(**draw(st.fixed_dictionaries(_fields("goods", direction))), line_no=n + 1) for n in range(count)]
        return filed(
            **draw(st.fixed_dictionaries(_fields("", direction))),
            direction=direction,
            goods=tuple(goods),
            containers=draw(_rows("containers", direction, Container, "number")),
            licence_documents=draw(_rows("licence_documents", direction, LicenceDocument, "kind")),
        )

    return version(), version()


@settings(max_examples=30, deadline=None)
@given(versions())
def test_the_items_applied_to_the_first_give_the_second(pair: tuple[CustomsDeclaration, CustomsDeclaration]) -> None:
    before, after = pair
    found = compare(before, after)
    assert found.findings == ()
    assert amended(before, found.items) == after
    assert amended(after, compare(after, before).items) == before
    assert [i.number for i in found.items] == list(range(1, len(found.items) + 1))


@settings(max_examples=25, deadline=None)
@given(versions())
def test_the_items_of_any_difference_break_no_rule_of_their_own(pair: tuple[CustomsDeclaration, CustomsDeclaration]) -> None:
    items = compare(*pair).items
    found = AMENDMENT_RULES.check(Amendment(amendment_type="1", items=items), context_for({}))
    assert [f for f in found if f.path.startswith("items[") and f.severity == "error"] == []
