"""Sending: stage, claim and arm in one transaction, send, write down what came of it; and settling what was left in doubt."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from baoguan.clock import now
from baoguan.engine import points
from baoguan.engine.settle import refold, settle_own
from baoguan.engine.state import Account, Engine
from baoguan.errors import ChannelError, InDoubt, NotSent, Rejected
from baoguan.model.message import Arrived, Cancelled, Message, NotArrived
from baoguan.model.receipt import Outcome, Receipt
from baoguan.plugin import SubmissionView
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store import parcels as store
from baoguan.store.rows import ParcelRow

_ARMED = "armed"
"""The event that remembers where a channel put the bytes of an attempt."""

GIVE_UP_ASKING = timedelta(hours=24)
"""After this long in doubt, a person is asked."""


def send_due(engine: Engine, account: Account, limit: int) -> int:
    """Send parcels that are ready and whose lane is free; returns how many left. Stops at the first NotSent: the account rests."""
    with engine.journal.reading() as connection:
        due = store.due_parcels(connection, account.id, limit)
    left = 0
    for row in due:
        if _held(engine, account, row):
            continue
        try:
            left += _leave(engine, account, row)
        except ChannelError as error:
            error.exchange_id = row.exchange_id
            raise
    return left


def _leave(engine: Engine, account: Account, row: ParcelRow) -> bool:
    """Send one parcel; False where another worker has it."""
    message = _message(engine, row)
    place = account.calls.stage(message, engine.worker.id)
    points.reach("staged")
    with engine.worker.holding(row.id):
        claimed = _claim(engine, account, row, message, place)
        if claimed is None:
            return False
        points.reach("intent")
        _send(engine, account, claimed, message)
    return True


def _message(engine: Engine, row: ParcelRow) -> Message:
    return engine.journal.get_message(row.exchange_id, row.pack, row.packs, dict(row.message))


def _held(engine: Engine, account: Account, row: ParcelRow) -> bool:
    """Ask the gates; a hold is stored and waits for `approve`."""
    with engine.journal.reading() as connection:
        submission = docs.submission_by_id(connection, row.submission_id)
        document = docs.document_by_id(connection, row.document_id)
    if submission.waits_for == "approved":
        return False
    kind = engine.kinds[document.kind]
    view = SubmissionView(
        environment=engine.environment,
        account=account.name,
        kind=document.kind,
        number=document.number,
        owner=document.owner,
        act=submission.act,
        step=submission.step,
        declaration_no=submission.declaration_no,
        document=engine.journal.get_document(kind, submission.content, submission.content_version),
        by=submission.by,
    )
    holds = engine.plugins.ask_gates(view)
    if not holds:
        return False
    reason = "；".join(f"{h.reason_zh} / {h.reason_en}" for h in holds)
    with engine.journal.writing() as connection:
        if docs.set_submission(connection, submission.id, "ready", "held", reason):
            inbox.add_event(
                connection,
                "held",
                at=now(),
                by=engine.by,
                account_id=account.id,
                document_id=document.id,
                data={"reason": reason},
            )
            refold(engine, connection, document.id)
    return True


def _claim(engine: Engine, account: Account, row: ParcelRow, message: Message, place: str) -> tuple[ParcelRow, int] | None:
    """ready -> sending, the place where the channel put the bytes, and the local half of the send, in one transaction."""
    with engine.journal.writing() as connection:
        if not store.claim(connection, row, engine.worker.id):
            return None
        at = now()
        attempt = store.open_exchange(connection, row.id, engine.worker.id, at)
        if place:
            inbox.add_event(
                connection,
                _ARMED,
                at=at,
                by=engine.by,
                account_id=account.id,
                document_id=row.document_id,
                data={"exchange_id": row.exchange_id, "place": place},
            )
        refold(engine, connection, row.document_id)
        account.calls.arm(message, engine.worker.id)
        claimed = store.parcel_by_id(connection, row.id)
    return claimed, attempt


def _place_of(connection: Connection, row: ParcelRow) -> str:
    """The place that the channel named when the parcel was last armed; empty if it named none."""
    armed = (e for e in reversed(inbox.events_of(connection, row.document_id)) if e.kind == _ARMED)
    return next((e.data["place"] for e in armed if e.data["exchange_id"] == row.exchange_id), "")


def _send(engine: Engine, account: Account, claimed: tuple[ParcelRow, int], message: Message) -> None:
    row, attempt = claimed
    refused: Receipt | None = None
    not_sent: NotSent | None = None
    try:
        answer = account.calls.send(message)
    except NotSent as error:
        state, result, detail, not_sent = "sending", "not sent", str(error), error
    except Rejected as error:
        state, result, detail = "rejected", "rejected", str(error)
        refused = Receipt(kind="", source="channel", outcome=Outcome.REFUSED, texts=(str(error),), exchange_id=row.exchange_id)
    except InDoubt as error:
        state, result, detail = "in_doubt", "in doubt", str(error)
    else:
        points.reach("renamed")
        state, result, detail = "sent", "sent", answer.detail or answer.reference
    at = now()
    with engine.journal.writing() as connection:
        store.close_exchange(connection, attempt, result, detail, at)
        moved = store.move(
            connection,
            row,
            state,
            error=None if state == "sent" else detail,
            sent_at=at if state != "sending" else None,
        )
        if moved:
            inbox.add_event(
                connection,
                result.replace(" ", "_"),
                at=at,
                by=engine.by,
                account_id=account.id,
                document_id=row.document_id,
                data={"exchange_id": row.exchange_id, "detail": detail},
            )
            if refused is not None:
                settle_own(engine, connection, row.document_id, refused)
            refold(engine, connection, row.document_id)
    points.reach("answered")
    if not_sent is not None:
        raise not_sent


def resolve_doubts(engine: Engine, account: Account) -> int:
    """Finish what a worker that is gone began: ask the far side, and send only what provably never left."""
    with engine.journal.reading() as connection:
        rows = [r for r in store.unsettled(connection, account.id) if engine.worker.is_gone(connection, r)]
    settled = 0
    for row in rows:
        with engine.worker.holding(row.id):
            settled += _resolve(engine, account, row)
    return settled


def _resolve(engine: Engine, account: Account, row: ParcelRow) -> int:
    with engine.journal.writing() as connection:
        if not store.take_over(connection, row, engine.worker.id):
            return 0
        attempt = store.open_exchange(connection, row.id, engine.worker.id, now())
        mine = store.parcel_by_id(connection, row.id)
        place = _place_of(connection, row)
    message = _message(engine, mine)
    answer = account.calls.reconcile(message, place)
    if isinstance(answer, NotArrived) and answer.final:
        _send(engine, account, (mine, attempt), message)
        return 1
    return _conclude(engine, account, mine, attempt, answer)


def _conclude(engine: Engine, account: Account, row: ParcelRow, attempt: int, answer: object) -> int:
    at = now()
    with engine.journal.writing() as connection:
        if isinstance(answer, Arrived):
            state, result, detail = "sent", "reconciled", answer.evidence
        else:
            asked_since = row.sent_at or next((e.started for e in store.exchanges_of(connection, [row.id])), at)
            state = "needs_person" if at - asked_since > GIVE_UP_ASKING else "in_doubt"
            result, detail = "still in doubt", getattr(answer, "reason", "") or getattr(answer, "evidence", "")
        store.close_exchange(connection, attempt, result, detail, at)
        if store.move(connection, row, state, error=None if state == "sent" else detail, sent_at=row.sent_at or at):
            inbox.add_event(
                connection,
                result.replace(" ", "_"),
                at=at,
                by=engine.by,
                account_id=account.id,
                document_id=row.document_id,
                data={"exchange_id": row.exchange_id, "detail": detail},
            )
            refold(engine, connection, row.document_id)
    return int(state == "sent")


def take_back(engine: Engine, account: Account) -> int:
    """Take back messages that somebody asked for and nobody has taken yet."""
    with engine.journal.reading() as connection:
        rows = [r for r in store.cancels_due(connection, account.id) if r.state == "sent" or engine.worker.is_gone(connection, r)]
    done = 0
    for row in rows:
        with engine.journal.writing() as connection:
            if not store.take_over(connection, row, engine.worker.id):
                continue
            mine = store.parcel_by_id(connection, row.id)
            place = _place_of(connection, row)
        try:
            answer = account.calls.cancel(_message(engine, mine), place)
        except InDoubt as error:
            with engine.journal.writing() as connection:
                store.move(connection, mine, mine.state, error=str(error))
            continue
        at = now()
        with engine.journal.writing() as connection:
            taken = answer is Cancelled.TAKEN_BACK
            if store.move(connection, mine, "cancelled" if taken else mine.state):
                store.request_cancel(connection, row.id, None)
                if taken:
                    docs.set_submission(connection, row.submission_id, "ready", "cancelled", "taken back")
                inbox.add_event(
                    connection,
                    "taken_back" if taken else "too_late_to_take_back",
                    at=at,
                    by=row.cancel_by or engine.by,
                    account_id=account.id,
                    document_id=row.document_id,
                    data={"exchange_id": row.exchange_id},
                )
                refold(engine, connection, row.document_id)
        done += taken
    return done
