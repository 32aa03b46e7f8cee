"""Receipts of declarations written by hand, in every form they were met in, against what they must be read as."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

import pytest
from lxml import etree

from baoguan.clock import SHANGHAI
from baoguan.plugin import DecodeError, Outcome, RawReceipt, Receipt, now
from baoguan_singlewindow.declaration.channels import CHANNELS
from baoguan_singlewindow.reading import read_file
from baoguan_singlewindow.receipts import decode
from plugins.singlewindow.tests.declaration.papers import leaves
from plugins.singlewindow.tests.messages import CODES
from plugins.singlewindow.tests.test_dxp import wrapped

SEQ_NO: Final = "I20260000000000001"
ENTRY_NO: Final = "530120261000000001"
WHEN: Final = datetime(2026, 1, 5, 9, 1, 2, tzinfo=SHANGHAI)
ANSWER: Final = "Successed_A-1-s1-0123456789ab_20260105090102123.xml"

OUTCOMES: Final = {
    **dict.fromkeys(["0", "2", "3", "6", "8", "a", "b", "c", "d", "X", "O"], Outcome.INFORMED),
    **dict.fromkeys(["1", "N"], Outcome.SUPPLEMENT),
    **dict.fromkeys(["4", "9", "Y"], Outcome.STORE_FAILED),
    "7": Outcome.SUBMITTED,
    "L": Outcome.STORED,
    **dict.fromkeys(["J", "G", "W"], Outcome.AUDITED),
    **dict.fromkeys(["I", "F", "P"], Outcome.RELEASED),
    "R": Outcome.CLEARED,
    **dict.fromkeys(["B", "K"], Outcome.RELEASED_ON_GUARANTEE),
    **dict.fromkeys(["C", "S", "CCC"], Outcome.INSPECTION),
    "T": Outcome.TAX_DUE,
    **dict.fromkeys(["H", "A", "U"], Outcome.MANUAL),
    "M": Outcome.RECHECK,
    "Z": Outcome.RETURNED,
    "E": Outcome.REJECTED,
    "D": Outcome.DELETED,
}
"""Every code that any source names."""
FINAL: Final = frozenset(["L", "J", "G", "W", "I", "F", "P", "R", "B", "K", "C", "S", "CCC", "T", "D"])
"""Codes with which the declaration number and its dates are Customs' own."""


def record(name: str, values: dict[str, str], attributes: str = "") -> str:
    return f"<{name}{attributes}>{''.join(f'<{k}>{v}</{k}>' for k, v in values.items())}</{name}>"


def response(code: str = "0", **changes: str) -> str:
    values = {"ResponseCode": code, "ErrorMessage": "暂存成功", "ClientSeqNo": "A-1", "SeqNo": SEQ_NO, "TrnPreId": ""}
    return record("DecImportResponse", {**values, **changes}, ' xmlns="http://www.chinaport.gov.cn/dec"')


def result(channel: str, **changes: str) -> str:
    """Today's form."""
    values = {
        "CUS_CIQ_NO": SEQ_NO,
        "ENTRY_ID": ENTRY_NO,
        "NOTICE_DATE": "2026-01-05T09:01:02",
        "CHANNEL": channel,
        "NOTE": "说明",
        "CUSTOM_MASTER": "5301",
        "I_E_DATE": "20260103",
        "D_DATE": "2026-01-05T00:00:00",
    }
    return record("DEC_RESULT", {**values, **changes})


def old_result(channel: str, **changes: str) -> str:
    """The form of 2018, as clients of the exchange platform still get it."""
    values = {
        "SEQ_NO": SEQ_NO,
        "ENTRY_ID": ENTRY_NO,
        "NOTICE_DATE": "20260105T09010234",
        "CHANNEL": channel,
        "NOTE": "说明",
        "DECL_PORT": "5301",
        "AGENT_NAME": "深圳样品报关有限公司",
        "TRADE_CO": "4403D60001",
        "I_E_DATE": "20260103",
        "PACK_NO": "40",
        "NET_WT": "1200",
        "D_DATE": "20260105",
    }
    inside = record("DEC_RESULT", {**values, **changes})
    return f"<DEC_DATA><INTERFACE_VERSION>V3.1</INTERFACE_VERSION>{inside}<RESULT_INFO>更多</RESULT_INFO></DEC_DATA>"


TRANSIT: Final = "<TRN_DATA>" + record(
    "TRN_RESULT",
    {
        "SEQ_NO": "T20260000000000001",
        "TRANS_NO": "5301000000000001",
        "NOTICE_DATE": "20260105T09010234",
        "CHANNEL": "L",
        "NOTE": "转关说明",
        "I_E_FLAG": "I",
    },
)
TRANSIT_DATA: Final = f"{TRANSIT}</TRN_DATA>"
CLIENT: Final = record("Root", {"resultFlag": "false", "failCode": "50200", "failInfo": "读卡器错误", "retData": ""})


def raw(content: bytes, name: str = "Receipt_DECCUS004_I20260000000000001_000001_20260105090102123.xml") -> RawReceipt:
    return RawReceipt(token=name, name=name, content=content, received=WHEN)


def one(text: str, name: str = "Receipt_DECCUS004_I20260000000000001_000001_20260105090102123.xml") -> Receipt:
    (receipt,) = decode(raw(f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode(), name))
    return receipt


def test_a_saved_declaration_tells_its_number() -> None:
    assert one(response(), ANSWER) == Receipt(
        kind="declaration",
        source="DecImportResponse",
        outcome=Outcome.SAVED,
        code="0",
        texts=("暂存成功",),
        exchange_id="A-1-s1-0123456789ab",
        numbers={"seq_no": SEQ_NO, "number": "A-1"},
    )


@pytest.mark.parametrize(
    ("text", "outcome", "texts", "numbers"),
    [
        (
            response(ErrorMessage="暂存成功;第1项商品缺少B证"),
            Outcome.SAVED,
            ("暂存成功;第1项商品缺少B证",),
            {"seq_no": SEQ_NO, "number": "A-1"},
        ),
        (response("1", ErrorMessage="缺少毛重;\n缺少净重", SeqNo=""), Outcome.REFUSED, ("缺少毛重;\n缺少净重",), {"number": "A-1"}),
        (response("-900520", SeqNo=""), Outcome.REFUSED, ("暂存成功",), {"number": "A-1"}),
        (response(ErrorMessage="", SeqNo="", ClientSeqNo=""), Outcome.SAVED, (), {}),
        (
            response(TrnPreId="T20260000000000001", ClientSeqNo="E52072019122319225343"),
            Outcome.SAVED,
            ("暂存成功",),
            {"seq_no": SEQ_NO, "number": "E52072019122319225343", "transit_seq_no": "T20260000000000001"},
        ),
    ],
)
def test_an_answer_of_the_client_is_read(text: str, outcome: Outcome, texts: tuple[str, ...], numbers: dict[str, str]) -> None:
    receipt = one(text, ANSWER)
    assert (receipt.outcome, receipt.texts, dict(receipt.numbers)) == (outcome, texts, numbers)


def test_the_supplements_of_an_answer_are_named() -> None:
    supplement = "<SupResult><PreSupId>S1</PreSupId><GNo>1</GNo><SupType>A</SupType></SupResult>"
    text = response().replace("</DecImportResponse>", supplement + supplement.replace("S1", "S2") + "</DecImportResponse>")
    assert one(text, ANSWER).texts == ("暂存成功", "S1", "S2")


def test_the_answer_to_a_supplement_moves_no_declaration() -> None:
    receipt = one(record("DecSDImportResponse", {"ResponseCode": "-900520", "ErrorMessage": "失败", "ClientSeqNo": "A-1"}), ANSWER)
    assert (receipt.outcome, receipt.code, receipt.texts) == (Outcome.INFORMED, "-900520", ("失败",))


def test_an_answer_that_says_nothing_is_no_refusal() -> None:
    with pytest.raises(DecodeError, match="ResponseCode"):
        one(response(""), ANSWER)


@pytest.mark.parametrize("code", ["O", "新", "0.5", "0 1", "01", "-0", "0<SeqNo>1</SeqNo>", "<SeqNo>0</SeqNo>", "9" * 40])
def test_an_answer_with_a_damaged_code_is_no_refusal(code: str) -> None:
    with pytest.raises(DecodeError, match="damaged"):
        one(response(code), ANSWER)


@pytest.mark.parametrize("code", ["P<NOTE>1</NOTE>", "<NOTE>P</NOTE>"])
@pytest.mark.parametrize("form", [result, old_result], ids=["today", "2018"])
def test_a_code_into_which_other_elements_got_is_parked(code: str, form: Callable[[str], str]) -> None:
    with pytest.raises(DecodeError, match="CHANNEL"):
        one(form(code))


def test_a_file_of_many_results_is_read_in_time() -> None:
    """What stands beside a result is looked for between it and its neighbours alone."""
    many = f"<DEC_DATA>{result('7') * 3_000}{result('L')}<RESULT_INFO>更多</RESULT_INFO></DEC_DATA>"
    receipts = decode(raw(many.encode()))
    assert len(receipts) == 3_001
    assert [r.texts for r in receipts[-2:]] == [("说明",), ("说明", "更多")]


@pytest.mark.parametrize("code", OUTCOMES)
@pytest.mark.parametrize("form", [result, old_result], ids=["today", "2018"])
def test_a_code_of_customs_is_normalised_and_kept(code: str, form: object) -> None:
    assert callable(form)
    receipt = one(form(code))
    assert (receipt.source, receipt.outcome, receipt.code) == ("DEC_RESULT", OUTCOMES[code], code)
    assert receipt.texts == (("说明",) if form is result else ("说明", "更多"))
    assert receipt.customs_time is not None
    assert receipt.customs_time.replace(microsecond=0) == WHEN
    assert receipt.numbers["seq_no"] == SEQ_NO
    assert receipt.numbers.get("entry_no") == (ENTRY_NO if code in FINAL else None)
    assert dict(receipt.facts) == ({"import_export_date": "2026-01-03", "declared_on": "2026-01-05"} if code in FINAL else {})
    assert receipt.exchange_id is None


def test_the_table_has_every_code_and_no_other() -> None:
    assert set(CHANNELS) == set(OUTCOMES) - {"CCC"}
    assert all(code.zh and code.en and code.source for code in CHANNELS.values())


@pytest.mark.parametrize("code", OUTCOMES)
def test_the_codes_of_a_summary_say_so(code: str) -> None:
    receipt = one(result(f"Sp{code}"))
    assert (receipt.outcome, receipt.code) == (OUTCOMES[code], f"Sp{code}")
    assert receipt.facts["stage"] == "summary"
    # What was taken of a summary is not final: its number and dates count from the audit on.
    assert ("entry_no" in receipt.numbers) is (code in FINAL - {"L"})


@pytest.mark.parametrize("code", ["l", "p", "r", "A1", "Q", "新", "PP", "Sp", "sp7", "SPL", "ccc", "7 7", "LL"])
def test_an_unknown_code_is_kept_and_moves_nothing(code: str) -> None:
    receipt = one(result(code))
    assert (receipt.outcome, receipt.code) == (Outcome.INFORMED, code)
    assert "entry_no" not in receipt.numbers
    assert receipt.texts == ("说明",)


def test_letters_of_another_case_are_other_codes() -> None:
    assert (one(result("A")).outcome, one(result("a")).outcome) == (Outcome.MANUAL, Outcome.INFORMED)
    assert (one(result("D")).outcome, one(result("d")).outcome) == (Outcome.DELETED, Outcome.INFORMED)
    assert (one(result("C")).outcome, one(result("c")).outcome) == (Outcome.INSPECTION, Outcome.INFORMED)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-01-05T09:01:02", WHEN),
        ("2026-01-05 09:01:02", WHEN),
        ("20260105T090102", WHEN),
        ("20260105T09010299", WHEN),
        ("2026010509010212", WHEN),
        ("20260105090102", WHEN),
        ("", None),
        ("昨天", None),
        ("20261305T090102", None),
    ],
)
def test_a_time_is_read_in_every_form(said: str, at: datetime | None) -> None:
    assert one(result("7", NOTICE_DATE=said)).customs_time == at


@pytest.mark.parametrize("said", ["", "00000000", "无"])
def test_a_date_that_is_none_is_no_fact(said: str) -> None:
    receipt = one(result("L", I_E_DATE=said, D_DATE=said))
    assert dict(receipt.facts) == {}
    assert receipt.numbers["entry_no"] == ENTRY_NO


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_number_is_no_number(blank: str) -> None:
    assert dict(one(result("L", ENTRY_ID=blank)).numbers) == {"seq_no": SEQ_NO}


def test_a_result_without_code_is_parked() -> None:
    with pytest.raises(DecodeError, match="CHANNEL"):
        one(result(""))


def test_a_transit_result_moves_no_declaration() -> None:
    receipt = one(TRANSIT_DATA)
    assert (receipt.source, receipt.outcome, receipt.code) == ("TRN_RESULT", Outcome.INFORMED, "L")
    assert dict(receipt.numbers) == {"transit_seq_no": "T20260000000000001", "transit_no": "5301000000000001"}
    assert receipt.texts == ("转关说明",)


def test_every_result_of_a_file_is_read() -> None:
    text = "<DEC_DATA>" + result("7", NOTICE_DATE="2026-01-05T09:00:00") + result("L") + "</DEC_DATA>"
    found = decode(raw(text.encode()))
    assert [r.code for r in found] == ["7", "L"]


def test_a_failure_of_the_client_is_a_refusal() -> None:
    receipt = one(CLIENT, "Failed_A-1-s1-0123456789ab_20260105090102123.xml")
    assert (receipt.outcome, receipt.code, receipt.texts) == (Outcome.REFUSED, "50200", ("读卡器错误",))
    assert receipt.exchange_id == "A-1-s1-0123456789ab"


SAMPLES: Final = {
    "answer": response(),
    "today": result("L"),
    "2018": old_result("P"),
    "transit": TRANSIT_DATA,
    "client": CLIENT,
}


def forms(text: str) -> Iterator[bytes]:
    """The same receipt in other encodings and namespaces."""
    yield text.encode()
    yield f'<?xml version="1.0" encoding="GB2312"?>\n{text}'.encode("gb18030")
    yield f'<?xml version="1.0" encoding="GB2312" standalone="yes"?>{text}'.encode()
    yield f'\ufeff<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()
    yield f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
    root = etree.fromstring(text)
    for node in root.iter():
        node.tag = "{urn:sample}" + str(node.tag).rpartition("}")[2]
    yield etree.tostring(root, encoding="utf-8")
    yield etree.tostring(root, encoding="utf-8", pretty_print=True)
    for node in list(root.iter()):
        node[:] = list(reversed(node))
    yield etree.tostring(root, encoding="utf-8")


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_receipt_is_read_alike_in_every_form(sample: str) -> None:
    expected = decode(raw(SAMPLES[sample].encode(), ANSWER))
    for content in forms(SAMPLES[sample]):
        assert decode(raw(content, ANSWER)) == expected, content[:80]
        assert decode(raw(wrapped(content), ANSWER)) == expected
        added = f"<dxp:AddInfo><dxp:FileName>{ANSWER}</dxp:FileName></dxp:AddInfo>"
        assert decode(raw(wrapped(content, added), "DECCUS001_1.xml")) == expected


@pytest.mark.parametrize("sample", SAMPLES)
def test_reading_shows_every_element_of_a_receipt(sample: str) -> None:
    for content in forms(SAMPLES[sample]):
        for whole in (content, wrapped(content)):
            shown = read_file("x.xml", whole, CODES)
            assert shown is not None
            told = list(told_by(shown.fields))
            for name, text in leaves(etree.fromstring(SAMPLES[sample])):
                assert (name, text) in told


def told_by(fields: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Name and text of everything in what `read --json` shows."""
    if isinstance(fields, dict):
        for key, value in fields.items():
            yield from told_by(value, key)
    elif isinstance(fields, list):
        for value in fields:
            yield from told_by(value, name)
    else:
        yield name, str(fields)


@pytest.mark.parametrize(
    ("name", "exchange"),
    [
        (ANSWER, "A-1-s1-0123456789ab"),
        ("Successed_A_1-s1_0123456789ab_20260105090102123.xml", "A_1-s1_0123456789ab"),
        ("Failed_E_52072019122319225343_t-1_20191223200620123644335.xml", "E_52072019122319225343_t-1"),
        ("successed_A-1_20191223200620123644.XML", "A-1"),
        ("Receipt_DECCUS004_I20260000000000001_000001_20260105090102123.xml", None),
        ("Successed_A-1.xml", None),
    ],
)
def test_the_name_of_a_file_tells_what_it_answers(name: str, exchange: str | None) -> None:
    assert one(response(), name).exchange_id == exchange
    assert one(result("L"), name).exchange_id is None


def test_a_refusal_that_says_it_is_there_already_means_that_it_arrived() -> None:
    body = "<DecImportResponse><ResponseCode>1</ResponseCode><ErrorMessage>客户端编号 D-1 已存在</ErrorMessage></DecImportResponse>"
    (receipt,) = decode(RawReceipt(token="t", name="Failed_x_20260603093000123.xml", content=body.encode(), received=now()))
    assert receipt.outcome is Outcome.ARRIVED


def test_a_copy_of_a_declaration_names_its_numbers_and_moves_nothing() -> None:
    body = (
        '<DecMessage xmlns="http://www.chinaport.gov.cn/dec"><DecHead><SeqNo>I20260000000000001</SeqNo><EntryId>530120261000000001</EntryId>'
        "</DecHead><DecSign><ClientSeqNo>D-1</ClientSeqNo></DecSign></DecMessage>"
    )
    (receipt,) = decode(RawReceipt(token="t", name="copy.xml", content=body.encode(), received=now()))
    assert receipt.outcome is Outcome.INFORMED
    assert receipt.numbers == {"seq_no": "I20260000000000001", "entry_no": "530120261000000001", "number": "D-1"}


@pytest.mark.parametrize(
    "odd", ["I2026000000000001", "I202600000000000012", "D20260000000000001", "i20260000000000001", "I2026000000000000１"]
)
def test_what_is_no_unified_number_is_told_as_a_fact_and_found_by_nobody(odd: str) -> None:
    copy = f"<DecMessage><DecHead><SeqNo>{odd}</SeqNo><EntryId>{ENTRY_NO}</EntryId></DecHead></DecMessage>"
    for text, numbers in (
        (response(SeqNo=odd), {"number": "A-1"}),
        (result("L", CUS_CIQ_NO=odd), {"entry_no": ENTRY_NO}),
        (old_result("7", SEQ_NO=odd), {}),
        (copy, {"entry_no": ENTRY_NO}),
    ):
        found = one(text)
        assert dict(found.numbers) == numbers
        assert found.facts["malformed_seq_no"] == odd
