"""The customs declaration as a document kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import attrs

from baoguan.documents.declaration_receipts import received
from baoguan.documents.kind import DocumentKind, Fact, Guard, Identity
from baoguan.documents.standing_alerts import OF_DECLARATIONS
from baoguan.errors import UnusableInput
from baoguan.lifecycle import Standing
from baoguan.lifecycle.declaration import DECLARATION as LIFECYCLE
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import Stage, stage_of
from baoguan.model.fields import paths
from baoguan.model.message import Act, Step
from baoguan.rules.amendment.confirmation import ANSWERED_FACT, ASKED_FACT
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.twostep import VALUE_FACT

_GIVEN_BY_CUSTOMS: Final = tuple(name for name, term in paths(CustomsDeclaration).items() if term.system)
FACTS: Final = (
    Fact(name="duty_paid", values=("yes", "no"), zh="税款已缴库", en="the duty is paid"),
    Fact(name="inspection", values=("open", "closed"), zh="布控或查验", en="control order or inspection"),
    Fact(
        name="entered_on", values=(), zh="运输工具申报进境日期（yyyy-MM-dd）", en="day on which the conveyance declared its entry"
    ),
    Fact(name=ASKED_FACT, values=(), zh="海关发起修撤（制发确认书）日期", en="day on which Customs asked for an amendment"),
    Fact(name=ANSWERED_FACT, values=(), zh="在页面答复海关发起的修撤的日期", en="day on which that was answered on the page"),
    Fact(name=VALUE_FACT, values=(), amount=True, zh="完税价格（元）", en="dutiable value in yuan"),
)
"""What only a person can know, and deadlines, fees, guarantees and guards ask for."""
_TWO_STEP: Final = "海关总署公告 2019 年第 127 号 / announcement 127 of 2019"
_LIFE: Final = "报关单生命周期 / life cycle of the declaration"


def _identity(document: CustomsDeclaration) -> Identity:
    trader = document.trader
    owner = (trader.customs_code or trader.credit_code) if trader is not None else None
    if not document.internal_number or not owner:
        raise UnusableInput(
            "缺少客户端报关单编号或境内收发货人编码，无法识别报关单",
            "the declaration has no internal number or no consignee or consignor to be known by",
            remedy_zh="填写 internal_number 和 trader.customs_code（没有的填 trader.credit_code）",
            remedy_en="Fill in internal_number and trader.customs_code (or trader.credit_code where there is none)",
        )
    return Identity(owner=owner, number=document.internal_number)


def _with_numbers(document: CustomsDeclaration, numbers: Mapping[str, str], act: Act, change_count: int) -> CustomsDeclaration:
    del act, change_count
    return attrs.evolve(
        document,
        seq_no=numbers.get("seq_no") or document.seq_no,
        entry_no=numbers.get("entry_no") or document.entry_no,
        goods=tuple(g if g.line_no is not None else attrs.evolve(g, line_no=n) for n, g in enumerate(document.goods, 1)),
    )


def _guards(standing: Standing, document: CustomsDeclaration, act: Act, step: Step) -> Iterator[Guard]:
    del step
    if act is Act.COMPLETION:
        yield from _completion_guards(standing, document)
        return
    if act is Act.FILING and standing.state in LIFECYCLE.taken:
        yield Guard(
            id="declaration.taken",
            zh=f"报关单已在海关（{standing.state}），同一统一编号下不再发送",
            en=f"Customs has the declaration ({standing.state}): nothing is sent again under its number",
            remedy_zh="等待回执；要修改或撤销的，办理修撤单",
            remedy_en="Wait for receipts; a change or withdrawal is an amendment (修撤单)",
            source=_LIFE,
            mark="seen twice",
        )
    if act is not Act.FILING and standing.state not in LIFECYCLE.taken - {"deleted"}:
        yield Guard(
            id="declaration.not-taken",
            zh=f"海关没有这份报关单（{standing.state}），无可修改或撤销",
            en=f"Customs does not have the declaration ({standing.state}): there is nothing to amend",
            remedy_zh="未申报的草稿直接改正后 baoguan redeclare",
            remedy_en="Correct a draft and `baoguan redeclare` it",
            source=_LIFE,
            mark="seen twice",
        )


def _completion_guards(standing: Standing, document: CustomsDeclaration) -> Iterator[Guard]:
    second = standing.act(Act.COMPLETION)
    if stage_of(document.document_type) is not Stage.SUMMARY:
        yield Guard(
            id="declaration.no-summary",
            zh=f"不是概要申报（单据类型 {document.document_type!r}），没有第二步",
            en=f"it is no summary (type {document.document_type!r}): there is no second step",
            remedy_zh="一次申报的报关单直接申报；要修改的办理修撤单",
            remedy_en="An ordinary declaration is declared at once; a change is an amendment",
            source=_TWO_STEP,
            mark="official",
        )
    elif standing.state == "deleted" or (second is not None and second.state in LIFECYCLE.taken):
        yield Guard(
            id="declaration.completed",
            zh=f"完整申报已在海关（{second.state if second else standing.state}），不再发送",
            en=f"Customs has the complete declaration ({second.state if second else standing.state}): nothing is sent again",
            remedy_zh="等待回执；已删单的用 baoguan copy",
            remedy_en="Wait for receipts; copy one that was deleted",
            source=_TWO_STEP,
            mark="official",
        )


def _copy(document: CustomsDeclaration, number: str) -> CustomsDeclaration:
    cleared: dict[str, Any] = dict.fromkeys(_GIVEN_BY_CUSTOMS)
    return attrs.evolve(document, **cleared, internal_number=number, signature=None, printed_on=None, carried=None)


def _lines(document: CustomsDeclaration) -> int:
    return len(document.goods)


def _alerts(standing: Standing, age: timedelta) -> Iterator[tuple[str, str]]:
    return (told for alert in OF_DECLARATIONS if (told := alert(standing, age)) is not None)


def _files(document: CustomsDeclaration) -> list[tuple[str, str]]:
    return [(f"attachments[{n}].path", a.path) for n, a in enumerate(document.attachments, 1) if a.path]


DECLARATION_KIND: Final = DocumentKind[CustomsDeclaration](
    name="declaration",
    title_zh="报关单",
    title_en="customs declaration",
    model=CustomsDeclaration,
    rules=DECLARATION_RULES,
    lifecycle=LIFECYCLE,
    identity=_identity,
    with_numbers=_with_numbers,
    guards=_guards,
    lines=_lines,
    copy=_copy,
    files=_files,
    received=received,
    numbers=("seq_no", "entry_no"),
    facts=FACTS,
    alerts=_alerts,
)
