"""Causes that need no document to be thought of: rounding, another opening, another unit, lists that are not ours, the wrong row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final

from baoguan.ledger.balance import RowBalance
from baoguan.ledger.booked import FIGURES, Figure
from baoguan.ledger.causes import Cause, Hypothesis
from baoguan.ledger.discrepancies import Compared, Key

_SIDES: Final = (Figure.INCREASED, Figure.DECREASED, Figure.PRE_INCREASED, Figure.PRE_DECREASED)
_GROWN: Final = Figure.INCREASED.value
_ROUNDINGS: Final = (ROUND_HALF_UP, ROUND_HALF_EVEN)
_FACTORS: Final = tuple(Decimal(10) ** power for power in (-6, -3, -2, -1, 1, 2, 3, 6))


def of_rows(rows: Sequence[Compared], ours: Callable[[str], bool]) -> Iterator[Hypothesis]:
    """Hypotheses over differing rows; `ours` tells whether a list number is known here."""
    differing = [row for row in rows if row.differs]
    named: dict[str, list[Compared]] = defaultdict(list)
    for row in differing:
        yield from _rounded(row)
        yield from _opening(row)
        yield from _unit(row)
        yield _other_list(row)
        if row.booked.list_no and not ours(row.booked.list_no):
            named[row.booked.list_no].append(row)
    for list_no, mine in named.items():
        yield Hypothesis(cause=Cause.NAMED_ELSEWHERE, moves={row.booked.key: _sides(row) for row in mine}, list_no=list_no)


def _sides(row: Compared) -> dict[str, Decimal]:
    """The difference as a movement: of the counters where they are stated, else of what a balance would have grown by."""
    if any(side in row.off for side in _SIDES):
        return {side.value: row.off[side] for side in (Figure.OPENING, *_SIDES) if row.off.get(side)}
    off = row.off.get(Figure.BOOK, row.off.get(Figure.AVAILABLE, row.off.get(Figure.OPENING, Decimal(0))))
    return {_GROWN: off}


def _other_list(row: Compared) -> Hypothesis:
    return Hypothesis(cause=Cause.OTHER_LIST, moves={row.booked.key: _sides(row)}, words={"quantity": apart(row.off)})


def apart(off: Mapping[Figure, Decimal]) -> str:
    """How far apart the figures are, in one text."""
    return "、".join(f"{FIGURES[figure].zh}{value:+f}" for figure, value in off.items() if value)


def _opening(row: Compared) -> Iterator[Hypothesis]:
    """The counters agree, as far as they are stated, and opening or balances differ by one quantity."""
    if any(row.off.get(side) for side in _SIDES):
        return
    apart = {off for figure, off in row.off.items() if figure not in _SIDES and off}
    if len(apart) == 1:
        off = apart.pop()
        yield Hypothesis(cause=Cause.OPENING, moves={row.booked.key: {"opening": off}}, words={"quantity": f"{off:+f}"})


def _rounded(row: Compared) -> Iterator[Hypothesis]:
    places = max(-int(theirs.as_tuple().exponent) for theirs in row.booked.figures.values())
    if all(
        any(getattr(row.ours, f.value).quantize(Decimal(1).scaleb(-places), way) == theirs for way in _ROUNDINGS)
        for f, theirs in row.booked.figures.items()
    ):
        yield Hypothesis(cause=Cause.ROUNDED, moves={row.booked.key: _sides(row)}, words={"quantity": str(places)})


def _unit(row: Compared) -> Iterator[Hypothesis]:
    for factor in _FACTORS:
        if all(getattr(row.ours, f.value) * factor == theirs for f, theirs in row.booked.figures.items()):
            yield Hypothesis(cause=Cause.UNIT, moves={row.booked.key: _sides(row)}, words={"quantity": f"{factor.normalize():f}"})


def swapped(
    rows: Sequence[Compared], moved: Callable[[Key], Iterable[tuple[str, str, Mapping[str, Decimal]]]]
) -> Iterator[Hypothesis]:
    """Lists whose quantity is on another row at Customs: one row lacks what another has too much. `moved` gives what each list moved of a
    row, as (document, list number, counters)."""
    surplus: dict[tuple[tuple[str, Decimal], ...], list[Compared]] = defaultdict(list)
    for row in rows:
        if row.differs:
            surplus[_signature(_sides(row))].append(row)
    for row in rows:
        if not row.differs:
            continue
        lacks = {side: -quantity for side, quantity in _sides(row).items()}
        others = [other for other in surplus.get(_signature(lacks), ()) if other is not row]
        counted = any(side in row.off for side in _SIDES)
        holding = [each for each in (moved(row.booked.key) if others else ()) if _holds(each[2], lacks, counted=counted)]
        # A list of just this quantity first; else one that may have had it among others.
        whole = [each for each in holding if _signature(each[2]) == _signature(lacks)]
        for document, list_no, _ in whole or holding:
            for other in others:
                quantity = "、".join(f"{q:f}" for q in lacks.values())
                yield Hypothesis(
                    cause=Cause.OTHER_ROW,
                    moves={row.booked.key: _sides(row), other.booked.key: lacks},
                    subject=document,
                    list_no=list_no,
                    words={"quantity": quantity, "item": str(other.booked.item_no)},
                )


def _holds(counters: Mapping[str, Decimal], part: Mapping[str, Decimal], *, counted: bool) -> bool:
    """Whether a movement holds another one; of a source without counters only the balances can be compared."""
    if counted:
        return all(counters.get(side, Decimal(0)) >= quantity for side, quantity in part.items())
    whole, wanted = RowBalance(**counters).book, part.get(_GROWN, Decimal(0))
    return whole * wanted > 0 and abs(whole) >= abs(wanted)


def _signature(sides: Mapping[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    return tuple(sorted((side, quantity) for side, quantity in sides.items() if quantity))
