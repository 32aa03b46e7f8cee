"""The result codes of a filing or change: what each says, and what it does.

For accounts (EMS211) the receipt engine of one auxiliary system and the code list of every approval that Customs sends; for handbooks
(EML211) the same list, by analogy: no receipt of theirs was seen.
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


_CORRECT_ZH: Final = "看说明原文（baoguan trace），改正后 baoguan redeclare；变更被退的，改正后再次提交变更"
_CORRECT_EN: Final = "Read the note (`baoguan trace`), correct it, then `baoguan redeclare`; a change is submitted anew"

RESULTS: Final[Mapping[str, Result]] = {
    "Y": Result(Outcome.STORED, "入库成功", "stored by Customs"),
    "Z": Result(Outcome.STORE_FAILED, "入库失败", "Customs could not store it", _CORRECT_ZH, _CORRECT_EN),
    "1": Result(Outcome.APPROVED, "通过", "approved"),
    "2": Result(
        Outcome.MANUAL, "转人工", "in manual review", "等待；急需时联系主管海关", "Wait; if it is urgent ask the customs office"
    ),
    "3": Result(Outcome.REJECTED, "退单", "returned", _CORRECT_ZH, _CORRECT_EN),
}
"""manageResult of EML211 and EMS211; a code that the table lacks is kept and changes nothing."""

STORED: Final[Mapping[str, Result]] = {
    "1": Result(Outcome.STORED, "包入库成功", "the pack was stored"),
    "2": Result(Outcome.STORE_FAILED, "包入库失败", "the pack could not be stored", _CORRECT_ZH, _CORRECT_EN),
}
"""manageResult of EML200 and EMS200, one for each pack."""
