"""What a cell says and what is read: never rounded, never guessed, nothing lost without a word."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.codes import Codes
from baoguan.model.inventory_codes import DeclarationKind, GoodsKind, InventoryType, TransferType
from baoguan.rules.engine import Context
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.sheets.coded import closed, listed
from baoguan.sheets.inventory import INVENTORY
from baoguan.sheets.tables import Section
from baoguan.sheets.values import Read, decimal_reader, reader
from tests.sheets.books import HEADS, TODAY, Value, read_column, read_sheets, rules

CODES = Codes.builtin()


def read(path: str, raw: Value, section: Section = INVENTORY.main) -> Read:
    return reader(path, section.fields[path], CODES, TODAY)(raw)


def outcome(found: Read) -> tuple[object, str | None]:
    value, problem = found
    return value, None if problem is None else f"{problem.severity}:{problem.rule}"


@pytest.mark.parametrize(
    ("path", "raw", "value", "problem"),
    [
        ("unit", "千克", "035", None),
        ("unit", "公斤", "035", None),
        ("unit", "ＫＧ", "035", None),
        ("unit", "035", "035", None),
        ("unit", 35.0, "035", "warning:leading_zeros"),
        ("unit", "7", "007", "warning:leading_zeros"),
        ("unit", "035 千克", "035", None),
        ("unit", "千克(035)", "035", None),
        ("unit", "035千克", "035", None),
        ("unit", "007 千克", None, "error:code"),
        ("unit", "PCS", None, "error:ambiguous_code"),
        ("unit", "大包", None, "error:code"),
        ("unit", "boxes", None, "error:code"),
        ("unit", "999", "999", None),
        ("unit", True, None, "error:cell_kind"),
        ("unit", date(2026, 1, 5), None, "error:cell_kind"),
        ("currency", "美元", "USD", None),
        ("currency", 502.0, "USD", None),
        ("currency", "502", "USD", None),
        ("currency", "usd", "USD", None),
        ("currency", "US$", None, "error:code"),
        ("origin_country", 142.0, "CHN", None),
        ("origin_country", "台澎金马关税区", "TWN", None),
        ("origin_country", "中国台湾", "TWN", None),
        ("origin_country", "326", "NOR", "warning:legacy_code"),
        ("origin_country", "XKX", "XKX", None),
        ("exemption", "全免", "3", None),
        ("exemption", 3.0, "3", None),
        ("exemption", "3-全免", "3", None),
        ("exemption", "不征", None, "error:code"),
        ("modification", "增加", "3", None),
        ("dangerous_goods", "是", "1", None),
        ("dangerous_goods", "N", "0", None),
        ("dangerous_goods", False, None, "error:cell_kind"),
    ],
)
def test_codes_of_lines(path: str, raw: Value, value: object, problem: str | None) -> None:
    assert outcome(read(path, raw)) == (value, problem)


@pytest.mark.parametrize(
    ("path", "raw", "value", "problem"),
    [
        ("supervision_mode", 615.0, "0615", "warning:leading_zeros"),
        ("supervision_mode", "0615", "0615", None),
        ("supervision_mode", "进料对口", "0615", None),
        ("transport_mode", 4.0, "4", None),
        ("transport_mode", "公路运输", "4", None),
        ("port", "皇岗海关", "5301", None),
        ("direction", "进口", "I", None),
        ("direction", "出口", "E", None),
        ("direction", "i", "I", None),
        ("goods_kind", "料件", "I", None),
        ("goods_kind", "成品", "E", None),
        ("inventory_type", "普通清单", "0", None),
        ("inventory_type", 0.0, "0", None),
        ("declaration_relation", "对应报关", "2", None),
        ("declaration_relation", "对应", "2", None),
        ("generate_declaration", "生成", "1", None),
        ("generate_declaration", "不生成", "2", None),
        ("generate_declaration", "是", "1", None),
        ("customs_declared", "非报关", "2", None),
        ("customs_declared", "否", "2", None),
        ("declaration_kind", "进口报关单", "1", None),
        ("declaration_type", "备案", "1", None),
    ],
)
def test_codes_of_heads(path: str, raw: Value, value: object, problem: str | None) -> None:
    assert outcome(read(path, raw, INVENTORY.head)) == (value, problem)


@pytest.mark.parametrize("codes", [DeclarationKind, InventoryType, GoodsKind, TransferType])
def test_every_wording_of_a_closed_list_leads_back_to_its_code(codes: type[DeclarationKind]) -> None:
    resolve = closed(codes)
    assert [resolve(member.zh) for member in codes] == [(member.value, None) for member in codes]
    assert [resolve(f"{member.value} {member.zh}") for member in codes] == [(member.value, None) for member in codes]


@pytest.mark.parametrize("name", ["unit", "country", "currency", "supervision_mode", "transport_mode", "customs_office"])
def test_every_code_of_an_open_list_stands_for_itself(name: str) -> None:
    resolve = listed(CODES[name])
    assert [resolve(row.code) for row in CODES[name]] == [(row.code, None) for row in CODES[name]]


@pytest.mark.parametrize(
    ("raw", "value", "problem"),
    [
        (100.0, Decimal(100), None),
        (0.1 + 0.2, Decimal("0.3"), None),
        (1.25, Decimal("1.25"), None),
        ("1.50", Decimal("1.50"), None),
        ("1.5000000", Decimal("1.5"), None),
        (" １２．５ ", Decimal("12.5"), None),
        ("1,234.50", Decimal("1234.50"), "warning:thousands"),
        ("1.5E-03", Decimal("0.0015"), "warning:scientific"),
        ("1.23457E+12", None, "error:digits_lost"),
        ("12,34", None, "error:number"),
        ("50%", None, "error:number"),
        ("￥5", None, "error:number"),
        ("nan", None, "error:number"),
        (float("nan"), None, "error:number"),
        (float("inf"), None, "error:number"),
        (True, None, "error:cell_kind"),
        (date(2026, 1, 5), None, "error:cell_kind"),
        (1.123456, Decimal("1.123456"), "error:decimals"),
        ("1.123456", Decimal("1.123456"), "error:decimals"),
        (1 / 3, Decimal("0.333333333333333"), "error:decimals"),
        ("12345678901234", Decimal(12345678901234), "error:decimals"),
        (1e-7, Decimal("1E-7"), "error:decimals"),
        (-5.0, Decimal(-5), None),
        ("1" * 80, None, "error:number"),
    ],
)
def test_exact_numbers(raw: Value, value: object, problem: str | None) -> None:
    assert outcome(read("quantity", raw)) == (value, problem)


@pytest.mark.parametrize(
    ("raw", "value", "problem"),
    [
        (12.0, 12, None),
        ("12", 12, None),
        ("12.0", 12, None),
        (1.5, None, "error:integer"),
        ("合计", None, "error:number"),
        (True, None, "error:cell_kind"),
        (1e15, None, "error:digits_lost"),
    ],
)
def test_whole_numbers(raw: Value, value: object, problem: str | None) -> None:
    assert outcome(read("ledger_item_no", raw)) == (value, problem)


@pytest.mark.parametrize(
    ("path", "raw", "value", "problem"),
    [
        ("part_no", " P-1 ", "P-1", None),
        ("part_no", 10023.0, "10023", None),
        ("part_no", "Ｐ－１", "P-1", "warning:width"),
        ("part_no", 1.5, "1.5", "warning:number_in_text"),
        ("part_no", 123456789012345678.0, None, "error:digits_lost"),
        ("part_no", "1.23457E+17", None, "error:digits_lost"),
        ("part_no", "1E5", "1E5", None),
        ("part_no", date(2026, 1, 5), None, "error:cell_kind"),
        ("part_no", '="00123"', "00123", None),
        ("part_no", "A\nB", "AB", "warning:line_breaks"),
        ("hs_code", 8532241000.0, "8532241000", None),
        ("hs_code", 101210010.0, "0101210010", "warning:leading_zeros"),
        ("hs_code", "101210010", "101210010", None),
        ("goods_name", "  电容（０４０２）\r\n黑色 ", "电容（０４０２）黑色", "warning:line_breaks"),
        ("goods_name", "　电容　", "电容", None),
        ("specification", "0402|无品牌", "0402|无品牌", None),
    ],
)
def test_texts(path: str, raw: Value, value: object, problem: str | None) -> None:
    assert outcome(read(path, raw)) == (value, problem)


@pytest.mark.parametrize(
    ("raw", "value", "problem"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), None),
        (datetime(2026, 1, 5), date(2026, 1, 5), None),  # noqa: DTZ001  cells have no zone
        (datetime(2026, 1, 5, 10, 30), date(2026, 1, 5), "warning:time_left_out"),  # noqa: DTZ001
        (20260105.0, date(2026, 1, 5), None),
        ("20260105", date(2026, 1, 5), None),
        ("2026-01-05", date(2026, 1, 5), None),
        ("2026/1/5", date(2026, 1, 5), None),
        ("2026.1.5", date(2026, 1, 5), None),
        ("2026年1月5日", date(2026, 1, 5), None),
        ("２０２６－０１－０５", date(2026, 1, 5), None),
        ("2026-01-05 00:00:00", date(2026, 1, 5), None),
        ("2026-02-30", None, "error:date"),
        ("5/1/2026", None, "error:date"),
        (46027.0, None, "error:date"),
        (True, None, "error:date"),
        ("2036-01-05", date(2036, 1, 5), "warning:date_doubtful"),
        ("1926-01-05", date(1926, 1, 5), "warning:date_doubtful"),
    ],
)
def test_days(raw: Value, value: object, problem: str | None) -> None:
    assert outcome(read("entered_on", raw, INVENTORY.head)) == (value, problem)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("是", True), ("否", False), (1.0, True), (0.0, False), ("Y", True), ("n", False), (True, True), (False, False)],
)
def test_the_wish_not_to_merge(tmp_path: Path, raw: Value, value: bool) -> None:
    reading = read_column(tmp_path, "不归并", raw)
    assert reading.findings == ()
    assert reading.documents[0].lines[0].no_merge is value


def test_true_and_one_in_the_same_column_are_told_apart(tmp_path: Path) -> None:
    reading = read_column(tmp_path, "申报数量", 1.0, True, 1.0)
    assert [line.quantity for line in reading.documents[0].lines] == [1, None, 1]
    assert [str(place) for place in reading.places] == ["表体!C3"]


@pytest.mark.parametrize("blank", ["", None, "   ", "\u3000"])
def test_blank_cells_are_absent(tmp_path: Path, blank: Value) -> None:
    reading = read_column(tmp_path, "申报数量", blank)
    assert reading.findings == ()
    assert reading.documents[0].lines[0].quantity is None


def test_a_value_that_cannot_be_read_is_refused_by_the_rules_too(tmp_path: Path) -> None:
    reading = read_column(tmp_path, "申报数量", 1.0, "很多")
    line = reading.documents[0].lines[1]
    assert line.quantity is None
    assert line.carried is not None
    assert line.carried.originals == {"quantity": "很多"}
    found = INVENTORY_RULES.check(reading.documents[0], Context(on=TODAY))
    assert ("field.unreadable:lines.quantity", "lines[2].quantity") in [(f.rule, f.path) for f in found]


def test_a_head_that_cannot_be_read_is_refused_by_the_rules_too(tmp_path: Path) -> None:
    heads = [(*HEADS[0], "录入日期"), (*HEADS[1], "明天")]
    reading = read_sheets(tmp_path, {"表头": heads, "表体": [("商品料号", "申报数量"), ("P-1", 1.0)]})
    assert [(f.rule, f.path, str(p)) for f, p in zip(reading.findings, reading.places, strict=True)] == [
        ("sheets.date", "entered_on", "表头!H2")
    ]
    found = INVENTORY_RULES.check(reading.documents[0], Context(on=TODAY))
    assert "field.unreadable:entered_on" in [f.rule for f in found]


def test_the_same_notice_is_given_once_and_counted(tmp_path: Path) -> None:
    reading = read_column(tmp_path, "申报计量单位", *[7.0] * 5, *[35.0] * 2)
    assert rules(reading) == ["leading_zeros", "leading_zeros"]
    assert "5 格" in reading.findings[0].zh
    assert str(reading.places[1]) == "表体!C7"


def test_notices_of_a_column_of_many_values_are_bounded_but_errors_are_not(tmp_path: Path) -> None:
    reading = read_column(tmp_path, "商品料号2", *["x"] * 3)
    assert rules(reading) == ["unmatched_column"]
    reading = read_column(tmp_path, "备注", *[f"第{n}\n行" for n in range(300)])
    assert len(reading.findings) == 101
    assert "200 格" in reading.findings[-1].zh
    reading = read_column(tmp_path, "申报数量", *["x"] * 300)
    assert len(reading.errors) == 300
    assert reading.findings[299].path == "lines[300].quantity"


@given(st.decimals(min_value=0, max_value=Decimal("9999999999.99999"), places=5))
def test_numbers_come_back_from_a_number_cell_as_they_went_in(number: Decimal) -> None:
    term = INVENTORY.main.fields["quantity"]
    assert decimal_reader(term)(float(number)) == (number, None)
    assert decimal_reader(term)(format(number, "f")) == (number, None)


@given(st.text(max_size=40).filter(lambda t: t.strip() and not t.startswith("=")) | st.floats() | st.booleans() | st.dates())
def test_a_cell_is_read_or_told(raw: Value) -> None:
    for section in INVENTORY.sections:
        for path in section.fields:
            value, problem = read(path, raw, section)
            assert value is not None or problem is not None
