"""Asking for receipts again because a person says so: journalled before it leaves, once for a document and a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs
from sqlalchemy import Connection

from baoguan.clock import now
from baoguan.engine.polling import inquiry_of
from baoguan.engine.questions import EXCHANGE, INQUIRED, REQUESTED, question_id
from baoguan.engine.receive import Received, take_in
from baoguan.engine.state import Account, Engine
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store.rows import DocumentRow


@attrs.frozen(kw_only=True)
class Question:
    """A question that left, or had left before on the same day."""

    exchange_id: str
    asked: datetime
    repeated: bool
    received: Received


def ask_again(engine: Engine, account: Account, row: DocumentRow) -> Question:
    """Ask the far side for the receipts of a document. One that was journalled and did not leave goes again under its name, with the same
    bytes. Raises what the channel raises; then it may be tried again."""
    at = now()
    name = question_id(engine.environment, account.name, row, at.date())
    with engine.journal.writing() as connection:
        docs.hold_document(connection, row.id)
        mine = [e for e in inbox.events_of(connection, row.id) if e.data.get(EXCHANGE) == name]
        journalled = next((e for e in mine if e.kind == REQUESTED), None)
        numbers = dict(journalled.data) if journalled is not None else docs.numbers_of(connection, row.id)
        numbers.pop(EXCHANGE, None)
        if journalled is None:
            _tell(engine, connection, row, REQUESTED, at, {EXCHANGE: name, **numbers})
    asked = at if journalled is None else journalled.at
    if any(e.kind == INQUIRED for e in mine):
        return Question(exchange_id=name, asked=asked, repeated=True, received=Received())
    document = engine.journal.get_document(engine.kinds[row.kind], row.content, row.content_version)
    inquiry = attrs.evolve(inquiry_of(engine, row), numbers=numbers, document=document, exchange_id=name, asked=asked)
    received = take_in(engine, account, account.calls.inquire(inquiry))
    with engine.journal.writing() as connection:
        _tell(engine, connection, row, INQUIRED, now(), {EXCHANGE: name, "answers": str(received.new)})
    return Question(exchange_id=name, asked=asked, repeated=False, received=received)


def _tell(engine: Engine, connection: Connection, row: DocumentRow, kind: str, at: datetime, data: Mapping[str, str]) -> None:
    inbox.add_event(connection, kind, at=at, by=engine.by, account_id=row.account_id, document_id=row.id, data=data)
