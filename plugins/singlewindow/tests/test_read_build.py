"""What `read` takes from a message, `build` gives back: every value at its place, known or not, odd or not."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from baoguan.plugin import DecodeError, UnusableInput
from baoguan_singlewindow.inventory import InventoryMessages
from plugins.singlewindow.tests.golden_documents import PARCELS
from plugins.singlewindow.tests.golden_files import golden
from plugins.singlewindow.tests.messages import messages, read, rebuilt, stranger, through_json, values
from tests.support.lists import AGENT

HEAD, LINE = b"</InvtHeadType>", b"</InvtListType>"
ACCOUNTS = {"another account": stranger, "the account of the declarant": messages}


def conserved(content: bytes, encoder: InventoryMessages | None = None) -> None:
    """Assert that nothing was lost or added between reading and building."""
    after = rebuilt(content, encoder)
    assert values(after) == values(content)
    assert sum(1 for _ in etree.fromstring(after).iter("{*}InvtMessage")) == 1


def spelled(element: str, text: str, name: str = "saved") -> bytes:
    """A golden file in which the first element of that name holds another text (markup)."""
    content = golden(name)
    for old in (b"<%s/>", b"<%s>"):
        opening = old % element.encode()
        if opening in content:
            before, _, after = content.partition(opening)
            rest = after if b"/" in opening else after.partition(b"</%s>" % element.encode())[2]
            return before + f"<{element}>{text}</{element}>".encode() + rest
    raise AssertionError(f"{name} has no {element}")


def with_more(before: bytes, markup: str, name: str = "saved") -> bytes:
    """A golden file with markup before the first occurrence of some bytes."""
    content = golden(name)
    assert before in content
    return content.replace(before, markup.encode() + before, 1)


@pytest.mark.parametrize("name", PARCELS)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_golden_files_come_back(name: str, account: str) -> None:
    conserved(golden(name), ACCOUNTS[account]())


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("GdsSeqno", "007"),
        ("GdsSeqno", "abc"),
        ("GdsSeqno", "+5"),
        ("GdsSeqno", "-0"),
        ("GdsSeqno", "1.0"),
        ("GdsSeqno", "１２"),
        ("GdsSeqno", "9" * 39),
        ("GdsSeqno", "9" * 5000),
        ("PutrecSeqno", "0"),
        ("ChgTmsCnt", "00"),
        ("DclQty", "1.50000"),
        ("DclQty", "0100"),
        ("DclQty", "abc"),
        ("DclQty", "1,000"),
        ("DclQty", "1e5"),
        ("DclQty", "1E-7"),
        ("DclQty", "1e999999999"),
        ("DclQty", ".5"),
        ("DclQty", "5."),
        ("DclQty", "+1"),
        ("DclQty", "-1"),
        ("DclQty", "-0.00"),
        ("DclQty", "NaN"),
        ("DclQty", "Infinity"),
        ("DclQty", "1_000"),
        ("DclQty", "0.0000000000000000000000000001"),
        ("DclQty", "12345678901234567890.12345678901234567890123456789012345"),
        ("DclQty", "1" * 61),
        ("InputTime", "2026-01-05"),
        ("InputTime", "2026/1/5"),
        ("InputTime", "2026-1-5"),
        ("InputTime", "202615"),
        ("InputTime", "2026-01-05T09:30:00"),
        ("InputTime", "2026-01-05T09:30:00+0900"),
        ("InputTime", "20260230"),
        ("InputTime", "00000000"),
        ("InputTime", "明天"),
        ("InvtDclTime", "2026-01-05 09:30:00.123"),
        ("Natcd", "326"),
        ("Natcd", "701"),
        ("Natcd", "999"),
        ("Natcd", "142"),
        ("Natcd", "CHN"),
        ("Natcd", "chn"),
        ("Natcd", "NOR"),
        ("Natcd", "BVT"),
        ("Natcd", "中国"),
        ("DclCurrcd", "USD"),
        ("DclCurrcd", "999"),
        ("DclCurrcd", "142"),
        ("StshipTrsarvNatcd", "701"),
        ("GdsNm", "a&amp;b &lt;c&gt; ]]&gt; d"),
        ("GdsNm", "两行\n一个值"),
        ("GdsNm", "tab\there"),
        ("GdsNm", "x\u00a0y\u3000z"),
        ("GdsNm", "\u3000全角空格开头"),
        ("GdsNm", "全角空格结尾\u3000"),
        ("GdsNm", "\u3000"),
        ("GdsNm", "\u00a0"),
        ("GdsNm", "回车&#13;符"),
        ("GdsNm", "<![CDATA[<b>&]]>"),
        ("GdsSpcfModelDesc", "not in cdata"),
        ("GdsSpcfModelDesc", "<![CDATA[a]]>b<![CDATA[c]]>"),
        ("GdsNm", "<b>粗</b>体"),
        ("SeqNo", "0" * 30),
        ("GdsNm", "长" * 20000),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_odd_texts_come_back(element: str, text: str) -> None:
    conserved(spelled(element, text))


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-05 09:30:00",
        "2026-01-05T09:30:00",
        "2026-01-05T09:30:00Z",
        "2026-01-05T09:30:00+0900",
        "2026-01-05 09:30:00.5",
        "20260105093000",
        "2026-01-05",
        "2026-01-05T09:30:00+08:00",
        "0001-01-01T00:00:00+0900",
        "9999-12-31T23:59:59-0900",
        "00010101000000",
        "25:00",
    ],
)
def test_times_in_other_forms_come_back(time: str) -> None:
    conserved(spelled("AddTime", time, "full"))
    conserved(spelled("PrevdTime", time, "full"))


@pytest.mark.parametrize(
    "before",
    [
        HEAD,
        LINE,
        b"</InvtMessage>",
        b"</BussinessData>",
        b"</DataInfo>",
        b"</PocketInfo>",
        b"</EnvelopInfo>",
        b"</Package>",
        b"</Object>",
        b"</KeyInfo>",
        b"</SignedInfo>",
        b"</Signature>",
        b"<InvtHeadType>",
        b"<InvtListType>",
        b"<EnvelopInfo>",
    ],
    ids=lambda value: value.decode(),
)
@pytest.mark.parametrize(
    "markup",
    [
        "<NewThing>新</NewThing>",
        "<NewThing>1</NewThing><NewThing>2</NewThing><NewThing>1</NewThing>",
        "<NewGroup><A>1</A><B>x &amp; y</B></NewGroup><NewGroup><A>2</A></NewGroup>",
        "<Deep><A><B><C>深</C></B><B/></A></Deep>",
        "<Rmk2><![CDATA[<raw>&]]></Rmk2>",
        "<Empty/><Blank>\n</Blank>",
        '<n:Other xmlns:n="urn:x"><n:In>值</n:In></n:Other>',
    ],
)
def test_unknown_elements_come_back_from_every_level(before: bytes, markup: str) -> None:
    conserved(with_more(before, markup))


@pytest.mark.parametrize(
    ("before", "markup"),
    [
        (HEAD, "<Rmk>第二</Rmk>"),
        (LINE, "<GdsNm>第二</GdsNm><GdsNm>第三</GdsNm>"),
        (b"</EnvelopInfo>", "<version>2.0</version><version>1.0</version>"),
        (b"</InvtMessage>", "<SysId>Z7</SysId><OperCusRegCode>9999999999</OperCusRegCode>"),
        (b"</BussinessData>", "<DelcareFlag>1</DelcareFlag>"),
        (b"</InvtMessage>", "<InvtHeadType><Rmk>又一个表头</Rmk></InvtHeadType>"),
        (b"</InvtMessage>", "<InvtDecHeadType><Rmk>一</Rmk></InvtDecHeadType><InvtDecHeadType><Rmk>二</Rmk></InvtDecHeadType>"),
        (b"</BussinessData>", "<InvtListType><GdsNm>在外面</GdsNm></InvtListType>"),
        (b"</BussinessData>", "<Wrap><InvtHeadType><Rmk>在外面</Rmk></InvtHeadType></Wrap>"),
        (b"</InvtMessage>", "<Wrap><InvtListType><GdsNm>在里面</GdsNm></InvtListType></Wrap>"),
    ],
)
def test_elements_that_stand_twice_or_elsewhere_come_back(before: bytes, markup: str) -> None:
    conserved(with_more(before, markup))


def test_the_order_of_elements_does_not_matter() -> None:
    root = etree.fromstring(golden("full"))
    for element in list(root.iter()):
        element[:] = list(reversed(element))
    content = etree.tostring(root, encoding="utf-8")
    assert read(content).lines == read(golden("full")).lines
    conserved(content)


@pytest.mark.parametrize("prefix", [None, "ns2", "sas"])
def test_namespaces_and_prefixes_do_not_matter(prefix: str | None) -> None:
    root = etree.fromstring(golden("full"))
    top = etree.Element("{urn:sample}Signature", nsmap={prefix: "urn:sample"})  # type: ignore[dict-item]
    for element in root.iter():
        element.tag = f"{{urn:sample}}{element.tag}"
    top.extend(list(root))
    content = etree.tostring(top, encoding="utf-8")
    document = read(content)
    assert document.lines == read(golden("full")).lines
    assert document.internal_number == "GOLD-0006"
    conserved(content)


def _message(name: str = "saved") -> bytes:
    start, end = b"<InvtMessage>", b"</InvtMessage>"
    content = golden(name)
    return content[content.index(start) : content.index(end) + len(end)]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_bare_message_comes_back(account: str) -> None:
    conserved(_message("full"), ACCOUNTS[account]())


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_bare_message_of_head_and_lines_alone_comes_back(account: str) -> None:
    content = _message()
    for name in (b"OperCusRegCode", b"SysId"):
        before, _, rest = content.partition(b"<%s>" % name)
        content = before + rest.partition(b"</%s>" % name)[2]
    conserved(content, ACCOUNTS[account]())


def test_the_flat_form_of_one_program_comes_back() -> None:
    tail = (
        "<NptsSign>签名</NptsSign><OperCusRegCode>4403980001</OperCusRegCode><ImportInfo><MessageType>NPTS301</MessageType>"
        "<OpType>S</OpType><HostId>host-1</HostId><FileSize>100</FileSize><Sign>s</Sign></ImportInfo>"
    )
    start, end = golden("saved").index(b"<InvtHeadType>"), golden("saved").index(b"<OperCusRegCode>")
    conserved(b"<InvtMessage>" + golden("saved")[start:end] + tail.encode() + b"</InvtMessage>")


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize(
    "cut", ["SignedInfo", "KeyInfo", "EnvelopInfo", "PocketInfo", "Ic_Card", "message_id", "DelcareFlag", "SysId", "OperCusRegCode"]
)
def test_a_message_with_less_of_an_envelope_gets_no_more(account: str, cut: str) -> None:
    root = etree.fromstring(golden("saved"))
    for element in list(root.iter(cut)):
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    conserved(etree.tostring(root, encoding="utf-8"), ACCOUNTS[account]())


def test_a_package_without_signature_comes_back() -> None:
    package = etree.fromstring(golden("saved")).find("Object/Package")
    assert package is not None
    conserved(etree.tostring(package, encoding="utf-8"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_does_not_matter(encoding: str) -> None:
    text = golden("saved").decode()
    content = text.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"').encode(encoding)
    assert values(rebuilt(content)) == values(golden("saved"))


def test_what_was_corrected_after_reading_is_written_and_not_what_was_read() -> None:
    import attrs

    document = through_json(spelled("GdsSeqno", "007"))
    first = attrs.evolve(document.lines[0], line_no=8, quantity=Decimal("2.50"))
    changed = attrs.evolve(document, lines=(first, *document.lines[1:]), entered_on=date(2026, 2, 3))
    from plugins.singlewindow.tests.messages import parcel

    written = b"".join(stranger().encode(parcel(changed, verbatim=True)))
    assert b"<GdsSeqno>8</GdsSeqno>" in written
    assert b"007</GdsSeqno>" not in written
    assert b"<DclQty>2.50</DclQty>" in written
    assert b"<InputTime>20260203</InputTime>" in written


def test_a_document_that_was_read_is_declared_with_the_envelope_of_its_account() -> None:
    from plugins.singlewindow.tests.messages import parcel

    content = golden("saved").replace(b"8930000000001", b"8930000000009").replace(b"<SysId>B1<", b"<SysId>Z7<")
    document = through_json(content)
    written = b"".join(messages().encode(parcel(document, exchange_id="NEW-1")))
    assert b"<Ic_Card>8930000000001</Ic_Card>" in written
    assert b"<message_id>NEW-1</message_id>" in written
    assert b"<SysId>B1</SysId>" in written
    assert document.declarant == AGENT


LETTERED = ("StshipTrsarvNatcd", "Natcd", "DestinationNatcd", "DclCurrcd", "TradeCountry", "TradeAreaCode", "DclCurrCd", "NatCd")


@pytest.mark.parametrize("element", LETTERED)
@pytest.mark.parametrize("read", ["USD", "CHN", "usd", "人民币"])
def test_letters_come_back_from_every_country_and_currency(element: str, read: str) -> None:
    conserved(spelled(element, read, "full"))


@pytest.mark.parametrize("element", LETTERED)
def test_what_is_declared_again_has_numbers_where_letters_were_read(element: str) -> None:
    from plugins.singlewindow.tests.messages import parcel

    known, number = ("USD", "502") if "Curr" in element else ("CHN", "142")
    written = b"".join(messages().encode(parcel(through_json(spelled(element, known, "full")))))
    assert f"<{element}>{number}</{element}>".encode() in written
    assert f"<{element}>{known}</{element}>".encode() not in written
    with pytest.raises(UnusableInput, match=f"{element}.*qqq"):
        b"".join(messages().encode(parcel(through_json(spelled(element, "qqq", "full")))))


@pytest.mark.parametrize(
    "content",
    [b"<a/>", b"<InvtMessage/>", b"<Signature><InvtHeadType/></Signature>", b"<invtMessage><invtHeadType/></invtMessage>"],
)
def test_other_xml_is_no_list(content: bytes) -> None:
    with pytest.raises(DecodeError, match="InvtHeadType"):
        read(content)


@pytest.mark.parametrize("name", ["Object", "DataInfo", "BussinessData", "Other"])
def test_a_root_of_another_name_keeps_what_stands_beside_the_envelope(name: str) -> None:
    content = golden("saved").replace(b"<Signature>", b"<%s>" % name.encode()).replace(b"</Signature>", b"</%s>" % name.encode())
    conserved(content.replace(b"<KeyName></KeyName>", b"<KeyName>aa</KeyName>").replace(b"<KeyName/>", b"<KeyName>aa</KeyName>"))


@pytest.mark.parametrize("element", ["Object", "Package", "DataInfo"])
def test_an_envelope_without_one_of_its_parts_keeps_what_stands_beside_it(element: str) -> None:
    content = (
        golden("saved").replace(b"<KeyName></KeyName>", b"<KeyName>aa</KeyName>").replace(b"<KeyName/>", b"<KeyName>aa</KeyName>")
    )
    opening = re.compile(rb"<%s(?: [^>]*)?>|</%s>" % (element.encode(), element.encode()))
    after = etree.fromstring(rebuilt(opening.sub(b"", content), None))
    assert after.findtext("KeyInfo/KeyName") == "aa"
    assert len(list(after.iter("KeyName"))) == 1
