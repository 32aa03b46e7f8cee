"""A workbook of declarations through the commands: template, check, build, submit, print."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from baoguan.cli.inputs import wire_names
from baoguan.sheets.declaration import DECLARATION
from tests.broker.office import CARD
from tests.cli.conftest import Shell
from tests.sheets.books import Rows, write_book, write_csv

FLAT: Rows = (("企业内部编号", "税号", "币制"), ("D-1", "8542399000", "USD"))


@pytest.fixture
def book(shell: Shell) -> Path:
    """The workbook of the template, with its example."""
    assert shell("template", "declaration", "-o", "d.xlsx").code == 0
    return shell.base / "d.xlsx"


def with_card(shell: Shell) -> None:
    """Settings with a card of the declarant in the example."""
    path = shell.configure()
    path.write_text(path.read_text(encoding="utf-8").replace(str(CARD["customs_code"]), "4403DEM0B2"), encoding="utf-8")


def change(path: Path, sheet: str, place: str, value: object) -> None:
    found = openpyxl.load_workbook(path)
    found[sheet][place] = value
    found.save(path)


def test_the_template_is_checked_built_and_submitted(shell: Shell, book: Path) -> None:
    assert shell("check", book, "--json").data["errors"] == 0
    with_card(shell)
    built = shell("build", book, "-o", "out", "--json")
    assert built.code == 0, built
    (file,) = built.data["files"]
    assert b"<DecMessage" in Path(file).read_bytes()
    said = shell("submit", book, "--json")
    assert said.code == 0
    assert [(d["kind"], d["number"]) for d in said.data["documents"]] == [("declaration", "DEMO-I-0001")]


def test_findings_are_marked_in_the_sheet_of_their_section(shell: Shell, book: Path) -> None:
    change(book, "集装箱", "C2", "很大的箱子")
    change(book, "表体", "D3", "12345")
    said = shell("check", book, "--annotate", "marked.xlsx", "--json")
    assert said.code == 1
    cells = {f["cell"]: f["path"] for f in said.data["findings"] if f["severity"] == "error"}
    assert cells["集装箱!C2"] == "containers[1].size"
    assert cells["表体!D3"] == "goods[2].hs_code"
    marked = openpyxl.load_workbook(shell.base / "marked.xlsx")
    assert marked["集装箱"]["C2"].comment is not None
    assert marked["表体"]["D3"].comment is not None


def test_nothing_is_built_of_a_workbook_with_errors(shell: Shell, book: Path) -> None:
    shell.configure()
    change(book, "集装箱", "C2", "很大的箱子")
    assert shell("build", book, "-o", "out").code == 1
    assert not (shell.base / "out").exists()
    assert shell("submit", book).code == 1


def test_what_headings_leave_open_is_said_with_an_option(shell: Shell) -> None:
    path = write_csv(shell.base / "x.csv", FLAT)
    assert shell("check", path).code == 1, "企业内部编号 is the term of lists"
    path = write_csv(shell.base / "x.csv", (("internal_number", *FLAT[0][1:]), *FLAT[1:]))
    said = shell("check", path)
    assert said.code == 2
    assert "--kind" in said.err
    declared = shell("check", path, "--kind", "declaration", "--json").data["findings"]
    assert any(f["path"].startswith("goods[1].") for f in declared)
    listed = shell("check", path, "-k", "inventory", "--json").data["findings"]
    assert any(f["path"].startswith("lines[1].") for f in listed)
    assert shell("check", path, "-k", "ledger").code == 2


def test_element_names_of_the_message_are_headings(shell: Shell) -> None:
    heads: Rows = (
        ("ClientSeqNo", "IEFlag", "CustomMaster", "TradeName", "VoyNo"),
        ("D-1", "I", "5301", "虚构电子（示例）有限公司", "V1"),
    )
    goods: Rows = (("ClientSeqNo", "CodeTS", "GName", "GQty"), ("D-1", "8542399000", "集成电路", 3.0))
    boxes: Rows = (("ClientSeqNo", "ContainerId", "ContainerMd"), ("D-1", "DEMU1234567", "21"))
    path = write_book(shell.base / "x.xlsx", {"DecHead": heads, "DecList": goods, "Container": boxes})
    said = shell("check", path, "--json")
    assert [f for f in said.data["findings"] if f["rule"].startswith("sheets.")] == []
    assert any(f["path"] == "goods[1].unit" for f in said.data["findings"])
    names = wire_names().kinds["declaration"]
    for section in DECLARATION.sections:
        assert names.of(DECLARATION, section)
        assert set(names.of(DECLARATION, section).values()) <= set(section.fields)


def test_a_workbook_is_printed_as_a_draft(shell: Shell, book: Path) -> None:
    assert shell("print", book, "-o", "d.html").code == 0
    page = (shell.base / "d.html").read_text(encoding="utf-8")
    assert "DEMO-I-0001" in page
    assert "草稿 DRAFT" in page
    change(book, "集装箱", "C2", "很大的箱子")
    said = shell("print", book, "-o", "d.html")
    assert said.code == 1
    assert "很大的箱子" in said.out


def test_a_correction_is_read_as_the_kind_of_what_it_corrects(shell: Shell, book: Path) -> None:
    with_card(shell)
    assert shell("submit", book).code == 0
    path = write_csv(shell.base / "x.csv", (("internal_number", *FLAT[0][1:]), *FLAT[1:]))
    said = shell("redeclare", "DEMO-I-0001", path)
    assert "看不出" not in said.err
