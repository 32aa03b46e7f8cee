"""Files as grids: the sheets of a workbook, or a CSV file as the one sheet of its name, row by row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final

from baoguan.errors import UnusableInput
from baoguan.sheets.blocks import Block, Row, blocks_of, unsound
from baoguan.sheets.xls import xls_sheets
from baoguan.sheets.xlsx import xlsx_sheets

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls"})
TEXTS: Final = frozenset({".csv", ".txt", ".tsv"})
ZIP: Final = b"PK\x03\x04"
COMPOUND: Final = b"\xd0\xcf\x11\xe0"

TOP: Final = 20
"""Title rows may stand above the headings, which are looked for in this many rows."""

_CHUNK: Final = 1024 * 1024


class Grid:
    """A sheet from its first row and column on, so that the position in the grid is the place in the sheet.

    `top` are its first rows, in which headings are looked for. The rows can be gone through once.
    """

    def __init__(self, name: str, blocks: Iterator[Block], *, hidden: bool = False) -> None:
        self.name = name
        self.hidden = hidden
        self._blocks = blocks
        self._leading: list[Block] = []
        while sum(block.count for block in self._leading) < TOP and (block := next(blocks, None)) is not None:
            self._leading.append(block)
        self.top: Sequence[Row] = list(islice(chain.from_iterable(block.rows() for block in self._leading), TOP))

    def blocks(self, first: int) -> Iterator[Block]:
        """The rows from number `first` on."""
        leading, self._leading = self._leading, []
        for block in chain(leading, self._blocks):
            if block.first + block.count > first:
                yield block.since(first)

    def rows(self) -> Iterator[Row]:
        """All rows, one by one."""
        return chain.from_iterable(block.rows() for block in self.blocks(1))


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

    Raises UnusableInput when the file cannot be opened, is no workbook or has too many rows; the last also while rows are read.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(8)
        # By content, not by name: programs write .xls files that are .xlsx or web pages in truth.
        if magic.startswith(ZIP):
            sheets = xlsx_sheets(path)
        elif magic.startswith(COMPOUND):
            sheets = xls_sheets(path)
        else:
            raise unsound(path, "既不是 .xlsx 也不是 .xls / neither .xlsx nor .xls")
        for sheet in sheets:
            yield Grid(sheet.name, sheet.blocks if with_hidden or not sheet.hidden else iter(()), hidden=sheet.hidden)
    except OSError as error:
        raise unreadable(path, error) from error


def csv_grid(path: Path, encoding: str, delimiter: str) -> Grid:
    """A CSV file as the one sheet of its name."""
    return Grid(path.stem, blocks_of(csv_rows(path, encoding, delimiter)))


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
