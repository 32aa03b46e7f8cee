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
from baoguan.model.inventory_codes import ExemptionMode
from baoguan.rules.inventory.sample import sample
from baoguan.sheets.lists_out import start_sheet, write_head, write_line
from baoguan.sheets.names import NO_MERGE, Section
from baoguan.sheets.outgoing import NO, YES, OutColumn, out_columns
from baoguan.sheets.workbook_out import Formats, open_workbook
from baoguan.sheets.xlsx import MAX_ROWS

GUIDE: Final = "说明"
CODES: Final = "代码"

_LISTS: Final = ("unit", "currency", "country", "supervision_mode", "transport_mode")

_GUIDE: Final = (
    (
        "表头：一行一张清单；表体：一行一项商品；两页用“企业内部编号”对应。",
        "表头: one row a list; 表体: one row a line; 企业内部编号 joins the two.",
    ),
    (
        "橙色列为必填，灰色列按需填写；列的顺序可以改，不用的列可以删。",
        "Orange columns are required, grey ones as needed; order them as you like, delete what you do not use.",
    ),
    (
        "列名也可以用 hs_code 这样的英文属性名；自己的列名可以用列名对照文件（--map）说明。",
        "Headings may also be attribute names such as hs_code; explain headings of your own in a map file (--map).",
    ),
    (
        "代码列可以填代码或名称：035、千克、公斤 都可以；旧的国别、币制数字代码（142、502）会换成字母代码。",
        "Code columns take codes or names; older numbers of countries and currencies (142, 502) become letters.",
    ),
    (
        "有歧义的名称不会被猜测，会列为问题。",
        "A name with several meanings is never guessed; it is reported.",
    ),
    (
        "数量、单价、总价不会被四舍五入；小数位数超过规定会报错。",
        "Numbers are never rounded; too many decimals are an error.",
    ),
    (
        "编号、代码、料号等列请保持文本格式，否则前面的 0 和 15 位以后的数字会丢失。",
        "Keep numbers, codes and part numbers as text: number cells lose leading zeros and all digits after the 15th.",
    ),
    (
        "日期写作 2026-01-05、2026/1/5、20260105 或 2026年1月5日。",
        "Dates: 2026-01-05, 2026/1/5, 20260105 or 2026年1月5日.",
    ),
    (
        "不归并填“是”的商品在报关单上单独成一项。",
        "A line with 是 under 不归并 stays alone on its declaration line.",
    ),
    (
        "商品序号可以不填：没有这一列时按行的顺序编号。",
        "Without the column 商品序号 lines are numbered in their order.",
    ),
    (
        "公式按保存时的结果读入；#N/A 等错误值会报错。",
        "Formulas count with their stored result; #N/A and the like are errors.",
    ),
    (
        "工作簿每页最多 300,000 行，更多请用 CSV（表头栏目在每行重复）。",
        "A sheet may have 300,000 rows; for more use CSV, with the columns of the head repeated in every row.",
    ),
    (
        "示例中的企业、编号、商品均为虚构，填写前请删除示例行。",
        "Companies, numbers and goods of the example are invented: delete its rows before you fill in your own.",
    ),
)


@attrs.frozen
class _Listed:
    """A list on the sheet 代码: title, rows of (code, name)."""

    title: str
    rows: Sequence[tuple[str, str]]


def write_template(path: Path, *, with_example: bool = True, codes: Codes | None = None, today: date | None = None) -> None:
    """Write an empty template, or one with an invented list that passes the rules.

    The example is entered on `today`. Raises UnusableInput when the file cannot be written.
    """
    with open_workbook(Path(path)) as book:
        formats = Formats(book)
        _guide(book, formats)
        sheets = {section: _section(book, section, formats) for section in Section}
        spans = _codes(book, codes or Codes.builtin(), formats)
        for section, sheet in sheets.items():
            _drop_downs(sheet, out_columns(section), spans)
        if with_example:
            document = attrs.evolve(sample(), entered_on=today or today_in_shanghai())
            write_head(sheets[Section.HEAD], 1, document, formats)
            for row, line in enumerate(document.lines, 1):
                write_line(sheets[Section.LINES], row, line, document.internal_number, formats)
        sheets[Section.HEAD].activate()


def _section(book: Workbook, section: Section, formats: Formats) -> Worksheet:
    return start_sheet(book, section.zh, out_columns(section), formats, comments=True)


def _guide(book: Workbook, formats: Formats) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 2, 70)
    sheet.write_string(0, 1, "保税核注清单导入模板：填写说明", formats.get("title"))
    sheet.write_string(0, 2, "Template for bonded inventory lists: how to fill it in", formats.get("title"))
    for row, (zh, en) in enumerate(_GUIDE, 2):
        sheet.write_number(row, 0, row - 1)
        sheet.write_string(row, 1, zh, formats.get("wrap"))
        sheet.write_string(row, 2, en, formats.get("wrap"))


def _codes(book: Workbook, codes: Codes, formats: Formats) -> dict[type[CodeEnum], str]:
    """Write the lists and give for each closed one the range of its wordings."""
    sheet = book.add_worksheet(CODES)
    spans: dict[type[CodeEnum], str] = {}
    column = 0
    for name in _LISTS:
        found = codes[name]
        _list(sheet, column, _Listed(f"{found.title_zh}（{found.date}）", [(c.code, c.name_zh) for c in found]), formats)
        column += 3
    closed: dict[type[CodeEnum], str] = {ExemptionMode: "征减免方式"}
    for section in Section:
        for out in out_columns(section):
            if isinstance(out.term.codes, type):
                closed.setdefault(out.term.codes, out.heading)
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
        elif column.path == NO_MERGE:
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
