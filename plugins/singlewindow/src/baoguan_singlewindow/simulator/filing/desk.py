"""The Single Window's own decision about an arriving EML111 or EMS111: is there such a ledger, may this be done to it now?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from ..post import Post
from ..problems import Findings
from .customs import LedgerCustoms
from .message import LedgerMessage
from .records import LedgerStore, StoredLedger
from .rules import check_change
from .values import FILED, OPEN, LedgerStage


@frozen(kw_only=True)
class Verdict:
    """What becomes of one message."""

    seq_no: str = ""
    """Of the ledger, also if it was refused; empty if there is none."""
    exists: bool = False
    """Refused because the same thing is there already."""
    fresh: bool = False
    """Accepted, and plainly meant as something new: another content in a draft."""


@frozen
class LedgerDesk:
    """Accepts or refuses; runs inside the caller's transaction."""

    records: LedgerStore
    customs: LedgerCustoms
    post: Post
    now: Callable[[], datetime]

    def receive(self, message: LedgerMessage, business: str, *, step: int, found: Findings) -> Verdict:
        """Do what the message wants, or add to ``found`` why not."""
        if message.filed.head["DclTypecd"] == FILED:
            return self._file(message, business, step=step, found=found)
        return self._change(message, step=step, found=found)

    def _file(self, message: LedgerMessage, business: str, *, step: int, found: Findings) -> Verdict:
        head, form = message.filed.head, message.form
        enterprise, number = head["BizopEtpsno"], head["EtpsPreentNo"]
        if head.get(form.number):
            found.add(form.number, f"{form.head}/{form.number}", f"备案时{form.zh}编号应为空")
            return Verdict()
        fresh = False
        if head.get("SeqNo"):
            known = self._addressed(message, found)
            if known is None:
                return Verdict()
            if known.stage not in OPEN:
                found.add("exists", f"{form.head}/SeqNo", f"该{form.zh}已申报，不能重复申报")
                return Verdict(seq_no=known.seq_no, exists=True)
            fresh = self.records.filed(known.seq_no) != message.filed
            entry = evolve(known, stage=LedgerStage.SAVED, business=business)
            self.records.save(entry, message.filed)
        else:
            existing = self.records.by_number(enterprise, number)
            if existing is not None:
                found.add("exists", f"{form.head}/EtpsPreentNo", f"企业内部编号 {number} 已存在，请勿重复导入")
                return Verdict(seq_no=existing.seq_no, exists=True)
            entry = StoredLedger(
                seq_no=f"{self.now():%Y}{self.post.serial('list draft', 14)}",
                family=form.family,
                enterprise=enterprise,
                number=number,
                business=business,
                stage=LedgerStage.SAVED,
            )
            self.records.add(entry, message.filed)
        if message.declares:
            self.customs.declare(entry, "filing", count=0, step=step)
        return Verdict(seq_no=entry.seq_no, fresh=fresh)

    def _change(self, message: LedgerMessage, *, step: int, found: Findings) -> Verdict:
        head, form = message.filed.head, message.form
        place = f"{form.head}/{form.number}"
        if self.records.by_ledger_no(head.get(form.number, "")) is None:
            found.add("nowhere", place, f"{form.zh} {head.get(form.number, '')} 不存在，不能变更")
            return Verdict()
        entry = self._addressed(message, found)
        if entry is None:
            return Verdict()
        if entry.ledger_no != head[form.number]:
            found.add(form.number, place, f"{form.zh}编号与统一编号不符")
        elif entry.act:
            found.add("busy", f"{form.head}/DclTypecd", f"该{form.zh}有变更申请正在审批")
        elif head.get("ChgTmsCnt") != str(entry.change_count + 1):
            found.add("change count", f"{form.head}/ChgTmsCnt", f"变更次数应为 {entry.change_count + 1}")
        else:
            check_change(message, self.records.filed(entry.seq_no), found)
        if not found and message.declares:
            self.records.want(entry.seq_no, message.filed)
            self.customs.declare(entry, "change", count=entry.change_count + 1, step=step)
        return Verdict(seq_no=entry.seq_no)

    def _addressed(self, message: LedgerMessage, found: Findings) -> StoredLedger | None:
        """The ledger that the SeqNo names, if it is the sender's."""
        head, place = message.filed.head, f"{message.form.head}/SeqNo"
        entry = self.records.by_seq_no(head.get("SeqNo", ""))
        if entry is None:
            found.add("SeqNo", place, "预录入统一编号不存在")
        elif (entry.enterprise, entry.number, entry.family) != (head["BizopEtpsno"], head["EtpsPreentNo"], message.form.family):
            found.add("SeqNo", place, "预录入统一编号与企业内部编号、经营企业不符")
            return None
        return entry
