"""Carrying an act out: encode outside the transaction, journal inside it, try again when the document moved in between."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from baoguan.broker.kindred import guard_amendment
from baoguan.broker.views import Submitted
from baoguan.documents import DocumentKind, Identity
from baoguan.engine.prepare import Plan, Ready, encode, journal_submission
from baoguan.engine.settle import refold
from baoguan.engine.state import Account, Engine, standing_of
from baoguan.errors import Finding, Refused
from baoguan.lifecycle import Standing
from baoguan.model.content import content_hash
from baoguan.model.message import Document
from baoguan.store import documents as docs
from baoguan.store.rows import DocumentRow

_TRIES = 5


def carry_out(
    engine: Engine,
    account: Account,
    kind: DocumentKind[object],
    identity: Identity,
    document: Document,
    plan: Callable[[Connection, DocumentRow | None, Standing], list[Plan]],
    unproven: tuple[str, ...],
    warnings: list[Finding],
    *,
    also: Callable[[Connection, DocumentRow], None] | None = None,
) -> Submitted:
    """Encode outside the transaction, journal inside it (and do `also`); try again when the document moved in between."""
    content = engine.journal.put_document(document)
    digest = content_hash(document)
    for _ in range(_TRIES):
        with engine.journal.reading() as connection:
            row = docs.find_document(connection, account.id, kind.name, identity.owner, identity.number)
            standing = standing_of(row)
            plans = plan(connection, row, standing)
            numbers = docs.numbers_of(connection, row.id) if row else {}
        ready = [[] if p.waits_for else encode(engine, account, p, numbers) for p in plans]
        try:
            written = _write(engine, account, kind, identity, row, plans, ready, (content, digest), also)
        except IntegrityError:
            continue
        if written:
            notes = (*unproven, *{u for messages in ready for m in messages for u in m.unproven})
            return Submitted(
                account=account.name,
                kind=kind.name,
                owner=identity.owner,
                number=identity.number,
                repeated=not plans,
                steps=tuple(f"{p.act.value}:{p.step.value}" for p in plans),
                unproven=notes,
                warnings=tuple(f"{f.path}: {f.zh} / {f.en}" for f in warnings),
            )
    raise Refused(
        f"{identity.number} 正被其他进程处理",
        f"{identity.number} is being worked on by another process",
        remedy_zh="稍后再试",
        remedy_en="Try again in a moment",
    )


def _write(
    engine: Engine,
    account: Account,
    kind: DocumentKind[object],
    identity: Identity,
    seen: DocumentRow | None,
    plans: list[Plan],
    ready: list[list[Ready]],
    content: tuple[str, str],
    also: Callable[[Connection, DocumentRow], None] | None,
) -> bool:
    if not plans:
        return True
    with engine.journal.writing() as connection:
        row = docs.find_document(connection, account.id, kind.name, identity.owner, identity.number)
        if (row.version if row else None) != (seen.version if seen else None):
            return False
        guard_amendment(engine, connection, account, kind, plans)
        if row is None:
            row = docs.add_document(
                connection,
                account_id=account.id,
                kind=kind.name,
                owner=identity.owner,
                value=identity.number,
                content=content[0],
                content_version=kind.version,
                at=plans[0].created,
            )
        if also is not None:
            also(connection, row)
        for each, messages in zip(plans, ready, strict=True):
            journal_submission(engine, connection, account, row, each, content, messages)
        refold(engine, connection, row.id)
    return True
