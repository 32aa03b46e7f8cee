"""Single values of JSON: exactly the forms that a field takes, nothing converted silently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from baoguan.clock import shanghai

_MAGNITUDE: Final = 60
"""More digits than any field has; a number like 1E+999999999 would not fit into memory once written out."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"应为文本，得到 {value!r} / text expected, got {value!r}")
    return value


def _integer(value: object) -> int:
    if type(value) is not int and (isinstance(value, bool) or not isinstance(value, int | str)):
        raise ValueError(f"应为整数，得到 {value!r} / whole number expected, got {value!r}")
    return int(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"应为 true 或 false，得到 {value!r} / true or false expected, got {value!r}")
    return value


def _decimal(value: object) -> Decimal:
    if type(value) is not str and (isinstance(value, bool) or not isinstance(value, str | int | Decimal)):
        raise ValueError(f"应为数字文本，得到 {value!r} / a number in quotes expected, got {value!r}")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"不是数字：{value!r} / not a number: {value!r}") from None
    if not number.is_finite() or not -_MAGNITUDE <= number.adjusted() <= _MAGNITUDE:
        raise ValueError(f"不是有限的数字：{value!r} / not a finite number: {value!r}")
    return number


def _date(value: object) -> date:
    text = _text(value)
    return date.fromisoformat(text)


def _moment(value: object) -> datetime:
    return shanghai(datetime.fromisoformat(_text(value)))


READERS: Final[Mapping[type, Callable[[object], object]]] = {
    Decimal: _decimal,
    datetime: _moment,
    date: _date,
    str: _text,
    int: _integer,
    bool: _flag,
}
