"""Files to documents: `read_workbook`, `read_csv`, `iter_csv_documents`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final, Literal, overload

import attrs

from baoguan.clock import today as today_in_shanghai
from baoguan.codes import Codes
from baoguan.consolidation.compiled import collection_paused
from baoguan.errors import UnusableInput
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Document
from baoguan.sheets import joins
from baoguan.sheets.cells import is_blank
from baoguan.sheets.collect import Collector
from baoguan.sheets.grids import TOP, Grid, csv_encoding, csv_grid, is_text, open_csv, unsound_text, workbook_grids
from baoguan.sheets.kinds import KINDS, kind_named
from baoguan.sheets.layout import Form, Kind, Layout, find_heading, form_of, lay_out
from baoguan.sheets.maps import as_names
from baoguan.sheets.names import NO_NAMES, Headings, Names
from baoguan.sheets.result import Reading
from baoguan.sheets.telling import tell

OWN_SHEETS: Final = ("说明", "代码", "问题")
"""Sheets of our templates and results that hold no documents."""

_DELIMITERS: Final = ",\t;"


@attrs.frozen
class _Sheet:
    grid: Grid
    heading: int
    form: Form


@overload
def read_workbook(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    kind: Literal["inventory"] = "inventory",
) -> Reading[BondedInventoryList]: ...
@overload
def read_workbook(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    kind: Literal["declaration"],
) -> Reading[CustomsDeclaration]: ...
@overload
def read_workbook(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    kind: str | None,
) -> Reading[Document]: ...
def read_workbook(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    kind: str | None = "inventory",
) -> Reading[Document]:
    """The documents of an .xlsx, .xlsm, .xls or (by `read_csv`) .csv file: bonded inventory lists unless another `kind` is named.

    Documents stand on a sheet of heads (表头, one row a document) and a sheet of lines (表体), joined by 企业内部编号 (客户端报关单编号 of
    declarations, which have sheets of containers and documents too), or on one sheet with the columns of the head repeated. Names of
    columns and sheets are recognised, not prescribed; with `kind` None they tell the kind. `mapping` gives own headings
    (`read_map`), `wire_names` those of a channel's message; dates far from `today` are doubted.

    Raises UnusableInput for a file that cannot be read at all, whose kind cannot be told, that holds no document, or that has more than
    300,000 rows in a sheet; everything wrong inside is told by the findings.
    """
    path = Path(path)
    if is_text(path):
        return _read_csv(path, codes, mapping, wire_names, today, None, kind)
    grids = [grid for grid in workbook_grids(path) if grid.name not in OWN_SHEETS]
    headings = tell(path, grids, _headings(kind, wire_names, mapping))
    collector = Collector(headings.kind, codes or Codes.builtin(), today or today_in_shanghai())
    sheets: list[_Sheet] = []
    for grid in grids:
        sheet = _recognised(grid, headings)
        if sheet is not None:
            sheets.append(sheet)
        elif grid.hidden or any(not is_blank(cell) for row in grid.top for cell in row):
            collector.notes.add(joins.unread_sheet(grid.name, hidden=grid.hidden), raw=grid.name)
    with_heads = any(sheet.form.kind is Kind.HEAD for sheet in sheets)
    if not with_heads and all(sheet.form.body is not headings.kind.main for sheet in sheets):
        raise _no_document(path, headings)
    bodies = headings.kind.bodies
    for sheet in sorted(sheets, key=lambda s: (s.form.kind is not Kind.HEAD, bodies.index(s.form.body))):
        layout = _layout(sheet, headings, heads_elsewhere=with_heads)
        _collect(collector, sheet, layout)
    return collector.finish()


@overload
def read_csv(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    encoding: str | None = None,
    kind: Literal["inventory"] = "inventory",
) -> Reading[BondedInventoryList]: ...
@overload
def read_csv(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    encoding: str | None = None,
    kind: str | None,
) -> Reading[Document]: ...
def read_csv(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    encoding: str | None = None,
    kind: str | None = "inventory",
) -> Reading[Document]:
    """The documents of a CSV file: one flat table, lines with the columns of their head repeated (or heads alone, for deletions).

    Comma, tab or semicolon; UTF-8 with or without its mark, UTF-16, else GB18030, unless `encoding` says otherwise. Raises
    UnusableInput as `read_workbook` does; there is no limit of rows, but all documents are held at once: `iter_csv_documents` gives
    them one by one.
    """
    return _read_csv(Path(path), codes, mapping, wire_names, today, encoding, kind)


@overload
def iter_csv_documents(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    encoding: str | None = None,
    kind: Literal["inventory"] = "inventory",
) -> Iterator[Reading[BondedInventoryList]]: ...
@overload
def iter_csv_documents(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    encoding: str | None = None,
    kind: str | None,
) -> Iterator[Reading[Document]]: ...
def iter_csv_documents(
    path: Path,
    *,
    codes: Codes | None = None,
    mapping: Names | Mapping[str, str] | None = None,
    wire_names: Names = NO_NAMES,
    today: date | None = None,
    encoding: str | None = None,
    kind: str | None = "inventory",
) -> Iterator[Reading[Document]]:
    """The documents of a CSV file one at a time, each a `Reading` of one document, for files of any length.

    The rows of a document must stand together; rows that come later are read as another one, with a finding. What concerns the
    file as a whole (columns that were not read) is told by the first or the last reading; the last may hold no document.
    """
    collector, sheet, layout = _csv(Path(path), codes, mapping, wire_names, today, encoding, kind)
    if sheet.form.kind is Kind.HEAD:
        _collect(collector, sheet, layout)
        yield collector.finish()
    else:
        yield from collector.stream(layout, sheet.grid.blocks(layout.first_row))


def _read_csv(
    path: Path,
    codes: Codes | None,
    mapping: Names | Mapping[str, str] | None,
    wire_names: Names,
    today: date | None,
    encoding: str | None,
    kind: str | None,
) -> Reading[Document]:
    collector, sheet, layout = _csv(path, codes, mapping, wire_names, today, encoding, kind)
    _collect(collector, sheet, layout)
    return collector.finish()


def _collect(collector: Collector, sheet: _Sheet, layout: Layout) -> None:
    take = collector.heads if sheet.form.kind is Kind.HEAD else collector.records
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
    kind: str | None,
) -> tuple[Collector, _Sheet, Layout]:
    encoding = encoding or csv_encoding(path)
    grid = csv_grid(path, encoding, csv_delimiter(path, encoding))
    headings = tell(path, [grid], _headings(kind, wire_names, mapping))
    sheet = _recognised(grid, headings)
    if sheet is None or sheet.form.body is not headings.kind.main:
        raise _no_document(path, headings)
    collector = Collector(headings.kind, codes or Codes.builtin(), today or today_in_shanghai())
    return collector, sheet, _layout(sheet, headings, heads_elsewhere=False)


def csv_delimiter(path: Path, encoding: str) -> str:
    """The character that stands most often in the first lines of a CSV file: comma, tab or semicolon."""
    with open_csv(path, encoding) as file:
        try:
            first = "".join(islice(file, TOP))
        except UnicodeError as error:
            raise unsound_text(path, f"文字编码无法识别 / unknown text encoding: {error}") from error
    return max(_DELIMITERS, key=first.count)


def _headings(kind: str | None, wire_names: Names, mapping: Names | Mapping[str, str] | None) -> list[Headings]:
    """The headings of every kind that the file may be about: the named one, else those that the user's map fits."""
    kinds = [kind_named(kind)] if kind is not None else list(KINDS.values())
    names = as_names(mapping, kinds)
    return [Headings(each, wire_names, names) for each in kinds if not names.kinds or each.name in names.kinds]


def _recognised(grid: Grid, headings: Headings) -> _Sheet | None:
    heading, found = find_heading(grid.top, headings)
    form = form_of(grid.name, grid.top[heading], headings) if found else None
    return _Sheet(grid, heading, form) if form is not None else None


def _layout(sheet: _Sheet, headings: Headings, *, heads_elsewhere: bool) -> Layout:
    return lay_out(sheet.grid.name, sheet.grid.top, sheet.heading, sheet.form, headings, heads_elsewhere=heads_elsewhere)


def _no_document(path: Path, headings: Headings) -> UnusableInput:
    kind = headings.kind
    return UnusableInput(
        f"{path.name} 前 {TOP} 行中没有找到{kind.zh}的列名",
        f"no headings of a {kind.en} were found in the first {TOP} rows of {path.name}",
        remedy_zh="使用模板的列名（baoguan template），或用列名对照文件（--map）说明自己的列名",
        remedy_en="Use the headings of the template (`baoguan template`), or explain your own in a map file (--map)",
    )
