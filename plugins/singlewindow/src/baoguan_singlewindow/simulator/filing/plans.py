"""The results of EML211 and EMS211, and what Customs will decide of a filing or change: the script of a test, or the usual course."""

from __future__ import annotations

from collections.abc import Mapping

from ..faults import Dice, Faults
from .values import LedgerStage as Stage

RESULTS: Mapping[str, Stage] = {
    "Y": Stage.STORED,
    "Z": Stage.STORE_FAILED,
    "1": Stage.APPROVED,
    "2": Stage.MANUAL,
    "3": Stage.REJECTED,
}
CODES = frozenset(RESULTS)
"""What a script may hold."""
REFUSALS = frozenset({"Z", "3"})
NOTES: Mapping[str, tuple[str, ...]] = {
    "3": ("料件第1项：商品编码与商品名称不符", "请核对后重新申报"),
    "Z": ("入库失败：数据校验未通过",),
}


def usual(faults: Faults, dice: Dice, key: str) -> tuple[str, ...]:
    """The usual course: Y, 1; manual review and refusals are given by the dice."""
    if dice.roll(faults.store_failed_rate, "store failed", key):
        return ("Z",)
    start = ("Y", "2") if dice.roll(faults.manual_rate, "manual", key) else ("Y",)
    return (*start, "3") if dice.roll(faults.reject_rate, "reject", key) else (*start, "1")
