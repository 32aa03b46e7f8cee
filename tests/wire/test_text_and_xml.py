"""Bytes of unknown encoding to text, and text to a tree, within limits."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from baoguan.errors import DecodeError
from baoguan.wire import child_text, children, decode_text, descend, fields_of, find, local, parse_xml, text_of
from baoguan.wire.xml import MAX_DEPTH

TEXT = "海关总署：中华人民共和国，㎡ 〇 镕"
CHINESE = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=40)


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?><a>{TEXT}</a>'


@pytest.mark.parametrize(
    "content",
    [
        declared("UTF-8").encode(),
        declared("utf-8").encode("utf-8-sig"),
        declared("utf-16").encode("utf-16"),
        declared("GBK").encode("gb18030"),
        declared("gb2312").encode("gb18030"),
        declared("GB18030").encode("gb18030"),
        declared("gb2312").encode(),
        declared("UTF-8").encode("gb18030"),
        f"<a>{TEXT}</a>".encode(),
        f"<a>{TEXT}</a>".encode("gb18030"),
        f"\r\n  {declared('gbk')}".encode("gb18030"),
    ],
)
def test_the_bytes_decide_and_the_declaration_is_a_hint(content: bytes) -> None:
    assert text_of(parse_xml(content)) == TEXT


@given(CHINESE)
def test_chinese_in_either_encoding_is_read(text: str) -> None:
    for encoding, name in (("utf-8", "UTF-8"), ("gbk", "gb2312"), ("utf-8", "gb2312")):
        # Bytes of GBK that are Chinese or Korean in UTF-8 too, such as those of 饧丂 and 鞓丂, nobody can tell apart.
        assume(encoding != "gbk" or not re.search("[\u0800-\uffff]", text.encode("gbk", "ignore").decode("utf-8", "ignore")))
        assert text_of(parse_xml(f'<?xml version="1.0" encoding="{name}"?><a>{text}</a>'.encode(encoding, "ignore"))) in (
            text,
            text.encode("gbk", "ignore").decode("gbk"),
        )


@pytest.mark.parametrize(
    ("content", "place"), [(b"ab\xff\xff", "3"), (b"<a>\x80</a>", "4"), (b"\xfe\xff\xd8", "3"), (b"<a>\xed\xa0\x80</a>", "4")]
)
def test_bytes_that_are_neither_are_refused_with_their_place(content: bytes, place: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_text(content)
    assert place in caught.value.zh
    assert place in caught.value.en


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"text",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a x=1/>",
        b"<a>&nbsp;</a>",
        b"<a>\x00</a>",
        b'<a x="1" x="2"/>',
        b"<1/>",
        b"<!DOCTYPE a><a/>",
        b"<!doctype a><a/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    ],
)
def test_what_is_not_well_formed_or_declares_entities_is_refused(content: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        parse_xml(content)
    assert caught.value.zh
    assert caught.value.remedy_zh
    assert caught.value.remedy_en


def test_size_and_depth_have_limits() -> None:
    def nested(depth: int) -> bytes:
        return b"<a>" * depth + b"</a>" * depth

    assert local(parse_xml(nested(MAX_DEPTH))) == "a"
    with pytest.raises(DecodeError, match=str(MAX_DEPTH)):
        parse_xml(nested(MAX_DEPTH + 1))
    assert local(parse_xml(b"<a/>", max_bytes=4)) == "a"
    with pytest.raises(DecodeError, match="5"):
        parse_xml(b"<a />", max_bytes=4)


def test_names_are_matched_without_namespace() -> None:
    root = parse_xml(b'<p:a xmlns:p="u" xmlns="v"><b>1</b><p:b>2</p:b><c><p:d>3</p:d></c></p:a>')
    assert local(root) == "a"
    assert [text_of(e) for e in children(root, "b")] == ["1", "2"]
    assert child_text(root, "b") == "1"
    assert text_of(find(root, "c", "d")) == "3"
    assert text_of(descend(root, "d")) == "3"
    assert find(root, "c", "x", "y") is None
    assert descend(root, "x") is None
    assert child_text(root, "x") == text_of(None) == ""


@pytest.mark.parametrize(
    ("markup", "fields"),
    [
        ("<a> x </a>", "x"),
        ("<a/>", ""),
        ("<a><b>1</b><c/></a>", {"b": "1"}),
        ("<a><b>1</b><b>2</b><b/><b>3</b></a>", {"b": ["1", "2", "3"]}),
        ("<a><b><c>1</c></b><b>2</b></a>", {"b": [{"c": "1"}, "2"]}),
        ("<a>x<b>1</b>y</a>", {"b": "1", "#text": "xy"}),
        ('<a xmlns:n="u"><n:b>1</n:b></a>', {"b": "1"}),
    ],
)
def test_fields_show_every_value(markup: str, fields: object) -> None:
    assert fields_of(parse_xml(markup.encode())) == fields
