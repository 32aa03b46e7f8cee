"""The answer to a change that Customs started: what it must say, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from baoguan.model.amendment_codes import AffirmResult, AmendmentOperation
from baoguan.model.fields import terms
from baoguan.rules.amendment._pack import (
    AMENDMENT_RULES,
    NOTICE,
    SCHEMA,
    Amendment,
    Confirmation,
    amendment_of,
    each,
)
from baoguan.rules.engine import Block, Context, Hit, Mark

ANSWER_WITHIN: Final = timedelta(days=5)
"""Days that a change which Customs started may wait for its answer; counted as calendar days, since nothing says otherwise."""

ASKED_FACT: Final = "amendment_asked_on"
"""What a person records of a declaration: the day on which Customs asked for its amendment. No receipt that is known says so."""
ANSWERED_FACT: Final = "amendment_answered_on"
"""What a person records of a declaration: the day on which that was answered on the page."""

_SINCE: Final = date(2016, 3, 1)
_AGREED: Final = Confirmation(
    seq_no="202600000000000031", form_no="DEMO-FORM-1", entry_no="530120261000000017", result="0", contact="13000000000"
)
_CONFIRMING: Final = {"confirmation": _AGREED, "items": (), "asked_on": date(2025, 6, 1)}


def answer_by(document: Amendment) -> date | None:
    """The last day of the answer; None where nobody said when Customs asked."""
    return document.asked_on + ANSWER_WITHIN if document.confirmation is not None and document.asked_on is not None else None


for _path in ("seq_no", "form_no", "entry_no", "result", "contact"):
    AMENDMENT_RULES.rule(
        f"amendment.confirmation-required:{_path}",
        over="confirmation",
        fields=(_path,),
        source=SCHEMA,
        mark=Mark.OFFICIAL,
        zh=f"企业确认信息缺少{terms(Confirmation)[_path].zh}",
        en=f"the answer has no {terms(Confirmation)[_path].en}",
        remedy_zh="从页面上的确认书抄录",
        remedy_en="Take it from the confirmation on the page",
        accepted=({}, _CONFIRMING),
        refused=({**_CONFIRMING, f"confirmation.{_path}": None},),
    )(each(lambda row, document, path=_path: not getattr(row, path)))  # type: ignore[misc]


def _silent(row: Confirmation, _: Amendment) -> bool:
    return row.result == AffirmResult.DISAGREED and not row.note


AMENDMENT_RULES.rule(
    "amendment.confirmation-reason",
    over="confirmation",
    fields=("note",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="不同意须写明理由",
    en="disagreeing needs a reason",
    remedy_zh="填写 confirmation.note",
    remedy_en="Fill in confirmation.note",
    accepted=(_CONFIRMING, {**_CONFIRMING, "confirmation.result": "1", "confirmation.note": "数量以提单为准"}),
    refused=({**_CONFIRMING, "confirmation.result": "1"},),
)(each(_silent))

AMENDMENT_RULES.rule(
    "amendment.confirmation-missing",
    fields=("confirmation",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="操作类型 H（企业确认海关修撤）须有企业确认信息",
    en="operation H (answer to Customs) needs the confirmation",
    remedy_zh="填写 confirmation，或去掉操作类型",
    remedy_en="Fill in confirmation, or leave the operation out",
    accepted=({}, _CONFIRMING, {**_CONFIRMING, "operation": "H"}),
    refused=({"operation": "H"},),
)(each(lambda row, document: document.operation == AmendmentOperation.CONFIRM and document.confirmation is None))


def _of_another(row: Confirmation, document: Amendment) -> bool:
    return bool(row.entry_no and document.entry_no) and row.entry_no != document.entry_no


AMENDMENT_RULES.rule(
    "amendment.confirmation-declaration",
    over="confirmation",
    fields=("entry_no",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="确认书的报关单号 {value} 与修撤单不同",
    en="the answer speaks of declaration {value}, the amendment of another",
    remedy_zh="一份修撤单只针对一份报关单",
    remedy_en="An amendment speaks of one declaration",
    accepted=(_CONFIRMING,),
    refused=({**_CONFIRMING, "confirmation.entry_no": "530120261000000018"},),
)(each(_of_another))


def _only_saved(block: Block[Amendment], context: Context) -> Iterator[Hit]:
    document = amendment_of(block)
    if document.confirmation is not None and not context.declare:
        yield Hit(0)


AMENDMENT_RULES.rule(
    "amendment.confirmation-declares",
    fields=("confirmation",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="企业确认是对海关的答复（法律行为），不能只暂存",
    en="an answer to Customs is a legal act: it cannot be saved only",
    remedy_zh="加 --declare 发出确认",
    remedy_en="Send it with --declare",
    accepted=(_CONFIRMING, {"@declare": False}),
    refused=({**_CONFIRMING, "@declare": False},),
)(_only_saved)


def _late(block: Block[Amendment], context: Context) -> Iterator[Hit]:
    document = amendment_of(block)
    last = answer_by(document)
    if last is not None and context.on > last:
        yield Hit(0, {"value": last.isoformat()})


AMENDMENT_RULES.rule(
    "amendment.confirmation-late",
    fields=("asked_on",),
    source=NOTICE,
    mark=Mark.ONCE,
    severity="warning",
    since=_SINCE,
    zh="海关发起的修撤应在 5 日内确认：最迟 {value}，已过期",
    en="a change that Customs started is answered within five days: the last was {value}",
    remedy_zh="立即联系发起的海关",
    remedy_en="Speak to the customs office at once",
    accepted=(_CONFIRMING, {**_CONFIRMING, "@on": date(2025, 6, 6)}),
    refused=({**_CONFIRMING, "@on": date(2025, 6, 7)},),
)(_late)

AMENDMENT_RULES.rule(
    "amendment.confirmation-undated",
    fields=("asked_on",),
    source=NOTICE,
    mark=Mark.ONCE,
    severity="warning",
    since=_SINCE,
    zh="未填写海关发起日期，无法提醒 5 日内的确认期限",
    en="nobody said when Customs asked: the five days of the answer cannot be watched",
    remedy_zh="填写 asked_on",
    remedy_en="Fill in asked_on",
    accepted=({}, _CONFIRMING),
    refused=({**_CONFIRMING, "asked_on": None},),
)(each(lambda row, document: document.confirmation is not None and document.asked_on is None))
