"""Reading a user's table (CSV or workbook) by the names in its header row, and collecting what is wrong with it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from baoguan.errors import UnusableInput

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
"""What a cell of a workbook can hold; cells of CSV are always text."""

MAX_BYTES = 64 * 1024 * 1024
"""A list or tariff table is far smaller; a bigger file is some other file."""

_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
_TEXTS = frozenset({".csv", ".txt", ".tsv"})
_HEADER_WITHIN = 20
_SHOWN = 10


@attrs.frozen(kw_only=True)
class Fault:
    """One cell that cannot be used: where, what it holds, why."""

    row: int
    column: str
    value: str
    zh: str
    en: str


class Faults:
    """Collects everything wrong with a file, so that it is reported at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: list[Fault] = []

    def add(self, row: int, column: str, value: Cell, zh: str, en: str) -> None:
        """Note one unusable cell; ``row`` counts from 1 as the spreadsheet program does."""
        self._found.append(Fault(row=row, column=column, value=str(value)[:80], zh=zh, en=en))

    def __len__(self) -> int:
        return len(self._found)

    def finish(self) -> None:
        """Raise UnusableInput naming the first faults and their number, when there are any."""
        if not self._found:
            return
        shown = self._found[:_SHOWN]
        more = len(self._found) - len(shown)
        zh = "；".join(f"第 {f.row} 行“{f.column}”列 “{f.value}”：{f.zh}" for f in shown) + (f"；另有 {more} 处" if more else "")
        en = "; ".join(f"row {f.row}, column {f.column}, {f.value!r}: {f.en}" for f in shown)
        en += f"; and {more} more" if more else ""
        raise UnusableInput(
            f"{self._path.name} 有 {len(self._found)} 处无法使用：{zh}",
            f"{self._path.name} has {len(self._found)} unusable cell(s): {en}",
            remedy_zh="请在表格中改正后重新导入",
            remedy_en="Correct the cells and import the file again",
        )


@attrs.frozen(kw_only=True)
class Table:
    """The rows under a header: for every known key the index of its column and the header as written."""

    columns: Mapping[str, int]
    headers: Mapping[str, str]
    rows: Sequence[Sequence[Cell]]
    first_row: int

    def __iter__(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Give (row number, cells) of every row that is not empty."""
        for number, row in enumerate(self.rows, self.first_row):
            if any(cell is not None and cell != "" for cell in row):
                yield number, row


def read_table(path: Path, aliases: Mapping[str, Sequence[str]], required: Sequence[str]) -> Table:
    """Read the first sheet that has a header row with the ``required`` keys among its first 20 rows.

    ``aliases`` gives for each key the header texts that mean it; they are compared without regard to case, width and
    white space. Raises UnusableInput when the file cannot be read or no sheet has such a row.
    """
    meaning = {_header(text): key for key, texts in aliases.items() for text in texts}
    best: set[str] = set()
    for first, rows in _sheets(path):
        for offset, row in enumerate(rows[:_HEADER_WITHIN]):
            columns: dict[str, int] = {}
            headers: dict[str, str] = {}
            for index, cell in enumerate(row):
                key = meaning.get(_header(cell)) if isinstance(cell, str) else None
                if key is not None and key not in columns:
                    columns[key], headers[key] = index, str(cell).strip()
            if all(key in columns for key in required):
                start = offset + 1
                return Table(columns=columns, headers=headers, rows=rows[start:], first_row=first + start)
            best = max(best, set(columns), key=len)
    missing = [key for key in required if key not in best]
    zh = "、".join("/".join(aliases[key][:3]) for key in missing)
    en = ", ".join("/".join(aliases[key]) for key in missing)
    raise UnusableInput(
        f"{path.name} 前 {_HEADER_WITHIN} 行中没有找到完整的表头，缺少列：{zh}",
        f"{path.name} has no complete header in its first {_HEADER_WITHIN} rows; missing: {en}",
        remedy_zh="请在第一行写上列名",
        remedy_en="Put the column names into the first row",
    )


def text_of(cell: Cell | None) -> str:
    """Return a cell as trimmed text: whole numbers without ``.0``, full-width digits and letters made half-width."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip()


def _header(cell: Cell) -> str:
    """Return a header text in the compared form, without the marks that templates put after required columns."""
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()).casefold().strip("*:")


def _sheets(path: Path) -> Iterator[tuple[int, list[list[Cell]]]]:
    """Give (number of the first row, rows) of every sheet; a text file is one sheet."""
    suffix = path.suffix.lower()
    if suffix not in _WORKBOOKS | _TEXTS:
        raise UnusableInput(
            f"{path.name} 不是可读取的表格文件",
            f"{path.name} is not a table that can be read",
            remedy_zh="请另存为 .xlsx 或 .csv",
            remedy_en="Save it as .xlsx or .csv",
        )
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusableInput(f"{path} 无法打开（{reason}）", f"{path} cannot be opened ({reason})") from error
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise UnusableInput(f"{path.name} 超过 {limit} MB", f"{path.name} is larger than {limit} MB")
    if suffix in _TEXTS:
        yield 1, _csv_rows(path, data)
        return
    yield from _workbook_rows(path, data)


def _workbook_rows(path: Path, data: bytes) -> Iterator[tuple[int, list[list[Cell]]]]:
    # Loaded here: only an import of a workbook needs it.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            start = sheet.start
            # calamine leaves out empty rows before the data; the row number must still be the spreadsheet's.
            yield (start[0] + 1 if start else 1), [list(row) for row in sheet.to_python(skip_empty_area=True)]
    except (CalamineError, OSError) as error:
        raise UnusableInput(
            f"{path.name} 不是完好的工作簿（{error}）",
            f"{path.name} is not a sound workbook ({error})",
            remedy_zh="请去掉密码，另存为 .xlsx 后重试",
            remedy_en="Remove the password, save it as .xlsx and try again",
        ) from error


def _csv_rows(path: Path, data: bytes) -> list[list[Cell]]:
    text = _decoded(path, data)
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;", key=head.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error as error:
        raise UnusableInput(
            f"{path.name} 不是完好的 CSV（{error}）",
            f"{path.name} is not sound CSV ({error})",
            remedy_zh="请检查引号是否成对，或另存为 .xlsx",
            remedy_en="Check that quotation marks are in pairs, or save it as .xlsx",
        ) from error


def _decoded(path: Path, data: bytes) -> str:
    # UTF-16 comes from the "Unicode text" of spreadsheet programs; gb18030 takes what gb2312 and gbk wrote.
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableInput(
        f"{path.name} 的文字编码无法识别",
        f"the text encoding of {path.name} is not recognised",
        remedy_zh="请另存为 UTF-8 编码的 CSV 或 .xlsx",
        remedy_en="Save it as CSV in UTF-8, or as .xlsx",
    )
