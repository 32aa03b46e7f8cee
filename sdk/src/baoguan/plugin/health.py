"""Observations that every channel makes alike: what went wrong while looking, and whose clock is off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from baoguan.errors import BaoguanError, legible
from baoguan.plugin.types import Diagnosis
from baoguan.transport import HttpAnswer

_TOLERATED: Final = timedelta(minutes=1)
"""Receipts are put in order by the far side's time, deadlines are counted by ours: less than this disturbs neither."""


def diagnosis_of(error: BaoguanError | OSError) -> Diagnosis:
    """What went wrong while looking, as an observation with its remedy."""
    if isinstance(error, BaoguanError):
        remedy = (f"{error.remedy_zh} / {error.remedy_en}",) if error.remedy_zh else ()
        return Diagnosis(level="error", zh=legible(error.zh), en=legible(error.en), causes=remedy)
    return Diagnosis(level="error", zh=legible(f"无法查看：{error}"), en=legible(f"it cannot be looked at: {error}"))


def clock_of(answer: HttpAnswer) -> list[Diagnosis]:
    """How far our clock is from the far side's, by the `Date` of its answer; nothing when it gives none."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        return []
    if theirs.tzinfo is None:
        return []
    off = datetime.now(UTC) - theirs
    if abs(off) <= _TOLERATED:
        return [Diagnosis(level="ok", zh="两边时钟一致（相差不到一分钟）", en="both clocks agree within a minute")]
    seconds = round(abs(off).total_seconds())
    zh, en = ("快", "ahead of") if off > timedelta(0) else ("慢", "behind")
    return [
        Diagnosis(
            level="warning",
            zh=f"本机时钟比对方{zh} {seconds} 秒",
            en=f"our clock is {seconds} s {en} the far side's",
            causes=(
                "校准本机时钟，时限按它计算 / set our clock: deadlines count by it",
                "对方时钟不准 / theirs is wrong",
            ),
        )
    ]
