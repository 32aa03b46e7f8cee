"""Adopting: a document made elsewhere (typed on the page) comes under our care, under the number that Customs gave it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from baoguan.broker.linking import remember_list
from baoguan.broker.views import Submitted
from baoguan.clock import now
from baoguan.documents import DocumentKind, Identity
from baoguan.engine.settle import rematch, settle_own
from baoguan.engine.state import Account, Engine, standing_of
from baoguan.errors import Refused, UnusableInput
from baoguan.model.receipt import Outcome, Receipt
from baoguan.store import documents as docs
from baoguan.store import inbox
from baoguan.store.rows import DocumentRow

_FACTS = ("entry_no",)
"""Where it is no number of the kind: a declaration may be made of several lists, and its number names none of them alone."""


def adopt(engine: Engine, kind: DocumentKind[object], document: object, account: Account, by: str) -> Submitted:
    """Take a document under our care. Adopted again it stays one document: a fuller content replaces the adopted one, until we
    ourselves have declared something on it.

    Raises UnusableInput without a name or the number Customs gave, Refused for what is ours already or has a number of another.
    """
    identity = kind.identity(document)
    numbers = {n: str(v) for n in kind.numbers if (v := getattr(document, n, None))}
    if not by.strip():
        raise UnusableInput("接管须写明姓名", "adopting needs a name", remedy_zh="--by 姓名", remedy_en="--by NAME")
    if "seq_no" not in numbers:
        raise UnusableInput(
            "接管需要预录入统一编号",
            "to adopt a document its pre-entry number is needed",
            remedy_zh="填写 seq_no",
            remedy_en="Fill in seq_no",
        )
    content = engine.journal.put_document(document)
    with engine.journal.writing() as connection:
        row = docs.find_document(connection, account.id, kind.name, identity.owner, identity.number)
        _check_free(connection, account, row, identity, numbers)
        repeated = row is not None and row.content == content
        if row is None:
            _add(engine, connection, account, kind, identity, document, content, numbers, by)
        elif not repeated:
            _replace(engine, connection, account, kind, row, content, numbers, by)
            remember_list(document)(connection, row)
    steps = () if repeated else ("adopted",)
    return Submitted(
        account=account.name, kind=kind.name, owner=identity.owner, number=identity.number, repeated=repeated, steps=steps
    )


def _check_free(
    connection: Connection, account: Account, row: DocumentRow | None, identity: Identity, numbers: Mapping[str, str]
) -> None:
    """Refuse a document that is ours, and numbers that name another document or contradict those known of this one."""
    if row is not None and (not row.adopted or any(s.state != "cancelled" for s in docs.submissions_of(connection, row.id))):
        raise Refused(
            f"{identity.number} 已在日志中",
            f"{identity.number} is in the journal already",
            remedy_zh="无需接管；baoguan status 查看",
            remedy_en="There is nothing to adopt; see `baoguan status`",
        )
    known = docs.numbers_of(connection, row.id) if row is not None else {}
    for name, value in numbers.items():
        if known.get(name, value) != value:
            raise Refused(
                f"{identity.number} 的 {name} 是 {known[name]}，不是 {value}",
                f"the {name} of {identity.number} is {known[name]}, not {value}",
                remedy_zh="核对页面上的编号",
                remedy_en="Check the number on the page",
            )
        other = docs.document_of_number(connection, account.id, name, value)
        if other is not None and (row is None or other != row.id):
            number = docs.document_by_id(connection, other).number
            raise Refused(
                f"{name} {value} 已属于 {number}，不能接管为 {identity.number}",
                f"{name} {value} belongs to {number} already and cannot be adopted as {identity.number}",
                remedy_zh=f"无需接管；baoguan status {number} 查看",
                remedy_en=f"There is nothing to adopt; see `baoguan status {number}`",
            )


def _add(
    engine: Engine,
    connection: Connection,
    account: Account,
    kind: DocumentKind[object],
    identity: Identity,
    document: object,
    content: str,
    numbers: Mapping[str, str],
    by: str,
) -> None:
    at = now()
    row = docs.add_document(
        connection,
        account_id=account.id,
        kind=kind.name,
        owner=identity.owner,
        value=identity.number,
        content=content,
        content_version=kind.version,
        at=at,
        adopted=True,
    )
    remember_list(document)(connection, row)
    facts = {n: str(v) for n in _FACTS if n not in kind.numbers and (v := getattr(document, n, None))}
    receipt = Receipt(
        kind=kind.name, source="adopted", outcome=Outcome.SAVED, numbers=dict(numbers), facts=facts, by=by, evidence="adopted"
    )
    settle_own(engine, connection, row.id, receipt)
    inbox.add_event(connection, "adopted", at=at, by=by, account_id=account.id, document_id=row.id, data=numbers)
    rematch(engine, connection, account.id)


def _replace(
    engine: Engine,
    connection: Connection,
    account: Account,
    kind: DocumentKind[object],
    row: DocumentRow,
    content: str,
    numbers: Mapping[str, str],
    by: str,
) -> None:
    at = now()
    standing = standing_of(row)
    docs.set_standing(
        connection,
        row,
        state=row.state,
        standing=row.standing,
        change_count=row.change_count,
        needs_person=standing.needs_person,
        at=at,
        content=content,
        content_version=kind.version,
    )
    inbox.add_event(connection, "adopted", at=at, by=by, account_id=account.id, document_id=row.id, data=numbers)
