"""Accounts, documents, their numbers and submissions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, select, update

from baoguan.store.rows import AccountRow, DocumentRow, SubmissionRow, typed
from baoguan.store.tables import account, document, number, parcel, submission


def find_account(connection: Connection, environment: str, name: str) -> AccountRow | None:
    """The row of an account, if it was ever opened."""
    found = connection.execute(select(account).where(account.c.environment == environment, account.c.name == name)).first()
    return None if found is None else typed(AccountRow, found)


def account_row(connection: Connection, environment: str, name: str, channel: str) -> AccountRow:
    """The row of an account, made at first sight."""
    found = find_account(connection, environment, name)
    if found is None:
        result = connection.execute(
            insert(account).values(environment=environment, name=name, channel=channel).returning(account.c.id)
        )
        return account_by_id(connection, result.scalar_one())
    return found


def account_by_id(connection: Connection, account_id: int) -> AccountRow:
    """The row of an account by id."""
    return typed(AccountRow, connection.execute(select(account).where(account.c.id == account_id)).one())


def set_schedule(connection: Connection, account_id: int, *, next_try: datetime | None, failures: int, error: str | None) -> None:
    """Write when the account is due again, and why."""
    connection.execute(
        update(account).where(account.c.id == account_id).values(next_try=next_try, failures=failures, last_error=error)
    )


def last_sent(connection: Connection, account_id: int) -> datetime | None:
    """When something last left over an account."""
    return connection.execute(select(func.max(parcel.c.sent_at)).where(parcel.c.account_id == account_id)).scalar()


def only_document(connection: Connection, account_id: int, kind: str, value: str) -> int | None:
    """The id of the one document of a kind with an enterprise's own number, whatever enterprise; None for none, and for several."""
    rows = connection.execute(
        select(document.c.id)
        .where(document.c.account_id == account_id, document.c.kind == kind, document.c.number == value)
        .limit(2)
    ).all()
    return int(rows[0].id) if len(rows) == 1 else None


def find_document(connection: Connection, account_id: int, kind: str, owner: str, value: str) -> DocumentRow | None:
    """A document by its identity."""
    row = connection.execute(
        select(document).where(
            document.c.account_id == account_id,
            document.c.kind == kind,
            document.c.owner == owner,
            document.c.number == value,
        )
    ).first()
    return None if row is None else typed(DocumentRow, row)


def unmoved(connection: Connection, account_id: int, before: datetime) -> list[DocumentRow]:
    """Documents of an account that nothing has happened to since a moment, the longest first."""
    rows = connection.execute(
        select(document).where(document.c.account_id == account_id, document.c.updated < before).order_by(document.c.updated)
    )
    return [typed(DocumentRow, r) for r in rows]


def document_by_id(connection: Connection, document_id: int) -> DocumentRow:
    """A document by id."""
    return typed(DocumentRow, connection.execute(select(document).where(document.c.id == document_id)).one())


def documents_like(connection: Connection, account_ids: Iterable[int], reference: str) -> list[DocumentRow]:
    """Documents that a reference may mean: `number`, `owner/number`, either behind `kind:`, or any number Customs gave."""
    ids = list(account_ids)
    kind, colon, plain = reference.partition(":")
    owner, slash, rest = reference.partition("/")
    named: ColumnElement[bool] = document.c.number == reference
    if slash:
        named = named | and_(document.c.owner == owner, document.c.number == rest)
    if colon:
        owner, slash, rest = plain.partition("/")
        whole = and_(document.c.owner == owner, document.c.number == rest) if slash else document.c.number == plain
        named = named | and_(document.c.kind == kind, whole)
    numbered = exists().where(number.c.document_id == document.c.id, number.c.value == reference)
    rows = connection.execute(select(document).where(document.c.account_id.in_(ids), named | numbered).order_by(document.c.id))
    return [typed(DocumentRow, r) for r in rows]


def all_documents(connection: Connection, account_ids: Iterable[int], states: Sequence[str] = ()) -> list[DocumentRow]:
    """Documents of accounts, by age; `states` narrows."""
    query = select(document).where(document.c.account_id.in_(list(account_ids))).order_by(document.c.id)
    if states:
        query = query.where(document.c.state.in_(list(states)))
    return [typed(DocumentRow, r) for r in connection.execute(query)]


def documents_of_kind(connection: Connection, account_ids: Iterable[int], kind: str) -> list[DocumentRow]:
    """Documents of one kind, by age."""
    query = select(document).where(document.c.account_id.in_(list(account_ids)), document.c.kind == kind).order_by(document.c.id)
    return [typed(DocumentRow, r) for r in connection.execute(query)]


def hold_document(connection: Connection, document_id: int) -> None:
    """Let no other transaction hold a document until this one ends; on SQLite a write transaction holds the whole journal anyway."""
    connection.execute(select(document.c.id).where(document.c.id == document_id).with_for_update())


def add_document(
    connection: Connection,
    *,
    account_id: int,
    kind: str,
    owner: str,
    value: str,
    content: str,
    content_version: int,
    at: datetime,
    adopted: bool = False,
) -> DocumentRow:
    """A new document in state draft."""
    connection.execute(
        insert(document).values(
            account_id=account_id,
            kind=kind,
            owner=owner,
            number=value,
            state="draft",
            standing={},
            content=content,
            content_version=content_version,
            created=at,
            updated=at,
            adopted=adopted,
        )
    )
    found = find_document(connection, account_id, kind, owner, value)
    if found is None:
        raise LookupError(value)
    return found


def set_standing(
    connection: Connection,
    row: DocumentRow,
    *,
    state: str,
    standing: Mapping[str, object],
    change_count: int,
    needs_person: bool,
    at: datetime,
    content: str | None = None,
    content_version: int | None = None,
) -> None:
    """Write where a document stands, and its content when Customs took another version."""
    values: dict[str, object] = {
        "state": state,
        "standing": standing,
        "change_count": change_count,
        "needs_person": needs_person,
        "updated": at,
        "version": document.c.version + 1,
    }
    if content is not None:
        values |= {"content": content, "content_version": content_version}
    connection.execute(update(document).where(document.c.id == row.id).values(**values))


def numbers_of(connection: Connection, document_id: int) -> dict[str, str]:
    """Numbers that Customs gave, by kind."""
    rows = connection.execute(
        select(number.c.kind, number.c.value).where(number.c.document_id == document_id).order_by(number.c.id)
    )
    return {row.kind: row.value for row in rows}


def document_of_number(connection: Connection, account_id: int, kind: str, value: str) -> int | None:
    """Which document has a number."""
    return connection.execute(
        select(number.c.document_id).where(number.c.account_id == account_id, number.c.kind == kind, number.c.value == value)
    ).scalar()


def documents_of_number(connection: Connection, account_ids: Iterable[int], kind: str, value: str) -> list[DocumentRow]:
    """The documents of accounts that have a number: one at most in each account."""
    rows = connection.execute(
        select(document)
        .join(number, number.c.document_id == document.c.id)
        .where(number.c.account_id.in_(list(account_ids)), number.c.kind == kind, number.c.value == value)
        .order_by(document.c.id)
    )
    return [typed(DocumentRow, r) for r in rows]


def add_number(connection: Connection, account_id: int, document_id: int, kind: str, value: str) -> bool:
    """Learn a number; False when it is known already."""
    if document_of_number(connection, account_id, kind, value) is not None:
        return False
    connection.execute(insert(number).values(account_id=account_id, document_id=document_id, kind=kind, value=value))
    return True


def submissions_of(connection: Connection, document_id: int) -> list[SubmissionRow]:
    """All submissions of a document, the oldest first."""
    rows = connection.execute(select(submission).where(submission.c.document_id == document_id).order_by(submission.c.id))
    return [typed(SubmissionRow, r) for r in rows]


def submission_by_id(connection: Connection, submission_id: int) -> SubmissionRow:
    """A submission by id."""
    return typed(SubmissionRow, connection.execute(select(submission).where(submission.c.id == submission_id)).one())


def submissions_of_key(connection: Connection, account_id: int, key: str) -> list[SubmissionRow]:
    """Every declaration made under a key."""
    rows = connection.execute(
        select(submission)
        .where(submission.c.account_id == account_id, submission.c.key == key)
        .order_by(submission.c.declaration_no)
    )
    return [typed(SubmissionRow, r) for r in rows]


def add_submission(connection: Connection, values: Mapping[str, object]) -> SubmissionRow:
    """A new submission."""
    result = connection.execute(insert(submission).values(**values).returning(submission.c.id))
    return submission_by_id(connection, result.scalar_one())


def set_submission(connection: Connection, submission_id: int, expected: str, state: str, waits_for: str | None = None) -> bool:
    """Move a submission on; False when it is no longer in the expected state."""
    done = connection.execute(
        update(submission)
        .where(submission.c.id == submission_id, submission.c.state == expected)
        .values(state=state, waits_for=waits_for)
    )
    return done.rowcount == 1


def unprepared(connection: Connection, account_id: int, limit: int) -> list[SubmissionRow]:
    """Submissions that are ready and not yet encoded."""
    encoded = exists().where(parcel.c.submission_id == submission.c.id)
    rows = connection.execute(
        select(submission)
        .where(submission.c.account_id == account_id, submission.c.state == "ready", ~encoded)
        .order_by(submission.c.id)
        .limit(limit)
    )
    return [typed(SubmissionRow, r) for r in rows]
