"""The rows of an .xlsx sheet as blocks of columns, read as the file is inflated.

Programs write the rows of a table alike: the same cells with the same attributes. What is alike is learned and becomes one
pattern for a whole row, whose groups are the values; a block that it does not fit is read cell by cell, and the pattern learns
from it; what no pattern of ours describes (prefixes, comments, rich text) is read by lxml. All three give the same values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import IO, Final
from xml.sax.saxutils import escape

import attrs
from lxml import etree

from baoguan.sheets.blocks import Block
from baoguan.sheets.cells import Raw, column_letters
from baoguan.sheets.xlsx_cells import CellReader, kind_of
from baoguan.wire.xml import children, local, parse_xml

MAX_COLUMNS: Final = 16_384
LAST_ROW: Final = 1_048_576
_PIECE: Final = 1024 * 1024
_LONGEST_PIECE: Final = 32 * 1024 * 1024
"""Text without the end of a row: no row of real cells is as long."""
_GAP: Final = 4096
"""Rows that a file leaves out; beyond it a block ends instead of holding them as blank ones."""
_MOST_FORMS: Final = 6
"""Ways in which the cells of one column are written; a column that has more is not worth learning."""

_PROLOGUE: Final = re.compile(rb"<(?P<prefix>(?:[\w.-]+:)?)sheetData(?:\s[^<>]*)?(?P<empty>/?)>")
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?worksheet(?:\s[^<>]*)?>")
_ROW_NUMBER: Final = re.compile(rb"<row(?:\s[^<>]*?)?\sr=\"(\d{1,7})\"")
_ROW: Final = re.compile(rb"</row>|<row(?:\s[^<>]*)?>")
_CELL: Final = re.compile(
    rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"([^<>]*?)(?:/>|>"
    rb"(<f(?:\s[^<>]*?)?(?:/>|>[^<]*</f>))?"
    rb"(?:(<v>|<is><t>|<is><t xml:space=\"preserve\">)([^<]*)(?:</v>|</t></is>)|<v/>)?"
    rb"</c>)"
)
_CLOSING: Final = {b"<v>": b"</v>", b"<is><t>": b"</t></is>", b'<is><t xml:space="preserve">': b"</t></is>"}
_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FORMULA: Final = rb"<f(?:\s[^<>]*?)?(?:/>|>[^<]*</f>)"

_Found = tuple[bytes, bytes, bytes, bytes, bytes, bytes]
"""A cell as `_CELL` finds it: letters, row, attributes, formula, tag before the value, value."""

_Rows = list[tuple[int, dict[int, Raw]]]
"""Rows by number, their cells by the index of the column."""


@attrs.frozen
class _Form:
    """One way in which a cell is written: its attributes, whether it has a formula, and the tag before its value, b'' without."""

    attributes: bytes
    formula: bool
    tag: bytes

    def pattern(self, letters: bytes) -> bytes:
        """The cell as a pattern; the number of its row is group 1."""
        start = rb"<c r=\"" + letters + rb"\1\"" + re.escape(self.attributes)
        if not self.tag:
            return start + rb"(?:/>|></c>)"
        # Empty errors and formulas are not blank: cells that are read one by one.
        least = rb"+" if self.formula or kind_of(self.attributes) == b"e" else rb"*"
        formula = _FORMULA if self.formula else b""
        return start + b">" + formula + re.escape(self.tag) + rb"([^<]" + least + rb")" + re.escape(_CLOSING[self.tag]) + b"</c>"


class _Shape:
    """What the rows of a sheet were seen to look like."""

    def __init__(self) -> None:
        self._forms: dict[int, dict[_Form, None]] = {}
        self._optional: set[int] = set()
        self._pattern: re.Pattern[bytes] | None = None
        self._groups: list[tuple[int, bytes]] = []

    def learn(self, cells: list[_Found], rows: int) -> None:
        """Take in cells of so many rows that did not fit."""
        known = set(self._forms)
        seen = Counter(cell[0] for cell in cells)
        for letters, attributes, formula, tag in {(c[0], c[2], bool(c[3]), c[4]) for c in cells}:
            index = _index(letters)
            self._forms.setdefault(index, {})[_Form(attributes, formula, tag)] = None
            if seen[letters] != rows or (known and index not in known):
                self._optional.add(index)
        self._optional |= known.difference(map(_index, seen))
        self._compile()

    def _compile(self) -> None:
        self._pattern, self._groups = None, []
        if any(len(forms) > _MOST_FORMS for forms in self._forms.values()):
            return
        parts = [rb"<row r=\"(\d+)\"[^<>]*>"]
        for index in sorted(self._forms):
            forms = list(self._forms[index])
            letters = column_letters(index + 1).encode("ascii")
            cell = b"|".join(form.pattern(letters) for form in forms)
            parts.append(rb"(?:" + cell + (rb")?" if index in self._optional else rb")"))
            self._groups += [(index, form.attributes) for form in forms if form.tag]
        if self._groups:
            self._pattern = re.compile(b"".join([*parts, b"</row>"]))

    def read(self, piece: bytes, first: int, rows: int, cells: CellReader) -> Block | None:
        """The rows of a piece, or None when one of them is different or out of turn."""
        if self._pattern is None:
            return None
        found = self._pattern.findall(piece)
        if len(found) != rows:
            return None
        numbers, *groups = zip(*found, strict=True)
        if list(map(int, numbers)) != list(range(first, first + rows)):
            return None
        width = self._groups[-1][0] + 1
        columns: list[list[Raw] | None] = [None] * width
        for (index, attributes), texts in zip(self._groups, groups, strict=True):
            values = cells.column(attributes, texts)
            before = columns[index]
            columns[index] = values if before is None else [a if b == "" else b for a, b in zip(before, values, strict=True)]
        blank: list[Raw] = [""] * rows
        return Block(first, rows, [blank if column is None else column for column in columns])


class SheetRows:
    """The rows of one sheet. Raises ValueError or DecodeError for what is no sheet, with the reason."""

    def __init__(self, stream: IO[bytes], cells: CellReader, *, max_bytes: int, piece: int = _PIECE) -> None:
        self._stream = stream
        self._cells = cells
        self._max_bytes = max_bytes
        self._size = piece
        self._shape = _Shape()
        self._got = 0
        self._last = 0

    def blocks(self) -> Iterator[Block]:
        """The rows from row 1 on. Rows that the file leaves out may come as a block without columns."""
        prologue, rest = self._prologue()
        if rest is None:
            return
        root = _ROOT.search(prologue)
        opening = _PROLOGUE.search(prologue)
        if root is None or opening is None:
            raise ValueError("worksheet")
        prefix = opening["prefix"]
        around = (
            root[0] + b"<" + prefix + b"sheetData>",
            b"</" + prefix + b"sheetData></" + prefix + b"worksheet>",
        )
        for piece in self._pieces(rest, b"</" + prefix + b"row>", b"</" + prefix + b"sheetData>"):
            yield from self._read(piece, around, plain=not prefix)

    def _prologue(self) -> tuple[bytes, bytes | None]:
        """What stands before the rows, and the first of the rest; None for a sheet without rows."""
        head = b""
        while chunk := self._more():
            head += chunk
            opening = _PROLOGUE.search(head)
            if opening is not None:
                end = opening.end()
                return head[:end], None if opening["empty"] else head[end:]
            if len(head) > _LONGEST_PIECE:
                break
        raise ValueError("sheetData")

    def _pieces(self, rest: bytes, row_end: bytes, end: bytes) -> Iterator[bytes]:
        """Runs of whole rows."""
        while True:
            last = rest.find(end)
            if last >= 0:
                if rest[:last].strip():
                    yield rest[:last]
                return
            cut = rest.rfind(row_end)
            if cut >= 0:
                yield rest[: cut + len(row_end)]
                rest = rest[cut + len(row_end) :]
            elif len(rest) > _LONGEST_PIECE:
                raise ValueError(f"{len(rest)} bytes without {row_end.decode()}")
            chunk = self._more()
            if not chunk:
                raise ValueError(f"{self._got} bytes without {end.decode()}")
            rest += chunk

    def _more(self) -> bytes:
        chunk = self._stream.read(self._size)
        self._got += len(chunk)
        if self._got > self._max_bytes:
            raise ValueError(f"> {self._max_bytes} bytes")
        return chunk

    def _read(self, piece: bytes, around: tuple[bytes, bytes], *, plain: bool) -> Iterator[Block]:
        rows = piece.count(b"<row")
        # Single letters are found far faster than pairs of which the first stands everywhere.
        if not plain or b":row" in piece or (b"!" in piece and b"<!" in piece) or (b"?" in piece and b"<?" in piece):
            return self._place(self._by_lxml(piece, around))
        block = self._shape.read(piece, self._last + 1, rows, self._cells)
        if block is not None:
            self._last += rows
            return iter((block,))
        numbers = list(map(int, _ROW_NUMBER.findall(piece)))
        found: list[_Found] = _CELL.findall(piece)
        if len(numbers) != rows or _ROW.sub(b"", _CELL.sub(b"", piece)).strip():
            return self._place(self._by_lxml(piece, around))
        # Titles and headings at the top are unlike the rest.
        typical = found if self._last else found[len(found) // 2 :]
        self._shape.learn(typical, len({cell[1] for cell in typical}))
        return self._place(self._by_cell(numbers, found))

    def _by_cell(self, numbers: list[int], found: list[_Found]) -> _Rows:
        rows: dict[int, dict[int, Raw]] = {number: {} for number in numbers}
        read = self._cells.cell
        for letters, row, attributes, formula, _, text in found:
            cells = rows.get(int(row))
            if cells is None:
                raise ValueError(f"cell {letters.decode()}{row.decode()} in no row")
            cells[_index(letters)] = read(attributes, text, formula=bool(formula))
        # A row that is given twice would hide that a number was used again.
        return list(rows.items()) if len(rows) == len(numbers) else [(number, rows[number]) for number in numbers]

    def _by_lxml(self, piece: bytes, around: tuple[bytes, bytes]) -> _Rows:
        rows: _Rows = []
        number = self._last
        for data in children(parse_xml(around[0] + piece + around[1]), "sheetData"):
            for row in children(data, "row"):
                number = int(row.get("r") or number + 1)
                cells: dict[int, Raw] = {}
                index = -1
                for cell in children(row, "c"):
                    place = _PLACE.fullmatch(cell.get("r", ""))
                    index = _index(place[1].encode("ascii")) if place is not None else index + 1
                    if index >= MAX_COLUMNS or (place is not None and int(place[2]) != number):
                        raise ValueError(f"cell {cell.get('r', index + 1)} in row {number}")
                    cells[index] = self._element(cell)
                rows.append((number, cells))
        return rows

    def _element(self, cell: etree._Element) -> Raw:
        attributes = "".join(f' {name}="{cell.get(name)}"' for name in ("s", "t") if cell.get(name))
        holders = children(cell, "v") or children(cell, "is")
        plain = "".join(map(characters, holders[:1]))
        content = escape(plain, {"\r": "&#13;"}).encode("utf-8")
        return self._cells.cell(attributes.encode("ascii", "replace"), content, formula=bool(children(cell, "f")))

    def _place(self, rows: _Rows) -> Iterator[Block]:
        """Rows as blocks, those that the file leaves out as blank ones."""
        start = 0
        while start < len(rows):
            first = rows[start][0]
            if not self._last < first <= LAST_ROW:
                raise ValueError(f"row {first} after row {self._last}")
            if first - self._last > _GAP:
                yield Block(self._last + 1, first - self._last - 1, ())
                self._last = first - 1
            stop, before = start, self._last
            while stop < len(rows) and 0 < rows[stop][0] - before <= _GAP and rows[stop][0] <= LAST_ROW:
                before = rows[stop][0]
                stop += 1
            yield self._block(rows[start:stop], before)
            start, self._last = stop, before

    def _block(self, rows: _Rows, last: int) -> Block:
        count = last - self._last
        width = max((max(cells, default=-1) for _, cells in rows), default=-1) + 1
        columns: list[list[Raw]] = [[] for _ in range(width)]
        for number, cells in rows:
            at = number - self._last - 1
            for index, value in cells.items():
                column = columns[index]
                if not column:
                    column.extend([""] * count)
                column[at] = value
        blank: list[Raw] = [""] * count
        return Block(self._last + 1, count, [column or blank for column in columns])


def characters(element: etree._Element) -> str:
    """The text of `<v>`, `<is>` or `<si>`, formatted runs joined, without the reading aids of East Asian text (rPh)."""
    if not len(element):
        return element.text or ""
    texts = (part for part in element.iter() if local(part) == "t" and not _is_phonetic(part))
    return "".join(part.text or "" for part in texts)


def _is_phonetic(part: etree._Element) -> bool:
    parent = part.getparent()
    return parent is not None and local(parent) == "rPh"


@cache
def _index(letters: bytes) -> int:
    """0 for A, 27 for AB. Raises ValueError beyond XFD, the last column that there is."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    if number > MAX_COLUMNS:
        raise ValueError(f"column {letters.decode()}")
    return number - 1
