"""The simulator's memory: one SQLite file, safe against being killed at any moment.

Whatever an arriving file changes (the log, the list, the queue of answers) changes in one transaction. SQLite in WAL
mode with ``synchronous=NORMAL`` keeps every committed transaction when the process dies.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from attrs import evolve, fields

from .records import Content, Event, Outgoing, Pack, StoredList, restored, stored
from .values import Counters, ListStage

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arrivals (
    pickup_id TEXT PRIMARY KEY, time TEXT NOT NULL, business TEXT NOT NULL, file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL, number TEXT NOT NULL, enterprise TEXT NOT NULL, seq_no TEXT NOT NULL,
    declaration_type TEXT NOT NULL, change_count TEXT NOT NULL, declare_flag TEXT NOT NULL, lines INTEGER NOT NULL,
    accepted INTEGER NOT NULL, reason TEXT NOT NULL, twice INTEGER NOT NULL, stamp TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS arrivals_stay BEFORE UPDATE ON arrivals
    BEGIN SELECT RAISE(ABORT, 'the arrival log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS arrivals_remain BEFORE DELETE ON arrivals
    BEGIN SELECT RAISE(ABORT, 'the arrival log is append-only'); END;
CREATE TABLE IF NOT EXISTS seen (
    enterprise TEXT, number TEXT, declaration_type TEXT, change_count TEXT, declare_flag TEXT,
    PRIMARY KEY (enterprise, number, declaration_type, change_count, declare_flag)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lists (
    seq_no TEXT PRIMARY KEY, enterprise TEXT NOT NULL, number TEXT NOT NULL, business TEXT NOT NULL,
    receiver TEXT NOT NULL, stage TEXT NOT NULL, list_no TEXT NOT NULL DEFAULT '', entry_no TEXT NOT NULL DEFAULT '',
    change_count INTEGER NOT NULL DEFAULT 0, declarations INTEGER NOT NULL DEFAULT 0, act TEXT NOT NULL DEFAULT '',
    effect TEXT NOT NULL DEFAULT '', declared_at TEXT NOT NULL DEFAULT '', pre_at TEXT NOT NULL DEFAULT '',
    managed_at TEXT NOT NULL DEFAULT '', lines INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0,
    content BLOB NOT NULL, pending BLOB);
CREATE UNIQUE INDEX IF NOT EXISTS lists_number ON lists (enterprise, number) WHERE gone = 0;
CREATE INDEX IF NOT EXISTS lists_gone ON lists (enterprise, number) WHERE gone = 1;
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, seq_no TEXT NOT NULL, act TEXT NOT NULL, code TEXT NOT NULL, count INTEGER NOT NULL,
    declaration INTEGER NOT NULL, due INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS events_due ON events (due);
CREATE TABLE IF NOT EXISTS queue (
    id INTEGER PRIMARY KEY, business TEXT NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL, state TEXT NOT NULL,
    cut INTEGER NOT NULL, body BLOB, UNIQUE (business, name));
CREATE INDEX IF NOT EXISTS queue_due ON queue (state, due);
CREATE TABLE IF NOT EXISTS packs (
    pocket_id TEXT, number INTEGER, total INTEGER NOT NULL, others TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (pocket_id, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS declarations (
    seq_no TEXT PRIMARY KEY, enterprise TEXT NOT NULL, number TEXT NOT NULL, business TEXT NOT NULL, card TEXT NOT NULL,
    stage TEXT NOT NULL, step TEXT NOT NULL DEFAULT '', entry_no TEXT NOT NULL DEFAULT '', channel TEXT NOT NULL DEFAULT '',
    declarations INTEGER NOT NULL DEFAULT 0, declared_at TEXT NOT NULL DEFAULT '', managed_at TEXT NOT NULL DEFAULT '',
    lines INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0, content BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS declarations_number ON declarations (enterprise, number) WHERE gone = 0;
CREATE TABLE IF NOT EXISTS books (
    ledger TEXT, item INTEGER, pre_in TEXT NOT NULL, pre_out TEXT NOT NULL, actual_in TEXT NOT NULL,
    actual_out TEXT NOT NULL, PRIMARY KEY (ledger, item)) WITHOUT ROWID;
"""

WAITING, HELD, NEVER, WRITTEN = "waiting", "held", "never", "written"
"""States of a queued file: to be written, lost until resent, lost for good, on disk."""


_NOTHING = Counters()
_MOST_PARAMETERS = 500
_LIST_COLUMNS = tuple(entry.name for entry in fields(StoredList))
_CHOSEN = ", ".join(_LIST_COLUMNS)


class Store:
    """The database of one simulator."""

    def __init__(self, path: Path) -> None:
        # The simulator serialises its own use of the connection; run() may live in another thread.
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        if self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'declarations'").fetchone() is None:
            self._db.executescript(_SCHEMA)

    @property
    def database(self) -> sqlite3.Connection:
        """The connection, for what keeps further tables in it; whoever writes does so inside :meth:`transaction`."""
        return self._db

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

    def number(self, key: str, default: int = 0) -> int:
        """A stored whole number."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return default if row is None else int(row[0])

    def set_number(self, key: str, value: int) -> None:
        """Store a whole number."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def next_number(self, key: str) -> int:
        """Count up and give the new value."""
        row = self._db.execute(
            "INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1 RETURNING value", (key,)
        ).fetchone()
        return int(row[0])

    def add_arrival(self, values: Sequence[str | int]) -> None:
        """Append to the log; the order is that of the table."""
        self._db.execute(f"INSERT INTO arrivals VALUES ({','.join('?' * len(values))})", values)

    def arrival_stamp(self, pickup_id: str) -> tuple[bool, str] | None:
        """Whether a logged pickup was accepted, and the timestamp of its sent file; nothing if not logged."""
        row = self._db.execute("SELECT accepted, stamp FROM arrivals WHERE pickup_id = ?", (pickup_id,)).fetchone()
        return None if row is None else (bool(row[0]), str(row[1]))

    def arrivals(self) -> list[tuple[str | int, ...]]:
        """The whole log in the order of arrival."""
        return list(self._db.execute("SELECT * FROM arrivals ORDER BY rowid"))

    def was_seen(self, key: Sequence[str]) -> bool:
        """Whether this act stands: accepted before, or refused because it existed already."""
        return (
            self._db.execute(
                "SELECT 1 FROM seen WHERE (enterprise, number, declaration_type, change_count, declare_flag) = (?, ?, ?, ?, ?)",
                key,
            ).fetchone()
            is not None
        )

    def mark_seen(self, key: Sequence[str]) -> None:
        """Remember an act that stands."""
        self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, ?, ?)", key)

    def forget(self, enterprise: str, number: str, declaration_type: str | None = None, change_count: str | None = None) -> None:
        """An act was refused by Customs, or another list took the number: sending it again is a new act."""
        self._db.execute(
            "DELETE FROM seen WHERE enterprise = ? AND number = ? AND declaration_type = coalesce(?, declaration_type)"
            " AND change_count = coalesce(?, change_count)",
            (enterprise, number, declaration_type, change_count),
        )

    def add_list(self, entry: StoredList, content: Content) -> None:
        """A new list."""
        values = [*(_plain(getattr(entry, name)) for name in _LIST_COLUMNS), stored(content)]
        self._db.execute(f"INSERT INTO lists ({_CHOSEN}, content) VALUES ({','.join('?' * len(values))})", values)

    def save_list(self, entry: StoredList) -> None:
        """Write a list back, without its content."""
        assigned = ", ".join(f"{name} = ?" for name in _LIST_COLUMNS[1:])
        values = [_plain(getattr(entry, name)) for name in _LIST_COLUMNS[1:]]
        self._db.execute(f"UPDATE lists SET {assigned} WHERE seq_no = ?", (*values, entry.seq_no))

    def packs(self, pocket_id: str) -> list[Pack]:
        """The packs of a message that have come."""
        found = self._db.execute("SELECT number, total, others, content FROM packs WHERE pocket_id = ?", (pocket_id,))
        return [Pack(number=n, total=total, others=tuple(json.loads(o)), content=restored(c)) for n, total, o, c in found]

    def keep_pack(self, pocket_id: str, pack: Pack) -> None:
        """Keep a pack until the others come, and after that, so that one sent again is known."""
        values = (pocket_id, pack.number, pack.total, json.dumps(pack.others), stored(pack.content))
        self._db.execute("INSERT INTO packs VALUES (?, ?, ?, ?, ?)", values)

    def set_content(self, seq_no: str, content: Content) -> None:
        """Replace what a list says."""
        self._db.execute("UPDATE lists SET content = ?, pending = NULL WHERE seq_no = ?", (stored(content), seq_no))

    def set_pending(self, seq_no: str, content: Content) -> None:
        """Keep what a change wants a list to say."""
        self._db.execute("UPDATE lists SET pending = ? WHERE seq_no = ?", (stored(content), seq_no))

    def content(self, seq_no: str) -> Content:
        """What a list says."""
        return restored(self._db.execute("SELECT content FROM lists WHERE seq_no = ?", (seq_no,)).fetchone()[0])

    def pending(self, seq_no: str) -> Content | None:
        """What the waiting change wants it to say."""
        blob = self._db.execute("SELECT pending FROM lists WHERE seq_no = ?", (seq_no,)).fetchone()[0]
        return None if blob is None else restored(blob)

    def by_seq_no(self, seq_no: str) -> StoredList | None:
        """The list with this SeqNo, unless it is gone."""
        return self._list("seq_no = ? AND gone = 0", seq_no)

    def by_number(self, enterprise: str, number: str) -> StoredList | None:
        """The list with this internal number of this enterprise, unless it is gone."""
        return self._list("enterprise = ? AND number = ? AND gone = 0", enterprise, number)

    def last_deleted(self, enterprise: str, number: str) -> str | None:
        """SeqNo of the last list that had this internal number and is gone."""
        row = self._db.execute(
            "SELECT seq_no FROM lists WHERE enterprise = ? AND number = ? AND gone = 1 ORDER BY rowid DESC LIMIT 1",
            (enterprise, number),
        ).fetchone()
        return None if row is None else str(row[0])

    def lists(self) -> list[StoredList]:
        """Every list, gone ones included, oldest first."""
        return [_as_list(row) for row in self._db.execute(f"SELECT {_CHOSEN} FROM lists ORDER BY rowid")]

    def _list(self, where: str, *values: str) -> StoredList | None:
        row = self._db.execute(f"SELECT {_CHOSEN} FROM lists WHERE {where}", values).fetchone()
        return None if row is None else _as_list(row)

    def schedule(self, seq_no: str, act: str, codes: Sequence[str], *, count: int, declaration: int, due: int) -> None:
        """Decisions for one act, one a step from ``due`` on."""
        self._db.executemany(
            "INSERT INTO events (seq_no, act, code, count, declaration, due) VALUES (?, ?, ?, ?, ?, ?)",
            [(seq_no, act, code, count, declaration, due + place) for place, code in enumerate(codes)],
        )

    def due_events(self, step: int) -> list[Event]:
        """The decisions to be taken by now."""
        found = self._db.execute(
            "SELECT id, seq_no, act, code, count, declaration FROM events WHERE due <= ? ORDER BY due, id", (step,)
        )
        names = ("id", "seq_no", "act", "code", "count", "declaration")
        return [Event(**dict(zip(names, row, strict=True))) for row in found]

    def take_event(self, event: Event) -> bool:
        """Remove a decision because it is taken now; false if another process took it."""
        return self._db.execute("DELETE FROM events WHERE id = ?", (event.id,)).rowcount == 1

    def drop_events(self, seq_no: str) -> None:
        """No further decisions for this list."""
        self._db.execute("DELETE FROM events WHERE seq_no = ?", (seq_no,))

    def enqueue(self, business: str, name: str, body: bytes, *, due: int, state: str, cut: bool) -> bool:
        """Queue a file; false if the name is taken."""
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO queue (business, name, due, state, cut, body) VALUES (?, ?, ?, ?, ?, ?)",
            (business, name, due, state, cut, zlib.compress(body, 1)),
        )
        return cursor.rowcount == 1

    def due_files(self, step: int) -> list[int]:
        """Ids of the files to be written by now, in order."""
        found = self._db.execute("SELECT id FROM queue WHERE state = ? AND due <= ? ORDER BY due, id", (WAITING, step))
        return [int(row[0]) for row in found]

    def outgoing(self, file_id: int) -> Outgoing | None:
        """A queued file with its bytes; nothing if another process has written it meanwhile."""
        row = self._db.execute(
            "SELECT business, name, cut, body FROM queue WHERE id = ? AND body IS NOT NULL", (file_id,)
        ).fetchone()
        if row is None:
            return None
        return Outgoing(id=file_id, business=row[0], name=row[1], cut=bool(row[2]), body=zlib.decompress(row[3]))

    def written(self, file_ids: Sequence[int]) -> None:
        """These files are on disk, whole."""
        self._db.executemany("UPDATE queue SET state = ?, body = NULL WHERE id = ?", [(WRITTEN, file_id) for file_id in file_ids])

    def complete_later(self, file_id: int, due: int) -> None:
        """This file is on disk, cut; the rest follows."""
        self._db.execute("UPDATE queue SET cut = 0, due = ? WHERE id = ?", (due, file_id))

    def release_held(self, due: int) -> int:
        """Let the lost receipts come; gives how many."""
        cursor = self._db.execute("UPDATE queue SET state = ?, due = ? WHERE state = ?", (WAITING, due, HELD))
        return cursor.rowcount

    def waiting(self) -> bool:
        """Whether any decision or file is still to come."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM events) OR EXISTS (SELECT 1 FROM queue WHERE state = ?)", (WAITING,)
        ).fetchone()
        return bool(row[0])

    def counters(self, ledger: str, item: int) -> Counters:
        """The counters of one ledger row; zero if it never moved."""
        row = self._db.execute(
            "SELECT pre_in, pre_out, actual_in, actual_out FROM books WHERE ledger = ? AND item = ?", (ledger, item)
        ).fetchone()
        return Counters() if row is None else _counters(row)

    def add_to_book(self, ledger: str, counter: str, quantities: Mapping[int, Decimal]) -> None:
        """Add to one counter of many ledger rows. Decimals are text: 19 digits do not fit SQLite's integers."""
        before: dict[int, Counters] = {}
        items = list(quantities)
        for start in range(0, len(items), _MOST_PARAMETERS):
            some = items[start : start + _MOST_PARAMETERS]
            found = self._db.execute(
                f"SELECT item, pre_in, pre_out, actual_in, actual_out FROM books WHERE ledger = ?"
                f" AND item IN ({','.join('?' * len(some))})",
                (ledger, *some),
            )
            before.update({int(row[0]): _counters(row[1:]) for row in found})
        after = {
            item: evolve(known, **{counter: getattr(known, counter) + quantity})
            for item, quantity in quantities.items()
            for known in (before.get(item, _NOTHING),)
        }
        self._db.executemany(
            "INSERT OR REPLACE INTO books VALUES (?, ?, ?, ?, ?, ?)",
            [(ledger, item, str(c.pre_in), str(c.pre_out), str(c.actual_in), str(c.actual_out)) for item, c in after.items()],
        )

    def last_item(self, ledger: str) -> int:
        """The highest row number of a ledger that ever moved."""
        row = self._db.execute("SELECT coalesce(max(item), 0) FROM books WHERE ledger = ?", (ledger,)).fetchone()
        return int(row[0])

    def books(self) -> dict[tuple[str, int], Counters]:
        """All ledger rows that ever moved."""
        found = self._db.execute("SELECT ledger, item, pre_in, pre_out, actual_in, actual_out FROM books")
        return {(str(row[0]), int(row[1])): _counters(row[2:]) for row in found}


def _plain(value: str | int | bool) -> str | int:
    return int(value) if isinstance(value, bool) else value


def _as_list(row: Sequence[str | int]) -> StoredList:
    values = dict(zip(_LIST_COLUMNS, row, strict=True))
    values["stage"] = ListStage(str(values["stage"]))
    values["gone"] = bool(values["gone"])
    return StoredList(**values)  # type: ignore[arg-type]  # the columns are declared in the schema above


def _counters(row: Sequence[str]) -> Counters:
    return Counters(pre_in=Decimal(row[0]), pre_out=Decimal(row[1]), actual_in=Decimal(row[2]), actual_out=Decimal(row[3]))
