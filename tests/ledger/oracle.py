"""The books told another way: from the set of receipts of each list alone, without anything of the package's own books.

A receipt is (kind, change count, minute); what counts is which of them exist, not when they came.
"""

from __future__ import annotations

from decimal import Decimal

Content = dict[int, list[tuple[int, Decimal]]]
"""Change count -> (ledger row, quantity) of each line."""


def standing(receipts: set[tuple[str, int]]) -> tuple[str, int]:
    """Stage (none, pre, actual) and the change in force: `receipts` are (what, change count) with what among pre, actual, deleted."""
    if ("deleted", 0) in receipts:
        return "none", 0
    counts = {count for what, count in receipts if what in ("pre", "actual")}
    if not counts:
        return "none", 0
    last = max(counts)
    return ("actual" if ("actual", last) in receipts else "pre"), last


def counters(lists: list[tuple[int, Content, set[tuple[str, int]]]]) -> dict[int, tuple[Decimal, Decimal, Decimal, Decimal]]:
    """Row -> (increased, decreased, pre-increased, pre-decreased) of lists (sign, content, receipts)."""
    out: dict[int, list[Decimal]] = {}
    for sign, content, receipts in lists:
        stage, count = standing(receipts)
        if stage == "none":
            continue
        for row, quantity in content[count]:
            place = (0 if sign > 0 else 1) + (2 if stage == "pre" else 0)
            out.setdefault(row, [Decimal(0)] * 4)[place] += quantity
    return {row: (v[0], v[1], v[2], v[3]) for row, v in out.items() if any(v)}


Told = tuple[str, int, int, int]
"""What a receipt says: (code, change count, number of the declaration that it answers, 1 where it is of a deletion)."""


def in_force(receipts: set[Told], declarations: int) -> tuple[str, int]:
    """Stage and change in force of a list whose receipts say this; of its filing only the last declaration counts."""
    if any(code == "1" and deletion for code, _, _, deletion in receipts):
        return "none", 0
    counting = {(code, count) for code, count, no, deletion in receipts if not deletion and no == declarations}
    booked = {each for each in counting if each[0] in ("4", "1", "211")}
    if not booked:
        return "none", 0
    last = max(count for _, count in booked)
    return ("pre" if {code for code, count in booked if count == last} == {"4"} else "actual"), last
