"""Parcels and exchanges: what is on its way. Every claim repeats the state and version it expects and checks the row count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, select, update

from baoguan.store.rows import ExchangeRow, ParcelRow, typed
from baoguan.store.tables import exchange, parcel, submission

LEASE = timedelta(seconds=60)
IN_FLIGHT = ("sending", "in_doubt", "needs_person")
MAY_HAVE_LEFT = ("sending", "sent", "in_doubt", "needs_person")


def add_parcel(connection: Connection, values: Mapping[str, object]) -> None:
    """A parcel, encoded and ready."""
    connection.execute(insert(parcel).values(state="ready", **values))


def parcel_by_id(connection: Connection, parcel_id: int) -> ParcelRow:
    """A parcel by id."""
    return typed(ParcelRow, connection.execute(select(parcel).where(parcel.c.id == parcel_id)).one())


def parcels_of(connection: Connection, document_id: int) -> list[ParcelRow]:
    """All parcels of a document, the oldest first."""
    rows = connection.execute(select(parcel).where(parcel.c.document_id == document_id).order_by(parcel.c.id))
    return [typed(ParcelRow, r) for r in rows]


def parcel_of_exchange(connection: Connection, account_id: int, exchange_id: str) -> ParcelRow | None:
    """The parcel of an exchange id."""
    row = connection.execute(select(parcel).where(parcel.c.account_id == account_id, parcel.c.exchange_id == exchange_id)).first()
    return None if row is None else typed(ParcelRow, row)


def due_parcels(connection: Connection, account_id: int, limit: int) -> list[ParcelRow]:
    """Parcels ready to leave whose lane is free: nothing else of the document is in flight or in doubt, nothing older is ready."""
    other = parcel.alias()
    in_flight = exists().where(other.c.document_id == parcel.c.document_id, other.c.id != parcel.c.id, other.c.state.in_(IN_FLIGHT))
    older = exists().where(other.c.document_id == parcel.c.document_id, other.c.id < parcel.c.id, other.c.state == "ready")
    rows = connection.execute(
        select(parcel)
        .join(submission, submission.c.id == parcel.c.submission_id)
        .where(
            parcel.c.account_id == account_id,
            parcel.c.state == "ready",
            submission.c.state == "ready",
            ~in_flight,
            ~older,
        )
        .order_by(parcel.c.id)
        .limit(limit)
    )
    return [typed(ParcelRow, r) for r in rows]


def outgoing(connection: Connection, account_ids: Sequence[int]) -> list[tuple[int, str, int]]:
    """Parcels ready to leave, counted by account and step."""
    rows = connection.execute(
        select(parcel.c.account_id, submission.c.step, func.count())
        .join(submission, submission.c.id == parcel.c.submission_id)
        .where(parcel.c.account_id.in_(list(account_ids)), parcel.c.state == "ready", submission.c.state == "ready")
        .group_by(parcel.c.account_id, submission.c.step)
        .order_by(parcel.c.account_id, submission.c.step)
    )
    return [(account, step, count) for account, step, count in rows]


def claim(connection: Connection, row: ParcelRow, owner: str) -> bool:
    """ready -> sending, for one owner only, with the lane free; the lease counts by the database's clock."""
    other = parcel.alias()
    in_flight = exists().where(other.c.document_id == row.document_id, other.c.id != row.id, other.c.state.in_(IN_FLIGHT))
    ready = exists().where(submission.c.id == row.submission_id, submission.c.state == "ready")
    done = connection.execute(
        update(parcel)
        .where(parcel.c.id == row.id, parcel.c.state == "ready", parcel.c.version == row.version, ~in_flight, ready)
        .values(state="sending", owner=owner, lease=database_now(connection) + LEASE, version=row.version + 1, error=None)
    )
    return done.rowcount == 1


def take_over(connection: Connection, row: ParcelRow, owner: str) -> bool:
    """Take a parcel in doubt from an owner that is gone, or that let it go."""
    mine: ColumnElement[bool] = and_(parcel.c.id == row.id, parcel.c.state == row.state, parcel.c.version == row.version)
    done = connection.execute(
        update(parcel).where(mine).values(owner=owner, lease=database_now(connection) + LEASE, version=row.version + 1)
    )
    return done.rowcount == 1


def move(
    connection: Connection,
    row: ParcelRow,
    state: str,
    *,
    owner: str | None = None,
    error: str | None = None,
    sent_at: datetime | None = None,
) -> bool:
    """Move a parcel that this worker holds; False when somebody else has moved it meanwhile."""
    values: dict[str, object] = {"state": state, "owner": owner, "error": error, "version": row.version + 1}
    if sent_at is not None:
        values["sent_at"] = sent_at
    done = connection.execute(
        update(parcel).where(parcel.c.id == row.id, parcel.c.state == row.state, parcel.c.version == row.version).values(**values)
    )
    return done.rowcount == 1


def mark_answered(connection: Connection, parcel_id: int, at: datetime) -> None:
    """The far side answered this exchange: it has arrived, whatever we thought."""
    row = parcel_by_id(connection, parcel_id)
    values: dict[str, object] = {"answered": True}
    if row.state in ("sending", "in_doubt", "needs_person", "cancelled"):
        values |= {"state": "sent", "owner": None, "version": row.version + 1, "sent_at": row.sent_at or at}
    connection.execute(update(parcel).where(parcel.c.id == parcel_id).values(**values))


def request_cancel(connection: Connection, parcel_id: int, by: str | None) -> None:
    """Ask for (or drop) a taking back."""
    connection.execute(update(parcel).where(parcel.c.id == parcel_id).values(cancel_by=by))


def cancels_due(connection: Connection, account_id: int) -> list[ParcelRow]:
    """Parcels that somebody asked to take back."""
    rows = connection.execute(
        select(parcel).where(
            parcel.c.account_id == account_id,
            parcel.c.cancel_by.is_not(None),
            parcel.c.state.in_(("sending", "sent", "in_doubt")),
            parcel.c.answered.is_(False),
        )
    )
    return [typed(ParcelRow, r) for r in rows]


def unsettled(connection: Connection, account_id: int) -> list[ParcelRow]:
    """Parcels whose sending was begun and not concluded."""
    rows = connection.execute(
        select(parcel).where(parcel.c.account_id == account_id, parcel.c.state.in_(("sending", "in_doubt"))).order_by(parcel.c.id)
    )
    return [typed(ParcelRow, r) for r in rows]


def unanswered(connection: Connection, account_ids: Sequence[int]) -> list[ParcelRow]:
    """Parcels sent and without their first answer."""
    rows = connection.execute(
        select(parcel)
        .where(parcel.c.account_id.in_(list(account_ids)), parcel.c.state.in_(MAY_HAVE_LEFT), parcel.c.answered.is_(False))
        .order_by(parcel.c.id)
    )
    return [typed(ParcelRow, r) for r in rows]


def open_exchange(connection: Connection, parcel_id: int, owner: str, at: datetime) -> int:
    """A new attempt."""
    last = connection.execute(select(func.max(exchange.c.attempt)).where(exchange.c.parcel_id == parcel_id)).scalar() or 0
    result = connection.execute(
        insert(exchange)
        .values(parcel_id=parcel_id, attempt=last + 1, owner=owner, started=at, result="begun")
        .returning(exchange.c.id)
    )
    return int(result.scalar_one())


def close_exchange(connection: Connection, exchange_id: int, result: str, detail: str, at: datetime) -> None:
    """What came of an attempt."""
    connection.execute(update(exchange).where(exchange.c.id == exchange_id).values(result=result, detail=detail, finished=at))


def exchanges_of(connection: Connection, parcel_ids: Sequence[int]) -> list[ExchangeRow]:
    """All attempts at parcels."""
    rows = connection.execute(select(exchange).where(exchange.c.parcel_id.in_(list(parcel_ids))).order_by(exchange.c.id))
    return [typed(ExchangeRow, r) for r in rows]


def lease_over(connection: Connection, row: ParcelRow) -> bool:
    """Whether the lease has run out by the database's own clock."""
    return row.lease is None or row.lease < database_now(connection)


def database_now(connection: Connection) -> datetime:
    """The clock by which leases count: the database's on PostgreSQL, where workers may sit on several machines."""
    from baoguan.clock import now, shanghai

    if connection.dialect.name == "sqlite":
        return now()
    return shanghai(connection.execute(select(func.clock_timestamp())).scalar_one())
