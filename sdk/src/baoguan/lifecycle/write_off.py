"""The lifecycle of a write-off (报核) as one table.

Source: results and ranks of the receipt engine of one auxiliary system (Y stored, Z not stored, B formal calculation in manual review, 5 and 6
its result, A the write-off in manual review, 7 differences to be confirmed, 2 written off, 3 returned).
"""

from __future__ import annotations

from typing import Final

from baoguan.lifecycle.standing import Lifecycle, State, Transition
from baoguan.model.receipt import Outcome

WRITE_OFF: Final = Lifecycle(
    kind="write_off",
    approval_rank=6,
    states=(
        State(name="draft", zh="未发送", en="not sent"),
        State(name="queued", zh="待发送", en="waiting to be sent"),
        State(name="sent", zh="已发出，等待应答", en="sent, no answer yet", waiting=True),
        State(name="refused", zh="通道拒收", en="refused by the channel"),
        State(name="not_arrived", zh="确认未到达", en="recorded as not arrived"),
        State(name="cancelled", zh="已撤回（未发送）", en="taken back before it left", final=True),
        State(name="saved", zh="已暂存，未申报", en="saved, not declared"),
        State(name="declared", zh="已申报，等待海关入库", en="declared, not yet stored by Customs", declared=True, waiting=True),
        State(name="stored", zh="海关入库成功", en="stored by Customs", declared=True, waiting=True),
        State(name="store_failed", zh="海关入库失败", en="Customs could not store it", declared=True),
        State(
            name="calculating", zh="正式核算转人工", en="the formal calculation is in manual review", declared=True, waiting=True
        ),
        State(name="calculated", zh="正式核算通过", en="the formal calculation passed", declared=True, waiting=True),
        State(name="calculation_returned", zh="正式核算退单", en="returned by the formal calculation: correct it", declared=True),
        State(name="manual", zh="报核转人工审核", en="in manual review", declared=True, waiting=True),
        State(
            name="differences",
            zh="差异结果待企业确认",
            en="Customs asks the enterprise to confirm the differences",
            declared=True,
        ),
        State(name="rejected", zh="报核退单", en="returned by Customs", declared=True),
        State(name="approved", zh="报核通过", en="written off", declared=True, final=True),
        State(name="deleted", zh="草稿已删除", en="the draft is deleted", final=True),
    ),
    transitions=(
        Transition(outcome=Outcome.STORED, rank=1, state="stored"),
        Transition(outcome=Outcome.STORE_FAILED, rank=1, state="store_failed", refusal=True),
        Transition(outcome=Outcome.RECHECK, rank=2, state="calculating"),
        Transition(outcome=Outcome.AUDITED, rank=3, state="calculated"),
        Transition(outcome=Outcome.RETURNED, rank=3, state="calculation_returned", refusal=True),
        Transition(outcome=Outcome.MANUAL, rank=4, state="manual"),
        Transition(outcome=Outcome.SUPPLEMENT, rank=5, state="differences"),
        Transition(outcome=Outcome.APPROVED, rank=6, state="approved"),
        Transition(outcome=Outcome.REJECTED, rank=6, state="rejected", refusal=True),
        Transition(outcome=Outcome.DELETED, rank=7, state="deleted"),
        Transition(outcome=Outcome.INFORMED, rank=0, state=None),
    ),
    deletion_outcomes=frozenset({Outcome.DELETED}),
)
