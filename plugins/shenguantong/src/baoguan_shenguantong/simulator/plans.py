"""Scripts of decisions, by the number of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Final

CODES: Final = frozenset({"Y", "Z", "1", "2", "3", "4", "5"})
"""Y stored, Z not stored, 1 approved (list: deducted), 2 manual, 3 returned, 4 approved and pre-deducted, 5 approved, not deducted."""
NEXT: Final = "|"

Plans = Mapping[str, Sequence[Sequence[str]]]


def cut(plans: Mapping[str, Sequence[str]]) -> Plans:
    """Plans divided at ``|`` into those of the first, second … declaration. Raises ValueError for an unknown code."""
    out: dict[str, list[list[str]]] = {}
    for name, codes in plans.items():
        unknown = set(codes) - CODES - {NEXT}
        if unknown:
            raise ValueError(f"{name}: 不认识的代码 / unknown codes {sorted(unknown)}")
        parts: list[list[str]] = [[]]
        for code in codes:
            if code == NEXT:
                parts.append([])
            else:
                parts[-1].append(code)
        out[name] = parts
    return out


def planned(plans: Plans, number: str, declaration: int) -> Sequence[str] | None:
    """The script for the n-th declaration of a document, or None for the usual course."""
    found = next((parts for name, parts in plans.items() if fnmatchcase(number, name)), None)
    return found[declaration - 1] if found is not None and declaration <= len(found) else None
