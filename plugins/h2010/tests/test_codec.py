"""Fixed-width GBK text: round trips of every record, and everything that it cannot hold, found before anything is sent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan import InventoryLine, UnusableInput
from baoguan.plugin import Codes, DecodeError
from baoguan_h2010.binding import Binding
from baoguan_h2010.codec import Value, Writer, decode, encode, sealed
from baoguan_h2010.simulator import UnreadableError
from baoguan_h2010.simulator.layout import read
from baoguan_h2010.widths import Field, layouts

CODES = Codes.builtin()
KEY: dict[str, Value] = {"TRADE_CODE": "4403D60001", "COP_EMS_NO": "X-1", "FILE_NAME": "x"}
GBK = st.characters(codec="gbk", exclude_categories=["Cc"])


def texts(width: int) -> st.SearchStrategy[str]:
    """Texts that fit; trailing blanks cannot be told from padding."""

    def cut(text: str) -> str:
        return text.encode("gbk")[:width].decode("gbk", "ignore").rstrip(" ")

    return st.text(GBK, max_size=min(width, 40)).map(cut)


def numbers(field: Field) -> st.SearchStrategy[Decimal]:
    whole = field.width - field.decimals - 1 if field.decimals else field.width
    return st.decimals(0, 10**whole - 1, places=field.decimals, allow_nan=False, allow_infinity=False)


def values_of(field: Field) -> st.SearchStrategy[Value]:
    if field.kind == "X":
        return texts(field.width)
    if field.kind == "9":
        return st.text("0123456789", min_size=field.width, max_size=field.width)
    return numbers(field)


@st.composite
def records(draw: st.DrawFn) -> tuple[str, dict[str, Value]]:
    layout = draw(st.sampled_from([x for x in layouts().values() if x.record not in {"KEY", "ELEMENT", "HASH_SIGN"}]))
    chosen = draw(st.lists(st.sampled_from(layout.fields), unique_by=lambda f: f.name))
    return layout.record, {f.name: draw(values_of(f)) for f in chosen}


@settings(max_examples=150, deadline=None)
@given(st.lists(records(), min_size=1, max_size=6))
def test_every_record_comes_back_and_the_far_side_reads_the_same(given_records: list[tuple[str, dict[str, Value]]]) -> None:
    content = encode("EMS231", given_records, key=KEY)
    found = [r for r in decode(content) if r.tag not in {"KEY", "ELEMENT", "HASH_SIGN"}]
    (message,) = read(content)
    assert [r.tag for r in found] == [tag for tag, _ in given_records] == [line.tag for line in message.lines]
    for record, line, (tag, values) in zip(found, message.lines, given_records, strict=True):
        kinds = {f.name: f.kind for f in layouts()[tag].fields}
        wanted = {name: value for name, value in values.items() if value not in ("", None)}
        assert record.values.keys() == line.values.keys() == wanted.keys()
        for name, value in wanted.items():
            if kinds[name] == "Z":
                assert Decimal(record.values[name]) == Decimal(line.values[name]) == value
            else:
                assert record.values[name] == line.values[name] == value


LINES = st.fixed_dictionaries(
    {},
    optional={
        "line_no": st.integers(0, 10**9 - 1),
        "ledger_item_no": st.integers(0, 10**9 - 1),
        "part_no": texts(32),
        "goods_name": texts(255),
        "specification": texts(255),
        "quantity": st.decimals(0, 10**13 - 1, places=5),
        "unit_price": st.decimals(0, 10**14 - 1, places=4),
        "total_price": st.decimals(0, 10**15 - 1, places=2),
        "origin_country": st.sampled_from(["JPN", "CHN", "USA", "HKG", "DEU"]),
        "currency": st.sampled_from(["USD", "CNY", "EUR", "JPY"]),
        "remark": texts(255),
    },
)


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_a_line_of_a_list_comes_back(attributes: dict[str, object]) -> None:
    line = InventoryLine(**{k: v for k, v in attributes.items() if v != ""})  # type: ignore[arg-type]
    binding, writer = Binding(CODES), Writer()
    content = sealed([binding.line(writer, "CL_LIST", line)])
    writer.check()
    (record,) = (r for r in decode(content) if r.tag == "CL_LIST")
    assert InventoryLine(**binding.attributes(record, InventoryLine)) == line  # type: ignore[arg-type]


def test_a_result_is_written_as_it_is_known() -> None:
    values: dict[str, Value] = {
        "TRADE_CODE": "4403D60001", "COP_EMS_NO": "账册-1", "SEQ_NO": "800000000000000001", "EMS_NO": "E53010000001", "DATA_TYPE": "5",
        "DECLARE_TYPE": "2", "CHK_MARK": "4",
    }  # fmt: skip
    line = Writer().line("RESULT", values)
    by_hand = b"<EMS_EDI_RESULT>      4403D60001" + "账册-1".encode("gbk") + b" " * 14 + b"800000000000000001E53010000001524"
    assert line[:85] == by_hand


def test_a_consumption_is_written_as_it_is_known() -> None:
    line = Writer().line("CM", {"EMS_NO": "E53010000001", "EXG_NO": 7, "VERSION": "1", "IMG_NO": 12})
    assert line[:91] == b"<EMS_EDI_CM>          E53010000001" + b" " * 9 + b"000000007" + b" " * 21 + b"1        " + b"000000012"


FAULTS = (
    ("goods_name", "芯片😀", ["lines[1].goods_name", "商品名称", "😀", "U+1F600", "GBK"]),
    ("goods_name", "電路𠮷", ["lines[1].goods_name", "U+20BB7"]),
    ("specification", "100€", ["lines[1].specification", "€", "U+20AC"]),
    ("specification", "一\n二", ["lines[1].specification", "换行", "line break"]),
    ("goods_name", "料" * 128, ["lines[1].goods_name", "256", "255"]),
    ("quantity", Decimal("1.234567"), ["lines[1].quantity", "5 位小数"]),
    ("quantity", Decimal(-1), ["lines[1].quantity", "-1"]),
    ("quantity", Decimal(10) ** 13, ["lines[1].quantity", "13 位整数"]),
    ("line_no", 10**9, ["lines[1].line_no", "9 位整数"]),
    ("origin_country", "QQQ", ["lines[1].origin_country", "QQQ", "数字代码"]),
)


@pytest.mark.parametrize(("attribute", "value", "told"), FAULTS)
def test_what_the_text_cannot_hold_is_named_with_field_value_and_remedy(attribute: str, value: object, told: list[str]) -> None:
    writer = Writer()
    Binding(CODES).line(writer, "CL_LIST", InventoryLine(**{attribute: value}), "lines[1]")  # type: ignore[arg-type]
    with pytest.raises(UnusableInput) as caught:
        writer.check()
    assert all(text in str(caught.value) for text in told), str(caught.value)


def test_all_faults_are_told_at_once() -> None:
    writer = Writer()
    for number in range(1, 31):
        Binding(CODES).line(writer, "CL_LIST", InventoryLine(goods_name="😀"), f"lines[{number}]")
    with pytest.raises(UnusableInput, match=r"lines\[1\].*lines\[20\].*10 more") as caught:
        writer.check()
    assert "nothing has been sent" in str(caught.value)


@pytest.mark.parametrize("value", ["1.50000", "0.5", "7", "1E+3"])
def test_trailing_zeros_are_no_fault(value: str) -> None:
    writer = Writer()
    line = writer.line("ENT_LIST", {"QTY": Decimal(value + "0" if "." in value else value)})
    writer.check()
    assert Decimal(decode(line)[0].get("QTY")) == Decimal(value)


def test_a_name_that_the_record_lacks_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError, match="NO_SUCH"):
        Writer().line("CM", {"NO_SUCH": 1})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no records"),
        (b"<html>", "record tag"),
        (b"<EMS_EDI_RESULT>      4403D60001\xff\xff", "GBK"),
    ],
)
def test_what_is_no_such_text_is_told(content: bytes, told: str) -> None:
    with pytest.raises(DecodeError, match=told):
        decode(content)


def test_unknown_records_and_longer_lines_are_kept() -> None:
    line = Writer().line("CHK_MSG", {"MSG": "好"}).rstrip(b"\r\n")
    known, unknown = decode(line + b"  more\n" + b"<EMS_EDI_NEW>         \xc4\xe3\n")
    assert (known.get("MSG"), known.rest) == ("好", "  more")
    assert (unknown.tag, unknown.rest) == ("NEW", "你")


@pytest.mark.parametrize("spoil", ["cut", "count", "digest", "width"])
def test_the_far_side_refuses_a_message_that_is_not_whole(spoil: str) -> None:
    content = encode("EMS217", [("CL_LIST", {"LIST_G_NO": 1}), ("CL_LIST", {"LIST_G_NO": 2})], key=KEY)
    lines = content.splitlines(keepends=True)
    spoilt = {
        "cut": b"".join(lines[:-1]),
        "count": b"".join([*lines[:1], *lines[2:]]),
        "digest": content.replace(b"000000002", b"000000003", 1),
        "width": b"".join([lines[0].replace(b"X-1", b"X-"), *lines[1:]]),
    }[spoil]
    assert len(read(content)) == 1
    with pytest.raises(UnreadableError):
        read(spoilt)
