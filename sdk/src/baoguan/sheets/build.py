"""Columns of values to lines, and collected values to the head of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import cast

import attrs

from baoguan.consolidation.compiled import _Open
from baoguan.model.fields import Carried, Value
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.party import Party

LineMaker = Callable[[Iterable[tuple[object, ...]]], list[InventoryLine]]


@cache
def line_maker(paths: tuple[str, ...]) -> LineMaker:
    """A function (rows of values in the order of `paths`) -> lines; other fields have their defaults.

    Compiled, because the constructor of a frozen class takes five times as long (30,000 lines: 0.31 s instead of 0.06 s).
    Names that a line does not have are refused with ValueError.
    """
    fields = attrs.fields_dict(InventoryLine)
    strange = set(paths) - set(fields)
    if strange or not paths:
        raise ValueError(f"no fields of a line: {sorted(strange)}")
    source = "\n".join(
        (
            "def make(rows):",
            "    lines = []",
            "    add = lines.append",
            f"    for {', '.join(f'v_{path}' for path in paths)}, in rows:",
            "        line = new(Open)",
            *(f"        line.{name} = {f'v_{name}' if name in paths else repr(field.default)}" for name, field in fields.items()),
            "        line.__class__ = Line",
            "        add(line)",
            "    return lines",
        )
    )
    room: dict[str, object] = {"new": object.__new__, "Open": _Open, "Line": InventoryLine}
    exec(compile(source, "<lines of sheets>", "exec"), room)
    return cast(LineMaker, room["make"])


def with_originals(line: InventoryLine, originals: Mapping[str, str]) -> InventoryLine:
    """The line with the texts of cells that could not be read, so that the rules refuse it even if nobody looks at the findings."""
    return attrs.evolve(line, carried=Carried(originals=dict(originals)))


def list_of(values: Mapping[str, Value], lines: Iterable[InventoryLine], originals: Mapping[str, str]) -> BondedInventoryList:
    """The list of a head given as dotted path -> value."""
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
    make = cast("Callable[..., BondedInventoryList]", BondedInventoryList)
    return make(**plain, lines=tuple(lines), carried=Carried(originals=dict(originals)) if originals else None)
