"""The parts of the documentation that are made from the code, and that the pages name everything a user can hold on to."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import pytest

import baoguan
from baoguan.broker import read_config
from baoguan.broker.facts import RECORDABLE
from baoguan.codes import BUILTIN_NAMES
from baoguan.documents.inventory_guards import GUARDS
from baoguan.documents.ledger import LEDGER_KIND
from baoguan.engine.points import POINTS
from baoguan.errors import ConfigurationError
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.lifecycle.ledger import LEDGER
from baoguan.lifecycle.write_off import WRITE_OFF
from baoguan.model.fields import paths, terms
from baoguan.model.ledger import Ledger
from baoguan.plugin import ChannelSpecs, PluginSpecs
from baoguan.rules import RulePack
from baoguan.rules.amendment import AMENDMENT_RULES
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.rules.ledger import LEDGER_RULES
from baoguan.rules.write_off import WRITE_OFF_RULES
from baoguan.store.tables import metadata
from baoguan_singlewindow.customs_tables import BASIC, DETAIL
from baoguan_singlewindow.tables import HEAD, SECTIONS
from baoguan_singlewindow.write_off.tables import MESSAGES
from docs._ext.baoguan_tables import PARTS, WANTED, codes, commands, fields, filled, seams

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)
HOOKS = [name for specs in (ChannelSpecs, PluginSpecs) for name, _, _ in seams.hooks(specs)]
COMMANDS = [each.words for each in commands.all_commands()]
RULE_PAGES = [
    ("reference/rules.md", INVENTORY_RULES),
    ("reference/ledger.md", LEDGER_RULES),
    ("reference/declaration.md", DECLARATION_RULES),
    ("reference/amendment.md", AMENDMENT_RULES),
    ("reference/write-off.md", WRITE_OFF_RULES),
]
SHOWN_BY_HELPERS = {"submitted": {"documents"}, "act": {"documents"}, "wait_for": {"statuses"}, "_inbox": {"receipts", "inbox"}}


@cache
def page(name: str) -> str:
    """A page as Sphinx gets it, with its made parts."""
    return filled((DOCS / name).read_text(encoding="utf-8"))


def missing(names: list[str], text: str) -> list[str]:
    return [name for name in names if f"`{name}`" not in text]


def test_every_made_part_is_used_and_every_wanted_part_is_made() -> None:
    wanted = {found["name"] for p in PAGES for found in WANTED.finditer(p.read_text(encoding="utf-8"))}
    assert wanted == set(PARTS)


def test_every_page_is_in_the_table_of_contents() -> None:
    named = {line.strip() for line in (DOCS / "index.md").read_text(encoding="utf-8").splitlines()}
    pages = {p.relative_to(DOCS).with_suffix("").as_posix() for p in PAGES}
    assert pages - named == {"index"}


def test_hand_written_pages_are_short_enough_to_read() -> None:
    long = {p.name: n for p in PAGES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 200}
    assert long == {}


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_stands_with_all_its_arguments(name: str) -> None:
    text = page("reference/hooks.md")
    _, _, part = text.partition(f"### `{name}`\n")
    assert part
    function = getattr(ChannelSpecs, name, None) or getattr(PluginSpecs, name)
    section = part.split("\n### ")[0]
    assert missing([p for p in inspect.signature(function).parameters if p != "self"], section.replace("`: ", "` ")) == []


@pytest.mark.parametrize("words", [*COMMANDS, "bridge", "simulate"])
def test_every_command_has_a_part_of_its_own(words: str) -> None:
    assert f"### `baoguan {words}`\n" in page("cli.md")


def test_every_command_shows_every_option() -> None:
    text = page("cli.md")
    for each in commands.all_commands():
        section = text.partition(f"### `baoguan {each.words}`\n")[2].split("\n### ")[0]
        options = [p for p in inspect.signature(each.function).parameters.values() if p.kind is inspect.Parameter.KEYWORD_ONLY]
        assert section.count("| `-") == len(options), each.words


@pytest.mark.parametrize("each", list(commands.all_commands()), ids=COMMANDS)
def test_every_json_key_of_a_command_stands_in_its_row(each: commands.Command) -> None:
    tree = ast.parse(inspect.getsource(inspect.unwrap(each.function)))
    keys: set[str] = set()
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "put":
            keys |= {k.arg for k in call.keywords if k.arg}
        elif isinstance(call.func, ast.Name):
            keys |= SHOWN_BY_HELPERS.get(call.func.id, set())
    rows = [line for line in page("cli.md").splitlines() if line.startswith("| ") and f"`{each.words}`" in line.split(" | ")[0]]
    assert rows
    assert missing(sorted(keys), rows[0].split(" | ", 1)[1]) == []


@pytest.mark.parametrize(("name", "pack"), RULE_PAGES)
def test_every_hand_written_rule_stands_with_its_texts_source_and_examples(name: str, pack: RulePack) -> None:
    text = page(name)
    written = [r for r in pack.rules if not r.id.startswith("field.")]
    assert len(written) > 20
    parts = {title: body for title, _, body in (part.partition("\n") for part in text.split("\n### ")[1:])}
    assert [r.id for r in written if f"`{r.id}`" not in parts] == []
    for rule in written:
        body = parts[f"`{rule.id}`"]
        assert body.count("- accepted: ") == len(rule.accepted), rule.id
        assert body.count("- refused: ") == len(rule.refused), rule.id
        assert rule.severity in body
        assert rule.mark.value in body
        assert rule.remedy_zh == "" or "- remedy: " in body


@pytest.mark.parametrize(("name", "pack"), RULE_PAGES)
def test_rules_stand_under_headings_that_say_what_they_are_about(name: str, pack: RulePack) -> None:
    titles = [line for line in page(name).splitlines() if line.startswith("## ")]
    assert len(titles) == len(set(titles))
    assert [t for t in titles if re.search(r"\bpack\b", t)] == []


@pytest.mark.parametrize(("name", "pack"), RULE_PAGES)
def test_every_field_with_rules_is_summarised_with_every_check(name: str, pack: RulePack) -> None:
    text = page(name).partition("## Rules of every field")[2]
    compiled: dict[tuple[str, str], list[str]] = {}
    for rule in pack.rules:
        if rule.id.startswith("field."):
            compiled.setdefault((rule.over, rule.fields[0]), []).append(rule.id.removeprefix("field.").partition(":")[0])
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(compiled) >= 50
    for (_, field), whats in compiled.items():
        wanted = [row for row in rows if row.startswith(f"| `{field}` |") and all(what in row.split(" | ")[-1] for what in whats)]
        assert wanted, field


@pytest.mark.parametrize("section", fields.LEDGER_SECTIONS, ids=lambda s: s.over or "head")
def test_every_field_of_a_ledger_stands_in_the_field_tables(section: fields.Section) -> None:
    text = page("reference/ledger.md").partition(f"## {section.title}\n")[2].split("\n## ")[0]
    assert f"`{section.model.__name__}`" in text
    if section.like:
        assert f"The fields are those of {section.like}" in text
        return
    for path, term in paths(section.model).items():
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{path}` |")]
        assert term.zh in row.replace("\\", "")
        assert term.en in row.replace("\\", "")
        if isinstance(term.codes, type):
            assert f"`{term.codes.__name__}` (closed)" in row


def test_the_parts_of_a_ledger_are_those_of_the_model() -> None:
    tuples = {name for name, term in terms(Ledger).items() if term.kind == "lines"}
    assert {section.over for section in fields.LEDGER_SECTIONS} == {"", *tuples}
    assert {section.over for section in fields.LEDGER_SECTIONS} == {rule.over for rule in LEDGER_RULES.rules}
    first: dict[type, str] = {}
    for section in fields.LEDGER_SECTIONS:
        assert bool(section.like) == (section.model in first), section.title
        first.setdefault(section.model, section.title)


def test_the_closed_lists_of_ledgers_stand_with_their_codes() -> None:
    text = page("reference/codes.md")
    named = {t.codes for s in fields.LEDGER_SECTIONS for t in terms(s.model).values() if isinstance(t.codes, type)}
    assert len(named) > 10
    for each in named:
        part = text.partition(f"### `{each.__name__}`\n")[2].split("\n### ")[0]
        assert [m for m in each if f"| `{m.value}` | `{m.name}` |" not in part] == []


@pytest.mark.parametrize("name", baoguan.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    assert re.search(rf":: (baoguan\.)?{name}$", page("api.md"), re.MULTILINE)


def test_every_error_stands_with_its_exit_code() -> None:
    text = page("reference/errors.md")
    for each in seams.error_classes():
        assert re.search(rf"^\| `{each.__name__}` \| `\w+` \| {each.exit_code} \|", text, re.MULTILINE), each


def test_every_element_of_the_message_stands_in_the_field_tables() -> None:
    text = page("reference/fields.md")
    assert missing([e.name for record in (HEAD, BASIC, DETAIL, *(r for r, _ in SECTIONS)) for e in record.elements], text) == []


def test_every_code_list_stands_with_its_members() -> None:
    text = page("reference/codes.md")
    assert missing(list(BUILTIN_NAMES), text) == []
    assert missing([m.name for each in codes.closed() for m in each], text) == []


def test_every_state_outcome_and_guard_is_documented() -> None:
    text = page("reference/states.md")
    assert missing([s.name for s in INVENTORY.states], text) == []
    assert missing([t.outcome.value for t in INVENTORY.transitions], text) == []
    assert missing([row.guard.id for row in GUARDS], text) == []


def test_every_state_outcome_and_guard_of_a_ledger_is_documented() -> None:
    text = page("reference/ledger.md")
    for state in LEDGER.states:
        assert f"| `{state.name}` | {state.zh} | {state.en} |" in text
    for transition in LEDGER.transitions:
        assert f"| `{transition.outcome.value}` | {transition.rank} |" in text
    source = inspect.getsource(inspect.getmodule(LEDGER_KIND.guards))  # type: ignore[arg-type]
    guards = re.findall(r'id="(ledger\.\w+)"', source)
    assert len(guards) > 1
    assert missing(guards, text) == []


def test_every_state_and_element_of_a_write_off_is_documented() -> None:
    text = page("reference/write-off.md")
    assert [s.name for s in WRITE_OFF.states if f"| `{s.name}` | {s.zh} | {s.en} |" not in text] == []
    records = {r.tag: r for m in MESSAGES.values() for r in (m.head, m.lists, m.materials, m.products, m.attachments)}
    assert missing([e.name for record in records.values() for e in record.elements], text) == []
    assert missing(["write_off.taken", "write_off.itself"], text) == []


def test_every_point_of_death_is_described() -> None:
    assert missing(list(POINTS), page("exchange.md")) == []


def test_everything_that_may_be_recorded_is_named() -> None:
    assert missing(list(RECORDABLE), page("exchange.md")) == []


def test_every_table_of_the_journal_is_named() -> None:
    assert missing(sorted(t for t in metadata.tables if t != "alembic_version"), page("journal.md")) == []


def test_every_kind_of_event_that_the_code_writes_is_named() -> None:
    source = Path(inspect.getfile(baoguan)).parent
    pattern = re.compile(r'add_event\(\s*connection,\s*"(\w+)"')
    kinds = {k for p in source.rglob("*.py") for k in pattern.findall(p.read_text(encoding="utf-8"))}
    assert len(kinds) > 5
    assert missing(sorted(kinds), page("receipts.md")) == []


def test_every_key_of_the_settings_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_config({"no such key": 1}, tmp_path)
    keys = caught.value.remedy_zh.partition("：")[2].split("、")
    assert "environment" in keys
    assert missing(keys, page("settings.md")) == []
