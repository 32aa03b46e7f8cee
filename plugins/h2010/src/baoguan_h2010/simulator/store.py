"""The server's memory: one SQLite file, safe against being killed at any moment.

Whatever a message changes (the log, the document, the receipts) changes in one transaction. The log of arrivals is append-only.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from attrs import define, evolve, fields, frozen

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arrivals (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, exchange TEXT NOT NULL, sha256 TEXT NOT NULL, trade TEXT NOT NULL, number TEXT NOT NULL,
    family TEXT NOT NULL, types TEXT NOT NULL, step TEXT NOT NULL, act TEXT NOT NULL, batch INTEGER NOT NULL, batches INTEGER NOT NULL,
    verdict TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS arrivals_stay BEFORE UPDATE ON arrivals
    BEGIN SELECT RAISE(ABORT, 'the arrival log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS arrivals_remain BEFORE DELETE ON arrivals
    BEGIN SELECT RAISE(ABORT, 'the arrival log is append-only'); END;
CREATE TABLE IF NOT EXISTS documents (
    trade TEXT NOT NULL, number TEXT NOT NULL, family TEXT NOT NULL, seq_no TEXT NOT NULL, ems_no TEXT NOT NULL DEFAULT '',
    state INTEGER NOT NULL DEFAULT 0, copy INTEGER NOT NULL DEFAULT 0, changes INTEGER NOT NULL DEFAULT 0, list_no TEXT NOT NULL DEFAULT '',
    entry_no TEXT NOT NULL DEFAULT '', said INTEGER NOT NULL DEFAULT 0, content TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (trade, number, family)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS acts (
    id INTEGER PRIMARY KEY, trade TEXT NOT NULL, number TEXT NOT NULL, family TEXT NOT NULL, name TEXT NOT NULL, batches INTEGER NOT NULL,
    state TEXT NOT NULL, exchange TEXT NOT NULL DEFAULT '', said INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS acts_of ON acts (trade, number, family);
CREATE TABLE IF NOT EXISTS batches (
    act INTEGER NOT NULL, batch INTEGER NOT NULL, exchange TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (act, batch)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, act INTEGER NOT NULL, what TEXT NOT NULL, due INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS receipts (
    id INTEGER PRIMARY KEY, trade TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL, due INTEGER NOT NULL,
    state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS receipts_due ON receipts (state, due);
CREATE TABLE IF NOT EXISTS books (
    ems_no TEXT NOT NULL, side TEXT NOT NULL, g_no TEXT NOT NULL, imported TEXT NOT NULL, exported TEXT NOT NULL,
    PRIMARY KEY (ems_no, side, g_no)) WITHOUT ROWID;
"""

WAITING, HELD, TAKEN = "waiting", "held", "taken"
"""States of a receipt: in the mailbox (once it is due), lost until resent, acknowledged."""

COLLECTING, OPEN, APPROVED, REJECTED = "collecting", "open", "approved", "rejected"
"""States of an act: batches are missing, before Customs, decided."""


@define(kw_only=True)
class Document:
    """A ledger, a list or a report. `state` is 1 to 5; `copy` that of its changing copy (4, 2, 1; 0: none)."""

    trade: str
    number: str
    family: str
    seq_no: str
    ems_no: str = ""
    state: int = 0
    copy: int = 0
    changes: int = 0
    list_no: str = ""
    entry_no: str = ""
    said: int = 0
    """Time of its last receipt, seconds: no two have the same."""


@define(kw_only=True)
class Act:
    """A filing, a change, a list, a report: one declaration of it."""

    id: int
    trade: str
    number: str
    family: str
    name: str
    """`1` filing, `2/n` nth change, `B` list, `EMS231/n/type` report."""
    batches: int
    state: str
    exchange: str
    said: int


@frozen(kw_only=True)
class Arrival:
    """One message that came, taken or not."""

    id: int
    at: str
    exchange: str
    sha256: str
    trade: str
    number: str
    family: str
    types: str
    step: str
    act: str
    batch: int
    batches: int
    verdict: str
    """`taken`, `repeated` (the same exchange again: harmless), `duplicate` (an act that stands, by another exchange), `rejected`
    (not possible in this state), `refused` (no message of this system: as if it had not come)."""
    reason: str


@frozen(kw_only=True)
class Mail:
    """A receipt in the mailbox."""

    id: int
    name: str
    body: bytes


@frozen(kw_only=True)
class Balance:
    """What moved in one merged row of a ledger."""

    imported: Decimal = Decimal(0)
    exported: Decimal = Decimal(0)


_DOCUMENT = [f.name for f in fields(Document)]
_ACT = [f.name for f in fields(Act)]
_ARRIVAL = [f.name for f in fields(Arrival)]


class Store:
    """The tables. Safe for threads; several processes wait for each other."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._lock = threading.RLock()
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing; one at a time."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, sql: str, *values: str | int) -> list[tuple[object, ...]]:
        with self._lock:
            return list(self._db.execute(sql, values))

    def number(self, key: str) -> int:
        """A stored whole number, 0 if never set."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        return int(str(rows[0][0])) if rows else 0

    def set_number(self, key: str, value: int) -> None:
        """Store a whole number."""
        self._rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    def next_number(self, key: str) -> int:
        """Count up and give the new value."""
        value = self.number(key) + 1
        self.set_number(key, value)
        return value

    def log(self, arrival: Mapping[str, str | int]) -> int:
        """Append to the log; gives the number of the entry."""
        names = [n for n in _ARRIVAL if n != "id"]
        marks = ",".join("?" * len(names))
        (row,) = self._rows(f"INSERT INTO arrivals ({','.join(names)}) VALUES ({marks}) RETURNING id", *(arrival[n] for n in names))
        return int(str(row[0]))

    def arrivals(self) -> list[Arrival]:
        """The whole log in the order of arrival."""
        rows = self._rows(f"SELECT {','.join(_ARRIVAL)} FROM arrivals ORDER BY id")
        return [Arrival(**dict(zip(_ARRIVAL, row, strict=True))) for row in rows]  # type: ignore[arg-type]

    def arrival_of(self, exchange: str) -> tuple[int, str] | None:
        """Number and digest of the first arrival of an exchange that was taken or answered."""
        rows = self._rows(
            "SELECT id, sha256 FROM arrivals WHERE exchange = ? AND verdict <> 'refused' ORDER BY id LIMIT 1", exchange
        )
        return (int(str(rows[0][0])), str(rows[0][1])) if rows else None

    def exchanges_of(self, trade: str, number: str) -> list[str]:
        """The exchanges that came for a document, each once."""
        rows = self._rows(
            "SELECT exchange FROM arrivals WHERE trade = ? AND number = ? AND verdict <> 'refused' GROUP BY exchange ORDER BY min(id)",
            trade,
            number,
        )
        return [str(row[0]) for row in rows]

    def document(self, trade: str, number: str, family: str) -> Document | None:
        """A document by its number."""
        return self._document("trade = ? AND number = ? AND family = ?", trade, number, family)

    def ledger(self, ems_no: str) -> Document | None:
        """A ledger by the number that Customs gave."""
        return self._document("ems_no = ? AND family = 'ledger'", ems_no) if ems_no else None

    def _document(self, where: str, *values: str) -> Document | None:
        rows = self._rows(f"SELECT {','.join(_DOCUMENT)} FROM documents WHERE {where}", *values)
        return Document(**dict(zip(_DOCUMENT, rows[0], strict=True))) if rows else None  # type: ignore[arg-type]

    def documents(self) -> list[Document]:
        """Every document."""
        rows = self._rows(f"SELECT {','.join(_DOCUMENT)} FROM documents ORDER BY seq_no")
        return [Document(**dict(zip(_DOCUMENT, row, strict=True))) for row in rows]  # type: ignore[arg-type]

    def save(self, document: Document) -> None:
        """Write a document; its content stays as it was."""
        names = ",".join(_DOCUMENT)
        given = ",".join(f"{n} = excluded.{n}" for n in _DOCUMENT[3:])
        values = [getattr(document, n) for n in _DOCUMENT]
        self._rows(
            f"INSERT INTO documents ({names}) VALUES ({','.join('?' * len(values))}) ON CONFLICT (trade, number, family) DO UPDATE SET {given}",
            *values,
        )

    def content(self, document: Document) -> dict[str, dict[str, dict[str, str]]]:
        """What a ledger in force says."""
        rows = self._rows(
            "SELECT content FROM documents WHERE trade = ? AND number = ? AND family = ?",
            document.trade,
            document.number,
            document.family,
        )
        found: dict[str, dict[str, dict[str, str]]] = json.loads(str(rows[0][0]))
        return found

    def set_content(self, document: Document, content: Mapping[str, object]) -> None:
        """Put what a ledger says into force."""
        self._rows(
            "UPDATE documents SET content = ? WHERE trade = ? AND number = ? AND family = ?",
            json.dumps(content, ensure_ascii=False),
            document.trade,
            document.number,
            document.family,
        )

    def open_act(self, document: Document, name: str, batches: int) -> Act:
        """A new act of a document."""
        (row,) = self._rows(
            "INSERT INTO acts (trade, number, family, name, batches, state) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            document.trade,
            document.number,
            document.family,
            name,
            batches,
            COLLECTING,
        )
        return self.act(int(str(row[0])))

    def act(self, act_id: int) -> Act:
        """An act by its number."""
        (row,) = self._rows(f"SELECT {','.join(_ACT)} FROM acts WHERE id = ?", act_id)
        return Act(**dict(zip(_ACT, row, strict=True)))  # type: ignore[arg-type]

    def acts_of(self, document: Document) -> list[Act]:
        """The acts of a document, oldest first."""
        rows = self._rows(
            f"SELECT {','.join(_ACT)} FROM acts WHERE trade = ? AND number = ? AND family = ? ORDER BY id",
            document.trade,
            document.number,
            document.family,
        )
        return [Act(**dict(zip(_ACT, row, strict=True))) for row in rows]  # type: ignore[arg-type]

    def set_act(self, act: Act, **changes: str | int) -> None:
        """Change columns of an act."""
        for name, value in changes.items():
            self._rows(f"UPDATE acts SET {name} = ? WHERE id = ?", value, act.id)
            setattr(act, name, value)

    def add_batch(self, act: Act, batch: int, exchange: str, body: bytes) -> None:
        """Keep a batch."""
        with self._lock:
            self._db.execute("INSERT INTO batches VALUES (?, ?, ?, ?)", (act.id, batch, exchange, body))

    def batches(self, act: Act) -> list[tuple[int, str, bytes]]:
        """The batches of an act that have come, in order: number, exchange, text."""
        rows = self._rows("SELECT batch, exchange, body FROM batches WHERE act = ? ORDER BY batch", act.id)
        return [(int(str(n)), str(e), bytes(b)) for n, e, b in rows]  # type: ignore[call-overload]

    def schedule(self, act: Act, what: Sequence[str], due: int) -> None:
        """Things to happen to an act, one a step."""
        for place, name in enumerate(what):
            self._rows("INSERT INTO events (act, what, due) VALUES (?, ?, ?)", act.id, name, due + place)

    def due(self, step: int) -> list[tuple[int, int, str]]:
        """What happens by now: number, act, what."""
        rows = self._rows("SELECT id, act, what FROM events WHERE due <= ? ORDER BY due, id", step)
        return [(int(str(i)), int(str(a)), str(w)) for i, a, w in rows]

    def happened(self, event: int) -> None:
        """Remove an event."""
        self._rows("DELETE FROM events WHERE id = ?", event)

    def post(self, document: Document, name: str, body: bytes, *, due: int, held: bool) -> None:
        """Put a receipt into the mailbox."""
        with self._lock:
            self._db.execute(
                "INSERT INTO receipts (trade, number, name, body, due, state) VALUES (?, ?, ?, ?, ?, ?)",
                (document.trade, document.number, name, body, due, HELD if held else WAITING),
            )

    def mail(self, step: int, limit: int) -> list[Mail]:
        """What lies in the mailbox, oldest first."""
        rows = self._rows(
            "SELECT id, name, body FROM receipts WHERE state = ? AND due <= ? ORDER BY due, id LIMIT ?", WAITING, step, limit
        )
        return [Mail(id=int(str(i)), name=str(n), body=bytes(b)) for i, n, b in rows]  # type: ignore[call-overload]

    def mail_of(self, trade: str, number: str) -> list[Mail]:
        """Every receipt that was made out for a document, lost and late ones too."""
        rows = self._rows("SELECT id, name, body FROM receipts WHERE trade = ? AND number = ? ORDER BY id", trade, number)
        return [Mail(id=int(str(i)), name=str(n), body=bytes(b)) for i, n, b in rows]  # type: ignore[call-overload]

    def take_out(self, receipt: int) -> None:
        """A receipt was acknowledged."""
        self._rows("UPDATE receipts SET state = ? WHERE id = ?", TAKEN, receipt)

    def release(self) -> int:
        """Let lost receipts come; gives how many."""
        return len(self._rows("UPDATE receipts SET state = ? WHERE state = ? RETURNING id", WAITING, HELD))

    def move(self, ems_no: str, side: str, g_no: str, quantity: Decimal, *, imported: bool) -> None:
        """Move one row of a ledger."""
        known = self.balances(ems_no).get((side, g_no), Balance())
        name = "imported" if imported else "exported"
        after = evolve(known, **{name: getattr(known, name) + quantity})
        self._rows(
            "INSERT OR REPLACE INTO books VALUES (?, ?, ?, ?, ?)", ems_no, side, g_no, str(after.imported), str(after.exported)
        )

    def balances(self, ems_no: str) -> dict[tuple[str, str], Balance]:
        """What moved in a ledger, by side (IMG, EXG) and merged row."""
        rows = self._rows("SELECT side, g_no, imported, exported FROM books WHERE ems_no = ?", ems_no)
        return {(str(s), str(g)): Balance(imported=Decimal(str(i)), exported=Decimal(str(e))) for s, g, i, e in rows}

    def entries(self, ems_no: str) -> frozenset[str]:
        """The declarations that moved a ledger."""
        rows = self._rows("SELECT entry_no FROM documents WHERE family = 'list' AND ems_no = ? AND entry_no <> ''", ems_no)
        return frozenset(str(row[0]) for row in rows)
