"""What Customs will decide about a declaration: a script of the test, or the usual course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from .faults import Dice, Faults

CODES = frozenset({"Y", "Z", "1", "2", "3", "4", "5", "202", "202F", "211"})
"""INV201 results, then INV202 made or failed, then INV211."""
NEXT = "|"
"""In a script: what follows is for the next declaration of the same list."""


def check_plans(plans: Mapping[str, Sequence[str]], codes: frozenset[str] = CODES) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Scripts of these codes cut into one part a declaration.

    :raises ValueError: if a code is unknown.
    """
    cut: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name, script in plans.items():
        wrong = [code for code in script if code not in codes and code != NEXT]
        if wrong:
            known = ", ".join(sorted(codes))
            raise ValueError(f"{name}: 未知的回执代码 / unknown codes {wrong}; 可用 / known: {known}, {NEXT}")
        parts: list[list[str]] = [[]]
        for code in script:
            if code == NEXT:
                parts.append([])
            else:
                parts[-1].append(code)
        cut[name] = tuple(tuple(part) for part in parts)
    return cut


def scripted(plans: Mapping[str, tuple[tuple[str, ...], ...]], number: str, declaration: int) -> tuple[str, ...] | None:
    """The script of the ``declaration``-th declaration (from 1) of a list; nothing if there is none, or none is left.

    The list's own number goes before a pattern, and patterns are tried in the order given.
    """
    parts = plans.get(number)
    if parts is None:
        parts = next((parts for name, parts in plans.items() if fnmatchcase(number, name)), ())
    return parts[declaration - 1] if declaration <= len(parts) else None


def usual(act: str, head: Mapping[str, str], faults: Faults, dice: Dice, key: str) -> tuple[str, ...]:
    """The usual course, with the refusals and the manual review that the dice give."""
    if dice.roll(faults.store_failed_rate, "store failed", key):
        return ("Z",)
    start = ("Y", "2") if dice.roll(faults.manual_rate, "manual", key) else ("Y",)
    if dice.roll(faults.reject_rate, "reject", key):
        return (*start, "3")
    if act != "filing" or head["DclcusFlag"] == "2":
        return (*start, "1")
    draft = ("202",) if head["GenDecFlag"] == "1" else ()
    return (*start, "4", *draft, "211")
