"""The lists of the period: each once, each known by its number, none that is not deducted for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from baoguan import numbers
from baoguan.model.inventory_codes import DeductionMark, Direction
from baoguan.model.write_off import WriteOffList
from baoguan.numbers import Kind, Severity
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.write_off._pack import INFERRED, SCHEMA, TABLES, WRITE_OFF_RULES, of_lists, required

_SERIAL_AT: Final = 8
"""Where the letter of the direction stands in a list number: QD, customs office, year, I or E."""
_NOT_DEDUCTED: Final = frozenset({DeductionMark.NONE.value, DeductionMark.PRE.value})

required("list_no", "lists", WriteOffList, mark=Mark.OFFICIAL, source=SCHEMA)
required("direction", "lists", WriteOffList, mark=Mark.TWICE, source=TABLES)


def _repeated(block: Block[WriteOffList], _: Context) -> Iterator[Hit]:
    counts = Counter(block.present("list_no"))
    yield from (Hit(index) for index, number in enumerate(block.column("list_no")) if number is not None and counts[number] > 1)


def _misshapen(row: WriteOffList) -> bool:
    return bool(row.list_no) and any(p.severity is Severity.ERROR for p in numbers.check(Kind.INVENTORY_LIST, row.list_no or ""))


def direction_of(list_no: str | None) -> str | None:
    """The direction that the number of a list tells; None where it tells none."""
    letter = (list_no or "")[_SERIAL_AT : _SERIAL_AT + 1]
    return letter if letter in {d.value for d in Direction} else None


def _other_way(row: WriteOffList) -> bool:
    told = direction_of(row.list_no)
    return told is not None and row.direction is not None and row.direction != told


WRITE_OFF_RULES.rule(
    "write_off.list-once",
    over="lists",
    fields=("list_no",),
    source=TABLES,
    mark=Mark.TWICE,
    zh="清单 {value} 列了不止一次",
    en="list {value} stands more than once",
    remedy_zh="每份清单只列一次",
    remedy_en="Name each list once",
    whole=True,
    accepted=({},),
    refused=({"lists[1].list_no": "QD530125I000000001"},),
)(_repeated)

WRITE_OFF_RULES.rule(
    "write_off.list-number",
    over="lists",
    fields=("list_no",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    zh="{value} 不是核注清单编号",
    en="{value} is no list number",
    remedy_zh="填写 QD 开头的 18 位清单编号",
    remedy_en="Give the number of 18 characters that begins with QD",
    accepted=({},),
    refused=({"lists[0].list_no": "202500000000000001"},),
)(of_lists(_misshapen))

WRITE_OFF_RULES.rule(
    "write_off.list-direction",
    over="lists",
    fields=("direction",),
    source=TABLES,
    mark=Mark.TWICE,
    zh="进出口标志 {value} 与清单编号不符",
    en="direction {value} contradicts the list's number",
    remedy_zh="按清单编号的第 9 位填写",
    remedy_en="Take it from the ninth character of the number",
    accepted=({},),
    refused=({"lists[0].direction": "E"},),
)(of_lists(_other_way))

WRITE_OFF_RULES.rule(
    "write_off.list-deducted",
    over="lists",
    fields=("deduction_mark",),
    source=INFERRED,
    mark=Mark.INFERRED,
    severity="warning",
    zh="清单尚未正式核扣（核扣标记 {value}），不能报核",
    en="the list is not deducted yet (mark {value}): it cannot be written off",
    remedy_zh="等待正式核扣（INV211），或把它留到下一期",
    remedy_en="Wait until it is deducted (INV211), or leave it to the next period",
    accepted=({}, {"lists[0].deduction_mark": None}),
    refused=({"lists[0].deduction_mark": "1"}, {"lists[1].deduction_mark": "0"}),
)(of_lists(lambda row: row.deduction_mark in _NOT_DEDUCTED))
