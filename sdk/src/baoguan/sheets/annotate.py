"""A copy of the user's file in which faulty cells are coloured and explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from baoguan.errors import Finding, UnusableInput
from baoguan.model.message import Document
from baoguan.sheets.grids import Grid, csv_encoding, csv_grid, is_text, workbook_grids
from baoguan.sheets.kinds import kind_named
from baoguan.sheets.names import KEY
from baoguan.sheets.reader import OWN_SHEETS, csv_delimiter
from baoguan.sheets.result import Located, Reading
from baoguan.sheets.workbook_out import MAX_EXCEL_ROWS, Formats, open_workbook, put, sheet_name

PROBLEMS: Final = OWN_SHEETS[-1]

_COLUMNS: Final = (
    ("级别 Severity", 10),
    ("", 20),
    ("工作表 Sheet", 12),
    ("位置 Cell", 10),
    ("字段 Field", 28),
    ("内容 Value", 20),
    ("问题", 50),
    ("处理", 40),
    ("Problem", 50),
    ("Remedy", 40),
    ("规则 Rule", 30),
    ("依据 Source", 40),
)
_SEVERITIES: Final = {"error": "错误 error", "warning": "提醒 warning"}
_MOST_COMMENTS: Final = 20_000
"""Comments of one workbook: spreadsheet programs become slow with more; all findings stand on the sheet 问题 anyway."""

_MOST_LINKS: Final = 65_000
"""Excel takes 65,530 links a sheet."""

_LONGEST_COMMENT: Final = 2_000


def annotate(source: Path, reading: Reading[Document], findings: Sequence[tuple[int, Finding]], out: Path) -> None:
    """Write a copy of the file that `reading` came from, as .xlsx: cells with errors red, with warnings yellow, and explained.

    `findings` are those of the rules, each with the index of its document; the reading's own are added. Values are copied, not
    formulas or formats. A sheet 问题 lists everything with links. What the rules say of a value that could not even be read is
    left out where the reason stands in the same cell. Raises UnusableInput when a file cannot be read or written.
    """
    source, out = Path(source), Path(out)
    if out.exists() and out.samefile(source):
        raise UnusableInput(
            f"结果不能写到原文件 {source} 上",
            f"the copy cannot be written over its source {source}",
            remedy_zh="另给一个文件名",
            remedy_en="Give another name",
        )
    located = sorted(reading.told(findings), key=lambda item: item.finding.severity != "error")
    by_sheet: dict[str, dict[tuple[int, int], list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for item in located:
        if item.cell is not None and item.cell.column is not None:
            by_sheet[item.cell.sheet][item.cell.row, item.cell.column].append(item.finding)
    with open_workbook(out, constant_memory=True) as book:
        formats = Formats(book)
        names: dict[str, str] = {}
        used = {PROBLEMS.casefold()}
        comments = _MOST_COMMENTS
        for grid in _grids(source):
            if grid.name == PROBLEMS:
                continue
            names[grid.name] = sheet_name(grid.name, used)
            comments -= _copy(book, grid, names[grid.name], by_sheet[grid.name], formats, comments)
        _problems(book, located, reading, names, formats)


def _grids(source: Path) -> Iterator[Grid]:
    if is_text(source):
        encoding = csv_encoding(source)
        yield csv_grid(source, encoding, csv_delimiter(source, encoding))
    else:
        yield from workbook_grids(source, with_hidden=True)


def _copy(
    book: Workbook, grid: Grid, name: str, faults: dict[tuple[int, int], list[Finding]], formats: Formats, comments: int
) -> int:
    """Copy a sheet and give the number of comments written."""
    sheet = book.add_worksheet(name)
    sheet.set_default_row(15)
    sheet.set_column(0, 60, 14)
    if grid.hidden:
        sheet.hide()
    faulty: dict[int, set[int]] = defaultdict(set)
    for row, column in faults:
        faulty[row].add(column)
    written = 0
    for number, cells in enumerate(grid.rows(), 1):
        if number > MAX_EXCEL_ROWS:
            raise UnusableInput(
                f"{grid.name} 超过 {MAX_EXCEL_ROWS:,} 行，工作簿放不下",
                f"{grid.name} has more than {MAX_EXCEL_ROWS:,} rows, more than a workbook holds",
                remedy_zh="把 CSV 分成几个文件",
                remedy_en="Divide the CSV into several files",
            )
        here = faulty.get(number)
        if here is None:
            for index, value in enumerate(cells):
                if value is not None and value != "":
                    put(sheet, number - 1, index, value, formats)
            continue
        for index in range(max(len(cells), *here)):
            value = cells[index] if index < len(cells) else None
            found = faults.get((number, index + 1), [])
            background = "" if not found else "error" if any(f.severity == "error" for f in found) else "warning"
            put(sheet, number - 1, index, value, formats, background)
            if found and written < comments:
                _comment(sheet, number - 1, index, found)
                written += 1
    return written


def _comment(sheet: Worksheet, row: int, column: int, found: Sequence[Finding]) -> None:
    text = "\n\n".join("\n".join(filter(None, (_SEVERITIES[f.severity], f.zh, f.remedy_zh, f.en, f.remedy_en))) for f in found)
    sheet.write_comment(row, column, text[:_LONGEST_COMMENT], {"width": 360, "height": 160, "author": "baoguan"})


def _problems(
    book: Workbook, located: Sequence[Located], reading: Reading[Document], names: dict[str, str], formats: Formats
) -> None:
    sheet, kind = book.add_worksheet(PROBLEMS), kind_named(reading.kind)
    sheet.freeze_panes(1, 0)
    for index, (heading, width) in enumerate(_COLUMNS):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, heading or f"{kind.key_zh} {kind.en.capitalize()}", formats.get("bold", "optional"))
    for row, item in enumerate(located[: MAX_EXCEL_ROWS - 1], 1):
        found, cell = item.finding, item.cell
        number = getattr(reading.documents[item.document], KEY) if item.document is not None else None
        put(sheet, row, 0, _SEVERITIES[found.severity], formats, found.severity)
        put(sheet, row, 1, number, formats)
        if cell is not None:
            put(sheet, row, 2, cell.sheet, formats)
            if cell.sheet in names and row <= _MOST_LINKS:
                place = cell.address if cell.column is not None else f"A{cell.row}"
                target = names[cell.sheet].replace("'", "''")
                sheet.write_url(row, 3, f"internal:'{target}'!{place}", formats.get("link"), cell.address)
            else:
                put(sheet, row, 3, cell.address, formats)
        texts = (found.path, found.value, found.zh, found.remedy_zh, found.en, found.remedy_en, found.rule, found.source)
        for index, text in enumerate(texts, 4):
            put(sheet, row, index, text, formats)
    if located:
        sheet.autofilter(0, 0, min(len(located), MAX_EXCEL_ROWS - 1), len(_COLUMNS) - 1)
        if any(item.finding.severity == "error" for item in located):
            sheet.activate()
