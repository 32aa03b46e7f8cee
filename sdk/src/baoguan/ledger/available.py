"""How much a row still allows, by the kind of book: what is posted, what is in flight, and what was filed.

The limits are data. Sources: the balances of a logistics account as one program computes them and INV211 names them; what may still be
imported and exported as the statistics of one program; the fields of an account; the material balance of the write-off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

import attrs

from baoguan.ledger.balance import RowBalance, material_balances, row_balances
from baoguan.ledger.consumption import Consumptions
from baoguan.ledger.effects import BookCounter, BookRow
from baoguan.ledger.posting import Entry
from baoguan.model.ledger import Ledger, LedgerItem
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.rules.book import Allowance, Bound, Turnover

_ZERO: Final = Decimal(0)
_TEN_THOUSAND: Final = Decimal(10000)
CONTROLLED: Final = "1"
"""数量控制标志 of a row whose quantity is controlled; inferred, its code list is not public."""

_C = BookCounter


@attrs.frozen(kw_only=True)
class Limit:
    """In which books a bound holds: of rows of a kind, for documents that move certain counters (all that take away where none is named)."""

    bound: Bound
    families: tuple[LedgerFamily, ...]
    row: BookRow
    counters: tuple[BookCounter, ...] = ()
    counted: Mapping[BookCounter, int] = attrs.field(factory=dict)
    """For FILED: what uses up the filed quantity (+) and what gives it back (-)."""

    def holds(self, family: LedgerFamily, entry: Entry) -> bool:
        """Whether it bounds a movement."""
        if family not in self.families or self.row not in (BookRow.ANY, entry.row):
            return False
        return entry.counter in self.counters if self.counters else entry.sign < 0


_PROCESSING: Final = (LedgerFamily.HANDBOOK, LedgerFamily.ACCOUNT)
_MATERIALS_IN: Final = {_C.DIRECT_IMPORT: 1, _C.TRANSFER_IN: 1, _C.SURPLUS_IN: 1, _C.EXCHANGE_IN: 1, _C.EXCHANGE_OUT: -1}
_PRODUCTS_OUT: Final = {
    _C.DIRECT_EXPORT: 1,
    _C.TRANSFER_OUT: 1,
    _C.REDUCTION_EXPORT: 1,
    _C.PRODUCT_EXCHANGE_OUT: 1,
    _C.PRODUCT_EXCHANGE_IN: -1,
}

LIMITS: Final = (
    Limit(bound=Bound.STOCK, families=(LedgerFamily.LOGISTICS,), row=BookRow.ANY),
    Limit(
        bound=Bound.FILED,
        families=(LedgerFamily.HANDBOOK,),
        row=BookRow.MATERIAL,
        counters=(_C.DIRECT_IMPORT, _C.TRANSFER_IN, _C.SURPLUS_IN, _C.EXCHANGE_IN),
        counted=_MATERIALS_IN,
    ),
    Limit(
        bound=Bound.FILED,
        families=(LedgerFamily.HANDBOOK,),
        row=BookRow.PRODUCT,
        counters=(_C.DIRECT_EXPORT, _C.TRANSFER_OUT, _C.REDUCTION_EXPORT, _C.PRODUCT_EXCHANGE_OUT),
        counted=_PRODUCTS_OUT,
    ),
    Limit(
        bound=Bound.REMAINDER,
        families=(LedgerFamily.ACCOUNT,),
        row=BookRow.MATERIAL,
        counters=(_C.DIRECT_IMPORT, _C.TRANSFER_IN, _C.SURPLUS_IN, _C.EXCHANGE_IN),
    ),
    Limit(
        bound=Bound.THEORETICAL,
        families=_PROCESSING,
        row=BookRow.MATERIAL,
        counters=(_C.SURPLUS_OUT, _C.REEXPORT, _C.EXCHANGE_OUT, _C.DOMESTIC_SALE, _C.DESTRUCTION),
    ),
)
"""Which bound holds for which movement, by the kind of book."""


@attrs.frozen(kw_only=True)
class Known:
    """What is known of a ledger when a document is judged: its rows, what was posted in it by others, and what others have in flight."""

    family: LedgerFamily
    ledger: Ledger
    posted: Sequence[Entry]
    flying: Sequence[Entry]
    consumption: Consumptions

    def items(self, row: BookRow) -> Mapping[int, LedgerItem]:
        """Rows of a kind by their number."""
        rows = self.ledger.products if row is BookRow.PRODUCT else self.ledger.materials
        return {item.item_no: item for item in rows if item.item_no is not None}


def allowances(known: Known, wanted: Iterable[Entry]) -> dict[int, list[Allowance]]:
    """What the rows that a document moves still allow it. `wanted` is what it will have moved once it is booked."""
    out: dict[int, list[Allowance]] = {}
    asked: dict[Bound, tuple[Limit, BookRow, set[int]]] = {}
    for entry in wanted:
        for limit in LIMITS:
            if limit.holds(known.family, entry):
                asked.setdefault(limit.bound, (limit, entry.row, set()))[2].add(entry.item_no)
    for bound, (limit, row, items) in asked.items():
        for item, allowance in _WAYS[bound](known, limit, row, items):
            out.setdefault(item, []).append(allowance)
    return out


def needs_all(family: LedgerFamily, wanted: Iterable[Entry]) -> bool:
    """Whether judging a document takes the movements of other rows too: materials move through products."""
    through = (Bound.REMAINDER, Bound.THEORETICAL)
    return any(limit.bound in through and limit.holds(family, entry) for entry in wanted for limit in LIMITS)


def _stock(known: Known, limit: Limit, row: BookRow, items: set[int]) -> Iterable[tuple[int, Allowance]]:
    posted = row_balances(e for e in known.posted if e.item_no in items)
    flying = row_balances(e for e in known.flying if e.item_no in items)
    for item in sorted(items):
        balance, pending = posted.get((row, item), RowBalance()), flying.get((row, item), RowBalance())
        gone = pending.decreased + pending.pre_decreased
        have = balance.opening + balance.increased
        yield (
            item,
            Allowance(
                bound=limit.bound,
                quantity=balance.available - gone,
                zh=f"实增 {have:f} - 实扣 {balance.decreased:f} - 预扣 {balance.pre_decreased:f} - 在途 {gone:f}",
                en=f"in {have:f} - out {balance.decreased:f} - pre-deducted {balance.pre_decreased:f} - in flight {gone:f}",
            ),
        )


def _filed(known: Known, limit: Limit, row: BookRow, items: set[int]) -> Iterable[tuple[int, Allowance]]:
    rows = known.items(row)
    booked = _used(known.posted, limit, row, items)
    flying = _used((e for e in known.flying if limit.counted.get(e.counter, 0) > 0), limit, row, items)
    for item in sorted(items):
        filed = rows[item].quantity if item in rows else None
        if filed is None:
            continue
        used, pending = booked.get(item, _ZERO), flying.get(item, _ZERO)
        yield (
            item,
            Allowance(
                bound=limit.bound,
                quantity=filed - used - pending,
                zh=f"备案 {filed:f} - 已记账与预核扣 {used:f} - 在途 {pending:f}",
                en=f"filed {filed:f} - booked and pre-deducted {used:f} - in flight {pending:f}",
            ),
        )


def _used(entries: Iterable[Entry], limit: Limit, row: BookRow, items: set[int]) -> dict[int, Decimal]:
    used: dict[int, Decimal] = {}
    for entry in entries:
        if entry.row is row and entry.item_no in items and entry.sign:
            used[entry.item_no] = used.get(entry.item_no, _ZERO) + limit.counted.get(entry.counter, 0) * entry.quantity
    return used


def _left(known: Known, flying: Callable[[Decimal], bool], items: set[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Material -> what should be left by what is posted, and what in flight adds to it or takes from it (the side that `flying` picks)."""
    posted = material_balances(known.posted, known.consumption)
    pending: dict[int, Decimal] = {}
    for entry in known.flying:
        for item, moved in _moved(entry, known.consumption).items():
            if flying(moved):
                pending[item] = pending.get(item, _ZERO) + moved
    return {
        item: (posted[item].remaining if item in posted else _ZERO, pending.get(item, _ZERO).quantize(Decimal("0.00001")))
        for item in items
    }


def _moved(entry: Entry, consumption: Consumptions) -> Mapping[int, Decimal]:
    return {item: balance.remaining for item, balance in material_balances([entry], consumption).items()}


def _theoretical(known: Known, limit: Limit, row: BookRow, items: set[int]) -> Iterable[tuple[int, Allowance]]:
    del row
    for item, (left, pending) in sorted(_left(known, lambda moved: moved < 0, items).items()):
        yield (
            item,
            Allowance(
                bound=limit.bound,
                quantity=left + pending,
                zh=f"理论结余 {left:f} - 在途 {-pending:f}",
                en=f"theoretical balance {left:f} - in flight {-pending:f}",
            ),
        )


def _remainder(known: Known, limit: Limit, row: BookRow, items: set[int]) -> Iterable[tuple[int, Allowance]]:
    rows = known.items(row)
    limited = {i for i in items if i in rows and rows[i].approved_remainder and rows[i].quantity_control == CONTROLLED}
    for item, (left, pending) in sorted(_left(known, lambda moved: moved > 0, limited).items()):
        most = rows[item].approved_remainder or _ZERO
        yield (
            item,
            Allowance(
                bound=limit.bound,
                quantity=most - left - pending,
                zh=f"批准最大余数量 {most:f} - 理论结余 {left:f} - 在途 {pending:f}",
                en=f"approved greatest remainder {most:f} - theoretical balance {left:f} - in flight {pending:f}",
            ),
        )


_WAYS: Final[Mapping[Bound, Callable[[Known, Limit, BookRow, set[int]], Iterable[tuple[int, Allowance]]]]] = {
    Bound.STOCK: _stock,
    Bound.FILED: _filed,
    Bound.REMAINDER: _remainder,
    Bound.THEORETICAL: _theoretical,
}


def turnover(known: Known, wanted: Sequence[Entry]) -> Turnover | None:
    """What would lie in an account with a document that brings materials in, at the prices filed, in 10,000 USD; None where no limit is filed.

    Rows priced in other currencies are not counted: their rate of the day is not known here.
    """
    limit = known.ledger.max_turnover
    if known.family is not LedgerFamily.ACCOUNT or not limit or not any(e.row is BookRow.MATERIAL and e.sign > 0 for e in wanted):
        return None
    balances = material_balances([*known.posted, *known.flying, *wanted], known.consumption)
    rows = known.items(BookRow.MATERIAL)
    value, uncounted = _ZERO, 0
    for item, balance in balances.items():
        row = rows.get(item)
        if balance.remaining <= 0:
            continue
        if row is None or row.unit_price is None or row.currency != "USD":
            uncounted += 1
            continue
        value += balance.remaining * row.unit_price
    return Turnover(limit=limit, value=(value / _TEN_THOUSAND).quantize(Decimal("0.00001")), uncounted=uncounted)
