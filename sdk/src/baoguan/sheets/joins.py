"""What is said when heads and lines do not fit together."""

from __future__ import annotations

from baoguan.sheets.cells import Cell, Problem
from baoguan.sheets.tables import Section, SheetKind


def _rows_en(kind: SheetKind, body: Section) -> str:
    return "lines" if body is kind.main else body.name.replace("_", " ")


def duplicate_head(kind: SheetKind, key: str, sheet: str | None, row: int) -> Problem:
    """A second row of heads with a key that there was."""
    return Problem(
        "duplicate_head",
        "error",
        f"表头中{kind.key_zh} {key} 重复（前一行在 {sheet} 第 {row} 行），本行没有读入",
        f"the head {key!r} is there twice (before in row {row} of {sheet}); this row was not read",
        f"每张{kind.zh}只留一行表头",
        f"Keep one row of the head for each {kind.en}",
    )


def no_head(kind: SheetKind, body: Section, key: str) -> Problem:
    """Lines whose key no head has."""
    return Problem(
        "no_head",
        "error",
        f"{body.zh}中{kind.key_zh} {key} 在表头中没有，这些行没有读入",
        f"no head has the internal number {key!r} of these {_rows_en(kind, body)}; they were not read",
        f"在表头补上这张{kind.zh}，或改正编号",
        f"Add the {kind.en} to the heads, or correct the number",
    )


def no_lines(kind: SheetKind, key: str | None) -> Problem:
    """A head without lines."""
    return Problem(
        "no_lines",
        "error",
        f"{kind.zh} {key or ''} 没有{kind.main.zh}行".replace("  ", " "),
        f"the {kind.en} {key or ''} has no lines".replace("  ", " "),
        f"在{kind.main.zh}补上商品行，{kind.key_zh}与表头一致",
        "Add its lines with the internal number of the head",
    )


def key_missing(kind: SheetKind, body: Section) -> Problem:
    """Lines without a key where there are several lists."""
    return Problem(
        "key_missing",
        "error",
        f"没有{kind.key_zh}，不知道属于哪张{kind.zh}，这些行没有读入",
        f"without an internal number it is not known which {kind.en} these {_rows_en(kind, body)} belong to; they were not read",
        f"在每一行填写{kind.key_zh}（合并单元格只有第一行有值）",
        "Fill it in on every row (of merged cells only the first holds the value)",
    )


def no_key_column(kind: SheetKind, body: Section) -> Problem:
    """A body without the key column beside several heads."""
    return Problem(
        "key_missing",
        "error",
        f"表头有多张{kind.zh}，而{body.zh}没有“{kind.key_zh}”列，{body.zh}没有读入",
        f"there are several heads but the {_rows_en(kind, body)} have no column {kind.key_zh}: they were not read",
        f"在{body.zh}加上“{kind.key_zh}”列",
        f"Add the column {kind.key_zh} to the {_rows_en(kind, body)}",
    )


def not_together(kind: SheetKind, key: str | None) -> Problem:
    """Lines of a list that are interrupted by another, in a file that is read list by list."""
    return Problem(
        "not_together",
        "error",
        f"{kind.zh} {key} 的行没有连在一起，后面的行被读成了另一张{kind.zh}",
        f"the rows of {kind.en} {key!r} do not stand together; the later ones were read as another {kind.en}",
        f"按{kind.key_zh}排序后重新读入",
        "Sort the file by the internal number and read it again",
    )


def differs(kind: SheetKind, heading: str, key: str | None, known: object, value: object) -> Problem:
    """Rows of one list that disagree about its head."""
    return Problem(
        "head_differs",
        "error",
        f"{kind.zh} {key or ''} 的“{heading}”前后不一致：前为“{known}”，这里为“{value}”",
        f"the rows of {kind.en} {key or ''} disagree on {heading!r}: {known} before, {value} here",
        f"同一{kind.key_zh}的各行，表头栏目应相同",
        "All rows of an internal number must have the same values for the head",
    )


def unread_column(heading: str, reason: str, first: Cell) -> Problem:
    """A column that holds values but stands for no field."""
    name = f"列“{heading}”" if heading else "没有列名的一列"
    name_en = f"the column {heading!r}" if heading else "a column without heading"
    return Problem(
        "unmatched_column",
        "warning",
        f"{name}没有读入（从 {first.address} 起有内容）" + (f"：{reason}" if reason else ""),
        f"{name_en} was not read (it holds values from {first.address} on)",
        "如有用，改用模板中的列名，或在列名对照文件（--map）中指定；不读的列写 -",
        "If it matters, use a heading of the template or a map file (--map); - leaves a column out on purpose",
    )


def unread_sheet(sheet: str, *, hidden: bool) -> Problem:
    """A sheet that was not read."""
    why = "是隐藏的" if hidden else "前 20 行中没有找到列名"
    why_en = "it is hidden" if hidden else "no heading row was found in its first 20 rows"
    return Problem(
        "unread_sheet",
        "warning",
        f"工作表“{sheet}”没有读入：{why}",
        f"the sheet {sheet!r} was not read: {why_en}",
        "如其中有单证内容，取消隐藏并使用模板的列名",
        "If it holds documents, unhide it and use the headings of the template",
    )
