"""Which of the three books a ledger number belongs to; they are booked and limited by different rules."""

from __future__ import annotations

from typing import Final

from baoguan.model.ledger_codes import LedgerFamily
from baoguan.numbers import BadNumber, parse_ledger

_LETTERS: Final = {
    "B": LedgerFamily.HANDBOOK,
    "C": LedgerFamily.HANDBOOK,
    "D": LedgerFamily.HANDBOOK,
    "E": LedgerFamily.ACCOUNT,
    "H": LedgerFamily.ACCOUNT,
    "L": LedgerFamily.LOGISTICS,
    "T": LedgerFamily.ACCOUNT,
}
"""First letter of a number -> book. T is kept by special areas: logistics with D or W in position 6, else by consumption (H: 耗料式)."""


def family_of(number: str) -> LedgerFamily | None:
    """The book of a number, by its letters (official page script); None where they say nothing."""
    try:
        parsed = parse_ledger(number.upper())
    except BadNumber:
        return _LETTERS.get(number[:1].upper())
    return LedgerFamily.LOGISTICS if parsed.is_logistics else _LETTERS.get(parsed.letter)
