"""Settling: receipt -> lifecycle -> numbers -> events, in one transaction. The only place that knows all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs
from sqlalchemy import Connection

from baoguan.clock import now
from baoguan.documents.shapes import believed
from baoguan.engine import points
from baoguan.engine.following import addressed, told_by
from baoguan.engine.posting import post
from baoguan.engine.questions import EXCHANGE, REQUESTED, is_question, told
from baoguan.engine.state import Engine, standing_of
from baoguan.lifecycle import Attempt, Conflict, Lifecycle, Standing, fold
from baoguan.model.content import to_json
from baoguan.model.message import Act, Document, Step
from baoguan.model.receipt import TECHNICAL, Receipt
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow, InboxRow, ParcelRow, SubmissionRow

MATCHING = ("seq_no", "list_no", "entry_no", "entry_seq_no")
"""Numbers that name one document alone; a receipt is matched by the exchange it answers, then by these, then by the enterprise's own."""


def settle_raw(engine: Engine, connection: Connection, row: InboxRow, receipts: Sequence[Receipt]) -> str:
    """Settle the receipts of one raw row; returns what became of the row."""
    states = []
    touched: dict[int, None] = {}
    waiting = bool(parcel_store.unanswered(connection, [row.account_id]))
    for place, given in enumerate(map(told, receipts)):
        receipt = addressed(engine, connection, row.account_id, given)
        document_id = match(connection, row.account_id, receipt)
        if document_id is None:
            state = "orphan" if waiting else "foreign"
        elif inbox.is_repeat(connection, document_id, receipt):
            state = "repeat"
        else:
            state = "applied"
            touched[document_id] = None
        inbox.add_receipt(connection, inbox_id=row.id, document_id=document_id, place=place, value=receipt, state=state, at=now())
        if document_id is not None and receipt.outcome in TECHNICAL and receipt.exchange_id:
            _answered(connection, row.account_id, receipt.exchange_id)
        states.append(state)
    points.reach("inside settle")
    for document_id in touched:
        refold(engine, connection, document_id)
    rank = ["applied", "orphan", "foreign", "repeat"]
    outcome = min(states, key=rank.index) if states else "applied"
    inbox.set_inbox(connection, row.id, outcome)
    return outcome


def settle_own(engine: Engine, connection: Connection, document_id: int, receipt: Receipt) -> bool:
    """Settle a statement that has no raw row: a person's, or the channel's refusal at sending. False for a repeat."""
    if inbox.is_repeat(connection, document_id, receipt):
        return False
    inbox.add_receipt(connection, inbox_id=None, document_id=document_id, place=0, value=receipt, state="applied", at=now())
    row = docs.document_by_id(connection, document_id)
    if receipt.outcome in TECHNICAL and receipt.exchange_id:
        _answered(connection, row.account_id, receipt.exchange_id)
    refold(engine, connection, document_id)
    return True


def _answered(connection: Connection, account_id: int, exchange: str) -> None:
    parcel = parcel_store.parcel_of_exchange(connection, account_id, exchange)
    if parcel is not None and not parcel.answered:
        parcel_store.mark_answered(connection, parcel.id, now())
        if parcel.state == "cancelled" and parcel.packs == 1:
            submission = docs.submission_by_id(connection, parcel.submission_id)
            docs.set_submission(connection, submission.id, "cancelled", "ready")


def match(connection: Connection, account_id: int, receipt: Receipt) -> int | None:
    """The document that a receipt speaks of, or None."""
    if receipt.exchange_id:
        parcel = parcel_store.parcel_of_exchange(connection, account_id, receipt.exchange_id)
        if parcel is not None:
            return parcel.document_id
        if is_question(receipt.exchange_id):
            return inbox.document_asked_for(connection, account_id, REQUESTED, EXCHANGE, receipt.exchange_id)
    for kind in MATCHING:
        value = receipt.numbers.get(kind)
        if value and (found := docs.document_of_number(connection, account_id, kind, value)) is not None:
            return found
    number, owner = receipt.numbers.get("number"), receipt.numbers.get("owner")
    if number and owner and (row := docs.find_document(connection, account_id, receipt.kind, owner, number)) is not None:
        return row.id
    # An answer may name our own number alone: enough where one document has it.
    return docs.only_document(connection, account_id, receipt.kind, number) if number and not owner else None


def refold(engine: Engine, connection: Connection, document_id: int) -> Standing:
    """Work out anew where a document stands, and write what changed: state, numbers, events, released or overtaken submissions."""
    row = docs.document_by_id(connection, document_id)
    submissions = docs.submissions_of(connection, document_id)
    parcels = parcel_store.parcels_of(connection, document_id)
    applied = [believed(row.kind, inbox.value_of(r)) for r in inbox.receipts_of(connection, document_id) if r.state == "applied"]
    kind = engine.kinds[row.kind]
    if kind.received is not None and applied:
        applied = list(kind.received(first_content(engine, row, submissions), applied))
    standing = fold(kind.lifecycle, attempts_of(submissions, parcels), applied)
    at = now()
    learned, taken = _learn(connection, row, standing)
    if taken:
        standing = attrs.evolve(standing, conflicts=(*standing.conflicts, *taken))
    _write(connection, engine, row, standing, submissions, at)
    if _moved(row, standing):
        post(
            engine,
            connection,
            docs.document_by_id(connection, row.id),
            standing,
            at,
            recorded=_told_by(kind.lifecycle, standing, applied),
        )
    _release(engine, connection, row, standing, submissions, parcels, at)
    if row.state != standing.state:
        for other, said in list(told_by(engine, connection, row, standing)):
            settle_own(engine, connection, other, said)
    if learned:
        rematch(engine, connection, row.account_id)
    return standing


def _moved(row: DocumentRow, standing: Standing) -> bool:
    """Whether the books may have to follow: another state, another version, another word of Customs on how it deducts. What is adopted may
    have got another content."""
    before = standing_of(row)
    mode = "deduction_mode"
    known = (row.state, before.change_count, before.facts.get(mode))
    return row.adopted or known != (standing.state, standing.change_count, standing.facts.get(mode))


def _told_by(table: Lifecycle, standing: Standing, receipts: Sequence[Receipt]) -> str:
    """The person on whose word alone a document stands where it stands, or ''."""
    leading = [r for r in receipts if (row := table.transition(r.outcome)) is not None and row.state == standing.state]
    return leading[0].by or "" if leading and all(r.by for r in leading) else ""


def first_content(engine: Engine, row: DocumentRow, submissions: Sequence[SubmissionRow]) -> Document:
    """The document as it was first declared: a second step has another content."""
    kind = engine.kinds[row.kind]
    filings = [s for s in submissions if s.act is Act.FILING and s.state != "cancelled"]
    content, version = (filings[-1].content, filings[-1].content_version) if filings else (row.content, row.content_version)
    return engine.journal.get_document(kind, content, version)


def attempts_of(submissions: Sequence[SubmissionRow], parcels: Sequence[ParcelRow]) -> list[Attempt]:
    """Submissions as the lifecycle sees them."""
    out = []
    for submission in submissions:
        mine = [p for p in parcels if p.submission_id == submission.id]
        cancelled = submission.state == "cancelled"
        left = (p for p in mine if p.state in parcel_store.MAY_HAVE_LEFT or p.state == "rejected")
        # What is being taken back may still come back.
        sent = any(not (cancelled and p.cancel_by) for p in left)
        out.append(
            Attempt(
                exchange_ids=tuple(p.exchange_id for p in mine),
                act=submission.act,
                step=submission.step,
                change_count=submission.change_count,
                declaration_no=submission.declaration_no,
                after=submission.after,
                sent=sent or None,
                cancelled=cancelled,
                waiting=submission.state == "waiting",
            )
        )
    return out


def _learn(connection: Connection, row: DocumentRow, standing: Standing) -> tuple[bool, list[Conflict]]:
    """Learn the numbers of a standing; those that another document has are conflicts."""
    learned = False
    taken = []
    for kind, value in standing.numbers.items():
        if kind in ("number", "owner"):
            continue
        owner = docs.document_of_number(connection, row.account_id, kind, value)
        if owner is None:
            learned |= docs.add_number(connection, row.account_id, row.id, kind, value)
        elif owner != row.id:
            other = docs.document_by_id(connection, owner).number
            taken.append(Conflict(zh=f"{kind} {value} 已属于 {other}", en=f"{kind} {value} belongs to {other} already"))
    return learned, taken


def _write(
    connection: Connection,
    engine: Engine,
    row: DocumentRow,
    standing: Standing,
    submissions: Sequence[SubmissionRow],
    at: datetime,
) -> None:
    data = to_json(standing)
    if data == row.standing and row.state == standing.state:
        return
    content = _content_known_to_customs(row, standing, submissions)
    docs.set_standing(
        connection,
        row,
        state=standing.state,
        standing=data,
        change_count=standing.change_count,
        needs_person=standing.needs_person,
        at=at,
        content=content[0],
        content_version=content[1],
    )
    if row.state != standing.state:
        last = standing.acts[-1] if standing.acts else None
        inbox.add_event(
            connection,
            "state",
            at=at,
            by=engine.by,
            account_id=row.account_id,
            document_id=row.id,
            data={"from": row.state, "to": standing.state, **({"code": last.code} if last and last.code else {})},
        )
    if standing.needs_person and not row.needs_person:
        inbox.add_event(
            connection,
            "needs_person",
            at=at,
            by=engine.by,
            account_id=row.account_id,
            document_id=row.id,
            data={"zh": standing.conflicts[0].zh, "en": standing.conflicts[0].en},
        )


def _content_known_to_customs(row: DocumentRow, standing: Standing, submissions: Sequence[SubmissionRow]) -> tuple[str, int]:
    """The version of the content that Customs has: the latest filing that was sent, or the latest approved change."""
    best: tuple[str, int] = (row.content, row.content_version)
    second = standing.act(Act.COMPLETION)
    completed = second is not None and second.outcome is not None and second.outcome not in TECHNICAL
    for submission in submissions:
        filing = submission.act is Act.FILING and submission.state != "cancelled"
        change = submission.act is Act.CHANGE and submission.change_count == standing.change_count != 0
        whole = submission.act is Act.COMPLETION and submission.state != "cancelled" and completed
        if filing or change or whole:
            best = (submission.content, submission.content_version)
    return best


def _release(
    engine: Engine,
    connection: Connection,
    row: DocumentRow,
    standing: Standing,
    submissions: Sequence[SubmissionRow],
    parcels: Sequence[ParcelRow],
    at: datetime,
) -> None:
    known = docs.numbers_of(connection, row.id)
    kind = engine.kinds[row.kind]
    taken = kind.lifecycle.taken
    for submission in submissions:
        mine = [p for p in parcels if p.submission_id == submission.id]
        _drop_other_packs(engine, connection, row, standing, submission, mine, at)
        if submission.state not in ("waiting", "ready", "held") or any(p.state != "ready" for p in mine):
            continue
        act = standing.act(submission.act, submission.change_count)
        overtaken = (act is not None and act.state in taken) or standing.state == "deleted"
        dropped = submission.state == "waiting" and act is not None and act.state in ("refused", "not_arrived", "cancelled")
        if overtaken or dropped:
            reason = f"{submission.act} {act.state if act else standing.state}"
            docs.set_submission(connection, submission.id, submission.state, "cancelled", reason)
            for parcel in mine:
                parcel_store.move(connection, parcel, "cancelled")
            inbox.add_event(
                connection,
                "overtaken" if overtaken else "dropped",
                at=at,
                by=engine.by,
                account_id=row.account_id,
                document_id=row.id,
                data={"step": submission.step.value, "reason": reason},
            )
        elif submission.state == "waiting" and _answered_for(kind.lifecycle, submission, standing) and known.get("seq_no"):
            docs.set_submission(connection, submission.id, "waiting", "ready")


def _answered_for(table: Lifecycle, submission: SubmissionRow, standing: Standing) -> bool:
    """Whether what a submission waits for has come: its act is saved, or the first step is cleared for the second."""
    if submission.act is Act.COMPLETION and submission.step is Step.SAVE:
        filing = standing.act(Act.FILING)
        return filing is not None and filing.state in table.completable
    act = standing.act(submission.act, submission.change_count)
    return act is not None and act.state == "saved"


def _drop_other_packs(
    engine: Engine,
    connection: Connection,
    row: DocumentRow,
    standing: Standing,
    submission: SubmissionRow,
    parcels: Sequence[ParcelRow],
    at: datetime,
) -> None:
    """Once a pack was refused or did not arrive, the message can never be whole: what has not left of it stays here."""
    act = standing.act(submission.act, submission.change_count)
    ready = [p for p in parcels if p.state == "ready"]
    if act is None or act.state not in ("refused", "not_arrived") or not ready or len(ready) == len(parcels):
        return
    for parcel in ready:
        parcel_store.move(connection, parcel, "cancelled")
    inbox.add_event(
        connection,
        "dropped",
        at=at,
        by=engine.by,
        account_id=row.account_id,
        document_id=row.id,
        data={"step": submission.step.value, "reason": f"{submission.act} {act.state}", "packs": str(len(ready))},
    )


def rematch(engine: Engine, connection: Connection, account_id: int) -> None:
    """Match loose receipts again, now that a document has learnt a number."""
    touched: dict[int, None] = {}
    for loose in inbox.loose_receipts(connection, account_id):
        receipt = inbox.value_of(loose)
        found = match(connection, account_id, receipt)
        if found is None:
            continue
        state = "repeat" if inbox.is_repeat(connection, found, receipt) else "applied"
        inbox.place_receipt(connection, loose.id, found, state)
        if loose.inbox_id is not None:
            inbox.set_inbox(connection, loose.inbox_id, state)
        touched[found] = None
    for document_id in touched:
        refold(engine, connection, document_id)
