"""Invented amendments of customs declarations for the tests: companies, numbers and goods are made up."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from baoguan import Amendment, Confirmation
from baoguan.rules.amendment.sample import ENTRY_NO, SEQ_NO, sample
from tests.support.lists import AGENT, MAKER

__all__ = ["ENTRY_NO", "SEQ_NO", "amendment", "confirming"]


def amendment(number: str = "A-1-M1", **changes: Any) -> Amendment:  # noqa: ANN401
    """A valid request to change a declaration."""
    given = {"internal_number": number, "trader": MAKER, "declarant": AGENT}
    return attrs.evolve(sample(), **{**given, **changes})


def confirming(number: str = "A-1-M1", **changes: Any) -> Amendment:  # noqa: ANN401
    """The consent to a change that Customs started."""
    said = Confirmation(seq_no="202600000000000031", form_no="DEMO-FORM-1", entry_no=ENTRY_NO, result="0", contact="13000000000")
    return amendment(number, **{"confirmation": said, "items": (), "asked_on": date(2026, 6, 1), **changes})
