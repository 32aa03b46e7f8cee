"""`[lists]` of baoguan.toml: it reaches check, build and submit alike, and what makes no sense is refused by all three."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import attrs
import pytest
from lxml import etree

from baoguan import BondedInventoryList
from baoguan.broker.config import HEAD_BYTES
from tests.broker.office import CARD, Office, read_sent
from tests.cli.conftest import TOML, Said, Shell
from tests.support.lists import inventory, line

TEN = range(1, 11)


def requested(number: str = "A-1") -> BondedInventoryList:
    """Ten lines of two goods in turn, each from two countries: four groups by the usual key, two by name."""
    lines = [
        line(
            i,
            goods_name="甲" if i % 2 else "乙",
            origin_country="JPN" if i % 4 in (0, 1) else "KOR",
            declaration_line_no=None,
        )
        for i in TEN
    ]
    return attrs.evolve(inventory(number), lines=tuple(lines))


def configure(shell: Shell, lists: str) -> None:
    top, accounts = TOML.format(**CARD).split("\n\n", 1)
    (shell.base / "baoguan.toml").write_text(f"{top}\n\n[lists]\n{lists}\n\n{accounts}", encoding="utf-8")


def built(folder: Path) -> dict[str, bytes]:
    """The XML of every message in a folder, by the internal number of its list."""
    sent = [read_sent(p.stem, p.read_bytes()) for p in folder.iterdir()]
    return {s.number: s.xml for s in sorted(sent, key=lambda s: s.number)}


def lines_of(xml: bytes) -> list[etree._Element]:
    return list(etree.fromstring(xml).iter("InvtListType"))


def merged_into(xml: bytes) -> list[str]:
    """The declaration line of each line."""
    return [n.findtext("EntryGdsSeqno") or "" for n in lines_of(xml)]


def all_ways(shell: Shell, office: Office, path: Path) -> dict[str, bytes]:
    """Check, build and submit a file; they agree, and give the messages."""
    checked = shell("check", path, "--json")
    assert checked.code == 0, checked.out
    assert shell("build", path, "-o", "out").code == 0
    messages = built(shell.base / "out")
    assert checked.data["documents"] == len(messages)
    said = shell("submit", path, "--json")
    assert said.code == 0, said.out
    submitted = said.data["documents"]
    assert sorted(d["number"] for d in submitted) == list(messages)
    assert shell("run", "--once", "--json").data["sent"] == len(messages)
    sent = {s.number: [etree.tostring(n) for n in lines_of(s.xml)] for s in office.take()}
    assert sent == {number: [etree.tostring(n) for n in lines_of(xml)] for number, xml in messages.items()}
    return messages


def test_without_settings_a_list_of_ten_lines_stays_one(shell: Shell, office: Office) -> None:
    configure(shell, "")
    ((number, xml),) = all_ways(shell, office, shell.write("a.json", requested())).items()
    assert number == "A-1"
    assert sorted(Counter(merged_into(xml)).values()) == [2, 2, 3, 3]


def test_max_lines_divides_and_says_into_how_many(shell: Shell, office: Office) -> None:
    configure(shell, "max_lines = 5")
    path = shell.write("a.json", requested())
    said = shell("check", path)
    assert "10 行" in said.out
    assert "2 份" in said.out
    messages = all_ways(shell, office, path)
    assert list(messages) == ["A-1-01", "A-1-02"]
    assert [len(lines_of(x)) for x in messages.values()] == [5, 5]
    parts = sorted(n.findtext("GdsMtno") or "" for x in messages.values() for n in lines_of(x))
    assert parts == [f"M-{i:05d}" for i in TEN], "every requested line is in exactly one list"


def test_max_bytes_divides_by_the_size_of_the_message(shell: Shell, office: Office) -> None:
    most = HEAD_BYTES + 5_000
    configure(shell, f"max_bytes = {most}")
    messages = all_ways(shell, office, shell.write("a.json", requested()))
    assert len(messages) == 4
    assert all(len(x) <= most for x in messages.values())
    assert sum(len(lines_of(x)) for x in messages.values()) == 10


def test_a_line_that_no_list_can_hold_is_refused_with_its_size_and_the_limit(shell: Shell) -> None:
    configure(shell, f"max_bytes = {HEAD_BYTES + 100}")
    path = shell.write("a.json", requested())
    for command in (("check", path), ("build", path, "-o", "out"), ("submit", path)):
        said = shell(*command, "--json")
        assert said.code == 3, said.out
        error = said.data["error"]
        assert error["type"] == "TooLarge"
        assert "100" in error["zh"]
        assert "100" in error["en"]
        assert error["remedy_zh"]
        assert error["remedy_en"]
    assert not (shell.base / "out").exists()


USUAL = '"hs_code", "goods_name", "unit", "currency", "origin_country", "destination_country"'


@pytest.mark.parametrize(
    ("key", "groups"),
    [(f'{USUAL}, "exemption"', [1, 1, 2, 2, 2, 2]), (USUAL, [2, 2, 3, 3]), (f'{USUAL}, "part_no"', [1] * 10)],
    ids=["the usual key", "without exemption", "with part numbers"],
)
def test_merge_key_decides_which_lines_merge(key: str, groups: list[int], shell: Shell, office: Office) -> None:
    configure(shell, f"merge_key = [{key}]")
    document = requested()
    lines = [attrs.evolve(each, exemption="1" if each.line_no in (9, 10) else "3") for each in document.lines]
    (xml,) = all_ways(shell, office, shell.write("a.json", attrs.evolve(document, lines=tuple(lines)))).values()
    assert sorted(Counter(merged_into(xml)).values()) == groups


def test_a_key_that_joins_what_the_rules_keep_apart_is_a_finding_before_anything_is_submitted(shell: Shell) -> None:
    configure(shell, 'merge_key = ["goods_name"]')
    path = shell.write("a.json", inventory("A-0"), requested())
    for command in (("check", path), ("submit", path)):
        said = shell(*command, "--json")
        assert said.code == 1, said.out
        errors = [f for f in said.data["findings"] if f["severity"] == "error"]
        assert {f["rule"] for f in errors} == {"merge.key"}
        assert all(f["path"].startswith("A-1 lines[") for f in errors)
    assert shell("status", "--json").data["documents"] == [], "the first list of the file was not submitted without the second"


WRONG = {
    "max_lines = 0": ("lists.max_lines", "0", "whole number above 0"),
    "max_lines = -3": ("lists.max_lines", "-3", "whole number above 0"),
    "max_lines = 2.5": ("lists.max_lines", "2.5", "whole number above 0"),
    "max_lines = true": ("lists.max_lines", "True", "whole number above 0"),
    'max_lines = "many"': ("lists.max_lines", "'many'", "whole number above 0"),
    "max_bytes = 0": ("lists.max_bytes", "0", f"whole number above {HEAD_BYTES}"),
    f"max_bytes = {HEAD_BYTES}": ("lists.max_bytes", f"{HEAD_BYTES}", f"whole number above {HEAD_BYTES}"),
    'merge_key = "hs_code"': ("lists.merge_key", "'hs_code'", "list of texts"),
    "merge_key = [1]": ("lists.merge_key", "[1]", "list of texts"),
    "merge_key = []": ("lists.merge_key", "[]", "at least one"),
    'merge_key = ["colour"]': ("lists.merge_key", "['colour']", "fields of a list line"),
    'merge_key = ["unit", "unit"]': ("lists.merge_key", "['unit', 'unit']", "different fields"),
    "max_line = 5": ("lists.max_line", "", "no such setting"),
}


@pytest.mark.parametrize("lists", WRONG)
def test_a_wrong_value_is_refused_with_field_value_rule_and_remedy(lists: str, shell: Shell) -> None:
    field, value, rule = WRONG[lists]
    configure(shell, lists)
    path = shell.write("a.json", requested())
    said: list[Said] = [shell(*c, "--json") for c in (("check", path), ("build", path, "-o", "out"), ("submit", path))]
    for each in said:
        assert each.code == 2, each.out
        error = each.data["error"]
        assert error["type"] == "ConfigurationError"
        assert all(text in error["en"] for text in (field, value, rule)), error["en"]
        assert all(text in error["zh"] for text in (field, value)), error["zh"]
        assert error["remedy_zh"]
        assert error["remedy_en"].startswith("Write: ")
    assert not (shell.base / "journal").exists()
    assert not (shell.base / "out").exists()


def test_a_key_that_plugins_does_not_have_is_refused_too(shell: Shell) -> None:
    path = shell.configure()
    path.write_text(path.read_text(encoding="utf-8") + '\n[plugins]\nrequire = ["x"]\n', encoding="utf-8")
    said = shell("status", "--json")
    assert said.code == 2
    assert "plugins.require" in said.data["error"]["en"]
