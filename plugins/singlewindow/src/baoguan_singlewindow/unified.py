"""Numbers that the Single Window gives, told from what only stands in their place.

A number is learned: it stands in every later message, and receipts are found by it. So what has not its form is handed on as a fact, which
`baoguan status` shows and nothing is found by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

DECLARATION: Final = re.compile(r"[IE][0-9]{17}")
"""统一编号 of a declaration: I or E and 17 digits (seen in several real messages)."""
AMENDMENT: Final = re.compile(r"[0-9A-Za-z]{18}")
"""修撤单统一编号: of it only the length is known (official schema)."""

MALFORMED: Final = "malformed_"
"""Prefix of the facts; the core's own for declaration numbers (报关单号) that it does not believe."""


def told(name: str, text: str, form: re.Pattern[str]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What an element says, as numbers and as facts: one of them holds it, both are empty where it is."""
    if not text:
        return {}, {}
    return ({name: text}, {}) if form.fullmatch(text) else ({}, {f"{MALFORMED}{name}": text})
