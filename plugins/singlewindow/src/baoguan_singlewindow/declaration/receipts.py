"""What comes back of a declaration: the answer of the client, receipts of Customs in today's and the older form, transit results."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from baoguan.plugin import DecodeError, Outcome, Receipt, child_text, descend, find, local, text_of
from baoguan_singlewindow.declaration.channels import look_up
from baoguan_singlewindow.declaration.message import KIND
from baoguan_singlewindow.told_values import any_time_of, lacks
from baoguan_singlewindow.unified import DECLARATION, told

IMPORT_RESPONSE: Final = "DecImportResponse"
SUPPLEMENT_RESPONSE: Final = "DecSDImportResponse"
RESULT: Final = "DEC_RESULT"
COPY: Final = "DecMessage"
_COPIED: Final = {"SeqNo": "seq_no", "EntryId": "entry_no", "ClientSeqNo": "number"}
ALREADY_THERE: Final = re.compile(r"已存在|已经存在|已暂存|重复导入|already exist", re.IGNORECASE)
"""Texts of a refusal that say the far side has a document of this number."""
TRANSIT_RESULT: Final = "TRN_RESULT"

FINAL: Final = frozenset(
    {
        Outcome.STORED,
        Outcome.AUDITED,
        Outcome.TAX_DUE,
        Outcome.INSPECTION,
        Outcome.RELEASED,
        Outcome.RELEASED_ON_GUARANTEE,
        Outcome.CLEARED,
        Outcome.DELETED,
    }
)
"""Outcomes whose declaration number and dates are Customs' own; those of a summary are final from its audit on."""

_FACTS: Final = {"I_E_DATE": "import_export_date", "D_DATE": "declared_on"}
_NUMBER: Final = re.compile(r"0|-?[1-9][0-9]{0,11}")
"""0, 1 and -900520 were met. What is no number comes out of a damaged file, and must not pass for a refusal."""


def _copy(body: etree._Element, exchange: str | None) -> Receipt:
    """A whole DecMessage in the InBox: a copy that a subscription sends (DECSUB). It moves nothing, and can be adopted."""
    del exchange
    found = {ours: text_of(node) for theirs, ours in _COPIED.items() if (node := descend(body, theirs)) is not None}
    numbers, odd = told("seq_no", found.pop("seq_no", ""), DECLARATION)
    return Receipt(
        kind=KIND,
        source=COPY,
        outcome=Outcome.INFORMED,
        numbers={**numbers, **{ours: text for ours, text in found.items() if text}},
        facts=odd,
    )


def _import_response(body: etree._Element, exchange: str | None) -> Receipt:
    """DecImportResponse: 0 means saved, and may carry warnings; any other number failed."""
    code = _code(body, IMPORT_RESPONSE, "ResponseCode")
    if not _NUMBER.fullmatch(code):
        raise _damaged(IMPORT_RESPONSE, "ResponseCode", code)
    named = {"number": child_text(body, "ClientSeqNo"), "transit_seq_no": child_text(body, "TrnPreId")}
    numbers, odd = told("seq_no", child_text(body, "SeqNo"), DECLARATION)
    supplements = [child_text(n, "PreSupId") for n in body.iter("{*}SupResult")]
    there = ALREADY_THERE.search(child_text(body, "ErrorMessage"))
    return Receipt(
        kind=KIND,
        source=IMPORT_RESPONSE,
        outcome=Outcome.SAVED if code == "0" else Outcome.ARRIVED if there else Outcome.REFUSED,
        code=code,
        texts=tuple(t for t in (child_text(body, "ErrorMessage"), *supplements) if t),
        exchange_id=exchange,
        numbers={**numbers, **{k: v for k, v in named.items() if v}},
        facts=odd,
    )


def _supplement_response(body: etree._Element, exchange: str | None) -> Receipt:
    """DecSDImportResponse: what became of a supplementary declaration (补充申报单). It moves no declaration."""
    number = child_text(body, "ClientSeqNo")
    return Receipt(
        kind=KIND,
        source=SUPPLEMENT_RESPONSE,
        outcome=Outcome.INFORMED,
        code=child_text(body, "ResponseCode"),
        texts=tuple(t for t in (child_text(body, "ErrorMessage"),) if t),
        exchange_id=exchange,
        numbers={"number": number} if number else {},
    )


def _result(body: etree._Element, exchange: str | None) -> Receipt:
    """DEC_RESULT, bare or in DEC_DATA: one CHANNEL code with its time and note."""
    del exchange
    text = _code(body, RESULT, "CHANNEL")
    code, summary = look_up(text)
    outcome = code.outcome if code is not None else Outcome.INFORMED
    final = outcome in FINAL and not (summary and outcome is Outcome.STORED)
    numbers, odd = told("seq_no", child_text(body, "CUS_CIQ_NO") or child_text(body, "SEQ_NO"), DECLARATION)
    if final and (entry_no := child_text(body, "ENTRY_ID")):
        numbers = {**numbers, "entry_no": entry_no}
    facts = {ours: _day(child_text(body, theirs)) for theirs, ours in _FACTS.items()} if final else {}
    if summary:
        facts["stage"] = "summary"
    info = _beside(body)
    return Receipt(
        kind=KIND,
        source=RESULT,
        outcome=outcome,
        code=text,
        texts=tuple(t for t in (child_text(body, "NOTE"), info) if t),
        numbers=numbers,
        customs_time=any_time_of(child_text(body, "NOTICE_DATE")),
        facts={**odd, **{k: v for k, v in facts.items() if v}},
    )


def _beside(body: etree._Element) -> str:
    """RESULT_INFO beside a result: the one between it and its neighbours, so that a file of many results is not read again for each."""
    for siblings in (body.itersiblings(), body.itersiblings(preceding=True)):
        for sibling in siblings:
            if local(sibling) == RESULT:
                break
            if local(sibling) == "RESULT_INFO":
                return text_of(sibling)
    return ""


def _transit_result(body: etree._Element, exchange: str | None) -> Receipt:
    """TRN_RESULT: what became of the transit that travels with a declaration. It moves no declaration."""
    del exchange
    return Receipt(
        kind=KIND,
        source=TRANSIT_RESULT,
        outcome=Outcome.INFORMED,
        code=child_text(body, "CHANNEL"),
        texts=tuple(t for t in (child_text(body, "NOTE"),) if t),
        numbers={
            k: v for k, v in {"transit_seq_no": child_text(body, "SEQ_NO"), "transit_no": child_text(body, "TRANS_NO")}.items() if v
        },
        customs_time=any_time_of(child_text(body, "NOTICE_DATE")),
    )


READERS: Final[Mapping[str, Callable[[etree._Element, str | None], Receipt]]] = {
    IMPORT_RESPONSE: _import_response,
    SUPPLEMENT_RESPONSE: _supplement_response,
    RESULT: _result,
    TRANSIT_RESULT: _transit_result,
    COPY: _copy,
}


def _code(body: etree._Element, name: str, element: str) -> str:
    """The text of an element that decides. Raises DecodeError where it is missing, or where other elements got into it."""
    node = find(body, element)
    code = text_of(node)
    if node is None or not code:
        raise lacks(name, element)
    if len(node):
        raise _damaged(name, element, code)
    return code


def _damaged(name: str, element: str, text: str) -> DecodeError:
    return DecodeError(
        f"{name} 的 {element} 已损坏：{text[:40]}",
        f"{element} of {name} is damaged: {text[:40]}",
        remedy_zh="取得完整文件后 baoguan replay",
        remedy_en="Get the whole file, then `baoguan replay`",
    )


def _day(text: str) -> str:
    """A date as `yyyy-MM-dd`, '' for what is none; real ones come as 20260603 and as 2026-06-03T00:00:00."""
    at = any_time_of(text)
    return at.date().isoformat() if at else ""
