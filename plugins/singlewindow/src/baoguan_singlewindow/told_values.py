"""What receipts of every kind say in the same way: times, counts, when they were sent; and the error of one that lacks its part."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from lxml import etree

from baoguan.plugin import DecodeError, descend, read_time, text_of

_LONGEST: Final = 18
"""Digits of a count."""
_OLDER: Final = re.compile(r"(\d{8})T?(\d{6})\d{0,3}")


def time_of(text: str) -> datetime | None:
    """A time as Customs writes it; None for '' and for what is none."""
    try:
        return read_time(text) if text else None
    except ValueError:
        return None


def any_time_of(text: str) -> datetime | None:
    """As `time_of`, and the older form `yyyyMMddTHHmmssff` of declarations."""
    old = _OLDER.fullmatch(text)
    return time_of(f"{old[1]}{old[2]}" if old else text)


def sent_at(root: etree._Element) -> datetime | None:
    """When the envelope of a receipt says that it was sent."""
    sent = descend(root, "send_time")
    return time_of(text_of(sent)) if sent is not None else None


def count_of(text: str) -> int | None:
    """A count; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None


def lacks(name: str, element: str) -> DecodeError:
    """That a receipt lacks the element that it is read by."""
    return DecodeError(
        f"{name} 缺少 {element}",
        f"{name} lacks {element}",
        remedy_zh="回执不完整，取得完整文件后 baoguan replay",
        remedy_en="The receipt is incomplete: get the whole file, then `baoguan replay`",
    )
