"""Columns of values to records, and collected values to the head of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TypeVar, cast

import attrs

from baoguan.model.fields import Carried, Value
from baoguan.model.making import opened
from baoguan.model.message import Document
from baoguan.model.party import Party
from baoguan.sheets.tables import SheetKind

R = TypeVar("R", bound=attrs.AttrsInstance)
RecordMaker = Callable[[Iterable[tuple[object, ...]]], list[Document]]


@cache
def record_maker(model: type, paths: tuple[str, ...]) -> RecordMaker:
    """A function (rows of values in the order of `paths`) -> records of a class; other fields have their defaults.

    Compiled, because the constructor of a frozen class takes five times as long (30,000 lines: 0.31 s instead of 0.06 s).
    Names that a record does not have are refused with ValueError.
    """
    fields = attrs.fields_dict(model)
    strange = set(paths) - set(fields)
    if strange or not paths:
        raise ValueError(f"no fields of a {model.__name__}: {sorted(strange)}")
    source = "\n".join(
        (
            "def make(rows):",
            "    records = []",
            "    add = records.append",
            f"    for {', '.join(f'v_{path}' for path in paths)}, in rows:",
            "        record = new(Open)",
            *(f"        record.{name} = {f'v_{name}' if name in paths else repr(field.default)}" for name, field in fields.items()),
            "        record.__class__ = Record",
            "        add(record)",
            "    return records",
        )
    )
    room: dict[str, object] = {"new": object.__new__, "Open": opened(model), "Record": model}
    exec(compile(source, f"<{model.__name__} of sheets>", "exec"), room)
    return cast("RecordMaker", room["make"])


def with_originals(record: R, originals: Mapping[str, str]) -> R:
    """The record with the texts of cells that could not be read, so that the rules refuse it even if nobody looks at the findings."""
    evolve = cast("Callable[..., R]", attrs.evolve)
    return evolve(record, carried=Carried(originals=dict(originals)))


def document_of(
    kind: SheetKind, values: Mapping[str, Value], records: Mapping[str, object], originals: Mapping[str, str]
) -> Document:
    """The document of a head given as dotted path -> value, and of its records by the attribute that holds them: tuples, or the only one."""
    plain: dict[str, object] = {}
    parts: dict[str, dict[str, Value]] = {}
    for path, value in values.items():
        name, _, part = path.partition(".")
        if value is None:
            continue
        if part:
            parts.setdefault(name, {})[part] = value
        else:
            plain[name] = value
    make_party = cast("Callable[..., Party]", Party)
    plain.update({name: make_party(**inner) for name, inner in parts.items()})
    plain.update(records)
    make = cast("Callable[..., Document]", kind.model)
    return make(**plain, carried=Carried(originals=dict(originals)) if originals else None)
