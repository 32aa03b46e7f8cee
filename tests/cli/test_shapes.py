"""With --json every command prints exactly one object, also when it is misused; and options do what they say or say why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baoguan.cli import inputs, offline
from baoguan.plugin import installed
from tests.broker.office import CARD, SEQ_NO, Office
from tests.broker.papers import inv201
from tests.cli.conftest import TOML, Shell
from tests.cli.test_flow import failed, well
from tests.cli.test_read import members
from tests.sheets.books import HEADS, LINES, write_book
from tests.support.lists import inventory


@pytest.mark.parametrize(
    "words", [["submit"], ["no-such-command"], ["status", "--no-such-option"], ["run", "--interval", "soon"], ["build", "a.json"]]
)
def test_a_misused_command_says_so_in_the_same_shape(words: list[str], shell: Shell) -> None:
    failed(shell(*words, "--json"), 2, "UnusableInput")


def test_copy_gives_the_document_as_a_key_or_the_file(shell: Shell) -> None:
    shell.configure()
    shell("submit", shell.write("a.json", inventory("A-1")))
    copied = well(shell("copy", "A-1", "A-2", "--json"), "document").data["document"]
    assert copied["internal_number"] == "A-2"
    assert copied == shell("copy", "A-1", "A-2").data, "without --json it is the document alone"
    assert well(shell("copy", "A-1", "A-3", "-o", "a3.json", "--json"), "file").data["file"] == "a3.json"
    assert shell("check", "a3.json", "--save-only").code == 0
    failed(shell("copy", "A-9", "A-2", "--json"), 2, "UnknownReference")


def built(shell: Shell) -> list[Path]:
    shell.configure()
    shell("build", shell.write("two.json", inventory("A-1"), inventory("A-2")), "-o", "out")
    return sorted((shell.base / "out").iterdir())


def test_the_documents_of_several_messages_are_one_text_that_build_takes(shell: Shell) -> None:
    files = built(shell)
    said = shell("read", *files, "--document")
    assert [d["internal_number"] for d in json.loads(said.out)] == ["A-1", "A-2"]
    (shell.base / "d.json").write_text(said.out, encoding="utf-8")
    assert shell("build", "d.json", "-o", "again").code == 0
    assert len(list((shell.base / "again").iterdir())) == 2
    assert well(shell("read", *files, "--document", "--json"), "documents").data["documents"] == json.loads(said.out)


def test_a_file_without_a_document_spoils_only_itself(shell: Shell) -> None:
    (first, second) = built(shell)
    (shell.base / "r.xml").write_bytes(inv201(SEQ_NO, "Y", 1))
    said = shell("read", first, "r.xml", second, "--document", "--json")
    assert said.code == 2
    assert [d["internal_number"] for d in said.data["documents"]] == ["A-1", "A-2"]
    assert [(f["file"], f["error"]["type"]) for f in said.data["failed"]] == [("r.xml", "UnusableInput")]


def test_a_sheet_and_an_absent_file_are_told_from_damage(shell: Shell) -> None:
    write_book(shell.base / "lists.xlsx", {"表头": [("企业内部编号",)]})
    said = failed(shell("read", "lists.xlsx", "--json"), 2, "UnusableInput")
    assert "baoguan check" in said.data["error"]["remedy_en"]
    said = failed(shell("read", "absent.xml", "--json"), 2, "UnusableInput")
    assert said.data["error"]["en"] == "no file absent.xml"


def test_what_was_submitted_before_a_refusal_is_told(shell: Shell) -> None:
    shell.configure()
    well(shell("submit", shell.write("b.json", inventory("A-2")), "--json"))
    three = shell.write("three.json", inventory("A-1"), inventory("A-2", remark="另一内容"), inventory("A-3"))
    said = shell("submit", three, "--json")
    assert said.code != 0
    assert "A-2" in said.data["error"]["en"]
    assert [d["number"] for d in said.data["documents"]] == ["A-1"]
    assert "1 of 3 were submitted" in shell("submit", three).err
    assert {d["number"] for d in shell("status", "--json").data["documents"]} == {"A-1", "A-2"}


def test_the_headings_of_an_export_are_read_by_a_map(shell: Shell) -> None:
    heads = [("单据号", *HEADS[0][1:]), *HEADS[1:]]
    lines = [("单据号", "Material", *LINES[0][2:]), *LINES[1:]]
    book = write_book(shell.base / "erp.xlsx", {"表头": heads, "表体": lines})
    mapping = shell.base / "erp.toml"
    mapping.write_text('[head]\n"单据号" = "企业内部编号"\n[lines]\nMaterial = "part_no"\n', encoding="utf-8")
    plain = shell("check", book, "--json")
    assert any("Material" in f["en"] for f in plain.data["findings"])
    mapped = shell("check", book, "--map", mapping, "--json")
    assert not any("Material" in f["en"] for f in mapped.data["findings"])
    mapping.write_text('[lines]\nMaterial = "no_such_field"\n', encoding="utf-8")
    said = failed(shell("check", book, "--map", mapping, "--json"), 2, "UnusableInput")
    assert "no_such_field" in said.data["error"]["en"]
    assert "hs_code" in said.data["error"]["remedy_en"]
    mapping.write_text('[lines]\n"单据号" = "企业内部编号"\n', encoding="utf-8")
    assert "[head]" in failed(shell("check", book, "--map", mapping, "--json"), 2, "UnusableInput").data["error"]["remedy_en"]
    failed(shell("check", book, "--map", "absent.toml", "--json"), 2, "UnusableInput")


def test_one_key_is_for_one_list(shell: Shell) -> None:
    shell.configure()
    two = shell.write("two.json", inventory("A-1"), inventory("A-2"))
    failed(shell("submit", two, "--key", "K", "--json"), 2, "UnusableInput")
    assert shell("status", "--json").data["documents"] == []
    well(shell("submit", shell.write("a.json", inventory("A-1")), "--key", "K", "--json"))


def test_an_imported_tariff_can_be_listed_and_searched(shell: Shell) -> None:
    said = failed(shell("codes", "show", "hs", "--codes", "codes", "--json"), 2, "UnusableInput")
    assert "codes import hs" in said.data["error"]["remedy_en"]
    rows = ("商品编码,商品名称,法定第一单位", "8532241000,片式电容器,千克", "7318159090,螺钉,千克", "8532250000,纸介电容器,千克")
    (shell.base / "hs.csv").write_text("\n".join(rows), encoding="utf-8")
    well(shell("codes", "import", "hs", "hs.csv", "--codes", "codes", "--json"))
    shown = well(shell("codes", "show", "hs", "--codes", "codes", "--json"), "name", "date", "source", "codes").data
    assert [c["code"] for c in shown["codes"]] == ["8532241000", "7318159090", "8532250000"]
    assert (shown["codes"][1]["name_zh"], shown["codes"][1]["unit_1"]) == ("螺钉", "035")
    for text, count in (("电容", 2), ("8532", 2), ("8532.24", 1), ("7318159090", 1)):
        assert len(shell("codes", "show", "hs", text, "--codes", "codes", "--json").data["codes"]) == count
    assert shell("codes", "show", "hs", "没有", "--codes", "codes").code == 1
    assert "8532250000" in shell("codes", "show", "hs", "--codes", "codes").out


def two_accounts(shell: Shell) -> None:
    """Accounts `sw` and `b` of one journal."""
    top, account = TOML.format(**CARD).split("\n\n", 1)
    second = account.replace("accounts.sw", "accounts.b").replace('"imp"', '"imp2"')
    shell.configure().write_text(f"{top}\n\n{account}\n{second}", encoding="utf-8")


def test_with_several_accounts_one_must_be_named_and_all_are(shell: Shell) -> None:
    two_accounts(shell)
    path = shell.write("a.json", inventory("A-1"))
    for words in (("submit", path), ("adopt", path, "--by", "甲")):
        said = failed(shell(*words, "--json"), 2, "ConfigurationError")
        assert "sw, b" in said.data["error"]["en"]
    assert "note" not in shell("submit", path, "-a", "sw").err
    said = shell("submit", path, "-a", "b")
    assert (said.code, "A-1 也在账户 sw 中" in said.err) == (0, True)
    for ref in ("A-1", "4403D60001/A-1"):
        said = failed(shell("status", ref, "--json"), 2, "UnknownReference")
        assert "sw, b" in said.data["error"]["en"]
        assert "--account" in said.data["error"]["remedy_en"]
        assert shell("status", ref, "-a", "b", "--json").data["documents"][0]["account"] == "b"


def test_all_accounts_are_looked_at_and_plugins_without_one_are_shown(shell: Shell) -> None:
    two_accounts(shell)
    looked = well(shell("plugins", "doctor", "--json"), "supports", "observations", "plugins").data
    assert {s["account"] for s in looked["supports"]} == {"sw", "b"}
    assert "echo" in {p["name"] for p in looked["plugins"]}
    alone = well(shell("plugins", "doctor", "echo", "--json")).data
    assert (alone["supports"], [p["name"] for p in alone["plugins"]]) == ([], ["echo"])
    assert "no account uses it" in shell("plugins", "doctor", "echo").out
    failed(shell("plugins", "doctor", "carrier-pigeon", "--json"), 2, "UnusableInput")


def test_a_broken_plugin_is_looked_at_with_its_reason(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    import baoguan_echo

    shell.configure()
    monkeypatch.delattr(baoguan_echo, "channel")
    said = shell("plugins", "doctor", "echo", "--json")
    assert said.code == 1
    assert "AttributeError" in said.data["plugins"][0]["broken"]


def test_receipts_of_one_name_are_written_apart(shell: Shell, office: Office) -> None:
    shell.configure()
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        for minute, code in ((1, "Y"), (2, "2")):
            office.drop("Receipt.INV201", inv201(SEQ_NO, code, minute))
            broker.run_once(force=True)
    shell("trace", "A-1", "-o", "raw")
    written = {p.name: p.read_bytes() for p in (shell.base / "raw").iterdir()}
    assert written["Receipt.INV201"] == inv201(SEQ_NO, "Y", 1)
    assert written["Receipt (2).INV201"] == inv201(SEQ_NO, "2", 2)


def test_reading_knows_the_imported_codes(shell: Shell) -> None:
    path = shell.configure()
    path.write_text('codes = "codes"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    (first, _) = built_again(shell)
    plain = shell("read", first, "--document").data
    assert plain["lines"][0]["origin_country"] == "JPN"
    shell("codes", "show", "country")
    (shell.base / "c.csv").write_text("代码,中文名称,旧代码\nZZJ,测试国,116\n", encoding="utf-8")
    assert shell("codes", "import", "country", "c.csv").code == 0
    assert shell("read", first, "--document").data["lines"][0]["origin_country"] == "ZZJ"


def built_again(shell: Shell) -> list[Path]:
    shell("build", shell.write("two.json", inventory("A-1"), inventory("A-2")), "-o", "out")
    return sorted((shell.base / "out").iterdir())


class Entry:
    """An installed channel that answers by raising, and may say that it builds offline."""

    name = "another"

    def __init__(self, offline: bool) -> None:
        if offline:
            self.offline = self.read

    def load(self) -> Entry:
        return self

    def read(self, *_: object) -> None:
        raise ModuleNotFoundError("half of it is missing")

    wire_names = read


def test_a_channel_with_a_defect_hides_no_file_that_another_understands(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    (first, _) = built(shell)
    monkeypatch.setattr(inputs, "installed", lambda group: (Entry(False), *installed(group)))
    inputs._readers.cache_clear()
    try:
        assert shell("read", first, "--json").data["kind"] == "INV101"
        assert shell("check", write_book(shell.base / "x.xlsx", {"表头": HEADS, "表体": LINES})).code == 1
        (shell.base / "x.bin").write_bytes(b"nobody's")
        said = failed(shell("read", "x.bin", "--json"), 2, "DecodeError")
        assert "another" in said.data["error"]["en"]
    finally:
        inputs._readers.cache_clear()


def test_what_was_read_goes_back_to_its_channel_also_without_settings(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    (first, _) = built(shell)
    (shell.base / "d.json").write_text(shell("read", first, "--document").out, encoding="utf-8")
    (shell.base / "baoguan.toml").unlink()
    monkeypatch.setattr(offline, "installed", lambda group: (Entry(True), *installed(group)))
    for number, source in enumerate((first, "d.json")):
        assert shell("build", source, "-o", f"again{number}").code == 0
        (again,) = (shell.base / f"again{number}").iterdir()
        assert list(members(again).values()) == list(members(first).values())
    said = failed(shell("build", "two.json", "-o", "out2", "--json"), 2, "ConfigurationError")
    assert "another" in said.data["error"]["en"]
