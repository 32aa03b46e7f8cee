"""Why what was counted of a material may differ from what should be left: what the books themselves can tell, in words.

A suggestion is arithmetic and no finding of fact: the reason that is declared is the one a person gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final

import attrs

from baoguan.ledger.consumption import PLACES
from baoguan.ledger.write_off import MaterialTerms

TAIL: Final = Decimal("0.01")
"""By so much a toll manufacturer's checker lets sums differ."""


@attrs.frozen(kw_only=True)
class Reason:
    """A possible reason. `whole` is whether it accounts for the whole difference."""

    zh: str
    en: str
    whole: bool = False


@attrs.frozen(kw_only=True)
class Uncounted:
    """What a list that is not counted would change of a material: below 0 it takes away."""

    list_no: str
    zh: str
    en: str
    change: Fraction


def possible_reasons(
    terms: MaterialTerms, uncounted: Iterable[Uncounted] = (), without: Sequence[tuple[int, str]] = ()
) -> list[Reason]:
    """Everything that may explain the difference of a material, what explains it whole first. `without` are products, with versions,
    that left without any unit consumption. None where nothing was counted, or nothing differs."""
    difference = terms.difference
    if not difference:
        return []
    found = [*_tail(difference), *_lists(difference, uncounted), *_scrap(terms, difference)]
    if difference < 0:
        found += _unknown(without)
    found += _rate(terms, difference)
    return sorted(found, key=lambda reason: not reason.whole)


def _tail(difference: Decimal) -> Iterator[Reason]:
    if abs(difference) <= TAIL:
        yield Reason(
            zh=f"差异不超过 {TAIL}，为计算尾差", en=f"the difference is not above {TAIL}: a remainder of rounding", whole=True
        )


def _lists(difference: Decimal, uncounted: Iterable[Uncounted]) -> Iterator[Reason]:
    lists = [each for each in uncounted if each.change]
    for each in lists:
        if each.change == difference:
            yield Reason(
                zh=f"差异恰为未计入的清单 {each.list_no}（{each.zh}）",
                en=f"the difference is exactly list {each.list_no}, which is not counted ({each.en})",
                whole=True,
            )
    total = sum((each.change for each in lists), Fraction(0))
    if len(lists) > 1 and total == difference:
        yield Reason(
            zh=f"差异恰为全部 {len(lists)} 份未计入的清单之和",
            en=f"the difference is exactly what all {len(lists)} lists together would change that are not counted",
            whole=True,
        )
    elif lists and not any(each.change == difference for each in lists):
        shown = _shown(total)
        yield Reason(
            zh=f"有 {len(lists)} 份清单未计入，对本料件共 {shown}",
            en=f"{len(lists)} lists are not counted, which would change the material by {shown}",
        )


def _scrap(terms: MaterialTerms, difference: Decimal) -> Iterator[Reason]:
    if terms.scrap_left > 0 and difference == terms.scrap_left:
        yield Reason(
            zh=f"差异恰为未处置的边角料 {terms.scrap_left:f}：盘点可能把边角料计入了料件",
            en=f"the difference is exactly the scrap that is left, {terms.scrap_left:f}: scrap may have been counted as material",
            whole=True,
        )


def _unknown(without: Sequence[tuple[int, str]]) -> Iterator[Reason]:
    if without:
        named_zh = "、".join(f"成品 {product} 版本 {version}" for product, version in without)
        named = ", ".join(f"product {product} version {version}" for product, version in without)
        yield Reason(
            zh=f"{named_zh} 没有单耗，其耗用未计", en=f"what {named} consumed is not counted: no unit consumption is declared"
        )


def _rate(terms: MaterialTerms, difference: Decimal) -> Iterator[Reason]:
    """Where one product alone consumed the material: what its unit consumption would have been."""
    if len(terms.uses) != 1 or terms.uses[0].units <= 0:
        return
    (use,) = terms.uses
    actual = Fraction(use.rate.bonded) - Fraction(difference) / Fraction(use.units)
    if actual < 0:
        return
    places = -int(PLACES.as_tuple().exponent)
    declared, real = use.rate.bonded.quantize(PLACES, ROUND_HALF_EVEN), _decimal(actual, places)
    yield Reason(
        zh=f"如差异全在耗用，成品 {use.product} 版本 {use.version} 的实际单耗为 {real:f}（申报 {declared:f}）",
        en=f"if it is all in the consumption, product {use.product} version {use.version} took {real:f} a unit, not {declared:f}",
    )


def _shown(value: Fraction) -> str:
    return format(_decimal(value, 5).normalize(), "+f")


def _decimal(value: Fraction, places: int) -> Decimal:
    return Decimal(round(value * 10**places)).scaleb(-places)
