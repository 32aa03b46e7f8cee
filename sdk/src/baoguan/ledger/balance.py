"""Balances of both books from entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

import attrs

from baoguan.ledger.effects import EFFECTS, BookCounter, BookRow, Effect, Effects
from baoguan.ledger.posting import Entry, Stage

_ZERO = Decimal(0)
PLACES = Decimal("0.00001")


@attrs.frozen(kw_only=True)
class RowBalance:
    """The counters of a row, in its declared unit."""

    opening: Decimal = _ZERO
    increased: Decimal = _ZERO
    decreased: Decimal = _ZERO
    pre_increased: Decimal = _ZERO
    pre_decreased: Decimal = _ZERO

    @property
    def book(self) -> Decimal:
        """What the row will hold once everything pending is deducted."""
        return self.opening + self.increased + self.pre_increased - self.decreased - self.pre_decreased

    @property
    def available(self) -> Decimal:
        """What may leave: a pre-increase may not be spent."""
        return self.opening + self.increased - self.decreased - self.pre_decreased


def row_balances(entries: Iterable[Entry]) -> dict[tuple[BookRow, int], RowBalance]:
    """The counters of every row that something moved."""
    sums: dict[tuple[BookRow, int], dict[str, Decimal]] = {}
    for entry in entries:
        name = _side(entry)
        if name is not None:
            mine = sums.setdefault((entry.row, entry.item_no), {})
            mine[name] = mine.get(name, _ZERO) + entry.quantity
    return {key: RowBalance(**values) for key, values in sums.items()}


def running(entries: Iterable[Entry]) -> Iterator[RowBalance]:
    """The counters of one row behind each of its entries."""
    sums: dict[str, Decimal] = {}
    for entry in entries:
        name = _side(entry)
        if name is not None:
            sums[name] = sums.get(name, _ZERO) + entry.quantity
        yield RowBalance(**sums)


def _side(entry: Entry) -> str | None:
    """Which counter an entry moves; none where it moves only the scrap of its material."""
    if entry.counter is BookCounter.OPENING:
        return "opening"
    if entry.sign == 0:
        return None
    return ("pre_" if entry.stage is Stage.PRE else "") + ("increased" if entry.sign > 0 else "decreased")


Consumption = Callable[[int, str], Mapping[int, Decimal]]
"""(product row, version) -> material row -> what one unit of the product consumes of it, losses included, bonded share counted."""


@attrs.frozen(kw_only=True)
class MaterialBalance:
    """The theoretical balance of a material: every counter that moved it, what products consumed, and its scrap."""

    opening: Decimal = _ZERO
    counters: Mapping[BookCounter, Decimal] = attrs.field(factory=dict)
    """Signed quantities by counter, of lists that declare the material itself."""
    consumed: Decimal = _ZERO
    """By products that left, less those that came back."""
    scrap_out: Decimal = _ZERO

    @property
    def remaining(self) -> Decimal:
        """应剩余, rounded once, to five places."""
        total = self.opening + sum(self.counters.values(), _ZERO) - self.consumed
        return total.quantize(PLACES, ROUND_HALF_EVEN)


_ON_MATERIAL = {effect.counter: effect for effect in EFFECTS}


@attrs.frozen(kw_only=True)
class MaterialMove:
    """What an entry does to one material: `quantity` signed as it moves the material balance, or `scrap` as it moves what became scrap.

    `rate` is what one unit of the product takes of it, for an entry of a product.
    """

    item_no: int
    quantity: Decimal = _ZERO
    scrap: Decimal = _ZERO
    rate: Decimal | None = None


def material_moves(
    entry: Entry, consumption: Consumption, effect_of: Callable[[BookCounter], Effect | None] = _ON_MATERIAL.get
) -> Iterator[MaterialMove]:
    """What an entry does to materials. Where Customs turned the sign of a row round, its material follows."""
    if entry.counter is BookCounter.OPENING:
        if entry.row is BookRow.MATERIAL:
            yield MaterialMove(item_no=entry.item_no, quantity=entry.quantity)
        return
    effect = effect_of(entry.counter)
    if effect is None:
        return
    sign = effect.on_material * (entry.sign * effect.on_row or 1)
    if entry.row is BookRow.PRODUCT:
        if sign:
            for material, rate in consumption(entry.item_no, entry.version or "0").items():
                yield MaterialMove(item_no=material, quantity=sign * entry.quantity * rate, rate=rate)
    elif effect.on_scrap:
        yield MaterialMove(item_no=entry.item_no, scrap=effect.on_scrap * entry.quantity)
    elif sign:
        yield MaterialMove(item_no=entry.item_no, quantity=sign * entry.quantity)


def material_balances(
    entries: Iterable[Entry], consumption: Consumption, effect_of: Callable[[BookCounter], Effect | None] = _ON_MATERIAL.get
) -> dict[int, MaterialBalance]:
    """The theoretical balance of every material that something moved; pending movements count like deducted ones."""
    opening: dict[int, Decimal] = {}
    counters: dict[int, dict[BookCounter, Decimal]] = {}
    consumed: dict[int, Decimal] = {}
    scrap: dict[int, Decimal] = {}
    for entry in entries:
        for move in material_moves(entry, consumption, effect_of):
            item = move.item_no
            if move.rate is not None:
                consumed[item] = consumed.get(item, _ZERO) - move.quantity
            elif move.scrap:
                scrap[item] = scrap.get(item, _ZERO) - move.scrap
            elif entry.counter is BookCounter.OPENING:
                opening[item] = opening.get(item, _ZERO) + move.quantity
            else:
                mine = counters.setdefault(item, {})
                mine[entry.counter] = mine.get(entry.counter, _ZERO) + move.quantity
    rows = {*opening, *counters, *consumed, *scrap}
    return {
        row: MaterialBalance(
            opening=opening.get(row, _ZERO),
            counters=counters.get(row, {}),
            consumed=consumed.get(row, _ZERO),
            scrap_out=scrap.get(row, _ZERO),
        )
        for row in sorted(rows)
    }


def by_counter(effects: Effects) -> Callable[[BookCounter], Effect | None]:
    """What a counter means for materials, plugins' effects too."""
    return {effect.counter: effect for effect in effects.rows.values()}.get


def without_consumption(
    entries: Iterable[Entry],
    knows: Callable[[int, str], bool],
    effect_of: Callable[[BookCounter], Effect | None] = _ON_MATERIAL.get,
) -> list[tuple[int, str]]:
    """Products and versions that moved and of which no unit consumption is declared: what they took of materials is not counted."""
    found = {
        (entry.item_no, entry.version or "0")
        for entry in entries
        if entry.row is BookRow.PRODUCT and (effect := effect_of(entry.counter)) is not None and effect.on_material
    }
    return sorted(key for key in found if not knows(*key))
