"""By which names a column is recognised."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from baoguan.errors import UnusableInput
from baoguan.sheets import read_map, read_workbook
from baoguan.sheets.inventory import INVENTORY
from baoguan.sheets.names import Headings
from baoguan.sheets.tables import Section
from tests.sheets.books import HEADS, TODAY, Rows, read_sheets, rules, write_book

HEAD, LINES = INVENTORY.head, INVENTORY.main


@pytest.mark.parametrize(
    ("heading", "section", "path"),
    [
        ("商品编码", LINES, "hs_code"),
        (" 商品 编码* ", LINES, "hs_code"),
        ("＊商品编码（必填）", LINES, "hs_code"),
        ("HS编码", LINES, "hs_code"),
        ("ｈｓ编码", LINES, "hs_code"),
        ("Hs_Code", LINES, "hs_code"),
        ("HS code", LINES, "hs_code"),
        ("lines.hs_code", LINES, "hs_code"),
        ("毛重（KG）", LINES, "gross_weight"),
        ("净重【公斤】", LINES, "net_weight"),
        ("原产国（地区）", LINES, "origin_country"),
        ("申报单位", LINES, "unit"),
        ("申报单位", HEAD, "declarant"),
        ("申报单位编码", HEAD, "declarant.customs_code"),
        ("表头备注", HEAD, "remark"),
        ("表体备注", LINES, "remark"),
        ("不归并", LINES, "no_merge"),
        ("declarant.name", HEAD, "declarant.name"),
        ("进境关别", HEAD, "port"),
        ("出境关别", HEAD, "port"),
        ("启运国", HEAD, "counterpart_country"),
        ("运抵国（地区）", HEAD, "counterpart_country"),
    ],
)
def test_a_heading_names_a_field(heading: str, section: Section, path: str) -> None:
    target = Headings(INVENTORY).target(heading, section)
    assert target is not None
    assert target.path == path


def test_headings_that_name_nothing() -> None:
    for heading in ("", "制单人", "()", "*"):
        assert Headings(INVENTORY).target(heading, LINES) is None


def test_both_headings_of_port_and_country_are_read(tmp_path: Path) -> None:
    for port, country in (("进境关别", "启运国"), ("出境关别", "运抵国")):
        reading = read_sheets(tmp_path, {"表头": [("企业内部编号", port, country, "申报类型"), ("D-1", "5301", "日本", "3")]})
        assert reading.findings == ()
        assert (reading.documents[0].port, reading.documents[0].counterpart_country) == ("5301", "JPN")


def test_the_better_name_of_two_columns_wins_and_the_other_is_told(tmp_path: Path) -> None:
    lines: Rows = [("序号", "商品序号", "商品料号", "商品编码"), (7, 1, "P-1", "8532241000")]
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": lines})
    assert reading.documents[0].lines[0].line_no == 1
    assert reading.unmatched == (("表体", "序号", 1),)


def test_two_equally_good_columns_are_an_error(tmp_path: Path) -> None:
    lines = [("规格", "型号", "商品料号", "商品编码"), ("A", "B", "P-1", "8532241000")]
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": lines})
    assert rules(reading) == ["duplicate_column"]
    assert reading.findings[0].severity == "error"


@pytest.mark.parametrize(
    ("value", "path"),
    [("4403DEM0A1", "customs_code"), ("91440300MADEM0A00H", "credit_code"), ("虚构电子（示例）有限公司", "name")],
)
def test_a_bare_party_is_read_by_what_stands_in_it(tmp_path: Path, value: str, path: str) -> None:
    reading = read_sheets(tmp_path, {"表头": [("企业内部编号", "申报类型", "申报单位"), ("DEMO-1", "3", value)]})
    assert rules(reading) == ["ambiguous_heading"]
    assert getattr(reading.documents[0].declarant, path) == value


def test_a_map_explains_own_headings(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(
        '[head]\n"单据号" = "企业内部编号"\n"手册" = "ledger_no"\n'
        '[lines]\n"单据号" = "-"\n"Material" = "商品料号"\n"Qty" = "quantity"\n"制单人" = "-"\n',
        encoding="utf-8",
    )
    book = write_book(
        tmp_path / "erp.xlsx",
        {
            "a": [("单据号", "手册"), ("DEMO-1", "C530124A0001")],
            "b": [("Material", "Qty", "制单人"), ("P-1", 3.0, "张三")],
        },
    )
    reading = read_workbook(book, mapping=read_map(tmp_path / "map.toml"), today=TODAY)
    assert reading.findings == ()
    assert reading.documents[0].ledger_no == "C530124A0001"
    assert (reading.documents[0].lines[0].part_no, reading.documents[0].lines[0].quantity) == ("P-1", Decimal(3))
    plain = {"单据号": "企业内部编号", "手册": "备案编号", "Material": "part_no", "Qty": "quantity", "制单人": "-"}
    assert read_workbook(book, mapping=plain, today=TODAY).documents == reading.documents


@pytest.mark.parametrize(
    "text", ["not toml", '[heads]\n"a" = "b"', '[head]\n"a" = 1', '[lines]\n"a" = "no such field"', 'head = "x"']
)
def test_a_map_that_cannot_be_used_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput):
        read_map(path)


def test_a_mapping_to_no_field_is_refused(tmp_path: Path) -> None:
    book = write_book(tmp_path / "x.xlsx", {"表头": HEADS})
    with pytest.raises(UnusableInput, match="nonsense"):
        read_workbook(book, mapping={"x": "nonsense"})
