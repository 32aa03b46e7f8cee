"""商品编码 and 集装箱号."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.numbers import BadNumber, Severity, check, parse_container, parse_enterprise, parse_hs


@pytest.mark.parametrize(
    ("text", "hs10", "additional", "ciq"),
    [
        ("847130", None, "", ""),
        ("84713010", None, "", ""),
        ("8471301000", "8471301000", "00", ""),
        ("8471301000101", "8471301000", "00", "101"),
    ],
)
def test_commodity_codes_of_every_length_are_taken_apart(text: str, hs10: str | None, additional: str, ciq: str) -> None:
    number = parse_hs(text)
    assert (number.chapter, number.heading, number.hs10, number.additional, number.ciq) == (
        "84",
        "71",
        hs10,
        additional,
        ciq,
    )


@pytest.mark.parametrize("text", ["", "8471", "847130100", "84713010001", "84713O1000", "0071301000", "8471.30.10"])
def test_other_texts_are_no_commodity_codes(text: str) -> None:
    with pytest.raises(BadNumber):
        parse_hs(text)


@pytest.mark.parametrize("text", ["MWCU6059784", "CBHU3202732", "CSQU3054383"])
def test_published_container_numbers_have_the_right_check_digit(text: str) -> None:
    assert check("container", text) == ()


@given(st.from_regex(r"[A-Z]{3}[UJZ][0-9]{6}", fullmatch=True), st.sampled_from("0123456789"))
def test_a_container_number_parses_with_any_check_digit_and_warns_of_a_wrong_one(body: str, digit: str) -> None:
    number = parse_container(body + digit)
    problems = check("container", body + digit)
    assert [p.severity for p in problems] == ([] if digit == number.expected_check else [Severity.WARNING])


def test_an_unusual_category_letter_warns() -> None:
    body = "CSQX305438"
    text = body + parse_container(body + "0").expected_check
    (problem,) = check("container", text)
    assert (problem.severity, problem.position) == (Severity.WARNING, 4)


@pytest.mark.parametrize("text", ["CSQU305438", "csqu3054383", "CSQU305438A", "12345678901"])
def test_other_texts_are_no_container_numbers(text: str) -> None:
    (problem,) = check("container", text)
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize("text", ["4403960X9A", "44039609ab"])
def test_enterprise_codes_may_hold_letters(text: str) -> None:
    assert parse_enterprise(text).text == text


def test_an_enterprise_code_of_nine_characters_or_with_a_sign_is_refused() -> None:
    assert [p.position for t in ("440396099", "44039609-A") for p in check("enterprise", t)] == [None, 9]
