"""The template, lists written back, and the copy of a file in which faulty cells are marked."""

from __future__ import annotations

from pathlib import Path

import attrs
import openpyxl
import pytest

from baoguan.errors import Finding, UnusableInput
from baoguan.model.inventory import BondedInventoryList
from baoguan.rules.engine import Context
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.sheets import annotate, lists_out, read_csv, read_workbook, write_lists, write_template
from baoguan.sheets.inventory import INVENTORY
from baoguan.sheets.outgoing import out_columns
from tests.sheets.books import HEADS, LINES, TODAY, write_book, write_csv
from tests.support.lists import inventory

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def test_the_example_of_the_template_passes_the_rules(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", today=TODAY)
    reading = read_workbook(tmp_path / "t.xlsx", today=TODAY)
    assert reading.findings == ()
    assert len(reading.documents[0].lines) == 3
    found = INVENTORY_RULES.check(reading.documents[0], Context(on=TODAY))
    assert [f for f in found if f.severity == "error"] == []


def test_an_empty_template_has_every_ordinary_column(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", with_example=False)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["说明", "表头", "表体", "代码"]
    for section in INVENTORY.sections:
        sheet = book[section.zh]
        assert sheet.max_row == 1
        assert [cell.value for cell in sheet[1]] == [column.heading for column in out_columns(INVENTORY, section)]
        required = [column.required for column in out_columns(INVENTORY, section)]
        assert [cell.fill.fgColor.rgb == "FFF8CBAD" for cell in sheet[1]] == required
        assert all(
            cell.comment is not None and column.path in cell.comment.text
            for cell, column in zip(sheet[1], out_columns(INVENTORY, section), strict=True)
        )
        closed = [
            column for column in out_columns(INVENTORY, section) if isinstance(column.term.codes, type) or column.path == "no_merge"
        ]
        assert len(sheet.data_validations.dataValidation) == len(closed) > 3
    headings = [cell.value for cell in book["表头"][1]]
    assert "核扣标记" not in headings
    assert "申报人IC卡号" not in headings


def test_lists_written_are_read_the_same(tmp_path: Path) -> None:
    documents = [inventory("DEMO-1", 3), inventory("DEMO-2", 1, remark="  ", transfer_type="A"), inventory("DEMO-3", 2)]
    documents[0] = attrs.evolve(
        documents[0], lines=tuple(attrs.evolve(n, no_merge=i == 1) for i, n in enumerate(documents[0].lines))
    )
    write_lists(tmp_path / "x.xlsx", iter(documents), {"状态": ["已申报", "退单", None]})
    reading = read_workbook(tmp_path / "x.xlsx", today=TODAY)
    assert reading.documents == (documents[0], attrs.evolve(documents[1], remark=None), documents[2])
    assert [heading for _, heading, _ in reading.unmatched] == ["状态"]


def test_lines_beyond_one_sheet_go_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists_out, "_ROWS_A_SHEET", 4)
    write_lists(tmp_path / "x.xlsx", [inventory("DEMO-1", 10)])
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames == ["表头", "表体", "表体2", "表体3"]
    reading = read_workbook(tmp_path / "x.xlsx", today=TODAY)
    assert reading.documents == (inventory("DEMO-1", 10),)
    assert str(reading.cells.find(0, "lines[10].hs_code")).startswith("表体3!")


def test_too_few_values_of_an_extra_column_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="状态"):
        write_lists(tmp_path / "x.xlsx", [inventory("DEMO-1"), inventory("DEMO-2")], {"状态": ["x"]})


def test_a_place_that_cannot_be_written_is_an_error_to_act_on(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="无法写入"):
        write_lists(tmp_path / "missing" / "x.xlsx", [inventory()])


def _rule(path: str, severity: str = "error") -> Finding:
    assert severity in ("error", "warning")
    return Finding(
        rule="demo.rule",
        severity="error" if severity == "error" else "warning",
        path=path,
        value="v",
        zh=f"{path} 有误",
        en=f"{path} is wrong",
        remedy_zh="改正",
        remedy_en="correct it",
    )


def test_faulty_cells_are_coloured_explained_and_listed(tmp_path: Path) -> None:
    lines = [*LINES, ("DEMO-1", "P-3", "8532241000", "很多", 7.0, "USD", "JPN", "0")]
    source = write_book(tmp_path / "x.xlsx", {"表头": HEADS, "表体": lines, "其他": [("附注", 1.5, True), (TODAY,)]})
    reading = read_workbook(source, today=TODAY)
    rules = [
        (0, _rule("lines[1].hs_code")),
        (0, _rule("remark", "warning")),
        (0, _rule("lines")),
        (0, _rule("lines[2].net_weight")),
    ]
    rules += [(0, f) for f in INVENTORY_RULES.check(reading.documents[0], Context(on=TODAY)) if "quantity" in f.path]
    annotate(source, reading, rules, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["表头", "表体", "其他", "问题"]
    body = book["表体"]
    assert [[cell.value for cell in row] for row in body.iter_rows(max_col=8)] == [list(row) for row in lines]
    assert body["C2"].fill.fgColor.rgb == RED
    assert "lines[1].hs_code is wrong" in body["C2"].comment.text
    assert body["D4"].fill.fgColor.rgb == RED
    assert "不是数字" in body["D4"].comment.text
    assert body["E4"].fill.fgColor.rgb == YELLOW
    assert body["C3"].fill.fgColor.rgb == "00000000"
    assert book["表头"]["G2"].fill.fgColor.rgb == YELLOW
    assert [cell.value for cell in book["其他"][1]] == ["附注", 1.5, True]
    listed = [[cell.value for cell in row] for row in book["问题"].iter_rows(min_row=2)]
    places = {row[4]: (row[2], row[3]) for row in listed}
    assert places["lines[1].hs_code"] == ("表体", "C2")
    assert places["lines[2].net_weight"] == ("表体", "3")
    assert places["lines"] == (None, None)
    assert listed[0][1] == "DEMO-1"
    # The rules' "required" and "cannot read" about a cell that is explained already are left out.
    assert [row[10] for row in listed if row[4] == "lines[3].quantity"] == ["sheets.number"]
    links = {cell.hyperlink.location for cell in book["问题"]["D"] if cell.hyperlink is not None}
    assert "'表体'!C2" in links
    assert "'表体'!A3" in links


def test_a_marked_copy_can_be_corrected_and_read_again(tmp_path: Path) -> None:
    source = write_book(tmp_path / "x.xlsx", {"表头": HEADS, "表体": LINES})
    reading = read_workbook(source, today=TODAY)
    annotate(source, reading, [(0, _rule("lines[1].hs_code"))], tmp_path / "out.xlsx")
    again = read_workbook(tmp_path / "out.xlsx", today=TODAY)
    assert again.documents == reading.documents
    assert again.findings == ()


def test_a_csv_becomes_a_workbook_that_keeps_text_as_text(tmp_path: Path) -> None:
    rows = [("企业内部编号", "商品料号", "申报数量"), ("DEMO-1", "00123", "x"), ("DEMO-1", "=1+1", "2")]
    source = write_csv(tmp_path / "a[1].csv", rows, "gb18030")
    annotate(source, read_csv(source, today=TODAY), [], tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book["a_1_"]
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B3"].data_type) == ("00123", "s", "s")
    assert sheet["C2"].fill.fgColor.rgb == RED
    assert book["问题"]["C2"].value == "a[1]"
    assert book["问题"]["D2"].hyperlink.location == "'a_1_'!C2"


def test_error_cells_and_hidden_sheets_are_copied(tmp_path: Path) -> None:
    source = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["企业内部编号", "商品料号", "申报数量"])
    sheet.append(["DEMO-1", "P-1", "#N/A"])
    hidden = book.create_sheet("隐藏")
    hidden.append(["内容"])
    hidden.sheet_state = "hidden"
    book.save(source)
    reading = read_workbook(source, today=TODAY)
    assert [f.rule for f in reading.findings] == ["sheets.unread_sheet", "sheets.unusable_cell"]
    annotate(source, reading, [], tmp_path / "out.xlsx")
    copy = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert copy["Sheet"]["C2"].value == "#N/A"
    assert (copy["隐藏"]["A1"].value, copy["隐藏"].sheet_state) == ("内容", "hidden")


def test_the_source_is_never_written_over(tmp_path: Path) -> None:
    source = write_book(tmp_path / "x.xlsx", {"表头": HEADS, "表体": LINES})
    before = source.read_bytes()
    with pytest.raises(UnusableInput, match="原文件"):
        annotate(source, read_workbook(source), [], source)
    assert source.read_bytes() == before


def test_no_list_is_a_template_too(tmp_path: Path) -> None:
    documents: list[BondedInventoryList] = []
    write_lists(tmp_path / "x.xlsx", documents)
    assert read_workbook(tmp_path / "x.xlsx").documents == ()
