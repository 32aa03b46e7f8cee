"""What the second step says of duty otherwise than the first, and the day whose rates count."""

from __future__ import annotations

from datetime import date
from typing import Final

from baoguan.errors import Finding
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import OLD_SUMMARY, DocumentType

EXEMPT: Final = "3"
"""征免方式 全免."""

RATE_BY_SUMMARY: Final = date(2024, 12, 1)
"""From this day on the duty and exchange rates of the day of the summary count (海关总署令第 272 号, article 14; one full text)."""

_SOURCE: Final = "海关总署公告 2019 年第 127 号，一（三） / announcement 127 of 2019, 1 (3)"


def rate_day(summary_on: date | None, completed_on: date | None) -> date | None:
    """The day whose duty and exchange rates count: that of the summary, before the rule of 2024 that of the complete step. None while it has not
    come."""
    return summary_on if summary_on is not None and summary_on >= RATE_BY_SUMMARY else completed_on


def duty_after_all(summary: CustomsDeclaration, complete: CustomsDeclaration) -> Finding | None:
    """A warning where the summary said that no duty is due and the complete declaration says that it is: then the second step is no way."""
    old = DocumentType.read(summary.document_type)
    flagged = old.digit == OLD_SUMMARY and old.dutiable == "0"
    exempt = bool(summary.goods) and all(g.exemption == EXEMPT for g in summary.goods)
    if not (flagged or exempt):
        return None
    if complete.estimated_duty:
        path, value = "estimated_duty", str(complete.estimated_duty)
    else:
        levied = next((n for n, g in enumerate(complete.goods, 1) if g.exemption not in (None, EXEMPT)), None)
        if levied is None or old.digit != OLD_SUMMARY:
            return None
        path, value = f"goods[{levied}].exemption", str(complete.goods[levied - 1].exemption)
    return Finding(
        rule="complete.duty",
        severity="warning",
        path=path,
        value=value,
        zh="概要申报选择了不需要缴纳税款，完整申报却应缴税：不能直接完整申报，应按报关单撤销的规定办理",
        en="the summary said that no duty is due, the complete declaration says that it is: the declaration has to be withdrawn (报关单撤销), "
        "not completed",
        remedy_zh="在页面办理报关单撤销（修撤单），撤销后以新编号重新申报（baoguan copy），并备案税收担保；确实不应缴税的，改正完整申报",
        remedy_en="Withdraw the declaration on the page (修撤单), then declare it anew under another number (`baoguan copy`) with a guarantee; "
        "where no duty is due after all, correct the complete declaration",
        source=_SOURCE,
        mark="official",
    )
