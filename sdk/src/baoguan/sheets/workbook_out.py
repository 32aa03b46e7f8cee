"""Writing workbooks: opening, formats, cells; what every sheet that leaves us has in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError, FileSizeError, XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from baoguan.errors import UnusableInput

MAX_EXCEL_ROWS: Final = 1_048_576
MAX_TEXT: Final = 32_767
_MAX_NAME: Final = 31
_EXACT_DIGITS: Final = 15
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@contextmanager
def open_workbook(path: Path, *, constant_memory: bool = False) -> Iterator[Workbook]:
    """A new workbook, written when the block ends. With `constant_memory` the rows of a sheet must be written in order.

    Raises UnusableInput when the file cannot be written.
    """
    # A folder of our own for the rows that wait on disk: what an exception leaves there goes with it.
    with TemporaryDirectory(prefix="baoguan-", ignore_cleanup_errors=True) as folder:
        options = {
            "constant_memory": constant_memory,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "use_zip64": True,
            "tmpdir": folder,
        }
        book = Workbook(str(path), options)
        try:
            yield book
            _close(book, path)
        finally:
            _release(book)


def _release(book: Workbook) -> None:
    """Close the files with waiting rows, which are left open when the workbook was not finished; Windows deletes no open file."""
    for sheet in book.worksheets():
        waiting = getattr(sheet, "row_data_fh", None)
        if waiting is not None:
            waiting.close()


def _close(book: Workbook, path: Path) -> None:
    try:
        book.close()
    except (FileCreateError, FileSizeError, XlsxWriterException, OSError) as error:
        raise UnusableInput(
            f"{path} 无法写入（{error}）",
            f"{path} cannot be written ({error})",
            remedy_zh="检查目录是否存在、磁盘空间；如文件在电子表格程序中打开，请先关闭",
            remedy_en="Check the folder and the space on the disk; close the file if a spreadsheet program has it open",
        ) from error


class Formats:
    """The cell formats of one workbook, made when first used: a kind of content on a background."""

    _CONTENT: Final[dict[str, dict[str, object]]] = {
        "general": {},
        "text": {"num_format": "@"},
        "date": {"num_format": "yyyy-mm-dd"},
        "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
        "time": {"num_format": "hh:mm:ss"},
        "bold": {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1},
        "title": {"bold": True, "font_size": 14},
        "wrap": {"text_wrap": True, "valign": "top"},
        "link": {"font_color": "blue", "underline": 1},
    }
    _BACKGROUND: Final[dict[str, dict[str, object]]] = {
        "": {},
        "error": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
        "warning": {"bg_color": "#FFEB9C", "font_color": "#7F6000"},
        "required": {"bg_color": "#F8CBAD"},
        "optional": {"bg_color": "#E7E6E6"},
    }

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Format] = {}

    def get(self, content: str, background: str = "") -> Format:
        """The format of a kind of content (`text`, `date` ...) on a background (`error`, `required` ...)."""
        key = (content, background)
        if key not in self._made:
            self._made[key] = self._book.add_format({**self._CONTENT[content], **self._BACKGROUND[background]})
        return self._made[key]


def put(sheet: Worksheet, row: int, column: int, value: object, formats: Formats, background: str = "") -> None:
    """Write a value (row and column from 0): text stays text, a number that a cell cannot hold exactly becomes text."""
    if value is None or value == "":
        if background:
            sheet.write_blank(row, column, None, formats.get("general", background))
    elif isinstance(value, str):
        text = value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 1] + "…"
        sheet.write_string(row, column, text, formats.get("text", background))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, formats.get("general", background))
    elif isinstance(value, int | float):
        if abs(value) < 10**_EXACT_DIGITS:
            sheet.write_number(row, column, value, formats.get("general", background) if background else None)
        else:
            sheet.write_string(
                row, column, format(value, ".17g") if isinstance(value, float) else str(value), formats.get("text", background)
            )
    elif isinstance(value, Decimal):
        if len(value.normalize().as_tuple().digits) <= _EXACT_DIGITS:
            sheet.write_number(row, column, float(value), formats.get("general", background) if background else None)
        else:
            sheet.write_string(row, column, format(value, "f"), formats.get("text", background))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats.get("moment", background))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats.get("date", background))
    elif isinstance(value, time | timedelta):
        sheet.write_datetime(row, column, value, formats.get("time", background))
    else:
        sheet.write_string(row, column, str(value), formats.get("text", background))


def sheet_name(name: str, used: set[str]) -> str:
    """A name that Excel takes and that is not `used` yet (which it is added to)."""
    plain = _NOT_IN_NAMES.sub("_", name).strip("'").strip()[:_MAX_NAME] or "Sheet"
    if plain.casefold() == "history":
        plain = f"{plain}_"
    candidate, number = plain, 1
    while candidate.casefold() in used:
        number += 1
        ending = f"_{number}"
        candidate = plain[: _MAX_NAME - len(ending)] + ending
    used.add(candidate.casefold())
    return candidate
