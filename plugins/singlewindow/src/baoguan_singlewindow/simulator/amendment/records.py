"""What the simulator remembers of an amendment, and where it keeps it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from attrs import fields, frozen

from ..problems import Findings
from ..store import Store
from .message import ModMessage, read_amendment
from .values import PENDING, AmendmentStage, AmendmentState

_SCHEMA = """
CREATE TABLE IF NOT EXISTS amendments (
    seq_no TEXT PRIMARY KEY, entry_no TEXT NOT NULL, declaration TEXT NOT NULL, number TEXT NOT NULL, enterprise TEXT NOT NULL,
    business TEXT NOT NULL, card TEXT NOT NULL, amendment_type TEXT NOT NULL, stage TEXT NOT NULL, digest TEXT NOT NULL,
    result TEXT NOT NULL, declarations INTEGER NOT NULL, managed_at TEXT NOT NULL, items INTEGER NOT NULL, content BLOB NOT NULL)
"""


@frozen(kw_only=True)
class StoredAmendment:
    """One amendment as stored, without its message."""

    seq_no: str
    entry_no: str
    declaration: str
    """DecSeqNo, 统一编号 of the declaration."""
    number: str
    """ClientSeqNo of the declaration; its 报关单号 where the simulator does not hold it."""
    enterprise: str
    business: str
    card: str
    """IC card that sent it; no other one may overwrite it."""
    amendment_type: str
    stage: AmendmentStage
    digest: str
    result: str = ""
    declarations: int = 0
    """Which of the declared acts on the same declaration was its last, from 1."""
    managed_at: str = ""
    """FeedbackTime of the last result."""
    items: int

    def state(self) -> AmendmentState:
        """What :meth:`Simulator.amendments` tells of it."""
        return AmendmentState(
            state=self.stage,
            seq_no=self.seq_no,
            entry_no=self.entry_no,
            number=self.number,
            amendment_type=self.amendment_type,
            result=self.result,
            items=self.items,
        )


_COLUMNS = tuple(entry.name for entry in fields(StoredAmendment))
_CHOSEN = ", ".join(_COLUMNS)


@frozen
class AmendmentStore:
    """The amendments among the simulator's memory; whoever writes does so inside the store's transaction."""

    store: Store

    def prepare(self) -> None:
        """Make the table where a memory has none."""
        self.store.database.execute(_SCHEMA)

    def add(self, entry: StoredAmendment, data: bytes) -> None:
        """A new amendment with its message."""
        values = [*(getattr(entry, name) for name in _COLUMNS), zlib.compress(data, 1)]
        marks = ",".join("?" * len(values))
        self.store.database.execute(f"INSERT INTO amendments ({_CHOSEN}, content) VALUES ({marks})", values)

    def save(self, entry: StoredAmendment, data: bytes | None = None) -> None:
        """Write an amendment back, with its message if that is a new one."""
        assigned = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
        values = [getattr(entry, name) for name in _COLUMNS[1:]]
        self.store.database.execute(f"UPDATE amendments SET {assigned} WHERE seq_no = ?", (*values, entry.seq_no))
        if data is not None:
            packed = zlib.compress(data, 1)
            self.store.database.execute("UPDATE amendments SET content = ? WHERE seq_no = ?", (packed, entry.seq_no))

    def message(self, seq_no: str) -> ModMessage:
        """The message of an amendment as it came last.

        :raises KeyError: if there is none.
        """
        row = self.store.database.execute("SELECT content FROM amendments WHERE seq_no = ?", (seq_no,)).fetchone()
        message = None if row is None else read_amendment(zlib.decompress(row[0]), Findings())
        if message is None:
            raise KeyError(seq_no)
        return message

    def by_seq_no(self, seq_no: str) -> StoredAmendment | None:
        """The amendment with this DecModSeqNo, unless it was deleted."""
        return next(iter(self._some("seq_no = ? AND stage <> ?", seq_no, AmendmentStage.DELETED)), None)

    def pending(self, entry_no: str) -> StoredAmendment | None:
        """The amendment of a declaration that is not decided."""
        return next((entry for entry in self._some("entry_no = ?", entry_no) if entry.stage in PENDING), None)

    def all(self) -> list[StoredAmendment]:
        """Every amendment, oldest first."""
        return self._some("1 = 1")

    def _some(self, where: str, *values: str) -> list[StoredAmendment]:
        found = self.store.database.execute(f"SELECT {_CHOSEN} FROM amendments WHERE {where} ORDER BY rowid", values)
        return [_entry(row) for row in found]


def _entry(row: Sequence[str | int]) -> StoredAmendment:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["stage"] = AmendmentStage(str(values["stage"]))
    return StoredAmendment(**values)  # type: ignore[arg-type]  # the columns are declared in the schema above
