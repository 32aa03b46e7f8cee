"""Every row of the notes on declarations, and every field that the interface asks for, is a rule or has a reason to be none."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest

from baoguan.model.declaration import CustomsDeclaration
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.rules.declaration._pack import RECORDS
from baoguan_singlewindow.declaration.editions import ALL, Table
from baoguan_singlewindow.declaration.message import IMPORT
from tests.rules import references
from tests.rules.coverage import Excluded
from tests.rules.declaration_coverage import COVERAGE, NOT_DEMANDED
from tests.rules.declaration_rows import FIELDS, ROW_KEYS, asked_for, rows
from tests.rules.source_rows import SOURCE

RULES = {rule.id: rule for rule in DECLARATION_RULES.rules}
NAMES = sorted({name for entry in COVERAGE.values() if not isinstance(entry, Excluded) for name in entry if isinstance(name, str)})
NO_NOTES = pytest.mark.skipif(not SOURCE.exists(), reason="the notes on the rules do not lie beside this checkout")


def test_every_row_of_the_notes_has_an_entry_and_no_entry_stands_for_a_row_that_is_gone() -> None:
    assert len(ROW_KEYS) > 30
    assert sorted(COVERAGE) == sorted(ROW_KEYS)


@NO_NOTES
def test_the_frozen_rows_are_those_of_the_notes() -> None:
    assert list(ROW_KEYS) == list(rows(SOURCE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("key", COVERAGE)
def test_an_entry_names_checks_or_says_why_there_is_none(key: str) -> None:
    entry = COVERAGE[key]
    for part in (entry,) if isinstance(entry, Excluded) else entry:
        if isinstance(part, Excluded):
            assert len(part.reason.split()) > 3
    assert isinstance(entry, Excluded) or any(isinstance(part, str) for part in entry), "say Excluded where nothing checks a row"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_rule_or_a_check_that_there_is(name: str) -> None:
    assert name in RULES or references.wrong(name) is None, references.wrong(name)


def _places(table: Table, over: str = "") -> Iterator[tuple[str, str, str]]:
    """Tag of the record, element, and the path of its field in a declaration."""
    for element in table.of(ALL).elements:
        yield table.tag, element.name, f"{over}.{element.path}" if over else element.path
    for inside in table.inside:
        yield from _places(inside.table, f"{over}.{inside.path}".strip(".") if inside.path else over)


PLACES = {(tag, element): path for tag, element, path in _places(IMPORT)}


def _demanding(section: str, element: str) -> str:
    """The rule that demands a field."""
    tag = section.rsplit("/", 1)[-1]
    path = "internal_number" if element == "ClientSeqNo" else PLACES[tag, element]
    found = [name for name in (f"head.required:{path}", f"row.required:{path}") if name in RULES]
    assert found, (section, element, path)
    return found[0]


@NO_NOTES
def test_every_field_that_the_interface_asks_for_is_demanded_as_strictly_as_its_sources_agree() -> None:
    fields = list(asked_for(FIELDS))
    assert len(fields) > 80
    for section, element, to_save, agreed in fields:
        if (section, element) in NOT_DEMANDED:
            continue
        rule = RULES[_demanding(section, element)]
        assert rule.severity == ("error" if agreed else "warning"), (section, element)
        assert rule.declare_only is not to_save, (section, element)


@NO_NOTES
def test_no_field_is_excused_that_the_interface_does_not_ask_for() -> None:
    assert set(NOT_DEMANDED) <= {(section, element) for section, element, _, _ in asked_for(FIELDS)}


def test_the_fields_of_every_section_have_rules() -> None:
    document = CustomsDeclaration()
    parts = {"signature", "transit", "transit_leg", "tax_sheet", "risk", "access"}
    tuples = {a.name for a in attrs.fields(CustomsDeclaration) if isinstance(getattr(document, a.name), tuple)}
    assert {over for _, over in RECORDS} == {"", *tuples, *parts}
    assert {rule.over for rule in DECLARATION_RULES.rules} == {"", *tuples, *parts}
