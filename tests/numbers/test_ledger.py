"""手册号 and 账册号: accepted widely, classified by what the official page does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.numbers import BadNumber, LedgerSystem, Severity, check, parse_ledger


@pytest.mark.parametrize(
    ("text", "system", "year", "is_logistics"),
    [
        ("C530124A0001", LedgerSystem.GOLDEN_GATE_2, 24, False),
        ("B530124A0001", LedgerSystem.GOLDEN_GATE_2, 24, False),
        ("E5301B0A0001", LedgerSystem.GOLDEN_GATE_2, None, False),
        ("C53014150001", LedgerSystem.LEGACY, None, False),
        ("E53014000001", LedgerSystem.LEGACY, None, False),
        ("T5301D000001", LedgerSystem.GOLDEN_GATE_2, None, True),
        ("T5301W24A001", LedgerSystem.GOLDEN_GATE_2, None, True),
        ("T5301H24A001", LedgerSystem.GOLDEN_GATE_2, None, False),
        ("L5301240A001", LedgerSystem.GOLDEN_GATE_2, None, True),
        ("L53012400001", LedgerSystem.GOLDEN_GATE_2, None, False),
        ("L5301240a001", LedgerSystem.GOLDEN_GATE_2, None, False),
        ("H5301D000001", LedgerSystem.UNKNOWN, None, False),
        ("Z53010000001", LedgerSystem.UNKNOWN, None, False),
    ],
)
def test_a_ledger_number_is_classified(text: str, system: LedgerSystem, year: int | None, is_logistics: bool) -> None:
    number = parse_ledger(text)
    assert (number.system, number.year, number.is_logistics) == (system, year, is_logistics)


@given(st.from_regex(r"[0-9A-Za-z_]{12}", fullmatch=True))
def test_whatever_the_official_page_lets_through_is_accepted(text: str) -> None:
    assert parse_ledger(text).text == text


@pytest.mark.parametrize("text", ["C530124A000", "C530124A00011", "C530124-0001", "Ｃ530124A0001", "手530124A0001"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(BadNumber):
        parse_ledger(text)


def test_an_unknown_letter_and_an_unknown_office_are_warnings() -> None:
    problems = check("ledger", "X999924A0001")
    assert [(p.severity, p.position) for p in problems] == [(Severity.WARNING, 1), (Severity.WARNING, 2)]
    assert "2018..2020" in problems[1].zh
