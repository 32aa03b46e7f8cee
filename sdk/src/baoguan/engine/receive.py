"""Receiving: raw bytes are committed first; then decoded, matched, settled; then the channel is told.

The channel is told last, because only after matching is it known whether the file is ours to put away: a receipt of somebody else's
document stays where it is in a shared inbox. A crash in between is harmless: the file is read again and found to be known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import attrs

from baoguan.clock import now
from baoguan.engine import points
from baoguan.engine.settle import settle_raw
from baoguan.engine.state import Account, Engine
from baoguan.errors import DecodeError, legible
from baoguan.model.receipt import RawReceipt
from baoguan.store import inbox
from baoguan.store.rows import InboxRow


@attrs.frozen(kw_only=True)
class Received:
    """What one round of receiving brought."""

    new: int = 0
    applied: int = 0
    repeats: int = 0
    parked: int = 0
    orphans: int = 0

    def plus(self, other: Received) -> Received:
        """Both together."""
        return Received(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in attrs.fields(Received)})


def receive(engine: Engine, account: Account, limit: int) -> Received:
    """One round: up to `limit` raw rows."""
    return take_in(engine, account, account.calls.receipts(limit))


def take_in(engine: Engine, account: Account, raws: Sequence[RawReceipt]) -> Received:
    """Commit raw rows, settle them, and tell the channel."""
    fresh = _commit(engine, account, raws)
    points.reach("inbox committed")
    states = settle_new(engine, account)
    _acknowledge(engine, account, raws)
    _acknowledge_found(engine, account)
    return Received(
        new=fresh,
        applied=states.count("applied"),
        repeats=states.count("repeat"),
        parked=states.count("parked"),
        orphans=states.count("orphan"),
    )


def _commit(engine: Engine, account: Account, raws: Sequence[RawReceipt]) -> int:
    stored = [(raw, engine.journal.blobs.put(raw.content)) for raw in raws]
    if not stored:
        return 0
    fresh = 0
    with engine.journal.writing() as connection:
        for raw, digest in stored:
            added = inbox.add_raw(
                connection,
                account_id=account.id,
                name=raw.name,
                digest=digest,
                token=legible(raw.token),
                size=len(raw.content),
                at=raw.received,
            )
            fresh += added is not None
    return fresh


def settle_new(engine: Engine, account: Account, states: tuple[str, ...] = ("new",)) -> list[str]:
    """Decode and settle raw rows; each in a transaction of its own, an unreadable one is parked alone."""
    with engine.journal.reading() as connection:
        rows = inbox.rows_in(connection, account.id, states)
    return [_settle_one(engine, account, row) for row in rows]


def _settle_one(engine: Engine, account: Account, row: InboxRow) -> str:
    raw = RawReceipt(token=row.token, name=row.name, content=engine.journal.blobs.get(row.digest), received=row.received)
    try:
        receipts = account.calls.decode(raw)
    except DecodeError as error:
        with engine.journal.writing() as connection:
            if inbox.inbox_by_id(connection, row.id).state == row.state:
                inbox.set_inbox(connection, row.id, "parked", str(error))
                inbox.add_event(
                    connection,
                    "parked",
                    at=now(),
                    by=engine.by,
                    account_id=account.id,
                    data={"name": row.name, "error": str(error)},
                )
        return "parked"
    with engine.journal.writing() as connection:
        if inbox.inbox_by_id(connection, row.id).state != row.state:
            return "repeat"
        if row.state != "new":
            inbox.drop_receipts(connection, row.id)
        return settle_raw(engine, connection, row, receipts)


def _acknowledge(engine: Engine, account: Account, raws: Sequence[RawReceipt]) -> None:
    """Tell the channel of every raw row it gave: ours are put away, foreign ones stay."""
    names = {(raw.name, hashlib.sha256(raw.content).hexdigest()): raw.token for raw in raws}
    if not names:
        return
    with engine.journal.reading() as connection:
        rows = inbox.rows_of(connection, account.id, {digest for _, digest in names})
    mine = [r for r in rows if (r.name, r.digest) in names and r.state != "new"]
    points.reach("before acknowledge")
    for foreign in (False, True):
        batch = [r for r in mine if (r.state in ("orphan", "foreign")) is foreign]
        account.calls.acknowledge([names[r.name, r.digest] for r in batch], foreign=foreign)
    known = [r.id for r in mine if not r.acknowledged and r.state not in ("orphan", "foreign")]
    if known:
        with engine.journal.writing() as connection:
            inbox.set_acknowledged(connection, known)


def _acknowledge_found(engine: Engine, account: Account) -> None:
    """Receipts that were nobody's when they came and have found their document since: their files are ours to put away now."""
    with engine.journal.reading() as connection:
        rows = inbox.found_later(connection, account.id)
    if rows:
        account.calls.acknowledge([r.token for r in rows], foreign=False)
        with engine.journal.writing() as connection:
            inbox.set_acknowledged(connection, [r.id for r in rows])


def settle_parked(engine: Engine, account: str | None) -> dict[str, int]:
    """Decode the parked rows of an account, or of all, again; gives how many came to what."""
    done: dict[str, int] = {}
    for name, each in engine.accounts.items():
        if account in (None, name):
            for state in settle_new(engine, each, ("parked", "new")):
                done[state] = done.get(state, 0) + 1
    return done
