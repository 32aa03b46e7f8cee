"""Workbooks and CSV files for the tests, made from rows; companies, numbers and goods are invented."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from xlsxwriter import Workbook

from baoguan.model.message import Document
from baoguan.sheets import Reading, read_workbook

Value = str | float | bool | date | datetime | None
Rows = Sequence[Sequence[Value]]

TODAY = date(2026, 1, 6)

HEADS: Rows = (
    ("企业内部编号", "备案编号", "清单类型", "监管方式", "进出口标记", "经营企业编码", "备注"),
    ("DEMO-1", "C530124A0001", "普通清单", "0615", "进口", "4403DEM0A1", "示例"),
)
LINES: Rows = (
    ("企业内部编号", "商品料号", "商品编码", "申报数量", "申报计量单位", "币制", "原产国", "备注"),
    ("DEMO-1", "P-1", "8532241000", 100.0, "007", "USD", "JPN", "甲"),
    ("DEMO-1", "P-2", "7318159090", 2.5, "035", "USD", "TWN", "乙"),
)


def write_book(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """An .xlsx with these sheets; dates get a date format, everything else the type that it has."""
    book = Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def read_sheets(folder: Path, sheets: Mapping[str, Rows]) -> Reading:
    """What reading a workbook of these sheets gives."""
    return read_workbook(write_book(folder / "lists.xlsx", sheets), today=TODAY)


def read_column(folder: Path, heading: str, *values: Value) -> Reading:
    """What reading a list gives whose lines hold these values under a heading."""
    rows: list[list[Value]] = [["企业内部编号", "商品料号", heading], *(["DEMO-1", f"P-{n}", v] for n, v in enumerate(values))]
    return read_sheets(folder, {"表头": HEADS, "表体": rows})


def rules(reading: Reading[Document]) -> list[str]:
    """The ids of what was noticed, without the room's name."""
    return [found.rule.removeprefix("sheets.") for found in reading.findings]
