"""Whether the guarantee of a dutiable summary still covers: until when it holds stands in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.rules.declaration._pack import DECLARATION_RULES, declaration_of
from baoguan.rules.declaration.summary import is_summary
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.twostep import Validity

_SOURCE: Final = (
    "海关总署公告 2019 年第 127 号，一（一）、（二）：应税的须选择符合要求的担保备案编号"
    " / announcement 127 of 2019, 1 (1) and (2): for dutiable goods a guarantee that meets the requirements is chosen"
)
_SUMMARY: Final = {"document_type": "  5", "guarantee_no": "DEMO-G-1"}
_LONG: Final = {"DEMO-G-1": date(2026, 6, 3)}
_TODAY: Final = {"DEMO-G-1": date(2025, 6, 3)}
_YESTERDAY: Final = {"DEMO-G-1": date(2025, 6, 2)}
_SOON: Final = {"DEMO-G-1": date(2025, 7, 3)}


def _hits(block: Block[CustomsDeclaration], context: Context, validity: Validity) -> Iterator[Hit]:
    document = declaration_of(block)
    held = context.two_step.guarantees.get(document.guarantee_no or "")
    if held is not None and is_summary(document) and held.validity(context.on, context.two_step.guarantee_warn_days) is validity:
        yield Hit(0, {"last": held.valid_until})


@DECLARATION_RULES.rule(
    "summary.guarantee-expired",
    fields=("guarantee_no",),
    source=_SOURCE,
    mark=Mark.OFFICIAL,
    zh="担保 {value} 已于 {last} 到期，不能担保这份概要申报的税款",
    en="guarantee {value} ended on {last}: it covers no duty of this summary",
    remedy_zh="换用有效的担保备案编号；已续期的，更新设置 two_step.guarantees 的 valid_until",
    remedy_en="Name a guarantee that holds; if it was renewed, correct valid_until in two_step.guarantees of the settings",
    accepted=(
        _SUMMARY,
        {**_SUMMARY, "@guarantees": _LONG},
        {**_SUMMARY, "@guarantees": _TODAY},
        {"guarantee_no": "DEMO-G-1", "@guarantees": _YESTERDAY},
        {**_SUMMARY, "guarantee_no": "DEMO-G-2", "@guarantees": _YESTERDAY},
    ),
    refused=({**_SUMMARY, "@guarantees": _YESTERDAY},),
)
def expired(block: Block[CustomsDeclaration], context: Context) -> Iterator[Hit]:
    """A summary under a guarantee whose last day is past. One that the settings do not know is not judged."""
    yield from _hits(block, context, Validity.EXPIRED)


@DECLARATION_RULES.rule(
    "summary.guarantee-expiring",
    fields=("guarantee_no",),
    source=_SOURCE,
    mark=Mark.INFERRED,
    severity="warning",
    zh="担保 {value} 于 {last} 到期；到期前税款未缴清的，须另有担保",
    en="guarantee {value} ends on {last}: what is not paid by then needs another",
    remedy_zh="向主管海关续期，或换用其他担保备案编号",
    remedy_en="Have it renewed, or name another one",
    accepted=({**_SUMMARY, "@guarantees": _LONG}, {**_SUMMARY, "@guarantees": _YESTERDAY}),
    refused=({**_SUMMARY, "@guarantees": _SOON}, {**_SUMMARY, "@guarantees": _TODAY}),
)
def expiring(block: Block[CustomsDeclaration], context: Context) -> Iterator[Hit]:
    """A summary under a guarantee that ends within the days of warning."""
    yield from _hits(block, context, Validity.EXPIRING)
