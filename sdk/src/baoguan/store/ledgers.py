"""Imports of ledgers: events that name the file and the content that was read from it, added and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from baoguan.store.inbox import KEPT_FILE, add_event
from baoguan.store.rows import EventRow, typed
from baoguan.store.tables import event

IMPORTED: Final = "ledger_imported"
CONTENT: Final = "content_sha256"
LEDGER: Final = "ledger"
FILE_NAME: Final = "file"


def add_import(
    connection: Connection, account_id: int, ledger: str, *, name: str, digest: str, content: str, at: datetime, by: str
) -> None:
    """Write down that the content of a file is the ledger from now on; `digest` and `content` are the content files of both."""
    data = {LEDGER: ledger, FILE_NAME: name, KEPT_FILE: digest, CONTENT: content}
    add_event(connection, IMPORTED, at=at, by=by, account_id=account_id, data=data)


def imports(connection: Connection, accounts: Sequence[int], ledger: str | None = None) -> list[EventRow]:
    """The imports of all ledgers, or of one, the earliest first."""
    query = select(event).where(event.c.kind == IMPORTED, event.c.account_id.in_(list(accounts))).order_by(event.c.id)
    rows = [typed(EventRow, row) for row in connection.execute(query)]
    return [row for row in rows if ledger is None or row.data[LEDGER] == ledger]
