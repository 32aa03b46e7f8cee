"""The template that users fill in: 说明, 表头, 表体 and 代码, with an invented example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import attrs
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from baoguan.clock import today as today_in_shanghai
from baoguan.codes import Codes
from baoguan.model.fields import CodeEnum
from baoguan.sheets.hanging import records_of
from baoguan.sheets.kinds import kind_named
from baoguan.sheets.lists_out import start_sheet, write_head, write_record
from baoguan.sheets.names import KEY
from baoguan.sheets.outgoing import NO, YES, OutColumn, out_columns
from baoguan.sheets.tables import Guide, SheetKind
from baoguan.sheets.workbook_out import Formats, open_workbook
from baoguan.sheets.xlsx import MAX_ROWS

GUIDE: Final = "说明"
CODES: Final = "代码"


@attrs.frozen
class _Listed:
    """A list on the sheet 代码: title, rows of (code, name)."""

    title: str
    rows: Sequence[tuple[str, str]]


def write_template(
    path: Path, *, with_example: bool = True, codes: Codes | None = None, today: date | None = None, kind: str = "inventory"
) -> None:
    """Write an empty template of a kind of document, or one with an invented document that passes the rules.

    The example is entered on `today`. Raises UnusableInput when the file cannot be written, or for a kind that sheets do not hold.
    """
    chosen = kind_named(kind)
    with open_workbook(Path(path)) as book:
        formats = Formats(book)
        _guide(book, chosen.guide, formats)
        sheets = {
            section: start_sheet(book, section.zh, out_columns(chosen, section), formats, comments=True)
            for section in chosen.sections
        }
        spans = _codes(book, chosen, codes or Codes.builtin(), formats)
        for section, sheet in sheets.items():
            _drop_downs(sheet, out_columns(chosen, section), spans)
        if with_example:
            document = chosen.guide.example(today or today_in_shanghai())
            write_head(sheets[chosen.head], 1, chosen, document, formats)
            for body in chosen.bodies:
                for row, record in enumerate(records_of(chosen, document, body), 1):
                    write_record(sheets[body], row, chosen, body, record, getattr(document, KEY), formats)
        sheets[chosen.head].activate()


def _guide(book: Workbook, guide: Guide, formats: Formats) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 2, 70)
    sheet.write_string(0, 1, guide.title_zh, formats.get("title"))
    sheet.write_string(0, 2, guide.title_en, formats.get("title"))
    for row, (zh, en) in enumerate(guide.texts, 2):
        sheet.write_number(row, 0, row - 1)
        sheet.write_string(row, 1, zh, formats.get("wrap"))
        sheet.write_string(row, 2, en, formats.get("wrap"))


def _codes(book: Workbook, kind: SheetKind, codes: Codes, formats: Formats) -> dict[type[CodeEnum], str]:
    """Write the lists and give for each closed one the range of its wordings."""
    sheet = book.add_worksheet(CODES)
    spans: dict[type[CodeEnum], str] = {}
    column = 0
    for name in kind.guide.codes:
        found = codes[name]
        _list(sheet, column, _Listed(f"{found.title_zh}（{found.date}）", [(c.code, c.name_zh) for c in found]), formats)
        column += 3
    closed: dict[type[CodeEnum], str] = {}
    for section in kind.sections:
        for out in out_columns(kind, section):
            if isinstance(out.term.codes, type):
                closed.setdefault(out.term.codes, kind.guide.titles.get(out.term.codes.__name__, out.heading))
    for enum, title in closed.items():
        _list(sheet, column, _Listed(title, [(member.value, member.zh) for member in enum]), formats)
        letter = xl_col_to_name(column + 1, col_abs=True)
        spans[enum] = f"='{CODES}'!{letter}$3:{letter}${len(enum) + 2}"
        column += 3
    sheet.freeze_panes(2, 0)
    return spans


def _list(sheet: Worksheet, column: int, listed: _Listed, formats: Formats) -> None:
    sheet.set_column(column, column, 8, formats.get("text"))
    sheet.set_column(column + 1, column + 1, 22)
    sheet.write_string(0, column, listed.title, formats.get("title"))
    sheet.write_string(1, column, "代码", formats.get("bold", "optional"))
    sheet.write_string(1, column + 1, "名称", formats.get("bold", "optional"))
    for row, (code, name) in enumerate(listed.rows, 2):
        sheet.write_string(row, column, code, formats.get("text"))
        sheet.write_string(row, column + 1, name)


def _drop_downs(sheet: Worksheet, columns: Sequence[OutColumn], spans: dict[type[CodeEnum], str]) -> None:
    for index, column in enumerate(columns):
        source: object = None
        if isinstance(column.term.codes, type):
            source = spans[column.term.codes]
        elif column.term.kind == "flag":
            source = [YES, NO]
        if source is not None:
            # A hint, not a stop: codes are read as well as the wordings that the list offers.
            sheet.data_validation(
                1,
                index,
                MAX_ROWS - 1,
                index,
                {
                    "validate": "list",
                    "source": source,
                    "error_type": "information",
                    "error_title": column.heading[:32],
                    "error_message": "请选择列表中的名称，或填代码 / choose a wording, or give its code",
                },
            )
