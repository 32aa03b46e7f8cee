"""Our text format of lists and tariff tables: ``# key: value`` lines, then CSV with a line of column names.

UTF-8, ``\\n``, so that a list can be read, corrected and compared with ordinary tools. The first line names the
format and its version; a file of a later version is refused, not guessed at.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from baoguan.codes._code import Code, CodeList
from baoguan.errors import UnusableInput

CODES_FORMAT = "baoguan-codes 1"
_COLUMNS = ("code", "name_zh", "name_en", "legacy", "preferred", "aliases")
_REQUIRED_HEAD = ("name", "title_zh", "title_en", "date", "source", "closed")


def damaged(origin: str, zh: str, en: str) -> UnusableInput:
    """Return the error for a file of ours that cannot be read."""
    return UnusableInput(
        f"{origin} 无法读取：{zh}",
        f"{origin} cannot be read: {en}",
        remedy_zh="请重新导入该表，或删除此文件以恢复内置的表",
        remedy_en="Import the table again, or delete the file to return to the built-in one",
    )


def split(text: str, *, format_name: str, origin: str) -> tuple[dict[str, str], Iterator[list[str]]]:
    """Return the head and the CSV rows of a file of ours; UnusableInput when it is of another format."""
    head: dict[str, str] = {}
    start = 0
    while text.startswith("#", start):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        key, _, value = text[start + 1 : end].partition(":")
        head[key.strip()] = value.strip()
        start = end + 1
    if head.get("format") != format_name:
        found = head.get("format", "-")
        raise damaged(origin, f"格式应为 {format_name}，实为 {found}", f"the format should be {format_name}, it is {found}")
    return head, csv.reader(io.StringIO(text[start:], newline=""), strict=True)


def join(head: Mapping[str, str], columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the text of a file of ours; line breaks inside head values become spaces."""
    out = io.StringIO(newline="")
    for key, value in head.items():
        out.write(f"# {key}: {' '.join(value.split())}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def dumps_codes(code_list: CodeList) -> str:
    """Return a list in our format; columns that are empty throughout are left out. ValueError for an alias with
    ``|``.
    """
    if any("|" in alias for row in code_list for alias in row.aliases):
        raise ValueError(f"an alias in list {code_list.name!r} contains '|', which separates aliases in the file")
    head = {
        "format": CODES_FORMAT,
        "name": code_list.name,
        "title_zh": code_list.title_zh,
        "title_en": code_list.title_en,
        "date": code_list.date,
        "source": code_list.source,
        "closed": "yes" if code_list.closed else "no",
    }
    if code_list.note:
        head["note"] = code_list.note
    shared = {row.legacy for row in code_list if not row.preferred}
    table = [
        (
            row.code,
            row.name_zh,
            row.name_en,
            row.legacy,
            "1" if row.preferred and row.legacy in shared else "",
            "|".join(row.aliases),
        )
        for row in code_list
    ]
    kept = [i for i in range(len(_COLUMNS)) if i < 2 or any(row[i] for row in table)]
    return join(head, [_COLUMNS[i] for i in kept], ([row[i] for i in kept] for row in table))


def loads_codes(text: str, *, origin: str) -> CodeList:
    """Read a list in our format; ``origin`` names the file in errors."""
    head, rows = split(text, format_name=CODES_FORMAT, origin=origin)
    missing = [key for key in _REQUIRED_HEAD if key not in head]
    if missing:
        raise damaged(origin, f"缺少 {', '.join(missing)}", f"{', '.join(missing)} missing")
    try:
        columns = next(rows, [])
        unknown = [column for column in columns if column not in _COLUMNS]
        if unknown or columns[:2] != ["code", "name_zh"]:
            raise damaged(origin, f"列名不符：{columns}", f"unexpected columns: {columns}")
        codes = tuple(_code(dict(zip(columns, row, strict=True))) for row in rows)
        return CodeList(
            name=head["name"],
            title_zh=head["title_zh"],
            title_en=head["title_en"],
            date=head["date"],
            source=head["source"],
            closed=head["closed"] == "yes",
            note=head.get("note", ""),
            codes=codes,
        )
    except (csv.Error, ValueError) as error:
        raise damaged(origin, f"内容损坏（{error}）", f"the content is damaged ({error})") from error


def _code(cells: Mapping[str, str]) -> Code:
    aliases = cells.get("aliases", "")
    # A row is only marked where several share a legacy code; the list itself makes the unmarked rest agree.
    return Code(
        code=cells["code"],
        name_zh=cells["name_zh"],
        name_en=cells.get("name_en", ""),
        legacy=cells.get("legacy", ""),
        preferred=cells.get("preferred") == "1" or not cells.get("legacy"),
        aliases=tuple(aliases.split("|")) if aliases else (),
    )
