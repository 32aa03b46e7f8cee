"""Customs behind the client: takes the scheduled decisions about ledgers, gives them their numbers, hands receipts to the post.

A decision is a fact from the moment it is taken; its receipt may be late, doubled or lost afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve, frozen

from ..faults import Dice, Faults
from ..plans import scripted
from ..post import Post
from ..receipts import result
from ..records import Event, StoredList
from ..values import ListStage
from .message import Filed
from .plans import NOTES, REFUSALS, RESULTS, usual
from .receipts import described
from .records import LedgerStore, StoredLedger
from .rules import changed
from .settings import Filing
from .tables import ACCOUNT, FORMS, Form
from .values import CHANGED, DECISION, FILED, LedgerStage

_ACTS = {"filing": FILED, "change": CHANGED}
_APPROVED = "1"


@frozen
class LedgerCustoms:
    """Decides; every method runs inside the caller's transaction."""

    records: LedgerStore
    post: Post
    faults: Faults
    dice: Dice
    now: Callable[[], datetime]
    settings: Filing
    plans: dict[str, tuple[tuple[str, ...], ...]]

    def declare(self, entry: StoredLedger, act: str, *, count: int, step: int) -> None:
        """A filing or change has reached Customs: schedule what it will decide."""
        nth = entry.declarations + 1
        entry = evolve(entry, declarations=nth, act=act, declared_at=self._moment(entry))
        if act == "filing":
            self.records.store.drop_events(entry.seq_no)
            entry = evolve(entry, stage=LedgerStage.DECLARED)
        self.records.save(entry)
        key = f"ledger/{entry.enterprise}/{entry.number}/{nth}"
        codes = scripted(self.plans, entry.number, nth)
        if codes is None:
            codes = usual(self.faults, self.dice, key)
        self.records.store.schedule(entry.seq_no, DECISION, codes, count=count, declaration=nth, due=step + 1)

    def decide(self, event: Event, step: int) -> None:
        """Take one decision; nothing happens to a ledger that is not there."""
        entry = self.records.by_seq_no(event.seq_no)
        if entry is None:
            return
        entry = evolve(entry, managed_at=self._moment(entry))
        act, filed = entry.act or ("change" if event.count else "filing"), None
        if event.code == _APPROVED:
            entry, filed = self._approve(entry, act, event.count)
        else:
            if act == "filing":
                entry = evolve(entry, stage=RESULTS[event.code])
            if event.code in REFUSALS:
                # The act has come to its end, and the same act may come again.
                self.records.want(entry.seq_no, None)
                self.records.store.forget(
                    entry.enterprise, entry.number, f"{_form(entry).message[:3]} {_ACTS[act]}", str(event.count)
                )
                entry = evolve(entry, act="")
        self.records.save(entry, filed)
        self._send(entry, act, event, filed, step)

    def _approve(self, entry: StoredLedger, act: str, count: int) -> tuple[StoredLedger, Filed]:
        standing, wanted = self.records.filed(entry.seq_no), self.records.wanted(entry.seq_no)
        filed = changed(standing, wanted) if act == "change" and wanted is not None else standing
        self.records.want(entry.seq_no, None)
        return (
            evolve(
                entry,
                stage=LedgerStage.APPROVED,
                act="",
                ledger_no=entry.ledger_no or self._number(entry, filed),
                approved_at=entry.approved_at or entry.managed_at,
                change_count=count if act == "change" else entry.change_count,
            ),
            filed,
        )

    def _number(self, entry: StoredLedger, filed: Filed) -> str:
        """12 characters: kind of book, customs, year, a letter, four digits; those of two simulators do not meet."""
        form = _form(entry)
        letter = "E" if form is ACCOUNT else filed.head[form.kind]
        base = self.records.store.number("base")
        serial = (base // 26 * 250 + self.records.store.next_number("ledger")) % 10_000
        return f"{letter}{filed.head['MasterCuscd']}{self.now():%y}{chr(ord('A') + base % 26)}{serial:04d}"

    def _moment(self, entry: StoredLedger) -> str:
        """manageDate: strictly later than the ledger's last one, to the second."""
        now = self.now().replace(microsecond=0)
        if entry.managed_at:
            now = max(now, datetime.fromisoformat(entry.managed_at) + timedelta(seconds=1))
        return now.isoformat()

    def _send(self, entry: StoredLedger, act: str, event: Event, filed: Filed | None, step: int) -> None:
        moment = datetime.fromisoformat(entry.managed_at)
        body = result(
            seq_no=entry.seq_no,
            list_no=entry.ledger_no,
            count=event.count,
            kind=_ACTS[act] if self.faults.typecd_echo else "1",
            outcome=event.code,
            moment=moment,
            remark="",
            notes=NOTES.get(event.code, ()),
        )
        if filed is not None and self.settings.described:
            body += described(_form(entry), entry, filed, act=_ACTS[act])
        addressed = StoredList(
            seq_no=entry.seq_no,
            enterprise=entry.enterprise,
            number=entry.number,
            business=entry.business,
            receiver="",
            stage=ListStage.DECLARED,
            list_no=entry.ledger_no,
            lines=0,
        )
        key = f"ledger/{entry.enterprise}/{entry.number}/{event.declaration}/{event.code}"
        self.post.receipt(addressed, _form(entry).receipt, body, key=key, moment=moment, step=step)


def _form(entry: StoredLedger) -> Form:
    return next(form for form in FORMS if form.family == entry.family)
