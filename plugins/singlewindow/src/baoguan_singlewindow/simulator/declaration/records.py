"""What the simulator remembers of a declaration, and where it keeps it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from attrs import fields, frozen

from ..problems import Findings
from ..store import Store
from ..values import DeclarationStage, DeclarationState
from .message import DecMessage, read_declaration


@frozen(kw_only=True)
class StoredDeclaration:
    """One declaration as stored, without its message."""

    seq_no: str
    enterprise: str
    number: str
    business: str
    card: str
    """IC card that sent it; no other one may overwrite it."""
    stage: DeclarationStage
    step: str = ""
    entry_no: str = ""
    channel: str = ""
    declarations: int = 0
    """How often it was declared."""
    declared_at: str = ""
    """When Customs took it (L), which is D_DATE."""
    managed_at: str = ""
    """NOTICE_DATE of the last receipt."""
    lines: int
    gone: bool = False

    def state(self) -> DeclarationState:
        """What :meth:`Simulator.declarations` tells of it."""
        return DeclarationState(
            state=self.stage,
            seq_no=self.seq_no,
            entry_no=self.entry_no,
            enterprise=self.enterprise,
            step=self.step,
            channel=self.channel,
            lines=self.lines,
        )


_COLUMNS = tuple(entry.name for entry in fields(StoredDeclaration))
_CHOSEN = ", ".join(_COLUMNS)


@frozen
class DeclarationStore:
    """The declarations among the simulator's memory; whoever writes does so inside the store's transaction."""

    store: Store

    def add(self, entry: StoredDeclaration, data: bytes) -> None:
        """A new declaration with its message."""
        values = [*(getattr(entry, name) for name in _COLUMNS), zlib.compress(data, 1)]
        marks = ",".join("?" * len(values))
        self.store.database.execute(f"INSERT INTO declarations ({_CHOSEN}, content) VALUES ({marks})", values)

    def save(self, entry: StoredDeclaration, data: bytes | None = None) -> None:
        """Write a declaration back, with its message if that is a new one."""
        assigned = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
        values = [getattr(entry, name) for name in _COLUMNS[1:]]
        self.store.database.execute(f"UPDATE declarations SET {assigned} WHERE seq_no = ?", (*values, entry.seq_no))
        if data is not None:
            packed = zlib.compress(data, 1)
            self.store.database.execute("UPDATE declarations SET content = ? WHERE seq_no = ?", (packed, entry.seq_no))

    def message(self, seq_no: str) -> DecMessage:
        """The message of a declaration as it came last, with what was amended since.

        :raises KeyError: if there is none.
        """
        message = read_declaration(self.content(seq_no), Findings())
        if message is None:
            raise KeyError(seq_no)
        return message

    def content(self, seq_no: str) -> bytes:
        """The XML of a declaration: as it came last, with what was amended since.

        :raises KeyError: if there is none.
        """
        row = self.store.database.execute("SELECT content FROM declarations WHERE seq_no = ?", (seq_no,)).fetchone()
        if row is None:
            raise KeyError(seq_no)
        return zlib.decompress(row[0])

    def by_seq_no(self, seq_no: str) -> StoredDeclaration | None:
        """The declaration with this SeqNo, unless it is gone."""
        return self._one("seq_no = ? AND gone = 0", seq_no)

    def by_number(self, enterprise: str, number: str) -> StoredDeclaration | None:
        """The declaration with this ClientSeqNo of this enterprise, unless it is gone."""
        return self._one("enterprise = ? AND number = ? AND gone = 0", enterprise, number)

    def last_gone(self, enterprise: str, number: str) -> str | None:
        """SeqNo of the last declaration that had this ClientSeqNo and is gone."""
        row = self.store.database.execute(
            "SELECT seq_no FROM declarations WHERE enterprise = ? AND number = ? AND gone = 1 ORDER BY rowid DESC LIMIT 1",
            (enterprise, number),
        ).fetchone()
        return None if row is None else str(row[0])

    def all(self) -> list[StoredDeclaration]:
        """Every declaration, gone ones included, oldest first."""
        found = self.store.database.execute(f"SELECT {_CHOSEN} FROM declarations ORDER BY rowid")
        return [_entry(row) for row in found]

    def _one(self, where: str, *values: str) -> StoredDeclaration | None:
        row = self.store.database.execute(f"SELECT {_CHOSEN} FROM declarations WHERE {where}", values).fetchone()
        return None if row is None else _entry(row)


def _entry(row: Sequence[str | int]) -> StoredDeclaration:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["stage"] = DeclarationStage(str(values["stage"]))
    values["gone"] = bool(values["gone"])
    return StoredDeclaration(**values)  # type: ignore[arg-type]  # the columns are declared in the store's schema
