"""When a far side is asked for receipts: often while answers are fresh, seldom later, and singly about what is overdue."""

from __future__ import annotations

from datetime import datetime, timedelta

from baoguan.clock import now
from baoguan.engine.receive import Received, take_in
from baoguan.engine.state import Account, Engine, standing_of
from baoguan.plugin import Inquiry
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import AccountRow, DocumentRow
from baoguan.store.turns import set_next_poll


def poll_due(engine: Engine, account: Account, row: AccountRow) -> bool:
    """Whether it is time to ask. A clock put back does not put the next question off."""
    polling = account.calls.info.polling
    if polling is None or row.next_poll is None:
        return True
    at = now()
    return not at < row.next_poll <= at + polling.slow


def set_poll(engine: Engine, account: Account, *, more: bool) -> None:
    """Write when to ask again; at once where there is more to fetch."""
    polling = account.calls.info.polling
    if polling is None:
        return
    at = now()
    with engine.journal.reading() as connection:
        latest = docs.last_sent(connection, account.id)
    fresh = latest is not None and at - latest < polling.slow_after
    delay = timedelta(0) if more else polling.fast if fresh else polling.slow
    with engine.journal.writing() as connection:
        set_next_poll(connection, account.id, at + max(delay, timedelta(0)))


def inquire(engine: Engine, account: Account, limit: int) -> list[Received]:
    """Ask about documents whose answer is overdue, each again only after the slow interval; a resend is never the remedy."""
    polling = account.calls.info.polling
    if polling is None or not account.calls.has("baoguan_inquire"):
        return []
    at = now()
    done = []
    for row in _overdue(engine, account, at - polling.deadline):
        with engine.journal.reading() as connection:
            asked = inbox.last_event(connection, row.id, "inquired")
        if asked is not None and at - asked < polling.slow:
            continue
        done.append(take_in(engine, account, account.calls.inquire(inquiry_of(engine, row))))
        with engine.journal.writing() as connection:
            inbox.add_event(
                connection,
                "inquired",
                at=now(),
                by=engine.by,
                account_id=account.id,
                document_id=row.id,
                data={"answers": str(done[-1].new)},
            )
        if len(done) >= limit:
            break
    return done


def _overdue(engine: Engine, account: Account, before: datetime) -> list[DocumentRow]:
    """Documents that have something under way at the far side and have not moved since."""
    with engine.journal.reading() as connection:
        rows = docs.unmoved(connection, account.id, before)
    return [row for row in rows if is_waiting(engine, row)]


def is_waiting(engine: Engine, row: DocumentRow) -> bool:
    """Whether something of ours is at the far side and no final word has come: an unanswered message, or an act not decided."""
    return engine.kinds[row.kind].lifecycle.state(row.state).waiting or standing_of(row).pending is not None


def inquiry_of(engine: Engine, row: DocumentRow) -> Inquiry:
    """A document as the far side may know it."""
    with engine.journal.reading() as connection:
        numbers = docs.numbers_of(connection, row.id)
        parcels = parcel_store.parcels_of(connection, row.id)
    left = tuple(p.exchange_id for p in parcels if p.state in {"sent", "in_doubt"})
    return Inquiry(kind=row.kind, owner=row.owner, number=row.number, numbers=numbers, exchange_ids=left)
