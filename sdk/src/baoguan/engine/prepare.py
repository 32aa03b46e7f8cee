"""From an act that was asked for to parcels in the journal: plan, encode, journal. No channel I/O."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

import attrs
from sqlalchemy import Connection

from baoguan.clock import now
from baoguan.documents import DocumentKind, Identity
from baoguan.engine.attached import read_attached
from baoguan.engine.state import Account, Engine
from baoguan.errors import Refused, UnusableInput
from baoguan.model.content import HASH_VERSION
from baoguan.model.message import Act, Document, Message, Parcel, Step
from baoguan.plugin import ChannelCalls
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow, SubmissionRow

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


@attrs.frozen(kw_only=True)
class Plan:
    """A submission about to be journalled."""

    kind: DocumentKind[object]
    identity: Identity
    document: Document
    act: Act
    step: Step
    change_count: int = 0
    declaration_no: int
    key: str
    after: datetime | None = None
    waits_for: str | None = None
    note: str | None = None
    created: datetime = attrs.field(factory=now)


def default_key(kind: str, identity: Identity, act: Act, step: Step, change_count: int) -> str:
    """kind + enterprise + 企业内部编号 + act + change count + step: what makes two calls the same submission."""
    return f"{kind}:{identity.owner}/{identity.number}:{act.value}{change_count or ''}:{step.value}"


def exchange_id(environment: str, account: str, plan: Plan, pack: int) -> str:
    """The name of a message for good: readable at the front, unique by its end; the same act always gets the same one."""
    seed = "|".join(
        (
            environment,
            account,
            plan.kind.name,
            plan.identity.owner,
            plan.identity.number,
            plan.key,
            plan.act.value,
            plan.step.value,
            str(plan.change_count),
            str(plan.declaration_no),
            str(pack),
        )
    )
    readable = _UNSAFE.sub("-", plan.identity.number).strip("-")[:40] or "n"
    mark = {Act.FILING: "", Act.CHANGE: f"c{plan.change_count}", Act.DELETION: "x", Act.COMPLETION: "f"}[plan.act]
    return f"{readable}-{mark}{plan.step.value[0]}{plan.declaration_no}-{hashlib.sha256(seed.encode()).hexdigest()[:12]}"


@attrs.frozen
class Ready:
    """An encoded message whose bytes lie durably in the journal; `stored` is what its parcel's row holds."""

    message: Message
    stored: dict[str, object]

    @property
    def unproven(self) -> tuple[str, ...]:
        """What of it rests on weak evidence."""
        return self.message.unproven


def encode(engine: Engine, account: Account, plan: Plan, numbers: Mapping[str, str]) -> list[Ready]:
    """The messages of a plan, their bytes stored; outside any transaction, since it takes its time."""
    filled = cast("Document", plan.kind.with_numbers(plan.document, numbers, plan.act, plan.change_count))
    files = read_attached(plan.kind, filled, engine.base)
    messages = _messages(account.calls, engine.environment, account.name, plan, filled, files, verbatim=False)
    return [Ready(m, engine.journal.put_message(m)) for m in messages]


def offline_messages(
    calls: ChannelCalls,
    environment: str,
    account: str,
    kind: DocumentKind[object],
    document: Document,
    base: Path,
    *,
    declare: bool,
) -> list[Message]:
    """The messages of a first save or declaration that is not journalled; a document read from the wire goes back as it was. Files are looked
    for from `base`."""
    identity = kind.identity(document)
    step = Step.DECLARE if declare else Step.SAVE
    plan = Plan(
        kind=kind,
        identity=identity,
        document=document,
        act=Act.FILING,
        step=step,
        declaration_no=1,
        key=default_key(kind.name, identity, Act.FILING, step, 0),
    )
    read = getattr(document, "carried", None) is not None
    filled = document if read else cast("Document", kind.with_numbers(document, {}, plan.act, plan.change_count))
    return _messages(calls, environment, account, plan, filled, read_attached(kind, filled, base), verbatim=read)


def _messages(
    calls: ChannelCalls,
    environment: str,
    account: str,
    plan: Plan,
    filled: Document,
    files: Mapping[str, bytes],
    *,
    verbatim: bool,
) -> list[Message]:
    def parcel(pack: int, packs: int) -> Parcel:
        return Parcel(
            exchange_id=exchange_id(environment, account, plan, pack),
            environment=environment,
            kind=plan.kind.name,
            number=plan.identity.number,
            act=plan.act,
            step=plan.step,
            change_count=plan.change_count,
            pack=pack,
            packs=packs,
            created=plan.created,
            document=filled,
            files=files,
            verbatim=verbatim,
        )

    first = calls.encode(parcel(1, 1))
    return [first] if first.packs == 1 else [calls.encode(parcel(k, first.packs)) for k in range(1, first.packs + 1)]


def journal_submission(
    engine: Engine,
    connection: Connection,
    account: Account,
    row: DocumentRow,
    plan: Plan,
    content: tuple[str, str],
    messages: list[Ready],
) -> SubmissionRow:
    """Write a submission, and its parcels unless it still waits for something. `content` is the document's blob and its hash."""
    blob, digest = content
    submission = docs.add_submission(
        connection,
        {
            "account_id": account.id,
            "document_id": row.id,
            "act": plan.act.value,
            "step": plan.step.value,
            "change_count": plan.change_count,
            "declaration_no": plan.declaration_no,
            "key": plan.key,
            "content": blob,
            "content_version": plan.kind.version,
            "hash": digest,
            "hash_version": HASH_VERSION,
            "state": "waiting" if plan.waits_for else "ready",
            "waits_for": plan.waits_for,
            "after": plan.after,
            "by": engine.by,
            "note": plan.note,
            "created": plan.created,
        },
    )
    _add_parcels(connection, submission, messages)
    inbox.add_event(
        connection,
        "submission",
        at=plan.created,
        by=engine.by,
        account_id=account.id,
        document_id=row.id,
        data={
            "act": plan.act.value,
            "step": plan.step.value,
            "declaration_no": str(plan.declaration_no),
            "state": submission.state,
            **({"note": plan.note} if plan.note else {}),
        },
    )
    return submission


def _add_parcels(connection: Connection, submission: SubmissionRow, messages: list[Ready]) -> None:
    for ready in messages:
        parcel_store.add_parcel(
            connection,
            {
                "submission_id": submission.id,
                "account_id": submission.account_id,
                "document_id": submission.document_id,
                "pack": ready.message.pack,
                "packs": ready.message.packs,
                "exchange_id": ready.message.exchange_id,
                "message": ready.stored,
            },
        )


def prepare_waiting(engine: Engine, account: Account, limit: int) -> int:
    """Encode submissions that were released after they had waited for a number. What the document itself forbids
    cancels with the reason; anything else (a full disk, wrong settings) leaves it to be tried again."""
    with engine.journal.reading() as connection:
        rows = docs.unprepared(connection, account.id, limit)
        work = [(s, docs.document_by_id(connection, s.document_id), docs.numbers_of(connection, s.document_id)) for s in rows]
    for submission, row, numbers in work:
        kind = engine.kinds[row.kind]
        document = engine.journal.get_document(kind, submission.content, submission.content_version)
        plan = Plan(
            kind=kind,
            identity=Identity(owner=row.owner, number=row.number),
            document=document,
            act=submission.act,
            step=submission.step,
            change_count=submission.change_count,
            declaration_no=submission.declaration_no,
            key=submission.key,
            created=submission.created,
        )
        try:
            messages = encode(engine, account, plan, numbers)
        except (Refused, UnusableInput) as error:
            with engine.journal.writing() as connection:
                docs.set_submission(connection, submission.id, "ready", "cancelled", str(error))
                inbox.add_event(
                    connection,
                    "not_encoded",
                    at=now(),
                    by=engine.by,
                    account_id=account.id,
                    document_id=row.id,
                    data={"error": str(error)},
                )
            continue
        with engine.journal.writing() as connection:
            present = docs.submission_by_id(connection, submission.id)
            if present.state == "ready" and not [
                p for p in parcel_store.parcels_of(connection, row.id) if p.submission_id == submission.id
            ]:
                _add_parcels(connection, submission, messages)
    return len(work)
