"""`[two_step]` of the settings: every key is read, and a wrong value is refused by the name of its key."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from baoguan.errors import ConfigurationError
from baoguan.twostep import Guarantee, TwoStep, read_two_step

RIGHT: dict[str, object] = {
    "new_mode_from": date(2025, 5, 6),
    "new_items": ["trader", "goods_name"],
    "old_complete_digit": "2",
    "days": 15,
    "count_entry_day": True,
    "roll_over": False,
    "late_rate": "0.001",
    "late_minimum": 10,
    "late_rounding": "half_up",
    "warn_days": [3, 10],
    "holidays": "holidays.txt",
    "profile": {"customs_office": "5304"},
    "guarantees": {"DEMO-G-1": {"amount": 1000000, "valid_until": date(2027, 1, 1)}, "DEMO-G-2": {"amount": "5.5"}},
    "guarantee_warn_days": 14,
}

WRONG: dict[str, list[object]] = {
    "new_mode_from": ["2025-06-16", 20250616, datetime(2025, 6, 16, tzinfo=UTC), True],
    "new_items": ["trader", [], ["traders"], [1], True],
    "old_complete_digit": [2, "", "22", "A", "２", "0", "1", "3", "5"],
    "days": [0, -1, True, "14", 14.0, 367],
    "count_entry_day": ["false", 0, None],
    "roll_over": ["true", 1],
    "late_rate": ["half", True, "-0.1", "NaN", "Infinity", [], None],
    "late_minimum": ["many", -1, True, {}],
    "late_rounding": ["nearest", "", "DOWN", True, 0, None, ["down"]],
    "warn_days": [7, [], ["7"], [7, True], [-1], [3.5]],
    "holidays": [1, True, ["a.txt"]],
    "profile": ["5301", {"customs_office": 5301}, {"customs_ofice": "5301"}, {"trader": "示例"}, {"goods": "x"}],
    "guarantees": [
        [],
        {"DEMO-G-1": 1000},
        {"DEMO-G-1": {}},
        {"DEMO-G-1": {"amount": -1}},
        {"DEMO-G-1": {"amount": True}},
        {"DEMO-G-1": {"amount": 1, "until": date(2027, 1, 1)}},
        {"DEMO-G-1": {"amount": 1, "valid_until": "2027-01-01"}},
        {"DEMO-G-1": {"amount": 1, "valid_until": datetime(2027, 1, 1, tzinfo=UTC)}},
    ],
    "guarantee_warn_days": [-1, True, "30", 1.5],
}


def test_every_setting_is_tried_with_right_and_with_wrong_values() -> None:
    keys = {a.name for a in attrs.fields(TwoStep)}
    assert keys == set(RIGHT) == set(WRONG)


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused_by_the_name_of_its_key(key: str, value: object, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_two_step({key: value}, tmp_path, "baoguan.toml")
    error = caught.value
    assert f"baoguan.toml two_step.{key}" in error.zh
    assert f"baoguan.toml two_step.{key}" in error.en
    assert key in error.remedy_zh
    assert key in error.remedy_en


def test_a_key_that_there_is_not_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_two_step({"day": 14}, tmp_path, "baoguan.toml")
    assert "two_step.day" in caught.value.en
    assert all(key in caught.value.remedy_en for key in RIGHT)


def test_right_values_are_read(tmp_path: Path) -> None:
    settings = read_two_step(RIGHT, tmp_path, "baoguan.toml")
    assert settings == TwoStep(
        new_mode_from=date(2025, 5, 6),
        new_items=("trader", "goods_name"),
        old_complete_digit="2",
        days=15,
        count_entry_day=True,
        roll_over=False,
        late_rate=Decimal("0.001"),
        late_minimum=Decimal(10),
        late_rounding="half_up",
        warn_days=(10, 3),
        holidays=tmp_path / "holidays.txt",
        profile={"customs_office": "5304"},
        guarantees={
            "DEMO-G-1": Guarantee(amount=Decimal(1000000), valid_until=date(2027, 1, 1)),
            "DEMO-G-2": Guarantee(amount=Decimal("5.5")),
        },
        guarantee_warn_days=14,
    )


@pytest.mark.parametrize("value", ["0.0005", 0.0005, 0])
def test_a_rate_may_be_text_or_number(value: object, tmp_path: Path) -> None:
    assert read_two_step({"late_rate": value}, tmp_path, "").late_rate == Decimal(str(value))


def test_without_the_table_the_rules_as_published_hold(tmp_path: Path) -> None:
    assert read_two_step({}, tmp_path, "") == TwoStep()


def test_every_key_has_its_row_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [key for key in RIGHT if f"\n| `two_step.{key}` | " not in text] == []
