"""Receipts that a document gets by way of another: an answer without a name, and what becomes of the document that ours is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
from sqlalchemy import Connection

from baoguan.engine.state import Engine, standing_of
from baoguan.lifecycle import Standing
from baoguan.model.receipt import Outcome, Receipt
from baoguan.store import documents as docs
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow, ParcelRow

_FIRST: Final = "sent"


def addressed(engine: Engine, connection: Connection, account_id: int, receipt: Receipt) -> Receipt:
    """An answer that names no message of ours, under the name of the one that it can only be for; else as it came."""
    if receipt.exchange_id or receipt.kind not in {kind.name for kind in engine.kinds}:
        return receipt
    kind = engine.kinds[receipt.kind]
    if kind.follows is None or any(docs.document_of_number(connection, account_id, *n) for n in receipt.numbers.items()):
        return receipt
    mine = []
    for row in docs.documents_of_kind(connection, [account_id], kind.name):
        open_parcels = _unanswered(connection, row) if row.state == _FIRST and not docs.numbers_of(connection, row.id) else []
        document = engine.journal.get_document(kind, row.content, row.content_version) if open_parcels else None
        if document is not None and kind.follows.claims(document, receipt):
            mine.append(open_parcels)
    if len(mine) != 1 or len(mine[0]) != 1:
        return receipt
    return attrs.evolve(receipt, exchange_id=mine[0][0].exchange_id)


def told_by(engine: Engine, connection: Connection, row: DocumentRow, standing: Standing) -> Iterator[tuple[int, Receipt]]:
    """What the state that a document came to says of documents that are about it: answers to what they sent, then the statement itself."""
    for kind in engine.kinds:
        follows = kind.follows
        if follows is None or follows.kind != row.kind or standing.state not in follows.on:
            continue
        numbers = docs.numbers_of(connection, row.id)
        for each in docs.documents_of_kind(connection, engine.account_ids, kind.name):
            document = engine.journal.get_document(kind, each.content, each.content_version)
            if not any(numbers.get(n) and getattr(document, field) == numbers[n] for n, field in follows.named_by.items()):
                continue
            said = follows.told(document, standing_of(each), standing.latest)
            if said is None:
                continue
            for parcel in _unanswered(connection, each):
                yield each.id, attrs.evolve(said, outcome=Outcome.ARRIVED, exchange_id=parcel.exchange_id, customs_time=None)
            yield each.id, said


def _unanswered(connection: Connection, row: DocumentRow) -> list[ParcelRow]:
    return [p for p in parcel_store.parcels_of(connection, row.id) if p.state == _FIRST and not p.answered]
