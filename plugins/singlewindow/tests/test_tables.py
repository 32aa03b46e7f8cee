"""The record tables against the field lists of the interface and against the model."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from baoguan import BondedInventoryList, DraftDeclaration, DraftGoods, EcommerceBill, InventoryLine, WarehouseDocument
from baoguan.plugin import Record, paths, terms
from baoguan_singlewindow.tables import BILL, DRAFT, DRAFT_GOODS, HEAD, LINE, MATERIAL, SECTIONS, WAREHOUSE

FIELDS = Path(__file__).parents[4] / "shared" / "wire" / "fields" / "single-window.csv"
TABLES = (HEAD, LINE, DRAFT, DRAFT_GOODS, MATERIAL, WAREHOUSE, BILL)


def names_in(cell: str) -> Iterator[str]:
    """The element names of a row: `A / B`, `A, B`, `Param1..Param4`, `OverseasConsignorCode / …Cname`."""
    stem = ""
    for part in re.split(r"[/,]", cell):
        name = part.strip()
        if found := re.fullmatch(r"(\D+)(\d)\.\.\1(\d)", name):
            yield from (f"{found[1]}{n}" for n in range(int(found[2]), int(found[3]) + 1))
        elif name.startswith("…"):
            yield stem + name.removeprefix("…")
        else:
            stem = name.removesuffix("Code")
            yield name


def of_the_interface(record: str) -> set[str]:
    with FIELDS.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row["element"] for row in csv.DictReader(lines) if row["type"].partition(" ")[0] == record]
    return {name for row in rows for name in names_in(row)}


def test_a_row_of_several_names_is_taken_apart() -> None:
    assert list(names_in("Param1..Param4")) == ["Param1", "Param2", "Param3", "Param4"]
    assert list(names_in("A / B / C")) == ["A", "B", "C"]
    assert list(names_in("SeqNo, DecSeqNo")) == ["SeqNo", "DecSeqNo"]
    assert list(names_in("OverseasConsigneeCode / …Ename")) == ["OverseasConsigneeCode", "OverseasConsigneeEname"]


@pytest.mark.skipif(not FIELDS.is_file(), reason="the field tables of the interface are not here")
@pytest.mark.parametrize("record", [HEAD, LINE, DRAFT, DRAFT_GOODS], ids=lambda r: r.tag)
def test_every_element_of_the_interface_stands_in_a_table(record: Record) -> None:
    wanted = of_the_interface(record.tag)
    assert len(wanted) > 30
    assert wanted - set(record.by_name) == set()


@pytest.mark.skipif(not FIELDS.is_file(), reason="the field tables of the interface are not here")
@pytest.mark.parametrize(
    ("record", "added"), [(HEAD, set()), (LINE, {"Param2", "Param3", "Param4"}), (DRAFT, set()), (DRAFT_GOODS, set())]
)
def test_a_table_has_no_name_that_the_interface_does_not_have(record: Record, added: set[str]) -> None:
    assert set(record.by_name) - of_the_interface(record.tag) == added


def test_the_sections_of_one_program_have_their_elements() -> None:
    assert list(WAREHOUSE.by_name) == ["seqNo", "gNo", "bondInvtNo", "sasStockNo"]
    assert list(BILL.by_name) == ["SeqNo", "BondInvtNo", "CbecBillNo"]
    assert list(MATERIAL.by_name) == list(LINE.by_name)


@pytest.mark.parametrize("record", TABLES, ids=lambda r: r.tag)
def test_a_name_and_a_path_stand_once_in_a_table(record: Record) -> None:
    assert len({e.name for e in record.elements}) == len(record.elements)
    assert len({e.path for e in record.elements}) == len(record.elements)


@pytest.mark.parametrize("record", TABLES, ids=lambda r: r.tag)
def test_every_attribute_of_the_model_has_its_element(record: Record) -> None:
    assert set(paths(record.model)) == {e.path for e in record.elements}


def test_every_section_of_the_list_has_its_table() -> None:
    assert {name for _, name in SECTIONS} == {
        *(name for name, term in terms(BondedInventoryList).items() if term.kind == "lines" and name != "attachments"),
        "draft_declaration",
    }
    assert {record.model for record, _ in SECTIONS} == {
        InventoryLine,
        DraftDeclaration,
        DraftGoods,
        WarehouseDocument,
        EcommerceBill,
    }


@pytest.mark.parametrize("record", TABLES, ids=lambda r: r.tag)
def test_countries_and_currencies_carry_the_older_numbers(record: Record) -> None:
    for element, term in record.rows():
        assert element.legacy == (term.codes if term.codes in ("country", "currency") else None), element.name


@pytest.mark.parametrize("record", TABLES, ids=lambda r: r.tag)
def test_only_specifications_stand_in_cdata(record: Record) -> None:
    assert {e.name for e in record.elements if e.cdata} <= {"GdsSpcfModelDesc"}
    assert all(e.cdata for e in record.elements if e.name == "GdsSpcfModelDesc")
