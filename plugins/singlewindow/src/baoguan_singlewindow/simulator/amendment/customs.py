"""Customs behind the page: what follows when 申报 was pressed for an amendment.

A result is a fact from the moment it is given; its receipt may be late, doubled or lost afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import evolve, frozen

from ..declaration.office import DeclarationOffice
from ..declaration.receipts import enveloped
from ..faults import Dice, Faults
from ..plans import scripted
from ..post import Post
from ..records import Event
from .held import with_changes
from .message import CHANGE
from .plans import RESULTS, usual
from .questions import Questions, agreed, as_items
from .receipts import MESSAGE_TYPE, result
from .records import AmendmentStore, StoredAmendment
from .settings import Amending
from .values import DECISION, FREED, KIND, AmendmentStage

_OPERATIONS = "GCH"


@frozen
class AmendmentCustoms:
    """Decides; every method runs inside the caller's transaction."""

    records: AmendmentStore
    declarations: DeclarationOffice
    questions: Questions
    post: Post
    faults: Faults
    dice: Dice
    now: Callable[[], datetime]
    settings: Amending
    plans: dict[str, tuple[tuple[str, ...], ...]]

    def declare(self, entry: StoredAmendment, step: int) -> None:
        """申报 was pressed: schedule what Customs will say."""
        store = self.records.store
        nth = store.next_number(f"amendments of {entry.entry_no}")
        store.drop_events(entry.seq_no)
        entry = evolve(entry, declarations=nth, stage=AmendmentStage.DECLARED)
        self.records.save(entry)
        key = f"{entry.enterprise}/{entry.entry_no}/{nth}"
        codes = scripted(self.plans, entry.number, nth)
        if codes is None:
            codes = usual(self.faults, self.dice, key)
        store.schedule(entry.seq_no, DECISION, codes, count=0, declaration=nth, due=step + 1)
        if self.dice.roll(self.faults.foreign, "foreign", key):
            stranger = evolve(entry, seq_no=new_number(self.post, self.now()), managed_at=self._moment(entry))
            self._send(evolve(stranger, result="L"), key=f"foreign/{key}", step=step + 1)

    def decide(self, event: Event, step: int) -> None:
        """Give one result; nothing happens to an amendment that is gone meanwhile."""
        entry = self.records.by_seq_no(event.seq_no)
        if entry is None:
            return
        stage, _ = RESULTS[event.code]
        entry = evolve(entry, stage=stage, result=event.code, managed_at=self._moment(entry))
        self.records.save(entry)
        if stage in FREED:
            # It came back: what is sent now is a new act.
            self.records.store.forget(entry.enterprise, entry.entry_no, KIND, entry.digest)
            self.questions.reopen(self.records.message(entry.seq_no))
        self._send(entry, key=f"{entry.seq_no}/{event.declaration}/{event.code}", step=step)
        if stage is AmendmentStage.AGREED:
            self._only_this(entry)
            self._carry_out(entry, step)

    def _carry_out(self, entry: StoredAmendment, step: int) -> None:
        """What was agreed happens to the declaration; its own receipts tell a deletion. Nothing does where Customs asked and heard no."""
        known = self.declarations.find(entry.declaration)
        message = self.records.message(entry.seq_no)
        question = self.questions.of(message)
        if known is None or (question is not None and not agreed(message)):
            return
        if entry.amendment_type == CHANGE:
            records = self.declarations.records
            items = message.items if question is None else as_items(question.changes)
            records.save(known, with_changes(records.content(known.seq_no), items))
        else:
            self.declarations.customs.withdraw(known, step)

    def _only_this(self, entry: StoredAmendment) -> None:
        """Earlier amendments of the declaration may be asked for once more; this one, sent again, came twice."""
        store = self.records.store
        keys = [(entry.enterprise, entry.entry_no, KIND, entry.digest, operation) for operation in _OPERATIONS]
        kept = [key for key in keys if store.was_seen(key)]
        store.forget(entry.enterprise, entry.entry_no, KIND)
        for key in kept:
            store.mark_seen(key)

    def _moment(self, entry: StoredAmendment) -> str:
        """FeedbackTime: strictly later than the amendment's last one, to the second."""
        now = self.now().replace(microsecond=0)
        if entry.managed_at:
            now = max(now, datetime.fromisoformat(entry.managed_at) + timedelta(seconds=1))
        return now.isoformat()

    def _send(self, entry: StoredAmendment, *, key: str, step: int) -> None:
        moment = datetime.fromisoformat(entry.managed_at)
        serial = self.post.serial("amendment receipt", 12)
        text = result(
            seq_no=entry.seq_no,
            code=entry.result,
            note=RESULTS[entry.result][1],
            office=entry.entry_no[:4],
            moment=moment,
            unique=f"{entry.seq_no}-{serial}",
        )
        base = f"{MESSAGE_TYPE}_{entry.seq_no}_{serial}"
        if self.settings.dxp:
            text = enveloped(
                text.encode(),
                message_id=base,
                file_name=f"{base}.xml",
                card=entry.card,
                moment=moment,
                message_type=MESSAGE_TYPE,
            )
        self.post.send(entry.business, lambda: f"Receipt_{base}_{self.post.stamp()}.xml", text, key=key, step=step)


def new_number(post: Post, now: datetime) -> str:
    """修撤单统一编号: 18 characters; of what kind, no source tells."""
    return f"M{now:%Y}{post.serial('amendment', 13)}"
