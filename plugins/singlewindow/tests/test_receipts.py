"""Receipts written by hand, in every form they were met in, against what they must be read as."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from baoguan.plugin import DecodeError, Outcome, RawReceipt
from baoguan_singlewindow.receipts import decode
from plugins.singlewindow.tests.receipt_samples import (
    DONE,
    DRAFT,
    FORMS,
    POCKET,
    RECEIVED,
    SAMPLES,
    SENT,
    SEQ_NO,
    Form,
    answer,
    head,
    in_signature,
    package,
    record,
    result,
    utf8,
)


def raw(content: bytes, name: str = "Receipt_CUS0000E010000_20260106070809123.INV") -> RawReceipt:
    return RawReceipt(token=name, name=name, content=content, received=RECEIVED)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_receipt_is_read_alike_in_every_form(sample: str, form: Form) -> None:
    text, expected = SAMPLES[sample]
    assert decode(raw(form(text))) == [expected]


@pytest.mark.parametrize("sample", [name for name in SAMPLES if name.startswith("INV")])
def test_a_receipt_may_stand_in_a_signature(sample: str) -> None:
    text, expected = SAMPLES[sample]
    assert decode(raw(in_signature(text))) == [expected]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("Y", Outcome.STORED),
        ("Z", Outcome.STORE_FAILED),
        ("1", Outcome.DEDUCTED),
        ("2", Outcome.MANUAL),
        ("3", Outcome.REJECTED),
        ("4", Outcome.PRE_DEDUCTED),
        ("5", Outcome.APPROVED),
        ("8", Outcome.INFORMED),
        ("新", Outcome.INFORMED),
        ("", Outcome.INFORMED),
    ],
)
def test_a_result_code_is_normalised_and_kept(code: str, outcome: Outcome) -> None:
    (receipt,) = decode(raw(utf8(package("INV201", result(manageResult=code)))))
    assert (receipt.outcome, receipt.code) == (outcome, code)


@pytest.mark.parametrize(
    ("mark", "outcome"),
    [
        ("1", Outcome.PRE_DEDUCTED),
        ("2", Outcome.DEDUCTED),
        ("3", Outcome.WRITTEN_OFF),
        ("0", Outcome.INFORMED),
        ("9", Outcome.INFORMED),
        ("", Outcome.DEDUCTED),
    ],
)
def test_a_deduction_mark_is_normalised_and_kept(mark: str, outcome: Outcome) -> None:
    (receipt,) = decode(raw(utf8(package("INV211", head(vrfdedMarkcd=mark)))))
    assert (receipt.outcome, receipt.code) == (outcome, mark)


@pytest.mark.parametrize("code", ["0", "7", ""])
@pytest.mark.parametrize(("kind", "body", "values"), [("INV200", "MsgReceResult", POCKET), ("INV202", "InvApprResult", DRAFT)])
def test_an_unknown_code_moves_nothing_and_is_kept(kind: str, body: str, values: Mapping[str, str], code: str) -> None:
    (receipt,) = decode(raw(utf8(package(kind, record(body, {**values, "manageResult": code})))))
    assert (receipt.outcome, receipt.code) == (Outcome.INFORMED, code)


@pytest.mark.parametrize(
    "text",
    [
        "该清单已存在",
        "清单DEMO已经存在，不能重复",
        "已暂存，请勿重复",
        "重复导入",
        "The list Already Exists",
        "企业内部编号\n已存在",
    ],
)
def test_an_answer_that_the_list_is_there_means_that_it_arrived(text: str) -> None:
    (receipt,) = decode(raw(utf8(answer("-1", text)), "Failed_DEMO_20260106070809123.xml"))
    assert (receipt.outcome, receipt.code, receipt.exchange_id) == (Outcome.ARRIVED, "-1", "DEMO")


@pytest.mark.parametrize("digits", [17, 18, 19, 20, 21, 22, 23])
@pytest.mark.parametrize(
    "base",
    [
        "DEMO-0001-s1-0123456789ab",
        "INV101_I_DEMO_0001_t-1",
        "A_20260106070809123",
        "_lead_and_trail_",
        "单号 1_2",
        "a.b_c",
        "x_" + "1" * 22,
    ],
)
@pytest.mark.parametrize("extension", ["xml", "INV", "XML"])
def test_the_base_name_of_an_answer_is_taken_whole(base: str, digits: int, extension: str) -> None:
    stamp = "20260106070809123456789"[:digits]
    saved = decode(raw(utf8(answer("0", "", SEQ_NO)), f"Successed_{base}_{stamp}.{extension}"))
    refused = decode(raw(utf8(answer("-1", "错误")), f"FAILED_{base}_{stamp}.{extension}"))
    assert [r.exchange_id for r in saved + refused] == [base, base]


@pytest.mark.parametrize(
    "name", ["Successed_DEMO_2026010607080912.xml", "Successed_DEMO_202601060708091234567890.xml", "answer.xml", "DEMO"]
)
def test_an_answer_under_another_name_names_no_exchange(name: str) -> None:
    (receipt,) = decode(raw(utf8(answer("0", "", SEQ_NO)), name))
    assert receipt.exchange_id is None
    assert receipt.numbers == {"seq_no": SEQ_NO}


def test_a_failure_without_words_is_a_refusal_by_its_file_name() -> None:
    content = utf8(record("Root", {"resultFlag": "0", "failCode": "", "failInfo": "", "retData": ""}))
    (receipt,) = decode(raw(content, "Failed_DEMO_20260106070809123.xml"))
    assert (receipt.outcome, receipt.exchange_id) == (Outcome.REFUSED, "DEMO")


@pytest.mark.parametrize("kind", ["SAS221", "EMS212", "INV999"])
def test_a_receipt_of_another_kind_informs_and_says_which(kind: str) -> None:
    (receipt,) = decode(raw(utf8(package(kind, result()))))
    assert (receipt.kind, receipt.source, receipt.outcome) == ("other", kind, Outcome.INFORMED)


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("INV200", "MsgReceResult"), ("INV201", "HdeApprResult"), ("INV202", "InvApprResult"), ("INV211", "BondInvtBsc")],
)
def test_a_receipt_without_its_body_names_what_is_missing(kind: str, missing: str) -> None:
    with pytest.raises(DecodeError, match=missing):
        decode(raw(utf8(package(kind, "<other/>"))))


@pytest.mark.parametrize(
    "content", [b"", b"<a>", b"<a/>", b"\xff\xff", utf8(package("INV201", result()))[:-30], b"<html><body>502</body></html>"]
)
def test_what_is_no_receipt_is_a_decode_error(content: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(raw(content))
    assert caught.value.zh
    assert caught.value.en


@pytest.mark.parametrize("number", ["", "x", "1.5", "-1", "９", "1" * 30, "1" * 5000])
def test_a_count_that_is_none_is_no_count(number: str) -> None:
    (receipt,) = decode(raw(utf8(package("INV201", result(tmsCnt=number)))))
    assert receipt.change_count is None
    assert receipt.outcome is Outcome.PRE_DEDUCTED


@pytest.mark.parametrize("time", ["2026-13-01 00:00:00", "0001-01-01T00:00:00+0900", "9999-12-31T23:59:59-0900", "now", "0"])
def test_a_time_that_is_none_gives_way_to_the_time_of_sending(time: str) -> None:
    (receipt,) = decode(raw(utf8(package("INV201", result(manageDate=time)))))
    assert receipt.customs_time == SENT


@pytest.mark.parametrize(
    "time", ["2026-01-06 07:08:09", "2026-01-06T07:08:09", "20260106070809", "2026-01-05T23:08:09+0000", "2026/01/06 07:08:09"]
)
def test_times_are_read_in_the_forms_that_were_met(time: str) -> None:
    (receipt,) = decode(raw(utf8(package("INV201", result(manageDate=time)))))
    assert receipt.customs_time == DONE
