"""The Single Window's own decision about an arriving DecModMessage: is there such a declaration, is nothing pending on it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from ..declaration.office import DeclarationOffice
from ..post import Post
from ..problems import Findings
from .customs import new_number
from .message import ModMessage
from .questions import Questions
from .records import AmendmentStore, StoredAmendment
from .rules import check_declaration
from .settings import Amending
from .values import FREED, KIND, OPEN, AmendmentStage


@frozen(kw_only=True)
class Verdict:
    """What becomes of one message."""

    entry: StoredAmendment | None = None
    """The amendment, also if the message was refused; none if there is none."""
    exists: bool = False
    """Refused because the same thing is there already."""


@frozen
class AmendmentDesk:
    """Accepts or refuses; runs inside the caller's transaction."""

    records: AmendmentStore
    declarations: DeclarationOffice
    questions: Questions
    post: Post
    now: Callable[[], datetime]
    settings: Amending

    def receive(self, message: ModMessage, business: str, *, found: Findings) -> Verdict:
        """Save the message as a draft, or add to ``found`` why not."""
        entry_no = message.get("EntryId")
        known = self._addressed(message, found) if message.get("DecModSeqNo") else None
        if found:
            return Verdict()
        pending = self.records.pending(entry_no)
        if known is not None and known.stage not in OPEN:
            found.add("exists", "DecModMessage/DecModSeqNo", "该修撤单已申报，不能重复暂存")
            return Verdict(entry=known, exists=known.digest == message.digest)
        if pending is not None and (known is None or pending.seq_no != known.seq_no):
            found.add("exists", "DecModMessage/EntryId", f"报关单 {entry_no} 已有未办结的修撤单 {pending.seq_no}")
            return Verdict(entry=pending, exists=pending.digest == message.digest)
        number = self._declaration(message, found)
        if found:
            return Verdict(entry=known)
        if known is not None:
            return Verdict(entry=self._overwrite(known, message, business))
        entry = StoredAmendment(
            seq_no=new_number(self.post, self.now()),
            entry_no=entry_no,
            declaration=message.get("DecSeqNo"),
            number=number,
            enterprise=message.get("TradeCode"),
            business=business,
            card=message.get("IcCode"),
            amendment_type=message.get("DecModType"),
            stage=AmendmentStage.SAVED,
            digest=message.digest,
            items=len(message.items),
        )
        self.records.add(entry, message.data)
        return Verdict(entry=entry)

    def _overwrite(self, known: StoredAmendment, message: ModMessage, business: str) -> StoredAmendment:
        store = self.records.store
        store.drop_events(known.seq_no)
        if known.digest != message.digest or known.stage in FREED:
            store.forget(known.enterprise, known.entry_no, KIND, known.digest)
        entry = evolve(
            known,
            stage=AmendmentStage.SAVED,
            business=business,
            amendment_type=message.get("DecModType"),
            digest=message.digest,
            items=len(message.items),
        )
        self.records.save(entry, message.data)
        return entry

    def _addressed(self, message: ModMessage, found: Findings) -> StoredAmendment | None:
        """The amendment that the DecModSeqNo names, if it is the sender's."""
        known = self.records.by_seq_no(message.get("DecModSeqNo"))
        if known is None:
            found.add("DecModSeqNo", "DecModMessage/DecModSeqNo", "修撤单统一编号不存在")
        elif known.card != message.get("IcCode"):
            found.add("DecModSeqNo", "DecModMessage/DecModSeqNo", "修撤单统一编号不属于该IC卡")
        elif (known.entry_no, known.declaration) != (message.get("EntryId"), message.get("DecSeqNo")):
            found.add("DecModSeqNo", "DecModMessage/DecModSeqNo", "修撤单统一编号与报关单号不符")
        return known

    def _declaration(self, message: ModMessage, found: Findings) -> str:
        """The ClientSeqNo of the declaration that is amended, judged against what it holds."""
        known = self.declarations.find(message.get("DecSeqNo"))
        if known is not None:
            check_declaration(message, known, self.declarations.records.message(known.seq_no), found)
            self.questions.check(message, found)
            return known.number
        if not self.settings.strangers:
            found.add("DecSeqNo", "DecModMessage/DecSeqNo", "报关单统一编号不存在")
        return message.get("EntryId")
