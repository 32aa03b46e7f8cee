"""What can be asked of every kind alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.codes import Codes
from baoguan.errors import UnusableInput
from baoguan.numbers import KINDS, BadNumber, Kind, Severity, check, credit_code_check, explain, identify, parse

BODY = "91440300MADEM0A00"
SAMPLES = {
    Kind.INVENTORY_LIST: "QD530124I000000017",
    Kind.GATE_PASS: "Z5301I240131000000000017",
    Kind.PRE_ENTRY: "202400000000000017",
    Kind.DECLARATION: "530120241000000017",
    Kind.DECLARATION_UNIFIED: "I20240000000000017",
    Kind.CREDIT_CODE: BODY + credit_code_check(BODY),
    Kind.CONTAINER: "CSQU3054383",
    Kind.LEDGER: "C530124A0001",
    Kind.ENTERPRISE: "4403960X9A",
    Kind.HS: "8471301000",
}


def test_there_is_a_sample_of_every_kind() -> None:
    assert set(SAMPLES) == set(KINDS) == set(Kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_parts_of_an_explanation_join_to_the_number(kind: Kind) -> None:
    explanation = explain(kind, SAMPLES[kind])
    assert "".join(part.value for part in explanation.parts) == explanation.value == SAMPLES[kind]
    assert all(part.name_zh and part.name_en for part in explanation.parts)
    assert (explanation.title_zh, explanation.source) == (KINDS[kind].title_zh, KINDS[kind].source)
    assert explanation.problems == ()


@pytest.mark.parametrize("kind", list(Kind))
def test_a_sample_checks_clean_and_is_identified(kind: Kind) -> None:
    assert check(kind, SAMPLES[kind]) == ()
    assert kind in identify(f" {SAMPLES[kind]}\n")
    assert parse(kind, SAMPLES[kind]).text == SAMPLES[kind]


def test_a_text_that_fits_several_kinds_is_identified_as_all_of_them() -> None:
    assert identify("8471301000") == (Kind.ENTERPRISE, Kind.HS)
    assert identify("530120241000000017") == (Kind.DECLARATION,)
    assert identify("hello") == ()


@pytest.mark.parametrize("kind", list(Kind))
@given(text=st.text(max_size=30))
def test_check_never_raises_and_agrees_with_parsing(kind: Kind, text: str) -> None:
    problems = check(kind, text)
    refused: list[tuple[int | None, str]] = []
    try:
        parse(kind, text)
    except BadNumber as bad:
        refused = [(bad.position, bad.value)]
    if refused:
        assert [(problem.position, problem.value) for problem in problems] == refused
    else:
        assert all(problem.severity is Severity.WARNING for problem in problems)


def test_an_explanation_names_the_customs_office_from_the_list_in_use() -> None:
    office = Codes.builtin()["customs_office"].get("5301")
    assert office is not None
    part = explain("inventory_list", SAMPLES[Kind.INVENTORY_LIST]).parts[1]
    assert (part.value, part.meaning_zh) == ("5301", office.name_zh)


def test_a_set_without_a_list_of_offices_gives_no_names_and_no_warnings() -> None:
    explanation = explain("inventory_list", SAMPLES[Kind.INVENTORY_LIST], Codes(builtin=False))
    assert explanation.parts[1].meaning_zh == ""
    assert explanation.problems == ()


def test_a_bad_number_is_a_value_error_of_our_tree_and_says_so_in_both_languages() -> None:
    with pytest.raises(BadNumber) as caught:
        parse("hs", "84713O1000")
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, UnusableInput)
    assert "第 6 位应为数字" in str(caught.value)
    assert "position 6: should be a digit" in str(caught.value)


def test_a_long_text_is_shortened_in_the_message_only() -> None:
    with pytest.raises(BadNumber) as caught:
        parse("hs", "1" * 5000)
    assert len(str(caught.value)) < 400
    assert len(caught.value.value) == 5000


def test_a_kind_that_does_not_exist_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="passport"):
        check("passport", "1")
