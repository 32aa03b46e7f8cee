"""The envelope of the exchange platform: what it holds is read as if it came bare, its answers are explained, and it is written by its XSD."""

from __future__ import annotations

import base64
from datetime import datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from baoguan.clock import SHANGHAI
from baoguan.plugin import Codes, DecodeError, Outcome, RawReceipt, Receipt, UnusableInput, parse_xml
from baoguan_singlewindow.dxp import NAMESPACE, Envelope, TransInfo, read_envelope, write_envelope
from baoguan_singlewindow.explanations import EXPLANATIONS
from baoguan_singlewindow.reading import read_file
from baoguan_singlewindow.receipts import decode

WHEN = datetime(2026, 1, 5, 9, 30, 15, tzinfo=SHANGHAI)
ANSWER = (
    "<CommonResponeMessage><SeqNo>202600000000000001</SeqNo><DealFlag>0</DealFlag><CheckInfo>暂存成功</CheckInfo></CommonResponeMessage>"
).encode()
NAME = "Successed_DEMO-1-s1-0123456789ab_20260105093015123.xml"
INFO = TransInfo(
    message_id="DEMO-MSG-1", sender="DXPDEMO000000001", receivers=("DXPDEMO000000002",), created=WHEN, message_type="DEMO001"
)
ENVELOPE = Envelope(info=INFO, content=ANSWER, file_name=NAME, card_no="8930000000001", keys=(("SeqNo", "1"),), encoding="UTF-8")


def wrapped(content: bytes, added: str = "") -> bytes:
    """A `DxpMsg` written by hand."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<dxp:DxpMsg xmlns:dxp="{NAMESPACE}" ver="1.0">
  <dxp:TransInfo>
    <dxp:CopMsgId>DEMO-MSG-1</dxp:CopMsgId><dxp:SenderId>DXPDEMO000000001</dxp:SenderId>
    <dxp:ReceiverIds><dxp:ReceiverId>DXPDEMO000000002</dxp:ReceiverId></dxp:ReceiverIds>
    <dxp:CreatTime>2026-01-05T09:30:15+08:00</dxp:CreatTime><dxp:MsgType>DEMO001</dxp:MsgType>
  </dxp:TransInfo>
  <dxp:Data>
    {base64.encodebytes(content).decode()}
  </dxp:Data>
  {added}
</dxp:DxpMsg>""".encode()


def response(code: str) -> bytes:
    """A `DxpRep` written by hand."""
    return f"""<dxp:DxpRep xmlns:dxp="{NAMESPACE}" ver="1.0">
  <dxp:RecevierId>DXPDEMO000000001</dxp:RecevierId>
  <dxp:Response>
    <dxp:ResponseCode>{code}</dxp:ResponseCode><dxp:ResponseInfo>虚构应答</dxp:ResponseInfo>
    <dxp:Results><dxp:Result><dxp:RecId>DXPDEMO000000002</dxp:RecId><dxp:Code>{code}</dxp:Code></dxp:Result></dxp:Results>
    <dxp:NoticeTime>2026-01-05</dxp:NoticeTime>
    <dxp:OriHead><dxp:CopMsgId>DEMO-MSG-1</dxp:CopMsgId></dxp:OriHead>
  </dxp:Response>
</dxp:DxpRep>""".encode()


def decoded(name: str, content: bytes) -> list[Receipt]:
    return decode(RawReceipt(token="t", name=name, content=content, received=WHEN))


def test_a_wrapped_receipt_is_the_receipt_itself() -> None:
    bare = decoded(NAME, ANSWER)
    added = f"<dxp:AddInfo><dxp:FileName>{NAME}</dxp:FileName></dxp:AddInfo>"
    assert bare[0].exchange_id == "DEMO-1-s1-0123456789ab"
    assert decoded(NAME, wrapped(ANSWER)) == bare
    assert decoded("anything.xml", wrapped(ANSWER, added)) == bare
    (anonymous,) = decoded("anything.xml", wrapped(ANSWER))
    assert anonymous.exchange_id is None


def test_what_is_read_shows_the_envelope_too() -> None:
    shown = read_file(NAME, wrapped(ANSWER), Codes.builtin())
    assert shown is not None
    assert shown.kind == "CommonResponeMessage"
    assert shown.numbers == {"seq_no": "202600000000000001"}
    assert isinstance(shown.fields, dict)
    assert set(shown.fields) == {"DxpMsg", "CommonResponeMessage"}
    assert "DEMO-MSG-1" in str(shown.fields["DxpMsg"])


def test_a_text_beside_the_data_of_an_envelope_is_shown() -> None:
    shown = read_file(NAME, wrapped(ANSWER, "旁注"), Codes.builtin())
    assert shown is not None
    assert "旁注" in str(shown.fields)
    assert "Data" not in str(shown.fields)


@pytest.mark.parametrize("content", [b"plain text", wrapped(ANSWER)], ids=["text", "envelope"])
def test_an_envelope_around_something_else_is_shown_as_an_envelope(content: bytes) -> None:
    shown = read_file("a.xml", wrapped(content), Codes.builtin())
    assert shown is not None
    assert (shown.kind, shown.receipts) == ("DxpMsg", ())
    assert isinstance(shown.fields, dict)
    assert base64.b64encode(content).decode()[:40] in str(shown.fields["DxpMsg"])
    with pytest.raises(DecodeError):
        decoded("a.xml", wrapped(content))


@pytest.mark.parametrize("data", ["", "?", "QQ=", "中文"])
def test_damaged_data_are_parked(data: str) -> None:
    content = wrapped(b"x").decode().replace(base64.b64encode(b"x").decode(), data).encode()
    with pytest.raises(DecodeError, match="Data"):
        decoded("a.xml", content)
    with pytest.raises(DecodeError, match="Data"):
        read_file("a.xml", content, Codes.builtin())


@pytest.mark.parametrize("code", ["0", *(f"-120100{n}" for n in range(1, 9))])
def test_an_answer_of_the_platform_moves_nothing_and_is_explained(code: str) -> None:
    (receipt,) = decoded("a.xml", response(code))
    assert (receipt.source, receipt.code, receipt.outcome) == ("DxpRep", code, Outcome.INFORMED)
    assert receipt.exchange_id == "DEMO-MSG-1"
    assert receipt.texts == ("虚构应答", f"DXPDEMO000000002 {code}")
    (told,) = (e for e in EXPLANATIONS if e.where == "DXP" and code in e.codes)
    assert told.remedy_zh
    assert told.remedy_en
    shown = read_file("a.xml", response(code), Codes.builtin())
    assert shown is not None
    assert (shown.kind, shown.receipts) == ("DxpRep", (receipt,))


def test_an_answer_without_a_code_is_parked() -> None:
    with pytest.raises(DecodeError, match="ResponseCode"):
        decoded("a.xml", response(""))


def test_an_envelope_is_written_in_the_order_of_the_schema() -> None:
    root = etree.fromstring(write_envelope(ENVELOPE))
    names = [etree.QName(n).localname for n in root.iter() if isinstance(n.tag, str)]
    info = ["TransInfo", "CopMsgId", "SenderId", "ReceiverIds", "ReceiverId", "CreatTime", "MsgType"]
    assert names == ["DxpMsg", *info, "Data", "AddInfo", "FileName", "IcCard", "BizKey", "Key", "IsText"]
    assert {etree.QName(n).namespace for n in root.iter()} == {NAMESPACE}
    assert root.get("ver") == "1.0"
    assert [n.text for n in root.iter(f"{{{NAMESPACE}}}CreatTime")] == ["2026-01-05T09:30:15+08:00"]


@given(st.binary(min_size=1, max_size=300))
def test_what_is_written_is_read_again(content: bytes) -> None:
    envelope = attrs.evolve(ENVELOPE, content=content)
    assert read_envelope(parse_xml(write_envelope(envelope))) == envelope


def test_a_signature_is_whatever_the_signer_gives() -> None:
    seen: list[list[str]] = []

    class Demo:
        def sign(self, envelope: etree._Element) -> etree._Element:
            seen.append([etree.QName(n).localname for n in envelope])
            return etree.Element("{http://www.w3.org/2000/09/xmldsig#}Signature")

    root = etree.fromstring(write_envelope(ENVELOPE, Demo()))
    assert seen == [["TransInfo", "Data", "AddInfo"]]
    assert [etree.QName(n).localname for n in root] == ["TransInfo", "Data", "AddInfo", "Signature"]
    assert read_envelope(root) == ENVELOPE


@pytest.mark.parametrize(
    ("envelope", "named"),
    [
        (attrs.evolve(ENVELOPE, info=attrs.evolve(INFO, message_id="")), "CopMsgId"),
        (attrs.evolve(ENVELOPE, info=attrs.evolve(INFO, sender="x" * 17)), "SenderId"),
        (attrs.evolve(ENVELOPE, info=attrs.evolve(INFO, receivers=())), "ReceiverIds"),
        (attrs.evolve(ENVELOPE, info=attrs.evolve(INFO, receivers=("x",) * 6)), "ReceiverIds"),
        (attrs.evolve(ENVELOPE, info=attrs.evolve(INFO, created=None)), "CreatTime"),
        (attrs.evolve(ENVELOPE, info=attrs.evolve(INFO, message_type="x" * 31)), "MsgType"),
        (attrs.evolve(ENVELOPE, card_no="1" * 14), "IcCard"),
        (attrs.evolve(ENVELOPE, keys=(("n", ""),)), "BizKey"),
        (attrs.evolve(ENVELOPE, content=b""), "Data"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_schema_does_not_allow_is_not_written(envelope: Envelope, named: str) -> None:
    with pytest.raises(UnusableInput, match=named):
        write_envelope(envelope)
