"""Reading a user's newer edition of a list."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from baoguan.codes import Codes, read_code_list
from baoguan.errors import UnusableInput


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_the_encodings_and_delimiters_of_spreadsheet_programs(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = "代码,中文名称,英文名称,旧代码\r\nNOR,挪威,Norway,326\r\nXKA,新国,,\r\n".replace(",", delimiter)
    countries = read_code_list(written(tmp_path / "c.csv", text, encoding), "country")
    assert [(row.code, row.name_zh, row.legacy) for row in countries] == [("NOR", "挪威", "326"), ("XKA", "新国", "")]
    assert countries.to_legacy("XKA") is None
    assert countries.title_zh == "国家（地区）"


def test_a_workbook_with_a_title_above_its_header_and_number_cells_is_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["监管方式代码表"],
        [],
        ["序号", "代码", "名称"],
        [1, 110, "一般贸易"],
        [2, "9610", "电子商务"],
    ]
    modes = read_code_list(workbook(tmp_path / "m.xlsx", rows), "supervision_mode", date="2026-01")
    assert [row.code for row in modes] == ["0110", "9610"]
    assert "0110" in modes.remarks[0].zh
    assert "row 4" in modes.remarks[0].en
    assert modes.date == "2026-01"


def test_the_preferred_country_of_a_shared_number_is_kept_from_the_built_in_list(tmp_path: Path) -> None:
    text = "code,name,legacy\nBVT,布维岛,326\nNOR,挪威,326\n"
    row = read_code_list(written(tmp_path / "c.csv", text), "country").from_legacy("326")
    assert row is not None
    assert row.code == "NOR"


def test_a_preferred_column_decides_instead(tmp_path: Path) -> None:
    text = "code,name,legacy,优先\nNOR,挪威,326,\nBVT,布维岛,326,是\n"
    row = read_code_list(written(tmp_path / "c.csv", text), "country").from_legacy("326")
    assert row is not None
    assert row.code == "BVT"


def test_aliases_are_carried_over_only_while_the_name_is_the_same(tmp_path: Path) -> None:
    units = read_code_list(written(tmp_path / "u.csv", "代码,名称\n035,千克\n036,另一单位\n"), "unit")
    assert [row.code for row in units.find("公斤")] == ["035"]
    assert units.find("gram") == ()


def test_everything_wrong_is_said_at_once_with_row_column_value_and_remedy(tmp_path: Path) -> None:
    path = written(tmp_path / "d.csv", "代码,名称\n01,甲\n0-1,乙\n01,丙\n03,\n")
    with pytest.raises(UnusableInput) as caught:
        read_code_list(path, "demo")
    message = str(caught.value)
    for expected in (
        "第 3 行“代码”列 “0-1”",
        "第 4 行",
        "与第 2 行重复",
        "row 5, column 名称",
        "3 unusable",
        "Correct the cells",
    ):
        assert expected in message


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.csv", "号码,说明\n1,甲\n", "代码/code/编码"),
        ("a.csv", "", "代码/code/编码"),
        ("a.csv", "代码,名称\n", "没有可用的行"),
        ("a.csv", '代码,名称\n01,"甲\n', "CSV"),
        ("a.pdf", "代码,名称\n01,甲\n", ".xlsx"),
        ("a.xlsx", "代码,名称\n01,甲\n", "工作簿"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_reason(tmp_path: Path, name: str, text: str, expected: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        read_code_list(written(tmp_path / name, text), "demo")
    assert expected in str(caught.value)


def test_a_file_in_no_known_encoding_or_absent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("代码,名称\n".encode() + b"\xff\xff")
    for path in (tmp_path / "a.csv", tmp_path / "absent.csv"):
        with pytest.raises(UnusableInput, match=path.name):
            read_code_list(path, "demo")


@pytest.mark.parametrize("name", ["", "Unit", "../unit", "单位", "a" * 41, "a b"])
def test_a_name_that_could_not_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnusableInput):
        read_code_list(written(tmp_path / "a.csv", "代码,名称\n01,甲\n"), name)


def test_reading_leaves_the_built_in_list_alone(tmp_path: Path) -> None:
    read_code_list(written(tmp_path / "u.csv", "代码,名称\n999,新\n"), "unit")
    assert "999" not in Codes.builtin()["unit"]
