"""Records inside a row, such as the licences of a goods line: walking them, and the rules of their fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import attrs

from baoguan.model.fields import value_at
from baoguan.rules.engine import Block, Check, Context, Hit, RulePack
from baoguan.rules.fields import add_field_rules

R = TypeVar("R")


def inside(row: object, path: str) -> Iterator[tuple[str, object]]:
    """The records that a path of attributes leads to, each with its place: `licences[2].vehicles[1]`."""
    first, _, rest = path.partition(".")
    for number, each in enumerate(getattr(row, first), 1):
        place = f"{first}[{number}]"
        if rest:
            yield from ((f"{place}.{below}", found) for below, found in inside(each, rest))
        else:
            yield place, each


def lifted(check: Check[object], path: str, field: str) -> Check[R]:
    """A check of the records inside rows from one over those records themselves."""

    def over_rows(block: Block[R], context: Context) -> Iterator[Hit]:
        found = [(index, place, each) for index, row in enumerate(block.rows) for place, each in inside(row, path)]
        if not found:
            return
        records: Sequence[object] = [each for _, _, each in found]
        for hit in check(Block(records, 0, "", block.document), context):
            index, place, record = found[hit.row]
            named = hit.field or field
            yield Hit(index, {"value": value_at(record, named), **hit.values}, f"{place}.{named}")

    over_rows.__module__ = check.__module__
    return over_rows


def add_nested_field_rules(pack: RulePack, model: type, over: str, path: str) -> None:
    """Add the rules of every single field of records inside rows; ids are `field.<what>:<over>.<path>.<field>`."""
    alone = RulePack(pack.name)
    add_field_rules(alone, model, f"{over}.{path}")
    for rule in alone.rules:
        field = rule.fields[0]
        pack.add(attrs.evolve(rule, over=over, fields=(f"{path}.{field}",), check=lifted(rule.check, path, field)))
