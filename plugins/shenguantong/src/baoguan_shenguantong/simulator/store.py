"""What the simulator remembers: one SQLite file that survives a kill at any moment."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from attrs import asdict, fields, frozen

from .batch import Row
from .values import Arrival, Stage

WAITING: Final = "waiting"
HELD: Final = "held"
DONE: Final = "done"

_SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE arrivals (
    id INTEGER PRIMARY KEY, pickup TEXT UNIQUE, time TEXT, transport TEXT, exchange_id TEXT, sha256 TEXT, kind TEXT, owner TEXT,
    number TEXT, act TEXT, change_count INTEGER, declare INTEGER, pack INTEGER, packs INTEGER, seq_no TEXT, rows INTEGER,
    accepted INTEGER, repeated INTEGER, twice INTEGER, reason TEXT
);
CREATE TRIGGER arrivals_stay BEFORE UPDATE ON arrivals BEGIN SELECT RAISE(ABORT, 'arrivals are never altered'); END;
CREATE TRIGGER arrivals_are_kept BEFORE DELETE ON arrivals BEGIN SELECT RAISE(ABORT, 'arrivals are never removed'); END;
CREATE TABLE results (exchange_id TEXT PRIMARY KEY, accepted INTEGER, reference TEXT, text TEXT, kind TEXT, owner TEXT, number TEXT);
CREATE TABLE packs (batch_id TEXT, pack INTEGER, exchange_id TEXT, rows BLOB, PRIMARY KEY (batch_id, pack));
CREATE TABLE reserved (batch_id TEXT PRIMARY KEY, seq_no TEXT);
CREATE TABLE seen (kind TEXT, owner TEXT, number TEXT, act TEXT, change_count INTEGER, declare INTEGER, pack INTEGER,
    PRIMARY KEY (kind, owner, number, act, change_count, declare, pack));
CREATE TABLE documents (
    seq_no TEXT PRIMARY KEY, kind TEXT, owner TEXT, number TEXT, stage TEXT, customs_no TEXT, change_count INTEGER, act TEXT,
    count INTEGER, declarations INTEGER, rows INTEGER, gone INTEGER
);
CREATE TABLE events (id INTEGER PRIMARY KEY, seq_no TEXT, act TEXT, count INTEGER, code TEXT, due INTEGER, errors TEXT);
CREATE TABLE statements (id INTEGER PRIMARY KEY, kind TEXT, owner TEXT, number TEXT, body TEXT);
CREATE TABLE outgoing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, body TEXT, due INTEGER, state TEXT);
"""

Key = tuple[str, str, str]
"""Kind, owner, number."""


@frozen(kw_only=True)
class Result:
    """What the first arrival of an exchange id was answered."""

    exchange_id: str
    accepted: bool
    reference: str
    text: str
    kind: str
    owner: str
    number: str


@frozen(kw_only=True)
class Stored:
    """A document as stored."""

    seq_no: str
    kind: str
    owner: str
    number: str
    stage: Stage
    customs_no: str = ""
    change_count: int = 0
    act: str = ""
    """The act that waits for a decision."""
    count: int = 0
    """Its change count."""
    declarations: int = 0
    rows: int
    gone: bool = False

    @property
    def key(self) -> Key:
        """Kind, owner, number."""
        return self.kind, self.owner, self.number


@frozen(kw_only=True)
class Event:
    """A decision that is scheduled."""

    id: int
    seq_no: str
    act: str
    count: int
    code: str
    errors: Sequence[Mapping[str, object]]


@frozen(kw_only=True)
class Outgoing:
    """A receipt that waits to be taken."""

    id: int
    name: str
    body: str


_ARRIVAL: Final = tuple(f.name for f in fields(Arrival))
_DOCUMENT: Final = tuple(f.name for f in fields(Stored))


class Store:
    """The database of one simulator."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # The simulator serialises its own use of the connection; a server calls it from other threads.
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        with self.transaction():
            if self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
                for statement in _statements(_SCHEMA):
                    self._db.execute(statement)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; takes the write lock at once."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def number(self, key: str) -> int:
        """A stored whole number, 0 unless set."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return 0 if row is None else int(row[0])

    def set_number(self, key: str, value: int) -> None:
        """Store a whole number."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def next_number(self, key: str) -> int:
        """Count up and give the new value."""
        self.set_number(key, self.number(key) + 1)
        return self.number(key)

    def add_arrival(self, arrival: Arrival, pickup: str | None) -> None:
        """Append to the log. A pickup is logged once."""
        values = [v.isoformat() if isinstance(v, datetime) else v for v in asdict(arrival).values()]
        names = ", ".join(_ARRIVAL)
        self._db.execute(
            f"INSERT INTO arrivals (pickup, {names}) VALUES ({','.join('?' * (len(_ARRIVAL) + 1))})", (pickup, *values)
        )

    def logged(self, pickup: str) -> bool | None:
        """Whether a pickup was accepted; None if it is not in the log."""
        row = self._db.execute("SELECT accepted FROM arrivals WHERE pickup = ?", (pickup,)).fetchone()
        return None if row is None else bool(row[0])

    def arrivals(self) -> list[Arrival]:
        """The whole log in the order of arrival."""
        out = []
        for row in self._db.execute(f"SELECT {', '.join(_ARRIVAL)} FROM arrivals ORDER BY id"):
            values = dict(zip(_ARRIVAL, row, strict=True))
            values |= {name: bool(values[name]) for name in ("accepted", "repeated", "twice")}
            out.append(Arrival(**{**values, "time": datetime.fromisoformat(row[0])}))
        return out

    def result(self, exchange_id: str) -> Result | None:
        """What an exchange was first answered."""
        row = self._db.execute("SELECT * FROM results WHERE exchange_id = ?", (exchange_id,)).fetchone()
        if row is None:
            return None
        exchange, accepted, reference, text, kind, owner, number = row
        return Result(
            exchange_id=exchange, accepted=bool(accepted), reference=reference, text=text, kind=kind, owner=owner, number=number
        )

    def add_result(self, result: Result) -> None:
        """Keep the first answer for good."""
        self._db.execute("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(asdict(result).values()))

    def exchanges(self, key: Key) -> list[str]:
        """The exchange ids that named a document, refused ones too."""
        rows = self._db.execute("SELECT exchange_id FROM results WHERE (kind, owner, number) = (?, ?, ?) ORDER BY rowid", key)
        return [row[0] for row in rows]

    def keep_pack(self, batch_id: str, pack: int, exchange_id: str, rows: Mapping[str, Sequence[tuple[int, Row]]]) -> bool:
        """Keep one part of a document; False when it is there already."""
        body = zlib.compress(json.dumps(rows).encode(), 1)
        cursor = self._db.execute("INSERT OR IGNORE INTO packs VALUES (?, ?, ?, ?)", (batch_id, pack, exchange_id, body))
        return cursor.rowcount == 1

    def packs(self, batch_id: str) -> list[dict[str, list[tuple[int, Row]]]]:
        """The rows of the parts that have come, in order."""
        rows = self._db.execute("SELECT rows FROM packs WHERE batch_id = ? ORDER BY pack", (batch_id,))
        return [json.loads(zlib.decompress(row[0])) for row in rows]

    def reserved(self, batch_id: str) -> str:
        """The number that was given to a document whose parts are still coming; empty for none."""
        row = self._db.execute("SELECT seq_no FROM reserved WHERE batch_id = ?", (batch_id,)).fetchone()
        return "" if row is None else str(row[0])

    def reserve(self, batch_id: str, seq_no: str) -> None:
        """Give a document its number before all of its parts are there."""
        self._db.execute("INSERT OR IGNORE INTO reserved VALUES (?, ?)", (batch_id, seq_no))

    def was_seen(self, key: Key, act: str, count: int, declare: int, pack: int) -> bool:
        """Whether this act stands already."""
        where = "(kind, owner, number, act, change_count, declare, pack) = (?, ?, ?, ?, ?, ?, ?)"
        return self._db.execute(f"SELECT 1 FROM seen WHERE {where}", (*key, act, count, declare, pack)).fetchone() is not None

    def mark_seen(self, key: Key, act: str, count: int, declare: int, pack: int) -> None:
        """Remember an act that stands."""
        self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)", (*key, act, count, declare, pack))

    def forget(self, key: Key, act: str | None = None, count: int | None = None) -> None:
        """An act was refused by Customs, or the document is gone: sending it again is a new act."""
        self._db.execute(
            "DELETE FROM seen WHERE (kind, owner, number) = (?, ?, ?) AND act = coalesce(?, act)"
            " AND change_count = coalesce(?, change_count)",
            (*key, act, count),
        )

    def save(self, document: Stored) -> None:
        """Write a document, new or changed."""
        values = [_plain(v) for v in asdict(document).values()]
        self._db.execute(
            f"INSERT OR REPLACE INTO documents ({', '.join(_DOCUMENT)}) VALUES ({','.join('?' * len(values))})", values
        )

    def by_seq_no(self, seq_no: str) -> Stored | None:
        """The document with this number, gone ones too."""
        return self._one("seq_no = ?", seq_no)

    def by_key(self, key: Key) -> Stored | None:
        """The document with this 内部编号 of this enterprise, unless it is gone."""
        return self._one("(kind, owner, number) = (?, ?, ?) AND gone = 0", *key)

    def documents(self) -> list[Stored]:
        """Every document, oldest first."""
        return [_stored(row) for row in self._db.execute(f"SELECT {', '.join(_DOCUMENT)} FROM documents ORDER BY rowid")]

    def _one(self, where: str, *values: str) -> Stored | None:
        row = self._db.execute(f"SELECT {', '.join(_DOCUMENT)} FROM documents WHERE {where}", values).fetchone()
        return None if row is None else _stored(row)

    def schedule(self, document: Stored, codes: Sequence[str], due: int, errors: Sequence[Mapping[str, object]]) -> None:
        """Decisions for the act that waits, one a step from ``due`` on."""
        self._db.executemany(
            "INSERT INTO events (seq_no, act, count, code, due, errors) VALUES (?, ?, ?, ?, ?, ?)",
            [(document.seq_no, document.act, document.count, c, due + n, json.dumps(errors)) for n, c in enumerate(codes)],
        )

    def due_events(self, step: int) -> list[Event]:
        """The decisions to be taken by now."""
        rows = self._db.execute("SELECT id, seq_no, act, count, code, errors FROM events WHERE due <= ? ORDER BY due, id", (step,))
        return [Event(id=i, seq_no=s, act=a, count=n, code=c, errors=json.loads(e)) for i, s, a, n, c, e in rows]

    def take_event(self, event: Event) -> bool:
        """Remove a decision because it is taken now; False if another process took it."""
        return self._db.execute("DELETE FROM events WHERE id = ?", (event.id,)).rowcount == 1

    def add_statement(self, key: Key, body: str) -> None:
        """Keep what was said of a document, for those who ask."""
        self._db.execute("INSERT INTO statements (kind, owner, number, body) VALUES (?, ?, ?, ?)", (*key, body))

    def statements(self, key: Key) -> list[str]:
        """Everything that was said of a document, lost receipts too."""
        rows = self._db.execute("SELECT body FROM statements WHERE (kind, owner, number) = (?, ?, ?) ORDER BY id", key)
        return [row[0] for row in rows]

    def enqueue(self, name: str, body: str, due: int, state: str) -> None:
        """Queue a receipt; one of a name is queued once."""
        self._db.execute("INSERT OR IGNORE INTO outgoing (name, body, due, state) VALUES (?, ?, ?, ?)", (name, body, due, state))

    def due(self, step: int, after: int, limit: int) -> list[Outgoing]:
        """Receipts that nobody has acknowledged, behind a place in the queue."""
        rows = self._db.execute(
            "SELECT id, name, body FROM outgoing WHERE state = ? AND due <= ? AND id > ? ORDER BY id LIMIT ?",
            (WAITING, step, after, limit),
        )
        return [Outgoing(id=i, name=n, body=b) for i, n, b in rows]

    def acknowledge(self, ids: Sequence[int]) -> None:
        """They were taken; repeating it is harmless."""
        self._db.executemany("UPDATE outgoing SET state = ? WHERE id = ? AND state = ?", [(DONE, i, WAITING) for i in ids])

    def release(self, due: int) -> int:
        """Let the lost receipts come; gives how many."""
        return self._db.execute("UPDATE outgoing SET state = ?, due = ? WHERE state = ?", (WAITING, due, HELD)).rowcount

    def pending(self, *, receipts: bool) -> bool:
        """Whether a decision is still to come, or a receipt that is not held back."""
        events = self._db.execute("SELECT EXISTS (SELECT 1 FROM events)").fetchone()[0]
        return bool(events) or (
            receipts and bool(self._db.execute("SELECT EXISTS (SELECT 1 FROM outgoing WHERE state = ?)", (WAITING,)).fetchone()[0])
        )


def _statements(script: str) -> Iterator[str]:
    text = ""
    for line in script.splitlines():
        text += line + "\n"
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else str(value) if isinstance(value, Stage) else value


def _stored(row: Sequence[str | int]) -> Stored:
    values = dict(zip(_DOCUMENT, row, strict=True))
    return Stored(**{**values, "stage": Stage(str(values["stage"])), "gone": bool(values["gone"])})  # type: ignore[arg-type]
