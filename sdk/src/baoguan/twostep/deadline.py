"""By when the second step is due, and what being late costs.

Fourteen days from the conveyance's declared entry (公告 2019 年第 127 号, official); which day counts as the first and what happens when the
last one is no working day are not said there: both are settings.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs

from baoguan.errors import UnusableInput
from baoguan.twostep.settings import ROUNDINGS, TwoStep


class Calendar:
    """Working days of China: the published arrangement of each year, beside which a file may name days.

    The package of arrangements knows the years up to its own release. Raises UnusableInput for a file that cannot be read, with the line.
    """

    def __init__(self, file: Path | None = None) -> None:
        from chinese_calendar.constants import holidays, workdays

        self._off: set[date] = set(holidays)
        self._on: set[date] = set(workdays)
        self._years = {day.year for day in self._off}
        if file is not None:
            self._read(file)

    def _read(self, file: Path) -> None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(file, 0, str(error)) from None
        for number, line in enumerate(lines, 1):
            words = line.partition("#")[0].split()
            if not words:
                continue
            try:
                day, kind = words
                when = date.fromisoformat(day)
            except ValueError:
                raise _unreadable(file, number, line) from None
            if kind not in ("holiday", "workday"):
                raise _unreadable(file, number, line)
            self._off.discard(when)
            self._on.discard(when)
            (self._off if kind == "holiday" else self._on).add(when)
            if kind == "holiday":
                self._years.add(when.year)

    def known(self, day: date) -> bool:
        """Whether the arrangement of that year is known; of a file's years, those of which it names a holiday."""
        return day.year in self._years

    def working(self, day: date) -> bool:
        """Whether offices work on a day."""
        return day in self._on or (day not in self._off and day.weekday() < 5)


def _unreadable(file: Path, number: int, line: str) -> UnusableInput:
    return UnusableInput(
        f"{file} 第 {number} 行读不出：{line!r}",
        f"line {number} of {file} cannot be read: {line!r}",
        remedy_zh="每行写作 2027-02-06 holiday 或 2027-02-20 workday，UTF-8",
        remedy_en="Write each line as `2027-02-06 holiday` or `2027-02-20 workday`, in UTF-8",
    )


@attrs.frozen(kw_only=True)
class Due:
    """The last day for the second step. `counted` is that day before it moved over days off; `note_*` say what it rests on."""

    entered_on: date
    counted: date
    last_day: date
    note_zh: str = ""
    note_en: str = ""

    def left(self, on: date) -> int:
        """Days left on a day; below 0 it is late."""
        return (self.last_day - on).days


def due(entered_on: date, settings: TwoStep, calendar: Calendar) -> Due:
    """The last day. Beyond the years whose holidays are known it is the earlier, safe one, with a note."""
    counted = _later(entered_on, settings.days - (1 if settings.count_entry_day else 0))
    if not settings.roll_over:
        return Due(entered_on=entered_on, counted=counted, last_day=counted)
    last = counted
    while calendar.known(last) and not calendar.working(last):
        last = _later(last, 1)
    if not calendar.known(last):
        return Due(
            entered_on=entered_on,
            counted=counted,
            last_day=counted,
            note_zh=f"{last.year} 年的节假日安排未知，按不顺延的日期计算",
            note_en=f"the holidays of {last.year} are not known: the earlier day is taken",
        )
    if last == counted:
        return Due(entered_on=entered_on, counted=counted, last_day=last)
    return Due(
        entered_on=entered_on,
        counted=counted,
        last_day=last,
        note_zh=f"{counted} 为休息日，顺延",
        note_en=f"{counted} is a day off: moved",
    )


def _later(day: date, days: int) -> date:
    """A day some days later; the last day that there is for what lies beyond it."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def late_fee(value: Decimal, last_day: date, completed_on: date, settings: TwoStep) -> Decimal:
    """滞报金 in yuan, for every day behind the last one up to the day of completion, both counted; 0 below the minimum."""
    days = (completed_on - last_day).days
    if days <= 0:
        return Decimal(0)
    fee = (value * settings.late_rate * days).quantize(Decimal(1), ROUNDINGS[settings.late_rounding])
    return fee if fee >= settings.late_minimum else Decimal(0)
