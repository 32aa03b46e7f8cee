"""What the letter of a ledger number (手册, 账册, 物流账册) says: its sub-system, and how INV211 shows it."""

from __future__ import annotations

from collections.abc import Mapping

_SUBSYSTEMS: Mapping[str, frozenset[str]] = {
    "B": frozenset({"B1"}),
    "C": frozenset({"B1"}),
    "D": frozenset({"B1"}),
    "E": frozenset({"95"}),
    # H books are kept by enterprises inside special areas, yet stand beside E in the list of book types.
    "H": frozenset({"95", "Z7"}),
    "T": frozenset({"Z7"}),
    "L": frozenset({"Z8"}),
}


def is_logistics(ledger: str) -> bool:
    """Whether the ledger is a 物流账册: L, or T with D or W in position 6 (official page)."""
    return ledger[:1] == "L" or (ledger[:1] == "T" and ledger[5:6] in {"D", "W"})


def subsystems(ledger: str) -> frozenset[str]:
    """The SysId values under which a list of this ledger is found again; empty if the letter says nothing."""
    known = _SUBSYSTEMS.get(ledger[:1], frozenset())
    return known | {"Z8"} if ledger[:1] == "T" and is_logistics(ledger) else known
