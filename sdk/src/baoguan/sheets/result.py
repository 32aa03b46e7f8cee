"""What reading a file gives: the documents, what was noticed, and where in the file each value stands."""

from __future__ import annotations

import re
import typing
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Generic

import attrs

from baoguan.errors import Finding
from baoguan.model.message import Document
from baoguan.sheets.cells import Cell

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from baoguan.model.inventory import BondedInventoryList

    D_co = TypeVar("D_co", bound=Document, covariant=True, default=BondedInventoryList)
else:
    D_co = typing.TypeVar("D_co", bound=Document, covariant=True)

_RECORD: Final = re.compile(r"(?P<over>[a-z_]+)\[(?P<number>\d+)\](?:\.(?P<path>.+))?")
_REPEATS: Final = re.compile(r"field\.(unreadable|digits):|[a-z_.]+\.required:")
"""Rules that speak of a value which reading left out, or kept although it has too many digits. Others do when they see no value."""


@attrs.frozen
class Run:
    """Records that stand one below the other: from number `first` (from 0) on, `count` rows from `row` of a sheet."""

    first: int
    count: int
    sheet: str
    row: int


@attrs.frozen(kw_only=True)
class Place:
    """Where a document stands: the row of its head, and its records in runs (ordered by `first`), by the attribute that holds them.

    `hung`: the path of a record that hangs on another (`goods[2].licences[1]`) or is the only one (`transit`) -> the key of its runs and its
    place in them (from 0).
    """

    sheet: str | None
    row: int
    runs: Mapping[str, Sequence[Run]]
    hung: Mapping[str, tuple[str, int]] = attrs.field(factory=dict)


class Cells:
    """From a document and the path of a field to the cell.

    Only the columns of each sheet and the runs of records are kept, so a list of 30,000 lines in one block costs one run.
    """

    __slots__ = ("_columns", "_places", "_starts")

    def __init__(self, places: Sequence[Place], columns: Mapping[str, Mapping[str, int]]) -> None:
        """`columns`: sheet -> (`hs_code` of lines as `lines.hs_code`, a field of the head as its path) -> column from 1."""
        self._places = places
        self._columns = columns
        self._starts = [{over: [run.first for run in runs] for over, runs in place.runs.items()} for place in places]

    def __len__(self) -> int:
        return len(self._places)

    def find(self, document: int, path: str) -> Cell | None:
        """The cell of a field (`lines[3].hs_code`, `declarant.name`), or None when it stands nowhere.

        A field without a column gives a `Cell` without a column; `lines[3]` gives the row.
        """
        if not 0 <= document < len(self._places):
            return None
        place = self._places[document]
        over, field = (path, "") if path in place.hung else (path.rpartition(".")[0], path.rpartition(".")[2])
        if over in place.hung:
            return self._record(document, *place.hung[over], field)
        match = _RECORD.fullmatch(path)
        if match is None:
            if place.sheet is None or path in place.runs:
                return None
            return Cell(place.sheet, place.row, self._columns.get(place.sheet, {}).get(path))
        return self._record(document, match["over"], int(match["number"]) - 1, match["path"])

    def _record(self, document: int, over: str, index: int, field: str | None) -> Cell | None:
        place = self._places[document]
        at = bisect_right(self._starts[document].get(over, ()), index) - 1
        if index < 0 or at < 0:
            return None
        run = place.runs[over][at]
        if index >= run.first + run.count:
            return None
        column = self._columns.get(run.sheet, {}).get(f"{over}.{field}") if field else None
        return Cell(run.sheet, run.row + index - run.first, column)


@attrs.frozen
class Located:
    """A finding with the document it speaks of (its index) and the cell, where there are such."""

    document: int | None
    cell: Cell | None
    finding: Finding


@attrs.frozen(kw_only=True)
class Reading(Generic[D_co]):
    """The documents of a file, of one `kind`. Findings of severity error mean that something was not read: nothing should be declared before they
    are put right. Cells that could not be read are kept as `carried.originals`, so the rules refuse such a document too.

    `places` gives for each finding the cell, `owners` the index of the document where it belongs to one. `unmatched` are columns
    that hold values and stand for no field: (sheet, heading, column from 1).
    """

    kind: str
    documents: tuple[D_co, ...]
    findings: tuple[Finding, ...]
    cells: Cells
    unmatched: tuple[tuple[str, str, int], ...] = ()
    places: tuple[Cell | None, ...] = ()
    owners: tuple[int | None, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of severity error."""
        return tuple(found for found in self.findings if found.severity == "error")

    def findings_of(self, document: int) -> tuple[Finding, ...]:
        """The findings that belong to one document."""
        return tuple(found for found, owner in zip(self.findings, self.owners, strict=True) if owner == document)

    def located(self) -> Iterator[tuple[int | None, Cell | None, Finding]]:
        """(document, cell, finding) of every finding."""
        return zip(self.owners, self.places, self.findings, strict=True)

    def told(self, findings: Iterable[tuple[int, Finding]]) -> list[Located]:
        """Everything to be told of the file: what reading found, then what the rules found (each with the index of its document).

        A rule that only repeats that a value could not be read ("is missing", "too many digits") is left out where reading has said so
        of the same field: one fault is told once, with its true reason.
        """
        own = [Located(document, cell, finding) for document, cell, finding in self.located()]
        explained = {(o.document, o.finding.path) for o in own if o.finding.severity == "error" and o.finding.path}
        return own + [
            Located(document, self.cells.find(document, finding.path), finding)
            for document, finding in findings
            if not ((document, finding.path) in explained and (not finding.value or _REPEATS.match(finding.rule)))
        ]
