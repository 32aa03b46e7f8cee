"""What a cell of a sheet can hold, where it stands, and what is wrong with it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

import attrs

from baoguan.errors import Finding, Severity

SOURCE: Final = "读入表格时的约定 / convention of reading sheets"


@attrs.frozen
class Unusable:
    """A cell that shows no value: an error such as #N/A, or a formula whose result the file does not hold."""

    shown: str

    def __str__(self) -> str:
        return self.shown


Raw = str | int | float | bool | date | datetime | time | timedelta | Unusable | None
"""A cell as it comes out of the file; cells of CSV are always text, an empty cell is '' or None."""


@attrs.frozen
class Cell:
    """A place in a workbook, counted from 1 as the spreadsheet program does; no column where only the row is known."""

    sheet: str
    row: int
    column: int | None = None

    @property
    def address(self) -> str:
        """`F12`, or `12` when only the row is known."""
        return f"{column_letters(self.column)}{self.row}" if self.column is not None else str(self.row)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}"


@attrs.frozen
class Problem:
    """What is wrong with a value, before it is known in which cell it stands; it becomes a `Finding` there.

    `repeated` problems are noticed once for each value of a column, not in every cell of it.
    """

    rule: str
    severity: Severity
    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""

    @property
    def repeated(self) -> bool:
        """Whether one notice a value is enough: true of what was read all the same."""
        return self.severity == "warning"


def finding(problem: Problem, *, path: str = "", value: object = "", cell: Cell | None = None, cells: int = 1) -> Finding:
    """The finding of a problem, its text beginning with the place; `cells` tells how many cells hold the value."""
    shown = "" if value is None else str(value)
    place = f"{cell}：" if cell is not None else ""
    place_en = f"{cell}: " if cell is not None else ""
    more = f"（本列共 {cells} 格）" if cells > 1 else ""
    more_en = f" ({cells} cells of this column)" if cells > 1 else ""
    return Finding(
        rule=f"sheets.{problem.rule}",
        severity=problem.severity,
        path=path,
        value=shown if len(shown) <= 120 else shown[:117] + "...",
        zh=place + problem.zh + more,
        en=place_en + problem.en + more_en,
        remedy_zh=problem.remedy_zh,
        remedy_en=problem.remedy_en,
        source=SOURCE,
    )


def column_letters(column: int) -> str:
    """`A` for 1, `AB` for 28."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_blank(raw: Raw) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return raw is None or (isinstance(raw, str) and not raw.strip())
