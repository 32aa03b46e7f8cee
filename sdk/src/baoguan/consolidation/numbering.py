"""Numbers of declaration lines (报关单商品序号): typed ones are kept and checked, the others assigned by merging."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count, islice

import attrs

from baoguan.consolidation.findings import finding, line_path
from baoguan.consolidation.grouping import Grouping, Key
from baoguan.model.fields import terms
from baoguan.model.inventory import InventoryLine
from baoguan.rules import Finding

_FIELD = "declaration_line_no"
_WHY = {
    "no_merge": ("标为不归并", "is marked no_merge"),
    "export_duty": ("为涉出口关税的成品", "is a product under export duty"),
}


@attrs.frozen(kw_only=True)
class Numbering:
    """The number of every group, and what is wrong with the numbers that were typed."""

    numbers: list[int]
    findings: list[Finding]


def number_groups(grouping: Grouping) -> Numbering:
    """Number the groups of a list.

    A group with a typed number keeps it; groups with the same number become one declaration line. A group without
    joins the lowest typed number of the same key, unless it or that one must stand alone; else it gets the lowest
    free number.
    """
    keys = grouping.keys()
    shared: dict[int, list[int]] = {}
    for group, (_, typed) in enumerate(keys):
        if typed is not None:
            shared.setdefault(typed, []).append(group)
    free = (number for number in count(1) if number not in shared)
    hosts = _hosts(grouping, keys, shared)
    numbers: list[int] = []
    unnumbered: list[int] = []
    for group, (key, typed) in enumerate(keys):
        if typed is None:
            unnumbered.append(group)
            host = None if group in grouping.alone else hosts.get(key)
            numbers.append(next(free) if host is None else host)
        else:
            numbers.append(typed)
    findings = _stands(grouping, unnumbered) if grouping.stands else _typed(grouping, keys, shared, frozenset(numbers))
    return Numbering(numbers=numbers, findings=list(findings))


def _hosts(grouping: Grouping, keys: list[tuple[Key, int | None]], shared: Mapping[int, list[int]]) -> dict[Key, int]:
    """Key -> lowest typed number that lines of this key may join."""
    hosts: dict[Key, int] = {}
    for number, groups in sorted(shared.items()):
        if not any(group in grouping.alone for group in groups):
            hosts.setdefault(keys[groups[0]][0], number)
    return hosts


def _typed(
    grouping: Grouping, keys: list[tuple[Key, int | None]], shared: Mapping[int, list[int]], used: frozenset[int]
) -> Iterator[Finding]:
    sums = grouping.sums
    for number, groups in shared.items():
        lines = sum(sums.size[group] for group in groups)
        alone = next((group for group in groups if group in grouping.alone), None)
        if alone is not None and lines > 1:
            why_zh, why_en = _WHY[grouping.alone[alone]]
            yield finding(
                "consolidation.number-alone",
                path=line_path(sums.first[alone], _FIELD),
                value=number,
                number=number,
                count=lines,
                row=sums.first[alone] + 1,
                why_zh=why_zh,
                why_en=why_en,
            )
        for group in groups[1:]:
            fields = [
                name
                for name, mine, first in zip(grouping.settings.key, keys[group][0], keys[groups[0]][0], strict=True)
                if mine != first
            ]
            if fields:
                yield finding(
                    "consolidation.number-key",
                    path=line_path(sums.first[group], _FIELD),
                    value=number,
                    number=number,
                    first=sums.first[groups[0]] + 1,
                    fields=field_names(fields),
                )
    highest = max(used, default=0)
    if used and (min(used) < 1 or highest > len(used)):
        missing = list(islice((number for number in range(1, highest) if number not in used), 5))
        odd = min(used) if min(used) < 1 else highest
        yield finding(
            "consolidation.number-gap",
            path=line_path(sums.first[shared[odd][0]], _FIELD),
            value=odd,
            missing="、".join(map(str, missing)) or "-",
        )


def _stands(grouping: Grouping, unnumbered: list[int]) -> Iterator[Finding]:
    if unnumbered:
        yield finding(
            "consolidation.change-number",
            path=line_path(grouping.sums.first[unnumbered[0]], _FIELD),
            count=sum(grouping.sums.size[group] for group in unnumbered),
        )


def field_names(fields: list[str]) -> str:
    """The fields by their Chinese terms and their names."""
    known = terms(InventoryLine)
    return "、".join(f"{known[name].zh} {name}" for name in fields)
