"""The result codes of a write-off: what each says, and what it does.

Source for accounts: the receipt engine of one auxiliary system. For handbooks no source has codes of their own: those that every receipt of
Customs shares are read; 2, which says 转人工 elsewhere and 报核通过 of accounts, moves nothing.
"""

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


_CORRECT_ZH: Final = "看说明原文（baoguan trace），改正后 baoguan redeclare"
_CORRECT_EN: Final = "Read the note (`baoguan trace`), correct it, then `baoguan redeclare`"

_STORED: Final = Result(Outcome.STORED, "入库成功", "stored by Customs")
_NOT_STORED: Final = Result(Outcome.STORE_FAILED, "入库失败", "Customs could not store it", _CORRECT_ZH, _CORRECT_EN)
_RETURNED: Final = Result(Outcome.REJECTED, "报核退单", "the write-off is returned", _CORRECT_ZH, _CORRECT_EN)

ACCOUNT_RESULTS: Final[Mapping[str, Result]] = {
    "Y": _STORED,
    "Z": _NOT_STORED,
    "B": Result(Outcome.RECHECK, "正式核算转人工确认", "the formal calculation goes to manual review"),
    "5": Result(Outcome.AUDITED, "正式核算通过", "the formal calculation passed"),
    "6": Result(Outcome.RETURNED, "正式核算退单", "returned by the formal calculation", _CORRECT_ZH, _CORRECT_EN),
    "A": Result(Outcome.MANUAL, "报核转人工确认", "the write-off goes to manual review"),
    "7": Result(
        Outcome.SUPPLEMENT,
        "差异结果确认",
        "the differences are to be confirmed",
        "核对差异，与主管海关确认，或以新编号补充申报（报核类型 2）",
        "Compare the differences, confirm them with Customs, or declare a supplement under another number (type 2)",
    ),
    "2": Result(Outcome.APPROVED, "报核通过", "written off"),
    "3": _RETURNED,
}
"""Of EMS221; a code that the table lacks is kept and changes nothing."""

HANDBOOK_RESULTS: Final[Mapping[str, Result]] = {
    "Y": _STORED,
    "Z": _NOT_STORED,
    "1": Result(Outcome.APPROVED, "通过", "approved"),
    "2": Result(
        Outcome.INFORMED,
        "转人工，或报核通过：两种读法，未采用",
        "manual review, or written off: it can be read either way and moves nothing",
        "在页面核对后 baoguan record",
        "Look at the page, then `baoguan record`",
    ),
    "3": _RETURNED,
}
"""Of EML221, inferred from what the receipts of other documents share."""
