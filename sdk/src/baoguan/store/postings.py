"""Postings in the books of ledgers: added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Final

from sqlalchemy import Connection, select

from baoguan.ledger import BookCounter, BookRow, Entry, Stage
from baoguan.store.rows import PostingRow, typed
from baoguan.store.tables import posting

_COMMON: Final = ("account_id", "document_id", "ledger", "source", "cause", "by", "at", "effective")
_OWN: Final = ("row", "item_no", "counter", "stage", "version", "sign", "quantity", "lines")
_ROWS: Final = {each.value: each for each in BookRow}
_COUNTERS: Final = {each.value: each for each in BookCounter}
_STAGES: Final = {each.value: each for each in Stage}


def add_postings(connection: Connection, common: Mapping[str, object], entries: Iterable[Entry]) -> int:
    """Write entries; `common` holds account_id, document_id, ledger, source, cause, by, at and effective. Gives how many."""
    dialect = connection.dialect
    shared = []
    for name in _COMMON:
        convert = posting.c[name].type.bind_processor(dialect)
        shared.append(common[name] if convert is None else convert(common[name]))
    # Past the types of the columns: the shared values were converted once, the others are plain texts and numbers.
    rows = [
        (
            *shared,
            e.row.value,
            e.item_no,
            e.counter.value,
            e.stage.value,
            e.version,
            e.sign,
            format(e.quantity, "f"),
            spans(e.lines),
        )
        for e in entries
    ]
    if rows:
        connection.exec_driver_sql(_insert(dialect.paramstyle), rows)
    return len(rows)


@cache
def _insert(style: str) -> str:
    names = (*_COMMON, *_OWN)
    mark = "?" if style == "qmark" else "%s"
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {posting.name} ({columns}) VALUES ({', '.join([mark] * len(names))})"


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


def sums_in(connection: Connection, accounts: Sequence[int], ledger: str) -> list[Entry]:
    """The postings of a ledger added up: one entry for what is equal but for its quantity, also where they come to nothing."""
    columns = (posting.c[name] for name in ("row", "item_no", "counter", "stage", "version", "sign", "quantity"))
    query = select(*columns).where(posting.c.account_id.in_(list(accounts)), posting.c.ledger == ledger)
    sums: dict[tuple[str, int, str, str, str, int], Decimal] = {}
    for row, item_no, counter, stage, version, sign, quantity in connection.execute(query):
        key = (row, item_no, counter, stage, version, sign)
        known = sums.get(key)
        sums[key] = Decimal(quantity) if known is None else known + Decimal(quantity)
    return [
        Entry(
            row=_ROWS[row],
            item_no=item_no,
            counter=_COUNTERS[counter],
            stage=_STAGES[stage],
            version=version,
            sign=sign,
            quantity=quantity,
        )
        for (row, item_no, counter, stage, version, sign), quantity in sums.items()
    ]


def ledgers_posted(connection: Connection, accounts: Sequence[int]) -> list[str]:
    """The numbers of all ledgers that something was posted in."""
    query = select(posting.c.ledger).where(posting.c.account_id.in_(list(accounts))).distinct().order_by(posting.c.ledger)
    return [r.ledger for r in connection.execute(query)]


def entry_of(row: PostingRow) -> Entry:
    """A posting as an entry of the books."""
    return Entry(
        row=_ROWS[row.row],
        item_no=row.item_no,
        counter=_COUNTERS[row.counter],
        stage=_STAGES[row.stage],
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
