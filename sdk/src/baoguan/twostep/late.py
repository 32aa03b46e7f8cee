"""What being late costs so far (滞报金): the days behind the last one, and the fee where the value that it is levied on is known.

The fee is a part of the dutiable value (完税价格) in yuan, which Customs settles. It is taken from what a person recorded, or from totals that
are stated in yuan with freight and insurance (CIF); the rates of other currencies are not known here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from baoguan.model.declaration import CustomsDeclaration
from baoguan.twostep.deadline import late_fee
from baoguan.twostep.settings import TwoStep

VALUE_FACT: Final = "dutiable_value"
"""Name of the recorded fact: the dutiable value in yuan."""

_CIF: Final = "1"
_YUAN: Final = "CNY"
_ASK: Final = ("记录 baoguan record REF --fact dutiable-value=元", "record it: `baoguan record REF --fact dutiable-value=YUAN`")


@attrs.frozen(kw_only=True)
class Late:
    """Days late up to a day, and the fee in yuan if the step is done on it; None where its base is not known. `note_*` say what it rests on."""

    days: int
    fee: Decimal | None
    note_zh: str = ""
    note_en: str = ""


NOT_LATE: Final = Late(days=0, fee=Decimal(0))


def late(document: CustomsDeclaration, recorded: str | None, last_day: date, done_on: date, settings: TwoStep) -> Late:
    """What it costs to do the second step on a day. `recorded` is the dutiable value that a person recorded."""
    days = (done_on - last_day).days
    if days <= 0:
        return NOT_LATE
    base, zh, en = _base(document, recorded)
    if base is None:
        return Late(days=days, fee=None, note_zh=f"滞报金不明：{zh}；{_ASK[0]}", note_en=f"the fee is not known: {en}; {_ASK[1]}")
    fee = late_fee(base, last_day, done_on, settings)
    if not fee:
        zh, en = f"{zh}；不足 {settings.late_minimum} 元免征", f"{en}; below {settings.late_minimum} yuan it is not levied"
    return Late(days=days, fee=fee, note_zh=zh, note_en=en)


def _base(document: CustomsDeclaration, recorded: str | None) -> tuple[Decimal | None, str, str]:
    """The value in yuan, and what it rests on or why it is not known."""
    if recorded:
        value = Decimal(recorded)
        return value, f"按记录的完税价格 {value} 元", f"by the recorded dutiable value of {value} yuan"
    currencies = sorted({g.currency or "" for g in document.goods})
    totals = [g.total_price for g in document.goods if g.total_price is not None]
    if not totals or len(totals) != len(document.goods):
        return None, "总价不全", "a total is missing"
    if currencies != [_YUAN]:
        named = "、".join(c or "未填" for c in currencies)
        return None, f"币制 {named}，无人民币完税价格", f"currency {named}: the value in yuan is not known"
    if document.terms != _CIF:
        terms = document.terms or "未填"
        return (
            None,
            f"成交方式 {terms} 不是 CIF，运费、保费未计",
            f"terms {terms} are not CIF: freight and insurance are not counted",
        )
    value = sum(totals, Decimal(0))
    return value, f"按报关单总价 {value} 元（CIF）估算", f"estimated from the totals of {value} yuan (CIF)"
