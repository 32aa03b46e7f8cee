"""The theoretical material balance (理论结余) of a ledger by the journal: every material, and every movement behind one of them.

Beside the row counters, and never mixed with them: products act through their unit consumption, of the ledger as it is best known.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

import attrs

from baoguan.broker.books import Movement, Teller, posted_sums, posting_rows
from baoguan.broker.broker import Broker
from baoguan.broker.ledgers import current_ledgers, ledger_content
from baoguan.errors import UnknownReference
from baoguan.ledger import (
    Consumptions,
    MaterialBalance,
    Unusable,
    by_counter,
    material_balances,
    material_moves,
    without_consumption,
)
from baoguan.model.ledger import Ledger
from baoguan.store import postings

_PLACES = Decimal("0.00001")


@attrs.frozen(kw_only=True)
class MaterialBook:
    """The materials of a ledger that something moved, and what keeps their balance from being whole.

    `without` are products and versions that left or came back and of which no consumption is declared, `unusable` rows of consumption that
    say nothing that can be computed with.
    """

    ledger: str
    source_zh: str
    source_en: str
    materials: dict[int, MaterialBalance]
    without: Sequence[tuple[int, str]]
    unusable: Sequence[Unusable]


@attrs.frozen(kw_only=True)
class ExplainedMaterial:
    """A material with all its movements."""

    ledger: str
    item_no: int
    balance: MaterialBalance
    movements: tuple[Movement, ...]
    without: Sequence[tuple[int, str]]


def known_ledger(broker: Broker, number: str) -> tuple[Ledger, str, str]:
    """A ledger as it is best known, and from where, in Chinese and English. Raises UnknownReference for one that is not."""
    with broker.journal.reading() as connection:
        known = current_ledgers(connection, [account.id for account in broker.accounts.values()])
    current = known.get(number)
    if current is None:
        raise UnknownReference(
            f"没有底账 {number} 的内容，算不出料件耗用",
            f"nothing is known of what ledger {number!r} holds: what products consume cannot be computed",
            remedy_zh="用 baoguan ledger import 导入" + (f"；已有：{'、'.join(sorted(known))}" if known else ""),
            remedy_en="Import it with `baoguan ledger import`" + (f"; there are: {', '.join(sorted(known))}" if known else ""),
        )
    return ledger_content(broker.journal, broker.kinds, current), current.source_zh, current.source_en


def material_book(broker: Broker, number: str, account: str | None = None) -> MaterialBook:
    """The theoretical balance of every material that something moved. Raises UnknownReference for a ledger that is not known."""
    ledger, source_zh, source_en = known_ledger(broker, number)
    consumptions = Consumptions(ledger.consumptions)
    effect_of = by_counter(broker.effects)
    entries = posted_sums(broker, number, account)
    return MaterialBook(
        ledger=number,
        source_zh=source_zh,
        source_en=source_en,
        materials=material_balances(entries, consumptions, effect_of),
        without=without_consumption(entries, consumptions.knows, effect_of),
        unusable=consumptions.unusable,
    )


def explain_material(broker: Broker, number: str, item_no: int, account: str | None = None) -> ExplainedMaterial:
    """Every movement of a material, its own and those of products that take it, with the running theoretical balance, rounded where it is
    shown. Raises UnknownReference for a ledger that is not known."""
    ledger, _, _ = known_ledger(broker, number)
    consumptions = Consumptions(ledger.consumptions)
    effect_of = by_counter(broker.effects)
    told = [(row, postings.entry_of(row)) for row in posting_rows(broker, number, account)]
    moving = [
        (row, entry, move)
        for row, entry in told
        for move in material_moves(entry, consumptions, effect_of)
        if move.item_no == item_no
    ]
    tell = Teller(broker, [row for row, _, _ in moving])
    balance = Decimal(0)
    movements = []
    for row, entry, move in moving:
        balance += move.quantity
        through = move.rate is not None
        movements.append(
            tell(
                row,
                entry,
                quantity=move.quantity.quantize(_PLACES, ROUND_HALF_EVEN),
                book=balance.quantize(_PLACES, ROUND_HALF_EVEN),
                product=entry.item_no if through else None,
                rate=move.rate,
                scrap=move.scrap or None,
            )
        )
    entries = [entry for _, entry in told]
    return ExplainedMaterial(
        ledger=number,
        item_no=item_no,
        balance=material_balances(entries, consumptions, effect_of).get(item_no, MaterialBalance()),
        movements=tuple(movements),
        without=without_consumption(entries, consumptions.knows, effect_of),
    )
