"""The page of amendments: everything a user can hold on to stands there, and its example in Python is what the Broker does."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.documents.amendment_guards import GUARDS
from baoguan.lifecycle.amendment import AMENDMENT
from baoguan.model.amendment_fields import FIELD_CODES
from baoguan.model.fields import paths
from baoguan_singlewindow.amendment.results import RESULTS
from baoguan_singlewindow.amendment.tables import MESSAGE
from docs._ext.baoguan_tables import amendments, fields, filled

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "amendment.md"


@pytest.fixture(scope="module")
def text() -> str:
    return filled(PAGE.read_text(encoding="utf-8"))


def test_every_field_code_stands_with_its_field_and_how_it_is_known(text: str) -> None:
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    for each in FIELD_CODES:
        (row,) = [
            line
            for line in rows
            if line.startswith(f"| `{each.code}` | `{each.name}` |") and line.endswith(f"| {each.known.value} |")
        ]
        assert ("of exports" in row) == (each.direction == "E")


def test_every_state_outcome_result_and_guard_stands_there(text: str) -> None:
    for state in AMENDMENT.states:
        assert f"| `{state.name}` | {state.zh} | {state.en} |" in text
    for transition in AMENDMENT.transitions:
        assert f"| `{transition.outcome.value}` | {transition.rank} |" in text
    for code in RESULTS:
        assert f"| `{code}` | {RESULTS[code].zh} |" in text
    for row in GUARDS:
        assert f"| `{row.guard.id}` |" in text


@pytest.mark.parametrize("section", amendments.AMENDMENT_SECTIONS, ids=lambda s: s.title)
def test_every_field_stands_in_the_field_tables(section: fields.Section, text: str) -> None:
    part = text.partition(f"## {section.title}\n")[2].split("\n## ")[0]
    for path, term in paths(section.model).items():
        named = f"{section.inside}.{path}" if section.inside else path
        (row,) = [line for line in part.splitlines() if line.startswith(f"| `{named}` |")]
        assert term.zh in row.replace("\\", "")


def test_every_element_of_the_message_stands_there(text: str) -> None:
    records = [MESSAGE, *(n.record for n in MESSAGE.nested), *(n.record for m in MESSAGE.nested for n in m.record.nested)]
    assert [e.name for r in records for e in r.elements if f"`{r.tag}/{e.name}`" not in text] == []
