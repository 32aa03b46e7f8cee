"""The page of the customs declaration names every field with its element, every edition, code, state and guard."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from baoguan import CustomsDeclaration
from baoguan.documents.declaration import DECLARATION_KIND
from baoguan.lifecycle import Standing
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.message import Act, Step
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan_singlewindow.declaration.channels import CHANNELS
from baoguan_singlewindow.declaration.editions import EDITIONS, Table
from baoguan_singlewindow.declaration.message import IMPORT
from docs._ext.baoguan_tables import codes, declarations, fields, filled

PAGE = filled((Path(__file__).parents[2] / "docs" / "reference" / "declaration.md").read_text(encoding="utf-8"))


def tables(part: Table) -> list[Table]:
    return [part, *(found for inside in part.inside for found in tables(inside.table))]


@pytest.mark.parametrize("section", declarations.DECLARATION_SECTIONS, ids=lambda s: s.title)
def test_every_field_stands_with_its_element(section: fields.Section) -> None:
    text = PAGE.partition(f"## {section.title}\n")[2].split("\n## ")[0]
    assert f"`{section.model.__name__}`" in text
    for path, term in fields.terms_of(section):
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{path}` |")]
        assert term.zh in row.replace("\\", "")
        place = declarations.PLACES.get(f"{section.over}.{path}" if section.over else path)
        assert (f"/{place[1].element.name}`" if place else " — ") in row


def test_the_parts_are_those_of_the_model() -> None:
    whole = {a.name for a in attrs.fields(CustomsDeclaration) if isinstance(getattr(CustomsDeclaration(), a.name), tuple)}
    shown = {s.over for s in declarations.DECLARATION_SECTIONS}
    assert whole < shown
    assert shown == {rule.over for rule in DECLARATION_RULES.rules}
    assert len({s.title for s in declarations.DECLARATION_SECTIONS}) == len(declarations.DECLARATION_SECTIONS)


def test_every_element_of_the_message_stands_there() -> None:
    named = {row.element.name for part in tables(IMPORT) for row in part.rows}
    assert len(named) > 300
    assert [name for name in named if f"/{name}`" not in PAGE] == []


def test_editions_say_what_they_brought_and_dropped() -> None:
    rows = {name: next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}`")) for name in EDITIONS}
    assert "`InspOrgCode`" in rows["4.9.6"]
    assert "`LicWrtofQtyUnit`" in rows["4.5"]
    assert "`RcepOrigPlaceCode`" in rows["5.0"]
    assert "before 4.9.6" in next(
        line for line in PAGE.splitlines() if line.startswith("| `certificate_office`") and "VsaOrgCode" in line
    )


def test_every_code_of_a_receipt_stands_with_what_it_leads_to() -> None:
    states = {t.outcome: t.state for t in DECLARATION.transitions}
    part = PAGE.partition("## CHANNEL codes\n")[2].split("\n## ")[0]
    for name, each in CHANNELS.items():
        (row,) = [line for line in part.splitlines() if line.startswith(f"| `{name}` |")]
        assert (f"`{states[each.outcome]}`" if states[each.outcome] else "moves no state") in row


def test_every_state_outcome_and_guard_is_documented() -> None:
    for state in DECLARATION.states:
        assert f"| `{state.name}` | {state.zh} | {state.en} |" in PAGE.replace("\\", "")
    for transition in DECLARATION.transitions:
        assert f"| `{transition.outcome.value}` | {transition.rank} |" in PAGE
    guards = {
        guard.id
        for act in Act
        for state in DECLARATION.states
        for guard in DECLARATION_KIND.guards(Standing(state=state.name), CustomsDeclaration(), act, Step.DECLARE)
    }
    assert len(guards) > 1
    assert [name for name in guards if f"| `{name}` |" not in PAGE] == []


def test_the_closed_lists_of_declarations_stand_with_their_codes_once() -> None:
    text = codes.closed_lists()
    named = {t.codes for s in declarations.DECLARATION_SECTIONS for _, t in fields.terms_of(s) if isinstance(t.codes, type)}
    assert len(named) > 7
    for each in named:
        assert text.count(f"### `{each.__name__}`\n") == 1
