"""The pages of the channels: the matrix is what the channels declare, and every channel has its page."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import attrs
import pytest

import baoguan_h2010.account
from baoguan.cli import main
from baoguan.cli.declared import declared
from baoguan.plugin import CHANNELS, Level, Support, Verb, installed
from baoguan_h2010.messages import TYPES
from baoguan_shenguantong.http import HttpAccount
from docs._ext.baoguan_tables import channels, filled

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SHIPPED = channels.shipped()
ROW = re.compile(r"^\| \[`(?P<channel>\w+)`\]\(/reference/\w+\.md\) \| (?P<cells>.+) \|$", re.MULTILINE)


def page(name: str) -> str:
    return filled((DOCS / name).read_text(encoding="utf-8"))


def matrix() -> list[tuple[str, ...]]:
    """The rows of the matrix as the page shows them, without markup."""
    part = page("channels.md").partition("## What each can do")[2].partition("\n## ")[0]
    return [(m["channel"], *(c.strip().replace("`", "") for c in m["cells"].split(" | "))) for m in ROW.finditer(part)]


def cells(name: str, each: Support) -> tuple[str, ...]:
    """Channel, verb, level, evidence, since, until and setting of a declaration."""
    evidence = each.evidence.name.lower().replace("_", " ")
    return name, each.verb.value, each.level.value, evidence, str(each.since or ""), str(each.until or ""), each.setting or ""


def test_the_matrix_is_what_the_channels_declare() -> None:
    shown = [(row[1].split()[0], (row[0], *row[2:8])) for row in matrix()]
    wanted = [(each.kind, cells(name, each)) for name in SHIPPED for each in channels.info(name).supports]
    assert len(wanted) > 15
    assert sorted(shown) == sorted(wanted)


def test_a_changed_declaration_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    before = matrix()
    lists = [s for s in baoguan_h2010.account.SUPPORTS if (s.kind, s.verb) == ("inventory", Verb.CHANGE)]
    changed = attrs.evolve(lists[0], level=Level.EMULATED, since=date(2026, 3, 1), until=date(2026, 9, 30), setting="list_changes")
    others = [s for s in baoguan_h2010.account.SUPPORTS if s is not lists[0]]
    monkeypatch.setattr(baoguan_h2010.account, "SUPPORTS", (*others, changed))
    after = matrix()
    (row,) = set(after) - set(before)
    assert row[0] == "h2010"
    assert row[2:8] == ("change", "emulated", "one source", "2026-03-01", "2026-09-30", "list_changes")
    assert row[8] == 'only with allow_unproven = ["inventory:change"]'
    assert "2026-03-01" in page("reference/h2010.md").partition("## Abilities and evidence")[2].partition("\n## ")[0]
    monkeypatch.setattr(baoguan_h2010.account, "SUPPORTS", tuple(others))
    assert len(matrix()) == len(before) - 1


def test_the_list_of_plugins_and_the_matrix_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["plugins", "list", "--json"])
    said = json.loads(capsys.readouterr().out)["supports"]
    told = {(s["account"], s["kind"], s["verb"], s["level"], s["evidence"].replace("_", " ")) for s in said}
    assert told == {(row[0], row[1].split()[0], *row[2:5]) for row in matrix()}


def test_every_installed_channel_has_its_page_or_is_an_example() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8").splitlines()
    examples = {
        tomllib.loads(p.read_text(encoding="utf-8"))["project"]["name"] for p in (ROOT / "examples").glob("*/pyproject.toml")
    }
    found = {entry.name: entry.dist.name if entry.dist else "" for entry in installed(CHANNELS)}
    assert set(SHIPPED) <= set(found)
    for name, distribution in found.items():
        if distribution in examples:
            assert f"examples/{name}" in page("plugins.md")
            continue
        assert SHIPPED[name] == distribution
        assert f"reference/{name}" in index
        assert f"(/reference/{name}.md)" in page("channels.md")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_of_a_channel_has_its_parts(name: str) -> None:
    text = page(f"reference/{name}.md")
    assert f"`{SHIPPED[name]}`" in text
    titles = " ".join(re.findall(r"^## (.+)$", text, re.MULTILINE)).casefold()
    for part in ("abilities and evidence", "messages" if name != "shenguantong" else "a submission", "receipts"):
        assert part in titles, part
    assert f"baoguan simulate {name}" in text
    for each in channels.info(name).supports:
        assert f"| `{each.kind}` " in text
    settings = channels.info(name).settings
    assert settings is not None
    where = text if name != "singlewindow" else page("settings.md")
    keys = {"operators": "operator"}
    assert [a.name for a in attrs.fields(settings) if f"| `{keys.get(a.name, a.name)}` |" not in where] == []


@pytest.mark.parametrize("name", ["shenguantong", "h2010"])
def test_the_page_of_a_stand_in_says_at_once_that_it_is_one(name: str) -> None:
    head = page(f"reference/{name}.md").partition("## ")[0]
    assert ":::{warning}" in head
    assert "is not public" in head or "has been switched off" in head
    assert "## What is unknown" in page(f"reference/{name}.md")


@pytest.mark.parametrize("name", ["shenguantong", "h2010"])
def test_the_page_shows_every_code_that_is_explained(name: str) -> None:
    part = page(f"reference/{name}.md").partition("## Codes and texts")[2].partition("\n## ")[0]
    (entry,) = (e for e in installed(CHANNELS) if e.name == name)
    known = entry.load().explanations()
    for each in known:
        if each.codes:
            assert " ".join(f"`{code}`" for code in each.codes) in part
            assert each.mark in part


def test_every_message_type_of_the_mock_stands_with_its_receipt() -> None:
    part = page("reference/h2010.md").partition("## Messages")[2].partition("\n## ")[0]
    for each in TYPES:
        assert re.search(rf"^\| `{each.up}` \|.* \| (`{each.down}`|none was seen) \|", part, re.MULTILINE), each.up


def test_the_limits_are_those_that_are_declared() -> None:
    part = page("channels.md").partition("## Limits")[2].partition("\n## ")[0]
    rows = {m["channel"]: m["cells"].split(" | ") for m in ROW.finditer(part)}
    assert set(rows) == set(SHIPPED)
    for name, row in rows.items():
        told = channels.info(name)
        assert row[0] == (f"{told.limits.rows:,}" if told.limits.rows else "—")
        assert row[1] == (f"{told.limits.bytes:,}" if told.limits.bytes else "—")
        assert row[4] == told.dedup.value.replace("_", " ")
    fast, slow = (int(span.total_seconds()) for span in (HttpAccount.fast, HttpAccount.slow))
    assert f"every {fast} seconds to {slow // 60} minutes" in part
    assert f"by the {HttpAccount.dedup.value.replace('_', ' ')} and is asked" in part


def test_a_channel_without_an_offline_opener_declares_nothing_of_itself() -> None:
    assert declared("echo") is None
    with pytest.raises(LookupError):
        channels.info("echo")
