"""The Single Window's own decision about an arriving DecMessage: is there such a declaration, may it be saved over?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from ..post import Post
from ..problems import Findings
from .message import DecMessage
from .plans import FREED, OPEN
from .records import DeclarationStore, StoredDeclaration
from .values import KIND, Stage

_READY_FOR_COMPLETE = frozenset({Stage.AUDITED, Stage.RELEASED_ON_GUARANTEE, Stage.RELEASED})
"""A summary in these stages takes the complete declaration (公告 2019-127; 署令 277: from its audit on)."""


@frozen(kw_only=True)
class Verdict:
    """What becomes of one message."""

    entry: StoredDeclaration | None = None
    """The declaration, also if the message was refused; none if there is none."""
    exists: bool = False
    """Refused because the same thing is there already."""
    fresh: bool = False
    """Accepted, and plainly meant as something new."""


@frozen
class DeclarationDesk:
    """Accepts or refuses; runs inside the caller's transaction."""

    records: DeclarationStore
    post: Post
    now: Callable[[], datetime]

    def receive(self, message: DecMessage, data: bytes, business: str, *, step: str, found: Findings) -> Verdict:
        """Save the message as a draft, or add to ``found`` why not. ``step`` is that of a two-step declaration."""
        if message.head.get("SeqNo"):
            return self._overwrite(message, data, business, step, found)
        known = self.records.by_number(message.enterprise, message.number)
        if known is not None:
            found.add("exists", "DecSign/ClientSeqNo", f"客户端报关单编号 {message.number} 已存在，请勿重复导入")
            return Verdict(entry=known, exists=True)
        if message.head.get("EntryId"):
            found.add("EntryId", "DecHead/EntryId", "首次暂存时海关编号应为空")
        if step == "complete":
            found.add("two-step", "DecHead/SeqNo", "完整申报应填写概要申报的统一编号")
        if found:
            return Verdict()
        gone = self.records.last_gone(message.enterprise, message.number)
        fresh = gone is not None and self.records.message(gone).content() != message.content()
        if gone is not None:
            self.records.store.forget(message.enterprise, message.number, KIND)
        entry = StoredDeclaration(
            # Drafts that Customs makes from lists have numbers of the same kind.
            seq_no=f"{message.head.get('IEFlag')}{self.now():%Y}{self.post.serial('entry', 13)}",
            enterprise=message.enterprise,
            number=message.number,
            business=business,
            card=message.card,
            stage=Stage.SAVED,
            step=step,
            lines=len(message.goods),
        )
        self.records.add(entry, data)
        return Verdict(entry=entry, fresh=fresh)

    def _overwrite(self, message: DecMessage, data: bytes, business: str, step: str, found: Findings) -> Verdict:
        known = self._addressed(message, found)
        if known is None:
            return Verdict()
        completes = known.step == "summary" and step == "complete" and known.stage in _READY_FOR_COMPLETE
        if known.stage not in OPEN and not completes:
            if known.step == "summary" and step == "complete":
                found.add("two-step", "DecHead/Type", "概要申报尚未审结，不能完整申报")
                return Verdict(entry=known)
            found.add("exists", "DecHead/SeqNo", "该报关单已申报，不能重复暂存")
            return Verdict(entry=known, exists=True)
        if step == "complete" and known.step == "summary" and not completes:
            found.add("two-step", "DecHead/Type", "概要申报尚未审结，不能完整申报")
        if known.entry_no and step != "complete" and known.step == "complete":
            found.add("two-step", "DecHead/Type", "完整申报的草稿不能改为其他申报")
        if message.head.get("EntryId") not in {"", known.entry_no}:
            found.add("EntryId", "DecHead/EntryId", "海关编号与统一编号不符")
        if found:
            return Verdict(entry=known)
        fresh = completes or known.stage in FREED or self.records.message(known.seq_no).content() != message.content()
        entry = evolve(known, stage=Stage.SAVED, step=step, lines=len(message.goods), business=business)
        self.records.store.drop_events(entry.seq_no)
        self.records.save(entry, data)
        return Verdict(entry=entry, fresh=fresh)

    def _addressed(self, message: DecMessage, found: Findings) -> StoredDeclaration | None:
        """The declaration that the SeqNo names, if it is the sender's."""
        known = self.records.by_seq_no(message.head.get("SeqNo"))
        if known is None:
            found.add("SeqNo", "DecHead/SeqNo", "统一编号不存在")
        elif known.card != message.card:
            found.add("SeqNo", "DecHead/SeqNo", "统一编号不属于该IC卡")
        elif (known.enterprise, known.number) != (message.enterprise, message.number):
            # The Single Window knows a draft by its number alone; a sender that mixes two of its own is to be noticed.
            found.add("SeqNo", "DecHead/SeqNo", "统一编号与客户端报关单编号、境内收发货人不符")
        elif known.seq_no[:1] != message.head.get("IEFlag"):
            found.add("SeqNo", "DecHead/IEFlag", "进出口标志与统一编号不符")
        if found:
            return None
        return known
