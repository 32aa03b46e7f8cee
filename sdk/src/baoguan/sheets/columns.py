"""Reading a column: each different value is converted once and shared by all cells that hold it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Final, cast

import attrs

from baoguan.codes import Codes
from baoguan.model.fields import Value
from baoguan.sheets.cells import Problem, Raw
from baoguan.sheets.layout import Column
from baoguan.sheets.values import Reader, decimal_bulk, read_flag, reader

_KEPT: Final = 16_384
"""Values remembered per column; beyond it the memory of values is cleared, so that a million-line file stays small."""

_MANY: Final = 8
"""From so many new number cells on, they are converted together."""

_BLANK: Final[dict[object, Value | bool]] = {"": None, None: None}


class _Flag(Enum):
    """Stands for true and false, which Python would take for the numbers 1 and 0 in a dictionary."""

    TRUE = True
    FALSE = False


@attrs.frozen
class Fault:
    """A cell of a block about which there is something to say: its row in the block and the value read, None when none was."""

    row: int
    raw: Raw
    value: object
    problem: Problem


class ColumnReader:
    """Converts the cells of one column, block by block."""

    def __init__(self, column: Column, codes: Codes, today: date) -> None:
        self.column = column
        term = column.section.fields.get(column.path)
        self._read: Reader = read_flag if term is None else reader(column.path, term, codes, today)
        self._bulk = decimal_bulk(term) if term is not None and term.kind == "decimal" else None
        self._values: dict[object, Value | bool] = dict(_BLANK)
        self._problems: dict[object, Problem] = {}

    def read(self, cells: Sequence[Raw]) -> tuple[list[Value], list[Fault]]:
        """The values of a block of cells, and its faults."""
        keys: Sequence[object] = cells
        distinct: set[object] = set(cells)
        if (True in distinct or False in distinct) and bool in set(map(type, cells)):
            keys = [_Flag(cell) if isinstance(cell, bool) else cell for cell in cells]
            distinct = set(keys)
        values = self._values
        if len(values) > _KEPT:
            values.clear()
            values.update(_BLANK)
            self._problems.clear()
        read = self._read
        fresh = distinct.difference(values)
        if self._bulk is not None:
            numbers = [key for key in fresh if type(key) is float]
            if len(numbers) > _MANY and (converted := self._bulk(numbers)) is not None:
                values.update(zip(numbers, converted, strict=True))
                fresh.difference_update(numbers)
        for key in fresh:
            if type(key) is str and key.isspace():
                values[key] = None
                continue
            values[key], problem = read(cast("Raw", key.value if isinstance(key, _Flag) else key))
            if problem is not None:
                self._problems[key] = problem
        result = cast("list[Value]", list(map(values.__getitem__, keys)))
        problems = self._problems
        if not problems or problems.keys().isdisjoint(keys):
            return result, []
        return result, [Fault(row, cells[row], result[row], problems[key]) for row, key in enumerate(keys) if key in problems]
