"""The public values of amendments, and the words that their rooms share."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

KIND = "MOD"
"""In place of the kind of act in the log and among the acts that stand."""
DECISION, PRESS = "amendment", "amendment press"
"""Acts of the scheduled events: Customs decides; somebody presses 申报 on the page."""


class AmendmentStage(StrEnum):
    """Where a 修撤单 stands; the letters are those of FeedbackResults."""

    SAVED = "saved"
    """暂存: a draft with a DecModSeqNo; a person has not pressed 申报 yet."""
    DECLARED = "declared"
    """申报: handed to Customs (3)."""
    STORED = "stored"
    """L, 接收入库成功."""
    STORE_FAILED = "store_failed"
    """4, H: not handed over, or not stored; may be corrected under the same number."""
    ACCEPTED = "accepted"
    """A, 受理; T, 转办."""
    REJECTED = "rejected"
    """C, E, F: not to be handled, not agreed, rejected; may be corrected under the same number."""
    RETURNED = "returned"
    """R, 退回; may be corrected under the same number."""
    AGREED = "agreed"
    """S, 同意: what was asked for is done."""
    DELETED = "deleted"
    """A draft that was deleted on the page."""


OPEN = frozenset({AmendmentStage.SAVED, AmendmentStage.STORE_FAILED, AmendmentStage.REJECTED, AmendmentStage.RETURNED})
"""It may be overwritten, declared and deleted."""
FREED = OPEN - {AmendmentStage.SAVED}
PENDING = frozenset({AmendmentStage.SAVED, AmendmentStage.DECLARED, AmendmentStage.STORED, AmendmentStage.ACCEPTED})
"""Not decided: no other amendment of the same declaration is taken."""


@frozen(kw_only=True)
class AmendmentState:
    """The state of one amendment."""

    state: AmendmentStage
    seq_no: str
    """修撤单统一编号."""
    entry_no: str
    """报关单号 of the declaration that it amends."""
    number: str
    """ClientSeqNo of that declaration; its 报关单号 where the simulator does not hold it."""
    amendment_type: str
    """DecModType: 1 修改, 2 撤销."""
    result: str
    """The last of the results of Customs, empty before."""
    items: int


__all__ = ["DECISION", "FREED", "KIND", "OPEN", "PENDING", "PRESS", "AmendmentStage", "AmendmentState"]
