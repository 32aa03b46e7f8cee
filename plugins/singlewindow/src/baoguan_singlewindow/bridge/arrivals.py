"""What the agent remembers: the digest of the first body under each exchange id, and the first result."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS message (
    business TEXT NOT NULL,
    exchange_id TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    detail TEXT,
    PRIMARY KEY (business, exchange_id)
)
"""
_WAIT_SECONDS: Final = 30


@attrs.frozen(kw_only=True)
class Known:
    """A message that was armed. `detail` is the first result, None until the rename is known to have happened."""

    name: str
    sha256: str
    detail: str | None


class Arrivals:
    """A small database beside the folders; forced to the disk with every change."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(file, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute(_TABLE)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One thread of one process at a time; what was written is kept when the block ends well, and only then."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def find(self, business: str, exchange_id: str) -> Known | None:
        """What is known of an exchange id; None for a new one. On Windows file names differ by more than case: so do ids here."""
        row = self._database.execute(
            "SELECT name, sha256, detail FROM message WHERE business = ? AND exchange_id = ?", (business, exchange_id)
        ).fetchone()
        return None if row is None else Known(name=row[0], sha256=row[1], detail=row[2])

    def add(self, business: str, exchange_id: str, name: str, sha256: str) -> None:
        """Remember a message that is armed; the rename may follow."""
        self._database.execute(
            "INSERT INTO message (business, exchange_id, name, sha256) VALUES (?, ?, ?, ?)", (business, exchange_id, name, sha256)
        )

    def finish(self, business: str, exchange_id: str, detail: str) -> None:
        """Remember the first result."""
        self._database.execute(
            "UPDATE message SET detail = ? WHERE business = ? AND exchange_id = ? AND detail IS NULL",
            (detail, business, exchange_id),
        )

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._database.close()
