"""Price declarations (价格说明, `promises`): special relation, its effect, royalties, formula price, provisional price.

By position, 1 yes, 0 no, 9 not filled in. Left out, the channel writes 9 in every position, which the filling rules of 2018 provide for exports
and for goods of processing trade or under bond other than domestic sale.
"""

from __future__ import annotations

from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.rules.declaration._modes import BONDED, DOMESTIC_SALE, PROCESSING, mode_in
from baoguan.rules.declaration._pack import (
    BOTH,
    DECLARATION_RULES,
    GUIDE,
    GUIDE_SINCE,
    TRANSCRIPT,
    exporting,
    head,
    importing,
    summarised,
)
from baoguan.rules.declaration.sample import CARRIED_OVER, EXPORTED
from baoguan.rules.engine import Mark

POSITIONS: Final = ("特殊关系", "价格影响", "特许权使用费", "公式定价", "暂定价格")
FILLED: Final = 3
"""The first three are those of the filling rules."""
_ANSWERS: Final = frozenset("01")
_ALLOWED: Final = frozenset("019 ")

DECLARATION_RULES.rule(
    "promises.values",
    fields=("promises",),
    source=BOTH,
    mark=Mark.TWICE,
    zh="价格说明 {value} 的各位只能是 1（是）、0（否）、9（未填）",
    en="the positions of {value} are 1 (yes), 0 (no) or 9 (not filled in)",
    remedy_zh="按位改正：特殊关系、价格影响、特许权使用费、公式定价、暂定价格",
    remedy_en="Correct it by position: special relation, its effect, royalties, formula price, provisional price",
    accepted=({}, {"promises": "99999"}, {"promises": "111999"}, {"promises": "000"}),
    refused=({"promises": "00020"}, {"promises": "否否否"}),
)(head(lambda d: bool(set(d.promises or "") - _ALLOWED)))

DECLARATION_RULES.rule(
    "promises.positions",
    fields=("promises",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="价格说明 {value} 不足五位（2018 年为三位，现行版为五位）",
    en="{value} has fewer than five positions: there were three in 2018, there are five now",
    remedy_zh="补足五位，未填的写 9；或清空由通道填写",
    remedy_en="Give five positions, 9 where nothing is filled in; or clear it and the channel fills it in",
    accepted=({}, {"promises": None}, {"promises": "111999"}),
    refused=({"promises": "000"},),
)(head(lambda d: bool(d.promises) and len(d.promises or "") < len(POSITIONS)))


def spared(document: CustomsDeclaration) -> bool:
    """Whether the first three positions are not filled in: exports, processing trade and bonded goods other than domestic sale."""
    kept = mode_in(document, (PROCESSING - DOMESTIC_SALE) | BONDED)
    return exporting(document) or kept


def _answers(document: CustomsDeclaration) -> str:
    return (document.promises or "").ljust(FILLED, "9")[:FILLED]


DECLARATION_RULES.rule(
    "promises.unanswered",
    fields=("promises",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    declare_only=True,
    since=GUIDE_SINCE,
    zh="进口货物须确认特殊关系、价格影响、特许权使用费，现为“{value}”（不填时通道写 9，即未填）",
    en="an import answers for special relation, effect on the price and royalties, not '{value}' (left out, 9 is sent: not filled in)",
    remedy_zh="promises 前三位填 1 或 0；出口、加工贸易及保税货物（内销除外）填 9",
    remedy_en="Give 1 or 0 in the first three positions; 9 is for exports, processing trade and bonded goods other than domestic sale",
    accepted=({}, EXPORTED, CARRIED_OVER, {"supervision_mode": "0615", "promises": None}),
    refused=({"promises": None}, {"promises": "90000"}, {"supervision_mode": "0644", "promises": "99999"}),
)(head(lambda d: importing(d) and not spared(d) and not summarised(d) and not _ANSWERS.issuperset(_answers(d))))

DECLARATION_RULES.rule(
    "promises.not_asked",
    fields=("promises",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    since=GUIDE_SINCE,
    zh="出口、加工贸易及保税货物（内销除外）不填特殊关系、价格影响、特许权使用费，现为 {value}",
    en="exports, processing trade and bonded goods other than domestic sale do not answer for prices: {value}",
    remedy_zh="promises 前三位填 9，或清空由通道填写",
    remedy_en="Give 9 in the first three positions, or clear it and the channel does",
    accepted=({}, EXPORTED, CARRIED_OVER),
    refused=({**EXPORTED, "promises": "00099"}, {"supervision_mode": "0615"}),
)(head(lambda d: spared(d) and bool(_ANSWERS.intersection(_answers(d)))))
