"""Reading a user's newer edition of a code list from CSV or a workbook."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from baoguan.codes._code import Code, CodeList, Remark
from baoguan.codes._codes import BUILTIN_NAMES, builtin_list
from baoguan.codes._table import Faults, Table, read_table, text_of
from baoguan.errors import UnusableInput

_HEADERS = {
    "code": ("代码", "code", "编码", "编号", "新代码", "参数代码"),
    "name_zh": ("名称", "中文名称", "name", "name_zh", "中文名", "中文", "参数名称"),
    "name_en": ("英文名称", "name_en", "英文名", "英文", "english"),
    "legacy": ("旧代码", "数字代码", "legacy", "legacy_numeric", "原代码", "原报关代码", "数字码"),
    "preferred": ("优先", "preferred", "首选"),
    "aliases": ("别名", "aliases", "alias"),
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[0-9A-Za-z]{1,10}")
_YES = frozenset({"1", "y", "yes", "true", "是", "√"})
_CHINA = dt.timezone(dt.timedelta(hours=8))


def list_name(name: str) -> str:
    """Return ``name`` when it can name a list (it becomes part of a file name): a-z, 0-9 and _, at most 40."""
    if _NAME.fullmatch(name):
        return name
    raise UnusableInput(
        f"代码表名“{name}”不可用",
        f"{name!r} cannot name a code list",
        remedy_zh="请用小写字母、数字和下划线，以字母开头，最多 40 个字符",
        remedy_en="Use lower-case letters, digits and underscores, a letter first, at most 40 characters",
    )


def read_code_list(path: Path, name: str, *, date: str = "", source: str = "") -> CodeList:
    """Read the list ``name`` from a table with the columns 代码 and 名称, and perhaps 英文名称, 旧代码, 优先, 别名.

    A legacy code may be blank: the row then has none. Leading zeros that a number cell or a spreadsheet's CSV lost
    are put back where the built-in list of that name has digit codes of one length, and said in ``remarks``. Where
    rows share a legacy code and none is marked 优先, the choice of the built-in list is kept, else the first row
    stands. ``date`` defaults to the day the file was last changed. Raises UnusableInput that names every row, column
    and value at fault.
    """
    base = builtin_list(name) if list_name(name) in BUILTIN_NAMES else None
    table = read_table(path, _HEADERS, ("code", "name_zh"))
    codes, remarks = _rows(path, table, base)
    changed = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=_CHINA).date().isoformat()
    return CodeList(
        name=name,
        title_zh=base.title_zh if base else name,
        title_en=base.title_en if base else name,
        date=date or changed,
        source=source or f"imported from {path.name}",
        closed=base.closed if base else False,
        codes=codes,
        remarks=remarks,
    )


def _rows(path: Path, table: Table, base: CodeList | None) -> tuple[tuple[Code, ...], tuple[Remark, ...]]:
    faults = Faults(path)
    remarks: list[Remark] = []
    seen: dict[str, int] = {}
    codes: list[Code] = []
    width = base.digits_width if base else None
    for number, row in table:
        cells = {key: text_of(row[index]) if index < len(row) else "" for key, index in table.columns.items()}
        code = cells["code"]
        if width and code.isascii() and code.isdigit() and len(code) < width:
            full = code.zfill(width)
            remarks.append(
                Remark(zh=f"第 {number} 行代码 {code} 补零为 {full}", en=f"row {number}: code {code} completed to {full}")
            )
            code = full
        if not _CODE.fullmatch(code):
            faults.add(
                number,
                table.headers["code"],
                code,
                "代码应为 1 至 10 位字母或数字",
                "a code is 1 to 10 letters or digits",
            )
        elif code in seen:
            faults.add(number, table.headers["code"], code, f"与第 {seen[code]} 行重复", f"also in row {seen[code]}")
        elif not cells["name_zh"]:
            faults.add(number, table.headers["name_zh"], "", f"代码 {code} 没有名称", f"code {code} has no name")
        else:
            seen[code] = number
            codes.append(_code(code, cells, base))
    if not codes and not faults:
        faults.add(table.first_row, table.headers["code"], "", "表中没有可用的行", "the table has no usable row")
    faults.finish()
    return tuple(codes), tuple(remarks)


def _code(code: str, cells: dict[str, str], base: CodeList | None) -> Code:
    legacy = cells.get("legacy", "").upper()
    known = base.get(code) if base else None
    if "preferred" in cells:
        preferred = not legacy or cells["preferred"].casefold() in _YES
    else:
        preferred = not legacy or (known is not None and known.legacy == legacy and known.preferred)
    # English names and aliases are carried over only while the row still means the same thing.
    same = known if known is not None and code in {row.code for row in _named(base, cells["name_zh"])} else None
    aliases = tuple(part.strip() for part in re.split(r"[|;,；，、]", cells.get("aliases", "")) if part.strip())
    return Code(
        code=code,
        name_zh=cells["name_zh"],
        name_en=cells.get("name_en", "") or (same.name_en if same else ""),
        legacy=legacy,
        preferred=preferred,
        aliases=aliases or (same.aliases if same else ()),
    )


def _named(base: CodeList | None, name: str) -> tuple[Code, ...]:
    return base.find(name) if base is not None else ()
