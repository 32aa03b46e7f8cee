"""A plain table as a workbook: what commands list, with a colour a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from baoguan.sheets.workbook_out import Formats, open_workbook, put, sheet_name

_WIDEST: Final = 60
_NARROWEST: Final = 8
_MEASURED: Final = 200


def write_table(path: Path, title: str, headings: Sequence[str], rows: Iterable[tuple[Sequence[object], str]]) -> int:
    """Write rows under headings; each row comes with its background (`error`, `warning` or none). Gives the number of rows.

    Raises UnusableInput when the file cannot be written.
    """
    listed = list(rows)
    with open_workbook(path) as book:
        formats = Formats(book)
        sheet = book.add_worksheet(sheet_name(title, set()))
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, formats.get("bold"))
            widths = (_width(values[column]) for values, _ in listed[:_MEASURED])
            sheet.set_column(column, column, min(max(_width(heading), *widths, _NARROWEST), _WIDEST))
        for number, (values, background) in enumerate(listed, 1):
            for column, value in enumerate(values):
                put(sheet, number, column, value, formats, background)
        sheet.freeze_panes(1, 0)
        if listed:
            sheet.autofilter(0, 0, len(listed), len(headings) - 1)
    return len(listed)


def _width(value: object) -> int:
    """Columns that a text takes: a Chinese character is two wide."""
    text = "" if value is None else str(value)
    return sum(1 if c < "\x80" else 2 for c in text) + 2
