"""The codes of CHANNEL, and what Customs will say of a declaration: the script of a test, or the usual course."""

from __future__ import annotations

from collections.abc import Mapping

from ..faults import Dice, Faults
from ..values import DeclarationStage as Stage

SUMMARY_PREFIX = "Sp"
"""Before the codes of a summary, in the table of one program; whether it stands on the wire is not proven."""

CHANNELS: Mapping[str, tuple[Stage | None, str]] = {
    "0": (None, "已暂存"),
    "1": (Stage.SUPPLEMENT, "要求补充申报"),
    "2": (None, "预录入已接收"),
    "3": (None, "上载成功"),
    "4": (Stage.STORE_FAILED, "上载失败"),
    "6": (None, "申报已转发"),
    "7": (Stage.DECLARED, "申报成功"),
    "8": (None, "上载成功，无申报权"),
    "9": (Stage.STORE_FAILED, "上载并申报失败"),
    "L": (Stage.STORED, "海关入库成功"),
    "J": (Stage.AUDITED, "通关无纸化审结"),
    "G": (Stage.AUDITED, "报关单已审结，请交单"),
    "W": (Stage.AUDITED, "无纸验放"),
    "I": (Stage.RELEASED, "无纸放行"),
    "F": (Stage.RELEASED, "放行交单"),
    "P": (Stage.RELEASED, "放行"),
    "R": (Stage.CLEARED, "结关"),
    "B": (Stage.RELEASED_ON_GUARANTEE, "担保放行"),
    "K": (Stage.RELEASED_ON_GUARANTEE, "提货放行"),
    "C": (Stage.INSPECTION, "查验通知"),
    "CCC": (Stage.INSPECTION, "报关单查验"),
    "S": (Stage.INSPECTION, "施检"),
    "T": (Stage.TAX_DUE, "需缴纳税费"),
    "H": (Stage.MANUAL, "挂起，需手工申报"),
    "A": (Stage.MANUAL, "手工申报通知"),
    "U": (Stage.MANUAL, "重新申报"),
    "M": (Stage.RECHECK, "重审"),
    "N": (Stage.SUPPLEMENT, "¦00000001¦"),
    "Z": (Stage.RETURNED, "退回修改：商品申报要素不全，请补充后重新申报"),
    "E": (Stage.REJECTED, "退单：商品编号与商品名称不符"),
    "Y": (Stage.STORE_FAILED, "申报失败：数据校验未通过"),
    "D": (Stage.DELETED, "海关删单"),
    "a": (None, "签证"),
    "b": (None, "已发送检验检疫"),
    "c": (None, "检验检疫撤销"),
    "d": (None, "检验检疫受理"),
    "X": (None, "准予进港"),
    "O": (None, "准予进卡"),
}
"""Code -> the stage it leads to (none: it only tells something) and its note. N names the kind of document to be sent again."""

CODES = frozenset(CHANNELS) | {SUMMARY_PREFIX + code for code in CHANNELS}
"""What a script may hold."""
OPEN = frozenset({Stage.SAVED, Stage.STORE_FAILED, Stage.RETURNED, Stage.REJECTED})
"""A draft, or a declaration that came back: it may be overwritten, declared and deleted."""
FREED = OPEN - {Stage.SAVED}


def usual(step: str, faults: Faults, dice: Dice, key: str) -> tuple[str, ...]:
    """The usual course: 7, L, P, R; of a summary 7, L, J. Refusals and holding for a person are given by the dice."""
    if dice.roll(faults.store_failed_rate, "store failed", key):
        return ("7", "Y")
    start = ("7", "L", "H") if dice.roll(faults.manual_rate, "manual", key) else ("7", "L")
    if dice.roll(faults.reject_rate, "reject", key):
        return (*start, "E")
    return (*start, "J") if step == "summary" else (*start, "P", "R")
