"""The lifecycle of a customs declaration as one table.

Over the import client a declaration is saved only; a person presses 申报 on the page, and the receipts of Customs then come by themselves.
Sources: the official description of 2018 and the state tables of four programs for the codes, one real trace (7, L, P); the order of the
stages is ours. Inside the audit (rank 3) the later receipt wins: inspection, tax and supplement come and go in any order.
"""

from __future__ import annotations

from typing import Final

from baoguan.lifecycle.standing import Lifecycle, State, Transition
from baoguan.model.receipt import Outcome

DECLARATION: Final = Lifecycle(
    kind="declaration",
    by_person=True,
    approval_rank=4,
    completable=frozenset({"audited", "released_on_guarantee", "released", "cleared"}),
    states=(
        State(name="draft", zh="未发送", en="not sent"),
        State(name="queued", zh="待发送", en="waiting to be sent"),
        State(name="sent", zh="已发出，等待应答", en="sent, no answer yet", waiting=True),
        State(name="refused", zh="暂存失败", en="refused by the channel"),
        State(name="not_arrived", zh="确认未到达", en="recorded as not arrived"),
        State(name="cancelled", zh="已撤回（未发送）", en="taken back before it left", final=True),
        State(
            name="saved", zh="已暂存，未申报：须有人在页面按“申报”", en="saved, not declared: a person must press 申报 on the page"
        ),
        State(name="declared", zh="已申报，等待海关接收", en="declared, not yet taken by Customs", declared=True, waiting=True),
        State(name="stored", zh="海关已接收", en="taken by Customs", declared=True, waiting=True),
        State(name="store_failed", zh="申报失败", en="the declaration failed", declared=True),
        State(name="manual", zh="转人工（挂起、手工申报）", en="held for manual handling", declared=True, waiting=True),
        State(name="rejected", zh="退单、不受理", en="rejected by Customs", declared=True),
        State(name="returned", zh="退回修改", en="returned to be corrected", declared=True),
        State(name="recheck", zh="重审", en="under audit again", declared=True, waiting=True),
        State(name="supplement", zh="要求补充申报或重传单据", en="more is asked for", declared=True),
        State(name="inspection", zh="查验", en="inspection ordered", declared=True, waiting=True),
        State(name="tax_due", zh="需交税费", en="taxes to be paid", declared=True),
        State(name="audited", zh="已审结", en="audit closed", declared=True, waiting=True),
        State(name="released_on_guarantee", zh="担保放行", en="released on guarantee", declared=True),
        State(name="released", zh="放行", en="released", declared=True),
        State(name="cleared", zh="结关", en="cleared", declared=True, final=True),
        State(name="deleted", zh="已删单", en="deleted at Customs", declared=True, final=True),
    ),
    transitions=(
        Transition(outcome=Outcome.SUBMITTED, rank=1, state="declared"),
        Transition(outcome=Outcome.STORED, rank=2, state="stored"),
        Transition(outcome=Outcome.MANUAL, rank=3, state="manual"),
        Transition(outcome=Outcome.RECHECK, rank=3, state="recheck"),
        Transition(outcome=Outcome.SUPPLEMENT, rank=3, state="supplement"),
        Transition(outcome=Outcome.AUDITED, rank=3, state="audited"),
        Transition(outcome=Outcome.TAX_DUE, rank=3, state="tax_due"),
        Transition(outcome=Outcome.INSPECTION, rank=3, state="inspection"),
        Transition(outcome=Outcome.STORE_FAILED, rank=3, state="store_failed", refusal=True),
        Transition(outcome=Outcome.RETURNED, rank=3, state="returned", refusal=True),
        Transition(outcome=Outcome.REJECTED, rank=3, state="rejected", refusal=True),
        Transition(outcome=Outcome.RELEASED_ON_GUARANTEE, rank=4, state="released_on_guarantee"),
        Transition(outcome=Outcome.RELEASED, rank=5, state="released"),
        Transition(outcome=Outcome.CLEARED, rank=6, state="cleared"),
        Transition(outcome=Outcome.DELETED, rank=7, state="deleted"),
        Transition(outcome=Outcome.INFORMED, rank=0, state=None),
    ),
    deletion_outcomes=frozenset({Outcome.DELETED}),
)
