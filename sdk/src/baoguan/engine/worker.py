"""Who works: on SQLite a worker's liveness is an operating-system lock, so no clock decides; on PostgreSQL it is a lease."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy import Connection

from baoguan.store.journal import Journal
from baoguan.store.parcels import lease_over
from baoguan.store.rows import ParcelRow


class Worker:
    """This process as an owner of parcels. Hold it as long as parcels may be in hand; `close` lets go."""

    def __init__(self, journal: Journal) -> None:
        self.id = uuid4().hex
        self.in_hand: set[int] = set()
        """Parcels that this worker is at this moment sending or asking about; an own parcel that is not was let go by a failure."""
        self._journal = journal
        self._folder = journal.folder / "workers"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self._path(self.id), blocking=False, thread_local=False)
        self._lock.acquire()

    @contextmanager
    def holding(self, parcel_id: int) -> Iterator[None]:
        """Have a parcel in hand."""
        self.in_hand.add(parcel_id)
        try:
            yield
        finally:
            self.in_hand.discard(parcel_id)

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"

    def is_gone(self, connection: Connection, row: ParcelRow) -> bool:
        """Whether the owner of a parcel no longer works on it."""
        if row.owner is None:
            return True
        if row.owner == self.id:
            return row.id not in self.in_hand
        return self.owner_is_gone(row.owner) if self._journal.local else lease_over(connection, row)

    def owner_is_gone(self, owner: str) -> bool:
        """Whether a worker of this machine has ended; never of a journal that other machines share, where only leases tell."""
        if owner == self.id or not self._journal.local:
            return False
        lock = FileLock(self._path(owner), blocking=False, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return False
        lock.release()
        self._path(owner).unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """Let go of everything."""
        self._lock.release()
        self._path(self.id).unlink(missing_ok=True)
