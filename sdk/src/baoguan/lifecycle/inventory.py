"""The lifecycle of a bonded inventory list as one table.

Sources: real receipts and four programs for the codes; the receipt engine of one auxiliary system for the ranks, corrected so that a refusal
is never hidden by a manual review of the same rank, and ranks count per act and declaration.
"""

from __future__ import annotations

from typing import Final

from baoguan.lifecycle.standing import Lifecycle, State, Transition
from baoguan.model.receipt import Outcome

INVENTORY: Final = Lifecycle(
    kind="inventory",
    states=(
        State(name="draft", zh="未发送", en="not sent"),
        State(name="queued", zh="待发送", en="waiting to be sent"),
        State(name="sent", zh="已发出，等待应答", en="sent, no answer yet", waiting=True),
        State(name="refused", zh="客户端拒收", en="refused by the channel"),
        State(name="not_arrived", zh="确认未到达", en="recorded as not arrived"),
        State(name="cancelled", zh="已撤回（未发送）", en="taken back before it left", final=True),
        State(name="saved", zh="已暂存，未申报", en="saved, not declared"),
        State(name="declared", zh="已申报，等待海关入库", en="declared, not yet stored by Customs", declared=True, waiting=True),
        State(name="stored", zh="海关入库成功", en="stored by Customs", declared=True, waiting=True),
        State(name="store_failed", zh="海关入库失败", en="Customs could not store it", declared=True),
        State(name="manual", zh="转人工审核", en="in manual review", declared=True, waiting=True),
        State(name="rejected", zh="退单", en="returned by Customs", declared=True),
        State(name="approved", zh="审核通过（未核扣）", en="approved, not deducted", declared=True),
        State(name="pre_deducted", zh="审核通过（预核扣）", en="approved, pre-deducted", declared=True),
        State(name="deducted", zh="已核扣", en="deducted", declared=True, final=True),
        State(name="written_off", zh="已核销", en="written off", declared=True, final=True),
        State(name="deleted", zh="已删除", en="deleted at Customs", declared=True, final=True),
    ),
    transitions=(
        Transition(outcome=Outcome.STORED, rank=1, state="stored"),
        Transition(outcome=Outcome.STORE_FAILED, rank=1, state="store_failed", refusal=True),
        Transition(outcome=Outcome.MANUAL, rank=2, state="manual"),
        Transition(outcome=Outcome.REJECTED, rank=2, state="rejected", refusal=True),
        Transition(outcome=Outcome.APPROVED, rank=3, state="approved"),
        Transition(outcome=Outcome.PRE_DEDUCTED, rank=3, state="pre_deducted"),
        Transition(outcome=Outcome.DEDUCTED, rank=4, state="deducted"),
        Transition(outcome=Outcome.WRITTEN_OFF, rank=5, state="written_off"),
        Transition(outcome=Outcome.DELETED, rank=5, state="deleted"),
        Transition(outcome=Outcome.DRAFTED, rank=0, state=None),
        Transition(outcome=Outcome.DRAFT_FAILED, rank=0, state=None),
        Transition(outcome=Outcome.INFORMED, rank=0, state=None),
    ),
    deletion_outcomes=frozenset({Outcome.APPROVED, Outcome.DEDUCTED, Outcome.DELETED}),
)
