"""The sheets of a ledger's file, one after the other: what each of them is, and its rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final

import attrs

from baoguan.codes import Codes
from baoguan.model.fields import Value
from baoguan.model.ledger_export import Heading
from baoguan.sheets import joins
from baoguan.sheets.blocks import Row
from baoguan.sheets.cells import Cell, Problem, Raw, is_blank
from baoguan.sheets.grids import TOP, Grid
from baoguan.sheets.ledger_keys import keyed
from baoguan.sheets.ledger_tables import (
    CONSUMPTIONS,
    HEAD,
    INDEXES,
    MATERIALS,
    PRODUCTS,
    ROW_KIND,
    ROW_KINDS,
    SECTIONS,
    TOTALS,
    Named,
    section_named,
)
from baoguan.sheets.ledger_values import Cells, Gathered, Record, shown, unique
from baoguan.sheets.names import normalised
from baoguan.sheets.tables import Section

_FEWEST: Final = 3
"""A row is taken for headings of a table from so many known ones on."""


@attrs.frozen(kw_only=True)
class _Columns:
    """The columns of a table: index -> path of the section, index -> path of the head, unknown ones with their headings."""

    fields: dict[int, str]
    heads: dict[int, str]
    unknown: dict[int, str]
    kind: int | None
    texts: dict[int, str]
    """Every heading by its column, unknown ones made different."""


class Collector:
    """Takes sheets in any order."""

    def __init__(self, codes: Codes, today: date) -> None:
        self.cells = Cells(codes, today)
        self.gathered = {section.name: Gathered(section=section) for section in SECTIONS}
        self.unmatched: list[tuple[str, str, int]] = []
        self._head: dict[str, tuple[Value, Cell]] = {}

    def sheet(self, grid: Grid) -> None:
        """Read one sheet."""
        name = grid.name
        rows = list(grid.rows())
        blank = all(is_blank(cell) for row in rows for cell in row)
        if grid.hidden or blank:
            if grid.hidden:
                self.cells.say(joins.unread_sheet(name, hidden=True), None, value=name)
            return
        index, section = _heading(name, rows)
        if section is None:
            if self._pairs(name, rows, strict=True) == 0:
                self.cells.say(joins.unread_sheet(name, hidden=False), None, value=name)
        elif section is HEAD:
            self._one_row(name, rows, index)
        else:
            self._pairs(name, rows[:index], strict=False)
            self._table(name, rows, index, section)

    def _pairs(self, sheet: str, rows: Sequence[Row], *, strict: bool) -> int:
        """Labels with their values beside them. Above a table (not `strict`) there are titles too: rows without a known label are left
        out. Gives how many labels were known."""
        found: list[tuple[str, str | None, Raw, Cell]] = []
        for number, row in enumerate(rows, 1):
            labels = _labels(sheet, number, row)
            found += labels if strict or any(path is not None for _, path, _, _ in labels) else []
        known = [each for each in found if each[1] is not None]
        if not known or (strict and len(known) < 2 and known[0][1] != "ledger_no"):
            return 0
        texts = unique({n: label for n, (label, path, _, _) in enumerate(found) if path is None})
        kept: dict[str, str] = {}
        headings: list[Heading] = []
        values: dict[str, Value] = {}
        for n, (label, path, raw, cell) in enumerate(found):
            before = found[n - 1] if n else None
            beside = before is not None and before[1] is not None and before[3].row == cell.row
            if path is None and is_blank(raw) and before is not None and beside and is_blank(before[2]):
                self.cells.say(_lonely(label, before[0]), Cell(sheet, cell.row, (cell.column or 2) - 1), value=label)
            if path is not None:
                headings.append(Heading(text=label, path=path))
                self._head_value(path, label, raw, cell, values, kept)
            else:
                headings.append(Heading(text=texts[n], path=""))
                if not is_blank(raw):
                    kept[texts[n]] = shown(raw)
                    self.unmatched.append((sheet, texts[n], cell.column or 0))
        self._add_head(sheet, headings, values, kept, known[0][3], paired=True)
        return len(known)

    def _one_row(self, sheet: str, rows: Sequence[Row], index: int) -> None:
        """The head as a table: a row of headings, and the values below."""
        columns = _columns(rows[index], HEAD)
        below = [(n, row) for n, row in enumerate(rows[index + 1 :], index + 2) if not all(map(is_blank, row))]
        values: dict[str, Value] = {}
        kept: dict[str, str] = {}
        headings = _headings(columns)
        for n, row in below[:1]:
            for column, path in columns.fields.items():
                self._head_value(path, columns.texts[column], _at(row, column), Cell(sheet, n, column + 1), values, kept)
            for column, text in columns.unknown.items():
                if not is_blank(_at(row, column)):
                    kept[text] = shown(_at(row, column))
                    self.unmatched.append((sheet, text, column + 1))
        for n, _ in below[1:]:
            self.cells.say(_several(), Cell(sheet, n))
        self._add_head(sheet, headings, values, kept, Cell(sheet, index + 1), paired=False)

    def _head_value(self, path: str, label: str, raw: Raw, cell: Cell, values: dict[str, Value], kept: dict[str, str]) -> None:
        value, keep = self.cells.value(HEAD, path, raw, cell)
        if keep:
            kept[label] = keep
        if value is None:
            return
        before = self._head.get(path)
        if before is not None and before[0] != value:
            self.cells.say(_contradicts(str(before[0]), str(value), before[1]), cell, path=path, value=raw)
            return
        self._head[path] = (value, cell)
        values[path] = value

    def _add_head(
        self, sheet: str, headings: list[Heading], values: dict[str, Value], kept: dict[str, str], place: Cell, *, paired: bool
    ) -> None:
        head = self.gathered[HEAD.name]
        head.add_headings(sheet, headings, paired=paired)
        if head.records:
            head.records[0].values.update(values)
            head.records[0].kept.update(kept)
        else:
            head.records.append(Record(place=place, values=values, kept=kept))

    def _table(self, sheet: str, rows: Sequence[Row], index: int, section: Section) -> None:
        """The rows of materials, products or consumptions, with columns of the head beside them."""
        columns = _columns(rows[index], section)
        if section is not CONSUMPTIONS and columns.kind is None:
            told = section_named(sheet) or next((s for row in rows[:index] for c in row if (s := _titled(c)) is not None), None)
            told = told or _by_columns(columns)
            if told is None or told is CONSUMPTIONS:
                self.cells.say(_which(), Cell(sheet, index + 1))
                return
            section = told
        own = _headings(columns)
        width = len(columns.fields)
        used: set[int] = set()
        sections: dict[str, Section] = {}
        head_values: dict[str, Value] = {}
        head_kept: dict[str, str] = {}
        place = Cell(sheet, index + 1)
        for n, row in enumerate(rows[index + 1 :], index + 2):
            if all(map(is_blank, row)) or _is_total(row) or len(_columns(row, section).fields) > max(_FEWEST, width // 2):
                continue
            mine: Section | None = section
            if columns.kind is not None:
                mine = ROW_KINDS.get(normalised(_at(row, columns.kind)))
                if mine is None:
                    self.cells.say(_which(), Cell(sheet, n, columns.kind + 1), value=_at(row, columns.kind))
                    continue
            assert mine is not None
            sections[mine.name] = mine
            self._row(sheet, n, row, columns, mine, used)
            for column, path in columns.heads.items():
                cell = Cell(sheet, n, column + 1)
                self._head_value(path, columns.texts[column], _at(row, column), cell, head_values, head_kept)
        for each in (sections or {section.name: section}).values():
            self.gathered[each.name].add_headings(sheet if columns.kind is None else each.zh, own)
            keyed(self.cells, self.gathered[each.name])
        self.unmatched += [(sheet, columns.unknown[c], c + 1) for c in sorted(used)]
        if columns.heads:
            headings = [Heading(text=columns.texts[column], path=path) for column, path in columns.heads.items()]
            self._add_head(HEAD.zh, headings, head_values, head_kept, place, paired=False)

    def _row(self, sheet: str, n: int, row: Row, columns: _Columns, section: Section, used: set[int]) -> None:
        values: dict[str, Value] = {}
        kept: dict[str, str] = {}
        for column, path in columns.fields.items():
            value, keep = self.cells.value(section, path, _at(row, column), Cell(sheet, n, column + 1))
            if value is not None:
                values[path] = value
            if keep:
                kept[columns.texts[column]] = keep
        for column, text in columns.unknown.items():
            if not is_blank(_at(row, column)):
                kept[text] = shown(_at(row, column))
                used.add(column)
        self.gathered[section.name].records.append(Record(place=Cell(sheet, n), values=values, kept=kept))


def _heading(sheet: str, rows: Sequence[Row]) -> tuple[int, Section | None]:
    """The heading row of a table among the first rows, and the section that it is of; no section where there is no table."""
    best: tuple[int, int, Section | None] = (0, 0, None)
    named = section_named(sheet)
    order = (named, *(s for s in SECTIONS if s is not named)) if named is not None else (CONSUMPTIONS, MATERIALS, HEAD, PRODUCTS)
    for index, row in enumerate(rows[:TOP]):
        for section in order:
            assert section is not None
            count = INDEXES[section.name].count(row)
            if count >= _FEWEST and count > best[0]:
                best = (count, index, section)
    return best[1], best[2]


def _columns(row: Row, section: Section) -> _Columns:
    """Which column holds which field; of two for the same field the one that says it more surely, the other is kept as unknown."""
    index = INDEXES[section.name]
    head = INDEXES[HEAD.name] if section is not HEAD else None
    chosen: dict[str, tuple[Named, int]] = {}
    heads: dict[str, int] = {}
    kind: int | None = None
    unknown: dict[int, str] = {}
    for column, cell in enumerate(row):
        if is_blank(cell):
            continue
        text = _text(row, column)
        found = index.find(cell)
        if section is not HEAD and section is not CONSUMPTIONS and normalised(text) in ROW_KIND:
            kind = column
        elif found is not None:
            before = chosen.get(found.path)
            if before is None:
                chosen[found.path] = (found, column)
            elif found.rank < before[0].rank:
                chosen[found.path] = (found, column)
                unknown[before[1]] = _text(row, before[1])
            else:
                unknown[column] = text
        elif head is not None and (of_head := head.find(cell)) is not None and of_head.path not in heads:
            heads[of_head.path] = column
        else:
            unknown[column] = text
    unknown = unique(dict(sorted(unknown.items())))
    return _Columns(
        fields=dict(sorted((column, path) for path, (_, column) in chosen.items())),
        heads={column: path for path, column in heads.items()},
        unknown=unknown,
        kind=kind,
        texts={column: unknown.get(column) or _text(row, column) for column in range(len(row))},
    )


def _headings(columns: _Columns) -> list[Heading]:
    known = {**columns.fields, **dict.fromkeys(columns.unknown, "")}
    return [Heading(text=columns.texts[c], path=path) for c, path in sorted(known.items())]


def _labels(sheet: str, number: int, row: Row) -> list[tuple[str, str | None, Raw, Cell]]:
    """Label, field or None, value and place of every pair of a row."""
    found: list[tuple[str, str | None, Raw, Cell]] = []
    filled = [c for c, cell in enumerate(row) if not is_blank(cell)]
    if not filled or (
        len(filled) == 1 and ":" not in unicodedata.normalize("NFKC", str(row[filled[0]])) and not _known(row[filled[0]])
    ):
        return found
    column, gap = filled[0], 0
    while column < len(row):
        cell = row[column]
        if is_blank(cell):
            column += 1
            continue
        text = _text(row, column)
        before, colon, after = unicodedata.normalize("NFKC", text).partition(":")
        path = _known(cell)
        if path is None and colon and after.strip() and (inside := _known(before)) is not None:
            found.append((before.strip(), inside, text[len(before) + 1 :].strip(), Cell(sheet, number, column + 1)))
            column += 1
            continue
        value = column + 1
        if path is not None and is_blank(_at(row, value)):
            # A label over merged cells: its value is the next filled cell, unless that is a label itself.
            later = next((c for c in range(value, len(row)) if not is_blank(row[c])), None)
            apart = later is not None and _known(row[later]) is None and (later - column == gap or _pair_apart(row, column, later))
            value = later if apart and later is not None else value
            gap = value - column if apart else gap
        elif path is not None and _known(_at(row, value)) is not None and section_named(str(_at(row, value))) is None:
            # Two labels side by side: the first has no value.
            found.append((text, path, None, Cell(sheet, number, column + 1)))
            column += 1
            continue
        found.append((text, path, _at(row, value), Cell(sheet, number, value + 1)))
        column = value + 1
    return found


def _pair_apart(row: Row, label: int, value: int) -> bool:
    """Whether a value so far from its label can be its own: it is the last of the row, or followed by a label."""
    later = next((c for c in range(value + 1, len(row)) if not is_blank(row[c])), None)
    return value - label > 1 and (later is not None and _known(row[later]) is not None)


def _known(cell: Raw) -> str | None:
    found = INDEXES[HEAD.name].find(cell)
    return None if found is None else found.path


def _by_columns(columns: _Columns) -> Section | None:
    """Which rows they are by columns that only one of them has."""
    paths = set(columns.fields.values())
    material = bool(paths & {"material_rank", "opening_quantity", "approved_remainder"})
    product = bool(paths & {"consumption_doubted", "consumption_negotiated"})
    if material == product:
        return None
    return MATERIALS if material else PRODUCTS


def _titled(cell: Raw) -> Section | None:
    return section_named(cell) if isinstance(cell, str) else None


def _is_total(row: Row) -> bool:
    first = next((cell for cell in row if not is_blank(cell)), None)
    return isinstance(first, str) and TOTALS.match(unicodedata.normalize("NFKC", first).strip()) is not None


def _text(row: Row, column: int) -> str:
    return " ".join(str(_at(row, column)).split())


def _at(row: Row, column: int) -> Raw:
    return row[column] if column < len(row) else None


def _several() -> Problem:
    return Problem(
        "several_ledgers",
        "error",
        "一个文件只读一本底账，表头多出的行未读",
        "a file holds one ledger: further rows of the head were not read",
        "一本底账一个文件",
        "Give each ledger a file of its own",
    )


def _contradicts(before: str, value: str, place: Cell) -> Problem:
    return Problem(
        "contradiction",
        "error",
        f"“{value}”与 {place} 的“{before}”不一致，未读",
        f"{value!r} differs from {before!r} in {place}; it was not read",
        "一本底账一个文件；改正其中一处",
        "Give each ledger a file of its own, or correct one of the two",
    )


def _lonely(text: str, label: str) -> Problem:
    return Problem(
        "label_or_value",
        "warning",
        f"“{text}”作为没有值的标签保留；如果它是“{label}”的值，没有读入",
        f"{text!r} is kept as a label without value; if it is the value of {label!r}, it was not read",
        "把值写在标签右边紧邻的一格",
        "Give the value in the cell beside its label",
    )


def _which() -> Problem:
    return Problem(
        "which_rows",
        "error",
        "看不出是料件还是成品，未读",
        "it cannot be told whether these are materials or products; they were not read",
        "页名或文件名写明料件或成品，或加一列“料件成品标志”（I 料件，E 成品）",
        "Say 料件 or 成品 in the name of the sheet or file, or in a column 料件成品标志 (I or E)",
    )
