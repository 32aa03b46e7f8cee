"""One clock: Asia/Shanghai for everything Customs dates (no daylight saving since 1991, so a fixed offset is exact)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

LONGEST_PAUSE: Final = timedelta(hours=1)
"""What a far side may ask to be left alone at once; a later hour is looked at again after it."""


def now() -> datetime:
    """The present moment, aware, in Asia/Shanghai, to the millisecond that file names of the import client carry."""
    moment = datetime.now(SHANGHAI)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today() -> date:
    """Today's date in Asia/Shanghai."""
    return now().date()


def shanghai(moment: datetime) -> datetime:
    """`moment` in Asia/Shanghai; a naive one is taken as Shanghai time, which is what Customs' messages mean."""
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)
