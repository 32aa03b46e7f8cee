"""Rows of sheets to documents: heads by their key, records to their head, everything doubtful noted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

import attrs

from baoguan.codes import Codes
from baoguan.consolidation.compiled import collection_paused
from baoguan.model.fields import Value
from baoguan.model.message import Document
from baoguan.sheets import joins
from baoguan.sheets.blocks import Block
from baoguan.sheets.build import document_of, record_maker, with_originals
from baoguan.sheets.cells import Cell, is_blank
from baoguan.sheets.columns import ColumnReader, Fault
from baoguan.sheets.hanging import Hung, hang
from baoguan.sheets.layout import Column, Layout
from baoguan.sheets.names import KEY
from baoguan.sheets.notes import Note, Notes
from baoguan.sheets.result import Cells, Place, Reading, Run
from baoguan.sheets.tables import Section, SheetKind


@attrs.define(eq=False)
class Rows:
    """The records of one section of a document while it is read."""

    records: list[Document] = attrs.field(factory=list)
    originals: dict[int, dict[str, str]] = attrs.field(factory=dict)
    runs: list[Run] = attrs.field(factory=list)

    def add_run(self, count: int, sheet: str, row: int) -> None:
        """The rows of the next `count` records, joined to the run before where they go on from it."""
        first = len(self.records)
        last = self.runs[-1] if self.runs else None
        if last is not None and last.sheet == sheet and last.row + last.count == row:
            self.runs[-1] = attrs.evolve(last, count=last.count + count)
        else:
            self.runs.append(Run(first, count, sheet, row))


@attrs.define(eq=False)
class Draft:
    """A document while it is read; its records by the attribute that holds them."""

    key: str | None
    sheet: str | None
    row: int
    values: dict[str, Value] = attrs.field(factory=dict)
    originals: dict[str, str] = attrs.field(factory=dict)
    rows: dict[str, Rows] = attrs.field(factory=dict)
    notes: Notes = attrs.field(factory=Notes)

    def of(self, body: Section) -> Rows:
        """The records of a section, so far."""
        found = self.rows.get(body.path)
        if found is None:
            found = self.rows[body.path] = Rows()
        return found

    def hung(self, kind: SheetKind) -> Hung:
        """The records where they belong; those that belong nowhere are told."""
        for rows in self.rows.values():
            for index, originals in rows.originals.items():
                rows.records[index] = with_originals(rows.records[index], originals)
        found = hang(kind, {path: rows.records for path, rows in self.rows.items()})
        for lost in found.lost:
            run = next(r for r in self.of(lost.section).runs if r.first <= lost.index < r.first + r.count)
            self.notes.add(lost.problem, path=lost.section.path, cell=Cell(run.sheet, run.row + lost.index - run.first))
        paths = {f"{over}[{index + 1}]": path for path, (over, index) in found.places.items()}
        for note in self.notes.all if paths else ():
            over, _, field = note.path.rpartition(".")
            note.path = f"{paths[over]}.{field}" if over in paths else note.path
        return found


@attrs.frozen
class _Span:
    """Rows `start` to `stop` of a block that belong to one draft; its first record there is number `first` (from 0)."""

    start: int
    stop: int
    draft: Draft
    rows: Rows
    first: int


class Collector:
    """Takes sheets one after the other and gives the documents of a kind."""

    def __init__(self, kind: SheetKind, codes: Codes, today: date) -> None:
        self._kind = kind
        self._codes = codes
        self._today = today
        self._drafts: dict[object, Draft] = {}
        self._orphans: dict[tuple[Section, str | None], Note] = {}
        self._closed: set[str | None] = set()
        self._columns: dict[str, dict[str, int]] = {}
        self._unmatched: list[tuple[str, str, int]] = []
        self.notes = Notes()
        self._heads_known = False

    def heads(self, layout: Layout, blocks: Iterable[Block]) -> None:
        """Read a sheet of heads, one row a document."""
        self._heads_known = True
        readers, held = self._begin(layout)
        for block in blocks:
            if not block.columns:
                continue
            first = block.first
            read = {reader.column.path: (reader, *reader.read(block.column(reader.column.index))) for reader in readers}
            faults = [(reader.column, fault) for reader, _, found in read.values() for fault in found]
            for index in range(block.count):
                values = {path: column[index] for path, (_, column, _) in read.items()}
                mine = [(column, fault) for column, fault in faults if fault.row == index]
                if mine or any(value is not None for value in values.values()):
                    self._head(layout.sheet, first + index, values, mine)
            _hold(held, block, layout)
        self._end(layout, held)

    def _head(self, sheet: str, row: int, values: dict[str, Value], faults: list[tuple[Column, Fault]]) -> None:
        key = _text(values.get(KEY))
        draft = Draft(key, sheet, row, values)
        before = self._drafts.get(key)
        if key is not None and before is not None:
            column = self._columns[sheet].get(KEY)
            self.notes.add(
                joins.duplicate_head(self._kind, key, before.sheet, before.row), path=KEY, raw=key, cell=Cell(sheet, row, column)
            )
            return
        # Heads without a key stay apart from each other; only a single one can own lines.
        self._drafts[key if key is not None else (sheet, row)] = draft
        for faulty, fault in faults:
            _note_head(draft, faulty, fault, sheet, row)

    def records(self, layout: Layout, blocks: Iterable[Block]) -> None:
        """Read a sheet of records; lines with the columns of heads in it, or without any sheet of heads, make the documents too."""
        for _ in self._records(layout, blocks, stream=False):
            raise AssertionError("documents are handed out early only when streaming")

    def stream(self, layout: Layout, blocks: Iterable[Block]) -> Iterator[Reading[Document]]:
        """As `records`, giving each document as soon as the rows of another one follow."""
        yield from self._records(layout, blocks, stream=True)
        yield self.finish()

    def _records(self, layout: Layout, blocks: Iterable[Block], *, stream: bool) -> Iterator[Reading[Document]]:
        self._check_key(layout)
        readers, held = self._begin(layout)
        key_index = next((n for n, reader in enumerate(readers) if reader.column is layout.key), None)
        body = layout.body
        head_at = [n for n, reader in enumerate(readers) if reader.column.section is layout.head]
        body_at = [n for n, reader in enumerate(readers) if reader.column.section is body]
        paths = tuple(readers[n].column.path for n in body_at)
        counted = bool(body.numbered) and body.numbered not in paths
        make = record_maker(body.model, (*paths, body.numbered) if counted else paths)
        for block in blocks:
            if not block.columns:
                continue
            first = block.first
            read = [reader.read(block.column(reader.column.index)) for reader in readers]
            values = [column for column, _ in read]
            faulty = {fault.row for _, faults in read for fault in faults}
            keys: list[Value] | None = values[key_index] if key_index is not None else None
            spans: list[_Span] = []
            for start, stop in _filled(values, faulty, block.count):
                for a, b, key in _by_key(keys, start, stop):
                    draft = self._owner(layout, key, first + a, b - a, keyless=keys is None, stream=stream)
                    if draft is None:
                        continue
                    rows = draft.of(body)
                    span = _Span(a, b, draft, rows, len(rows.records))
                    spans.append(span)
                    for n in head_at:
                        self._merge_head(draft, readers[n].column, values[n], span, layout.sheet, first)
                    columns: list[Iterable[object]] = [values[n][a:b] for n in body_at]
                    if counted:
                        columns.append(range(span.first + 1, span.first + 1 + b - a))
                    rows.add_run(b - a, layout.sheet, first + a)
                    with collection_paused():
                        rows.records += make(zip(*columns, strict=True))
            for reader, (_, faults) in zip(readers, read, strict=True):
                self._note(reader.column, faults, spans, layout.sheet, first)
            _hold(held, block, layout)
            if stream and len(self._drafts) > 1:
                *done, last = self._drafts.values()
                self._drafts = {last.key: last}
                for draft in done:
                    self._closed.add(draft.key)
                    yield self._reading([draft])
        self._end(layout, held)

    def _begin(self, layout: Layout) -> tuple[list[ColumnReader], dict[int, Cell | None]]:
        for notice in layout.notices:
            self.notes.add(notice.problem, raw=notice.heading, cell=notice.cell)
        self._columns[layout.sheet] = {
            f"{c.section.path}.{c.path}" if c.section.path else c.path: c.index + 1 for c in layout.columns
        }
        return [ColumnReader(column, self._codes, self._today) for column in layout.columns], dict.fromkeys(layout.unread)

    def _end(self, layout: Layout, held: dict[int, Cell | None]) -> None:
        for index, place in sorted(held.items()):
            if place is None:
                continue
            heading, reason = layout.unread.get(index, ("", ""))
            cell = Cell(layout.sheet, layout.heading_row, index + 1)
            self._unmatched.append((layout.sheet, heading, index + 1))
            self.notes.add(joins.unread_column(heading, reason, place), raw=heading, cell=cell)

    def _check_key(self, layout: Layout) -> None:
        if layout.key is None and self._joins(layout) and len(self._drafts) > 1:
            self.notes.add(joins.no_key_column(self._kind, layout.body), cell=Cell(layout.sheet, layout.heading_row))

    def _joins(self, layout: Layout) -> bool:
        """Whether the rows of a sheet belong to documents that there are, rather than make them."""
        return self._heads_known or layout.body is not self._kind.main

    def _owner(self, layout: Layout, key: str | None, row: int, count: int, *, keyless: bool, stream: bool) -> Draft | None:
        if self._joins(layout):
            draft = self._drafts.get(key) if not keyless else next(iter(self._drafts.values()), None)
            if draft is not None and (not keyless or len(self._drafts) == 1):
                return draft
            if keyless and len(self._drafts) > 1:
                return None
        elif key is not None or keyless:
            draft = self._drafts.get(key)
            if draft is None:
                draft = self._drafts[key] = Draft(key, layout.sheet, row, {KEY: key} if key is not None else {})
                if stream and key in self._closed:
                    draft.notes.add(joins.not_together(self._kind, key), path=KEY, raw=key, cell=self._key_cell(layout, row))
            return draft
        note = self._orphans.get((layout.body, key))
        if note is None:
            kind, body = self._kind, layout.body
            problem = joins.no_head(kind, body, key) if key is not None else joins.key_missing(kind, body)
            note = self._orphans[layout.body, key] = Note(problem, KEY, key, self._key_cell(layout, row), 0)
            self.notes.all.append(note)
        note.cells += count
        return None

    def _key_cell(self, layout: Layout, row: int) -> Cell:
        return Cell(layout.sheet, row, layout.key.index + 1 if layout.key is not None else None)

    def _merge_head(self, draft: Draft, column: Column, values: list[Value], span: _Span, sheet: str, first: int) -> None:
        if column.path == KEY:
            return
        for value in dict.fromkeys(values[span.start : span.stop]):
            known = draft.values.get(column.path)
            if value is None or value == known:
                continue
            if known is None:
                draft.values[column.path] = value
                continue
            row = values.index(value, span.start, span.stop)
            problem = joins.differs(self._kind, column.heading, draft.key, known, value)
            draft.notes.count(problem, path=column.path, raw=str(value), cell=Cell(sheet, first + row, column.index + 1))

    def _note(self, column: Column, faults: list[Fault], spans: list[_Span], sheet: str, first: int) -> None:
        starts = [span.start for span in spans]
        for fault in faults:
            at = bisect_right(starts, fault.row) - 1
            span = spans[at] if at >= 0 and fault.row < spans[at].stop else None
            cell = Cell(sheet, first + fault.row, column.index + 1)
            if span is None:
                self.notes.count(fault.problem, path=column.path, raw=fault.raw, cell=cell)
            elif column.section is self._kind.head:
                _note_head(span.draft, column, fault, sheet, first + fault.row)
            else:
                index = span.first + fault.row - span.start
                path = f"{column.section.path}[{index + 1}].{column.path}"
                if fault.problem.repeated:
                    span.draft.notes.count(fault.problem, path=path, raw=fault.raw, cell=cell)
                else:
                    span.draft.notes.add(fault.problem, path=path, raw=fault.raw, cell=cell)
                    if fault.value is None:
                        span.rows.originals.setdefault(index, {})[column.path] = str(fault.raw)

    def finish(self) -> Reading[Document]:
        """The documents that are not yet handed out, with everything noticed."""
        drafts, main = list(self._drafts.values()), self._kind.main
        if self._heads_known:
            for draft in drafts:
                if not draft.of(main).records and not self._kind.lineless(draft.values):
                    cell = Cell(draft.sheet, draft.row) if draft.sheet is not None else None
                    draft.notes.add(joins.no_lines(self._kind, draft.key), path=main.path, raw=draft.key, cell=cell)
        return self._reading(drafts)

    def _order(self, note: Note) -> tuple[int, int, int]:
        """Notices of a document in the order of its cells, the sheets as they were read."""
        if note.cell is None:
            return -1, 0, 0
        return list(self._columns).index(note.cell.sheet), note.cell.row, note.cell.column or 0

    def _reading(self, drafts: Sequence[Draft]) -> Reading[Document]:
        hung = [draft.hung(self._kind) for draft in drafts]
        noted: list[tuple[int | None, Note]] = [(None, note) for note in self.notes.all]
        for index, draft in enumerate(drafts):
            noted += [(index, note) for note in sorted(draft.notes.all, key=self._order)]
        unmatched = tuple(self._unmatched)
        # Handed out once: when streaming, the next list does not say it again.
        self.notes, self._unmatched = Notes(), []
        return Reading(
            kind=self._kind.name,
            documents=tuple(document_of(self._kind, d.values, h.values, d.originals) for d, h in zip(drafts, hung, strict=True)),
            findings=tuple(note.finding() for _, note in noted),
            cells=Cells([_place(self._kind, d, h) for d, h in zip(drafts, hung, strict=True)], self._columns),
            unmatched=unmatched,
            places=tuple(note.cell for _, note in noted),
            owners=tuple(owner for owner, _ in noted),
        )


def _place(kind: SheetKind, draft: Draft, hung: Hung) -> Place:
    runs = {body.path: tuple(draft.of(body).runs) for body in kind.bodies}
    return Place(sheet=draft.sheet, row=draft.row, runs=runs, hung=hung.places)


def _hold(held: dict[int, Cell | None], block: Block, layout: Layout) -> None:
    """Note where the first value of the columns stands that are not read; columns beyond the headings are among them."""
    for index in range(layout.width, len(block.columns)):
        held.setdefault(index, None)
    for index, place in held.items():
        if place is None and index < len(block.columns) and not {"", None}.issuperset(block.columns[index]):
            row = next((n for n, cell in enumerate(block.columns[index]) if not is_blank(cell)), None)
            if row is not None:
                held[index] = Cell(layout.sheet, block.first + row, index + 1)


def _filled(values: list[list[Value]], faulty: set[int], count: int) -> list[tuple[int, int]]:
    """The runs of rows in which something stands."""
    if any(None not in column for column in values):
        return [(0, count)]
    blank = [
        index
        for index, row in enumerate(zip(*values, strict=True))
        if not any(row) and index not in faulty and all(value is None for value in row)
    ]
    if not blank:
        return [(0, count)]
    edges = [-1, *blank, count]
    return [(a + 1, b) for a, b in pairwise(edges) if b - a > 1]


def _by_key(keys: list[Value] | None, start: int, stop: int) -> Iterator[tuple[int, int, str | None]]:
    """Runs of rows with the same key."""
    if keys is None:
        yield start, stop, None
        return
    while start < stop:
        key = keys[start]
        end = start + 1
        while end < stop and keys[end] == key:
            end += 1
        yield start, end, _text(key)
        start = end


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _note_head(draft: Draft, column: Column, fault: Fault, sheet: str, row: int) -> None:
    draft.notes.count(fault.problem, path=column.path, raw=fault.raw, cell=Cell(sheet, row, column.index + 1))
    if fault.value is None and fault.problem.severity == "error":
        draft.originals[column.path] = str(fault.raw)
