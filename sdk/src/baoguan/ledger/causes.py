"""Why the books of Customs and ours may differ: the causes as a table, and what each would have moved.

A cause is a hypothesis: what our books would still have to move if it were so. It is put beside the difference of every row it touches, and
named only where it makes them agree to the last decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from baoguan.ledger.effects import BookRow


class Cause(StrEnum):
    """What may have happened."""

    ROUNDED = "rounded"
    NAMED_ELSEWHERE = "list_of_others_named"
    RECEIPT_LOST = "receipt_lost"
    CHANGE_RECEIPT_LOST = "change_receipt_lost"
    DELETION_NOT_BOOKED = "deletion_not_booked"
    WITHOUT_ROW = "without_row"
    OLDER = "source_is_older"
    PERIOD = "new_period"
    OPENING = "opening"
    CHANGE_TWICE = "change_twice"
    CHANGE_NOT_MADE = "change_not_made"
    DELETED_ON_PAGE = "deleted_on_page"
    STILL_COUNTED = "still_counted"
    BOOKED_TWICE = "booked_twice"
    OTHER_SIGN = "other_sign"
    OTHER_ROW = "other_row"
    REFUSED_HERE = "refused_here"
    UNIT = "unit"
    OTHER_LIST = "list_of_others"


@attrs.frozen(kw_only=True)
class CauseTerm:
    """How a cause is told. `weight` orders causes that explain equally well, the commoner first (inferred from the enterprises' complaints
    and from how each can come about); `alone`: it may explain any difference, so the number of rows says nothing for it, and it is named only
    for itself."""

    weight: int
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    alone: bool = False


_LOOK_ZH, _LOOK_EN = "在单一窗口“数据查询”中核对", "Look it up under 数据查询 on the Single Window's page"

CAUSES: Final[Mapping[Cause, CauseTerm]] = {
    Cause.ROUNDED: CauseTerm(
        weight=0,
        zh="来源只保留 {quantity} 位小数",
        en="the source is rounded to {quantity} decimals",
        remedy_zh="无需处理；需要精确数量时用回执核对",
        remedy_en="Nothing to do; reconcile with receipts where exact figures are needed",
        alone=True,
    ),
    Cause.NAMED_ELSEWHERE: CauseTerm(
        weight=5,
        zh="来源写明最近记账的清单 {list}，本系统没有这份清单：在网页或别的系统申报的",
        en="the source names list {list} as booked last, which is not in this journal: declared on the page or by another program",
        remedy_zh="导出该清单后 baoguan adopt 收入本系统",
        remedy_en="Take it in: export it, then `baoguan adopt`",
    ),
    Cause.RECEIPT_LOST: CauseTerm(
        weight=10,
        zh="{document} {list} 海关已记账，本系统没有收到回执（现为 {state}）",
        en="{document} {list} is booked at Customs; its receipt has not come (here it is {state})",
        remedy_zh="baoguan doctor receipts；确认后 baoguan record {document}",
        remedy_en="`baoguan doctor receipts`; once seen on the page, `baoguan record {document}`",
    ),
    Cause.CHANGE_RECEIPT_LOST: CauseTerm(
        weight=12,
        zh="{document} {list} 的第 {count} 次变更海关已通过，本系统没有收到回执",
        en="change {count} of {document} {list} is approved at Customs; its receipt has not come",
        remedy_zh="baoguan doctor receipts；确认后 baoguan record {document}",
        remedy_en="`baoguan doctor receipts`; once seen on the page, `baoguan record {document}`",
    ),
    Cause.DELETION_NOT_BOOKED: CauseTerm(
        weight=14,
        zh="{document} {list} 的删除海关已办结，本系统尚未记账（没有收到回执）",
        en="the deletion of {document} {list} is done at Customs and not booked here: its receipt has not come",
        remedy_zh="baoguan doctor receipts；确认后 baoguan record {document} --outcome deleted",
        remedy_en="`baoguan doctor receipts`; once seen on the page, `baoguan record {document} --outcome deleted`",
    ),
    Cause.WITHOUT_ROW: CauseTerm(
        weight=16,
        zh="{document} {list} 有未填备案序号的表体，本系统未记账，海关记在这一序号",
        en="{document} {list} has lines without ledger row, which were not posted here; Customs booked them on this one",
        remedy_zh="核对清单的备案序号",
        remedy_en="Look up the ledger row of those lines",
    ),
    Cause.OLDER: CauseTerm(
        weight=20,
        zh="来源早于 {day}，其后的记账不在其中",
        en="the source is older than {day}: what was booked from then on is not in it",
        remedy_zh="重新导出，或用 --as-of 写明导出日期",
        remedy_en="Export it anew, or give its day with --as-of",
    ),
    Cause.PERIOD: CauseTerm(
        weight=22,
        zh="来源从新的核销周期（{day} 起）重新累计",
        en="the source counts anew from the write-off period that began {day}",
        remedy_zh="导入新周期的期初数量（baoguan ledger import）",
        remedy_en="Import the opening of the new period (`baoguan ledger import`)",
    ),
    Cause.OPENING: CauseTerm(
        weight=24,
        zh="期初不同：增减都一致，相差 {quantity}",
        en="the opening differs: everything that moved agrees, {quantity} apart",
        remedy_zh="导入海关的期初数量（baoguan ledger import）",
        remedy_en="Import Customs' opening (`baoguan ledger import`)",
        alone=True,
    ),
    Cause.CHANGE_TWICE: CauseTerm(
        weight=30,
        zh="{document} {list} 的第 {count} 次变更在海关记了两次",
        en="change {count} of {document} {list} is booked twice at Customs",
        remedy_zh="联系主管海关综合业务窗口更正",
        remedy_en="Ask the competent customs office (综合业务窗口) to correct it",
    ),
    Cause.CHANGE_NOT_MADE: CauseTerm(
        weight=32,
        zh="{document} {list} 的第 {count} 次变更没有记入海关底账",
        en="change {count} of {document} {list} is not booked at Customs",
        remedy_zh=f"{_LOOK_ZH}，联系主管海关",
        remedy_en=f"{_LOOK_EN}, then ask the competent customs office",
    ),
    Cause.DELETED_ON_PAGE: CauseTerm(
        weight=34,
        zh="{document} {list} 在海关已删除或未记账，本系统仍计入",
        en="{document} {list} is deleted, or was never booked, at Customs; it still counts here",
        remedy_zh=f"{_LOOK_ZH}；确已删除的 baoguan record {{document}} --outcome deleted",
        remedy_en=f"{_LOOK_EN}; if it is deleted, `baoguan record {{document}} --outcome deleted`",
    ),
    Cause.STILL_COUNTED: CauseTerm(
        weight=36,
        zh="{document} {list} 在本系统已删除，海关仍计入",
        en="{document} {list} is deleted here and still counts at Customs",
        remedy_zh=f"{_LOOK_ZH}",
        remedy_en=f"{_LOOK_EN}",
    ),
    Cause.BOOKED_TWICE: CauseTerm(
        weight=38,
        zh="{document} {list} 在海关记了两次（可能在网页上又申报了一份）",
        en="{document} {list} is booked twice at Customs (it may have been declared once more on the page)",
        remedy_zh=f"{_LOOK_ZH}，多出的一份申请删除",
        remedy_en=f"{_LOOK_EN}, and ask that the second one be deleted",
    ),
    Cause.OTHER_SIGN: CauseTerm(
        weight=40,
        zh="{document} {list} 在海关的增减方向与本系统相反（监管方式的作用：{mark}）",
        en="{document} {list} moves the row the other way at Customs (how its supervision mode acts is {mark})",
        remedy_zh="核对监管方式；作用确实不同的，用设置的 [[effects]] 更正",
        remedy_en="Look up the supervision mode; where it really acts so, say it in the settings (`[[effects]]`)",
    ),
    Cause.OTHER_ROW: CauseTerm(
        weight=42,
        zh="{document} {list} 的 {quantity} 海关记在备案序号 {item}",
        en="{quantity} of {document} {list} is booked on row {item} at Customs",
        remedy_zh="核对清单的备案序号，必要时变更清单",
        remedy_en="Look up the ledger row of the line; change the list if it is wrong",
    ),
    Cause.REFUSED_HERE: CauseTerm(
        weight=44,
        zh="{document} {list} 在本系统为 {state}，海关已记账：可能改在网页上重新申报",
        en="{document} {list} is {state} here and booked at Customs: it may have been declared again on the page",
        remedy_zh=f"{_LOOK_ZH}；确认后 baoguan record {{document}}",
        remedy_en=f"{_LOOK_EN}; then `baoguan record {{document}}`",
    ),
    Cause.UNIT: CauseTerm(
        weight=46,
        zh="来源的计量单位不同：各项都是本系统的 {quantity} 倍",
        en="the source counts in another unit: every figure is {quantity} times ours",
        remedy_zh="核对申报计量单位",
        remedy_en="Look up the declared unit",
        alone=True,
    ),
    Cause.OTHER_LIST: CauseTerm(
        weight=90,
        zh="本系统没有对应的单据：可能是在网页或别的系统申报的清单（相差 {quantity}）",
        en="nothing in this journal explains it: a list may have been declared on the page or by another program ({quantity} apart)",
        remedy_zh=f"{_LOOK_ZH}，按备案序号查清单，导出后 baoguan adopt",
        remedy_en=f"{_LOOK_EN} by this row, export the list, then `baoguan adopt`",
        alone=True,
    ),
}


Moves = Mapping[tuple[BookRow, int], Mapping[str, Decimal]]
"""Row -> counter of `RowBalance` (opening, increased, decreased, pre_increased, pre_decreased) -> what it still would have to move."""


@attrs.frozen(kw_only=True, eq=False)
class Hypothesis:
    """Something that may have happened, and what our books would have moved if it had. `words` fill the texts of the cause."""

    cause: Cause
    moves: Moves
    subject: str = ""
    list_no: str = ""
    words: Mapping[str, str] = attrs.field(factory=dict)
    words_en: Mapping[str, str] = attrs.field(factory=dict)
    """Those that differ in English."""

    @property
    def weight(self) -> int:
        """Its place among those that explain equally well."""
        return CAUSES[self.cause].weight

    def told(self, text: str, *, english: bool = False) -> str:
        """A text of the cause with its words filled in."""
        words = {"document": self.subject, "list": self.list_no, **self.words, **(self.words_en if english else {})}
        return " ".join(text.format_map(words).split())
