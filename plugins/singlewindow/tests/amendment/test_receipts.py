"""Answers and results of an amendment, written by hand: what each says, and how little one may say."""

from __future__ import annotations

from datetime import datetime

import pytest

from baoguan.plugin import DecodeError, Outcome, RawReceipt, Receipt, now
from baoguan_singlewindow.amendment.explanations import EXPLANATIONS
from baoguan_singlewindow.amendment.results import RESULTS
from baoguan_singlewindow.reading import read_file
from baoguan_singlewindow.receipts import decode
from plugins.singlewindow.tests.amendment.papers import SEQ_NO, result, save_response
from plugins.singlewindow.tests.messages import CODES
from plugins.singlewindow.tests.test_dxp import wrapped

OUTCOMES = {
    "3": Outcome.SUBMITTED,
    "4": Outcome.STORE_FAILED,
    "L": Outcome.STORED,
    "H": Outcome.STORE_FAILED,
    "C": Outcome.REJECTED,
    "A": Outcome.MANUAL,
    "T": Outcome.MANUAL,
    "S": Outcome.APPROVED,
    "E": Outcome.REJECTED,
    "F": Outcome.REJECTED,
    "R": Outcome.RETURNED,
}


def heard(content: bytes, name: str = "Receipt_DECCUS102_1.xml") -> Receipt:
    (found,) = decode(RawReceipt(token="t", name=name, content=content, received=now()))
    return found


@pytest.mark.parametrize("namespace", [True, False])
def test_an_answer_is_read_with_and_without_its_namespace(namespace: bool) -> None:
    found = heard(save_response(namespace=namespace), "Successed_X-1_20260603090000001.xml")
    assert (found.kind, found.outcome, found.exchange_id, found.code) == ("amendment", Outcome.SAVED, "X-1", "0")
    assert found.numbers == {"seq_no": SEQ_NO}


@pytest.mark.parametrize("code", ["-1", "-900520", "1"])
def test_any_other_code_than_0_is_a_failure_with_its_text(code: str) -> None:
    found = heard(save_response(code, "", message="报关单号不存在"))
    assert (found.outcome, found.texts) == (Outcome.REFUSED, ("报关单号不存在",))
    assert found.numbers == {}


def test_an_answer_without_code_that_brings_a_number_says_saved_and_one_without_either_is_parked() -> None:
    assert heard(save_response("")).outcome is Outcome.SAVED
    with pytest.raises(DecodeError, match="ResultCode"):
        heard(save_response("", ""))


def test_the_declarations_number_is_a_fact_and_names_no_document() -> None:
    content = save_response().replace(b"<ResultCode>", b"<EntryId>530120261000000017</EntryId><ResultCode>")
    found = heard(content)
    assert found.facts == {"entry_no": "530120261000000017", "status": "0"}
    assert "entry_no" not in found.numbers


@pytest.mark.parametrize("odd", ["M202600000000001", "M2026-000000000001"])
def test_what_is_no_number_of_an_amendment_is_told_as_a_fact(odd: str) -> None:
    for content in (save_response(seq_no=odd), result("S", "2026-06-03 10:00:00", odd)):
        found = heard(content)
        assert (found.numbers, found.facts["malformed_seq_no"]) == ({}, odd)
    assert heard(save_response("", odd)).outcome is Outcome.SAVED


@pytest.mark.parametrize("code", RESULTS)
def test_every_result_does_what_the_table_says(code: str) -> None:
    found = heard(result(code, "2026-06-03 10:00:00", note="说明"))
    assert found.outcome is OUTCOMES[code]
    assert (found.code, found.texts, found.numbers) == (code, ("说明", "审核"), {"seq_no": SEQ_NO})
    assert found.facts == {"handling_office": "示例海关通关科"}


def test_an_unknown_result_is_kept_and_moves_nothing() -> None:
    found = heard(result("Q", "2026-06-03 10:00:00"))
    assert (found.outcome, found.code) == (Outcome.INFORMED, "Q")


@pytest.mark.parametrize(
    "at", ["2026-06-03 10:00:00", "2026-06-03T10:00:00", "20260603T10000000", "20260603100000", "2026-06-03T10:00:00+08:00"]
)
def test_times_are_read_in_every_form_that_receipts_have(at: str) -> None:
    when = heard(result("S", at)).customs_time
    assert when is not None
    assert when == datetime(2026, 6, 3, 10, 0, tzinfo=when.tzinfo)


def test_a_time_that_is_none_leaves_the_result_as_it_is() -> None:
    assert heard(result("S", "soon")).customs_time is None


@pytest.mark.parametrize("lost", [b"<FeedbackResults>S</FeedbackResults>", f"<DestResourceId>{SEQ_NO}</DestResourceId>".encode()])
def test_a_result_without_its_code_or_number_is_parked(lost: bytes) -> None:
    with pytest.raises(DecodeError):
        heard(result("S", "2026-06-03 10:00:00").replace(lost, b""))


def test_a_result_in_the_envelope_of_the_platform_is_unwrapped() -> None:
    assert heard(wrapped(result("S", "2026-06-03 10:00:00"))).outcome is Outcome.APPROVED


def test_files_are_shown_for_what_they_are() -> None:
    found = read_file("r.xml", result("S", "2026-06-03 10:00:00"), CODES)
    assert found is not None
    assert (found.kind, found.numbers["seq_no"]) == ("HzApprovalResult", SEQ_NO)
    answer = read_file("a.xml", save_response(), CODES)
    assert answer is not None
    assert answer.kind == "DecModSaveResponse"


def test_every_result_is_explained() -> None:
    assert {c for e in EXPLANATIONS for c in e.codes} == set(RESULTS)
