"""Documents written back into a workbook of the template's layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from baoguan.errors import UnusableInput
from baoguan.model.fields import value_at
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Document
from baoguan.sheets.hanging import records_of
from baoguan.sheets.inventory import INVENTORY
from baoguan.sheets.kinds import kind_of
from baoguan.sheets.names import KEY
from baoguan.sheets.outgoing import OutColumn, described, out_columns
from baoguan.sheets.tables import Section, SheetKind
from baoguan.sheets.workbook_out import MAX_TEXT, Formats, open_workbook, put
from baoguan.sheets.xlsx import MAX_ROWS

_COMMENT_WIDTH: Final = 320
_ROWS_A_SHEET: Final = MAX_ROWS - 1
"""Lines of one sheet, so that what was written can be read again; further lines go to 表体2, 表体3 ..."""


def write_lists(path: Path, documents: Iterable[BondedInventoryList], extra: Mapping[str, Sequence[object]] | None = None) -> None:
    """Write bonded inventory lists as 表头 and 表体: `write_documents` for them alone."""
    _write(path, INVENTORY, documents, extra)


def write_documents(path: Path, documents: Sequence[Document], extra: Mapping[str, Sequence[object]] | None = None) -> None:
    """Write documents of one kind into the sheets of its template, row by row without holding the workbook in memory.

    `extra` are further columns of the heads: heading -> one value a document, in the order of the documents (状态, 清单编号 of a
    result). Fields that Customs fills, card numbers, and sections that have no sheet are not written. Raises UnusableInput when the file
    cannot be written or documents are of several kinds, ValueError when an extra column is too short.
    """
    kinds = {kind_of(document) for document in documents}
    if len(kinds) > 1:
        raise UnusableInput(
            f"一个工作簿只能有一种单证，这里有{'、'.join(kind.zh for kind in kinds)}",
            f"a workbook holds documents of one kind, here are {', '.join(kind.name for kind in kinds)}",
            remedy_zh="分别写出",
            remedy_en="Write a file for each kind",
        )
    _write(path, kinds.pop() if kinds else INVENTORY, documents, extra)


def _write(path: Path, kind: SheetKind, documents: Iterable[Document], extra: Mapping[str, Sequence[object]] | None) -> None:
    more = dict(extra or {})
    with open_workbook(Path(path), constant_memory=True) as book:
        formats = Formats(book)
        heads = start_sheet(book, kind.head.zh, out_columns(kind, kind.head), formats, extra=tuple(more))
        bodies = {body: _Sheets(book, kind, body, formats) for body in kind.bodies}
        for number, document in enumerate(documents):
            if number + 1 > _ROWS_A_SHEET:
                raise UnusableInput(
                    f"{kind.zh}超过 {_ROWS_A_SHEET} 张，一个工作簿放不下",
                    f"more than {_ROWS_A_SHEET} {kind.en}s do not fit into one workbook",
                    remedy_zh="分几个文件写出",
                    remedy_en="Write several files",
                )
            write_head(heads, number + 1, kind, document, formats)
            width = len(out_columns(kind, kind.head))
            for offset, (heading, values) in enumerate(more.items()):
                if number >= len(values):
                    raise ValueError(f"extra column {heading!r} has {len(values)} values, fewer than there are documents")
                put(heads, number + 1, width + offset, values[number], formats)
            for body, sheets in bodies.items():
                for record in records_of(kind, document, body):
                    sheets.write(record, getattr(document, KEY))


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


def write_head(sheet: Worksheet, row: int, kind: SheetKind, document: Document, formats: Formats) -> None:
    """Write the head of a document into a row (from 0)."""
    for index, column in enumerate(out_columns(kind, kind.head)):
        put(sheet, row, index, column.shown(value_at(document, column.path)), formats)


def write_record(
    sheet: Worksheet, row: int, kind: SheetKind, body: Section, record: Document, key: str | None, formats: Formats
) -> None:
    """Write a record into a row (from 0), with the key of its document in the first column."""
    put(sheet, row, 0, key, formats)
    columns, text = _own_columns(kind, body), formats.get("text")
    values = _values(tuple(column.path for column in columns))(record)
    for index, value in enumerate(values, 1):
        if value is None:
            continue
        shown = columns[index - 1].shown(value)
        if type(shown) is str and 0 < len(shown) < MAX_TEXT:
            sheet.write_string(row, index, shown, text)
        else:
            put(sheet, row, index, shown, formats)


@cache
def _own_columns(kind: SheetKind, body: Section) -> tuple[OutColumn, ...]:
    """The columns of a record behind the key."""
    key, *rest = out_columns(kind, body)
    if key.path != KEY:
        raise ValueError("the key stands first in the columns of a body")
    return tuple(rest)


@cache
def _values(paths: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    """A function (record) -> the values of these fields."""
    get = attrgetter(*paths)
    return get if len(paths) > 1 else lambda record: (get(record),)


class _Sheets:
    """The sheets of one section: a new one is begun when one is full."""

    def __init__(self, book: Workbook, kind: SheetKind, body: Section, formats: Formats) -> None:
        self._book = book
        self._kind = kind
        self._body = body
        self._formats = formats
        self._sheets = 0
        self._row = 0
        self._sheet = None if body.rare else self._begin()

    def _begin(self) -> Worksheet:
        self._sheets += 1
        self._row = 0
        name = self._body.zh + (str(self._sheets) if self._sheets > 1 else "")
        return start_sheet(self._book, name, out_columns(self._kind, self._body), self._formats)

    def write(self, record: Document, key: str | None) -> None:
        """The next record."""
        if self._sheet is None or self._row >= _ROWS_A_SHEET:
            self._sheet = self._begin()
        self._row += 1
        write_record(self._sheet, self._row, self._kind, self._body, record, key, self._formats)
