"""What the books say of the ledger that a document moves: knowledge that rules are given, and never fetch themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

import attrs

from baoguan.model.ledger import Ledger


class Bound(StrEnum):
    """What bounds a quantity."""

    STOCK = "stock"
    """What lies in a logistics account."""
    FILED = "filed"
    """What a handbook may still import or export of what was filed."""
    REMAINDER = "remainder"
    """What may lie in an account at most (批准最大余数量)."""
    THEORETICAL = "theoretical"
    """What should be left of a material, products' consumption counted (理论结余)."""


@attrs.frozen(kw_only=True)
class Allowance:
    """What a row still allows, in its declared unit, and the sum that says so."""

    bound: Bound
    quantity: Decimal
    zh: str
    en: str


@attrs.frozen(kw_only=True)
class Turnover:
    """The value that lies in an account against 最大周转金额, both in 10,000 USD; `uncounted` rows are priced in another currency."""

    limit: Decimal
    value: Decimal
    uncounted: int = 0


@attrs.frozen(kw_only=True)
class Book:
    """The ledger of one document, as it is seen for that document.

    `source` says where it is from, for a person. `allowances` are by declared row. `posts` is False where nothing is known of what its
    mode does to a ledger. `versions` are the consumption versions by product row, None where they do not matter.
    """

    number: str
    source_zh: str
    source_en: str
    ledger: Ledger
    posts: bool = True
    allowances: Mapping[int, Sequence[Allowance]] = attrs.field(factory=dict)
    versions: Mapping[int, Sequence[str]] | None = None
    turnover: Turnover | None = None
    booked: Mapping[tuple[str, int], Decimal] = attrs.field(factory=dict)
    """What lists have booked of a ledger that is itself the document: (`materials` or `products`, row) -> quantity, imports of materials and
    exports of products counted up."""
