"""The business folders of handbooks and accounts, as far as write-offs go: taken, decided, and told of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, fields, frozen

from ..faults import Dice, Faults
from ..folders import Pickup
from ..package import open_package
from ..plans import check_plans, scripted
from ..post import Post
from ..problems import Findings
from ..receipts import record, result
from ..records import Event, StoredList
from ..store import Store
from ..values import Card, ListStage
from .message import WriteOffMessage, read_write_off
from .rules import reasons
from .tables import ACCOUNT, FORMS, Form

DECISION = "write-off"
"""The act of its scheduled events."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS write_offs (
    seq_no TEXT PRIMARY KEY, root TEXT NOT NULL, enterprise TEXT NOT NULL, number TEXT NOT NULL, business TEXT NOT NULL,
    ledger TEXT NOT NULL, sequence INTEGER NOT NULL, stage TEXT NOT NULL, digest TEXT NOT NULL, declarations INTEGER NOT NULL,
    managed_at TEXT NOT NULL, notes TEXT NOT NULL, head TEXT NOT NULL, UNIQUE (enterprise, number))
"""


class WriteOffStage(StrEnum):
    """Where a 报核 stands; the letters are the codes of EMS221, in brackets those of EML221 where they differ."""

    SAVED = "saved"
    DECLARED = "declared"
    STORED = "stored"
    """Y."""
    STORE_FAILED = "store_failed"
    """Z; may be declared again."""
    CALCULATING = "calculating"
    """B, the formal calculation in manual review."""
    CALCULATED = "calculated"
    """5, the formal calculation passed."""
    RETURNED = "returned"
    """6 and 3; may be declared again."""
    MANUAL = "manual"
    """A (2)."""
    DIFFERENCES = "differences"
    """7, 差异结果确认."""
    WRITTEN_OFF = "written_off"
    """2 (1)."""


_STAGES: Mapping[str, WriteOffStage] = {
    "Y": WriteOffStage.STORED,
    "Z": WriteOffStage.STORE_FAILED,
    "B": WriteOffStage.CALCULATING,
    "5": WriteOffStage.CALCULATED,
    "6": WriteOffStage.RETURNED,
    "A": WriteOffStage.MANUAL,
    "7": WriteOffStage.DIFFERENCES,
    "2": WriteOffStage.WRITTEN_OFF,
    "3": WriteOffStage.RETURNED,
}
_OF_HANDBOOKS = {**_STAGES, "1": WriteOffStage.WRITTEN_OFF, "2": WriteOffStage.MANUAL}
_OPEN = frozenset({WriteOffStage.SAVED, WriteOffStage.STORE_FAILED, WriteOffStage.RETURNED})
"""It may be saved and declared in these."""
_REFUSED = _OPEN - {WriteOffStage.SAVED}
_CODES = frozenset().union(*(form.results for form in FORMS))


@frozen(kw_only=True)
class WriteOffState:
    """What :meth:`Simulator.write_offs` tells of one."""

    state: WriteOffStage
    seq_no: str
    number: str
    ledger: str
    sequence: int


@frozen(kw_only=True)
class StoredWriteOff:
    """One write-off as stored."""

    seq_no: str
    root: str
    enterprise: str
    number: str
    business: str
    ledger: str
    sequence: int
    stage: WriteOffStage
    digest: str
    declarations: int = 0
    managed_at: str = ""
    notes: str = "[]"
    """Why Customs will return it, as JSON."""
    head: str = "{}"

    @property
    def form(self) -> Form:
        """Its message."""
        return next(form for form in FORMS if form.root == self.root)


_COLUMNS = tuple(each.name for each in fields(StoredWriteOff))
_CHOSEN = ", ".join(_COLUMNS)


@frozen
class WriteOffOffice:
    """The simulator's half for write-offs; whatever writes runs inside the caller's transaction."""

    store: Store
    post: Post
    faults: Faults
    dice: Dice
    cards: Sequence[Card]
    now: Callable[[], datetime]
    plans: dict[str, tuple[tuple[str, ...], ...]]

    def read(self, pickup: Pickup, found: Findings) -> WriteOffMessage | None:
        """The write-off of a file; nothing for another file, or of another folder than those of ledgers. It changes nothing."""
        if pickup.business.lower() not in {form.folder for form in FORMS}:
            return None
        data = open_package(pickup.path, pickup.name, Findings())
        message = read_write_off(data, pickup.business, found) if data is not None else None
        if message is not None and self.cards and message.card not in {card.number for card in self.cards}:
            found.add("card number", "EnvelopInfo/Ic_Card", "不在白名单内或IC卡不合法")
        return message

    def judge(self, pickup: Pickup, digest: str, message: WriteOffMessage, found: Findings, step: int) -> tuple[bool, str]:
        """Log and answer a file; whether it was taken, and the stamp for the file."""
        head, root = message.head, message.form.root
        enterprise, number = head.get("bizopEtpsno", ""), message.number
        known = self._known(enterprise, number)
        key = (enterprise, number, root, "", message.flag)
        twice = self.store.was_seen(key)
        entry = None
        if known is not None and known.stage not in _OPEN:
            found.add("exists", message.form.head, "该报核已申报，不能重复申报")
        elif not found:
            entry = self._taken(message, known, pickup.business)
            if known is not None and message.flag == "0" and known.digest != message.digest:
                # A draft may be rewritten on purpose; what says the same again was sent twice.
                twice = False
        if entry is not None or known is not None:
            self.store.mark_seen(key)
        stamp, accepted = self.post.stamp(), entry is not None
        self.store.add_arrival(
            (
                *(pickup.pickup_id, self.now().isoformat(), pickup.business, pickup.name, digest, number, enterprise, ""),
                *(root, head.get("chgoffTmsCnt", ""), message.flag, message.rows, int(accepted), found.reason(), int(twice), stamp),
            )
        )
        self.post.answer(
            business=pickup.business,
            stem=pickup.stem,
            seq_no=entry.seq_no if entry is not None else "",
            number=number,
            check_info=found.check_info(),
            accepted=accepted,
            step=step,
        )
        if entry is not None and message.flag == "1":
            self._declare(entry, message, step)
        return accepted, stamp

    def decide(self, event: Event, step: int) -> bool:
        """Take a decision that is due, if it concerns a write-off."""
        if event.act != DECISION:
            return False
        entry = self._by_seq_no(event.seq_no)
        form = entry.form
        moment = self.now().replace(microsecond=0)
        if entry.managed_at:
            moment = max(moment, datetime.fromisoformat(entry.managed_at) + timedelta(seconds=1))
        stage = (_STAGES if form is ACCOUNT else _OF_HANDBOOKS)[event.code]
        entry = evolve(entry, stage=stage, managed_at=moment.isoformat())
        self._save(entry)
        if stage in _REFUSED:
            self.store.forget(entry.enterprise, entry.number, entry.root)
        body = result(
            seq_no=entry.seq_no,
            list_no=entry.ledger,
            count=entry.sequence,
            kind="1",
            outcome=event.code,
            moment=moment,
            remark="",
            notes=json.loads(entry.notes) if stage in _REFUSED else (),
        )
        body += record(
            form.head, {element.name: json.loads(entry.head).get(element.name, "") for element in form.records[form.head]}
        )
        document = StoredList(
            seq_no=entry.seq_no,
            enterprise=entry.enterprise,
            number=entry.number,
            business=entry.business,
            receiver="",
            stage=ListStage.DECLARED,
            list_no=entry.ledger,
            lines=0,
        )
        key = f"{entry.seq_no}/{event.declaration}/{event.code}"
        self.post.receipt(document, form.receipt, body, key=key, moment=moment, step=step)
        return True

    def states(self) -> Mapping[str, WriteOffState]:
        """Every write-off by its own number, oldest first."""
        rows = self.store.database.execute(f"SELECT {_CHOSEN} FROM write_offs ORDER BY rowid")
        return {
            e.number: WriteOffState(state=e.stage, seq_no=e.seq_no, number=e.number, ledger=e.ledger, sequence=e.sequence)
            for e in map(_entry, rows)
        }

    def _taken(self, message: WriteOffMessage, known: StoredWriteOff | None, business: str) -> StoredWriteOff:
        head, form = message.head, message.form
        said, ledger = json.dumps(dict(head), ensure_ascii=False), head.get(form.ledger, "")
        if known is not None:
            entry = evolve(known, stage=WriteOffStage.SAVED, digest=message.digest, head=said, ledger=ledger)
            self._save(entry)
            return entry
        entry = StoredWriteOff(
            seq_no=f"{self.now():%Y}{self.post.serial('list draft', 14)}",
            root=form.root,
            enterprise=head.get("bizopEtpsno", ""),
            number=message.number,
            business=business,
            sequence=int(head.get("chgoffTmsCnt") or 1),
            stage=WriteOffStage.SAVED,
            digest=message.digest,
            head=said,
            ledger=ledger,
        )
        marks = ",".join("?" * len(_COLUMNS))
        values = [getattr(entry, name) for name in _COLUMNS]
        self.store.database.execute(f"INSERT INTO write_offs ({_CHOSEN}) VALUES ({marks})", values)
        return entry

    def _declare(self, entry: StoredWriteOff, message: WriteOffMessage, step: int) -> None:
        nth = entry.declarations + 1
        notes = reasons(message, self._deducted)
        self._save(evolve(entry, stage=WriteOffStage.DECLARED, declarations=nth, notes=json.dumps(notes, ensure_ascii=False)))
        codes = scripted(self.plans, entry.number, nth)
        if codes is None:
            codes = self._usual(entry, bad=bool(notes), key=f"{entry.enterprise}/{entry.number}/{nth}")
        self.store.schedule(entry.seq_no, DECISION, codes, count=0, declaration=nth, due=step + 1)

    def _usual(self, entry: StoredWriteOff, *, bad: bool, key: str) -> tuple[str, ...]:
        account = entry.form is ACCOUNT
        if self.dice.roll(self.faults.store_failed_rate, "store failed", key):
            return ("Z",)
        manual = self.dice.roll(self.faults.manual_rate, "manual", key)
        if bad or self.dice.roll(self.faults.reject_rate, "reject", key):
            return ("Y", "6") if account and bad else ("Y", "3")
        if account:
            return ("Y", "5", "A", "2") if manual else ("Y", "5", "2")
        return ("Y", "2", "1") if manual else ("Y", "1")

    def _deducted(self, list_no: str) -> bool | None:
        row = self.store.database.execute("SELECT effect FROM lists WHERE list_no = ? AND gone = 0", (list_no,)).fetchone()
        return None if row is None else row[0] == "actual"

    def _known(self, enterprise: str, number: str) -> StoredWriteOff | None:
        where = "enterprise = ? AND number = ?"
        row = self.store.database.execute(f"SELECT {_CHOSEN} FROM write_offs WHERE {where}", (enterprise, number)).fetchone()
        return None if row is None else _entry(row)

    def _by_seq_no(self, seq_no: str) -> StoredWriteOff:
        row = self.store.database.execute(f"SELECT {_CHOSEN} FROM write_offs WHERE seq_no = ?", (seq_no,)).fetchone()
        return _entry(row)

    def _save(self, entry: StoredWriteOff) -> None:
        assigned = ", ".join(f"{name} = ?" for name in _COLUMNS[1:])
        values = [getattr(entry, name) for name in _COLUMNS[1:]]
        self.store.database.execute(f"UPDATE write_offs SET {assigned} WHERE seq_no = ?", (*values, entry.seq_no))


def _entry(row: Sequence[str | int]) -> StoredWriteOff:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["stage"] = WriteOffStage(str(values["stage"]))
    return StoredWriteOff(**values)  # type: ignore[arg-type]  # the columns are declared in the schema above


def open_write_offs(
    store: Store,
    post: Post,
    faults: Faults,
    dice: Dice,
    cards: Sequence[Card],
    now: Callable[[], datetime],
    plans: Mapping[str, Sequence[str]],
) -> WriteOffOffice:
    """The office on the simulator's own memory and post.

    :raises ValueError: if a plan holds an unknown code.
    """
    store.database.execute(_SCHEMA)
    return WriteOffOffice(store, post, faults, dice, cards, now, check_plans(plans, _CODES))
