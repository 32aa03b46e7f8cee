"""What comes back of an amendment: the answer of the client, with or without its namespace, and the results of Customs.

The declaration's number is told as a fact: the number of a receipt names the document that it speaks of, which is the amendment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from baoguan.plugin import Outcome, Receipt, child_text, find
from baoguan_singlewindow.amendment.message import KIND
from baoguan_singlewindow.amendment.results import RESULTS
from baoguan_singlewindow.told_values import any_time_of, lacks
from baoguan_singlewindow.unified import AMENDMENT, told

SAVE_RESPONSE: Final = "DecModSaveResponse"
RESULT: Final = "HzApprovalResult"


def _save_response(body: etree._Element, exchange: str | None) -> Receipt:
    """DecModSaveResponse: 0 means saved, anything else failed. The code may be left out: then the number that it brings says so."""
    code, seq_no = child_text(body, "ResultCode"), child_text(body, "DecModSeqNo")
    if not code and not seq_no:
        raise lacks(SAVE_RESPONSE, "ResultCode")
    saved = code == "0" or (not code and bool(seq_no))
    numbers, odd = told("seq_no", seq_no, AMENDMENT)
    return Receipt(
        kind=KIND,
        source=SAVE_RESPONSE,
        outcome=Outcome.SAVED if saved else Outcome.REFUSED,
        code=code,
        texts=tuple(t for t in (child_text(body, "ResultMessage"),) if t),
        exchange_id=exchange,
        numbers=numbers,
        facts={**odd, **_said(body, entry_no="EntryId", status="Status")},
    )


def _result(body: etree._Element, exchange: str | None) -> Receipt:
    """HzApprovalResult: one result with its time, note and office."""
    del exchange
    code, seq_no = child_text(body, "FeedbackResults"), child_text(body, "DestResourceId")
    if not code or not seq_no:
        raise lacks(RESULT, "FeedbackResults" if not code else "DestResourceId")
    known = RESULTS.get(code)
    office = find(body, "FeedbackDept")
    numbers, odd = told("seq_no", seq_no, AMENDMENT)
    return Receipt(
        kind=KIND,
        source=RESULT,
        outcome=known.outcome if known is not None else Outcome.INFORMED,
        code=code,
        texts=tuple(t for t in (child_text(body, "ResultNote"), child_text(body, "FeedbackStep")) if t),
        numbers=numbers,
        customs_time=any_time_of(child_text(body, "FeedbackTime")),
        facts={**odd, **(_said(office, handling_office="DisplayName") if office is not None else {})},
    )


READERS: Final[Mapping[str, Callable[[etree._Element, str | None], Receipt]]] = {
    SAVE_RESPONSE: _save_response,
    RESULT: _result,
}


def _said(body: etree._Element, **names: str) -> dict[str, str]:
    return {ours: text for ours, theirs in names.items() if (text := child_text(body, theirs))}
