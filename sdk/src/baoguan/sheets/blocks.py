"""Rows of a sheet in blocks of columns: what every kind of file is turned into before its columns are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from typing import Final

import attrs

from baoguan.errors import UnusableInput
from baoguan.sheets.cells import Raw

BLOCK: Final = 2048
"""Rows of a block: enough that a column is worth converting at once, few enough to stay in the cache."""

_SIDE_BY_SIDE: Final = 65_536
"""Cells that are turned from columns into rows at once."""

Row = Sequence[Raw]


@attrs.frozen
class Block:
    """Rows that stand together: the number of the first (from 1), how many there are, and their columns from A on.

    Columns to the right of the last one that holds something may be missing.
    """

    first: int
    count: int
    columns: Sequence[Sequence[Raw]]

    def column(self, index: int) -> Sequence[Raw]:
        """The cells of a column, counted from 0; empty ones where the block has no such column."""
        return self.columns[index] if index < len(self.columns) else ("",) * self.count

    def since(self, row: int) -> Block:
        """The block from a row on."""
        cut = min(max(row - self.first, 0), self.count)
        return self if cut == 0 else Block(self.first + cut, self.count - cut, [column[cut:] for column in self.columns])

    def rows(self) -> Iterator[Row]:
        """The same cells row by row."""
        if not self.columns:
            yield from ((),) * self.count
            return
        step = max(1, _SIDE_BY_SIDE // len(self.columns))
        for start in range(0, self.count, step):
            yield from zip(*(column[start : start + step] for column in self.columns), strict=True)


@attrs.frozen
class Sheet:
    """A sheet of a workbook; its rows are read from the file while they are iterated over."""

    name: str
    hidden: bool
    blocks: Iterator[Block]


def blocks_of(rows: Iterable[Row], first: int = 1) -> Iterator[Block]:
    """Rows, which may differ in length, in blocks."""
    rows = iter(rows)
    while block := list(islice(rows, BLOCK)):
        yield Block(first, len(block), list(zip_longest(*block, fillvalue="")))
        first += len(block)


def unsound(path: Path, reason: str) -> UnusableInput:
    """The error for a workbook that cannot be opened."""
    return UnusableInput(
        f"{path.name} 不是完好的工作簿（{reason}）",
        f"{path.name} is not a sound workbook ({reason})",
        remedy_zh="请去掉密码，用电子表格程序另存为 .xlsx 后重试",
        remedy_en="Remove the password, save it as .xlsx with a spreadsheet program and try again",
    )
