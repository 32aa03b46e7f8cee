"""Cells that show no value: errors and formulas without a result must not be taken for empty ones."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter import Workbook

from baoguan.errors import UnusableInput
from baoguan.sheets import read_workbook, xlsx
from tests.sheets.books import HEADS, LINES, TODAY, write_book


def test_formulas_count_with_their_stored_result(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = Workbook(str(path))
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, ("企业内部编号", "商品料号", "申报数量", "币制", "备注"))
    sheet.write_row(1, 0, ("DEMO-1", "P-1"))
    sheet.write_formula(1, 2, "=1+1.5", value=2.5)
    sheet.write_formula(1, 3, '="USD"', value="USD")
    book.close()
    reading = read_workbook(path, today=TODAY)
    assert reading.errors == ()
    assert (str(reading.documents[0].lines[0].quantity), reading.documents[0].lines[0].currency) == ("2.5", "USD")


def test_formulas_without_result_and_error_values_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["企业内部编号", "商品料号", "申报数量", "币制", "原产国"])
    sheet.append(["DEMO-1", "P-1", "=1+1", "USD", "JPN"])
    sheet.append(["DEMO-1", "P-2", "#N/A", "USD", "JPN"])
    sheet.append(["DEMO-1", "P-3", 3, "USD", "#REF!"])
    book.save(path)
    reading = read_workbook(path, today=TODAY)
    assert [(f.rule, f.path, str(p)) for f, p in zip(reading.findings, reading.places, strict=True)] == [
        ("sheets.unusable_cell", "lines[1].quantity", "Sheet!C2"),
        ("sheets.unusable_cell", "lines[2].quantity", "Sheet!C3"),
        ("sheets.unusable_cell", "lines[3].origin_country", "Sheet!E4"),
    ]
    assert [f.value for f in reading.findings][1:] == ["#N/A", "#REF!"]


def test_a_formula_that_gives_an_empty_text_is_blank(tmp_path: Path) -> None:
    path = write_book(tmp_path / "x.xlsx", {"表头": HEADS, "表体": LINES})
    edited = _edited(path, PART, b'<c r="H2" t="s"><v>', b'<c r="H2" t="str"><f>IF(1,"")</f><v></v></c><c r="J2" t="s"><v>')
    reading = read_workbook(edited, today=TODAY)
    assert reading.errors == ()
    assert reading.documents[0].lines[0].remark is None


def test_rows_in_which_every_cell_is_faulty_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["#N/A", None, None, None])
    sheet.append([None, "企业内部编号", "商品料号", "申报数量"])
    sheet.append([None, "DEMO-1", "P-1", 1])
    sheet.append([None, "DEMO-1", "#N/A", "#N/A"])
    sheet.append([None, None, None, None])
    sheet.append([None, "#N/A", "#N/A", "#N/A"])
    book.save(path)
    reading = read_workbook(path, today=TODAY)
    assert sorted(str(place) for place in reading.places) == [
        "Sheet!B6",
        "Sheet!B6",
        "Sheet!C4",
        "Sheet!C6",
        "Sheet!D4",
        "Sheet!D6",
    ]
    assert len(reading.documents[0].lines) == 2


PART = "xl/worksheets/sheet2.xml"
CELL = b'<c r="D2"><v>100</v></c>'


def test_an_error_without_place_stands_where_its_neighbours_put_it(tmp_path: Path) -> None:
    path = write_book(tmp_path / "x.xlsx", {"表头": HEADS, "表体": LINES})
    reading = read_workbook(_edited(path, PART, CELL, b'<c t="e"><v>#N/A</v></c>'), today=TODAY)
    assert [(f.rule, str(p)) for f, p in zip(reading.findings, reading.places, strict=True)] == [
        ("sheets.unusable_cell", "表体!D2")
    ]


def test_too_many_rows_are_refused_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path / "x.xlsx", {"表头": HEADS, "表体": LINES})
    monkeypatch.setattr(xlsx, "_ABOVE_THE_LINES", 0)
    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)
    with pytest.raises(UnusableInput, match="CSV"):
        read_workbook(path)
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    assert len(read_workbook(path).documents) == 1


def test_a_sheet_that_inflates_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path / "x.xlsx", {"表头": HEADS, "表体": LINES})
    monkeypatch.setattr(xlsx, "MAX_SHEET_BYTES", 500)
    with pytest.raises(UnusableInput):
        read_workbook(path)


def _edited(path: Path, part: str, before: bytes, after: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        content = archive.read(part)
    assert before in content
    return _rewritten(path, part, content.replace(before, after))


def _rewritten(path: Path, part: str, content: bytes) -> Path:
    target = path.with_name(f"edited-{path.name}")
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w") as out:
        for name in archive.namelist():
            out.writestr(name, content if name == part else archive.read(name))
    return target
