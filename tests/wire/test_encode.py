"""Records to bytes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.clock import SHANGHAI
from baoguan.codes import Code, Codes
from baoguan.errors import UnusableInput
from baoguan.model.fields import Carried, Extra
from baoguan.model.party import Party
from baoguan.wire import RecordDecoder, RecordEncoder, cdata, escape, parse_xml
from baoguan.wire.encode import BLOCK
from tests.wire.sample import CRATE, Crate
from tests.wire.strategies import records

CODES = Codes.builtin()


def written(*crates: Crate, indent: str = "", newline: str = "\n") -> str:
    return b"".join(RecordEncoder(CRATE, CODES).encode(crates, indent=indent, newline=newline)).decode()


def test_a_record_is_its_elements_in_order_absent_ones_empty() -> None:
    crate = Crate(
        name="木箱",
        note="a<b",
        number=7,
        weight=Decimal("1.50"),
        packed=date(2026, 1, 5),
        seen=datetime(2026, 1, 5, 8, 9, 10, tzinfo=SHANGHAI),
        country="JPN",
        owner=Party(name="样品"),
    )
    assert written(crate) == (
        "<Crate><Name>木箱</Name><Note><![CDATA[a<b]]></Note><No>7</No><Wt>1.50</Wt><Packed>20260105</Packed>"
        "<Seen>2026-01-05 08:09:10</Seen><Country>116</Country><OwnerCode></OwnerCode><OwnerName>样品</OwnerName></Crate>\n"
    )


@given(records(CRATE), st.sampled_from(("", "  ")))
def test_a_record_alone_is_written_as_among_others(crate: Crate, indent: str) -> None:
    assert written(crate, indent=indent) * 2 == written(crate, crate, indent=indent)


@pytest.mark.parametrize("crate", [Crate(name="\x01"), Crate(country="日本"), Crate(spare="\ufffe", country="x")])
def test_what_cannot_be_written_is_refused_alone_as_among_others(crate: Crate) -> None:
    with pytest.raises(UnusableInput) as alone:
        written(crate)
    with pytest.raises(UnusableInput) as among:
        written(crate, crate)
    assert alone.value.args == among.value.args


def test_an_empty_record_has_all_but_rare_elements() -> None:
    assert written(Crate()).count("<") == 2 + 2 * 9
    assert "Spare" not in written(Crate())


def test_a_rare_element_stands_in_every_record_when_one_has_it() -> None:
    text = written(Crate(), Crate(spare="x"), Crate())
    assert text.count("<Spare>") == 3
    assert text.count("<Spare>x</Spare>") == 1


def test_indent_and_line_ends_are_the_caller_s() -> None:
    text = written(Crate(), Crate(), indent="  ", newline="\r\n")
    assert text.startswith("  <Crate>")
    assert text.count("\r\n") == 2


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_no_record_is_lost_between_blocks(count: int) -> None:
    crates = [Crate(number=n, name="&" if n % 7 == 0 else f"n{n}") for n in range(count)]
    blocks = list(RecordEncoder(CRATE, CODES).encode(crates))
    assert len(blocks) == -(-count // BLOCK)
    root = ElementTree.fromstring(b"<all>" + b"".join(blocks) + b"</all>")
    assert [(node.findtext("No"), node.findtext("Name")) for node in root] == [(str(c.number), c.name) for c in crates]


def test_extras_of_one_record_of_a_block_stand_in_it_and_nowhere_else() -> None:
    extra = Carried((Extra("B", "2", 5), Extra("A", "<x>1</x>", 1)), {})
    crates = [Crate(number=n, carried=extra if n == BLOCK // 2 else None) for n in range(BLOCK + 1)]
    root = ElementTree.fromstring(f"<all>{written(*crates)}</all>")
    found = [n for n, node in enumerate(root) if node.find("A") is not None]
    assert found == [BLOCK // 2]
    assert [child.tag for child in root[found[0]]][-2:] == ["A", "B"]
    assert root[found[0]].findtext("A/x") == "1"


def test_the_text_that_was_read_is_written_while_it_still_means_the_value() -> None:
    carried = Carried((), {"number": "007", "weight": "abc", "country": "116", "packed": "2026-01-05"})
    crate = Crate(number=7, weight=None, country="JPN", packed=date(2026, 1, 5), carried=carried)
    text = written(crate)
    assert "<No>007</No><Wt>abc</Wt><Packed>2026-01-05</Packed>" in text
    changed = written(attrs.evolve(crate, number=8, weight=Decimal(3), country="CHN", packed=date(2026, 1, 6)))
    assert "<No>8</No><Wt>3</Wt><Packed>20260106</Packed>" in changed
    assert "<Country>142</Country>" in changed


@pytest.mark.parametrize("value", ["XYZ", "chn", "中国", "14", "1420", "１４２", "1 2"])
@pytest.mark.parametrize("verbatim", [False, True])
def test_a_country_without_a_number_is_refused_with_its_record_and_never_written(value: str, *, verbatim: bool) -> None:
    crates = [Crate(country="CHN")] * (BLOCK + 4) + [Crate(country=value)]
    with pytest.raises(UnusableInput) as caught:
        list(RecordEncoder(CRATE, CODES).encode(crates, verbatim=verbatim))
    for text in (caught.value.zh, caught.value.en):
        assert "Country" in text
        assert value in text
        assert str(BLOCK + 5) in text
    assert caught.value.remedy_zh
    assert caught.value.remedy_en


@pytest.mark.parametrize(("value", "number"), [("CHN", "142"), ("142", "142"), ("999", "999"), (None, ""), ("", "")])
def test_a_country_is_its_number_and_a_number_stands_for_itself(value: str | None, number: str) -> None:
    assert f"<Country>{number}</Country>" in written(Crate(country=value))


def test_a_number_of_the_code_list_that_is_none_is_refused() -> None:
    spoiled = attrs.evolve(CODES["country"], codes=(Code(code="XKA", name_zh="新国", legacy="XK"),))
    with pytest.raises(UnusableInput, match="XK"):
        list(RecordEncoder(CRATE, CODES.replacing(spoiled)).encode([Crate(country="XKA")]))


@pytest.mark.parametrize("read", ["JPN", "jpn", "日本"])
def test_letters_that_were_read_come_back_only_where_everything_shall_come_back_as_it_was(read: str) -> None:
    crate = RecordDecoder(CRATE, CODES).decode(parse_xml(f"<Crate><Country>{read}</Country></Crate>".encode()), Crate)
    encoder = RecordEncoder(CRATE, CODES)
    assert f"<Country>{read}</Country>".encode() in b"".join(encoder.encode([crate], verbatim=True))
    if crate.country in CODES["country"]:
        assert b"<Country>116</Country>" in b"".join(encoder.encode([crate]))
    else:
        with pytest.raises(UnusableInput, match=read):
            list(encoder.encode([crate]))
    corrected = attrs.evolve(crate, country="CHN")
    assert b"<Country>142</Country>" in b"".join(encoder.encode([corrected], verbatim=True))
    with pytest.raises(UnusableInput, match="QQQ"):
        list(encoder.encode([attrs.evolve(crate, country="QQQ")], verbatim=True))


@pytest.mark.parametrize("value", [Decimal("1E+5"), Decimal("1E-7"), Decimal("0E-3"), Decimal("-0.10"), Decimal(10**12)])
def test_numbers_have_no_exponent(value: Decimal) -> None:
    text = written(Crate(weight=value)).partition("<Wt>")[2].partition("</Wt>")[0]
    assert "E" not in text.upper()
    assert Decimal(text) == value


@pytest.mark.parametrize("char", ["\x00", "\x01", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
@pytest.mark.parametrize("field", ["name", "note"])
def test_a_character_that_xml_cannot_hold_is_refused_with_its_place(char: str, field: str) -> None:
    crates = (Crate(**{field: "good"}), Crate(**{field: f"ba{char}d"}))  # type: ignore[arg-type]
    with pytest.raises(UnusableInput) as caught:
        written(*crates)
    assert f"U+{ord(char):04X}" in caught.value.zh
    assert field.capitalize() in caught.value.en
    assert "2" in caught.value.zh
    assert caught.value.remedy_zh
    assert caught.value.remedy_en


@pytest.mark.parametrize("char", ["\t", "\n", "\r", "\x7f", "\u0085", "\ud7ff", "\ue000", "\ufffd", "\U0010ffff"])
def test_every_other_character_comes_through(char: str) -> None:
    root = ElementTree.fromstring(written(Crate(name=f"a{char}b", note=f"a{char}b")))
    assert root.findtext("Name") == f"a{char}b"
    assert root.findtext("Note") == f"a{char}b"


@pytest.mark.parametrize("text", ["", "x", "&", "<b>", "]]>", "]]]]>>", "]]", "a]]>b]]>c", "<![CDATA[x]]>", "&amp;"])
def test_text_and_cdata_say_the_same(text: str) -> None:
    root = ElementTree.fromstring(f"<all><a>{escape(text)}</a><b>{cdata(text)}</b></all>")
    assert (root.findtext("a") or "", root.findtext("b") or "") == (text, text)
    assert cdata("") == ""
