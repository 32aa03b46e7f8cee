"""Records inside records: written where they belong, read in any order, and nothing of them gets lost."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from baoguan.codes import Codes
from baoguan.model.fields import Carried, Extra
from baoguan.model.party import Party
from baoguan.plugin import from_json, to_json
from baoguan.wire import RecordDecoder, RecordEncoder, parse_xml
from tests.wire.nested import BOX, LABEL, LOAD, PAPER, SEAL, Box, Label, Load, Seal
from tests.wire.strategies import records, texts

CODES = Codes.builtin()
DECODER, ENCODER = RecordDecoder(LOAD, CODES), RecordEncoder(LOAD, CODES)


def read(markup: str) -> Load:
    return DECODER.decode(parse_xml(f'<?xml version="1.0" encoding="UTF-8"?><Load>{markup}</Load>'.encode()), Load)


def written(*loads: Load, verbatim: bool = False) -> str:
    return "".join(ENCODER.texts(loads, newline="", verbatim=verbatim))


def values(markup: str) -> Counter[tuple[str, str]]:
    """Multiset of (name, non-empty text), texts beside elements too."""
    found: Counter[tuple[str, str]] = Counter()
    for node in etree.fromstring(markup).iter():
        if text := "".join(filter(None, (node.text, *(child.tail for child in node)))).strip():
            found[str(node.tag), text] += 1
    return found


def test_nested_records_stand_where_the_table_says() -> None:
    load = Load(
        name="一",
        flags="  1",
        owner=Party(name="样品"),
        count=2,
        remark="尾",
        boxes=(Box(number=1, weight=Decimal("1.50"), labels=(Label(word="a"), Label(word="b&c"))), Box(number=2)),
        papers=(Label(word="甲"), Label(word="乙")),
        seal=Seal(code="S"),
    )
    assert written(load) == (
        "<Load><Head><Name>一</Name><Flags>  1</Flags><OwnerName>样品</OwnerName><Count>2</Count></Head>"
        "<Boxes><Box><No>1</No><Labels><Label><Word>a</Word></Label><Label><Word>b&amp;c</Word></Label></Labels><Wt>1.50</Wt></Box>"
        "<Box><No>2</No><Wt></Wt></Box></Boxes><Paper><Word>甲</Word></Paper><Paper><Word>乙</Word></Paper>"
        "<Tail><Remark>尾</Remark></Tail><Seal><Code>S</Code></Seal></Load>"
    )
    assert read(written(load).removeprefix("<Load>").removesuffix("</Load>")) == load


def test_what_is_absent_leaves_no_wrapper() -> None:
    assert written(Load(name="一")) == (
        "<Load><Head><Name>一</Name><Flags></Flags><OwnerName></OwnerName><Count></Count></Head><Tail></Tail></Load>"
    )


def test_several_records_do_not_mix() -> None:
    one, two = Load(name="一", seal=Seal(code="S")), Load(name="二", boxes=(Box(number=7),))
    assert written(one, two) == written(one) + written(two)


def test_the_order_of_the_sections_does_not_matter() -> None:
    assert read(
        "<Paper><Word>甲</Word></Paper><Seal><Code>S</Code></Seal><Tail><Remark>尾</Remark></Tail><Boxes><Box><No>1</No></Box></Boxes>"
        "<Paper><Word>乙</Word></Paper><Head><Count>2</Count><Name>一</Name></Head>"
    ) == Load(
        name="一",
        count=2,
        remark="尾",
        boxes=(Box(number=1),),
        papers=(Label(word="甲"), Label(word="乙")),
        seal=Seal(code="S"),
    )


def test_an_empty_wrapper_holds_nothing_and_an_empty_record_is_one() -> None:
    assert read("<Boxes/>") == Load()
    assert read("<Boxes><Box/><Box>\n</Box></Boxes>") == Load(boxes=(Box(), Box()))
    assert read("<Seal/>") == Load(seal=Seal())


def test_a_wrapper_that_comes_twice_gives_all_its_records() -> None:
    load = read("<Boxes><Box><No>1</No></Box></Boxes><Boxes><Box><No>2</No></Box></Boxes>")
    assert [box.number for box in load.boxes] == [1, 2]
    assert written(load).count("<Boxes>") == 1


def test_unknown_elements_are_kept_in_their_section() -> None:
    load = read(
        "<Top>0</Top><Head><Name>一</Name><New>1</New></Head><Tail><New><In>2</In></New></Tail>"
        "<Boxes><Other>3</Other><Box><No>1</No><New>4</New></Box>字</Boxes><Paper><New>5</New></Paper>"
    )
    assert load.carried == Carried(
        (Extra("Top", "0", 0), Extra("Boxes", "<Other>3</Other>字", 3)),
        {},
        {"Head": (Extra("New", "1", 1),), "Tail": (Extra("New", "<In>2</In>", 0),)},
    )
    assert load.boxes[0].carried == Carried((Extra("New", "4", 1),))
    again = written(load)
    assert "<Count></Count><New>1</New></Head>" in again
    assert "<Tail><New><In>2</In></New></Tail>" in again
    assert "<Wt></Wt><New>4</New></Box>" in again
    assert again.endswith("<Top>0</Top><Boxes><Other>3</Other>字</Boxes></Load>")


def test_a_single_record_that_comes_twice_is_kept() -> None:
    markup = "<Head><Name>一</Name></Head><Head><Name>二</Name></Head><Seal><Code>S</Code></Seal><Seal><Code>T</Code></Seal>"
    load = read(markup)
    assert (load.name, load.seal) == ("一", Seal(code="S"))
    assert values(written(load)) == values(f"<Load>{markup}</Load>")


def test_texts_of_another_form_are_kept_in_every_section() -> None:
    markup = "<Head><Count>02</Count></Head><Boxes><Box><No>x</No><Wt>1e1</Wt></Box></Boxes><Tail><Remark>a</Remark>散</Tail>"
    load = read(markup)
    assert load.count == 2
    assert load.boxes[0].number is None
    assert load.carried is not None
    assert load.carried.originals == {"count": "02"}
    assert values(written(load, verbatim=True)) == values(f"<Load>{markup}</Load>")
    corrected = attrs.evolve(load, count=3, boxes=(attrs.evolve(load.boxes[0], number=4),))
    assert "<Count>3</Count>" in written(corrected)
    assert "<No>4</No>" in written(corrected)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<Flags>  </Flags>", "  "),
        ("<Flags> 1 </Flags>", " 1 "),
        ("<Flags xml:space='preserve'>  5</Flags>", "  5"),
        ("<Flags>\n  5\n</Flags>", "5"),
        ("<Flags>\t</Flags>", None),
        ("<Flags></Flags>", None),
        ("<Flags><!-- x -->  1</Flags>", "  1"),
        ("<Flags><![CDATA[ 0 ]]></Flags>", " 0 "),
    ],
)
def test_blanks_count_where_a_text_is_read_by_position(markup: str, text: str | None) -> None:
    load = read(f"<Head>{markup}</Head>")
    assert load.flags == text
    assert read(written(load).removeprefix("<Load>").removesuffix("</Load>")).flags == text


def test_blanks_of_other_texts_do_not_count() -> None:
    assert read("<Head><Name>  一 </Name></Head>").name == "一"


def test_what_is_carried_passes_through_json() -> None:
    load = read("<Head><New>1</New><Count>02</Count></Head><Boxes><Box><No>01</No></Box><X>1</X></Boxes><Tail>字</Tail>")
    assert from_json(to_json(load), Load) == load


LABELS = records(LABEL)


@st.composite
def loads(draw: st.DrawFn) -> Load:
    flat = draw(
        st.fixed_dictionaries(
            {
                "name": st.none() | texts(20),
                "flags": st.none() | st.text(alphabet=" 019", min_size=1, max_size=6),
                "owner": st.none() | texts(20).map(lambda name: Party(name=name)),
                "count": st.none() | st.integers(0, 9999),
                "remark": st.none() | texts(20),
                "seal": st.none() | records(SEAL),
                "papers": st.lists(records(PAPER), max_size=2).map(tuple),
            }
        )
    )
    boxes = []
    for box in draw(st.lists(records(BOX), max_size=3)):
        assert isinstance(box, Box)
        labels = tuple(one for one in draw(st.lists(LABELS, max_size=2)) if isinstance(one, Label))
        boxes.append(attrs.evolve(box, labels=labels))
    return Load(**flat, boxes=tuple(boxes))  # type: ignore[arg-type]


@given(st.lists(loads(), min_size=1, max_size=3))
def test_records_are_read_as_they_were_written(given_loads: list[Load]) -> None:
    markup = "".join(ENCODER.texts(given_loads))
    nodes = parse_xml(f'<?xml version="1.0" encoding="UTF-8"?><all>{markup}</all>'.encode())
    assert [DECODER.decode(node, Load) for node in nodes] == given_loads


NAMES = (
    "Load",
    "Head",
    "Tail",
    "Boxes",
    "Box",
    "Labels",
    "Label",
    "Paper",
    "Seal",
    "Name",
    "Flags",
    "Count",
    "No",
    "Wt",
    "Word",
    "New",
)


@given(
    st.recursive(
        st.sampled_from(("1", "01", "x", " 1 ", "", "\n", "a&amp;b")),
        lambda inner: st.lists(
            st.tuples(st.sampled_from(NAMES), inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>")
            | st.sampled_from(("字", "")),
            max_size=4,
        ).map("".join),
        max_leaves=12,
    )
)
def test_whatever_stands_where_every_value_comes_back(markup: str) -> None:
    load = read(markup)
    assert values(written(from_json(to_json(load), Load), verbatim=True)) == values(f"<Load>{markup}</Load>")
