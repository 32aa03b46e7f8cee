"""CSV files: encodings, delimiters, one flat table, list by list."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.errors import UnusableInput
from baoguan.sheets import iter_csv_documents, read_csv, read_workbook
from tests.sheets.books import TODAY, Rows, rules, write_csv

FLAT: Rows = (
    ("企业内部编号", "备案编号", "监管方式", "商品料号", "商品编码", "商品名称", "申报数量", "申报计量单位"),
    ("DEMO-1", "C530124A0001", "0615", "P-1", "8532241000", "电容器", "1,000.5", "千克"),
    ("DEMO-1", "C530124A0001", "0615", "P-2", "8532241000", "多行\n品名", "2", "007"),
    ("DEMO-2", "C530124A0002", "0214", "P-3", "8532241000", "电容器", "3", "个"),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    reading = read_csv(write_csv(tmp_path / "lists.csv", FLAT, encoding, delimiter), today=TODAY)
    assert [len(d.lines) for d in reading.documents] == [2, 1]
    line = reading.documents[0].lines[0]
    assert (line.goods_name, str(line.quantity), line.unit) == ("电容器", "1000.5", "035")
    assert rules(reading) == ["thousands", "line_breaks"]
    assert str(reading.cells.find(0, "lines[2].goods_name")) == "lists!F3"


def test_a_workbook_reader_takes_csv_too(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "lists.csv", FLAT)
    assert read_workbook(path, today=TODAY).documents == read_csv(path, today=TODAY).documents


def test_chinese_far_down_decides_the_encoding(tmp_path: Path) -> None:
    rows = [("internal_number", "part_no", "goods_name"), *[("D", "P", "x")] * 3000, ("D", "P", "电容器")]
    reading = read_csv(write_csv(tmp_path / "x.csv", rows, "gb18030"), today=TODAY)
    assert reading.documents[0].lines[-1].goods_name == "电容器"


@pytest.mark.parametrize(
    "content",
    [b'internal_number,part_no\n"a,b\n', b"PK\x03\x04....", b"", b"\xff\xfeabc", b"internal_number,part_no\n\xff\xff\xff"],
)
def test_what_is_no_csv_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(UnusableInput):
        read_csv(path)


def test_lists_come_one_by_one(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "lists.csv", FLAT)
    readings = list(iter_csv_documents(path, today=TODAY))
    assert [len(r.documents) for r in readings] == [1, 1]
    assert tuple(d for r in readings for d in r.documents) == read_csv(path, today=TODAY).documents
    assert str(readings[1].cells.find(0, "lines[1].part_no")) == "lists!D4"


def test_lists_that_span_blocks_come_whole(tmp_path: Path) -> None:
    rows = [FLAT[0]]
    for number in range(7):
        rows += [(f"DEMO-{number}", *FLAT[1][1:])] * 1500
    rows[1 + 1500 * 3] = ("DEMO-3", *FLAT[1][1:6], "x", "007")
    path = write_csv(tmp_path / "lists.csv", rows)
    readings = list(iter_csv_documents(path, today=TODAY))
    assert [r.documents[0].internal_number for r in readings] == [f"DEMO-{n}" for n in range(7)]
    assert [len(r.documents[0].lines) for r in readings] == [1500] * 7
    assert [len(r.errors) for r in readings] == [0, 0, 0, 1, 0, 0, 0]
    assert str(readings[3].places[0]) == "lists!G4502"
    assert readings[6].documents[0].lines[-1].line_no == 1500


def test_rows_of_a_list_that_come_later_are_told(tmp_path: Path) -> None:
    other = [(f"OTHER-{n // 1500}", *FLAT[1][1:]) for n in range(6000)]
    path = write_csv(tmp_path / "lists.csv", [FLAT[0], FLAT[1], *other, FLAT[1]])
    readings = list(iter_csv_documents(path, today=TODAY))
    assert [r.documents[0].internal_number for r in readings] == ["DEMO-1", "OTHER-0", "OTHER-1", "OTHER-2", "OTHER-3", "DEMO-1"]
    assert [f.rule for f in readings[-1].errors] == ["sheets.not_together"]
    assert [len(d.lines) for d in read_csv(path, today=TODAY).documents] == [2, 1500, 1500, 1500, 1500]


def test_columns_that_are_not_read_are_told_by_the_last_reading(tmp_path: Path) -> None:
    rows = [(*FLAT[0], "制单人"), *((*row, "张三") for row in FLAT[1:])]
    readings = list(iter_csv_documents(write_csv(tmp_path / "lists.csv", rows), today=TODAY))
    assert [r.unmatched for r in readings] == [(), (("lists", "制单人", 9),)]


def test_rows_longer_than_the_headings_are_told(tmp_path: Path) -> None:
    rows = [FLAT[0], FLAT[1], (*FLAT[2], "", "多出")]
    reading = read_csv(write_csv(tmp_path / "lists.csv", rows), today=TODAY)
    assert reading.unmatched == (("lists", "", 10),)
