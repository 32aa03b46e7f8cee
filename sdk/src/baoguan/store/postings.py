"""Postings in the books of ledgers: added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from baoguan.ledger import BookCounter, BookRow, Entry, Stage
from baoguan.store.rows import PostingRow, typed
from baoguan.store.tables import posting


def add_postings(connection: Connection, common: Mapping[str, object], entries: Iterable[Entry]) -> int:
    """Write entries; `common` holds account_id, document_id, ledger, source, cause, by, at and effective. Gives how many."""
    rows: list[dict[str, Any]] = [
        {
            **common,
            "row": e.row.value,
            "item_no": e.item_no,
            "counter": e.counter.value,
            "stage": e.stage.value,
            "version": e.version,
            "sign": e.sign,
            "quantity": format(e.quantity, "f"),
            "lines": spans(e.lines),
        }
        for e in entries
    ]
    if rows:
        connection.execute(insert(posting), rows)
    return len(rows)


def postings_of(connection: Connection, document_id: int) -> list[PostingRow]:
    """What a document moved, in the order it was posted."""
    rows = connection.execute(select(posting).where(posting.c.document_id == document_id).order_by(posting.c.id))
    return [typed(PostingRow, r) for r in rows]


def postings_in(
    connection: Connection, accounts: Sequence[int], ledger: str, row: BookRow | None = None, item_no: int | None = None
) -> list[PostingRow]:
    """The postings of a ledger, or of one row of it, in the order they were posted."""
    query = select(posting).where(posting.c.account_id.in_(list(accounts)), posting.c.ledger == ledger)
    if row is not None:
        query = query.where(posting.c.row == row.value)
    if item_no is not None:
        query = query.where(posting.c.item_no == item_no)
    return [typed(PostingRow, r) for r in connection.execute(query.order_by(posting.c.id))]


def ledgers_posted(connection: Connection, accounts: Sequence[int]) -> list[str]:
    """The numbers of all ledgers that something was posted in."""
    query = select(posting.c.ledger).where(posting.c.account_id.in_(list(accounts))).distinct().order_by(posting.c.ledger)
    return [r.ledger for r in connection.execute(query)]


def entry_of(row: PostingRow) -> Entry:
    """A posting as an entry of the books."""
    return Entry(
        row=BookRow(row.row),
        item_no=row.item_no,
        counter=BookCounter(row.counter),
        stage=Stage(row.stage),
        version=row.version,
        sign=row.sign,
        quantity=Decimal(row.quantity),
    )


def common_columns(
    account_id: int,
    document_id: int | None,
    ledger: str,
    *,
    source: str,
    cause: str,
    by: str,
    at: datetime,
    effective: datetime | None,
) -> dict[str, object]:
    """The columns that all postings of one act share."""
    return {
        "account_id": account_id,
        "document_id": document_id,
        "ledger": ledger,
        "source": source,
        "cause": cause,
        "by": by,
        "at": at,
        "effective": effective,
    }


def spans(lines: Sequence[int]) -> str:
    """Line numbers, runs joined: `1-30,45`."""
    out: list[str] = []
    start = last = None
    for number in sorted(lines):
        if last is not None and number == last + 1:
            last = number
            continue
        if start is not None:
            out.append(str(start) if start == last else f"{start}-{last}")
        start = last = number
    if start is not None:
        out.append(str(start) if start == last else f"{start}-{last}")
    return ",".join(out)
