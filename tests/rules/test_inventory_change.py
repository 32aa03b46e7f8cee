from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest

from baoguan.errors import Finding
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.party import Party
from baoguan.rules import Before, Context, Example
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.rules.inventory._versions import CHANGE, FILED, HEAD_CHANGEABLE, LINE_CHANGEABLE
from baoguan.rules.inventory.sample import sample
from baoguan.rules.samples import SAMPLE_DATE, changed, context_for

OTHER: dict[str, object] = {
    "hs_code": "8532299000",
    "goods_name": "电容器",
    "specification": "0603|无品牌",
    "currency": "CNY",
    "quantity": Decimal(100),
    "statutory_quantity": Decimal("1.3"),
    "second_quantity": Decimal(101),
    "unit_price": Decimal("2.5"),
    "total_price": Decimal(250),
    "origin_country": "KOR",
    "destination_country": "HKG",
    "consumption_version": "1",
    "exemption": "1",
    "remark": "更正",
}


def errors(example: Example, document: BondedInventoryList | None = None) -> list[Finding]:
    found = INVENTORY_RULES.check(document or changed(sample(), example), context_for(example, sample))
    return [f for f in found if f.severity == "error"]


@pytest.mark.parametrize("field", sorted(LINE_CHANGEABLE))
def test_a_change_may_touch_what_the_page_lets_it(field: str) -> None:
    assert errors({**CHANGE, f"lines[0].{field}": OTHER[field], "lines[0].modification": "1" if field not in _SAME else "0"}) == []


_SAME = {"quantity", "unit_price", "total_price"}
"""Left as they were above, since alone they would break the arithmetic."""


def test_quantity_price_and_total_may_change_together() -> None:
    new = {"quantity": Decimal(80), "unit_price": Decimal(3), "total_price": Decimal(240), "modification": "1"}
    assert errors({**CHANGE, **{f"lines[0].{name}": value for name, value in new.items()}}) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("supervision_mode", "0715"),
        ("transport_mode", "2"),
        ("port", "5304"),
        ("counterpart_country", "KOR"),
        ("remark", "更正"),
    ],
)
def test_a_change_may_touch_five_fields_of_the_head(field: str, value: str) -> None:
    assert field in HEAD_CHANGEABLE
    assert errors({**CHANGE, field: value}) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ledger_no", "C530124A0009"),
        ("internal_number", "DEMO-2"),
        ("declarant.name", "虚构"),
        ("direction", "E"),
        ("goods_kind", "E"),
        ("generate_declaration", "2"),
        ("inventory_type", "3"),
        ("related_ledger_no", "C530124A0003"),
        ("application_no", "DEMO-1"),
    ],
)
def test_a_change_touches_nothing_else_of_the_head(field: str, value: str) -> None:
    found = [f for f in errors({**CHANGE, field: value}) if f.rule == "change.head_fixed"]
    assert [f.path for f in found] == [field.split(".", maxsplit=1)[0]]


@pytest.mark.parametrize(
    ("field", "value"), [("part_no", "OTHER"), ("unit", "011"), ("gross_weight", Decimal(9)), ("dangerous_goods", "1")]
)
def test_a_change_touches_nothing_else_of_a_line(field: str, value: object) -> None:
    found = [
        f for f in errors({**CHANGE, f"lines[1].{field}": value, "lines[1].modification": "1"}) if f.rule == "change.line_fixed"
    ]
    assert [f.path for f in found] == [f"lines[2].{field}"]


def test_the_statutory_unit_follows_a_new_commodity_code_only() -> None:
    other = {"lines[1].statutory_unit": "007", "lines[1].modification": "1"}
    assert [f.rule for f in errors({**CHANGE, **other})] == ["change.line_fixed"]
    assert errors({**CHANGE, **other, "lines[1].hs_code": "7318160000"}) == []


def test_what_customs_and_the_sender_fill_in_anew_is_not_compared() -> None:
    example = {
        **CHANGE,
        "entry_no": "530120251000000011",
        "entered_on": date(2025, 7, 1),
        "deduction_mark": "1",
        "list_status": "0",
        "data_entry": Party(customs_code="4403DEM0C3", name="虚构录入（示例）"),
        "lines[0].ledger_item_no": 1,
        "lines[0].declaration_line_no": 1,
        "@before": {**FILED, "lines[0].ledger_item_no": None},
    }
    assert errors(example) == []


def test_numbers_that_both_versions_have_are_compared() -> None:
    example = {**CHANGE, "lines[0].ledger_item_no": 9, "lines[0].modification": "1"}
    assert [f.rule for f in errors(example)] == ["change.line_fixed"]


def test_lines_in_another_order_are_compared_by_their_numbers() -> None:
    document = changed(sample(), CHANGE)
    turned = attrs.evolve(document, lines=tuple(reversed(document.lines)))
    assert errors(CHANGE, turned) == []


def test_an_added_and_a_missing_line_are_both_named() -> None:
    found = errors({**CHANGE, "@before": {**FILED, "lines[2].line_no": 4}})
    assert {(f.rule, f.path) for f in found} == {
        ("change.no_line_added", "lines[3].line_no"),
        ("change.no_line_missing", "lines"),
    }
    assert any("4" in f.zh for f in found)


def test_without_the_earlier_version_only_the_message_itself_is_judged() -> None:
    example = {key: value for key, value in CHANGE.items() if key != "@before"}
    assert errors({**example, "lines[0].part_no": "OTHER"}) == []
    assert [f.rule for f in errors({**example, "change_count": None})] == ["change.count"]


def test_a_change_skips_the_merge_check() -> None:
    typed = {"lines[].declaration_line_no": 4}
    assert {f.rule for f in errors(typed)} == {"merge.gaps", "merge.key"}
    assert errors({**CHANGE, **typed}) == []


def test_a_deletion_needs_numbers_and_no_content() -> None:
    bare = BondedInventoryList(declaration_type="3", seq_no="202500000000000001", list_no="QD530125I000000001")
    context = Context(on=SAMPLE_DATE)
    assert [f for f in INVENTORY_RULES.check(bare, context) if f.severity == "error"] == []
    nameless = attrs.evolve(bare, seq_no=None, list_no=None)
    assert [f.path for f in INVENTORY_RULES.check(nameless, context) if f.severity == "error"] == ["seq_no", "list_no"]


def test_a_large_change_finds_the_one_line_that_differs() -> None:
    line = changed(sample(), CHANGE).lines[1]
    lines = tuple(attrs.evolve(line, line_no=n) for n in range(1, 5001))
    before = attrs.evolve(changed(sample(), FILED), lines=lines)
    touched = attrs.evolve(lines[4500], remark="更正", part_no="OTHER")
    document = attrs.evolve(changed(sample(), CHANGE), lines=(*lines[:4500], touched, *lines[4501:]))
    context = Context(on=SAMPLE_DATE, before=Before(document=before, change_count=0))
    found = [f for f in INVENTORY_RULES.check(document, context) if f.severity == "error"]
    assert {(f.rule, f.path) for f in found} == {
        ("change.line_fixed", "lines[4501].part_no"),
        ("change.marks", "lines[4501].modification"),
    }


def test_another_kind_of_document_before_is_a_mistake_of_the_caller() -> None:
    context = Context(on=SAMPLE_DATE, before=Before(document=InventoryLine(), change_count=0))
    with pytest.raises(TypeError, match="InventoryLine"):
        INVENTORY_RULES.check(changed(sample(), CHANGE), context)
