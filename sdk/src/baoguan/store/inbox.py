"""Raw rows, decoded receipts, and events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import attrs
from sqlalchemy import Connection, delete, exists, func, insert, select, update

from baoguan.model.content import from_stored, to_json
from baoguan.model.receipt import Receipt
from baoguan.store.rows import DocumentRow, EventRow, InboxRow, ReceiptRow, typed
from baoguan.store.tables import cursor, event, inbox, number, receipt

RECORDED: Final = "record"
"""The source of what a person recorded."""

KEPT_FILE: Final = "file_sha256"
"""In the data of an event: the content file that the person gave as evidence."""


def add_raw(
    connection: Connection, *, account_id: int, name: str, digest: str, token: str, size: int, at: datetime
) -> InboxRow | None:
    """A raw row; None when the same bytes under the same name are there already."""
    found = connection.execute(
        select(inbox.c.id).where(inbox.c.account_id == account_id, inbox.c.digest == digest, inbox.c.name == name)
    ).first()
    if found is not None:
        return None
    result = connection.execute(
        insert(inbox)
        .values(account_id=account_id, name=name, digest=digest, token=token, size=size, received=at, state="new")
        .returning(inbox.c.id)
    )
    return inbox_by_id(connection, result.scalar_one())


def inbox_by_id(connection: Connection, inbox_id: int) -> InboxRow:
    """A raw row by id."""
    return typed(InboxRow, connection.execute(select(inbox).where(inbox.c.id == inbox_id)).one())


def rows_in(connection: Connection, account_id: int, states: Sequence[str], limit: int = 1000) -> list[InboxRow]:
    """Raw rows in some states, the oldest first."""
    rows = connection.execute(
        select(inbox).where(inbox.c.account_id == account_id, inbox.c.state.in_(list(states))).order_by(inbox.c.id).limit(limit)
    )
    return [typed(InboxRow, r) for r in rows]


def rows_of(connection: Connection, account_id: int, digests: Iterable[str]) -> list[InboxRow]:
    """Raw rows of some contents."""
    rows = connection.execute(select(inbox).where(inbox.c.account_id == account_id, inbox.c.digest.in_(list(digests))))
    return [typed(InboxRow, r) for r in rows]


def found_later(connection: Connection, account_id: int, limit: int = 1000) -> list[InboxRow]:
    """Settled raw rows that the channel has not been told are ours."""
    rows = connection.execute(
        select(inbox)
        .where(
            inbox.c.account_id == account_id, inbox.c.acknowledged.is_(False), inbox.c.state.in_(("applied", "repeat", "parked"))
        )
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return [typed(InboxRow, r) for r in rows]


def set_acknowledged(connection: Connection, inbox_ids: Sequence[int]) -> None:
    """The channel has been told."""
    connection.execute(update(inbox).where(inbox.c.id.in_(list(inbox_ids))).values(acknowledged=True))


def set_inbox(connection: Connection, inbox_id: int, state: str, error: str | None = None) -> None:
    """What became of a raw row."""
    connection.execute(update(inbox).where(inbox.c.id == inbox_id).values(state=state, error=error))


def counts(connection: Connection, account_ids: Sequence[int]) -> dict[str, int]:
    """Raw rows by state."""
    rows = connection.execute(
        select(inbox.c.state, func.count()).where(inbox.c.account_id.in_(list(account_ids))).group_by(inbox.c.state)
    )
    return {row[0]: row[1] for row in rows}


def add_receipt(
    connection: Connection,
    *,
    inbox_id: int | None,
    document_id: int | None,
    place: int,
    value: Receipt,
    state: str,
    at: datetime,
) -> int:
    """A decoded receipt."""
    result = connection.execute(
        insert(receipt)
        .values(
            inbox_id=inbox_id,
            document_id=document_id,
            place=place,
            identity=value.identity(),
            data=to_json(value),
            state=state,
            at=at,
        )
        .returning(receipt.c.id)
    )
    return int(result.scalar_one())


def drop_receipts(connection: Connection, inbox_id: int) -> None:
    """Forget what was decoded of a raw row, before it is decoded again."""
    connection.execute(receipt.delete().where(receipt.c.inbox_id == inbox_id))


def is_repeat(connection: Connection, document_id: int, value: Receipt) -> bool:
    """Whether the document has this receipt already."""
    return bool(
        connection.execute(
            select(
                exists().where(
                    receipt.c.document_id == document_id,
                    receipt.c.identity == value.identity(),
                    receipt.c.state == "applied",
                )
            )
        ).scalar()
    )


def receipts_of(connection: Connection, document_id: int) -> list[ReceiptRow]:
    """Receipts of a document in the order they came."""
    rows = connection.execute(select(receipt).where(receipt.c.document_id == document_id).order_by(receipt.c.id))
    return [typed(ReceiptRow, r) for r in rows]


def loose_receipts(connection: Connection, account_id: int) -> list[ReceiptRow]:
    """Receipts that belong to no document of ours so far."""
    rows = connection.execute(
        select(receipt)
        .join(inbox, inbox.c.id == receipt.c.inbox_id)
        .where(inbox.c.account_id == account_id, receipt.c.state.in_(("orphan", "foreign")))
        .order_by(receipt.c.id)
    )
    return [typed(ReceiptRow, r) for r in rows]


def receipts_in(connection: Connection, inbox_ids: Sequence[int]) -> list[ReceiptRow]:
    """What was decoded of some raw rows."""
    rows = connection.execute(
        select(receipt).where(receipt.c.inbox_id.in_(list(inbox_ids))).order_by(receipt.c.inbox_id, receipt.c.place)
    )
    return [typed(ReceiptRow, r) for r in rows]


def take_back_recorded(
    connection: Connection, document: DocumentRow, kind: str, value: str, *, exchanges: Collection[str], matching: Collection[str]
) -> list[str]:
    """Take other values of a number out of what persons recorded of a document, unless receipts of its own name them too; gives those
    values.

    The statements stay without the number. What had come to the document by that number alone is loose again, with all numbers that
    only those receipts brought. `exchanges` are the document's own, `matching` the numbers by which receipts are matched.
    """
    applied = [(row, value_of(row)) for row in receipts_of(connection, document.id) if row.state == "applied"]
    rest = {row.id: _without(said, kind, value) if said.source == RECORDED else said for row, said in applied}
    named = {"number": document.number, "owner": document.owner}
    own = {
        row.id
        for row, said in applied
        if row.inbox_id is None or said.exchange_id in exchanges or named.items() <= dict(said.numbers).items()
    }
    known, size = {(kind, value)}, -1
    while size != len(known):
        size = len(known)
        own |= {i for i, said in rest.items() if any(k in matching for k, _ in known.intersection(said.numbers.items()))}
        known |= {pair for i in own for pair in rest[i].numbers.items()}
    taken = {said.numbers[kind]: None for row, said in applied if rest[row.id] != said and (kind, said.numbers[kind]) not in known}
    if not taken:
        return []
    for row, said in applied:
        left = rest[row.id]
        if row.id not in own:
            place_receipt(connection, row.id, None, "orphan")
            if row.inbox_id is not None:
                set_inbox(connection, row.inbox_id, "orphan")
        elif left != said:
            changed = {"data": to_json(left), "identity": left.identity()}
            connection.execute(update(receipt).where(receipt.c.id == row.id).values(**changed))
    for each in connection.execute(select(number).where(number.c.document_id == document.id)).all():
        if (each.kind, each.value) not in known:
            connection.execute(delete(number).where(number.c.id == each.id))
    return list(taken)


def _without(said: Receipt, kind: str, value: str) -> Receipt:
    """A statement without another value of a number."""
    return attrs.evolve(said, numbers={k: v for k, v in said.numbers.items() if k != kind or v == value})


def place_receipt(connection: Connection, receipt_id: int, document_id: int | None, state: str) -> None:
    """Whose receipt it turned out to be."""
    connection.execute(update(receipt).where(receipt.c.id == receipt_id).values(document_id=document_id, state=state))


def value_of(row: ReceiptRow) -> Receipt:
    """The receipt of a row."""
    return from_stored(row.data, Receipt, where=f"receipt {row.id}")


def add_event(
    connection: Connection,
    kind: str,
    *,
    at: datetime,
    by: str,
    account_id: int | None = None,
    document_id: int | None = None,
    data: Mapping[str, str] | None = None,
) -> None:
    """Write down that something happened."""
    connection.execute(
        insert(event).values(at=at, kind=kind, account_id=account_id, document_id=document_id, by=by, data=dict(data or {}))
    )


def events_after(connection: Connection, after: int, limit: int) -> list[EventRow]:
    """Events behind a cursor, in order."""
    rows = connection.execute(select(event).where(event.c.id > after).order_by(event.c.id).limit(limit))
    return [typed(EventRow, r) for r in rows]


def events_of(connection: Connection, document_id: int) -> list[EventRow]:
    """Events of a document."""
    rows = connection.execute(select(event).where(event.c.document_id == document_id).order_by(event.c.id))
    return [typed(EventRow, r) for r in rows]


def last_event(connection: Connection, document_id: int, kind: str) -> datetime | None:
    """When something of a kind last happened to a document."""
    return connection.execute(select(func.max(event.c.at)).where(event.c.document_id == document_id, event.c.kind == kind)).scalar()


def documents_told_of(connection: Connection, account_ids: Sequence[int], kind: str) -> set[int]:
    """The documents of accounts of which an event of a kind tells."""
    rows = connection.execute(
        select(event.c.document_id)
        .where(event.c.account_id.in_(list(account_ids)), event.c.kind == kind, event.c.document_id.is_not(None))
        .distinct()
    )
    return {row.document_id for row in rows}


def document_asked_for(connection: Connection, account_id: int, kind: str, key: str, value: str) -> int | None:
    """The document of the latest event of a kind whose data say so."""
    rows = connection.execute(
        select(event.c.document_id, event.c.data)
        .where(event.c.account_id == account_id, event.c.kind == kind)
        .order_by(event.c.id.desc())
    )
    return next((row.document_id for row in rows if row.data.get(key) == value), None)


def cursor_of(connection: Connection, reader: str) -> int:
    """How far a reader has got."""
    return connection.execute(select(cursor.c.event_id).where(cursor.c.reader == reader)).scalar() or 0


def set_cursor(connection: Connection, reader: str, event_id: int) -> None:
    """A reader has got this far."""
    done = connection.execute(update(cursor).where(cursor.c.reader == reader).values(event_id=event_id))
    if done.rowcount == 0:
        connection.execute(insert(cursor).values(reader=reader, event_id=event_id))
