"""Fields that are read by position, and small codes: 单据类型, 特种业务标识, 扩展字段, 关联理由."""

from __future__ import annotations

import re
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import DocumentType
from baoguan.rules.declaration._pack import BOTH, DECLARATION_RULES, TRANSCRIPT, head, present
from baoguan.rules.engine import Mark

BUSINESS_TYPES: Final = frozenset(
    {"ML", "CL", "SD", "LY", "SS", "SW", "SZ", "SM", "SL", "MF", "MK", "MT", "MU", "TT", "IT", "EX", "EC", "AL", "BL", "H1", "H2"}
    | {"Z", "ZB", "ZY", "ZC", "ZW", "ZF", "ZX"}
)
"""Positions 1-2 of 单据类型 that were seen; those that begin with Z are of 2017 to 2019."""
STEPS: Final = frozenset({"", *"012356 "})
"""Position 3: 5 and 6 since the reform of 2025, 1 to 3 before."""
COMBINED_PORT: Final = "Z"
_SEEN: Final = "接口字段表（转录）与两个程序的报文 / field list (transcribed) and messages of two programs"


def _business(document: CustomsDeclaration) -> str:
    return DocumentType.read(document.document_type).business


DECLARATION_RULES.rule(
    "type.business",
    fields=("document_type",),
    source=_SEEN,
    mark=Mark.ONCE,
    severity="warning",
    zh="单据类型“{value}”前两位不是见过的业务类型（空格为普通报关单，ML 备案清单，CL 汇总征税……）",
    en="the first two positions of '{value}' are no business type that was seen (blank a declaration, ML entry record list, …)",
    remedy_zh="核对单据类型；普通报关单清空即可",
    remedy_en="Check document_type; clear it for an ordinary declaration",
    accepted=({}, {"document_type": "  "}, {"document_type": "ML"}, {"document_type": "CL5"}),
    refused=({"document_type": "XX"}, {"document_type": "0"}),
)(head(lambda d: bool(_business(d)) and _business(d) not in BUSINESS_TYPES))

DECLARATION_RULES.rule(
    "type.step",
    fields=("document_type",),
    source=_SEEN,
    mark=Mark.ONCE,
    severity="warning",
    zh="单据类型“{value}”第三位应为空格、0（一次申报）、5（概要）或 6（完整）；旧版为 1 至 3",
    en="position 3 of '{value}' is blank or 0 (one step), 5 (summary) or 6 (complete), before 2025 also 1 to 3",
    remedy_zh="改正第三位",
    remedy_en="Correct position 3",
    accepted=({}, {"document_type": "  5"}, {"document_type": "ML1000"}),
    refused=({"document_type": "ML8"},),
)(head(lambda d: (d.document_type or "")[2:3] not in STEPS))

DECLARATION_RULES.rule(
    "type.flags",
    fields=("document_type",),
    source=_SEEN,
    mark=Mark.ONCE,
    severity="warning",
    zh="单据类型“{value}”第四至六位为 0、1 或空格，第七位为空格或 Z（组合港）",
    en="positions 4 to 6 of '{value}' are 0, 1 or blank, position 7 is blank or Z (combined port)",
    remedy_zh="改正这些位",
    remedy_en="Correct these positions",
    accepted=({}, {"document_type": "ML1010"}, {"document_type": "      Z"}),
    refused=({"document_type": "ML1020"}, {"document_type": "      A"}),
)(head(lambda d: re.fullmatch(r"[01 ]{0,3}|[01 ]{3}[Z ]", (d.document_type or "")[3:]) is None))

DECLARATION_RULES.rule(
    "special_business.positions",
    fields=("special_business",),
    source=BOTH,
    mark=Mark.TWICE,
    zh="特种业务标识 {value} 各位只能是 0 或 1，依次为：国际赛事、军工、援助、国际会议、直通放行、外交礼遇、转关",
    en="{value} has positions of 0 and 1 only: sports event, military, aid, conference, direct release, courtesy, transit",
    remedy_zh="按位填 0 或 1，没有的清空",
    remedy_en="Give 0 or 1 by position, or clear it",
    accepted=({}, {"special_business": "0000001"}, {"special_business": "1"}),
    refused=({"special_business": "0000002"}, {"special_business": "是"}),
)(head(lambda d: present(d.special_business) and re.fullmatch(r"[01 ]+", d.special_business or "") is None))

DECLARATION_RULES.rule(
    "extension.positions",
    fields=("extension",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="扩展字段 {value}：第 1 位口罩标准 1/2，第 3 位拆分 1，第 5 位智能申报 1/2，其余空格或 0",
    en="{value}: position 1 is the mask standard 1/2, position 3 split goods 1, position 5 smart declaring 1/2, the others blank or 0",
    remedy_zh="改正各位；没有的清空",
    remedy_en="Correct the positions; clear it when there is nothing to say",
    accepted=({}, {"extension": "1"}, {"extension": "    2"}),
    refused=({"extension": "3"}, {"extension": "  2"}),
)(head(lambda d: present(d.extension) and re.fullmatch(r"[012 ][0 ][01 ][0 ][012 ]", (d.extension or "").ljust(5)) is None))

DECLARATION_RULES.rule(
    "correlation.reason",
    fields=("correlation_reason",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="关联理由 {value} 不在 1 至 9 之间",
    en="the reason of correlation is 1 to 9, not {value}",
    remedy_zh="改正关联理由",
    remedy_en="Correct correlation_reason",
    accepted=({}, {"correlation_reason": "3"}),
    refused=({"correlation_reason": "12"},),
)(head(lambda d: present(d.correlation_reason) and re.fullmatch("[1-9]", d.correlation_reason or "") is None))
