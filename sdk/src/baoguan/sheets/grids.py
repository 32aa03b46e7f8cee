"""Files as grids: the sheets of a workbook, or a CSV file as the one sheet of its name, row by row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

import attrs

from baoguan.errors import UnusableInput
from baoguan.sheets.cells import Raw, Unusable
from baoguan.sheets.faulty import SheetFaults, faulty_cells, unsound

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls"})
TEXTS: Final = frozenset({".csv", ".txt", ".tsv"})
ZIP: Final = b"PK\x03\x04"
COMPOUND: Final = b"\xd0\xcf\x11\xe0"

Row = Sequence[Raw]

_CHUNK: Final = 1024 * 1024
_NO_FAULTS: Final = SheetFaults(cells={})


@attrs.frozen(kw_only=True)
class Grid:
    """A sheet: rows from the first row and column of the sheet on, so that the position in the grid is the place in the sheet."""

    name: str
    rows: Iterator[Row]
    hidden: bool = False
    unplaced_faults: int = 0


def is_text(path: Path) -> bool:
    """Whether the file is read as CSV. Raises UnusableInput for a kind of file that is not read at all."""
    suffix = path.suffix.lower()
    if suffix not in WORKBOOKS | TEXTS:
        raise UnusableInput(
            f"{path.name} 不是可读取的表格文件",
            f"{path.name} is not a table that can be read",
            remedy_zh="请另存为 .xlsx、.xls 或 .csv",
            remedy_en="Save it as .xlsx, .xls or .csv",
        )
    return suffix in TEXTS


def workbook_grids(path: Path, *, with_hidden: bool = False) -> Iterator[Grid]:
    """The sheets of a workbook in their order; hidden ones come without rows unless asked for.

    Raises UnusableInput when the file cannot be opened, is no workbook or has too many rows.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        with path.open("rb") as file:
            magic = file.read(8)
    except OSError as error:
        raise unreadable(path, error) from error
    # By content, not by name: programs write .xls files that are .xlsx or web pages in truth.
    if magic.startswith(ZIP):
        faults = faulty_cells(path)
    elif magic.startswith(COMPOUND):
        from baoguan.sheets.faulty_xls import faulty_cells_xls

        faults = faulty_cells_xls(path)
    else:
        raise unsound(path, "既不是 .xlsx 也不是 .xls / neither .xlsx nor .xls")
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            for meta in book.sheets_metadata:
                if meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                found = faults.get(meta.name, _NO_FAULTS)
                hidden = meta.visible is not SheetVisibleEnum.Visible
                rows: Iterator[Row] = iter(()) if hidden and not with_hidden else _rows(book.get_sheet_by_name(meta.name), found)
                yield Grid(name=meta.name, rows=rows, hidden=hidden, unplaced_faults=found.unplaced)
    except (CalamineError, OSError) as error:
        raise unsound(path, str(error)) from error


def _rows(sheet: CalamineSheet, faults: SheetFaults) -> Iterator[Row]:
    start = sheet.start
    first_column = start[1] if start is not None else 0
    pad: list[Raw] = [""] * first_column
    by_row: dict[int, dict[int, Unusable]] = {}
    for (place, column), fault in faults.cells.items():
        by_row.setdefault(place, {})[column] = fault
    number = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row = pad + cast("list[Raw]", cells) if pad else cast("list[Raw]", cells)
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


def csv_encoding(path: Path) -> str:
    """UTF-8 with or without its mark, UTF-16 by its mark, else GB18030, which takes what GBK and GB2312 wrote.

    Reads the whole file once in pieces, because the first Chinese character may stand on the last line.
    """
    try:
        with path.open("rb") as file:
            mark = file.read(4)
            if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not mark.startswith(codecs.BOM_UTF32_LE):
                return "utf-16"
            if mark.startswith((ZIP, COMPOUND)):
                raise unsound_text(path, "内容是工作簿 / it is a workbook")
            file.seek(0)
            decoder = codecs.getincrementaldecoder("utf-8-sig")()
            try:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                return "gb18030"
    except OSError as error:
        raise unreadable(path, error) from error
    return "utf-8-sig"


def open_csv(path: Path, encoding: str) -> IO[str]:
    """The text of a CSV file, opened as `csv` wants it."""
    try:
        return path.open("r", encoding=encoding, newline="")
    except OSError as error:
        raise unreadable(path, error) from error


def csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """The records of a CSV file, one a row as a spreadsheet program would show them.

    Raises UnusableInput for broken quoting or bytes that are no text.
    """
    with open_csv(path, encoding) as file:
        try:
            yield from csv.reader(file, delimiter=delimiter, strict=True)
        except csv.Error as error:
            raise unsound_text(path, str(error)) from error
        except UnicodeError as error:
            raise unsound_text(path, f"文字编码无法识别 / unknown text encoding: {error}") from error


def unsound_text(path: Path, reason: str) -> UnusableInput:
    """The error for a text file that is no CSV."""
    return UnusableInput(
        f"{path.name} 不是完好的 CSV（{reason}）",
        f"{path.name} is not sound CSV ({reason})",
        remedy_zh="请检查引号是否成对，另存为 UTF-8 的 CSV 或 .xlsx",
        remedy_en="Check that quotation marks are in pairs; save it as CSV in UTF-8 or as .xlsx",
    )


def unreadable(path: Path, error: OSError) -> UnusableInput:
    """The error for a file that the system does not give."""
    reason = error.strerror or str(error)
    return UnusableInput(
        f"{path} 无法打开（{reason}）",
        f"{path} cannot be opened ({reason})",
        remedy_zh="检查路径；如文件在电子表格程序中打开，请先关闭",
        remedy_en="Check the path; close the file if a spreadsheet program has it open",
    )
