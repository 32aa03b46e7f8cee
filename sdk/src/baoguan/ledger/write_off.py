"""The write-off (报核) of a ledger as arithmetic: every term of what should be left of each material, and what was counted beside it.

应剩余 = 期初 + (直接进口 + 深加工进口 + 余料转入 + 退换进) - (退换出 + 复出 + 内销 + 销毁 + 余料转出) - 产品耗用.

Sums are exact and rounded once, at the end, to five places, half to even. Scrap is made of the tangible loss of what products consumed, and
never taken from the material a second time. Sources: two programs of processing trade, the field lists of the write-off; the rounding is
inferred, and so is the base of the difference rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

from baoguan.ledger.consumption import Consumptions, Rate
from baoguan.ledger.effects import EFFECTS, BookCounter, BookRow
from baoguan.ledger.posting import Entry

PLACES: Final = 5
INTO: Final = (
    BookCounter.DIRECT_IMPORT,
    BookCounter.TRANSFER_IN,
    BookCounter.SURPLUS_IN,
    BookCounter.EXCHANGE_IN,
    BookCounter.WAREHOUSE_IN,
)
OUT: Final = (
    BookCounter.EXCHANGE_OUT,
    BookCounter.REEXPORT,
    BookCounter.DOMESTIC_SALE,
    BookCounter.DESTRUCTION,
    BookCounter.SURPLUS_OUT,
    BookCounter.WAREHOUSE_OUT,
)
SCRAP_OUT: Final = (BookCounter.SCRAP_SALE, BookCounter.SCRAP_REEXPORT, BookCounter.SCRAP_DESTRUCTION)

_ON_ROW: Final = {effect.counter: effect.on_row for effect in EFFECTS}
_ON_MATERIAL: Final = {effect.counter: effect.on_material for effect in EFFECTS}
_ZERO: Final = Decimal(0)
_NOTHING: Final = Fraction(0)
_NONE: Final[Mapping[int, Decimal]] = MappingProxyType({})


class ScrapBasis(StrEnum):
    """Which loss leaves scrap: two sources differ."""

    TANGIBLE = "tangible"
    """有形损耗 only: what is lost without a trace leaves nothing (inferred from the definitions)."""
    WHOLE = "whole"
    """有形与无形损耗 (one program)."""


@attrs.frozen(kw_only=True)
class Count:
    """What was counted of a material (实际剩余), in its declared unit, and why it differs from what should be left."""

    quantity: Decimal
    reason: str = ""


@attrs.frozen(kw_only=True)
class Use:
    """What a product consumed of a material: how many units left, less those that came back, and how much they took."""

    product: int
    version: str
    units: Decimal
    rate: Rate
    consumed: Decimal


@attrs.frozen(kw_only=True)
class MaterialTerms:
    """Every term of a material. Quantities are in its declared unit, rounded to five places; amounts are at `price`."""

    item_no: int
    opening: Decimal
    counters: Mapping[BookCounter, Decimal]
    """What lists moved, unsigned, by counter."""
    uses: tuple[Use, ...]
    consumed: Decimal
    theoretical: Decimal
    """应剩余."""
    tangible_loss: Decimal
    intangible_loss: Decimal
    scrap_made: Decimal
    scrap_left: Decimal
    count: Count | None = None
    price: Decimal | None = None

    def of(self, *counters: BookCounter) -> Decimal:
        """The sum of some counters."""
        return sum((self.counters.get(c, _ZERO) for c in counters), _ZERO)

    @property
    def difference(self) -> Decimal | None:
        """差异: what was counted less what should be left; None where nothing was counted."""
        return None if self.count is None else self.count.quantity - self.theoretical

    @property
    def difference_rate(self) -> Decimal | None:
        """差异率, per cent of what should be left; None where that is nothing."""
        if self.difference is None or not self.theoretical:
            return None
        return rounded(100 * Fraction(self.difference) / Fraction(self.theoretical))

    def amount(self, quantity: Decimal | None) -> Decimal | None:
        """What a quantity is worth at the price; None without one."""
        return None if quantity is None or self.price is None else rounded(Fraction(quantity) * Fraction(self.price))


@attrs.frozen(kw_only=True)
class ProductTerms:
    """What left and came back of a product, in its declared unit."""

    item_no: int
    counters: Mapping[BookCounter, Decimal]

    def of(self, *counters: BookCounter) -> Decimal:
        """The sum of some counters."""
        return sum((self.counters.get(c, _ZERO) for c in counters), _ZERO)


@attrs.frozen(kw_only=True)
class Terms:
    """The write-off of a period. `unknown` are products that left in a version without unit consumption: nothing was taken for them."""

    materials: Mapping[int, MaterialTerms]
    products: Mapping[int, ProductTerms]
    unknown: tuple[tuple[int, str], ...] = ()


def write_off(
    entries: Iterable[Entry],
    consumptions: Consumptions,
    *,
    opening: Mapping[int, Decimal] | None = None,
    counts: Mapping[int, Count] | None = None,
    prices: Mapping[int, Decimal] = _NONE,
    scrap: ScrapBasis = ScrapBasis.TANGIBLE,
    also: Iterable[int] = (),
) -> Terms:
    """The terms of a period from what lists moved in it.

    `opening` replaces the opening that the entries post; `also` names materials to be shown though nothing moved them.
    """
    posted, moved, units = _sorted(entries)
    at_first = posted if opening is None else opening
    counted = counts or {}
    uses, unknown = _uses(units, consumptions)
    rows = sorted({*at_first, *counted, *also, *uses, *(item for row, item in moved if row is BookRow.MATERIAL)})
    return Terms(
        materials={
            item: _material(
                item,
                at_first.get(item, _ZERO),
                moved.get((BookRow.MATERIAL, item), {}),
                uses.get(item, ()),
                count=counted.get(item),
                price=prices.get(item),
                scrap=scrap,
            )
            for item in rows
        },
        products={
            item: ProductTerms(item_no=item, counters=counters)
            for (row, item), counters in sorted(moved.items())
            if row is BookRow.PRODUCT
        },
        unknown=unknown,
    )


def theoretical_change(entries: Iterable[Entry], consumptions: Consumptions) -> dict[int, Fraction]:
    """What entries add to what should be left of each material: below 0 they take away."""
    out: dict[int, Fraction] = {}
    units: dict[tuple[int, str], Fraction] = {}
    for entry in entries:
        if entry.counter is BookCounter.OPENING:
            moved = Fraction(entry.quantity) if entry.row is BookRow.MATERIAL else _NOTHING
        else:
            moved = Fraction(_as_posted(entry)) * _ON_MATERIAL.get(entry.counter, 0)
        if not moved:
            continue
        if entry.row is BookRow.MATERIAL:
            out[entry.item_no] = out.get(entry.item_no, _NOTHING) + moved
        else:
            key = (entry.item_no, entry.version)
            units[key] = units.get(key, _NOTHING) + moved
    for (product, version), quantity in units.items():
        for material, rate in consumptions.exact(product, version).items():
            out[material] = out.get(material, _NOTHING) + quantity * rate
    return out


def rounded(value: Fraction) -> Decimal:
    """To five places, half to even."""
    scaled = round(value * 10**PLACES)
    return Decimal((int(scaled < 0), tuple(map(int, str(abs(scaled)))), -PLACES))


def _as_posted(entry: Entry) -> Decimal:
    """The quantity, below 0 where Customs deducted the other way round than the mode does."""
    return -entry.quantity if entry.sign and entry.sign == -_ON_ROW.get(entry.counter, entry.sign) else entry.quantity


Counters = dict[BookCounter, Decimal]


def _sorted(
    entries: Iterable[Entry],
) -> tuple[dict[int, Decimal], dict[tuple[BookRow, int], Counters], dict[tuple[int, str], Decimal]]:
    """Openings of materials, quantities by row and counter, and units of products that left by version."""
    opening: dict[int, Decimal] = {}
    moved: dict[tuple[BookRow, int], Counters] = {}
    units: dict[tuple[int, str], Decimal] = {}
    for entry in entries:
        if entry.counter is BookCounter.OPENING:
            if entry.row is BookRow.MATERIAL:
                opening[entry.item_no] = opening.get(entry.item_no, _ZERO) + entry.quantity
            continue
        quantity = _as_posted(entry)
        mine = moved.setdefault((entry.row, entry.item_no), {})
        mine[entry.counter] = mine.get(entry.counter, _ZERO) + quantity
        if entry.row is BookRow.PRODUCT and (sign := _ON_MATERIAL.get(entry.counter, 0)):
            key = (entry.item_no, entry.version)
            units[key] = units.get(key, _ZERO) - sign * quantity
    kept = {key: {c: q for c, q in counters.items() if q} for key, counters in moved.items()}
    return opening, {key: counters for key, counters in kept.items() if counters}, {k: q for k, q in units.items() if q}


def _uses(
    units: Mapping[tuple[int, str], Decimal], consumptions: Consumptions
) -> tuple[dict[int, list[tuple[int, str, Decimal, Rate]]], tuple[tuple[int, str], ...]]:
    """Material -> (product, version, units, rate), and what has no rates."""
    out: dict[int, list[tuple[int, str, Decimal, Rate]]] = {}
    unknown = []
    for (product, version), quantity in sorted(units.items()):
        if not consumptions.knows(product, version):
            unknown.append((product, version))
        for material, rate in consumptions.of(product, version).items():
            out.setdefault(material, []).append((product, rate.version, quantity, rate))
    return out, tuple(unknown)


def _material(
    item: int,
    opening: Decimal,
    counters: Counters,
    uses: Iterable[tuple[int, str, Decimal, Rate]],
    *,
    count: Count | None,
    price: Decimal | None,
    scrap: ScrapBasis,
) -> MaterialTerms:
    told = [(product, version, units, rate, Fraction(units) * rate.exact) for product, version, units, rate in uses]
    consumed = sum((each[4] for each in told), _NOTHING)
    tangible = sum((taken * Fraction(rate.tangible_loss) / 100 for _, _, _, rate, taken in told), _NOTHING)
    intangible = sum((taken * Fraction(rate.intangible_loss) / 100 for _, _, _, rate, taken in told), _NOTHING)
    made = tangible if scrap is ScrapBasis.TANGIBLE else tangible + intangible
    left = Fraction(opening) - consumed
    left += sum((Fraction(counters.get(c, _ZERO)) for c in INTO), _NOTHING)
    left -= sum((Fraction(counters.get(c, _ZERO)) for c in OUT), _NOTHING)
    scrap_out = sum((Fraction(counters.get(c, _ZERO)) for c in SCRAP_OUT), _NOTHING)
    return MaterialTerms(
        item_no=item,
        opening=opening,
        counters=counters,
        uses=tuple(
            Use(product=product, version=version, units=units, rate=rate, consumed=rounded(taken))
            for product, version, units, rate, taken in told
        ),
        consumed=rounded(consumed),
        theoretical=rounded(left),
        tangible_loss=rounded(tangible),
        intangible_loss=rounded(intangible),
        scrap_made=rounded(made),
        scrap_left=rounded(made - scrap_out),
        count=count,
        price=price,
    )
