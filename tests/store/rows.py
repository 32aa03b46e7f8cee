"""Rows to try a journal with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, insert, select

from baoguan.clock import now
from baoguan.store import documents as docs
from baoguan.store.rows import AccountRow, DocumentRow, SubmissionRow
from baoguan.store.tables import document, parcel, submission


def add_account(connection: Connection, name: str = "a") -> AccountRow:
    return docs.account_row(connection, "test", name, "scripted")


def add_document(connection: Connection, account: AccountRow, number: str = "A-1") -> DocumentRow:
    return docs.add_document(
        connection,
        account_id=account.id,
        kind="inventory",
        owner="4403D60001",
        value=number,
        content="0" * 64,
        content_version=1,
        at=now(),
    )


def add_submission(
    connection: Connection, document: DocumentRow, key: str = "k", no: int = 1, state: str = "ready"
) -> SubmissionRow:
    values = {
        "account_id": document.account_id,
        "document_id": document.id,
        "act": "filing",
        "step": "save",
        "change_count": 0,
        "declaration_no": no,
        "key": key,
        "content": "0" * 64,
        "content_version": 1,
        "hash": "0" * 64,
        "hash_version": 1,
        "state": state,
        "by": "tester",
        "created": now(),
    }
    return docs.add_submission(connection, values)


def add_parcel(connection: Connection, submission: SubmissionRow, exchange_id: str, pack: int = 1, state: str = "ready") -> None:
    connection.execute(
        insert(parcel).values(
            submission_id=submission.id,
            account_id=submission.account_id,
            document_id=submission.document_id,
            pack=pack,
            packs=1,
            exchange_id=exchange_id,
            message={"parts": []},
            state=state,
        )
    )


def add_parcels(connection: Connection, count: int) -> AccountRow:
    """So many documents with a parcel each, ready to leave; ids count from 1."""
    account = add_account(connection)
    first = add_submission(connection, add_document(connection, account, "A-1"), "k1")
    add_parcel(connection, first, "e1")
    for table in (document, submission, parcel):
        row = dict(connection.execute(select(table)).mappings().one())
        rows = [row | _NAMES[table.name](n) for n in range(2, count + 1)]
        if rows:
            connection.execute(insert(table), rows)
    return account


_NAMES: Mapping[str, Callable[[int], dict[str, object]]] = {
    "document": lambda n: {"id": n, "number": f"A-{n}"},
    "submission": lambda n: {"id": n, "document_id": n, "key": f"k{n}"},
    "parcel": lambda n: {"id": n, "document_id": n, "submission_id": n, "exchange_id": f"e{n}"},
}
