"""The lists that come with the package."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from baoguan.codes import BUILTIN_NAMES, Code, CodeList, Codes
from baoguan.codes._format import dumps_codes, loads_codes

FACTS = Path(__file__).resolve().parents[3] / "shared" / "codes"
SIZES = {
    "attachment_kind": 58,
    "container_size": 8,
    "country": 264,
    "currency": 22,
    "customs_office": 1302,
    "duty_mode": 9,
    "goods_attribute": 20,
    "levy_nature": 78,
    "licence_document": 51,
    "packaging": 14,
    "port": 4332,
    "purpose": 24,
    "supervision_mode": 99,
    "transaction_mode": 7,
    "transport_mode": 18,
    "unit": 123,
}


def test_all_lists_are_there_with_titles_source_and_an_approximate_date() -> None:
    codes = Codes.builtin()
    assert codes.names() == tuple(codes) == BUILTIN_NAMES
    assert {name: len(codes[name]) for name in codes} == SIZES
    for name in codes:
        code_list = codes[name]
        assert code_list.name == name
        assert "2018..2020" in code_list.date
        assert code_list.title_zh
        assert code_list.title_en
        assert code_list.source
        assert not code_list.closed
        assert all(row.code and row.name_zh for row in code_list)


@pytest.mark.parametrize("name", BUILTIN_NAMES)
def test_a_list_survives_writing_and_reading(name: str) -> None:
    code_list = Codes.builtin()[name]
    again = loads_codes(dumps_codes(code_list), origin="test")
    assert again.codes == code_list.codes
    assert (again.title_zh, again.date, again.source, again.note) == (
        code_list.title_zh,
        code_list.date,
        code_list.source,
        code_list.note,
    )


@pytest.mark.skipif(not FACTS.is_dir(), reason="the tables the lists were made from are not here")
@pytest.mark.parametrize("name", BUILTIN_NAMES)
def test_codes_names_and_legacy_codes_agree_with_the_tables_they_were_made_from(name: str) -> None:
    with (FACTS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = [
            (
                row["code"],
                (row.get("name_zh") or row["name"]).replace('\\"', '"'),
                row.get("legacy") or row.get("legacy_numeric") or "",
            )
            for row in csv.DictReader(file)
        ]
    assert [(row.code, row.name_zh, row.legacy) for row in Codes.builtin()[name]] == expected


def test_importing_the_room_reads_no_list() -> None:
    program = "import baoguan.codes, baoguan.codes._codes as c; print(c.builtin_list.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "0"


def test_replacing_a_list_leaves_the_original_set_alone() -> None:
    mine = CodeList(name="unit", title_zh="单位", title_en="Unit", date="2026", source="t", codes=(Code(code="999", name_zh="新"),))
    codes = Codes.builtin().replacing(mine)
    assert codes["unit"] is mine
    assert "035" in Codes.builtin()["unit"]
    assert codes.names() == BUILTIN_NAMES


def test_a_new_list_is_added_by_with_list_and_refused_by_replacing() -> None:
    mine = CodeList(name="district", title_zh="地区", title_en="District", date="2026", source="t", codes=())
    assert "district" in Codes.builtin().with_list(mine)
    with pytest.raises(KeyError, match="district"):
        Codes.builtin().replacing(mine)


def test_an_unknown_list_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="supervision_mode"):
        Codes.builtin()["supervision"]
