"""Rows of .xlsx files: the same values as another reader finds, however a program wrote them and wherever a piece ends."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from baoguan.errors import UnusableInput
from baoguan.sheets.cells import Raw, Unusable
from baoguan.sheets.xlsx import xlsx_sheets
from baoguan.sheets.xlsx_cells import CellReader, Shown, shown_as
from baoguan.sheets.xlsx_rows import SheetRows

SEED = ("DEMO-1", 1.0, "铝电解电容器", 12.5, "千克 & <斤>", None, "007", True)
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=12)
CELL = st.one_of(
    st.none(),
    TEXT,
    st.sampled_from(("_x000D_", "a_x0041_b", " 留白 ", "&amp;", "]]>", "甲\n乙")),
    st.integers(-(10**9), 10**9).map(float),
    st.decimals(-10000, 10000, places=4).map(float),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda t: t.replace(microsecond=0)),  # noqa: DTZ001
)
TABLE = st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=12)


def rows_of(path: Path, sheet: int = 0) -> list[list[Raw]]:
    """All rows of a sheet, blank ones at the end and blank cells at the end of a row left out."""
    return trimmed(row for block in list(xlsx_sheets(path))[sheet].blocks for row in block.rows())


def trimmed(rows: Iterable[Sequence[Raw]]) -> list[list[Raw]]:
    kept = [list(reversed(list(itertools.dropwhile(lambda cell: cell in ("", None), reversed(list(row)))))) for row in rows]
    while kept and not kept[-1]:
        kept.pop()
    return [["" if cell is None else cell for cell in row] for row in kept]


def parsed(content: bytes, *, piece: int = 1024 * 1024, strings: Sequence[str] = ()) -> list[list[Raw]]:
    """The rows of the XML of a sheet; style 1 is a date."""
    cells = CellReader([Shown.NUMBER, Shown.DATE], strings, since_1904=False)
    blocks = list(SheetRows(io.BytesIO(content), cells, max_bytes=2**30, piece=piece).blocks())
    assert [block.first for block in blocks[1:]] == [block.first + block.count for block in blocks[:-1]]
    return trimmed(row for block in blocks for row in block.rows())


def sheet(*rows: bytes, prefix: bytes = b"") -> bytes:
    return (
        b"<worksheet %s xmlns:x14ac='urn:x' xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>" % NAMESPACE
        + b"<sheetData>" + b"".join(rows) + b"</sheetData><mergeCells/></worksheet>"
    ).replace(b"<sheetData>", b"<" + prefix + b"sheetData>").replace(b"</sheetData>", b"</" + prefix + b"sheetData>")  # fmt: skip


@pytest.mark.parametrize("constant_memory", [True, False], ids=["inline strings", "shared strings"])
@given(table=TABLE)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_values_are_those_of_another_reader(tmp_path: Path, table: list[list[Raw]], constant_memory: bool) -> None:
    path = tmp_path / "x.xlsx"
    options = {"constant_memory": constant_memory, "default_date_format": "yyyy-mm-dd hh:mm:ss", "strings_to_formulas": False}
    book = Workbook(str(path), {**options, "strings_to_urls": False})
    page = book.add_worksheet()
    for number, row in enumerate([SEED, *table, SEED]):
        page.write_row(number, 0, row)
    book.close()
    with CalamineWorkbook.from_path(str(path)) as other:
        expected = trimmed(other.get_sheet_by_index(0).iter_rows())
    assert [list(map(_comparable, row)) for row in rows_of(path)] == [list(map(_comparable, row)) for row in expected]


def _comparable(cell: Raw) -> Raw:
    if isinstance(cell, datetime):
        return cell
    return datetime(cell.year, cell.month, cell.day) if isinstance(cell, date) else cell  # noqa: DTZ001


@given(table=TABLE, piece=st.integers(40, 2000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_the_same_wherever_a_piece_ends(tmp_path: Path, table: list[list[Raw]], piece: int) -> None:
    path = tmp_path / "x.xlsx"
    book = Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    for number, row in enumerate([*table, *[SEED] * 5, *table]):
        page.write_row(number, 0, row)
    book.close()
    with zipfile.ZipFile(path) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    assert parsed(content, piece=piece) == parsed(content)


ROW = (
    b'<row r="%d" spans="1:3" x14ac:dyDescent="0.2"><c r="A%d" s="1"><v>46027</v></c>'
    b'<c r="B%d" t="inlineStr"><is><t>\xe7\x94\xb2</t></is></c><c r="C%d"><v>%d</v></c></row>'
)
FIRST: list[Raw] = [date(2026, 1, 5), "甲"]


def plain(number: int) -> bytes:
    return ROW % (number, number, number, number, number)


OTHERS: dict[str, tuple[bytes, Raw]] = {
    "formula": (b'<c r="C7"><f>1+6</f><v>7</v></c>', 7.0),
    "formula without a result": (b'<c r="C7"><f>1+6</f></c>', Unusable("公式无结果 / formula without a result")),
    "formula with an empty text": (b'<c r="C7" t="str"><f>IF(1,"")</f><v></v></c>', ""),
    "error": (b'<c r="C7" t="e"><v>#N/A</v></c>', Unusable("#N/A")),
    "error without a name": (b'<c r="C7" t="e"><v></v></c>', Unusable("#?")),
    "rich text": (b'<c r="C7" t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r><rPh><t>x</t></rPh></is></c>', "a b"),
    "character data": (b'<c r="C7" t="str"><v><![CDATA[a<b]]></v></c>', "a<b"),
    "comment": (b'<!-- <c r="C7"><v>1</v></c> --><c r="C7"><v>2</v></c>', 2.0),
    "single quotes": (b"<c r='C7' t='str'><v>x</v></c>", "x"),
    "no place": (b"<c><v>3</v></c>", 3.0),
    "prefix": (b"<x:c r='C7'><x:v>4</x:v></x:c>", 4.0),
    "references": (b'<c r="C7" t="str"><v>&#x7532;&amp;lt;&#38;amp;&quot;</v></c>', '甲&lt;&amp;"'),
    "line breaks": (b'<c r="C7" t="str"><v>a\r\nb_x000D_c_xD800_</v></c>', "a\nb\rc_xD800_"),
    "time": (b'<c r="C7" s="1"><v>0.5</v></c>', time(12)),
    "moment": (b'<c r="C7" s="1"><v>46027.25</v></c>', datetime(2026, 1, 5, 6)),  # noqa: DTZ001
    "iso date": (b'<c r="C7" t="d"><v>2026-01-05</v></c>', date(2026, 1, 5)),
    "no number": (b'<c r="C7"><v>1_000</v></c>', "1_000"),
    "shared": (b'<c r="C7" t="s"><v>1</v></c>', "共享"),
    "nothing": (b'<c r="C7" s="1"/>', ""),
    "left out": (b"", ""),
    "before 1900-03-01": (b'<c r="C7" s="1"><v>1</v></c>', date(1900, 1, 1)),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("piece", [150, 700, 1024 * 1024])
def test_a_cell_that_is_written_otherwise_is_understood(name: str, piece: int) -> None:
    other, value = OTHERS[name]
    odd = plain(7).replace(b'<c r="C7"><v>7</v></c>', other)
    content = sheet(*map(plain, range(1, 7)), odd, *map(plain, range(8, 20)))
    rows = parsed(content, piece=piece, strings=("私有", "共享"))
    assert rows[6] == trimmed([[*FIRST, value]])[0]
    assert rows[:6] + rows[7:] == [[*FIRST, float(number)] for number in (*range(1, 7), *range(8, 20))]


def test_a_prefixed_sheet_is_read() -> None:
    content = sheet(b'<x:row r="2"><x:c r="B2"><x:v>1</x:v></x:c></x:row>', prefix=b"x:").replace(b"worksheet", b"x:worksheet")
    assert parsed(content) == [[], ["", 1.0]]


def test_rows_left_out_keep_their_place_and_cost_nothing() -> None:
    rows = parsed(sheet(plain(3), plain(4), plain(9000), b'<row r="9001"/>', plain(9003)))
    assert len(rows) == 9003
    assert [number for number, row in enumerate(rows, 1) if row] == [3, 4, 9000, 9003]
    assert rows[9002] == [*FIRST, 9003.0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (sheet(plain(2), plain(2)), "row 2 after row 2"),
        (sheet(plain(5), plain(2)), "row 2 after row 5"),
        (sheet(plain(9999999)), "row 9999999"),
        (sheet(plain(1).replace(b"C1", b"ZZZ1")), "column ZZZ"),
        (sheet(plain(1).replace(b"C1", b"C2")), "cell C2"),
        (sheet(plain(1).replace(b'r="C1"', b'r="C1" t="s"')), "shared string"),
        (sheet(plain(1).replace(b'r="C1"', b'r="C1" t="zz"')), "zz"),
        (sheet(plain(1))[:-60], "without </sheetData>"),
        (b"<html/>", "sheetData"),
        (sheet(plain(1).replace(b"\xe7\x94\xb2", b"\xff\xfe")), "utf-8"),
    ],
)
@pytest.mark.parametrize("piece", [64, 1024 * 1024])
def test_what_is_no_sheet_is_refused_with_the_reason(content: bytes, reason: str, piece: int) -> None:
    with pytest.raises(ValueError, match=reason):
        parsed(content, piece=piece)


def test_sheets_of_openpyxl_and_hidden_ones_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["甲", 1, 2.5, True, datetime(2026, 1, 5, 8, 30), timedelta(hours=30), "#N/A", "=1+1"])  # noqa: DTZ001
    hidden = book.create_sheet("隐藏")
    hidden.sheet_state = "hidden"
    hidden.append([None, None, "乙"])
    book.save(tmp_path / "x.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in xlsx_sheets(tmp_path / "x.xlsx")] == [("Sheet", False), ("隐藏", True)]
    row = rows_of(tmp_path / "x.xlsx")[0]
    assert row[:4] == ["甲", 1.0, 2.5, True]
    assert row[4:6] == [datetime(2026, 1, 5, 8, 30), timedelta(hours=30)]  # noqa: DTZ001
    assert row[6:] == [Unusable("#N/A"), Unusable("公式无结果 / formula without a result")]
    assert rows_of(tmp_path / "x.xlsx", 1) == [["", "", "乙"]]


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (0, None, Shown.NUMBER),
        (14, None, Shown.DATE),
        (31, None, Shown.DATE),
        (46, None, Shown.DURATION),
        (164, 'yyyy"年"m"月"d"日"', Shown.DATE),
        (165, "[$-804]yyyy/m/d;@", Shown.DATE),
        (166, "[h]:mm", Shown.DURATION),
        (167, "#,##0.00_);[Red](#,##0.00)", Shown.NUMBER),
        (168, '0.00"days"', Shown.NUMBER),
        (169, "General", Shown.NUMBER),
        (170, "0.00E+00", Shown.NUMBER),
        (171, "@", Shown.NUMBER),
    ],
)
def test_number_formats_tell_dates_from_numbers(number: int, code: str | None, shown: Shown) -> None:
    assert shown_as(number, code) is shown


def test_days_since_1904(tmp_path: Path) -> None:
    book = Workbook(str(tmp_path / "x.xlsx"), {"date_1904": True, "default_date_format": "yyyy-mm-dd"})
    book.add_worksheet().write_datetime(0, 0, datetime(2026, 1, 5))  # noqa: DTZ001
    book.close()
    assert rows_of(tmp_path / "x.xlsx") == [[date(2026, 1, 5)]]


def test_a_workbook_without_its_parts_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("xl/other.xml", "<x/>")
    with pytest.raises(UnusableInput, match=r"xl/workbook\.xml"):
        list(xlsx_sheets(tmp_path / "x.xlsx"))
