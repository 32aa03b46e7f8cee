from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.consolidation import findings as merging
from baoguan.documents.inventory_guards import GUARDS
from baoguan.rules.inventory import INVENTORY_RULES
from tests.rules import references
from tests.rules.coverage import COVERAGE, Excluded
from tests.rules.source_keys import SOURCE_KEYS
from tests.rules.source_rows import SOURCE, rows

IDS = frozenset(rule.id for rule in INVENTORY_RULES.rules)
NAMES = sorted({name for entry in COVERAGE.values() if not isinstance(entry, Excluded) for name in entry if isinstance(name, str)})
NO_NOTES = pytest.mark.skipif(not SOURCE.exists(), reason="the notes on the rules do not lie beside this checkout")


def test_every_row_of_the_notes_has_an_entry() -> None:
    assert len(SOURCE_KEYS) > 40
    assert [key for key in SOURCE_KEYS if key not in COVERAGE] == []


def test_no_entry_stands_for_a_row_that_is_gone() -> None:
    assert sorted(COVERAGE) == sorted(SOURCE_KEYS)


@NO_NOTES
def test_the_frozen_rows_are_those_of_the_notes() -> None:
    assert list(SOURCE_KEYS) == list(rows(SOURCE.read_text(encoding="utf-8")))


def test_the_whole_table_of_troubles_is_read() -> None:
    assert len([key for key in SOURCE_KEYS if key.startswith("1.2:")]) == 8
    assert SOURCE_KEYS[-1].startswith("1.2:timeouts-")


def test_rows_of_a_table_are_read_to_its_end_and_not_beyond() -> None:
    table = "| Symptom | Cause |\n|---|---|\n" + "".join(f"| trouble {n} | x |\n" for n in range(12))
    text = f"### 1.2 Troubles\n{table}\n| Other | Table |\n|---|---|\n| elsewhere | x |\n\n## 9\n"
    for section in ("5.2", "5.4", "5.7"):
        text = f"### {section} Rules\n| # | Rule |\n|---|---|\n| 1 | one |\n\n{text}"
    found = list(rows(text))
    assert found == ["5.2:1", "5.4:1", "5.7:1", *(f"1.2:trouble-{n}" for n in range(12))]


@pytest.mark.parametrize("key", COVERAGE)
def test_an_entry_names_checks_or_says_why_there_is_none(key: str) -> None:
    entry = COVERAGE[key]
    parts = (entry,) if isinstance(entry, Excluded) else entry
    assert parts
    for part in parts:
        if isinstance(part, Excluded):
            assert len(part.reason.split()) > 3
    assert isinstance(entry, Excluded) or any(isinstance(part, str) for part in entry), "say Excluded where nothing checks a row"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_rule_or_a_check_that_there_is(name: str) -> None:
    assert name in IDS or references.wrong(name) is None, references.wrong(name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("guard:change.not-there", "no such guard"),
        ("guard:", "no such guard"),
        ("consolidation:weights stay with the head", "no such finding"),
        ("consolidation:test_consolidate.py::test_weights", "no such test"),
        ("consolidation:test_consolidate.py::fifty_one", "no such test"),
        ("consolidation:samples.py::line", "no such file of tests"),
        ("consolidation:test_none.py::test_none", "no such file of tests"),
        ("channel:attachment size", "neither a test nor a finding"),
        ("sheets:anything", "neither a test nor a finding"),
        ("engine:anything", "no such room"),
        ("head.required:no_such_field", "no such room"),
        ("rules:test_every_source_row_is_covered.py::test_the_frozen_rows_are_those_of_the_notes", None),
    ],
)
def test_a_name_that_stands_for_nothing_is_told(name: str, why: str | None) -> None:
    assert references.wrong(name) == why


def test_a_renamed_guard_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = next(name for name in NAMES if name.startswith("guard:"))
    assert references.wrong(guarded) is None
    monkeypatch.setattr(references, "GUARDS", tuple(row for row in GUARDS if row.guard.id != guarded.removeprefix("guard:")))
    assert references.wrong(guarded) == "no such guard"


def test_a_finding_that_no_test_asks_for_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(merging._TEXTS, "consolidation.unasked", merging._TEXTS["consolidation.too-many"])
    assert references.wrong("consolidation:consolidation.unasked") == "no test asks for it"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def test_it():\n    assert 1\n", None),
        ("def judge():\n    assert 1\n\ndef test_it():\n    judge()\n", None),
        ("import pytest\n\ndef test_it():\n    with pytest.raises(ValueError):\n        int('x')\n", None),
        ("def test_it():\n    print(1)\n", "asserts nothing"),
        ("import pytest\n\n@pytest.mark.skip\ndef test_it():\n    assert 1\n", "may be skipped"),
        ("import pytest\n\n@pytest.mark.skipif(True, reason='')\ndef test_it():\n    assert 1\n", "may be skipped"),
        ("import pytest\npytestmark = pytest.mark.soak\n\ndef test_it():\n    assert 1\n", "may be skipped"),
        ("class Tests:\n    def test_it(self):\n        assert 1\n", "no such test"),
    ],
)
def test_a_test_counts_when_it_runs_and_asserts(source: str, why: str | None, tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(source, encoding="utf-8")
    assert references._wrong_test(tmp_path / "test_some.py", "test_it") == why
