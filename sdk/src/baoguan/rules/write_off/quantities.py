"""Quantities of materials: what should be left follows from the terms, and a difference has a reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from baoguan.model.write_off import WriteOff, WriteOffRow
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.write_off._pack import (
    DECREE,
    FORMULA,
    INFERRED,
    PROGRAM,
    WRITE_OFF_RULES,
    handbook,
    of_rows,
)

TOLERANCE: Final = Decimal("0.01")
"""By how much a toll manufacturer's checker lets the terms and their sum differ."""

_IN: Final = ("opening", "total", "transferred", "increased")
_OUT: Final = ("sold", "reexported", "surplus_out", "destroyed", "consumed", "decreased")
_ZERO = Decimal(0)


def left_of(row: WriteOffRow) -> Decimal:
    """What should be left by the terms of a row; absent ones are nothing."""
    came = sum((getattr(row, name) or _ZERO for name in _IN), _ZERO)
    return came - sum((getattr(row, name) or _ZERO for name in _OUT), _ZERO)


def _off(block: Block[WriteOffRow], _: Context) -> Iterator[Hit]:
    for index, row in enumerate(block.rows):
        if row.theoretical is not None and abs(row.theoretical - (left := left_of(row))) > TOLERANCE:
            yield Hit(index, {"left": left})


def _difference(row: WriteOffRow) -> Decimal | None:
    return None if row.remaining is None or row.theoretical is None else row.remaining - row.theoretical


def _miscounted(row: WriteOffRow, _: WriteOff) -> bool:
    there = _difference(row)
    return row.difference is not None and there is not None and row.difference != there


def _silent(block: Block[WriteOffRow], _: Context) -> Iterator[Hit]:
    for index, row in enumerate(block.rows):
        difference = row.difference if row.difference is not None else _difference(row)
        if difference and not (row.reason or "").strip():
            yield Hit(index, {"difference": difference})


WRITE_OFF_RULES.rule(
    "write_off.should-be-left",
    over="materials",
    fields=("theoretical",),
    source=FORMULA,
    mark=Mark.TWICE,
    severity="warning",
    zh="应剩余 {value} 与各项之和 {left} 不符",
    en="{value} should be left, the terms give {left}",
    remedy_zh="核对期初、进、出、耗用；余料转入、料件退换进计入进口数量，料件退换出计入复出口数量",
    remedy_en="Check the terms: surplus and exchanged materials that came in are part of the imports, exchanged ones sent out of re-exports",
    accepted=({}, {"materials[0].theoretical": Decimal("825.01"), "materials[0].difference": None}),
    refused=({"materials[0].theoretical": Decimal("825.02")}, {"materials[0].consumed": None}),
)(_off)

WRITE_OFF_RULES.rule(
    "write_off.difference",
    over="materials",
    fields=("difference",),
    source=PROGRAM,
    mark=Mark.ONCE,
    severity="warning",
    zh="差异数量 {value} 不等于实际剩余减应剩余",
    en="the difference {value} is not what is left less what should be left",
    remedy_zh="差异 = 实际剩余 - 应剩余，短少为负",
    remedy_en="difference = is left - should be left, below 0 where something is missing",
    accepted=({}, {"materials[0].difference": None}),
    refused=({"materials[0].difference": Decimal(5)},),
)(of_rows(_miscounted))

WRITE_OFF_RULES.rule(
    "write_off.reason",
    over="materials",
    fields=("reason",),
    source=INFERRED,
    mark=Mark.INFERRED,
    severity="warning",
    zh="有差异 {difference} 而没有说明原因",
    en="a difference of {difference} without a reason",
    remedy_zh="填写差异原因",
    remedy_en="Say why",
    accepted=({}, {"materials[0].remaining": Decimal(825), "materials[0].difference": Decimal(0), "materials[0].reason": None}),
    refused=({"materials[0].reason": None}, {"materials[0].reason": " ", "materials[0].difference": None}),
)(_silent)

WRITE_OFF_RULES.rule(
    "write_off.overdrawn",
    over="materials",
    fields=("theoretical",),
    source=INFERRED,
    mark=Mark.INFERRED,
    severity="warning",
    zh="应剩余为负 {value}：用掉的比进来的多",
    en="{value} should be left: more was used than came in",
    remedy_zh="核对单耗与期初，或补记漏记的进口清单",
    remedy_en="Check unit consumption and opening; a list that came in may be missing",
    accepted=({},),
    refused=({"materials[0].theoretical": Decimal(-1)},),
)(of_rows(lambda row, _: row.theoretical is not None and row.theoretical < 0))

WRITE_OFF_RULES.rule(
    "write_off.scrap-destroyed",
    over="materials",
    fields=("scrap_destroyed",),
    source=INFERRED,
    mark=Mark.INFERRED,
    severity="warning",
    zh="边角料销毁 {value} 多于边角料数量",
    en="{value} of scrap was destroyed, more than there was",
    remedy_zh="核对损耗率与边角料清单",
    remedy_en="Check the rates of loss and the lists of scrap",
    accepted=({},),
    refused=({"materials[0].scrap_destroyed": Decimal(34)},),
)(of_rows(lambda row, _: (row.scrap_destroyed or _ZERO) > (row.scrap or _ZERO)))

WRITE_OFF_RULES.rule(
    "write_off.handbook-surplus",
    over="materials",
    fields=("remaining",),
    source=DECREE,
    mark=Mark.RECALLED,
    severity="warning",
    zh="手册报核时料件仍剩余 {value}：应先结转、内销、复出或销毁",
    en="{value} of the handbook's material is left: carry it over, sell, re-export or destroy it first",
    remedy_zh="先办理余料的去向，再报核",
    remedy_en="Settle what becomes of the surplus, then write off",
    accepted=({}, {"family": "handbook", "materials[0].remaining": Decimal(0)}),
    refused=({"family": "handbook"},),
)(of_rows(lambda row, document: handbook(document) and (row.remaining or _ZERO) > 0))
