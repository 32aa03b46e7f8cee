"""Records from XML: what is known becomes values, what is not is carried."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.clock import SHANGHAI
from baoguan.codes import Codes
from baoguan.model.fields import Carried, Extra
from baoguan.model.party import Party
from baoguan.wire import Record, RecordDecoder, RecordEncoder, escape, parse_xml, read_time
from tests.wire.sample import CRATE, Crate
from tests.wire.strategies import records

CODES = Codes.builtin()


def read(markup: str) -> Crate:
    return RecordDecoder(CRATE, CODES).decode(parse_xml(declared(f"<Crate>{markup}</Crate>")), Crate)


def declared(markup: str) -> bytes:
    """Bytes that say they are UTF-8: of a few letters alone the same bytes are Chinese in GBK."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{markup}'.encode()


def carried(crate: Crate) -> Carried:
    return crate.carried if crate.carried is not None else Carried()


def test_known_elements_become_values() -> None:
    crate = read(
        "<Seen>2026-01-05 08:09:10</Seen><Country>116</Country><Name> 木箱\n</Name><No>7</No><Wt>1.50</Wt>"
        "<Packed>20260105</Packed><OwnerName>样品</OwnerName><Note><![CDATA[a<b]]></Note><Spare/>"
    )
    assert crate == Crate(
        name="木箱",
        note="a<b",
        number=7,
        weight=Decimal("1.50"),
        packed=date(2026, 1, 5),
        seen=datetime(2026, 1, 5, 8, 9, 10, tzinfo=SHANGHAI),
        country="JPN",
        owner=Party(name="样品"),
    )
    assert str(crate.weight) == "1.50"


@pytest.mark.parametrize("markup", ["", "<Name/>", "<Name></Name>", "<Name>\r\n</Name>", "<!-- x --><Name> \t</Name><?p?>"])
def test_empty_elements_are_absent(markup: str) -> None:
    assert read(markup) == Crate()


@pytest.mark.parametrize(
    ("markup", "path", "value", "original"),
    [
        ("<No>007</No>", "number", 7, "007"),
        ("<No>1.0</No>", "number", None, "1.0"),
        ("<No>abc</No>", "number", None, "abc"),
        ("<Wt>01.5</Wt>", "weight", Decimal("1.5"), "01.5"),
        ("<Wt>1e2</Wt>", "weight", Decimal(100), "1e2"),
        ("<Wt>1,000</Wt>", "weight", None, "1,000"),
        ("<Wt>NaN</Wt>", "weight", None, "NaN"),
        ("<Packed>2026-01-05</Packed>", "packed", date(2026, 1, 5), "2026-01-05"),
        ("<Packed>20260230</Packed>", "packed", None, "20260230"),
        ("<Seen>2026-01-05T08:09:10</Seen>", "seen", datetime(2026, 1, 5, 8, 9, 10, tzinfo=SHANGHAI), "2026-01-05T08:09:10"),
        ("<Country>JPN</Country>", "country", "JPN", "JPN"),
        ("<Country>jpn</Country>", "country", "jpn", "jpn"),
        ("<Country>日本</Country>", "country", "日本", "日本"),
    ],
)
def test_a_text_that_would_be_written_otherwise_is_carried(markup: str, path: str, value: object, original: str) -> None:
    crate = read(markup)
    assert getattr(crate, path) == value
    assert carried(crate).originals == {path: original}


@pytest.mark.parametrize(
    ("markup", "extras"),
    [
        ("<New>1</New>", (Extra("New", "1", 0),)),
        ("<Name>a</Name><New>&lt;b&gt;</New>", (Extra("New", "&lt;b&gt;", 1),)),
        ("<New><A> 1 </A><B/><C><D>2</D></C></New>", (Extra("New", "<A>1</A><C><D>2</D></C>", 0),)),
        ("<Name>a</Name><Name>b</Name>", (Extra("Name", "b", 1),)),
        ("<Name>a<b>c</b>d</Name>", (Extra("Name", "a<b>c</b>d", 0),)),
        ('<n:New xmlns:n="u"><n:A>1</n:A></n:New>', (Extra("New", "<A>1</A>", 0),)),
        ("<New/><Other> </Other>", ()),
    ],
)
def test_unknown_and_repeated_elements_are_carried(markup: str, extras: tuple[Extra, ...]) -> None:
    assert carried(read(markup)).extras == extras


@given(st.lists(records(CRATE), max_size=4))
def test_what_is_written_is_read(crates: list[Crate]) -> None:
    content = b"<all>" + b"".join(RecordEncoder(CRATE, CODES).encode(crates)) + b"</all>"
    decoder = RecordDecoder(CRATE, CODES)
    assert [decoder.decode(node, Crate) for node in parse_xml(content)] == crates


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=12)
)
def test_any_text_in_any_field_is_read_and_written_again(text: str) -> None:
    text = text.strip(" \t\r\n")
    markup = "".join(f"<{e.name}>{escape(text)}</{e.name}>" for e in CRATE.elements)
    again = b"".join(RecordEncoder(CRATE, CODES).encode([read(markup)], verbatim=True)).decode()
    root = parse_xml(declared(again))
    assert {(child.tag, (child.text or "").strip(" \t\r\n")) for child in root if child.text} == {
        (e.name, text) for e in CRATE.elements if text
    }


ROWS = (
    *("<Name>a</Name><No>1</No>", "<Name> b\n</Name><No>2</No>", "<Name>&amp;&#13;</Name><No>007</No>", "<Name/><No></No>"),
    *(
        "<Name><![CDATA[ c ]]></Name><No>x</No>",
        "<Name>d</Name>!<No>3</No>",
        "!<Name>e</Name><No>4</No>",
        "<Name><b>f</b></Name><No>5</No>",
    ),
    *("<Name>g</Name><!-- - --><No>6</No>", "<n:Name xmlns:n='u'>h</n:Name><No>8</No>", "<Name k='v'>i</Name><No>9</No>", "", "!"),
    *("<Wt>1.50</Wt><Packed>20260105</Packed>", "<Wt>01</Wt><Packed>2026-01-05</Packed>", "<Country>116</Country><New>1</New>"),
    *(
        "<Country>116</Country>",
        "<Country>JPN</Country>",
        "<Name>j</Name><Name>k</Name>",
        "<OwnerName>l</OwnerName>",
        "\u3000<Name>m</Name>",
    ),
)


@given(st.lists(st.sampled_from(ROWS), max_size=8))
def test_records_read_together_are_those_read_one_by_one(rows: list[str]) -> None:
    nodes = [*parse_xml(declared("<all>" + "".join(f"<Crate>{row}</Crate>" for row in rows * 2) + "</all>"))]
    decoder = RecordDecoder(CRATE, CODES)
    assert repr(decoder.records(nodes)) == repr([decoder.decode(node, Crate) for node in nodes])


PLAIN = Record(tag="Crate", model=Crate, elements=tuple(e for e in CRATE.elements if "." not in e.path))


@given(st.lists(records(PLAIN), min_size=2, max_size=4))
def test_many_records_are_read_together_as_they_were_written(crates: list[Crate]) -> None:
    content = b"<all>" + b"".join(RecordEncoder(PLAIN, CODES).encode(crates)) + b"</all>"
    assert RecordDecoder(PLAIN, CODES).records([*parse_xml(content)]) == crates


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+0900", "9999-12-31T23:59:59-0900", "", "x", "2026-13-01", "24:00", "20260105 8"]
)
def test_a_time_that_is_none_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_time(text)
