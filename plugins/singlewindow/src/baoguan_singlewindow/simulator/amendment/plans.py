"""The results of an amendment, and what Customs will say of it: the script of a test, or the usual course."""

from __future__ import annotations

from collections.abc import Mapping

from ..faults import Dice, Faults
from .values import AmendmentStage as Stage

RESULTS: Mapping[str, tuple[Stage, str]] = {
    "3": (Stage.DECLARED, "发往转输平台成功"),
    "4": (Stage.STORE_FAILED, "发往转输平台失败"),
    "L": (Stage.STORED, "接收入库成功"),
    "H": (Stage.STORE_FAILED, "入库失败：数据校验未通过"),
    "C": (Stage.REJECTED, "入库后无法受理"),
    "A": (Stage.ACCEPTED, "受理"),
    "T": (Stage.ACCEPTED, "转办"),
    "S": (Stage.AGREED, "同意"),
    "E": (Stage.REJECTED, "不同意：说明材料不足"),
    "F": (Stage.REJECTED, "操作驳回"),
    "R": (Stage.RETURNED, "退回：请补充说明材料"),
}
"""FeedbackResults -> the stage it leads to and its note. Source: one program, in use from 2018 to 2021."""

CODES = frozenset(RESULTS)
"""What a script may hold."""


def usual(faults: Faults, dice: Dice, key: str) -> tuple[str, ...]:
    """The usual course: L, A, S; passing on and refusals are given by the dice."""
    if dice.roll(faults.store_failed_rate, "store failed", key):
        return ("H",)
    start = ("L", "A", "T") if dice.roll(faults.manual_rate, "manual", key) else ("L", "A")
    return (*start, "E") if dice.roll(faults.reject_rate, "reject", key) else (*start, "S")
