"""Single values: text of the wire to model values and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from types import NoneType

from baoguan.clock import SHANGHAI
from baoguan.codes import Codes
from baoguan.model.fields import Term, Value
from baoguan.wire.table import Element

_FIRST_YEAR, _LAST_YEAR = 1900, 2999
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
_TIME_FORMATS = (
    TIME_FORMAT,
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y%m%d%H%M%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y%m%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d",
)
_DATE_FORMATS = ("%Y%m%d", *_TIME_FORMATS)

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DAY = re.compile(r"[12][0-9]{3}(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])")
_NONE = re.compile(r"(?!)")

Reader = Callable[[str], Value]
Matcher = Callable[[str], object]
Writer = Callable[[Value], str]
ColumnWriter = Callable[[Sequence[Value]], Sequence[str]]


def reader(element: Element, term: Term, codes: Codes) -> Reader:
    """Wire text -> value; raises ValueError for text that is none."""
    if element.legacy:
        code_list = codes[element.legacy]

        def from_legacy(text: str) -> Value:
            found = code_list.from_legacy(text)
            return text if found is None else found.code

        return from_legacy
    return {"integer": _read_integer, "decimal": _read_decimal, "date": _read_date, "time": read_time}.get(term.kind, str)


def usual(element: Element, term: Term) -> tuple[Matcher, Reader]:
    """The common texts of an element, and a reader for these alone that skips every check: its value is written as the same text again."""
    if element.legacy:
        return _NONE.fullmatch, str
    if term.kind == "date":
        return _DAY.fullmatch if element.date_format == "%Y%m%d" else _NONE.fullmatch, date.fromisoformat
    return {"decimal": (_NUMBER.fullmatch, Decimal), "integer": (_WHOLE.fullmatch, int)}.get(term.kind, (_NONE.fullmatch, str))


def writer(element: Element, term: Term, codes: Codes) -> Writer:
    """Value -> wire text; an absent value is ''."""
    if element.legacy:
        return partial(_write_legacy, _legacy_table(element.legacy, codes))
    if term.kind == "decimal":
        return write_decimal
    if term.kind == "date":
        return partial(_write_time, element.date_format)
    if term.kind == "time":
        return partial(_write_time, TIME_FORMAT)
    return _write_plain


def column_writer(element: Element, term: Term, codes: Codes) -> ColumnWriter:
    """The same texts as `writer` gives, a column at a time: what is usual in a column of its kind goes without a call a value."""
    write = writer(element, term, codes)
    usual = _numbers if term.kind in ("decimal", "integer") else _coded(write) if element.legacy else _texts

    def texts(values: Sequence[Value]) -> Sequence[str]:
        if len(values) == 1:
            return [write(values[0])]
        kinds = set(map(type, values))
        if kinds <= _ABSENT:
            return [""] * len(values)
        found = usual(values, kinds)
        return list(map(write, values)) if found is None else found

    return texts


_ABSENT: frozenset[type] = frozenset({NoneType})
_Usual = Callable[[Sequence[Value], set[type]], Sequence[str] | None]
"""(values, their types) -> texts, or None for a column that is not as usual."""


def _texts(values: Sequence[Value], kinds: set[type]) -> Sequence[str] | None:
    if kinds == {str}:
        return values  # type: ignore[return-value]
    return [value or "" for value in values] if kinds == {str, NoneType} else None  # type: ignore[misc]


def _coded(write: Writer) -> _Usual:
    known: dict[Value, str] = {}

    def texts(values: Sequence[Value], kinds: set[type]) -> Sequence[str] | None:
        if not kinds <= {str, NoneType}:
            return None
        distinct = set(values)
        # Codes are few; a column of something else is not to be remembered for ever.
        if len(distinct) > _MOST_CODES or len(known) > _MOST_CODES:
            return None
        for value in distinct - known.keys():
            known[value] = write(value)
        return list(map(known.__getitem__, values))

    return texts


_MOST_CODES = 1_000


def _numbers(values: Sequence[Value], kinds: set[type]) -> Sequence[str] | None:
    if kinds == {int}:
        return list(map(str, values))
    if kinds == {Decimal}:
        texts = list(map(str, values))
    elif kinds == {Decimal, NoneType}:
        texts = ["" if value is None else str(value) for value in values]
    else:
        return None
    # `str` writes what `format` writes, several times as fast, unless it takes an exponent.
    return None if "E" in "".join(texts) else texts


def _legacy_table(name: str, codes: Codes) -> Mapping[str, str]:
    code_list = codes[name]
    return {c.code: c.legacy for c in code_list if c.legacy}


def _write_legacy(table: Mapping[str, str], value: Value) -> str:
    return "" if value is None else table.get(str(value), str(value))


def _write_plain(value: Value) -> str:
    return "" if value is None else str(value)


def write_decimal(value: Value) -> str:
    """Plain digits, no exponent, with the decimals that the value has."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _write_time(form: str, value: Value) -> str:
    if value is None:
        return ""
    return value.strftime(form) if isinstance(value, date) else str(value)


def _read_integer(text: str) -> Value:
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 40:
        raise ValueError(text)
    return int(text)


def _read_decimal(text: str) -> Value:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or len(text) > 60 or "_" in text or abs(value.adjusted()) > 60:
        raise ValueError(text)
    return value


def _read_date(text: str) -> Value:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a date has no zone
        except ValueError:
            continue
    raise ValueError(text)


def read_time(text: str) -> datetime:
    """A moment in any of the forms that receipts use; without a zone it is Shanghai time."""
    for form in _TIME_FORMATS:
        try:
            moment = datetime.strptime(text[:26] if "." in text else text, form)  # noqa: DTZ007
        except ValueError:
            continue
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise ValueError(text)
        return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)
    raise ValueError(text)
