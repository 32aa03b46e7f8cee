"""Invented customs declarations for the tests: companies, numbers and goods are made up."""

from __future__ import annotations

from typing import Any

import attrs

from baoguan import CustomsDeclaration
from baoguan.rules.declaration.sample import sample
from tests.support.lists import AGENT, MAKER

__all__ = ["AGENT", "MAKER", "declaration"]


def declaration(number: str = "A-1", **changes: Any) -> CustomsDeclaration:  # noqa: ANN401
    """A valid import declaration of general trade."""
    given = {"internal_number": number, "trader": MAKER, "owner": MAKER, "declarant": AGENT, "data_entry": AGENT}
    return attrs.evolve(sample(), **{**given, **changes})
