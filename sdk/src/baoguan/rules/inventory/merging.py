"""Typed numbers of declaration lines (报关单商品序号): rows of one number become one line of the declaration.

What is left blank is numbered by the consolidation, which has its own findings. A change keeps its numbers and skips
these checks (page).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from baoguan.model.fields import Value
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import InventoryType
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.inventory._pack import (
    INVENTORY_RULES,
    LINE_TERMS,
    ONE_PROGRAM,
    PAGE,
    filing,
    generates,
    list_of,
    present,
)

Lines = Block[InventoryLine]

MOST_DECLARATION_LINES: Final = 50
KEY: Final = ("hs_code", "goods_name", "unit", "currency", "origin_country", "destination_country")
"""Rows of one declaration line agree in these (Single Window page)."""

_COUNTRIES = frozenset({"origin_country", "destination_country"})
_SHOWN = 10
_SAME_GOODS = {
    f"lines[2].{name}": value
    for name, value in {
        "hs_code": "8532241000",
        "goods_name": "片式多层瓷介电容器",
        "unit": "054",
        "origin_country": "JPN",
        "second_unit": "054",
        "second_quantity": Decimal(3),
    }.items()
}
_TYPED = {
    "lines[0].declaration_line_no": 1,
    "lines[1].declaration_line_no": 2,
    "lines[2].declaration_line_no": 1,
    **_SAME_GOODS,
}


def merges(document: BondedInventoryList) -> bool:
    """Whether the list's rows are merged to declaration lines: a filing from which a declaration is drafted."""
    return filing(document) and generates(document)


def typed_numbers(block: Lines) -> list[Value] | None:
    """The typed declaration line numbers row by row; None when no row has one or nothing is merged."""
    if not merges(list_of(block)):
        return None
    column = block.column("declaration_line_no")
    return column if any(column) or 0 in column else None


@INVENTORY_RULES.rule(
    "merge.gaps",
    over="lines",
    fields=("declaration_line_no",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    whole=True,
    zh="报关单商品序号应从 1 起连续，现有 {value} 而缺 {missing}",
    en="declaration line numbers run from 1 without gaps: there is {value}, but no {missing}",
    remedy_zh="改为连续编号，或清空由归并时自动编号",
    remedy_en="Number them without gaps, or leave them blank to be numbered",
    accepted=({}, _TYPED),
    refused=(
        {"lines[0].declaration_line_no": 1, "lines[1].declaration_line_no": 3},
        {"lines[1].declaration_line_no": 0},
    ),
)
def _gaps(block: Lines, _: Context) -> list[Hit]:
    column = typed_numbers(block)
    if column is None:
        return []
    typed = {number for number in column if isinstance(number, int)}
    expected = set(range(1, len(typed) + 1))
    if typed == expected:
        return []
    row = next(i for i, number in enumerate(column) if number is not None and number not in expected)
    missing = sorted(expected - typed)
    return [Hit(row, {"missing": "、".join(map(str, missing[:_SHOWN]))})]


@INVENTORY_RULES.rule(
    "merge.key",
    over="lines",
    fields=("declaration_line_no",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    whole=True,
    zh="报关单商品序号 {value} 已由第 {first} 行使用，但{field_zh}不同（{mine} 与 {theirs}），不能归并",
    en="declaration line {value} is taken by row {first}, whose {field_en} differs ({mine}, {theirs}): they cannot be merged",
    remedy_zh="改用另一个报关单商品序号",
    remedy_en="Give this row another declaration line number",
    accepted=(
        {},
        _TYPED,
        {"inventory_type": "1", **_TYPED, "lines[0].destination_country": None, "lines[2].origin_country": "TWN"},
    ),
    refused=({**_TYPED, "lines[2].currency": "CNY"}, {**_TYPED, "lines[2].destination_country": "HKG"}),
)
def _key(block: Lines, _: Context) -> Iterator[Hit]:
    column = typed_numbers(block)
    if column is None:
        return
    # Lists of deliveries (集报) of old data have no destination; the page then compares no countries.
    lenient = list_of(block).inventory_type == InventoryType.CONSOLIDATED
    keys = list(zip(*map(block.column, KEY), strict=True))
    for i, first in _rows_that_differ(column, keys):
        mine, theirs = keys[i], keys[first]
        skipped = _COUNTRIES if lenient and not (mine[-1] and theirs[-1]) else frozenset()
        differing = next((n for n, a, b in zip(KEY, mine, theirs, strict=True) if a != b and n not in skipped), None)
        if differing is not None:
            place, term = KEY.index(differing), LINE_TERMS[differing]
            yield Hit(
                i,
                {
                    "first": first + 1,
                    "field_zh": term.zh,
                    "field_en": term.en,
                    "mine": mine[place],
                    "theirs": theirs[place],
                },
            )


@INVENTORY_RULES.rule(
    "merge.exemption",
    over="lines",
    fields=("declaration_line_no",),
    source=ONE_PROGRAM,
    mark=Mark.ONCE,
    severity="warning",
    whole=True,
    zh="报关单商品序号 {value} 已由第 {first} 行使用，但征减免方式不同（{mine} 与 {theirs}）",
    en="declaration line {value} is taken by row {first} of another exemption mode ({mine}, {theirs})",
    remedy_zh="建议改用另一个报关单商品序号",
    remedy_en="Better give this row another declaration line number",
    accepted=({}, _TYPED),
    refused=({**_TYPED, "lines[2].exemption": "1"},),
)
def _exemption(block: Lines, _: Context) -> Iterator[Hit]:
    column = typed_numbers(block)
    if column is not None:
        modes = block.column("exemption")
        for i, first in _rows_that_differ(column, modes):
            yield Hit(i, {"first": first + 1, "mine": modes[i], "theirs": modes[first]})


@INVENTORY_RULES.rule(
    "merge.alone",
    over="lines",
    fields=("declaration_line_no",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    whole=True,
    zh="第 {alone} 行要求不归并，但报关单商品序号 {value} 由多行使用",
    en="row {alone} is not to be merged, yet declaration line {value} has several rows",
    remedy_zh="给不归并的商品单独的序号，或取消不归并",
    remedy_en="Give that row a number of its own, or drop no_merge",
    accepted=({}, _TYPED, {"lines[0].no_merge": True, "lines[0].declaration_line_no": 1}),
    refused=({**_TYPED, "lines[2].no_merge": True},),
)
def _alone(block: Lines, _: Context) -> Iterator[Hit]:
    column = typed_numbers(block)
    alone = block.column("no_merge")
    if column is None or not any(alone):
        return
    first: dict[Value, int] = {}
    for i, number in enumerate(column):
        if number is not None and first.setdefault(number, i) != i and (alone[i] or alone[first[number]]):
            yield Hit(i, {"alone": (i if alone[i] else first[number]) + 1})


@INVENTORY_RULES.rule(
    "merge.max_50",
    over="lines",
    fields=("declaration_line_no",),
    source=PAGE,
    mark=Mark.TWICE,
    whole=True,
    zh="报关单商品序号共 {count} 个，一张报关单最多 50 项",
    en="there are {count} declaration lines: a declaration holds at most 50",
    remedy_zh="合并序号，或用 baoguan 拆成多张清单",
    remedy_en="Merge rows, or split the list in several",
    accepted=({}, _TYPED),
    refused=({"lines": tuple(InventoryLine(line_no=n, declaration_line_no=n) for n in range(1, 52))},),
)
def _max_50(block: Lines, _: Context) -> list[Hit]:
    column = typed_numbers(block)
    if column is None:
        return []
    rows = list(dict.fromkeys(number for number in column if number is not None))
    if len(rows) <= MOST_DECLARATION_LINES:
        return []
    return [Hit(column.index(rows[MOST_DECLARATION_LINES]), {"count": len(rows)})]


def _rows_that_differ(column: list[Value], keys: list[Value] | list[tuple[Value, ...]]) -> Iterator[tuple[int, int]]:
    """Rows whose key is not that of the first row of their number, with that first row."""
    if len(set(zip(column, keys, strict=True))) == len(set(column)) and None not in column:
        return
    first: dict[Value, int] = {}
    for i, number in enumerate(column):
        if present(number) and keys[first.setdefault(number, i)] != keys[i]:
            yield i, first[number]
