"""What the lists of a period were worth, by row and counter, and the average price at which materials came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Final

import attrs

from baoguan.broker.period_lists import PeriodList, list_of
from baoguan.ledger import BookCounter, BookRow, UnknownEffect
from baoguan.model.inventory_codes import GoodsKind
from baoguan.store import documents as docs

if TYPE_CHECKING:
    from baoguan.broker.broker import Broker

_PLACES: Final = Decimal("0.00001")
_CAME_IN: Final = (BookCounter.DIRECT_IMPORT, BookCounter.TRANSFER_IN)
_WENT_OUT: Final = (BookCounter.DIRECT_EXPORT, BookCounter.TRANSFER_OUT, BookCounter.REDUCTION_EXPORT)


@attrs.frozen(kw_only=True)
class Amounts:
    """Amounts in `currency`, and nothing at all where lists were in several: sums of them would say nothing."""

    currency: str | None = None
    currencies: tuple[str, ...] = ()
    by_row: Mapping[tuple[BookRow, int, BookCounter], tuple[Decimal, Decimal]] = attrs.field(factory=dict)
    """Quantity and amount."""

    def of(self, item_no: int, counter: BookCounter) -> Decimal | None:
        """The amount of a material by a counter; None where nothing was declared by it."""
        found = self.by_row.get((BookRow.MATERIAL, item_no, counter))
        return None if found is None else found[1]

    @property
    def imported(self) -> Decimal | None:
        """进口料件总金额."""
        return self._sum(BookRow.MATERIAL, _CAME_IN)

    @property
    def exported(self) -> Decimal | None:
        """出口成品总金额."""
        return self._sum(BookRow.PRODUCT, _WENT_OUT)

    @property
    def average_prices(self) -> dict[int, Decimal]:
        """报关清单平均单价 of each material that came in."""
        quantities: dict[int, Decimal] = {}
        amounts: dict[int, Decimal] = {}
        for (row, item, counter), (quantity, amount) in self.by_row.items():
            if row is BookRow.MATERIAL and counter in _CAME_IN:
                quantities[item] = quantities.get(item, Decimal(0)) + quantity
                amounts[item] = amounts.get(item, Decimal(0)) + amount
        return {item: (amounts[item] / q).quantize(_PLACES, ROUND_HALF_EVEN) for item, q in quantities.items() if q}

    def _sum(self, row: BookRow, counters: tuple[BookCounter, ...]) -> Decimal | None:
        found = [amount for (r, _, c), (_, amount) in self.by_row.items() if r is row and c in counters]
        return sum(found, Decimal(0)) if found else None


def list_amounts(broker: Broker, counted: Iterable[PeriodList]) -> Amounts:
    """From the lines of the lists as they are declared. A line without row, quantity or price is left out."""
    currencies: dict[str, None] = {}
    sums: dict[tuple[BookRow, int, BookCounter], tuple[Decimal, Decimal]] = {}
    for each in counted:
        with broker.journal.reading() as connection:
            row = docs.document_by_id(connection, each.document_id)
        document = list_of(broker, row)
        kind = BookRow.PRODUCT if document.goods_kind == GoodsKind.PRODUCT.value else BookRow.MATERIAL
        try:
            effect = broker.effects.of(document.supervision_mode or "", document.direction or "", kind)
        except UnknownEffect:
            continue
        for line in document.lines:
            if line.ledger_item_no is None or line.quantity is None or line.total_price is None:
                continue
            currencies[line.currency or ""] = None
            key = (kind, line.ledger_item_no, effect.counter)
            quantity, amount = sums.get(key, (Decimal(0), Decimal(0)))
            sums[key] = (quantity + line.quantity, amount + line.total_price)
    named = tuple(currencies)
    if len(named) > 1:
        return Amounts(currencies=named)
    return Amounts(currency=named[0] if named else None, currencies=named, by_row=sums)
