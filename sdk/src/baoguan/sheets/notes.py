"""What is noticed while a file is read, gathered until it is known how often."""

from __future__ import annotations

from typing import Final

import attrs

from baoguan.errors import Finding
from baoguan.sheets.cells import Cell, Problem, Raw, finding

_DISTINCT: Final = 100
"""Different values of a column that get a notice of their own; later ones are counted together."""


@attrs.define
class Note:
    """One notice: the first cell it is about, and how many cells there are."""

    problem: Problem
    path: str = ""
    raw: object = None
    cell: Cell | None = None
    cells: int = 1

    def finding(self) -> Finding:
        """The notice as a finding."""
        return finding(self.problem, path=self.path, value=self.raw, cell=self.cell, cells=self.cells)


class Notes:
    """Notices in the order in which they came up; one that says the same of the same value of a column is counted, not repeated."""

    def __init__(self) -> None:
        self.all: list[Note] = []
        self._known: dict[tuple[str, int | None, str, object], Note] = {}
        self._distinct: dict[tuple[str, int | None, str], int] = {}

    def add(self, problem: Problem, *, path: str = "", raw: object = None, cell: Cell | None = None) -> None:
        """A notice of its own."""
        self.all.append(Note(problem, path, raw, cell))

    def count(self, problem: Problem, *, path: str, raw: Raw, cell: Cell) -> None:
        """A notice about a value of a column, which may stand in many cells."""
        column = (cell.sheet, cell.column, problem.rule)
        # The type tells apart values that Python takes for equal, such as 1 and true.
        value: object = (type(raw), raw)
        known = self._known.get((*column, value)) or self._known.get((*column, None))
        if known is not None and ((*column, value) in self._known or self._distinct[column] > _DISTINCT):
            known.cells += 1
            return
        self._distinct[column] = self._distinct.get(column, 0) + 1
        if self._distinct[column] > _DISTINCT:
            value, problem, raw = None, _more(problem), None
        note = Note(problem, path, raw, cell)
        self._known[*column, value] = note
        self.all.append(note)


def _more(problem: Problem) -> Problem:
    return attrs.evolve(
        problem,
        zh="本列还有其他单元格有同样的情况，如：" + problem.zh,
        en="more cells of this column are alike, such as: " + problem.en,
    )
