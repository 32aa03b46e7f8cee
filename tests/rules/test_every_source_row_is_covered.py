from __future__ import annotations

import pytest

from baoguan.rules.inventory import INVENTORY_RULES
from tests.rules.coverage import COVERAGE, ELSEWHERE, Excluded
from tests.rules.source_rows import SOURCE, rows

IDS = frozenset(rule.id for rule in INVENTORY_RULES.rules)


@pytest.fixture(scope="module")
def source_keys() -> list[str]:
    if not SOURCE.exists():
        pytest.skip("the notes on the rules do not lie beside this checkout")
    return list(rows(SOURCE.read_text(encoding="utf-8")))


def test_every_row_of_the_notes_has_an_entry(source_keys: list[str]) -> None:
    assert len(source_keys) > 40
    assert [key for key in source_keys if key not in COVERAGE] == []


def test_no_entry_stands_for_a_row_that_is_gone(source_keys: list[str]) -> None:
    assert sorted(COVERAGE) == sorted(source_keys)


@pytest.mark.parametrize("key", COVERAGE)
def test_an_entry_names_rules_that_exist_or_says_why_there_is_none(key: str) -> None:
    entry = COVERAGE[key]
    if isinstance(entry, Excluded):
        assert len(entry.reason.split()) > 3
        return
    assert entry
    unknown = [name for name in entry if name not in IDS and not _elsewhere(name)]
    assert unknown == []


def _elsewhere(name: str) -> bool:
    prefix = next((prefix for prefix in ELSEWHERE if name.startswith(prefix)), None)
    return prefix is not None and bool(name.removeprefix(prefix).strip())
