"""What `read` takes from any declaration, `build` gives back: every value, known or not, odd or not."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import date

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baoguan.plugin import DecodeError
from baoguan_singlewindow.declaration.message import DeclarationMessages
from plugins.singlewindow.tests.declaration import wild
from plugins.singlewindow.tests.declaration.golden_declarations import SAMPLES, golden
from plugins.singlewindow.tests.declaration.papers import OPERATOR, account, parcel, read, rebuilt, texts, values
from plugins.singlewindow.tests.golden_files import differences
from plugins.singlewindow.tests.messages import CODES
from plugins.singlewindow.tests.test_dxp import wrapped

_RELAXED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    # A failing message of a hundred elements takes minutes to shrink.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

DECLARED = '<?xml version="1.0" encoding="{}"?>{}'


def conserved(content: bytes, plain: bytes | None = None) -> None:
    """Assert that nothing was lost or added between reading and building, and that building again changes nothing."""
    after = rebuilt(content)
    assert values(after) == values(plain or content)
    assert values(rebuilt(after)) == values(after)


@_RELAXED
@given(wild.messages())
def test_any_message_comes_back(text: str) -> None:
    conserved(DECLARED.format("UTF-8", text).encode())


@settings(_RELAXED, max_examples=15)
@given(wild.messages(), st.sampled_from(["GB2312", "GBK", "gb18030", "UTF-16", "utf-8-sig"]), st.booleans())
def test_neither_encoding_nor_envelope_matters(text: str, encoding: str, enveloped: bool) -> None:
    plain = DECLARED.format("UTF-8", text).encode()
    codec = {"GB2312": "gb18030", "GBK": "gb18030"}.get(encoding, encoding)
    content = DECLARED.format(encoding.removesuffix("-sig"), text).encode(codec)
    conserved(wrapped(content) if enveloped else content, plain)


HEAD, ROW, END = b"</DecHead>", b"</DecList>", b"</DecMessage>"


def with_more(before: bytes, markup: str, name: str = "import") -> bytes:
    """A golden file with markup before the first occurrence of some bytes."""
    content = golden(name)
    assert before in content
    return content.replace(before, markup.encode() + before, 1)


def spelled(name: str, text: str, sample: str = "import") -> bytes:
    """A golden file in which the first element of a name holds another text (markup)."""
    before, opening, rest = golden(sample).partition(f"<{name}>".encode())
    assert opening, name
    return before + f"<{name}>{text}</{name}>".encode() + rest.partition(f"</{name}>".encode())[2]


@pytest.mark.parametrize("name", SAMPLES)
def test_golden_files_come_back(name: str) -> None:
    conserved(golden(name))
    assert differences(rebuilt(golden(name)), golden(name)) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_golden_file_comes_back_in_a_zip_and_in_an_envelope(name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("m.xml", golden(name))
        archive.writestr("a.pdf", b"%PDF-1.4")
    conserved(buffer.getvalue(), golden(name))
    conserved(wrapped(golden(name)), golden(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DespDate", "2018-07-03 00-00-00"),
        ("DespDate", "20180703000000"),
        ("DespDate", "2018-07-03"),
        ("GrossWet", "1"),
        ("GrossWet", "01.50000"),
        ("GrossWet", "1e3"),
        ("GrossWet", "NaN"),
        ("PackNo", "040"),
        ("PackNo", "四十"),
        ("PackNo", "9" * 60),
        ("TradeCountry", "116"),
        ("DistinatePort", "1303"),
        ("TransFlag", "AA "),
        ("PromiseItmes", "1 1"),
        ("Type", "  5"),
        ("Type", "\n  5\n"),
        ("Type", "Z"),
        ("SpecDeclFlag", "0 1"),
        ("CertCode", "<![CDATA[<14>I2017-1]]>"),
        ("NoteS", "两行\n一个值 &lt;a&gt;"),
        ("ClientSeqNo", "E52072019122319225343"),
        ("ClientSeqNo", "长" * 200),
        ("AgentName", "\u3000全角\u3000"),
        ("GModel", "4|3|a]]&gt;b"),
        ("OperType", "C"),
        ("IEFlag", "e"),
        ("IEFlag", ""),
        ("GNo", "一"),
        ("SignDate", "20260105"),
        ("EdocID", "a/b.pdf"),
        ("DecGoodsLimitVin", "<VinNo>x</VinNo><VinNo>y</VinNo>字"),
        ("DecHead", "字"),
        ("DecLists", "字"),
        ("DecFreeTxt", "字<VoyNo>1</VoyNo>"),
        ("EdocRealation", "字"),
    ],
)
def test_odd_texts_come_back(name: str, text: str) -> None:
    samples = [s for s in SAMPLES if f"<{name}>".encode() in golden(s)]
    assert samples
    for sample in samples:
        conserved(spelled(name, text, sample))


def test_the_date_of_the_official_sample_is_kept_as_it_was_written() -> None:
    content = spelled("DespDate", "2018-07-03 00-00-00", "first")
    assert read(content).departed_on is None
    assert texts(rebuilt(content), "DecHead")["DespDate"] == "2018-07-03 00-00-00"


def test_the_edition_of_a_message_is_kept() -> None:
    assert b'Version="3.1"' in rebuilt(golden("first"))
    assert b'Version="3.1"' in rebuilt(golden("first").replace(b" Version=", b" version="))
    assert b"ersion=" not in rebuilt(golden("first").replace(b' Version="3.1"', b"")).partition(b"?>")[2][:200]
    assert b"Version='\"'" in rebuilt(golden("first").replace(b'"3.1"', b"'\"'"))


def test_blanks_of_texts_read_by_position_come_back() -> None:
    for text in ("  ", "  5", "ML 000", " "):
        assert texts(rebuilt(spelled("Type", text)), "DecHead")["Type"] == text


@pytest.mark.parametrize(
    "before", [HEAD, ROW, END, b"</DecLists>", b"</DecSign>", b"</DecGoodsLimit>", b"</SddTax>", b"</EdocRealation>"]
)
@pytest.mark.parametrize(
    "markup",
    [
        "<NewThing>新</NewThing>",
        "<NewThing>1</NewThing><NewThing>1</NewThing>",
        "<NewGroup><A>1</A><B>x &amp; y</B></NewGroup>",
        "<NewGroup>前<A>1</A>后</NewGroup>",
        '<n:Other xmlns:n="urn:x"><n:In>值</n:In></n:Other>',
        "<DecSign><Note>又一</Note></DecSign>",
        "<DecHead><NoteS>又一</NoteS></DecHead>",
        "<DecLists><DecList><GName>又一</GName></DecList></DecLists>",
        "<EdocRealation><EdocID>又一</EdocID></EdocRealation>",
        "<SddTax><SddTaxHead><TAX_NO>1</TAX_NO><New>2</New></SddTaxHead></SddTax>",
        "<DecSupplementLists><DecSupplementList><GNo>1</GNo></DecSupplementList><DecSupplementSign>s</DecSupplementSign></DecSupplementLists>",
    ],
)
def test_whatever_stands_at_any_level_comes_back(before: bytes, markup: str) -> None:
    tax = "<SddTax><SddTaxHead><TAX_NO>9</TAX_NO></SddTaxHead></SddTax>"
    content = golden("import").replace(END, tax.encode() + END)
    conserved(content.replace(before, markup.encode() + before, 1))


def test_the_first_flag_that_says_something_chooses_the_direction() -> None:
    content = golden("export").replace(b"<IEFlag>", b"<IEFlag/><IEFlag>", 1)
    conserved(content)
    assert read(content).goods[0].origin_country == "CHN"


def test_what_was_corrected_after_reading_is_written() -> None:
    document = read(spelled("PackNo", "040"))
    goods = (attrs.evolve(document.goods[0], origin_country="DEU"), *document.goods[1:])
    changed = attrs.evolve(document, packages=41, goods=goods, departed_on=date(2026, 6, 2))
    written = DeclarationMessages(account(), CODES).encode(parcel(changed, verbatim=True), None)
    head = texts(written, "DecHead")
    assert (head["PackNo"], head["DespDate"]) == ("41", "20260602")
    assert texts(written, "DecLists", "DecList")["OriginCountry"] == "DEU"


def test_a_message_that_was_read_is_sent_with_all_it_carries() -> None:
    document = read(with_more(HEAD, "<NewThing>新</NewThing>"))
    written = DeclarationMessages(account(edition="5.0"), CODES).encode(parcel(document), OPERATOR)
    assert values(written) - values(golden("import")) == Counter({("NewThing", "新"): 1})


@pytest.mark.parametrize("content", [b"<DecMessage/>", b"<DecMessage><DecLists/></DecMessage>"])
def test_a_message_without_head_is_refused_with_what_is_missing(content: bytes) -> None:
    with pytest.raises(DecodeError, match="DecHead"):
        read(content)


def test_lengths_and_counts_beyond_the_tables_are_read() -> None:
    goods = "".join(f"<DecList><GNo>{n}</GNo><GName>{'名' * 3000}</GName></DecList>" for n in range(1, 121))
    content = golden("export").replace(b"</DecLists>", goods.encode() + b"</DecLists>")
    assert len(read(content).goods) == 121
    conserved(content)
