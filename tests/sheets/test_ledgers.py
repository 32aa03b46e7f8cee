"""Ledgers from the pages' exports: by headings alone, exactly, with everything that was not understood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from baoguan import to_json
from baoguan.errors import UnusableInput
from baoguan.sheets import read_ledger, write_ledger
from baoguan.sheets.ledger_tables import SECTIONS
from tests.sheets.books import TODAY, Rows, write_csv
from tests.sheets.ledger_books import ACCOUNT, HANDBOOK, openings, read

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "handbook-export.xlsx"


@pytest.mark.skipif(not REAL.is_file(), reason="the export of a real handbook is not part of the repository")
def test_the_export_of_a_real_handbook_is_read_and_written_back(tmp_path: Path) -> None:
    reading = read_ledger(REAL)
    ledger = reading.ledger
    assert (len(ledger.materials), len(ledger.products), len(ledger.consumptions)) == (13, 20, 190)
    assert reading.errors == ()
    assert str(ledger.materials[0].quantity) == "62199.06"
    assert str(ledger.materials[0].unit_price) == "30.80"
    assert [str(row.net) for row in ledger.consumptions[:3]] == ["0.76", "0.20192", "0.01288"]
    assert Decimal(195360) in {row.total_price for row in ledger.products}
    assert ledger.ledger_no == "C530026A0001"
    write_ledger(reading.export, tmp_path / "back.xlsx")
    assert read_ledger(tmp_path / "back.xlsx").export == reading.export


def test_a_handbook_is_found_by_its_headings(tmp_path: Path) -> None:
    reading = read(tmp_path, HANDBOOK)
    ledger = reading.ledger
    assert reading.errors == ()
    assert (ledger.ledger_no, ledger.family, ledger.ledger_type, ledger.master_customs) == ("C530126A0001", "handbook", "C", "5301")
    assert ledger.operating_enterprise is not None
    assert ledger.operating_enterprise.customs_code == "4403DEM0A1"
    assert [(m.item_no, m.goods_name, m.quantity, m.material_rank) for m in ledger.materials] == [
        (1, "电容", Decimal("1000.5"), "2"),
        (2, "螺丝", Decimal(195360), "1"),
    ]
    assert [c.net for c in ledger.consumptions] == [Decimal("0.123456789"), Decimal("0.2")]
    assert ledger.contact is None
    assert ledger.contact_phone == "000-0000"


def test_an_account_has_a_head_of_one_row_and_numbers_its_rows_by_the_filing(tmp_path: Path) -> None:
    reading = read(tmp_path, ACCOUNT)
    ledger = reading.ledger
    assert reading.errors == ()
    assert (ledger.ledger_no, ledger.family, ledger.write_off_cycle) == ("E530126A0002", "account", 180)
    assert ledger.max_turnover == Decimal("500.25")
    assert openings(ledger) == {10: Decimal("100.5"), 20: Decimal("20.25")}
    assert ledger.consumptions[0].version == "2"


@pytest.mark.parametrize("book", [HANDBOOK, ACCOUNT], ids=["handbook", "account"])
@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_columns_and_sheets_changes_nothing(tmp_path: Path, book: Mapping[str, Rows], seed: int) -> None:
    random = Random(seed)
    sheets = list(book.items())
    random.shuffle(sheets)
    shuffled = {name: rows if name == "表头" else _columns_shuffled(rows, random) for name, rows in sheets}
    assert read(tmp_path, shuffled).ledger == read(tmp_path, book).ledger


def _columns_shuffled(rows: Rows, random: Random) -> Rows:
    order = list(range(max(map(len, rows))))
    random.shuffle(order)
    # The title and the total stand in the first column whatever follows.
    return [row if row[0] in ("料件", "合计") else [row[c] for c in order] for row in rows]


@pytest.mark.parametrize("book", [HANDBOOK, ACCOUNT], ids=["handbook", "account"])
def test_what_is_written_back_reads_the_same(tmp_path: Path, book: Mapping[str, Rows]) -> None:
    before = read(tmp_path, book).export
    write_ledger(before, tmp_path / "back.xlsx")
    assert read_ledger(tmp_path / "back.xlsx", today=TODAY).export == before


def test_unknown_columns_and_labels_are_kept_and_named(tmp_path: Path) -> None:
    reading = read(tmp_path, HANDBOOK)
    assert [(k.section, k.row, k.heading, k.value) for k in reading.export.kept] == [
        ("head", None, "延期次数", "2"),
        ("materials", 0, "备用标志", "甲"),
    ]
    assert reading.unmatched == (("表头", "延期次数", 2), ("料件", "备用标志", 3))


def test_a_wording_that_no_list_has_is_kept_and_a_number_that_is_none_is_an_error(tmp_path: Path) -> None:
    rows = [("序号", "商品名称", "申报数量", "海关执行标志"), ("1", "电容", "很多", "另行通知")]
    reading = read(tmp_path, {**HANDBOOK, "料件": rows})
    said = {(str(each.cell), each.finding.severity, each.finding.rule) for each in reading.located}
    assert ("料件!C2", "error", "sheets.number") in said
    assert ("料件!D2", "warning", "sheets.kept_wording") in said
    assert ("海关执行标志", "另行通知") in {(k.heading, k.value) for k in reading.export.kept}


@pytest.mark.parametrize(
    ("rows", "cell", "rule"),
    [
        ((("序号", "商品名称", "申报数量"), ("", "电容", "1")), "料件!2", "no_row_number"),
        ((("序号", "商品名称", "申报数量"), ("1", "电容", "1"), ("1", "螺丝", "1")), "料件!3", "row_twice"),
    ],
)
def test_rows_without_a_number_and_with_one_that_came_before_are_told(tmp_path: Path, rows: Rows, cell: str, rule: str) -> None:
    reading = read(tmp_path, {**HANDBOOK, "料件": rows})
    assert [(str(each.cell), each.finding.rule) for each in reading.located if each.finding.severity == "error"] == [
        (cell, f"sheets.{rule}")
    ]


def test_missing_sheets_and_columns_leave_their_fields_empty(tmp_path: Path) -> None:
    ledger = read(tmp_path, {name: HANDBOOK[name] for name in ("表头", "成品")}).ledger
    assert (ledger.materials, ledger.consumptions, len(ledger.products)) == ((), (), 1)
    assert ledger.products[0].currency is None


def test_the_head_may_contradict_the_rows_and_itself(tmp_path: Path) -> None:
    head: Rows = (("账册编号", "主管海关", "料件项数"), ("E530126A0002", "5301", "3"))
    reading = read(tmp_path, {**ACCOUNT, "账册表头": head, "表头": (("账册编号", "E530126A0003"), ("主管海关", "5301"))})
    assert {each.finding.rule for each in reading.located} >= {"sheets.count", "sheets.contradiction"}


def test_labels_over_merged_cells_have_their_values_further_on(tmp_path: Path) -> None:
    head: Rows = (
        ("手册编号", "", "C530126A0001", "主管海关", "", "5301"),
        ("备注", "", "", "联系人", "", "甲"),
        ("批准证编号：DEMO-9", "", "", "", "", ""),
    )
    reading = read(tmp_path, {**HANDBOOK, "表头": head})
    ledger = reading.ledger
    assert (ledger.ledger_no, ledger.master_customs, ledger.approval_no) == ("C530126A0001", "5301", "DEMO-9")
    # Whether 甲 is a label or a value cannot be told, and that is said.
    assert ("表头!F2", "sheets.label_or_value") in {(str(each.cell), each.finding.rule) for each in reading.located}


def test_the_head_may_stand_above_the_rows(tmp_path: Path) -> None:
    rows: Rows = (
        ("料件信息", "", "", ""),
        ("制表", "甲", "", ""),
        ("手册编号", "C530126A0001", "批次", "7"),
        ("序号", "商品名称", "申报数量", ""),
        ("1", "电容", "2", ""),
    )
    export = read(tmp_path, {"料件": rows}).export
    assert export.ledger.ledger_no == "C530126A0001"
    assert [(k.section, k.heading, k.value) for k in export.kept] == [("head", "批次", "7")]
    assert [row.goods_name for row in export.ledger.materials] == ["电容"]
    write_ledger(export, tmp_path / "back.xlsx")
    assert read_ledger(tmp_path / "back.xlsx", today=TODAY).ledger == export.ledger


def test_one_csv_holds_rows_with_the_number_of_the_ledger_beside_them(tmp_path: Path) -> None:
    rows: Rows = (
        ("料件成品标志", "手册编号", "序号", "商品名称", "申报数量"),
        ("I", "C530126A0001", "1", "电容", "12.50"),
        ("成品", "C530126A0001", "1", "电源板", "3"),
    )
    ledger = read_ledger(write_csv(tmp_path / "ledger.csv", rows, "gb18030")).ledger
    assert ledger.ledger_no == "C530126A0001"
    assert [str(m.quantity) for m in ledger.materials] == ["12.50"]
    assert [p.goods_name for p in ledger.products] == ["电源板"]


def test_a_csv_of_materials_is_known_by_its_name_and_needs_the_number(tmp_path: Path) -> None:
    rows: Rows = (("序号", "商品名称", "申报数量"), ("1", "电容", "12.50"))
    path = write_csv(tmp_path / "料件.csv", rows)
    assert [f.rule for f in read_ledger(path).errors] == ["sheets.no_ledger_number"]
    assert read_ledger(path, ledger_no="C530126A0001").ledger.materials[0].quantity == Decimal("12.50")
    untold = read_ledger(write_csv(tmp_path / "rows.csv", rows), ledger_no="C530126A0001")
    assert [f.rule for f in untold.errors] == ["sheets.which_rows"]


def test_json_is_the_ledger_itself(tmp_path: Path) -> None:
    ledger = read(tmp_path, HANDBOOK).ledger
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps({"kind": "ledger", **to_json(ledger)}), encoding="utf-8")
    assert read_ledger(path).ledger == ledger
    write_ledger(read_ledger(path).export, tmp_path / "own.xlsx")
    assert read_ledger(tmp_path / "own.xlsx", today=TODAY).ledger == ledger


@pytest.mark.parametrize("text", ["[]", "{", '{"kind": "inventory"}', '{"ledger_no": ""}', '{"colour": 1}'])
def test_json_that_is_no_ledger_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ledger.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput):
        read_ledger(path)


def test_a_file_without_headings_of_a_ledger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="列名"):
        read(tmp_path, {"页": (("甲", "乙"), ("1", "2"))})
    with pytest.raises(UnusableInput, match="没有文件"):
        read_ledger(tmp_path / "none.xlsx")


def test_sections_have_fields_of_their_own() -> None:
    assert [section.name for section in SECTIONS] == ["head", "materials", "products", "consumptions"]
