"""Lists written back into a workbook of the template's layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from baoguan.consolidation.compiled import row_reader
from baoguan.errors import UnusableInput
from baoguan.model.fields import value_at
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.sheets.names import KEY, Section
from baoguan.sheets.outgoing import OutColumn, described, out_columns
from baoguan.sheets.workbook_out import MAX_TEXT, Formats, open_workbook, put
from baoguan.sheets.xlsx import MAX_ROWS

_COMMENT_WIDTH: Final = 320
_ROWS_A_SHEET: Final = MAX_ROWS - 1
"""Lines of one sheet, so that what was written can be read again; further lines go to 表体2, 表体3 ..."""


def write_lists(path: Path, documents: Iterable[BondedInventoryList], extra: Mapping[str, Sequence[object]] | None = None) -> None:
    """Write lists as 表头 and 表体, row by row without holding the workbook in memory.

    `extra` are further columns of the heads: heading -> one value a document, in the order of the documents (状态, 清单编号 of a
    result). Fields that Customs fills and the card number are not written. Raises UnusableInput when the file cannot be written,
    ValueError when an extra column is too short.
    """
    more = dict(extra or {})
    with open_workbook(Path(path), constant_memory=True) as book:
        formats = Formats(book)
        heads = start_sheet(book, Section.HEAD.zh, out_columns(Section.HEAD), formats, extra=tuple(more))
        lines = _LineSheets(book, formats)
        for number, document in enumerate(documents):
            if number + 1 > _ROWS_A_SHEET:
                raise UnusableInput(
                    f"清单超过 {_ROWS_A_SHEET} 张，一个工作簿放不下",
                    f"more than {_ROWS_A_SHEET} lists do not fit into one workbook",
                    remedy_zh="分几个文件写出",
                    remedy_en="Write several files",
                )
            write_head(heads, number + 1, document, formats)
            width = len(out_columns(Section.HEAD))
            for offset, (heading, values) in enumerate(more.items()):
                if number >= len(values):
                    raise ValueError(f"extra column {heading!r} has {len(values)} values, fewer than there are documents")
                put(heads, number + 1, width + offset, values[number], formats)
            for line in document.lines:
                lines.write(line, document.internal_number)


def start_sheet(
    book: Workbook, name: str, columns: Sequence[OutColumn], formats: Formats, *, extra: Sequence[str] = (), comments: bool = False
) -> Worksheet:
    """A sheet with its headings: required ones coloured, text columns as text, the first row fixed."""
    sheet = book.add_worksheet(name)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, formats.get("text") if column.is_text else None)
    if extra:
        sheet.set_column(len(columns), len(columns) + len(extra) - 1, 20)
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.heading, formats.get("bold", "required" if column.required else "optional"))
        if comments:
            sheet.write_comment(0, index, "\n".join(described(column)), {"width": _COMMENT_WIDTH, "author": "baoguan"})
    for index, heading in enumerate(extra, len(columns)):
        sheet.write_string(0, index, heading, formats.get("bold"))
    return sheet


def write_head(sheet: Worksheet, row: int, document: BondedInventoryList, formats: Formats) -> None:
    """Write the head of a list into a row (from 0)."""
    for index, column in enumerate(out_columns(Section.HEAD)):
        put(sheet, row, index, column.shown(value_at(document, column.path)), formats)


def write_line(sheet: Worksheet, row: int, line: InventoryLine, key: str | None, formats: Formats) -> None:
    """Write a line into a row (from 0), with the key of its list in the first column."""
    put(sheet, row, 0, key, formats)
    columns, text = _line_columns(), formats.get("text")
    (values,) = row_reader(tuple(column.path for column in columns))((line,))
    for index, value in enumerate(values, 1):
        if value is None:
            continue
        shown = columns[index - 1].shown(value)
        if type(shown) is str and 0 < len(shown) < MAX_TEXT:
            sheet.write_string(row, index, shown, text)
        else:
            put(sheet, row, index, shown, formats)


@cache
def _line_columns() -> tuple[OutColumn, ...]:
    """The columns of a line behind the key."""
    key, *rest = out_columns(Section.LINES)
    if key.path != KEY:
        raise ValueError("the key stands first in the columns of a line")
    return tuple(rest)


class _LineSheets:
    """The sheets of lines: a new one is begun when one is full."""

    def __init__(self, book: Workbook, formats: Formats) -> None:
        self._book = book
        self._formats = formats
        self._sheets = 0
        self._row = 0
        self._sheet = self._begin()

    def _begin(self) -> Worksheet:
        self._sheets += 1
        self._row = 0
        name = Section.LINES.zh + (str(self._sheets) if self._sheets > 1 else "")
        return start_sheet(self._book, name, out_columns(Section.LINES), self._formats)

    def write(self, line: InventoryLine, key: str | None) -> None:
        """The next line."""
        if self._row >= _ROWS_A_SHEET:
            self._sheet = self._begin()
        self._row += 1
        write_line(self._sheet, self._row, line, key, self._formats)
