"""The Single Window's own decision about an arriving INV101: is there such a list, may this be done to it now?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from attrs import evolve, frozen

from .changes import check_change, same_content
from .customs import Customs
from .message import Inv101
from .post import Post
from .problems import Findings
from .records import Content, StoredList
from .store import Store
from .values import ListStage

_OPEN = frozenset({ListStage.SAVED, ListStage.REJECTED, ListStage.STORE_FAILED, ListStage.UNSEEN})
"""A list may be saved or declared (again) in these stages."""
_STANDING = frozenset({ListStage.PRE_DEDUCTED, ListStage.APPROVED, ListStage.DEDUCTED})
"""A list may be changed or deleted in these."""


@frozen(kw_only=True)
class Verdict:
    """What becomes of one message."""

    seq_no: str
    """Of the list, also if it was refused; empty if there is none."""
    exists: bool = False
    """Refused because the same thing is there already."""
    fresh: bool = False
    """Accepted, and plainly meant as something new: another content in a draft, or in place of a deleted list, or a
    second try of a list that was never seen."""


@frozen
class Desk:
    """Accepts or refuses; runs inside the caller's transaction."""

    store: Store
    customs: Customs
    post: Post
    now: Callable[[], datetime]

    def receive(self, message: Inv101, business: str, *, unseen: bool, step: int, found: Findings) -> Verdict:
        """Do what the message wants, or add to ``found`` why not.

        ``unseen``: it is accepted and then disappears, as with a wrong SysId.
        """
        kind = message.head["DclTypecd"]
        if kind == "1":
            return self._file(message, business, unseen=unseen, step=step, found=found)
        entry = self._addressed(message, found)
        if entry is None:
            return Verdict(seq_no="")
        act = "change" if kind == "2" else "deletion"
        self._check_act(entry, message, act, found)
        if not found and message.declare_flag == "1" and not unseen:
            content = Content(head=message.head, rows=message.rows)
            if act == "change":
                self.store.set_pending(entry.seq_no, content)
            self.customs.declare(entry, act, content, count=int(message.head["ChgTmsCnt"]), step=step)
        return Verdict(seq_no=entry.seq_no)

    def _file(self, message: Inv101, business: str, *, unseen: bool, step: int, found: Findings) -> Verdict:
        head = message.head
        content = Content(head=head, rows=message.rows)
        stage = ListStage.UNSEEN if unseen else ListStage.SAVED
        if head.get("SeqNo"):
            known = self._addressed(message, found)
            if known is None:
                return Verdict(seq_no="")
            if known.stage not in _OPEN:
                found.add("exists", "InvtHeadType/SeqNo", "该清单已申报，不能重复申报")
                return Verdict(seq_no=known.seq_no, exists=True)
            if head.get("BondInvtNo", "") not in {"", known.list_no}:
                found.add("BondInvtNo", "InvtHeadType/BondInvtNo", "清单编号与统一编号不符")
                return Verdict(seq_no=known.seq_no)
            fresh = known.stage is ListStage.UNSEEN or not self._says(known.seq_no, message)
            entry = evolve(known, stage=stage, lines=len(message.rows), business=business)
            self.store.set_content(entry.seq_no, content)
            self.store.save_list(entry)
        else:
            number, enterprise = head["EtpsInnerInvtNo"], head["BizopEtpsno"]
            existing = self.store.by_number(enterprise, number)
            if existing is not None:
                found.add("exists", "InvtHeadType/EtpsInnerInvtNo", f"企业内部编号 {number} 已存在，请勿重复导入")
                return Verdict(seq_no=existing.seq_no, exists=True)
            if head.get("BondInvtNo"):
                found.add("BondInvtNo", "InvtHeadType/BondInvtNo", "首次申报时清单编号应为空")
                return Verdict(seq_no="")
            deleted = self.store.last_deleted(enterprise, number)
            fresh = deleted is not None and not self._says(deleted, message)
            if deleted is not None:
                self.store.forget(enterprise, number)
            entry = StoredList(
                seq_no=f"{self.now():%Y}{self.post.serial('list draft', 14)}",
                enterprise=enterprise,
                number=number,
                business=business,
                receiver=message.envelope.get("sender_id", ""),
                stage=stage,
                lines=len(message.rows),
            )
            self.store.add_list(entry, content)
        if message.declare_flag == "1" and not unseen:
            self.customs.declare(entry, "filing", content, count=0, step=step)
        return Verdict(seq_no=entry.seq_no, fresh=fresh)

    def _says(self, seq_no: str, message: Inv101) -> bool:
        content = self.store.content(seq_no)
        return same_content(content.head, content.rows, message)

    def _addressed(self, message: Inv101, found: Findings) -> StoredList | None:
        """The list that the SeqNo names, if it is the sender's."""
        head = message.head
        entry = self.store.by_seq_no(head["SeqNo"])
        if entry is None:
            found.add("SeqNo", "InvtHeadType/SeqNo", "预录入统一编号不存在")
        elif (entry.enterprise, entry.number) != (head["BizopEtpsno"], head["EtpsInnerInvtNo"]):
            found.add("SeqNo", "InvtHeadType/SeqNo", "预录入统一编号与企业内部编号、经营企业不符")
            return None
        return entry

    def _check_act(self, entry: StoredList, message: Inv101, act: str, found: Findings) -> None:
        head = message.head
        if entry.stage not in _STANDING:
            found.add("stage", "InvtHeadType/DclTypecd", "该清单尚未审批通过，不能变更或删除")
            return
        if entry.act:
            found.add("busy", "InvtHeadType/DclTypecd", "该清单有变更或删除申请正在审批")
            return
        if head["BondInvtNo"] != entry.list_no:
            found.add("BondInvtNo", "InvtHeadType/BondInvtNo", "清单编号与统一编号不符")
        count = int(head["ChgTmsCnt"])
        following = entry.change_count + 1
        # No source says whether a deletion counts as a change.
        allowed = {following} if act == "change" else {entry.change_count, following}
        if count not in allowed:
            found.add("change count", "InvtHeadType/ChgTmsCnt", f"变更次数应为 {following}")
        if act == "change":
            standing = self.store.content(entry.seq_no)
            check_change(message, standing.head, standing.rows, found)
