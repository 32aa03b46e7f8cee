"""Numbers of documents: lists, declarations, gate passes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.numbers import (
    BadNumber,
    Severity,
    check,
    parse_declaration,
    parse_declaration_unified,
    parse_gate_pass,
    parse_inventory_list,
    parse_pre_entry,
)


def test_an_inventory_list_number_has_office_year_and_direction() -> None:
    number = parse_inventory_list("QD530124I000000017")
    assert (number.customs_office, number.year, number.direction, number.serial) == ("5301", 2024, "I", "000000017")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("XD530124I000000017", 1),
        ("QB530124I000000017", 2),
        ("QD53O124I000000017", 5),
        ("QD530124X000000017", 9),
        ("QD530124I00000001A", 18),
        ("QD530124I00000001", None),
        ("", None),
    ],
)
def test_a_wrong_inventory_list_number_names_the_first_wrong_character(text: str, position: int | None) -> None:
    with pytest.raises(BadNumber) as caught:
        parse_inventory_list(text)
    assert caught.value.position == position


@given(st.from_regex(r"QD[0-9]{6}[IE][0-9]{9}", fullmatch=True))
def test_every_number_of_the_list_shape_parses(text: str) -> None:
    assert parse_inventory_list(text).text == text


def test_a_pre_entry_number_begins_with_a_year() -> None:
    assert parse_pre_entry("202400000000000017").year == 2024
    with pytest.raises(BadNumber) as caught:
        parse_pre_entry("530120240000000017")
    assert caught.value.position == 1


@pytest.mark.parametrize(
    ("direction", "is_import", "is_collective"),
    [("1", True, False), ("0", False, False), ("I", True, True), ("E", False, True)],
)
def test_a_declaration_number_tells_direction_and_collective_filing(direction: str, is_import: bool, is_collective: bool) -> None:
    number = parse_declaration(f"53012024{direction}000000017")
    assert (number.is_import, number.is_collective, number.year) == (is_import, is_collective, 2024)


def test_a_declaration_number_without_a_year_in_its_place_is_refused() -> None:
    with pytest.raises(BadNumber) as caught:
        parse_declaration("530124001000000017")
    assert caught.value.position == 5


def test_a_unified_declaration_number_begins_with_its_direction() -> None:
    number = parse_declaration_unified("E20240000000000017")
    assert (number.direction, number.year, number.serial) == ("E", 2024, "0000000000017")
    with pytest.raises(BadNumber):
        parse_declaration_unified("E19" + "0" * 14)


def test_a_gate_pass_number_carries_its_day() -> None:
    number = parse_gate_pass("Z5301I240131000000000017")
    assert (number.prefix, number.customs_office, number.day) == ("Z", "5301", dt.date(2024, 1, 31))


def test_a_gate_pass_number_with_an_impossible_day_only_warns() -> None:
    text = "Z5301I240230000000000017"
    assert parse_gate_pass(text).day is None
    (problem,) = check("gate_pass", text)
    assert (problem.severity, problem.position) == (Severity.WARNING, 7)


def test_a_gate_pass_number_of_another_shape_only_warns_since_the_rule_was_seen_once() -> None:
    (problem,) = check("gate_pass", "T00000000017")
    assert problem.severity is Severity.WARNING
    assert "24" in problem.zh
    assert "24" in problem.en
