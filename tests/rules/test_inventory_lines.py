from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

from baoguan.codes import Codes
from baoguan.errors import Finding
from baoguan.model.fields import paths
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.rules import Context, Example
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.rules.inventory._pack import RECORDS
from baoguan.rules.inventory.sample import sample
from baoguan.rules.samples import SAMPLE_DATE, changed, context_for


def found(example: Example) -> list[Finding]:
    return [f for f in INVENTORY_RULES.check(changed(sample(), example), context_for(example)) if f.rule != "tariff.absent"]


def rules(example: Example) -> list[tuple[str, str]]:
    return [(f.severity, f.rule) for f in found(example)]


def test_an_empty_list_can_be_refused_for_saving_only_by_what_saving_needs() -> None:
    document, needs = BondedInventoryList(), set()
    for declare in (False, True):
        problems = INVENTORY_RULES.check(document, Context(on=SAMPLE_DATE, declare=declare))
        needs.add(frozenset(f.path for f in problems if f.severity == "error"))
    saving, declaring = sorted(needs, key=len)
    assert saving == {
        "inventory_type",
        "ledger_no",
        "operating_enterprise.customs_code",
        "goods_kind",
        "customs_declared",
        "generate_declaration",
        "supervision_mode",
        "internal_number",
    }
    assert declaring > saving


@pytest.mark.parametrize("field", ["origin_country", "destination_country"])
def test_an_unknown_country_is_a_warning_that_names_the_lists_date(field: str) -> None:
    unknown, without_number = found({f"lines[0].{field}": "QQQ"})
    assert (unknown.severity, unknown.rule) == ("warning", f"field.code:lines.{field}")
    assert Codes.builtin()["country"].date in unknown.zh
    assert (without_number.severity, without_number.rule) == ("error", f"code.number:lines.{field}")


def test_an_unknown_number_is_a_warning_only_since_it_can_be_written() -> None:
    assert rules({"lines[0].origin_country": "999"}) == [("warning", "field.code:lines.origin_country")]


@pytest.mark.parametrize("value", ["XYZ", "usd", "美元", "50", "5020", "５０２"])
def test_a_currency_that_the_message_cannot_write_is_an_error_of_its_own(value: str) -> None:
    errors = [f for f in found({"lines[1].currency": value}) if f.rule.startswith("code.number")]
    assert [(f.severity, f.path, f.value) for f in errors] == [("error", "lines[2].currency", value)]


NUMBERED = [
    (model, over, path) for model, over in RECORDS for path, term in paths(model).items() if term.codes in ("country", "currency")
]


@pytest.mark.parametrize(("model", "over", "path"), NUMBERED)
def test_every_country_and_currency_of_a_list_and_its_draft_is_asked_for_its_number(model: type, over: str, path: str) -> None:
    record = model(**{path: "QQQ"})
    whole = over == "draft_declaration"
    example = {over: record if whole else (record,)} if over else {path: "QQQ"}
    place = path if not over else f"{over}.{path}" if whole else f"{over}[1].{path}"
    errors = [(f.severity, f.rule, f.path) for f in found(example) if f.rule.startswith("code.number")]
    assert errors == [("error", f"code.number:{over}.{path}".replace(":.", ":"), place)]


def test_the_draft_has_countries_and_currencies_of_its_own() -> None:
    assert {(over, path) for _, over, path in NUMBERED} > {
        ("draft_declaration", "counterpart_country"),
        ("draft_declaration", "trading_country"),
        ("draft_goods", "currency"),
        ("draft_goods", "origin_country"),
        ("draft_goods", "destination_country"),
    }


def test_a_known_currency_without_a_number_is_an_error() -> None:
    codes = {"currency": ({"code": "ZZB", "name_zh": "示例"},)}
    assert rules({"@codes": codes, "lines[].currency": "ZZB"}) == [("error", "code.number:lines.currency")] * 3


def test_a_country_given_by_its_older_number_is_taken() -> None:
    assert rules({"lines[0].origin_country": "116", "counterpart_country": "116"}) == []


@pytest.mark.parametrize(("size", "expected"), [(127, []), (128, ["warning"]), (255, ["warning"]), (256, ["error"])])
def test_a_specification_is_counted_twice_over(size: int, expected: list[str]) -> None:
    assert [f.severity for f in found({"lines[1].specification": "规" * size})] == expected


def test_a_name_counts_a_chinese_character_as_two() -> None:
    assert rules({"lines[0].goods_name": "名" * 256}) == []
    assert rules({"lines[0].goods_name": "名" * 256 + "a"}) == [("error", "field.length:lines.goods_name")]


def test_row_numbers_beyond_one_block_keep_their_place() -> None:
    lines = tuple(attrs.evolve(sample().lines[1], line_no=n) for n in range(1, 5001))
    document = attrs.evolve(sample(), lines=(*lines[:-1], attrs.evolve(lines[-1], line_no=17, quantity=Decimal(0))))
    problems = [f for f in INVENTORY_RULES.check(document, Context(on=SAMPLE_DATE)) if f.severity == "error"]
    assert {(f.rule, f.path) for f in problems} == {
        ("line_no.repeated:lines", "lines[5000].line_no"),
        ("positive:lines.quantity", "lines[5000].quantity"),
    }
    assert "17" in next(f.zh for f in problems if f.rule == "line_no.repeated:lines")


def test_lines_may_stand_in_any_order_as_long_as_their_numbers_are_whole() -> None:
    document = attrs.evolve(sample(), lines=tuple(reversed(sample().lines)))
    assert [f for f in INVENTORY_RULES.check(document, Context(on=SAMPLE_DATE)) if f.severity == "error"] == []


def test_numbers_of_declaration_lines_may_be_typed_for_some_rows_only() -> None:
    assert rules({"lines[1].declaration_line_no": 1}) == []


def test_typed_numbers_do_not_matter_where_no_declaration_is_made() -> None:
    typed = {f"lines[{n}].declaration_line_no": 7 for n in range(3)}
    quiet = {"generate_declaration": "2", "declaration_kind": None}
    assert rules({**typed, **quiet}) == []


def test_the_first_row_of_a_number_decides_with_which_key_it_merges() -> None:
    problems = found({"lines[].declaration_line_no": 1})
    assert [(f.rule, f.path) for f in problems] == [
        ("merge.key", "lines[2].declaration_line_no"),
        ("merge.key", "lines[3].declaration_line_no"),
    ]
    assert "8532241000" in problems[0].zh
    assert "商品编码" in problems[0].zh


def test_fifty_declaration_lines_are_the_most() -> None:
    lines = tuple(attrs.evolve(sample().lines[1], line_no=n, declaration_line_no=n) for n in range(1, 52))
    for size, expected in ((50, []), (51, ["merge.max_50"])):
        document = attrs.evolve(sample(), lines=lines[:size])
        problems = INVENTORY_RULES.check(document, Context(on=SAMPLE_DATE))
        assert [f.rule for f in problems if f.severity == "error"] == expected


def test_a_credit_code_with_a_wrong_check_character_names_the_right_one() -> None:
    (finding,) = found({"declarant.credit_code": "91440300MADEM0B008"})
    assert (finding.severity, finding.path) == ("error", "declarant.credit_code")
    assert "“7”" in finding.zh


def test_the_card_number_is_never_shown() -> None:
    example = {"card_no": "DEMOCARD00002", "@profile": {"card_no": "DEMOCARD00001", "customs_code": "4403DEM0B2"}}
    (finding,) = found(example)
    assert "DEMOCARD" not in repr(finding)


def test_simple_processing_materials_are_judged_like_lines() -> None:
    materials = (InventoryLine(line_no=2, quantity=Decimal(0), unit_price=Decimal(1), total_price=Decimal(1)),)
    found_rules = {rule for _, rule in rules({"inventory_type": "4", "materials": materials})}
    assert found_rules == {"line_no.sequence:materials", "positive:materials.quantity"}
