"""Sums of list lines by group, a column of a block at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from itertools import islice
from types import NoneType
from typing import Final

from baoguan.consolidation.compiled import row_reader
from baoguan.consolidation.result import DeclarationLine
from baoguan.model.inventory import InventoryLine

SUMMED: Final = ("quantity", "statutory_quantity", "second_quantity", "total_price")
"""What the page sums; it does not sum weights."""

_USUAL = ("quantity", "statutory_quantity", "total_price")

FIRST: Final = (
    "hs_code",
    "goods_name",
    "specification",
    "unit",
    "statutory_unit",
    "second_unit",
    "currency",
    "origin_country",
    "destination_country",
    "exemption",
    "ledger_item_no",
)
"""What a declaration line has from the first of its lines."""

COMPARED: Final = (
    "specification",
    "unit",
    "statutory_unit",
    "second_unit",
    "currency",
    "origin_country",
    "destination_country",
    "ledger_item_no",
)
"""What is told when the lines of a group differ in it."""

EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
"""Enough digits for a million values of every size that a list can hold, so that no sum is ever rounded."""

_FIVE, _FOUR = Decimal("0.00001"), Decimal("0.0001")
_ZERO = Decimal(0)
_PLACES = {name: FIRST.index(name) for name in COMPARED}
_read_first = row_reader(FIRST)
_read_summed = row_reader(SUMMED)

Unlike = tuple[int, object]
"""Position and value of a line that differs from the first of its group."""


class Sums:
    """Groups are numbered from 0 in the order in which `add` first meets them.

    `first` holds for every group the position of its first line (from 0), `values` that line's fields in the order of
    `FIRST`, `size` the number of its lines; `missing[field][group]` counts its lines without a value of a summed field;
    `differing[field][group]` tells the first line that differs from the group's first in a compared field. Fields of
    `COMPARED` in which the lines of a group agree anyway may be left out.
    """

    def __init__(self, compared: Iterable[str] = COMPARED) -> None:
        self.first: list[int] = []
        self.values: list[tuple[object, ...]] = []
        self.size: Counter[int] = Counter()
        self.totals: dict[str, list[Decimal]] = {name: [] for name in SUMMED}
        self.missing: dict[str, Counter[int]] = {name: Counter() for name in SUMMED}
        self.differing: dict[str, dict[int, Unlike]] = {name: {} for name in COMPARED}
        self._compared = ("ledger_item_no", *sorted(set(compared) - {"ledger_item_no"}))
        self._read_compared = row_reader(self._compared)
        self._expected: list[tuple[object, ...]] = []
        self._lines = 0

    def add(self, groups: Sequence[int], block: Sequence[InventoryLine]) -> None:
        """Add a run of lines, each with the number of its group; a new group has the next number."""
        start = self._lines
        self._lines += len(block)
        compared = self._read_compared(block)
        known = len(self.first)
        opening: list[int] = []
        for row, group in enumerate(groups):
            if group == known:
                known += 1
                opening.append(row)
        self.first += [start + row for row in opening]
        self.values += _read_first([block[row] for row in opening])
        self._expected += [compared[row] for row in opening]
        for totals in self.totals.values():
            totals.extend([_ZERO] * (known - len(totals)))
        self.size.update(groups)
        if compared != list(map(self._expected.__getitem__, groups)):
            self._compare(groups, compared, start)
        if block:
            with localcontext(EXACT):
                self._sum(groups, list(zip(*_read_summed(block), strict=True)))

    def _sum(self, groups: Sequence[int], columns: Sequence[Sequence[Decimal | None]]) -> None:
        by_name = dict(zip(SUMMED, columns, strict=True))
        # Types first: comparing a Decimal with None is slower than adding two of them.
        types = {name: set(map(type, column)) for name, column in by_name.items()}
        if all(NoneType not in types[name] for name in _USUAL):
            self._sum_usual(groups, *(by_name.pop(name) for name in _USUAL))  # type: ignore[arg-type]
        for name, column in by_name.items():
            if types[name] == {NoneType}:
                self.missing[name].update(groups)
                continue
            totals = self.totals[name]
            for group, value in zip(groups, column, strict=True):
                if value is None:
                    self.missing[name][group] += 1
                else:
                    totals[group] += value

    def _sum_usual(
        self,
        groups: Sequence[int],
        quantities: Sequence[Decimal],
        statutory_quantities: Sequence[Decimal],
        total_prices: Sequence[Decimal],
    ) -> None:
        """Sum three full columns in one go, which is how nearly every block is."""
        quantity, statutory, total = (self.totals[name] for name in _USUAL)
        for group, a, b, c in zip(groups, quantities, statutory_quantities, total_prices, strict=True):
            quantity[group] += a
            statutory[group] += b
            total[group] += c

    def _compare(self, groups: Sequence[int], compared: list[tuple[object, ...]], start: int) -> None:
        for row, (group, values) in enumerate(zip(groups, compared, strict=True)):
            expected = self._expected[group]
            if values != expected:
                for name, value, first in zip(self._compared, values, expected, strict=True):
                    if value != first:
                        self.differing[name].setdefault(group, (start + row, value))

    def joined(self, targets: Sequence[int]) -> Sums:
        """The sums of groups put together: `targets[group]` is the number of the group that it becomes part of.

        Targets are numbered as `add` does: a new one is the next number.
        """
        if targets == list(range(len(self.first))):
            return self
        sums = Sums()
        with localcontext(EXACT):
            for group, target in enumerate(targets):
                if target == len(sums.first):
                    sums.first.append(self.first[group])
                    sums.values.append(self.values[group])
                    for name in SUMMED:
                        sums.totals[name].append(self.totals[name][group])
                else:
                    for name in SUMMED:
                        sums.totals[name][target] += self.totals[name][group]
                    for name, place in _PLACES.items():
                        value = self.values[group][place]
                        if value != sums.values[target][place]:
                            sums.differing[name].setdefault(target, (self.first[group], value))
                sums.size[target] += self.size[group]
        for name in SUMMED:
            for group, count in self.missing[name].items():
                sums.missing[name][targets[group]] += count
        for name in COMPARED:
            for group, unlike in self.differing[name].items():
                sums.differing[name].setdefault(targets[group], unlike)
        return sums

    def first_value(self, name: str, group: int) -> object:
        """A compared field of the first line of a group."""
        return self.values[group][_PLACES[name]]

    def total(self, name: str, group: int) -> Decimal | None:
        """The sum of a field over a group, None when no line of it has a value."""
        return None if self.missing[name].get(group) == self.size[group] else self.totals[name][group]

    def lines(self, numbers: Sequence[int], list_lines: Sequence[Sequence[int]]) -> Iterator[DeclarationLine]:
        """The declaration lines of the groups in order, given each group's number and the positions of its lines."""
        several_items = self.differing["ledger_item_no"]
        for group, values in enumerate(self.values):
            fields: dict[str, object] = dict(zip(FIRST, values, strict=True))
            if group in several_items:
                fields["ledger_item_no"] = None
            quantity, total = self.total("quantity", group), self.total("total_price", group)
            yield DeclarationLine(
                number=numbers[group],
                quantity=quantity,
                statutory_quantity=self.total("statutory_quantity", group),
                second_quantity=self.total("second_quantity", group),
                unit_price=unit_price(total, quantity),
                total_price=total,
                list_lines=tuple(list_lines[group]),
                **fields,  # type: ignore[arg-type]
            )


def unit_price(total: Decimal | None, quantity: Decimal | None) -> Decimal | None:
    """Total / quantity, half-even to 5 and then to 4 decimals (Single Window page); None without total or quantity.

    The second rounding matters: 1234549 / 1000000 gives 1.23455 and then 1.2346, where one rounding would give 1.2345.
    """
    if total is None or not quantity:
        return None
    exact = EXACT.copy()
    return exact.quantize(exact.quantize(exact.divide(total, quantity), _FIVE), _FOUR)


def blocks(lines: Iterable[InventoryLine], size: int) -> Iterator[list[InventoryLine]]:
    """Runs of at most `size` lines, in order."""
    source = iter(lines)
    while block := list(islice(source, size)):
        yield block
