"""`print`: a document of the journal or of a file as a page to print, a draft until it is released."""

from __future__ import annotations

import json
from pathlib import Path

from lxml import html

from baoguan import CustomsDeclaration, to_json
from tests.cli.conftest import Shell
from tests.support.declarations import declaration
from tests.support.lists import inventory

EVIDENCE = ("--by", "示例员", "--evidence", "页面显示")


def body(path: Path) -> html.HtmlElement:
    root: html.HtmlElement = html.document_fromstring(path.read_text(encoding="utf-8"))
    return root.body


def marks(path: Path) -> list[str]:
    """What stands across the pages of a written page."""
    return [str(each.text_content()) for each in body(path).iter("div") if each.get("class") == "mark"]


def text(path: Path) -> str:
    return str(body(path).text_content())


def write(shell: Shell, *documents: CustomsDeclaration) -> Path:
    """Declarations as a JSON file."""
    path = shell.base / "d.json"
    path.write_text(json.dumps([{"kind": "declaration", **to_json(each)} for each in documents]), encoding="utf-8")
    return path


def test_a_file_is_always_a_draft(shell: Shell) -> None:
    path = write(shell, declaration("A-1"), declaration("A-2", entry_no="530120260000000001"))
    said = shell("print", path, "-o", "page.html", "--json")
    assert said.code == 0
    assert said.data == {"ok": True, "exit_code": 0, "file": "page.html", "documents": 2, "mark": "draft"}
    page = shell.base / "page.html"
    assert marks(page) == ["草稿 DRAFT"]
    assert "A-1" in text(page)
    assert "A-2" in text(page)
    assert "文件 file: d.json" in text(page)


def test_the_draft_mark_goes_when_the_declaration_is_released(shell: Shell) -> None:
    shell.configure()
    path = write(shell, declaration("A-1"))
    assert shell("submit", path).code == 0
    page = shell.base / "page.html"
    assert shell("print", "A-1", "-o", page).code == 0
    assert marks(page) == ["草稿 DRAFT"]
    assert shell("run", "--once").code == 0
    assert shell("record", "A-1", "--outcome", "audited", "--entry-no", "530120260000000001", *EVIDENCE).code == 0
    assert shell("print", "A-1", "-o", page).code == 0
    assert marks(page) == ["草稿 DRAFT"]
    assert shell("record", "A-1", "--outcome", "released", *EVIDENCE).code == 0
    said = shell("print", "530120260000000001", "-o", page, "--json")
    assert said.data["mark"] is None
    assert marks(page) == []
    assert "海关编号：530120260000000001（皇岗海关(5301)）" in text(page)
    assert "状态 state: 放行" in text(page)
    assert "环境 environment: simulator/sw" in text(page)


def test_a_list_is_printed_as_a_table(shell: Shell) -> None:
    shell.configure()
    assert shell("submit", shell.write("l.json", inventory("L-1"))).code == 0
    assert shell("print", "L-1", "-o", "page.html").code == 0
    found = text(shell.base / "page.html")
    assert "保税核注清单" in found
    assert marks(shell.base / "page.html") == ["草稿 DRAFT"]


def test_a_page_never_replaces_its_source(shell: Shell) -> None:
    path = write(shell, declaration("A-1"))
    before = path.read_bytes()
    assert shell("print", path, "-o", path).code == 2
    assert path.read_bytes() == before


def test_neither_a_file_nor_a_document_is_told(shell: Shell) -> None:
    shell.configure()
    said = shell("print", "NOBODY", "-o", "page.html")
    assert said.code == 2
    assert not (shell.base / "page.html").exists()
