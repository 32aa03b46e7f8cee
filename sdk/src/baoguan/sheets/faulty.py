"""The cells of an .xlsx that show no value, found in the parts of the file themselves.

The reader of workbooks gives error cells (#N/A) and formulas without a stored result as empty cells, which would be taken as
"not filled in". One pass over the inflated sheet finds them, counts the rows on the way, and stops at the limit before
anything large is held in memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

from baoguan.errors import DecodeError, UnusableInput
from baoguan.sheets.cells import Unusable
from baoguan.wire.xml import children, local, parse_xml

MAX_ROWS: Final = 300_000
"""Rows of one workbook sheet; the reader holds all of a sheet, 575 MB at this number (measured)."""

MAX_SHEET_BYTES: Final = 1024 * 1024 * 1024
"""Inflated size of one sheet: three times what a sheet of `MAX_ROWS` and 30 columns takes."""

_MAX_PART_BYTES: Final = 8 * 1024 * 1024
_CHUNK: Final = 1024 * 1024

_CELL: Final = re.compile(
    rb"<(?:\w+:)?c(?P<attributes>(?:\s[^<>]*?)?)(?:/>|>(?P<inner>.*?)</(?:\w+:)?c>)",
    re.DOTALL,
)
_PLACE: Final = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_TYPE: Final = re.compile(rb"\bt=[\"'](\w+)[\"']")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]+)<")
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")
_ROW_NUMBER: Final = re.compile(rb"<row\s[^<>]*?\br=[\"'](\d{1,7})[\"']")
_NO_RESULT: Final = re.compile(
    rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)(?!<(?:\w+:)?v(?:\s[^<>]*)?>[^<])",
)
_ABOVE_THE_LINES: Final = 20
"""Rows of titles and headings that may stand above 300,000 lines."""
_BIG: Final = 20 * 1024 * 1024
_MAX_RATIO: Final = 200
"""Sheets of real lines shrink by about ten; by more than this only what was made to."""
_FORMULAS: Final = (b"<f", b":f")


@attrs.frozen(kw_only=True)
class SheetFaults:
    """Cells without a value: (row, column), counted from 1 -> what the cell shows; `unplaced` ones do not say where they stand."""

    cells: Mapping[tuple[int, int], Unusable]
    unplaced: int = 0


def faulty_cells(path: Path) -> dict[str, SheetFaults]:
    """Sheet name -> its cells without a value.

    Raises UnusableInput for a file that is no .xlsx or has more than `MAX_ROWS` rows in a sheet.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            bombs = [i for i in archive.infolist() if i.file_size > _BIG and i.file_size > _MAX_RATIO * i.compress_size]
            if bombs:
                raise unsound(path, f"{bombs[0].filename}: {bombs[0].compress_size} -> {bombs[0].file_size} bytes")
            return {name: _of_sheet(path, archive, part) for name, part in _parts(archive)}
    except (zipfile.BadZipFile, KeyError, DecodeError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise unsound(path, str(error)) from error


def unsound(path: Path, reason: str) -> UnusableInput:
    """The error for a workbook that cannot be opened."""
    return UnusableInput(
        f"{path.name} 不是完好的工作簿（{reason}）",
        f"{path.name} is not a sound workbook ({reason})",
        remedy_zh="请去掉密码，用电子表格程序另存为 .xlsx 后重试",
        remedy_en="Remove the password, save it as .xlsx with a spreadsheet program and try again",
    )


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    relations = parse_xml(_small(archive, "xl/_rels/workbook.xml.rels"), max_bytes=_MAX_PART_BYTES)
    targets = {e.get("Id", ""): e.get("Target", "") for e in children(relations, "Relationship")}
    workbook = parse_xml(_small(archive, "xl/workbook.xml"), max_bytes=_MAX_PART_BYTES)
    known = set(archive.namelist())
    parts: list[tuple[str, str]] = []
    for sheets in children(workbook, "sheets"):
        for sheet in children(sheets, "sheet"):
            identity = next(
                (str(value) for name, value in sheet.attrib.items() if str(name).rpartition("}")[2].rpartition(":")[2] == "id"), ""
            )
            target = targets.get(identity, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in known and local(sheet) == "sheet":
                parts.append((sheet.get("name", ""), part))
    return parts


def _small(archive: zipfile.ZipFile, part: str) -> bytes:
    if archive.getinfo(part).file_size > _MAX_PART_BYTES:
        raise DecodeError(f"{part} 过大", f"{part} is too large")
    return archive.read(part)


def _of_sheet(path: Path, archive: zipfile.ZipFile, part: str) -> SheetFaults:
    cells: dict[tuple[int, int], Unusable] = {}
    unplaced = rows = size = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            piece = rest + chunk
            # Whole cells only: what follows the last closed cell waits for the next piece.
            cut = piece.rfind(b"<c ")
            if cut < 0:
                cut = max(piece.rfind(b":c "), piece.rfind(b"<row"), piece.rfind(b":row"))
                cut = len(piece) if cut < 0 else piece.rfind(b"<", 0, cut + 1)
            piece, rest = piece[:cut], piece[cut:]
            rows = _rows_so_far(piece, rows)
            if rows > MAX_ROWS + _ABOVE_THE_LINES or size > MAX_SHEET_BYTES:
                raise _too_many_rows(path)
            unplaced += _collect(piece, cells)
    unplaced += _collect(rest, cells)
    return SheetFaults(cells=cells, unplaced=unplaced)


def _rows_so_far(piece: bytes, before: int) -> int:
    """The number of the last row that begins in a piece, or a count where rows are not numbered."""
    at = piece.rfind(b"<row ")
    numbered = _ROW_NUMBER.match(piece, at) if at >= 0 else None
    return int(numbered[1]) if numbered is not None else before + len(_ROW.findall(piece))


def _collect(piece: bytes, cells: dict[tuple[int, int], Unusable]) -> int:
    # A search for a few bytes is far cheaper than the pattern of a cell, and most sheets have neither errors nor formulas.
    # Prefixed names and single quotes are looked for only where a piece shows that it has them.
    plain = b"<c " in piece[: _CHUNK // 16]
    quoted = b"r='" in piece[: _CHUNK // 16]
    errors = b't="e"' in piece or (quoted and b"t='e'" in piece)
    if not errors and not ((b"<f" in piece or (not plain and b":f" in piece)) and _NO_RESULT.search(piece)):
        return 0
    unplaced = 0
    for match in _CELL.finditer(piece):
        attributes, inner = match["attributes"], match["inner"] or b""
        kind = _TYPE.search(attributes)
        value = _VALUE.search(inner)
        if kind is not None and kind[1] == b"e":
            shown = value[1].decode("utf-8", "replace") if value is not None else "#?"
        elif value is None and (kind is None or kind[1] == b"n") and any(sign in inner for sign in _FORMULAS):
            # A formula that gives '' is stored with t="str"; without a type there simply is no result.
            shown = "公式无结果 / formula without a result"
        else:
            continue
        place = _PLACE.search(attributes)
        if place is None:
            unplaced += 1
        else:
            cells[int(place[2]), _column(place[1])] = Unusable(shown)
    return unplaced


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_many_rows(path: Path) -> UnusableInput:
    return UnusableInput(
        f"{path.name} 的工作表超过 {MAX_ROWS:,} 行",
        f"a sheet of {path.name} has more than {MAX_ROWS:,} rows",
        remedy_zh="请另存为 CSV：CSV 逐单读取，不限行数",
        remedy_en="Save it as CSV, which is read list by list without a limit",
    )
