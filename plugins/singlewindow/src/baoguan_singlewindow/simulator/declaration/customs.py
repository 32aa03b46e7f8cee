"""Customs behind the page: what follows when 申报 was pressed.

A decision is a fact from the moment it is taken; its receipt may be late, doubled or lost afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve, frozen

from ..faults import Dice, Faults
from ..plans import scripted
from ..post import Post
from ..records import Event
from .message import Record
from .plans import CHANNELS, FREED, SUMMARY_PREFIX, usual
from .receipts import enveloped, old_result, result
from .records import DeclarationStore, StoredDeclaration
from .settings import Declaring
from .values import DECISION, KIND, Stage

_NUMBERED = frozenset({*"LJGWIFPRBKCSTMD", "CCC"})
"""Codes of a declaration that Customs has taken, so that it has its number."""


@frozen
class DeclarationCustoms:
    """Decides; every method runs inside the caller's transaction."""

    records: DeclarationStore
    post: Post
    faults: Faults
    dice: Dice
    now: Callable[[], datetime]
    settings: Declaring
    plans: dict[str, tuple[tuple[str, ...], ...]]

    def declare(self, entry: StoredDeclaration, step: int) -> None:
        """申报 was pressed: schedule what Customs will say."""
        declaration = entry.declarations + 1
        store = self.records.store
        store.drop_events(entry.seq_no)
        entry = evolve(entry, declarations=declaration, stage=Stage.DECLARED)
        self.records.save(entry)
        key = f"{entry.enterprise}/{entry.number}/{declaration}"
        codes = scripted(self.plans, entry.number, declaration)
        if codes is None:
            codes = usual(entry.step, self.faults, self.dice, key)
        store.schedule(entry.seq_no, DECISION, codes, count=0, declaration=declaration, due=step + 1)
        if self.dice.roll(self.faults.foreign, "foreign", key):
            self._send_foreign(entry, step + 1)

    def withdraw(self, entry: StoredDeclaration, step: int) -> None:
        """A person withdrew it on the page (撤销): Customs deletes it in the next step."""
        self.records.store.schedule(entry.seq_no, DECISION, ("D",), count=0, declaration=entry.declarations, due=step + 1)

    def decide(self, event: Event, step: int) -> None:
        """Take one decision; nothing happens to a declaration that is gone meanwhile."""
        entry = self.records.by_seq_no(event.seq_no)
        if entry is None:
            return
        code = event.code.removeprefix(SUMMARY_PREFIX)
        stage, note = CHANNELS[code]
        moment = self._moment(entry)
        head = self.records.message(entry.seq_no).head
        if code in _NUMBERED and not entry.entry_no:
            entry = evolve(entry, entry_no=self._entry_no(head), declared_at=moment)
        shown = event.code
        if self.settings.summary_prefix and entry.step == "summary" and code == event.code:
            shown = SUMMARY_PREFIX + code
        entry = evolve(entry, stage=stage or entry.stage, channel=shown, managed_at=moment, gone=stage is Stage.DELETED)
        self.records.save(entry)
        if stage in FREED or stage is Stage.DELETED:
            # It came back, or is no more: what is sent now is a new act.
            self.records.store.forget(entry.enterprise, entry.number, KIND)
        if stage is Stage.DELETED:
            self.records.store.drop_events(entry.seq_no)
        self._send(entry, head, note, key=f"{entry.seq_no}/{event.declaration}/{event.code}", step=step)

    def _moment(self, entry: StoredDeclaration) -> str:
        """NOTICE_DATE: strictly later than the declaration's last one, to the second."""
        now = self.now().replace(microsecond=0)
        if entry.managed_at:
            now = max(now, datetime.fromisoformat(entry.managed_at) + timedelta(seconds=1))
        return now.isoformat()

    def _entry_no(self, head: Record) -> str:
        """海关编号: office, year, direction, and nine digits, counted together with the lists whose declarations have such numbers too."""
        direction = "1" if head.get("IEFlag") == "I" else "0"
        return f"{head.get('CustomMaster')}{self.now():%Y}{direction}{self.post.serial('list', 9)}"

    def _send(self, entry: StoredDeclaration, head: Record, note: str, *, key: str, step: int) -> None:
        moment = datetime.fromisoformat(entry.managed_at)
        write = old_result if self.settings.old_receipts else result
        encoding = "gb18030" if self.settings.old_receipts else "utf-8"
        text = write(
            seq_no=entry.seq_no,
            entry_no=entry.entry_no,
            channel=entry.channel,
            note=note,
            moment=moment,
            declared_at=entry.declared_at[:19],
            head=head,
        )
        base = f"DECCUS004_{entry.seq_no}_{self.post.serial('declaration receipt', 12)}"
        if self.settings.dxp:
            inner = text.encode(encoding)
            text = enveloped(inner, message_id=base, file_name=f"{base}.xml", card=entry.card, moment=moment)
            encoding = "utf-8"
        self.post.send(
            entry.business, lambda: f"Receipt_{base}_{self.post.stamp()}.xml", text, key=key, step=step, encoding=encoding
        )

    def _send_foreign(self, neighbour: StoredDeclaration, step: int) -> None:
        """Queue 7 and L of a declaration that somebody typed on the page with the same card."""
        head = self.records.message(neighbour.seq_no).head
        first = self.now().replace(microsecond=0)
        stranger = evolve(
            neighbour,
            seq_no=f"{head.get('IEFlag')}{first:%Y}{self.post.serial('entry', 13)}",
            entry_no="",
            declared_at="",
            channel="7",
            managed_at=first.isoformat(),
        )
        later = (first + timedelta(seconds=1)).isoformat()
        taken = evolve(stranger, entry_no=self._entry_no(head), declared_at=later, channel="L", managed_at=later)
        for entry in (stranger, taken):
            self._send(entry, head, CHANNELS[entry.channel][1], key=f"foreign/{entry.seq_no}/{entry.channel}", step=step)
