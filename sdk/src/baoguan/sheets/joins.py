"""What is said when heads and lines do not fit together."""

from __future__ import annotations

from baoguan.sheets.cells import Cell, Problem


def duplicate_head(key: str, sheet: str | None, row: int) -> Problem:
    """A second row of heads with a key that there was."""
    return Problem(
        "duplicate_head",
        "error",
        f"表头中企业内部编号 {key} 重复（前一行在 {sheet} 第 {row} 行），本行没有读入",
        f"the head {key!r} is there twice (before in row {row} of {sheet}); this row was not read",
        "每张清单只留一行表头",
        "Keep one row of the head for each list",
    )


def no_head(key: str) -> Problem:
    """Lines whose key no head has."""
    return Problem(
        "no_head",
        "error",
        f"表体中企业内部编号 {key} 在表头中没有，这些行没有读入",
        f"no head has the internal number {key!r} of these lines; they were not read",
        "在表头补上这张清单，或改正编号",
        "Add the list to the heads, or correct the number",
    )


def no_lines(key: str | None) -> Problem:
    """A head without lines."""
    return Problem(
        "no_lines",
        "error",
        f"清单 {key or ''} 没有表体行".replace("  ", " "),
        f"the list {key or ''} has no lines".replace("  ", " "),
        "在表体补上商品行，企业内部编号与表头一致",
        "Add its lines with the internal number of the head",
    )


def key_missing() -> Problem:
    """Lines without a key where there are several lists."""
    return Problem(
        "key_missing",
        "error",
        "没有企业内部编号，不知道属于哪张清单，这些行没有读入",
        "without an internal number it is not known which list these lines belong to; they were not read",
        "在每一行填写企业内部编号（合并单元格只有第一行有值）",
        "Fill it in on every row (of merged cells only the first holds the value)",
    )


def no_key_column() -> Problem:
    """A body without the key column beside several heads."""
    return Problem(
        "key_missing",
        "error",
        "表头有多张清单，而表体没有“企业内部编号”列，表体没有读入",
        "there are several heads but the lines have no column 企业内部编号: the lines were not read",
        "在表体加上“企业内部编号”列",
        "Add the column 企业内部编号 to the lines",
    )


def not_together(key: str | None) -> Problem:
    """Lines of a list that are interrupted by another, in a file that is read list by list."""
    return Problem(
        "not_together",
        "error",
        f"清单 {key} 的行没有连在一起，后面的行被读成了另一张清单",
        f"the rows of list {key!r} do not stand together; the later ones were read as another list",
        "按企业内部编号排序后重新读入",
        "Sort the file by the internal number and read it again",
    )


def differs(heading: str, key: str | None, known: object, value: object) -> Problem:
    """Rows of one list that disagree about its head."""
    return Problem(
        "head_differs",
        "error",
        f"清单 {key or ''} 的“{heading}”前后不一致：前为“{known}”，这里为“{value}”",
        f"the rows of list {key or ''} disagree on {heading!r}: {known} before, {value} here",
        "同一企业内部编号的各行，表头栏目应相同",
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
        "如其中有清单内容，取消隐藏并使用模板的列名",
        "If it holds lists, unhide it and use the headings of the template",
    )
