"""Cells of dates: date cells, numbers such as 20260105, and the usual ways of writing a day."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final

from baoguan.clock import SHANGHAI
from baoguan.sheets.cells import Problem, Raw, Unusable

_DAY: Final = re.compile(
    r"(?P<y>\d{4})(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日?|(?P<m3>\d{2})(?P<d3>\d{2}))"
    r"(?:[T\s]*(?P<H>\d{1,2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:\.\d+)?)?)?"
)
_EARLIEST: Final = date(2000, 1, 1)
_AHEAD: Final = timedelta(days=366)


def read_day(raw: Raw, today: date) -> tuple[date | None, Problem | None]:
    """A day. A time of day beside it is left out with a warning; a day before 2000 or more than a year ahead is doubted."""
    moment, problem = _moment(raw)
    if moment is None:
        return None, problem
    day = moment.date()
    if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
        return day, Problem("time_left_out", "warning", f"只取日期 {day}", f"only the day {day} is read")
    return day, _doubted(day, today)


def read_moment(raw: Raw, today: date) -> tuple[datetime | None, Problem | None]:
    """A moment, taken as Shanghai time."""
    moment, problem = _moment(raw)
    if moment is None:
        return None, problem
    return moment.replace(tzinfo=SHANGHAI), _doubted(moment.date(), today)


def _moment(raw: Raw) -> tuple[datetime | None, Problem | None]:
    if isinstance(raw, datetime):
        return raw, None
    if isinstance(raw, date):
        return datetime(raw.year, raw.month, raw.day), None  # noqa: DTZ001  a cell has no zone; Shanghai is put in by the caller
    if isinstance(raw, Unusable) or raw is None:
        return None, Problem(
            "unusable_cell",
            "error",
            f"单元格没有可用的值：{raw}",
            f"the cell shows no value: {raw}",
            "在电子表格程序中重新计算并保存，或改填日期",
            "Recalculate and save it in a spreadsheet program, or type the day",
        )
    text = str(int(raw)) if isinstance(raw, float) and raw == raw // 1 else str(raw)
    text = unicodedata.normalize("NFKC", text).strip()
    match = None if isinstance(raw, bool) else _DAY.fullmatch(text)
    if match is not None:
        month = match["m"] or match["m2"] or match["m3"]
        day = match["d"] or match["d2"] or match["d3"]
        # Such as 2026-02-30: told below like any text that is no day.
        with suppress(ValueError):
            return datetime(  # noqa: DTZ001  as above
                int(match["y"]), int(month), int(day), int(match["H"] or 0), int(match["M"] or 0), int(match["S"] or 0)
            ), None
    return None, Problem(
        "date",
        "error",
        f"“{text}”不是日期",
        f"{text!r} is not a date",
        "写作 2026-01-05 或 20260105，或把单元格设为日期格式",
        "Write 2026-01-05 or 20260105, or give the cell a date format",
    )


def _doubted(day: date, today: date) -> Problem | None:
    if _EARLIEST <= day <= today + _AHEAD:
        return None
    return Problem(
        "date_doubtful",
        "warning",
        f"日期 {day} 早于 2000 年或晚于一年以后",
        f"the day {day} is before 2000 or more than a year ahead",
        "核对日期",
        "Check the day",
    )
