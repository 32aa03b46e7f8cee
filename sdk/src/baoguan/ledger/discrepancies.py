"""Our figures beside those of a source: where they differ, and which of the things that may have happened would make them agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

import attrs

from baoguan.ledger.balance import RowBalance
from baoguan.ledger.booked import Booked, Figure
from baoguan.ledger.causes import CAUSES, Cause, Hypothesis
from baoguan.ledger.effects import BookRow

Key = tuple[BookRow, int]
_MOST_PAIRED: Final = 40
"""So many hypotheses of one row are tried two by two."""


@attrs.frozen(kw_only=True)
class Compared:
    """A row of a source beside ours. `off` is theirs less ours, for every figure that the source states."""

    booked: Booked
    ours: RowBalance
    off: Mapping[Figure, Decimal]

    @property
    def differs(self) -> bool:
        """Whether any figure does."""
        return any(self.off.values())


@attrs.frozen(kw_only=True)
class Likely:
    """Something that would explain the difference of a row: alone, or together with `beside`.

    `rows` is how many differing rows it explains to the last decimal, `against` how many rows that agree would then differ.
    """

    hypothesis: Hypothesis
    beside: Hypothesis | None = None
    rows: int
    against: int

    @property
    def cause(self) -> Cause:
        """What it is."""
        return self.hypothesis.cause


def compare(booked: Booked, ours: RowBalance) -> Compared:
    """A row of a source that has balances beside ours."""
    return Compared(booked=booked, ours=ours, off={f: theirs - getattr(ours, f.value) for f, theirs in booked.figures.items()})


def explanations(rows: Sequence[Compared], hypotheses: Iterable[Hypothesis]) -> dict[Key, list[Likely]]:
    """The likely causes of every differing row, the likeliest first.

    A cause is named only where our books, with it, would show the source's figures exactly. Before the others come those that no row of the
    source speaks against, then those that explain the most rows, then the commoner ones.
    """
    by_key = {row.booked.key: row for row in rows}
    known = list(hypotheses)
    judged = {id(h): _judged(h, by_key) for h in known}
    out: dict[Key, list[Likely]] = {}
    for key, row in by_key.items():
        if not row.differs:
            continue
        mine = [h for h in known if key in h.moves]
        exact = [Likely(hypothesis=h, rows=judged[id(h)][0], against=judged[id(h)][1]) for h in mine if _fits(row, h)]
        if all(each.cause is Cause.OTHER_LIST for each in exact):
            exact = [*_pairs(key, row, mine), *exact]
        out[key] = sorted(exact, key=_order)
    return out


def _order(likely: Likely) -> tuple[bool, bool, int, int]:
    rows = 1 if CAUSES[likely.cause].alone else likely.rows
    second = 0 if likely.beside is None else likely.beside.weight
    return likely.against > 0, likely.cause is Cause.OTHER_LIST, -rows, likely.hypothesis.weight + second


def _fits(row: Compared, hypothesis: Hypothesis) -> bool:
    """Whether a cause explains a row; those that stand alone were made from it."""
    return CAUSES[hypothesis.cause].alone or _agrees(row, (hypothesis.moves[row.booked.key],))


def _agrees(row: Compared, moves: Iterable[Mapping[str, Decimal]]) -> bool:
    sides: dict[str, Decimal] = {}
    for each in moves:
        for side, quantity in each.items():
            sides[side] = sides.get(side, Decimal(0)) + quantity
    moved = RowBalance(**sides)
    return all(getattr(moved, figure.value) == off for figure, off in row.off.items())


def _judged(hypothesis: Hypothesis, rows: Mapping[Key, Compared]) -> tuple[int, int]:
    explained = against = 0
    for key, moves in hypothesis.moves.items():
        row = rows.get(key)
        if row is None:
            continue
        if _agrees(row, (moves,)):
            explained += row.differs
        elif not row.differs:
            against += 1
    return explained, against


def _pairs(key: Key, row: Compared, mine: Sequence[Hypothesis]) -> Iterator[Likely]:
    """Two causes at once, where no single one will do."""
    likeliest = sorted((h for h in mine if not CAUSES[h.cause].alone), key=lambda h: h.weight)[:_MOST_PAIRED]
    pairs = sorted(combinations(likeliest, 2), key=lambda pair: pair[0].weight + pair[1].weight)
    for one, other in pairs:
        if (one.subject or one.list_no) != (other.subject or other.list_no) and _agrees(row, (one.moves[key], other.moves[key])):
            yield Likely(hypothesis=one, beside=other, rows=1, against=0)
            return
