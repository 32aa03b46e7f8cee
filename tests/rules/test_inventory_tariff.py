from __future__ import annotations

from datetime import date

from baoguan.rules import Example
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.rules.inventory.sample import sample
from baoguan.rules.samples import changed, context_for

TABLE: tuple[dict[str, object], ...] = (
    {"hs": "8532241000", "unit_1": "035", "unit_2": "054"},
    {"hs": "7318159090", "unit_1": "035"},
    {"hs": "3926901000"},
)


def rules(example: Example) -> list[tuple[str, str, str]]:
    full = {"@tariff": TABLE, **example}
    found = INVENTORY_RULES.check(changed(sample(), full), context_for(full))
    return [(f.severity, f.rule, f.path) for f in found]


def test_without_a_table_one_warning_asks_for_it_whatever_the_number_of_lines() -> None:
    document = changed(sample(), {"lines[].second_quantity": None, "lines[].second_unit": None})
    assert [f.rule for f in INVENTORY_RULES.check(document, context_for({}))] == ["tariff.absent"]


def test_with_a_table_a_right_list_has_no_findings() -> None:
    assert rules({}) == []


def test_a_table_without_units_says_nothing_of_units() -> None:
    assert rules({"lines[2].statutory_unit": "007", "lines[2].second_unit": "035", "lines[2].second_quantity": 3}) == []


def test_a_code_that_ended_is_an_error_and_one_that_never_was_a_warning() -> None:
    table = ({"hs": "8532241000", "valid_to": date(2024, 12, 31)}, *TABLE[1:])
    assert rules({"@tariff": table}) == [("error", "tariff.day", "lines[1].hs_code")]
    assert rules({"@tariff": table, "@on": date(2024, 12, 31)}) == []
    assert rules({"lines[1].hs_code": "7318159999"}) == [("warning", "tariff.unknown", "lines[2].hs_code")]


def test_the_second_quantity_is_there_exactly_when_the_code_has_a_second_unit() -> None:
    assert ("error", "tariff.second_quantity", "lines[1].second_quantity") in rules({"lines[0].second_quantity": None})
    wrong = rules({"lines[1].second_quantity": 1, "lines[1].second_unit": "007"})
    assert wrong == [
        ("error", "tariff.second_unit", "lines[2].second_unit"),
        ("error", "tariff.second_quantity", "lines[2].second_quantity"),
    ]


def test_a_deletion_is_not_judged_by_the_tariff() -> None:
    deletion = {"declaration_type": "3", "seq_no": "202500000000000001", "list_no": "QD530125I000000001"}
    assert rules({**deletion, "lines[0].second_quantity": None, "lines[0].second_unit": None}) == []
