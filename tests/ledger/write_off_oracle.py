"""The terms of a write-off told another way: term by term from the definitions, without anything of the package's own books."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

SIGN = {
    "opening": 1,
    "direct_import": 1,
    "transfer_in": 1,
    "surplus_in": 1,
    "exchange_in": 1,
    "warehouse_in": 1,
    "exchange_out": -1,
    "reexport": -1,
    "domestic_sale": -1,
    "destruction": -1,
    "surplus_out": -1,
    "warehouse_out": -1,
    "scrap_sale": 0,
    "scrap_reexport": 0,
    "scrap_destruction": 0,
}
"""What a list of materials adds to what should be left."""
UNITS = {"direct_export": 1, "transfer_out": 1, "product_exchange_out": 1, "reduction_export": 1, "product_exchange_in": -1}
"""How many units of a product a list takes out of the country."""

Key = tuple[int, str, int]
Rate = tuple[Decimal, Decimal, Decimal, Decimal]
Moved = list[tuple[str, Decimal, int, str]]


NAMES = ("opening", "consumed", "theoretical", "tangible_loss", "intangible_loss", "scrap_made", "scrap_left")
"""What is compared."""


def of(terms: object) -> dict[str, Decimal]:
    """The terms as the oracle tells them."""
    return {name: Decimal(getattr(terms, name)) for name in NAMES}


def exact(item: int, moved: Moved, rates: dict[Key, Rate]) -> Fraction:
    """What should be left, not rounded."""
    declared = sum((Fraction(q) * SIGN[c] for c, q, i, _ in moved if c in SIGN and i == item), Fraction(0))
    return declared - _consumed(item, moved, rates, 0)


def material(item: int, moved: Moved, rates: dict[Key, Rate], *, whole: bool) -> dict[str, Decimal]:
    """Every term of a material."""
    tangible, intangible = (_consumed(item, moved, rates, n) for n in (1, 2))
    made = tangible + intangible if whole else tangible
    gone = sum((Fraction(q) for c, q, i, _ in moved if c.startswith("scrap_") and i == item), Fraction(0))
    return {
        "opening": sum((q for c, q, i, _ in moved if c == "opening" and i == item), Decimal(0)),
        "consumed": five(_consumed(item, moved, rates, 0)),
        "theoretical": five(exact(item, moved, rates)),
        "tangible_loss": five(tangible),
        "intangible_loss": five(intangible),
        "scrap_made": five(made),
        "scrap_left": five(made - gone),
    }


def five(value: Fraction) -> Decimal:
    """To five places, half to even, digit by digit."""
    scaled = abs(value) * 100_000
    floor = scaled.numerator // scaled.denominator
    rest = scaled - floor
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and floor % 2 == 1)
    text = f"{floor + up:06d}"
    return Decimal(("-" if value < 0 else "") + text[:-5] + "." + text[-5:])


def _consumed(item: int, moved: Moved, rates: dict[Key, Rate], loss: int) -> Fraction:
    """What products took of a material; with `loss` 1 or 2 the part that was lost, tangibly or not."""
    total = Fraction(0)
    for counter, quantity, product, version in moved:
        rate = rates.get((product, version, item))
        if counter not in UNITS or rate is None:
            continue
        net, tangible, intangible, share = map(Fraction, rate)
        taken = UNITS[counter] * Fraction(quantity) * net * 100 / (100 - tangible - intangible) * share / 100
        total += taken * (1, tangible / 100, intangible / 100)[loss]
    return total
