"""An .xlsx as its sheets: which parts there are, how numbers are shown, and the rows as they are inflated."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs

from baoguan.errors import DecodeError, UnusableInput
from baoguan.sheets.blocks import Block, Sheet, unsound
from baoguan.sheets.xlsx_cells import CellReader, Shown, shown_as, text_of, unescaped
from baoguan.sheets.xlsx_rows import SheetRows, characters
from baoguan.wire.xml import children, local, parse_xml

MAX_ROWS: Final = 300_000
"""Rows of one workbook sheet. All lists of a workbook are held at once; CSV is read list by list."""

MAX_SHEET_BYTES: Final = 1024 * 1024 * 1024
"""Inflated size of one sheet: three times what a sheet of `MAX_ROWS` and 30 columns takes."""

_ABOVE_THE_LINES: Final = 20
"""Rows of titles and headings that may stand above 300,000 lines."""

_MAX_PART_BYTES: Final = 8 * 1024 * 1024
_MAX_STRINGS_BYTES: Final = 128 * 1024 * 1024
_BIG: Final = 20 * 1024 * 1024
_MAX_RATIO: Final = 200
"""Sheets of real lines shrink by about ten; by more than this only what was made to."""

_STRING: Final = re.compile(rb"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")


@attrs.frozen
class _Part:
    """A sheet of the workbook: its name, whether it is hidden, and the part that holds it."""

    name: str
    hidden: bool
    part: str


def xlsx_sheets(path: Path) -> Iterator[Sheet]:
    """The worksheets in their order; a file that cannot be opened raises OSError.

    Raises UnusableInput, here or while rows are read, for a file that is no sound .xlsx, or that has more than `MAX_ROWS` rows
    in a sheet.
    """
    with _reasons(path), zipfile.ZipFile(path) as archive:
        bombs = [i for i in archive.infolist() if i.file_size > _BIG and i.file_size > _MAX_RATIO * i.compress_size]
        if bombs:
            raise unsound(path, f"{bombs[0].filename}: {bombs[0].compress_size} -> {bombs[0].file_size} bytes")
        book = _Book(archive)
        cells = CellReader(book.styles(), book.strings(), since_1904=book.since_1904)
        for part in book.sheets():
            yield Sheet(part.name, part.hidden, _rows(path, part.part, cells))


@contextmanager
def _reasons(path: Path) -> Iterator[None]:
    """What damaged files make the tools say, as one error that the user understands."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        DecodeError,
        EOFError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise unsound(path, str(error)) from error


def _rows(path: Path, part: str, cells: CellReader) -> Iterator[Block]:
    # The file is opened anew, since rows are wanted after the look at all sheets has ended.
    rows = 0
    with _reasons(path), zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        for block in SheetRows(stream, cells, max_bytes=MAX_SHEET_BYTES).blocks():
            rows += block.count if any(any(column) for column in block.columns) else 0
            if rows > MAX_ROWS + _ABOVE_THE_LINES:
                raise _too_many_rows(path)
            yield block


def _too_many_rows(path: Path) -> UnusableInput:
    return UnusableInput(
        f"{path.name} 的工作表超过 {MAX_ROWS:,} 行",
        f"a sheet of {path.name} has more than {MAX_ROWS:,} rows",
        remedy_zh="请另存为 CSV：CSV 逐单读取，不限行数",
        remedy_en="Save it as CSV, which is read list by list without a limit",
    )


class _Book:
    """The parts of a workbook that say what the sheets mean."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._known = set(archive.namelist())
        self._workbook = parse_xml(self._small("xl/workbook.xml"))
        self._targets: dict[str, str] = {}
        self._by_type: dict[str, str] = {}
        for relation in children(parse_xml(self._small("xl/_rels/workbook.xml.rels")), "Relationship"):
            part = posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
            self._targets[relation.get("Id", "")] = part
            self._by_type[relation.get("Type", "").rpartition("/")[2]] = part
            if not relation.get("Type", "").endswith("/worksheet"):
                self._targets.pop(relation.get("Id", ""))

    @property
    def since_1904(self) -> bool:
        """Whether days are counted from 1904, as old workbooks of the Macintosh do."""
        return any(p.get("date1904", "") in {"1", "true", "on"} for p in children(self._workbook, "workbookPr"))

    def sheets(self) -> Iterator[_Part]:
        for sheets in children(self._workbook, "sheets"):
            for sheet in children(sheets, "sheet"):
                names = {str(name).rpartition("}")[2].rpartition(":")[2]: str(value) for name, value in sheet.attrib.items()}
                part = self._targets.get(names.get("id", ""), "")
                if part in self._known and local(sheet) == "sheet":
                    yield _Part(names.get("name", ""), names.get("state", "visible") != "visible", part)

    def styles(self) -> list[Shown]:
        """How the number of a cell is shown, by the style that the cell names."""
        part = self._by_type.get("styles", "")
        if part not in self._known:
            return []
        root = parse_xml(self._small(part))
        own = {f.get("numFmtId", ""): f.get("formatCode", "") for fs in children(root, "numFmts") for f in children(fs, "numFmt")}
        formats = [xf.get("numFmtId", "0") for xfs in children(root, "cellXfs") for xf in children(xfs, "xf")]
        return [shown_as(int(number), own.get(number)) for number in formats]

    def strings(self) -> list[str]:
        """The texts that cells share."""
        part = self._by_type.get("sharedStrings", "")
        if part not in self._known:
            return []
        content = self._limited(part, _MAX_STRINGS_BYTES)
        found = _STRING.findall(content)
        if len(found) == content.count(b"<si") and b"<!" not in content and b":si" not in content:
            return list(map(text_of, found))
        return [unescaped(characters(item)) for item in children(parse_xml(content), "si")]

    def _small(self, part: str) -> bytes:
        return self._limited(part, _MAX_PART_BYTES)

    def _limited(self, part: str, limit: int) -> bytes:
        if self._archive.getinfo(part).file_size > limit:
            raise DecodeError(f"{part} 过大", f"{part} is too large")
        return self._archive.read(part)
