"""What the simulator remembers of a ledger, and where it keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import fields, frozen

from ..store import Store
from .message import Filed
from .values import LedgerStage, LedgerState

_SCHEMA = """
CREATE TABLE IF NOT EXISTS ledgers (
    seq_no TEXT PRIMARY KEY, family TEXT NOT NULL, enterprise TEXT NOT NULL, number TEXT NOT NULL, business TEXT NOT NULL,
    stage TEXT NOT NULL, ledger_no TEXT NOT NULL, change_count INTEGER NOT NULL, declarations INTEGER NOT NULL, act TEXT NOT NULL,
    declared_at TEXT NOT NULL, approved_at TEXT NOT NULL, managed_at TEXT NOT NULL, content BLOB NOT NULL, pending BLOB)
"""


@frozen(kw_only=True)
class StoredLedger:
    """One ledger as stored, without what it says."""

    seq_no: str
    family: str
    enterprise: str
    number: str
    business: str
    stage: LedgerStage
    ledger_no: str = ""
    change_count: int = 0
    declarations: int = 0
    """How many acts were declared: filings, redeclarations, changes."""
    act: str = ""
    """The act that waits for a decision: ``filing``, ``change``, or empty."""
    declared_at: str = ""
    approved_at: str = ""
    managed_at: str = ""

    def state(self, filed: Filed) -> LedgerState:
        """What :meth:`Simulator.ledgers` tells of it."""
        return LedgerState(
            state=self.stage,
            family=self.family,
            seq_no=self.seq_no,
            ledger_no=self.ledger_no,
            number=self.number,
            enterprise=self.enterprise,
            change_count=self.change_count,
            pending=self.act if self.act == "change" else "",
            **{name: len(rows) for name, rows in filed.rows.items()},
        )


_COLUMNS = tuple(entry.name for entry in fields(StoredLedger))
_CHOSEN = ", ".join(_COLUMNS)


@frozen
class LedgerStore:
    """The ledgers among the simulator's memory; whoever writes does so inside the store's transaction."""

    store: Store

    def prepare(self) -> None:
        """Make the table where a memory has none."""
        self.store.database.execute(_SCHEMA)

    def add(self, entry: StoredLedger, filed: Filed) -> None:
        """A new ledger."""
        values = [*(getattr(entry, name) for name in _COLUMNS), filed.stored()]
        self.store.database.execute(f"INSERT INTO ledgers ({_CHOSEN}, content) VALUES ({','.join('?' * len(values))})", values)

    def save(self, entry: StoredLedger, filed: Filed | None = None) -> None:
        """Write a ledger back, with what it says if that is new."""
        assigned = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
        values = [getattr(entry, name) for name in _COLUMNS[1:]]
        self.store.database.execute(f"UPDATE ledgers SET {assigned} WHERE seq_no = ?", (*values, entry.seq_no))
        if filed is not None:
            self.store.database.execute("UPDATE ledgers SET content = ? WHERE seq_no = ?", (filed.stored(), entry.seq_no))

    def want(self, seq_no: str, filed: Filed | None) -> None:
        """Keep what a change wants a ledger to say; nothing once it is decided."""
        blob = None if filed is None else filed.stored()
        self.store.database.execute("UPDATE ledgers SET pending = ? WHERE seq_no = ?", (blob, seq_no))

    def filed(self, seq_no: str) -> Filed:
        """What a ledger says."""
        return Filed.restored(self.store.database.execute("SELECT content FROM ledgers WHERE seq_no = ?", (seq_no,)).fetchone()[0])

    def wanted(self, seq_no: str) -> Filed | None:
        """What the waiting change wants it to say."""
        blob = self.store.database.execute("SELECT pending FROM ledgers WHERE seq_no = ?", (seq_no,)).fetchone()[0]
        return None if blob is None else Filed.restored(blob)

    def by_seq_no(self, seq_no: str) -> StoredLedger | None:
        """The ledger with this SeqNo."""
        return next(iter(self._some("seq_no = ?", seq_no)), None)

    def by_number(self, enterprise: str, number: str) -> StoredLedger | None:
        """The ledger with this internal number of this enterprise."""
        return next(iter(self._some("enterprise = ? AND number = ?", enterprise, number)), None)

    def by_ledger_no(self, ledger_no: str) -> StoredLedger | None:
        """The ledger with this number of Customs."""
        return next(iter(self._some("ledger_no = ?", ledger_no)), None) if ledger_no else None

    def all(self) -> list[StoredLedger]:
        """Every ledger, oldest first."""
        return self._some("1 = 1")

    def _some(self, where: str, *values: str) -> list[StoredLedger]:
        found = self.store.database.execute(f"SELECT {_CHOSEN} FROM ledgers WHERE {where} ORDER BY rowid", values)
        return [_entry(row) for row in found]


def _entry(row: Sequence[str | int]) -> StoredLedger:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["stage"] = LedgerStage(str(values["stage"]))
    return StoredLedger(**values)  # type: ignore[arg-type]  # the columns are declared in the schema above
