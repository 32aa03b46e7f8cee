"""The user's tariff table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from baoguan.codes import CodeStore, TariffTable, read_tariff
from baoguan.errors import UnusableInput

DAY = dt.date(2026, 6, 1)
HEADER = "商品编码,商品名称,法定第一单位,法定第二单位,监管条件,检验检疫类别,申报要素,出口税率,有效期起,有效期止"


def table(tmp_path: Path, *lines: str, header: str = HEADER) -> TariffTable:
    path = tmp_path / "tariff.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return read_tariff(path)


def test_a_row_is_read_with_units_conditions_elements_and_dates(tmp_path: Path) -> None:
    tariff = table(tmp_path, "8471301000,平板电脑,台,千克,A,L.M/,1:品名;2:品牌类型;3：出口享惠情况,0,2026-01-01,20261231")
    entry = tariff.get("8471301000", DAY)
    assert entry is not None
    assert (entry.unit_1, entry.unit_2, entry.name) == ("001", "035", "平板电脑")
    assert (entry.supervision_conditions, entry.inspection) == ("A", "L.M/")
    assert entry.elements == ("品名", "品牌类型", "出口享惠情况")
    assert entry.export_dutiable is False
    assert (entry.valid_from, entry.valid_to) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert tariff.remarks == ()


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("HS编码,第一计量单位,第二计量单位", "8471301000,001,035"),
        ("税号,法定单位", "8471301000,台/千克"),
        ("商品编号,法定单位,第二法定单位", "8471.30.1000,台,公斤"),
    ],
)
def test_columns_may_have_other_names_and_units_other_forms(tmp_path: Path, header: str, line: str) -> None:
    entry = table(tmp_path, line, header=header).get("8471301000", DAY)
    assert entry is not None
    assert (entry.unit_1, entry.unit_2, entry.export_dutiable) == ("001", "035", None)


def test_rows_of_thirteen_digits_become_one_entry_with_their_inspection_digits(tmp_path: Path) -> None:
    tariff = table(tmp_path, "8471301000101,甲", "8471301000102,乙", "8471301000101,甲", header="商品编码,商品名称")
    assert len(tariff) == 1
    entry = tariff.get("8471301000", DAY)
    assert entry is not None
    assert (entry.ciq_codes, entry.name) == (("101", "102"), "甲")


def test_a_zero_that_a_number_cell_lost_is_put_back_and_said(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 0, ["商品编码", "商品名称", "生效日期"])
        sheet.write_row(2, 0, [101210010, "示例马"])
        sheet.write_datetime(2, 2, dt.date(2026, 1, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(3, 0, [101210010101, "示例马", 20250101])
    tariff = read_tariff(path)
    entry = tariff.get("0101210010", DAY)
    assert entry is not None
    assert entry.valid_from == dt.date(2026, 1, 1)
    assert [e.valid_from for e in tariff.history("0101210010")] == [dt.date(2026, 1, 1), dt.date(2025, 1, 1)]
    (remark,) = tariff.remarks
    assert "2 个编码" in remark.zh
    assert "3: 101210010" in remark.en


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (dt.date(2025, 12, 31), "旧"),
        (dt.date(2026, 1, 1), "新"),
        (dt.date(2026, 12, 31), "新"),
        (dt.date(2027, 1, 1), None),
        (dt.date(2024, 12, 31), None),
    ],
)
def test_the_entry_of_the_day_is_given_and_none_outside_all_periods(tmp_path: Path, on: dt.date, name: str | None) -> None:
    tariff = table(
        tmp_path,
        "8471301000,旧,2025-01-01,2025-12-31",
        "8471301000,新,2026/1/1,2026/12/31",
        header="商品编码,商品名称,有效期起,有效期止",
    )
    entry = tariff.get("8471301000", on)
    assert (entry.name if entry else None) == name
    assert tariff.get("9999999999", on) is None


def test_of_overlapping_periods_the_one_that_began_last_counts(tmp_path: Path) -> None:
    tariff = table(tmp_path, "8471301000,旧,", "8471301000,新,2026-01-01", header="商品编码,商品名称,有效期起")
    entry = tariff.get("8471301000", DAY)
    assert entry is not None
    assert entry.name == "新"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("", None), ("0", False), ("0%", False), ("无", False), ("-", False), ("20%", True), ("40", True), ("是", True)],
)
def test_an_export_rate_tells_whether_duty_is_due(tmp_path: Path, cell: str, expected: bool | None) -> None:
    entry = table(tmp_path, f"8471301000,{cell}", header="商品编码,出口税率").get("8471301000", DAY)
    assert entry is not None
    assert entry.export_dutiable is expected


def test_what_cannot_be_used_is_left_empty_with_a_remark_never_guessed(tmp_path: Path) -> None:
    tariff = table(
        tmp_path,
        "84,第八十四章,,",
        "8471301000,平板,PCS,见注释",
        "8471301000,平板,台,见注释",
        header="商品编码,商品名称,法定单位,出口关税",
    )
    entry = tariff.get("8471301000", DAY)
    assert entry is not None
    assert (entry.unit_1, entry.export_dutiable) == (None, None)
    said = "\n".join(remark.zh for remark in tariff.remarks)
    for expected in ("3: PCS", "3: 见注释", "4: 8471301000", "1 行"):
        assert expected in said


def test_wrong_codes_and_dates_are_all_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as caught:
        table(
            tmp_path,
            "84713O1000,,",
            "84713010001,,",
            "8471301000,2026-02-30,",
            "8471302000,2026-02-01,2026-01-01",
            header="商品编码,有效期起,有效期止",
        )
    message = str(caught.value)
    for expected in ("第 2 行“商品编码”列 “84713O1000”", "row 3", "第 4 行“有效期起”列 “2026-02-30”", "row 5", "4 处"):
        assert expected in message


def test_only_the_first_faults_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="另有 15 处"):
        table(tmp_path, *["X,"] * 25, header="商品编码,商品名称")


def test_a_file_without_usable_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="10 位或 13 位"):
        table(tmp_path, "84,章", header="商品编码,商品名称")


def test_twenty_thousand_rows_are_read_from_a_workbook_and_from_the_store(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    header = HEADER.split(",")
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for i in range(20_000):
            row = [
                f"{1_000_000_000 + i}",
                f"商品{i}",
                "台",
                "千克",
                "A",
                "M",
                "1:品名;2:品牌类型;3:型号",
                "0",
                "2026-01-01",
                "",
            ]
            sheet.write_row(i + 1, 0, row)
    tariff = read_tariff(path)
    store = CodeStore(tmp_path / "codes")
    store.save_tariff(tariff)
    again = store.tariff()
    assert again is not None
    assert again.entries == tariff.entries
    assert len(again) == 20_000
