"""Records in which every field of every section holds a value of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import attrs

from baoguan.clock import SHANGHAI
from baoguan.model.fields import TERM, Carried, CodeEnum, Term

R = TypeVar("R")


def filled(model: type[R]) -> R:
    """A record of a model class, with two records in every tuple; values say nothing, and differ from each other."""
    record: R = _filled(model, count(1))
    return record


def leaves(record: object) -> Iterator[tuple[str, Term | None, object]]:
    """(path, term, value) of every single value below a record."""
    for field in attrs.fields(type(record)):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if isinstance(value, Carried) or value is None:
            continue
        records = value if isinstance(value, tuple) else (value,) if attrs.has(type(value)) else ()
        for number, each in enumerate(records, 1):
            yield from ((f"{field.name}[{number}].{path}", term, leaf) for path, term, leaf in leaves(each))
        if not records:
            yield field.name, field.metadata.get(TERM), value


def _filled(model: type, numbers: Iterator[int]) -> Any:  # noqa: ANN401
    hints = get_type_hints(model)
    values: dict[str, Any] = {}
    for field in attrs.fields(model):
        (wanted, *_) = [t for t in (get_args(hints[field.name]) or (hints[field.name],)) if t not in (NoneType, ...)]
        if wanted is Carried:
            continue
        if attrs.has(wanted):
            several = field.default == ()
            made = [_filled(wanted, numbers) for _ in range(2 if several else 1)]
            values[field.name] = tuple(made) if several else made[0]
        else:
            values[field.name] = _value(wanted, field.metadata.get(TERM), next(numbers))
    return model(**values)


def _value(wanted: type, term: Term | None, number: int) -> object:
    if wanted is bool:
        return True
    if term is not None and isinstance(term.codes, type) and issubclass(term.codes, CodeEnum):
        members = [member.value for member in term.codes]
        return members[number % len(members)]
    made: dict[type, object] = {
        int: 700_000 + number,
        Decimal: Decimal(f"8{number:05d}.125"),
        date: date(2001, 1, 1) + timedelta(days=number),
        datetime: datetime(2001, 1, 1, tzinfo=SHANGHAI) + timedelta(days=number),
    }
    return made.get(wanted, f"值<{number:05d}>")
