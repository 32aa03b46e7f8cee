"""Messages in the plain form: read without a tree they are what they are with one, and everything else is left to the tree."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.codes import Codes
from baoguan.model.party import Party
from baoguan.wire import Record, RecordDecoder, RecordEncoder, elements, parse_xml, plain_message
from tests.wire.nested import LOAD, Box, Label, Load, Seal
from tests.wire.spoiling import spoiled

CODES = Codes.builtin()
DECODER, ENCODER = RecordDecoder(LOAD, CODES), RecordEncoder(LOAD, CODES)
FULL = Load(
    name="一 号",
    flags="  1",
    owner=Party(name="样品"),
    count=2,
    remark="尾",
    boxes=(Box(number=1, weight=Decimal("1.50"), note="a"), Box(number=2), Box(weight=Decimal(7))),
    papers=(Label(word="甲"), Label(word="乙")),
    seal=Seal(code="S"),
)
OPENING = '<?xml version="1.0" encoding="UTF-8"?>'


def markup(load: Load, newline: str = "\n") -> str:
    return "".join(ENCODER.texts([load], newline=newline))


def values(content: bytes) -> dict[str, object] | None:
    """What is read without a tree."""
    message = plain_message(content)
    if message is None or message.tags[0] != "Load" or message.tags[-1] != "/Load":
        return None
    return DECODER.plain_values(message, 1, len(message.tags) - 1)


@pytest.mark.parametrize("newline", ["", "\n"])
def test_a_message_as_programs_write_it_needs_no_tree(newline: str) -> None:
    found = values((OPENING + markup(FULL, newline)).encode())
    assert found is not None
    assert Load(**found) == FULL  # type: ignore[arg-type]


LOADS = (FULL, Load(name="一"), Load(boxes=(Box(number=1, labels=(Label(word="x"),)),)))


@given(st.sampled_from(LOADS).flatmap(lambda load: spoiled(markup(load))))
def test_what_is_read_without_a_tree_is_what_the_tree_says(text: str) -> None:
    content = (OPENING + text).encode()
    found = values(content)
    # The tree is asked first of all whether it is one: bytes that are no XML are never read.
    assert found is None or repr(found) == repr(DECODER.values(parse_xml(content)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<Load></Load>",
        OPENING.encode("utf-8-sig") + b"<Load></Load>",
        b'<?xml version="1.0" encoding="gb2312"?><Load></Load>',
        f"{OPENING}<Load>\ufffe</Load>".encode(),
        f"{OPENING}<Load>".encode() + b"\xed\xa0\x80</Load>",
        f"{OPENING}<Load>".encode() + b"\xb1</Load>",
        f"{OPENING}<Load>&amp;</Load>".encode(),
        f"{OPENING}<Load>\r</Load>".encode(),
        f"{OPENING}<Load>></Load>".encode(),
        f"{OPENING}x<Load></Load>".encode(),
        f"{OPENING}<Load></Load>x".encode(),
    ],
)
def test_other_bytes_are_left_to_the_tree(content: bytes) -> None:
    assert plain_message(content) is None


def test_odd_forms_of_values_are_carried_as_by_the_tree() -> None:
    text = "<Load><Head><Name>一</Name><Count>007</Count></Head><Boxes><Box><No>01</No></Box><Box><No>2</No></Box></Boxes></Load>"
    found = values((OPENING + text).encode())
    assert found == DECODER.values(parse_xml((OPENING + text).encode()))
    assert [box.carried is not None for box in Load(**found).boxes] == [True, False]  # type: ignore[arg-type]


@pytest.mark.parametrize("inside", ["<A>x</A><B>y</B>", "<A>x</A><A>y</A>", "<A>x</A>", "<B>y</B>", "<C>z</C>"])
def test_elements_that_share_a_field_are_read_as_by_the_tree(inside: str) -> None:
    decoder = RecordDecoder(Record(tag="Label", model=Label, elements=elements("A word", "B word")), CODES)
    content = f"{OPENING}<Label>{inside}</Label>".encode()
    message = plain_message(content)
    assert message is not None
    found = decoder.plain_values(message, 1, len(message.tags) - 1)
    assert (found is not None) is (inside in ("<A>x</A>", "<B>y</B>"))
    assert found is None or found == decoder.values(parse_xml(content))
