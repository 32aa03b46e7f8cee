"""Rules, lifecycle and identity of a pass, bound under one name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from baoguan.plugin import (
    Act,
    Context,
    DocumentKind,
    Identity,
    Lifecycle,
    Mark,
    Outcome,
    RulePack,
    State,
    Transition,
    UnusableInput,
    each_row,
)
from baoguan_gatepass.model import GatePass

NAME: Final = "gate-pass"
# What the enterprise asks of itself binds it as a rule of Customs would.
_SOURCE: Final = "示例，非海关规定 / an example, no rule of Customs"
_NEEDED: Final = (
    ("number", "缺少企业内部编号", "the internal number is missing"),
    ("enterprise", "缺少申报企业海关编码", "the customs code of the declaring enterprise is missing"),
    ("plate", "缺少承运车牌号", "the number plate is missing"),
)


def _missing(field: str) -> Callable[[object, Context], bool]:
    return lambda row, context: not getattr(row, field)


def _rules() -> RulePack:
    pack = RulePack(NAME)
    for field, zh, en in _NEEDED:
        rule = pack.rule(
            f"pass.{field}",
            fields=(field,),
            source=_SOURCE,
            mark=Mark.OFFICIAL,
            zh=zh,
            en=en,
            remedy_zh="填写该项",
            remedy_en="Fill it in",
        )
        rule(each_row(_missing(field)))
    return pack


LIFECYCLE: Final = Lifecycle(
    kind=NAME,
    states=(
        State(name="draft", zh="未发送", en="not sent"),
        State(name="queued", zh="待发送", en="waiting to be sent"),
        State(name="sent", zh="已发出，等待应答", en="sent, no answer yet"),
        State(name="refused", zh="通道拒收", en="refused by the channel"),
        State(name="not_arrived", zh="确认未到达", en="recorded as not arrived"),
        State(name="cancelled", zh="已撤回（未发送）", en="taken back before it left", final=True),
        State(name="saved", zh="已暂存，未申报", en="saved, not declared"),
        State(name="declared", zh="已申报，等待海关", en="declared, Customs has not spoken yet", declared=True),
        State(name="rejected", zh="退单", en="returned by Customs", declared=True),
        State(name="open", zh="可过卡", en="the lorry may pass", declared=True),
    ),
    transitions=(
        Transition(outcome=Outcome.REJECTED, rank=2, state="rejected", refusal=True),
        Transition(outcome=Outcome.APPROVED, rank=3, state="open"),
    ),
    deletion_outcomes=frozenset(),
)


def _identity(document: GatePass) -> Identity:
    if not document.number or not document.enterprise:
        raise UnusableInput(
            "缺少企业内部编号或申报企业海关编码，无法识别核放单",
            "the pass has no internal number or no code of the declaring enterprise to be known by",
            remedy_zh="填写 number 和 enterprise",
            remedy_en="Fill in number and enterprise",
        )
    return Identity(owner=document.enterprise, number=document.number)


def _with_numbers(document: GatePass, numbers: Mapping[str, str], act: Act, change_count: int) -> GatePass:
    return attrs.evolve(document, seq_no=numbers.get("seq_no"))


KIND: Final = DocumentKind[GatePass](
    name=NAME,
    title_zh="核放单（示例）",
    title_en="gate pass (example)",
    model=GatePass,
    rules=_rules(),
    lifecycle=LIFECYCLE,
    identity=_identity,
    with_numbers=_with_numbers,
    guards=lambda *_: (),
    lines=lambda document: 1,
    copy=lambda document, number: attrs.evolve(document, number=number, seq_no=None),
)
