"""A count of materials (盘点) from a workbook or CSV: which material, how much is left, and why that differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import attrs

from baoguan.clock import today as today_in_shanghai
from baoguan.codes import Codes
from baoguan.errors import Finding, UnusableInput
from baoguan.model.fields import Value
from baoguan.model.stock import StockRow
from baoguan.sheets.blocks import Row
from baoguan.sheets.cells import Cell, Problem, Raw, is_blank
from baoguan.sheets.grids import TOP, Grid, csv_encoding, csv_grid, is_text, workbook_grids
from baoguan.sheets.ledger_tables import TOTALS, Index
from baoguan.sheets.ledger_values import Cells
from baoguan.sheets.reader import csv_delimiter
from baoguan.sheets.result import Located
from baoguan.sheets.tables import Section


@attrs.frozen(kw_only=True)
class StockReading:
    """The rows of a file. Findings of severity error mean that something was not read."""

    rows: tuple[StockRow, ...]
    located: tuple[Located, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity error."""
        return tuple(each.finding for each in self.located if each.finding.severity == "error")


SECTION: Final = Section(name="stock", path="stock", zh="盘点", model=StockRow)
_INDEX: Final = Index(SECTION)


def read_stock(path: Path, *, codes: Codes | None = None, today: date | None = None) -> StockReading:
    """The count of an .xlsx, .xlsm, .xls or .csv file; columns are found by their headings. Raises UnusableInput for a file that cannot be
    read at all, or that has no such headings."""
    path = Path(path)
    if not path.is_file():
        raise UnusableInput(f"没有文件 {path}", f"no file {path}", remedy_zh="检查路径", remedy_en="Check the path")
    cells = Cells(codes or Codes.builtin(), today or today_in_shanghai())
    rows: list[StockRow] = []
    understood = False
    for grid in _grids(path):
        if grid.hidden:
            continue
        whole = list(grid.rows())
        columns = _columns(whole)
        if columns is not None:
            understood = True
            rows += _rows(grid.name, whole, *columns, cells)
    if not understood:
        raise UnusableInput(
            f"{path.name} 里没有盘点的列名",
            f"{path.name} has no headings of a count",
            remedy_zh="列名写 备案序号（或料号）、实际剩余数量，可加 差异原因",
            remedy_en="Head the columns 备案序号 (or 料号) and 实际剩余数量, and 差异原因 where there is one",
        )
    return StockReading(rows=tuple(rows), located=tuple(cells.located))


def _grids(path: Path) -> Iterator[Grid]:
    if is_text(path):
        encoding = csv_encoding(path)
        yield csv_grid(path, encoding, csv_delimiter(path, encoding))
    else:
        yield from workbook_grids(path)


def _columns(rows: Sequence[Row]) -> tuple[int, dict[int, str]] | None:
    """The row of headings (from 0), and the field of each column; of two for one field the one that says it more surely."""
    for number, row in enumerate(rows[:TOP]):
        chosen: dict[str, tuple[int, int]] = {}
        for column, cell in enumerate(row):
            found = _INDEX.find(cell)
            if found is not None and (found.path not in chosen or found.rank < chosen[found.path][0]):
                chosen[found.path] = (found.rank, column)
        if "quantity" in chosen and ("item_no" in chosen or "part_no" in chosen):
            return number, {column: path for path, (_, column) in chosen.items()}
    return None


def _rows(sheet: str, rows: Sequence[Row], heading: int, columns: dict[int, str], cells: Cells) -> Iterator[StockRow]:
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        shown: list[Raw] = [cell for cell in row if not is_blank(cell)]
        if not shown or (isinstance(shown[0], str) and TOTALS.match(shown[0].strip())):
            continue
        values: dict[str, Value] = {}
        for column, path in columns.items():
            raw = row[column] if column < len(row) else None
            values[path], _ = cells.value(SECTION, path, raw, Cell(sheet, number, column + 1))
        if values.get("quantity") is None or (values.get("item_no") is None and values.get("part_no") is None):
            cells.say(_LACKING, Cell(sheet, number), path="quantity")
            continue
        yield StockRow(**values)  # type: ignore[arg-type]


_LACKING: Final = Problem(
    "stock_lacking",
    "error",
    "这一行没有备案序号（或料号）或实际剩余数量，未读",
    "this row lacks the row of the ledger (or part number) or the quantity, and was not read",
    "补全，或删去这一行",
    "Complete it, or remove the row",
)
