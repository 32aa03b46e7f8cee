"""An .xls, the older format, as its sheets.

The reader of workbooks gives error cells (#N/A) as empty ones, which would be taken as "not filled in", so they are looked for
here. An .xls is a compound file (a small file system of sectors); its stream "Workbook" is a run of records. Only three kinds of
record are read: the names and places of the sheets, error cells, and formulas whose stored result is an error. A formula always
has a stored result.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from baoguan.sheets.blocks import Row, Sheet, blocks_of, unsound
from baoguan.sheets.cells import Raw, Unusable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SHEET: Final = 0x0085
_ERROR_OR_FLAG: Final = 0x0205
_FORMULA: Final = 0x0006
_END: Final = 0x000A
_BEGIN: Final = 0x0809
_NO_SECTOR: Final = 0xFFFFFFF0
_SHOWN: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


_Faults = dict[tuple[int, int], Unusable]
"""(row, column), counted from 1 -> what the cell shows."""


def xls_sheets(path: Path) -> Iterator[Sheet]:
    """The worksheets in their order; a file that cannot be opened raises OSError.

    Raises UnusableInput for a compound file without a workbook, such as one with a password.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    faults = _faulty_cells(path)
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            for meta in book.sheets_metadata:
                if meta.typ is SheetTypeEnum.WorkSheet:
                    rows = _rows(book.get_sheet_by_name(meta.name), faults.get(meta.name, {}))
                    yield Sheet(meta.name, meta.visible is not SheetVisibleEnum.Visible, blocks_of(rows))
    except CalamineError as error:
        raise unsound(path, str(error)) from error


def _rows(sheet: CalamineSheet, faults: _Faults) -> Iterator[Row]:
    start = sheet.start
    pad: list[Raw] = [""] * (start[1] if start is not None else 0)
    by_row: dict[int, dict[int, Unusable]] = {}
    for (place, column), fault in faults.items():
        by_row.setdefault(place, {})[column] = fault
    number = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = pad + cast("list[Raw]", cells)
        yield _with_faults(row, by_row.pop(number)) if number in by_row else row
    # Rows in which every cell is faulty look empty to the reader of the workbook and may be missing at the end.
    for late in sorted(by_row):
        yield from ([] for _ in range(number + 1, late))
        yield _with_faults([], by_row[late])
        number = late


def _with_faults(row: list[Raw], faults: dict[int, Unusable]) -> list[Raw]:
    row = row + [""] * (max(faults) - len(row))
    for column, fault in faults.items():
        row[column - 1] = fault
    return row


def _faulty_cells(path: Path) -> dict[str, _Faults]:
    try:
        stream = _workbook_stream(path.read_bytes())
        return {name: dict(_errors(stream, start)) for name, start in _sheets(stream)}
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise unsound(path, f"{type(error).__name__}: {error}") from error


def _workbook_stream(data: bytes) -> bytes:
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    size, small_size = 1 << shift, 1 << small_shift
    directory, _, cutoff, small_table = struct.unpack_from("<IIII", data, 48)
    more, _ = struct.unpack_from("<II", data, 68)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    table_sectors = list(struct.unpack_from("<109I", data, 76))
    while more < _NO_SECTOR:
        *numbers, more = struct.unpack(f"<{size // 4}I", sector(more))
        table_sectors += numbers
        if len(table_sectors) * size > 4 * len(data) + 512 * size:
            raise ValueError("sector table without end")
    table = [n for s in table_sectors if s < _NO_SECTOR for n in struct.unpack(f"<{size // 4}I", sector(s))]

    def chain(number: int, links: list[int]) -> Iterator[int]:
        for _ in range(len(links) + 1):
            if number >= _NO_SECTOR:
                return
            yield number
            number = links[number]
        raise ValueError("chain of sectors without end")

    entries = b"".join(map(sector, chain(directory, table)))
    found: dict[str, tuple[int, int]] = {}
    for at in range(0, len(entries) - 127, 128):
        (length,) = struct.unpack_from("<H", entries, at + 64)
        name = entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        found.setdefault(name, struct.unpack_from("<II", entries, at + 116))
    start, length = found["Workbook"] if "Workbook" in found else found["Book"]
    if length >= cutoff:
        return _whole(b"".join(map(sector, chain(start, table))), length)
    small_links = [n for s in chain(small_table, table) for n in struct.unpack(f"<{size // 4}I", sector(s))]
    small = b"".join(map(sector, chain(found["Root Entry"][0], table)))
    return _whole(b"".join(small[n * small_size : (n + 1) * small_size] for n in chain(start, small_links)), length)


def _whole(stream: bytes, length: int) -> bytes:
    if len(stream) < length:
        raise ValueError("the file was cut short")
    return stream[:length]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream, 0):
        if kind == _END:
            return
        if kind == _SHEET:
            (start,) = struct.unpack_from("<I", body, 0)
            wide = body[7] & 1
            count = body[6]
            yield body[8 : 8 + count * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1"), start


def _errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], Unusable]]:
    depth = 0
    for kind, body in _records(stream, start):
        # Charts inside a sheet are runs of their own between a beginning and an end.
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 0:
            return
        code: int | None = None
        if kind == _ERROR_OR_FLAG and body[7] == 1:
            code = body[6]
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            code = body[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", body, 0)
            yield (row + 1, column + 1), Unusable(_SHOWN.get(code, "#?"))
