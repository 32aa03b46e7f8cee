"""The lifecycle of a ledger's filing and changes as one table.

Source: results of ledger receipts (1 approved, 2 manual review, 3 returned, Y stored, Z not stored), seen in two to three programs; the
ranks are those of the bonded inventory list.
"""

from __future__ import annotations

from typing import Final

from baoguan.lifecycle.standing import Lifecycle, State, Transition
from baoguan.model.receipt import Outcome

LEDGER: Final = Lifecycle(
    kind="ledger",
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
        State(name="manual", zh="转人工审核", en="in manual review", declared=True, waiting=True),
        State(name="rejected", zh="退单", en="returned by Customs", declared=True),
        State(name="approved", zh="已备案，执行中", en="filed and in force", declared=True),
        State(name="written_off", zh="已核销", en="written off", declared=True, final=True),
        State(name="deleted", zh="已注销", en="closed", declared=True, final=True),
    ),
    transitions=(
        Transition(outcome=Outcome.STORED, rank=1, state="stored"),
        Transition(outcome=Outcome.STORE_FAILED, rank=1, state="store_failed", refusal=True),
        Transition(outcome=Outcome.MANUAL, rank=2, state="manual"),
        Transition(outcome=Outcome.REJECTED, rank=2, state="rejected", refusal=True),
        Transition(outcome=Outcome.APPROVED, rank=3, state="approved"),
        Transition(outcome=Outcome.WRITTEN_OFF, rank=5, state="written_off"),
        Transition(outcome=Outcome.DELETED, rank=5, state="deleted"),
        Transition(outcome=Outcome.INFORMED, rank=0, state=None),
    ),
    deletion_outcomes=frozenset({Outcome.APPROVED, Outcome.DELETED}),
)
