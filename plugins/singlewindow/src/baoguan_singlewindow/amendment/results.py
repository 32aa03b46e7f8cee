"""The result codes of an amendment: what each says, and what it does. Source: one program, in use from 2018 to 2021."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from baoguan.plugin import Outcome


@attrs.frozen
class Result:
    """A code: what it does and its meaning; `remedy` where somebody has to act."""

    outcome: Outcome
    zh: str
    en: str
    remedy_zh: str = "无需处理"
    remedy_en: str = "Nothing to do"


_CORRECT_ZH: Final = "看说明原文（baoguan trace），改正后 baoguan redeclare；不再修改的不必处理"
_CORRECT_EN: Final = (
    "Read the note (`baoguan trace`), correct it, then `baoguan redeclare`; one that is not wanted needs nothing more"
)

RESULTS: Final[Mapping[str, Result]] = {
    "3": Result(Outcome.SUBMITTED, "发往转输平台成功", "handed to the transport platform"),
    "4": Result(Outcome.STORE_FAILED, "发往转输平台失败", "not handed to the transport platform", _CORRECT_ZH, _CORRECT_EN),
    "L": Result(Outcome.STORED, "接收入库成功", "stored by Customs"),
    "H": Result(Outcome.STORE_FAILED, "入库失败", "Customs could not store it", _CORRECT_ZH, _CORRECT_EN),
    "C": Result(Outcome.REJECTED, "入库后无法受理", "stored, and cannot be handled", _CORRECT_ZH, _CORRECT_EN),
    "A": Result(Outcome.MANUAL, "受理", "taken up"),
    "T": Result(Outcome.MANUAL, "转办", "passed on to another office"),
    "S": Result(
        Outcome.APPROVED,
        "同意",
        "agreed",
        "报关单的变化以其自己的回执为准",
        "What becomes of the declaration, its own receipts say",
    ),
    "E": Result(Outcome.REJECTED, "不同意", "not agreed", _CORRECT_ZH, _CORRECT_EN),
    "F": Result(Outcome.REJECTED, "操作驳回", "operation rejected", _CORRECT_ZH, _CORRECT_EN),
    "R": Result(Outcome.RETURNED, "退回", "returned to be corrected", _CORRECT_ZH, _CORRECT_EN),
}
"""Code -> what it is; one that the table lacks is kept and changes nothing."""
