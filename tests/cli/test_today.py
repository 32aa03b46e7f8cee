"""`today` and `draft` on the command line: words, JSON, the workbook, exit codes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest

from baoguan import Broker, load_config
from baoguan.cli import today as command
from baoguan.rules.inventory.sample import MANUFACTURER
from tests.broker.office import SEQ_NO, Office
from tests.broker.papers import ENTRY_NO, LIST_NO, inv201, inv202
from tests.cli.conftest import Shell
from tests.cli.test_flow import failed, well
from tests.support.lists import MAKER, inventory

TASK = {
    *("what", "what_zh", "urgency", "account", "client", "number", "kind", "ref", "state", "state_zh", "age", "last_day"),
    *("why_zh", "why_en", "next_zh", "next_en"),
}
HEADINGS = ("事项", "紧急程度", "最后期限", "客户", "编号", "种类", "状态", "天数", "说明", "下一步", "账户")
OTHER = "202600000000000002"


@pytest.fixture(autouse=True)
def _in_january(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "current_day", lambda: date(2026, 1, 5))


def opened(shell: Shell) -> Broker:
    return Broker(load_config(shell.configure()))


@pytest.fixture
def busy(shell: Shell, office: Office) -> Shell:
    """A refused list, and one of another client that is saved only."""
    with opened(shell) as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "3", 2, notes=["单价不符"]))
        office.save(broker, attrs.evolve(inventory("B-1"), operating_enterprise=MANUFACTURER), OTHER)
    return shell


def tasks(said: dict[str, Any]) -> list[tuple[str, str]]:
    return [(t["number"], t["what"]) for t in said["tasks"]]


def test_nothing_to_do_is_said_and_no_finding(shell: Shell) -> None:
    shell.configure()
    assert well(shell("today", "--json"), "tasks").data["tasks"] == []
    said = shell("today")
    assert (said.code, "今天没有待办 nothing to do" in said.out) == (0, True)


def test_what_there_is_to_do_is_told_with_the_next_step(busy: Shell) -> None:
    said = busy("today")
    assert said.code == 1
    first, second = said.out.index("被退、被拒 refused  A-1"), said.out.index("已暂存未申报 undeclared  B-1")
    assert first < second
    assert "申报：单价不符" in said.out
    assert "→ 改正后 baoguan redeclare / Correct it, then `baoguan redeclare`" in said.out


def test_the_json_of_a_task(busy: Shell) -> None:
    said = busy("today", "--json")
    assert (said.code, said.data["ok"], said.data["exit_code"]) == (1, False, 1)
    assert tasks(said.data) == [("A-1", "refused"), ("B-1", "undeclared")]
    for task in said.data["tasks"]:
        assert set(task) == TASK
    first = said.data["tasks"][0]
    assert (first["urgency"], first["client"], first["state"], first["kind"]) == (
        "urgent",
        MAKER.customs_code,
        "rejected",
        "inventory",
    )
    assert (first["last_day"], isinstance(first["age"], int)) == (None, True)


def test_one_client_only(busy: Shell) -> None:
    said = busy("today", "--client", MANUFACTURER.customs_code, "--json")
    assert (said.code, tasks(said.data)) == (1, [("B-1", "undeclared")])
    assert well(busy("today", "--client", "0000000000", "--json")).data["tasks"] == []


def cells(path: Path) -> list[tuple[object, ...]]:
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return list(sheet.iter_rows(values_only=True))


def test_the_table_is_written_to_a_workbook(busy: Shell) -> None:
    target = busy.base / "今日.xlsx"
    said = busy("today", "--xlsx", target, "--json")
    assert said.data["file"] == str(target)
    head, *rows = cells(target)
    assert head == HEADINGS
    listed = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
    assert [(r["编号"], r["事项"], r["紧急程度"]) for r in listed] == [
        ("A-1", "被退、被拒", "urgent"),
        ("B-1", "已暂存未申报", "near"),
    ]
    assert (listed[0]["说明"], listed[0]["客户"], listed[0]["状态"]) == ("申报：单价不符", MAKER.customs_code, "退单")
    assert (listed[0]["天数"], listed[0]["最后期限"], listed[0]["账户"]) == (0, None, "sw")
    assert f"→ {target}" in busy("today", "--xlsx", target).out


def test_an_empty_table_has_its_headings(shell: Shell) -> None:
    shell.configure()
    target = shell.base / "empty.xlsx"
    well(shell("today", "--xlsx", target, "--json"), "tasks", "file")
    assert cells(target) == [HEADINGS]


def test_without_settings_or_a_place_for_the_workbook_it_says_so(shell: Shell) -> None:
    failed(shell("today", "--json"), 2, "ConfigurationError")
    shell.configure()
    failed(shell("today", "--xlsx", shell.base / "no" / "such.xlsx", "--json"), 2, "UnusableInput")


# -- draft -------------------------------------------------------------------------------------------------------------


def test_the_draft_of_a_file_is_there_to_look_at(shell: Shell) -> None:
    path = shell.write("a.json", inventory("A-1"))
    said = well(shell("draft", path, "--json"), "document", "missing", "entry_seq_no", "own", "file").data
    assert (said["own"], said["entry_seq_no"], said["document"]["kind"]) == (False, None, "declaration")
    paths = {m["path"] for m in said["missing"]}
    assert {"licence_documents", "conveyance", "goods[1].district"} <= paths
    shown = shell("draft", path).out
    assert "INV202）未到" in shown
    assert "境内目的地/境内货源地 · goods[1].district" in shown


def test_the_draft_of_a_list_has_its_number_and_that_of_the_draft_of_customs(shell: Shell, office: Office) -> None:
    with opened(shell) as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "4", 2, list_no=LIST_NO), inv202(SEQ_NO, 3))
    said = well(shell("draft", "A-1", "--json")).data
    assert (said["entry_seq_no"], said["document"]["seq_no"]) == (ENTRY_NO, ENTRY_NO)
    assert said["document"]["licence_documents"] == [{"kind": "a", "number": LIST_NO}]
    assert f"海关已生成草稿 {ENTRY_NO}" in shell("draft", LIST_NO).out


def test_a_written_draft_is_checked_as_any_declaration(shell: Shell) -> None:
    path = shell.write("a.json", inventory("A-1"))
    target = shell.base / "d.json"
    assert well(shell("draft", path, "-o", target, "--json")).data["file"] == str(target)
    assert json.loads(target.read_text(encoding="utf-8"))["kind"] == "declaration"
    checked = shell("check", target, "--json")
    assert checked.code == 1
    assert checked.data["documents"] == 1
    assert {"customs_office", "trader"}.isdisjoint(f["path"] for f in checked.data["findings"])


@pytest.mark.parametrize(
    ("head", "words"),
    [({"generate_declaration": "2"}, "由企业自己申报报关单"), ({}, "只供查看")],
)
def test_whose_the_declaration_is_is_said(shell: Shell, head: dict[str, Any], words: str) -> None:
    path = shell.write("a.json", inventory("A-1", **head))
    assert words in shell("draft", path).out


def test_what_has_no_draft_is_refused(shell: Shell) -> None:
    path = shell.write("a.json", inventory("A-1", customs_declared="2", generate_declaration="2"))
    error = failed(shell("draft", path, "--json"), 2, "UnusableInput").data["error"]
    assert "非报关" in error["zh"]
    failed(shell("draft", shell.write("b.json", inventory("A-1"), inventory("A-2")), "--json"), 2, "UnusableInput")
    shell.configure()
    failed(shell("draft", "no such", "--json"), 2, "UnknownReference")
