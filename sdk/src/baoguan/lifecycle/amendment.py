"""The lifecycle of the amendment of a declaration (修撤单) as one table.

Source of the results: one program (3/4 handed to the platform or not, L stored, H not stored, C cannot be handled, A taken up, T passed on, S
agreed, E not agreed, F operation rejected, R returned); the order of the stages is ours. A draft is declared by a person on the page, or
declared again there after a refusal. Inside the handling (rank 3) the later receipt wins.
"""

from __future__ import annotations

from typing import Final

from baoguan.lifecycle.standing import Lifecycle, State, Transition
from baoguan.model.receipt import Outcome

AMENDMENT: Final = Lifecycle(
    kind="amendment",
    by_person=True,
    approval_rank=4,
    states=(
        State(name="draft", zh="未发送", en="not sent"),
        State(name="queued", zh="待发送", en="waiting to be sent"),
        State(name="sent", zh="已发出，等待应答", en="sent, no answer yet", waiting=True),
        State(name="refused", zh="保存失败", en="refused by the channel"),
        State(name="not_arrived", zh="确认未到达", en="recorded as not arrived"),
        State(name="cancelled", zh="已撤回（未发送）", en="taken back before it left", final=True),
        State(
            name="saved", zh="已暂存，未申报：须有人在页面按“申报”", en="saved, not declared: a person must press 申报 on the page"
        ),
        State(name="declared", zh="已申报，等待海关入库", en="declared, not yet stored by Customs", declared=True, waiting=True),
        State(name="stored", zh="海关入库成功", en="stored by Customs", declared=True, waiting=True),
        State(name="store_failed", zh="发往海关或入库失败", en="not handed to Customs, or not stored there", declared=True),
        State(
            name="accepted",
            zh="海关受理，审核中（含转办）",
            en="taken up by Customs, or passed on there",
            declared=True,
            waiting=True,
        ),
        State(name="rejected", zh="海关不同意、驳回或无法受理", en="not agreed, rejected or not to be handled", declared=True),
        State(name="returned", zh="退回", en="returned to be corrected", declared=True),
        State(name="approved", zh="海关同意", en="agreed by Customs", declared=True),
        State(name="deleted", zh="草稿已删除", en="the draft is deleted", final=True),
    ),
    transitions=(
        Transition(outcome=Outcome.SUBMITTED, rank=1, state="declared"),
        Transition(outcome=Outcome.STORED, rank=2, state="stored"),
        Transition(outcome=Outcome.STORE_FAILED, rank=2, state="store_failed", refusal=True),
        Transition(outcome=Outcome.MANUAL, rank=3, state="accepted"),
        Transition(outcome=Outcome.RETURNED, rank=3, state="returned", refusal=True),
        Transition(outcome=Outcome.REJECTED, rank=3, state="rejected", refusal=True),
        Transition(outcome=Outcome.APPROVED, rank=4, state="approved"),
        Transition(outcome=Outcome.DELETED, rank=5, state="deleted"),
        Transition(outcome=Outcome.INFORMED, rank=0, state=None),
    ),
    deletion_outcomes=frozenset({Outcome.DELETED}),
)
