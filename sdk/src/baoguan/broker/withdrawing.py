"""Withdrawing what Customs has not decided on: here, by taking it back, or as a wish that a person carries out on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from baoguan.clock import now
from baoguan.documents import Identity
from baoguan.engine.prepare import default_key
from baoguan.engine.settle import refold
from baoguan.engine.state import Account, Engine
from baoguan.errors import Refused
from baoguan.lifecycle import Standing
from baoguan.model.content import HASH_VERSION
from baoguan.model.message import Act, Step
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow, SubmissionRow

ON_THE_PAGE: Final = "deleted on the page"
"""What a wish to delete a draft waits for: the word of the person who did it."""

_NEVER_SAVED: Final = frozenset({"refused", "not_arrived"})


def is_wish(submission: SubmissionRow) -> bool:
    """Whether a submission only says that a person shall delete the draft at the far side."""
    return submission.state == "waiting" and submission.waits_for == ON_THE_PAGE


def not_withdrawn(number: str, known: Sequence[SubmissionRow]) -> None:
    """Refuse to declare a draft that somebody wants deleted."""
    if any(map(is_wish, known)):
        raise Refused(
            f"{number} 已要求撤回，等待在页面删除草稿",
            f"{number} is to be withdrawn: its draft waits to be deleted on the page",
            remedy_zh=f"删除后 baoguan record {number} --outcome deleted；改变主意用 baoguan redeclare {number}",
            remedy_en=f"Then `baoguan record {number} --outcome deleted`; to change your mind, `baoguan redeclare {number}`",
        )


def want_deletion(engine: Engine, connection: Connection, row: DocumentRow, account: Account) -> None:
    """Keep the wish that a draft be deleted; once is enough."""
    known = docs.submissions_of(connection, row.id)
    if any(map(is_wish, known)):
        return
    identity = Identity(owner=row.owner, number=row.number)
    mine = [s for s in known if s.act is Act.DELETION and s.step is Step.SAVE]
    docs.add_submission(
        connection,
        {
            "account_id": account.id,
            "document_id": row.id,
            "act": Act.DELETION.value,
            "step": Step.SAVE.value,
            "change_count": 0,
            "declaration_no": len(mine) + 1,
            "key": default_key(row.kind, identity, Act.DELETION, Step.SAVE, 0),
            "content": row.content,
            "content_version": row.content_version,
            "hash": known[-1].hash if known else "",
            "hash_version": HASH_VERSION,
            "state": "waiting",
            "waits_for": ON_THE_PAGE,
            "after": None,
            "by": engine.by,
            "note": None,
            "created": now(),
        },
    )
    _event(engine, connection, row, account, "wanted")


def drop_wish(connection: Connection, row: DocumentRow) -> None:
    """Somebody changed their mind."""
    for submission in docs.submissions_of(connection, row.id):
        if is_wish(submission):
            docs.set_submission(connection, submission.id, "waiting", "cancelled", "changed their mind")


def cancel_never_saved(
    engine: Engine, connection: Connection, row: DocumentRow, account: Account, standing: Standing
) -> str | None:
    """A document that the far side never took ends here: there is no draft of it. None when there may be one."""
    if standing.state not in _NEVER_SAVED or "seq_no" in standing.numbers:
        return None
    for submission in docs.submissions_of(connection, row.id):
        docs.set_submission(connection, submission.id, submission.state, "cancelled", "never saved")
    _event(engine, connection, row, account, "cancelled")
    refold(engine, connection, row.id)
    return "cancelled"


def cancel_unsent(engine: Engine, connection: Connection, row: DocumentRow, account: Account) -> str | None:
    """Cancel what has not left; ask for what has left and was not taken. None when there is nothing of either."""
    done = None
    for submission in docs.submissions_of(connection, row.id):
        if is_wish(submission):
            continue
        parcels = [p for p in parcel_store.parcels_of(connection, row.id) if p.submission_id == submission.id]
        unsent = submission.state in ("waiting", "ready", "held") and all(p.state == "ready" for p in parcels)
        if unsent and docs.set_submission(connection, submission.id, submission.state, "cancelled", "withdrawn"):
            for parcel in parcels:
                parcel_store.move(connection, parcel, "cancelled")
            done = done or "cancelled"
        elif submission.state in ("ready", "held") and any(p.state == "ready" for p in parcels):
            # Some packs have left: the message shall never be whole, and the far side cannot do anything with a part of it.
            docs.set_submission(connection, submission.id, submission.state, "cancelled", "withdrawn")
            for parcel in parcels:
                if parcel.state == "ready":
                    parcel_store.move(connection, parcel, "cancelled")
            done = done or "cancelled"
        for parcel in parcels:
            if parcel.state in ("sending", "sent", "in_doubt") and not parcel.answered:
                parcel_store.request_cancel(connection, parcel.id, engine.by)
                done = "taking back"
    if done is not None:
        _event(engine, connection, row, account, done)
        refold(engine, connection, row.id)
    return done


def _event(engine: Engine, connection: Connection, row: DocumentRow, account: Account, how: str) -> None:
    inbox.add_event(connection, "withdrawn", at=now(), by=engine.by, account_id=account.id, document_id=row.id, data={"how": how})
