"""Where lists are looked for in a file, and how heads and lines find each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.errors import UnusableInput
from baoguan.sheets import Names, read_workbook
from tests.sheets.books import HEADS, LINES, TODAY, Rows, read_sheets, rules, write_book


def test_heads_and_lines_are_joined_by_the_internal_number(tmp_path: Path) -> None:
    heads = [*HEADS, ("DEMO-2", "C530124A0002", "1", "0214", "E", "4403DEM0A1", "")]
    lines = [LINES[0], LINES[1], ("DEMO-2", "Q-1", "8532241000", 5.0, "007", "USD", "JPN", ""), LINES[2]]
    reading = read_sheets(tmp_path, {"表头": heads, "表体": lines})
    first, second = reading.documents
    assert reading.findings == ()
    assert (first.internal_number, first.inventory_type, first.direction) == ("DEMO-1", "0", "I")
    assert first.operating_enterprise is not None
    assert first.operating_enterprise.customs_code == "4403DEM0A1"
    assert [line.part_no for line in first.lines] == ["P-1", "P-2"]
    assert [line.line_no for line in first.lines] == [1, 2]
    assert [line.part_no for line in second.lines] == ["Q-1"]
    assert (first.remark, first.lines[0].remark) == ("示例", "甲")


def test_lines_before_heads_and_sheets_of_any_name_are_read(tmp_path: Path) -> None:
    reading = read_sheets(tmp_path, {"Sheet1": LINES, "Sheet2": HEADS})
    assert reading.findings == ()
    assert len(reading.documents[0].lines) == 2


def test_columns_may_stand_in_any_order_below_title_rows(tmp_path: Path) -> None:
    turned = [tuple(reversed(row)) for row in LINES]
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": [("某公司清单",), (), *turned]})
    assert reading.findings == ()
    assert reading.documents[0].lines[1].hs_code == "7318159090"
    assert str(reading.cells.find(0, "lines[2].hs_code")) == "表体!F5"


def test_a_second_row_of_headings_is_no_line(tmp_path: Path) -> None:
    english = ("internal_number", "part_no", "hs_code", "quantity", "unit", "currency", "origin_country", "remark")
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": [LINES[0], english, *LINES[1:]]})
    assert [line.part_no for line in reading.documents[0].lines] == ["P-1", "P-2"]


def test_blank_rows_are_passed_over_and_cells_still_found(tmp_path: Path) -> None:
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": [LINES[0], LINES[1], (), ("  ",), LINES[2], ()]})
    assert reading.findings == ()
    assert [line.line_no for line in reading.documents[0].lines] == [1, 2]
    assert str(reading.cells.find(0, "lines[1].quantity")) == "表体!D2"
    assert str(reading.cells.find(0, "lines[2].quantity")) == "表体!D5"
    assert reading.cells.find(0, "lines[3].quantity") is None


def test_one_sheet_may_repeat_the_head_on_every_line(tmp_path: Path) -> None:
    flat: Rows = [
        ("企业内部编号", "备案编号", "监管方式", "经营单位编码", "商品料号", "商品编码", "申报数量", "申报单位", "备注"),
        ("DEMO-1", "C530124A0001", "0615", "4403DEM0A1", "P-1", "8532241000", 1.0, "千克", "甲"),
        ("DEMO-1", "C530124A0001", "", "4403DEM0A1", "P-2", "8532241000", 2.0, "个", ""),
        ("DEMO-2", "C530124A0002", "0214", "4403DEM0A1", "P-3", "8532241000", 3.0, "个", ""),
    ]
    reading = read_sheets(tmp_path, {"Sheet1": flat})
    assert [d.ledger_no for d in reading.documents] == ["C530124A0001", "C530124A0002"]
    assert [len(d.lines) for d in reading.documents] == [2, 1]
    assert reading.documents[0].lines[0].unit == "035"
    assert reading.documents[0].lines[0].remark == "甲"
    # Both headings exist in the head too: the line is meant, and it is said.
    assert [f.value for f in reading.findings if f.rule == "sheets.ambiguous_heading"] == ["申报单位", "备注"]


def test_rows_of_one_list_that_disagree_about_the_head_are_an_error(tmp_path: Path) -> None:
    flat: Rows = [
        ("企业内部编号", "备案编号", "商品料号", "商品编码", "申报数量"),
        ("DEMO-1", "C530124A0001", "P-1", "8532241000", 1.0),
        ("DEMO-1", "C530124A0009", "P-2", "8532241000", 2.0),
    ]
    reading = read_sheets(tmp_path, {"Sheet1": flat})
    assert rules(reading) == ["head_differs"]
    assert str(reading.places[0]) == "Sheet1!B3"
    assert reading.documents[0].ledger_no == "C530124A0001"


def test_lines_need_no_key_column_when_there_is_one_head(tmp_path: Path) -> None:
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": [row[1:] for row in LINES]})
    assert reading.findings == ()
    assert len(reading.documents[0].lines) == 2


def test_lines_without_key_column_beside_two_heads_are_an_error(tmp_path: Path) -> None:
    heads = [*HEADS, ("DEMO-2", *HEADS[1][1:])]
    reading = read_sheets(tmp_path, {"表头": heads, "表体": [row[1:] for row in LINES]})
    assert rules(reading) == ["key_missing", "no_lines", "no_lines"]


@pytest.mark.parametrize(
    ("heads", "lines", "expected"),
    [
        (HEADS, [*LINES, ("OTHER", "P-9", "8532241000", 1.0, "007", "USD", "JPN", "")], ["no_head"]),
        (HEADS, [*LINES, ("", "P-9", "8532241000", 1.0, "007", "USD", "JPN", "")], ["key_missing"]),
        ([*HEADS, HEADS[1]], LINES, ["duplicate_head"]),
        ([*HEADS, ("DEMO-2", *HEADS[1][1:])], LINES, ["no_lines"]),
    ],
    ids=["lines without head", "lines without key", "head twice", "head without lines"],
)
def test_what_does_not_fit_together_is_an_error(
    tmp_path: Path, heads: list[tuple[str, ...]], lines: list[tuple[str, ...]], expected: list[str]
) -> None:
    reading = read_sheets(tmp_path, {"表头": heads, "表体": lines})
    assert rules(reading) == expected
    assert [f.severity for f in reading.findings] == ["error"]
    assert len(reading.documents[0].lines) == 2


def test_a_deletion_needs_no_lines(tmp_path: Path) -> None:
    heads = [("企业内部编号", "申报类型", "预录入统一编号"), ("DEMO-1", "删除", "202600000000000001")]
    reading = read_sheets(tmp_path, {"表头": heads})
    assert reading.findings == ()
    assert (reading.documents[0].declaration_type, reading.documents[0].lines) == ("3", ())


def test_columns_that_stand_for_nothing_are_told_when_they_hold_values(tmp_path: Path) -> None:
    lines = [(*LINES[0], "制单人", "空列", ""), (*LINES[1], "", "", ""), (*LINES[2], "张三", "", "x")]
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": lines})
    assert reading.unmatched == (("表体", "制单人", 9), ("表体", "", 11))
    assert rules(reading) == ["unmatched_column", "unmatched_column"]
    assert "I3" in reading.findings[0].zh


def test_a_column_of_the_other_sheet_is_told(tmp_path: Path) -> None:
    lines = [(*LINES[0], "备案编号"), *((*row, "C530124A0001") for row in LINES[1:])]
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": lines})
    assert reading.unmatched == (("表体", "备案编号", 9),)
    assert "属于表头" in reading.findings[0].zh


def test_sheets_without_headings_and_hidden_sheets_are_told(tmp_path: Path) -> None:
    reading = read_sheets(tmp_path, {"表头": HEADS, "表体": LINES, "杂记": [("你好",)], "空": [], "说明": [("填写说明",)]})
    assert [(f.rule, f.value) for f in reading.findings] == [("sheets.unread_sheet", "杂记")]


def test_a_file_without_any_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="没有找到清单的列名"):
        read_sheets(tmp_path, {"Sheet1": [("a", "b"), (1, 2)]})


@pytest.mark.parametrize("content", [b"<html><table></table></html>", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken", b""])
@pytest.mark.parametrize("name", ["x.xlsx", "x.xls"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnusableInput):
        read_workbook(path)


def test_files_of_other_kinds_and_missing_files_are_refused(tmp_path: Path) -> None:
    for name in ("x.ods", "x.pdf", "missing.xlsx", "missing.csv"):
        with pytest.raises(UnusableInput):
            read_workbook(tmp_path / name)


def test_element_names_of_a_channel_are_read(tmp_path: Path) -> None:
    names = Names(
        head={"EtpsInnerInvtNo": "internal_number", "PutrecNo": "ledger_no", "Rmk": "remark"},
        lines={"Gdecd": "hs_code", "GdsMtno": "part_no", "DclQty": "quantity"},
    )
    book = write_book(
        tmp_path / "wire.xlsx",
        {
            "head": [("EtpsInnerInvtNo", "putrecno", "Rmk"), ("DEMO-1", "C530124A0001", "x")],
            "list": [("EtpsInnerInvtNo", "Gdecd", "GdsMtno", "DclQty"), ("DEMO-1", "8532241000", "P-1", 1.0)],
        },
    )
    document = read_workbook(book, wire_names=names, today=TODAY).documents[0]
    assert (document.ledger_no, document.remark, document.lines[0].hs_code) == ("C530124A0001", "x", "8532241000")


def test_reading_an_old_workbook(tmp_path: Path) -> None:
    reading = read_workbook(Path(__file__).parent / "data" / "lists.xls", today=TODAY)
    document = reading.documents[0]
    assert (document.supervision_mode, str(document.entered_on), document.lines[0].unit) == ("0615", "2026-01-05", "035")
    assert [(f.rule, str(place)) for f, place in zip(reading.findings, reading.places, strict=True)] == [
        ("sheets.leading_zeros", "表头!D2"),
        ("sheets.unusable_cell", "表体!D3"),
    ]
    assert reading.findings[1].value == "#N/A"


def test_an_old_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    whole = (Path(__file__).parent / "data" / "lists.xls").read_bytes()
    for length in range(0, len(whole) - 1024, 500):
        path = tmp_path / "cut.xls"
        path.write_bytes(whole[:length])
        with pytest.raises(UnusableInput):
            read_workbook(path)
