"""What merging gives: declaration lines, and for every list line the number of its declaration line."""

from __future__ import annotations

from decimal import Decimal

import attrs

from baoguan.rules import Finding


@attrs.frozen(kw_only=True)
class DeclarationLine:
    """A line of the declaration (报关单商品项) as Customs drafts it from the lines of the list.

    Quantities are exact sums in the units beside them, `total_price` the exact sum of the totals in `currency`; a sum
    is None when no line gives a value. `unit_price` is total / quantity, rounded half-even to 5 and then to 4
    decimals as the Single Window page does; None without quantity. Name, specification and all else are those of the
    first line; `ledger_item_no` is None when the lines differ. `list_lines` are the positions of the lines in the
    list, from 1. Weights are not summed here: they belong to the head (page).
    """

    number: int
    hs_code: str | None
    goods_name: str | None
    specification: str | None
    unit: str | None
    statutory_unit: str | None
    second_unit: str | None
    currency: str | None
    origin_country: str | None
    destination_country: str | None
    exemption: str | None
    ledger_item_no: int | None
    quantity: Decimal | None
    statutory_quantity: Decimal | None
    second_quantity: Decimal | None
    unit_price: Decimal | None
    total_price: Decimal | None
    list_lines: tuple[int, ...]


@attrs.frozen(kw_only=True)
class Consolidation:
    """The declaration lines in order of their numbers, `numbers` for every list line in order, and what is wrong."""

    lines: tuple[DeclarationLine, ...]
    numbers: tuple[int, ...]
    findings: tuple[Finding, ...] = ()
