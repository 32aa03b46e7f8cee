"""JSON data of the usual form to records, a field of all of them at a time; everything else is left to the converter.

Usual are: objects with known keys alone, texts, decimals in quotes without exponent, whole numbers, days, and records of these. A
document of twenty lines takes a third of the converter's time, and what comes out is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from itertools import islice, repeat
from types import NoneType, UnionType
from typing import Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

from baoguan.model.json_values import READERS
from baoguan.model.making import Maker, maker

T = TypeVar("T")
Column = Sequence[object]
ColumnReader = Callable[[list[object]], Column]
_DIGITS: Final = "0123456789.-"
_MOST_DIGITS: Final = 40


class Unusual(Exception):
    """The data has a form that the converter must judge."""


def structured(data: object, model: type[T]) -> T:
    """The record of JSON data. Raises Unusual for all that is not of the usual form, right or wrong."""
    (found,) = _records(model, [data])
    return cast(T, found)


@attrs.frozen
class _Plan:
    """How the records of a class are read: the readers of the fields that can be read so, the default of every field, for ever again, the
    constructor."""

    readers: Mapping[str, ColumnReader]
    defaults: Mapping[str, repeat[object]]
    make: Maker[object]


@cache
def _plan(model: type) -> _Plan | None:
    make = maker(model)
    if make is None:
        return None
    hints = get_type_hints(model)
    fields = attrs.fields(model)
    readers = {f.name: found for f in fields if (found := _reader(hints[f.name], f.default)) is not None}
    return _Plan(readers, {f.name: repeat(f.default) for f in fields}, make)


def _reader(hint: object, default: object) -> ColumnReader | None:
    """The reader of a field of this type; an absent value is the same as its default."""
    kinds = get_args(hint)
    if get_origin(hint) is tuple and len(kinds) == 2 and kinds[1] is ... and default == () and attrs.has(kinds[0]):
        return partial(_many, kinds[0])
    if get_origin(hint) not in (UnionType, Union) or len(kinds) != 2 or kinds[1] is not NoneType or default is not None:
        return None
    kind = kinds[0]
    return _SCALARS.get(kind) or (partial(_nested, kind) if attrs.has(kind) else None)


def _records(model: type, rows: list[object]) -> list[object]:
    plan = _plan(model)
    if plan is None or set(map(type, rows)) - {dict}:
        raise Unusual
    given = cast("list[dict[str, object]]", rows)
    return [_record(plan, given[0])] if len(given) == 1 else _by_column(plan, given)


def _record(plan: _Plan, row: dict[str, object]) -> object:
    """A single record: most of its values are texts."""
    _expect(plan, row)
    found: dict[str, object] = {}
    for name, value in row.items():
        read = plan.readers[name]
        if read is _TEXTS and type(value) is str:
            found[name] = value
        else:
            (found[name],) = read([value])
    return plan.make(**found)


def _by_column(plan: _Plan, rows: list[dict[str, object]]) -> list[object]:
    columns: dict[str, Iterable[object]] = {**plan.defaults}
    names = set[str]().union(*rows)
    _expect(plan, names)
    for name in names:
        absent = next(plan.defaults[name])
        columns[name] = plan.readers[name]([row.get(name, absent) for row in rows])
    # Every column is as long as the rows but those of defaults, which have no end.
    return list(islice(map(plan.make, *columns.values()), len(rows)))


def _expect(plan: _Plan, names: Iterable[str]) -> None:
    """Refuse fields that only the converter reads before any is read: a large document is not to be read twice."""
    if not plan.readers.keys() >= set(names):
        raise Unusual


def _nested(model: type, values: list[object]) -> Column:
    made = iter(_records(model, [value for value in values if value is not None]))
    return [None if value is None else next(made) for value in values]


def _many(model: type, values: list[object]) -> Column:
    if set(map(type, values)) - {list, tuple}:
        raise Unusual
    lists = cast("list[list[object]]", values)
    made: Iterator[object] = iter(_records(model, [row for rows in lists for row in rows]))
    return [tuple(islice(made, len(rows))) for rows in lists]


def _typed(kinds: frozenset[type], values: list[object]) -> Column:
    """Values that JSON itself says."""
    if not kinds.issuperset(map(type, values)):
        raise Unusual
    return values


def _decimals(values: list[object]) -> Column:
    given = [value for value in values if value is not None] if None in values else values
    if set(map(type, given)) - {str}:
        raise Unusual
    texts = cast("list[str]", given)
    joined = "".join(texts)
    # Only what no check would refuse: short, and without exponent.
    if joined.strip(_DIGITS) or max(map(len, texts), default=0) > _MOST_DIGITS:
        raise Unusual
    try:
        numbers = map(Decimal, texts)
        return list(numbers) if len(texts) == len(values) else [None if value is None else next(numbers) for value in values]
    except InvalidOperation:
        raise Unusual from None


def _others(kind: type, values: list[object]) -> Column:
    """Values of which a document has few: each in turn."""
    read = READERS[kind]
    try:
        return [None if value is None else read(value) for value in values]
    except (ValueError, ArithmeticError):
        raise Unusual from None


_TEXTS: Final = partial(_typed, frozenset({str, NoneType}))
_SCALARS: Final[Mapping[type, ColumnReader]] = {
    str: _TEXTS,
    Decimal: _decimals,
    **{kind: partial(_typed, frozenset({kind, NoneType})) for kind in (int, bool)},
    **{kind: partial(_others, kind) for kind in (date, datetime)},
}
