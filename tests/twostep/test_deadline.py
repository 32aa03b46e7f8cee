"""By when the second step is due, and the fee for being late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.errors import UnusableInput
from baoguan.twostep import Calendar, TwoStep, due, late_fee

CALENDAR = Calendar()
LAST_KNOWN = max(year for year in range(2019, 2100) if CALENDAR.known(date(year, 1, 1)))
UNKNOWN_YEAR = LAST_KNOWN + 1


def calendar(folder: Path, *lines: str) -> Calendar:
    file = folder / "holidays.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    return Calendar(file)


def last(entered_on: date, known: Calendar = CALENDAR, settings: Mapping[str, object] = MappingProxyType({})) -> date:
    return due(entered_on, TwoStep(**settings), known).last_day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entered_on", "settings", "day"),
    [
        # From a Wednesday to a Wednesday.
        (date(2026, 6, 3), {}, date(2026, 6, 17)),
        (date(2026, 6, 3), {"count_entry_day": True}, date(2026, 6, 16)),
        (date(2026, 6, 3), {"days": 7}, date(2026, 6, 10)),
        (date(2026, 6, 3), {"days": 1, "count_entry_day": True}, date(2026, 6, 3)),
    ],
)
def test_the_days_are_counted_as_the_settings_say(entered_on: date, settings: dict[str, object], day: date) -> None:
    assert last(entered_on, settings=settings) == day


@pytest.mark.parametrize(
    ("counted", "day"),
    [
        (date(2026, 6, 13), date(2026, 6, 15)),
        (date(2026, 6, 14), date(2026, 6, 15)),
        (date(2026, 6, 19), date(2026, 6, 22)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 7), date(2026, 10, 8)),
        # Worked instead of a day of the holiday, a Saturday and a Sunday.
        (date(2026, 10, 10), date(2026, 10, 10)),
        (date(2026, 9, 20), date(2026, 9, 20)),
        (date(2026, 10, 11), date(2026, 10, 12)),
        (date(2025, 1, 28), date(2025, 2, 5)),
    ],
)
def test_a_day_off_moves_to_the_next_working_day_and_says_so(counted: date, day: date) -> None:
    entered_on = counted - timedelta(days=14)
    found = due(entered_on, TwoStep(), CALENDAR)
    assert (found.entered_on, found.counted, found.last_day) == (entered_on, counted, day)
    assert bool(found.note_zh) is bool(found.note_en) is (day != counted)
    assert last(entered_on, settings={"roll_over": False}) == counted


def test_the_days_left_count_down_and_below_zero_it_is_late() -> None:
    found = due(date(2026, 6, 3), TwoStep(), CALENDAR)
    assert [found.left(date(2026, 6, day)) for day in (10, 14, 17, 18)] == [7, 3, 0, -1]


@pytest.mark.parametrize("entered_on", [date(UNKNOWN_YEAR, 3, 3), date(UNKNOWN_YEAR, 12, 31), date(9999, 12, 31)])
def test_in_a_year_whose_holidays_are_not_known_the_earlier_day_is_taken(entered_on: date) -> None:
    found = due(entered_on, TwoStep(), CALENDAR)
    assert found.last_day == found.counted == min(entered_on + timedelta(days=14) if entered_on.year < 9999 else date.max, date.max)
    assert str(found.counted.year) in found.note_zh
    assert str(found.counted.year) in found.note_en


def test_a_last_day_that_would_move_into_an_unknown_year_stays() -> None:
    (off,) = [d for d in (date(LAST_KNOWN, 12, 31 - n) for n in range(7)) if d.weekday() == 6]
    known = Calendar()
    found = due(off - timedelta(days=14), TwoStep(), known)
    if off.day == 31:
        assert (found.last_day, bool(found.note_zh)) == (off, True)
    else:
        assert found.last_day == off + timedelta(days=1)


def test_a_new_year_of_an_unknown_year_is_not_reached_over_a_week_end(tmp_path: Path) -> None:
    known = calendar(tmp_path, "2033-12-30 holiday", "2033-12-31 holiday")
    found = due(date(2033, 12, 16), TwoStep(), known)
    assert (found.counted, found.last_day) == (date(2033, 12, 30), date(2033, 12, 30))
    assert "2034" in found.note_en


def test_a_file_adds_to_the_calendar_and_overrides_it(tmp_path: Path) -> None:
    known = calendar(
        tmp_path,
        "# 2033 年 / the year 2033",
        "",
        "2033-02-01 holiday   # a Tuesday",
        "\t2033-02-05\tworkday",
        "2026-06-17 holiday",
        "2026-06-20 workday",
        "20260619 workday",
    )
    assert [known.working(date(2033, 2, day)) for day in (1, 2, 5, 6)] == [False, True, True, False]
    assert last(date(2026, 6, 3), known) == date(2026, 6, 18)
    assert last(date(2026, 6, 6), known) == date(2026, 6, 20)
    assert last(date(2026, 6, 5), known) == date(2026, 6, 19)


def test_a_year_is_known_when_the_file_names_a_holiday_of_it_and_no_other_with_it(tmp_path: Path) -> None:
    known = calendar(tmp_path, f"{LAST_KNOWN + 3}-02-01 holiday", f"{LAST_KNOWN + 4}-02-01 workday")
    years = [LAST_KNOWN, LAST_KNOWN + 1, LAST_KNOWN + 2, LAST_KNOWN + 3, LAST_KNOWN + 4]
    assert [known.known(date(year, 6, 1)) for year in years] == [True, False, False, True, False]


@pytest.mark.parametrize(
    "line", ["garbage", "2033-02-01", "2033-02-01 feast", "2033-13-01 holiday", "holiday 2033-02-01", "2033-02-01 holiday x"]
)
def test_a_line_that_cannot_be_read_is_named_with_its_number(line: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as caught:
        calendar(tmp_path, "2033-02-02 holiday", line)
    assert "line 2" in caught.value.en
    assert "第 2 行" in caught.value.zh
    assert "2027-02-06 holiday" in caught.value.remedy_en


def test_a_file_that_is_none_or_no_text_is_explained(tmp_path: Path) -> None:
    binary = tmp_path / "holidays.xlsx"
    binary.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    for path in (tmp_path / "none.txt", tmp_path, binary):
        with pytest.raises(UnusableInput, match="cannot be read"):
            Calendar(path)


@given(st.dates(date(2004, 1, 1)), st.integers(1, 366), st.booleans(), st.booleans())
def test_no_day_of_entry_fails_and_the_last_day_never_comes_before_the_counted_one(
    entered_on: date, days: int, count_entry_day: bool, roll_over: bool
) -> None:
    found = due(entered_on, TwoStep(days=days, count_entry_day=count_entry_day, roll_over=roll_over), CALENDAR)
    assert entered_on <= found.counted <= found.last_day
    if found.last_day != found.counted:
        assert CALENDAR.working(found.last_day)
        assert not CALENDAR.working(found.counted)


DAY = date(2026, 6, 17)


@pytest.mark.parametrize(
    ("value", "late", "settings", "fee"),
    [
        ("1000000", -3, {}, "0"),
        ("1000000", 0, {}, "0"),
        # The 15th day after the entry is the first that costs.
        ("1000000", 1, {}, "500"),
        ("1000000", 2, {}, "1000"),
        ("123456.78", 3, {}, "185"),
        ("99999", 1, {}, "0"),
        ("100000", 1, {}, "50"),
        ("33333", 3, {}, "0"),
        ("33334", 3, {}, "50"),
        ("10000", 1, {"late_minimum": Decimal(0)}, "5"),
        ("1000", 1, {"late_minimum": Decimal(0)}, "0"),
        ("101000", 1, {}, "50"),
        ("101000", 1, {"late_rounding": "half_up"}, "51"),
        ("100998", 1, {"late_rounding": "half_up"}, "50"),
        ("100998", 1, {"late_rounding": "up"}, "51"),
        ("1000000", 1, {"late_rate": Decimal("0.001")}, "1000"),
        ("1000000", 1, {"late_rate": Decimal(0)}, "0"),
        ("0", 9, {}, "0"),
    ],
)
def test_the_fee_for_being_late(value: str, late: int, settings: dict[str, object], fee: str) -> None:
    found = late_fee(Decimal(value), DAY, DAY + timedelta(days=late), TwoStep(**settings))  # type: ignore[arg-type]
    assert found == Decimal(fee)
    assert found == found.to_integral_value()


def test_no_fee_grows_by_a_last_day_that_moved() -> None:
    found = due(date(2026, 5, 30), TwoStep(), CALENDAR)
    assert (found.counted, found.last_day) == (date(2026, 6, 13), date(2026, 6, 15))
    assert late_fee(Decimal(1000000), found.last_day, date(2026, 6, 15), TwoStep()) == 0
    assert late_fee(Decimal(1000000), found.last_day, date(2026, 6, 16), TwoStep()) == 500
