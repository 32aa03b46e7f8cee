"""Where the heading row of a sheet stands and which column holds which field."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import attrs

from baoguan.sheets.blocks import Row
from baoguan.sheets.cells import Cell, Problem, is_blank
from baoguan.sheets.grids import TOP
from baoguan.sheets.names import IGNORED, KEY, Headings, Rank, Target
from baoguan.sheets.tables import Section

_FEWEST: Final = 2
_FEWEST_LINE_COLUMNS: Final = 3


class Kind(StrEnum):
    """What the rows of a sheet are."""

    HEAD = "head"
    BODY = "body"
    FLAT = "flat"
    """Lines with the columns of the head repeated in each of them."""


@attrs.frozen
class Form:
    """What the rows of a sheet are: of which kind, and the body whose records they hold (the main one for a sheet of heads)."""

    kind: Kind
    body: Section


@attrs.frozen
class Column:
    """A column that is read: its index in the grid (from 0), the heading as written, and the field."""

    index: int
    heading: str
    section: Section
    path: str


@attrs.frozen
class Notice:
    """Something to say about a heading."""

    cell: Cell
    heading: str
    problem: Problem


@attrs.frozen(kw_only=True)
class Layout:
    """The columns of a sheet. `unread` are columns without a field: index -> heading and, where known, why."""

    sheet: str
    head: Section
    body: Section
    heading_row: int
    first_row: int
    width: int
    """Columns that the heading row has."""
    columns: tuple[Column, ...]
    unread: dict[int, tuple[str, str]]
    notices: tuple[Notice, ...]

    def column(self, section: Section, path: str) -> Column | None:
        """The column of a field, or None."""
        return next((c for c in self.columns if c.section is section and c.path == path), None)

    @property
    def key(self) -> Column | None:
        """The column of the key (企业内部编号), whatever the form of the sheet."""
        return self.column(self.head, KEY)


def find_heading(rows: Sequence[Row], headings: Headings) -> tuple[int, int]:
    """(index of the heading row among the first rows, number of headings it has); the first of equally good rows."""
    best = (-1, 0)
    for index, row in enumerate(rows[:TOP]):
        found = _fields_named(row, headings)
        if found > best[1]:
            best = (index, found)
    return best


def form_of(sheet: str, row: Row, headings: Headings) -> Form | None:
    """What the rows below a heading row are, or None when it is no heading row of a document."""
    kind = headings.kind
    body = max(kind.bodies, key=lambda body: _fitting(sheet, row, headings, body))
    own: dict[Section, set[str]] = {kind.head: set(), body: set()}
    shared: set[str] = set()
    for cell in row:
        if not isinstance(cell, str):
            continue
        head, line = headings.target(cell, kind.head), headings.target(cell, body)
        if head is not None and head.path == KEY:
            shared.add(KEY)
        elif line is not None and (head is None or line.rank < head.rank):
            own[body].add(line.path)
        elif head is not None and (line is None or head.rank < line.rank):
            own[kind.head].add(head.path)
        elif head is not None:
            shared.add(head.path)
    heads, lines = len(own[kind.head]), len(own[body])
    if heads + lines + len(shared) < _FEWEST or heads + lines == 0:
        return None
    if lines == 0 or (heads and kind.head.zh in sheet) or (heads > lines and lines < _FEWEST_LINE_COLUMNS):
        return Form(Kind.HEAD, kind.main)
    return Form(Kind.BODY if heads == 0 or body is not kind.main else Kind.FLAT, body)


def _fitting(sheet: str, row: Row, headings: Headings, body: Section) -> tuple[bool, int, int]:
    """How well the headings fit a body: whether all of them are its, named so by the sheet, how many are, and how surely."""
    found = [t for cell in row if isinstance(cell, str) and (t := headings.target(cell, body)) is not None]
    return body.zh in sheet and len(found) >= _FEWEST, len({t.path for t in found}), -sum(t.rank for t in found)


def lay_out(sheet: str, rows: Sequence[Row], heading: int, form: Form, headings: Headings, *, heads_elsewhere: bool) -> Layout:
    """The layout of a sheet whose heading row was found at an index of `rows`, the first rows of the sheet.

    With `heads_elsewhere` the head stands on a sheet of its own, so columns of the head beside the lines are not read.
    """
    row = rows[heading]
    notices: list[Notice] = []
    unread: dict[int, tuple[str, str]] = {}
    chosen: dict[tuple[Section, str], tuple[Rank, Column]] = {}
    for index, cell in enumerate(row):
        text = "" if is_blank(cell) else " ".join(str(cell).split())
        place = Cell(sheet, heading + 1, index + 1)
        target, other = _choose(text, form, headings, heads_elsewhere=heads_elsewhere) if text else (None, None)
        if target is None:
            unread[index] = (text, f"属于{other.section.zh}" if other is not None else "")
            continue
        if target.path == IGNORED:
            continue
        if other is not None:
            notices.append(Notice(place, text, _two_meanings(text, target, other)))
        spot = (target.section, _with_part(target, headings.kind.head, rows[heading + 1 :], index, place, text, notices))
        column = Column(index, text, *spot)
        rank, before = chosen.get(spot, (None, None))
        if rank is None or before is None or target.rank < rank:
            chosen[spot] = (target.rank, column)
            if before is not None:
                unread[before.index] = (before.heading, f"“{text}”列已作为该字段读入")
        elif target.rank == rank:
            notices.append(Notice(place, text, _twice(before, column)))
        else:
            unread[index] = (text, f"“{before.heading}”列已作为该字段读入")
    first = heading + 1
    while first < len(rows) and first < TOP and _repeats_headings(rows[first], headings, len(chosen)):
        first += 1
    return Layout(
        sheet=sheet,
        head=headings.kind.head,
        body=form.body,
        heading_row=heading + 1,
        first_row=first + 1,
        width=len(row),
        columns=tuple(sorted((column for _, column in chosen.values()), key=lambda c: c.index)),
        unread=unread,
        notices=tuple(notices),
    )


def _choose(text: str, form: Form, headings: Headings, *, heads_elsewhere: bool) -> tuple[Target | None, Target | None]:
    """The field of a heading, and the field of the other section that it might mean as well."""
    head, line = headings.target(text, headings.kind.head), headings.target(text, form.body)
    if head is not None and head.path == KEY:
        return head, None
    if form.kind is Kind.HEAD:
        return (head, None) if head is not None else (None, line)
    if form.kind is Kind.BODY or heads_elsewhere:
        return (line, None) if line is not None else (None, head)
    if line is None or (head is not None and head.rank < line.rank):
        return head, None
    doubtful = head is not None and head.rank == line.rank
    return line, head if doubtful or (head is not None and head.rank is Rank.LOOSE) else None


def _with_part(
    target: Target, head: Section, below: Sequence[Row], index: int, place: Cell, text: str, notices: list[Notice]
) -> str:
    """The path of a heading that names only a party (经营单位): its values tell whether codes, credit codes or names are meant."""
    if target.section is not head or target.path not in head.parties:
        return target.path
    values = [str(row[index]).strip() for row in below if index < len(row) and not is_blank(row[index])]
    part, zh = "name", "名称"
    for length, candidate, name in ((10, "customs_code", "编码"), (18, "credit_code", "社会信用代码")):
        if values and all(len(v) == length and v.isascii() and v.isalnum() for v in values):
            part, zh = candidate, name
    meant = head.parties[target.path].zh + zh
    notices.append(
        Notice(
            place,
            text,
            Problem(
                "ambiguous_heading",
                "warning",
                f"列“{text}”没有说明是编码还是名称，按内容作为“{meant}”读入",
                f"the column {text!r} does not say whether codes or names stand in it; by its values it is read as {meant}",
                f"把列名写全，如“{meant}”",
                f"Write the heading in full, such as {meant}",
            ),
        )
    )
    return f"{target.path}.{part}"


def _fields_named(row: Row, headings: Headings) -> int:
    """How many different fields the cells of a row name."""
    named: set[tuple[str, ...]] = set()
    for cell in row:
        if isinstance(cell, str) and cell.strip():
            paths = tuple(target.path for target in headings.targets(cell))
            if paths:
                named.add(paths)
    return len(named)


def _repeats_headings(row: Row, headings: Headings, columns: int) -> bool:
    """Whether a row under the headings gives them again (in English, or as element names)."""
    return _fields_named(row, headings) >= max(_FEWEST, columns // 2)


def _two_meanings(text: str, target: Target, other: Target) -> Problem:
    return Problem(
        "ambiguous_heading",
        "warning",
        f"列“{text}”在表头和表体都有，按{target.section.zh}的 {target.path} 读入",
        f"the heading {text!r} stands for a field of the head and of the lines; read as {target.path} of the {target.section.name}",
        f"如指{other.section.zh}，列名写作“{other.section.zh}{text}”",
        f"If the {other.section.name} is meant, write {other.section.zh}{text}",
    )


def _twice(before: Column, again: Column) -> Problem:
    return Problem(
        "duplicate_column",
        "error",
        f"列“{before.heading}”和“{again.heading}”都对应 {again.path}，只读了前一列",
        f"the columns {before.heading!r} and {again.heading!r} both stand for {again.path}; only the first was read",
        "删除或改名其中一列，或用列名对照文件（--map）指定；不读的列写 -",
        "Remove or rename one, or choose with a map file (--map); - leaves a column out",
    )
