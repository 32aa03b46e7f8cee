"""Files to lists: `read_workbook`, `read_csv`, `iter_csv_documents`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

import attrs

from baoguan.clock import today as today_in_shanghai
from baoguan.codes import Codes
from baoguan.consolidation.compiled import collection_paused
from baoguan.errors import UnusableInput
from baoguan.sheets import joins
from baoguan.sheets.cells import is_blank
from baoguan.sheets.collect import Collector
from baoguan.sheets.grids import TOP, Grid, csv_encoding, csv_grid, is_text, open_csv, unsound_text, workbook_grids
from baoguan.sheets.layout import Kind, Layout, find_heading, kind_of, lay_out
from baoguan.sheets.maps import as_names
from baoguan.sheets.names import NO_NAMES, Headings, Names
from baoguan.sheets.result import Reading

OWN_SHEETS: Final = ("说明", "代码", "问题")
"""Sheets of our templates and results that hold no lists."""

_DELIMITERS: Final = ",\t;"


@attrs.frozen
class _Sheet:
    grid: Grid
    heading: int
    kind: Kind


def read_workbook(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
) -> Reading:
    """The lists of an .xlsx, .xlsm, .xls or (by `read_csv`) .csv file.

    Lists stand on a sheet of heads (表头, one row a list) and a sheet of lines (表体), joined by 企业内部编号, or on one sheet with
    the columns of the head repeated. Names of columns and sheets are recognised, not prescribed. `mapping` gives own headings
    (`read_map`), `wire_names` those of a channel's message; dates far from `today` are doubted.

    Raises UnusableInput for a file that cannot be read at all, that holds no list, or that has more than 300,000 rows in a
    sheet; everything wrong inside is told by the findings.
    """
    path = Path(path)
    if is_text(path):
        return read_csv(path, codes=codes, mapping=mapping, wire_names=wire_names, today=today)
    headings = Headings(wire_names, as_names(mapping))
    collector = Collector(codes or Codes.builtin(), today or today_in_shanghai())
    sheets: list[_Sheet] = []
    for grid in workbook_grids(path):
        if grid.name in OWN_SHEETS:
            continue
        sheet = _recognised(grid, headings)
        if sheet is not None:
            sheets.append(sheet)
        elif grid.hidden or any(not is_blank(cell) for row in grid.top for cell in row):
            collector.notes.add(joins.unread_sheet(grid.name, hidden=grid.hidden), raw=grid.name)
    if not sheets:
        raise _no_list(path)
    with_heads = any(sheet.kind is Kind.HEAD for sheet in sheets)
    for sheet in sorted(sheets, key=lambda s: s.kind is not Kind.HEAD):
        layout = _layout(sheet, headings, heads_elsewhere=with_heads)
        _collect(collector, sheet, layout)
    return collector.finish()


def read_csv(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    encoding: str | None = None,
) -> Reading:
    """The lists of a CSV file: one flat table, lines with the columns of their head repeated (or heads alone, for deletions).

    Comma, tab or semicolon; UTF-8 with or without its mark, UTF-16, else GB18030, unless `encoding` says otherwise. Raises
    UnusableInput as `read_workbook` does; there is no limit of rows, but all lists are held at once: `iter_csv_documents` gives
    them one by one.
    """
    collector, sheet, layout = _csv(Path(path), codes, mapping, wire_names, today, encoding)
    _collect(collector, sheet, layout)
    return collector.finish()


def iter_csv_documents(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    encoding: str | None = None,
) -> Iterator[Reading]:
    """The lists of a CSV file one at a time, each a `Reading` of one document, for files of any length.

    The rows of a list must stand together; rows that come later are read as another list, with a finding. What concerns the
    file as a whole (columns that were not read) is told by the first or the last reading; the last may hold no document.
    """
    collector, sheet, layout = _csv(Path(path), codes, mapping, wire_names, today, encoding)
    if sheet.kind is Kind.HEAD:
        _collect(collector, sheet, layout)
        yield collector.finish()
    else:
        yield from collector.stream(layout, sheet.grid.blocks(layout.first_row))


def _collect(collector: Collector, sheet: _Sheet, layout: Layout) -> None:
    take = collector.heads if sheet.kind is Kind.HEAD else collector.lines
    # Nothing of what is read is garbage.
    with collection_paused():
        take(layout, sheet.grid.blocks(layout.first_row))


def _csv(
    path: Path,
    codes: Codes | None,
    mapping: Names | Mapping[str, str] | None,
    wire_names: Names,
    today: date | None,
    encoding: str | None,
) -> tuple[Collector, _Sheet, Layout]:
    headings = Headings(wire_names, as_names(mapping))
    encoding = encoding or csv_encoding(path)
    sheet = _recognised(csv_grid(path, encoding, csv_delimiter(path, encoding)), headings)
    if sheet is None:
        raise _no_list(path)
    return Collector(codes or Codes.builtin(), today or today_in_shanghai()), sheet, _layout(sheet, headings, heads_elsewhere=False)


def csv_delimiter(path: Path, encoding: str) -> str:
    """The character that stands most often in the first lines of a CSV file: comma, tab or semicolon."""
    with open_csv(path, encoding) as file:
        try:
            first = "".join(islice(file, TOP))
        except UnicodeError as error:
            raise unsound_text(path, f"文字编码无法识别 / unknown text encoding: {error}") from error
    return max(_DELIMITERS, key=first.count)


def _recognised(grid: Grid, headings: Headings) -> _Sheet | None:
    heading, found = find_heading(grid.top, headings)
    kind = kind_of(grid.name, grid.top[heading], headings) if found else None
    return _Sheet(grid, heading, kind) if kind is not None else None


def _layout(sheet: _Sheet, headings: Headings, *, heads_elsewhere: bool) -> Layout:
    return lay_out(sheet.grid.name, sheet.grid.top, sheet.heading, sheet.kind, headings, heads_elsewhere=heads_elsewhere)


def _no_list(path: Path) -> UnusableInput:
    return UnusableInput(
        f"{path.name} 前 {TOP} 行中没有找到清单的列名",
        f"no headings of a list were found in the first {TOP} rows of {path.name}",
        remedy_zh="使用模板的列名（baoguan template），或用列名对照文件（--map）说明自己的列名",
        remedy_en="Use the headings of the template (`baoguan template`), or explain your own in a map file (--map)",
    )
