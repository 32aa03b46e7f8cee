"""Codes of enterprises: 企业海关编码 and 统一社会信用代码."""

from __future__ import annotations

from typing import ClassVar

import attrs
from stdnum.cn import uscc

from baoguan.codes import Codes
from baoguan.numbers._shape import DIGITS, LETTERS, BadNumber, Kind, Part, Problem, Slot, cut

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015: no I, O, S, V, Z."""

_AUTHORITIES = {
    "1": ("机构编制", "public institutions"),
    "5": ("民政", "civil affairs"),
    "9": ("市场监督管理（原工商）", "market regulation (formerly industry and commerce)"),
}


@attrs.frozen(kw_only=True)
class EnterpriseCode:
    """企业海关编码: 10 letters or digits; real ones end in letters, so it is no number (seen in several programs)."""

    KIND: ClassVar[Kind] = Kind.ENTERPRISE

    text: str
    body: str
    serial: str

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return the two stretches; no source says more of them than how they are usually cut."""
        return (
            Part(name_zh="注册地及企业类别", name_en="place and kind of enterprise", value=self.body),
            Part(name_zh="顺序号", name_en="serial number", value=self.serial),
        )

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Nothing is known that would be odd."""
        return ()


def parse_enterprise(text: str) -> EnterpriseCode:
    """Parse a 企业海关编码; BadNumber unless it is 10 ASCII letters or digits."""
    body, serial = cut(Kind.ENTERPRISE, text, (Slot(6, DIGITS + LETTERS), Slot(4, DIGITS + LETTERS)))
    return EnterpriseCode(text=text, body=body, serial=serial)


@attrs.frozen(kw_only=True)
class CreditCode:
    """统一社会信用代码 (GB 32100-2015): 18 characters, the last a check character."""

    KIND: ClassVar[Kind] = Kind.CREDIT_CODE

    text: str
    authority: str
    organisation_kind: str
    region: str
    organisation: str
    check: str

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        zh, en = _AUTHORITIES.get(self.authority, ("", ""))
        return (
            Part(
                name_zh="登记管理部门",
                name_en="registering authority",
                value=self.authority,
                meaning_zh=zh,
                meaning_en=en,
            ),
            Part(name_zh="机构类别", name_en="kind of organisation", value=self.organisation_kind),
            Part(name_zh="登记机关行政区划", name_en="administrative division", value=self.region),
            Part(name_zh="主体标识码（组织机构代码）", name_en="organisation code", value=self.organisation),
            Part(name_zh="校验码", name_en="check character", value=self.check, meaning_zh="正确", meaning_en="correct"),
        )

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """The check character has been verified; nothing else is judged."""
        return ()


def credit_code_check(body: str) -> str:
    """Return the check character for the 17 characters before it; BadNumber when they are not of the alphabet."""
    cut(Kind.CREDIT_CODE, body, (Slot(17, CREDIT_CODE_ALPHABET),))
    return uscc.calc_check_digit(body)


def parse_credit_code(text: str) -> CreditCode:
    """Parse a 统一社会信用代码 and verify its check character; BadNumber when it is wrong.

    Only the check character is computed by python-stdnum: its own validation also refuses authorities written with a
    letter, and corrects lower case and spaces, which would go unnoticed onto the wire.
    """
    slots = tuple(Slot(length, CREDIT_CODE_ALPHABET) for length in (1, 1, 6, 9, 1))
    authority, organisation_kind, region, organisation, check = cut(Kind.CREDIT_CODE, text, slots)
    expected = uscc.calc_check_digit(text[:17])
    if check != expected:
        raise BadNumber(
            Kind.CREDIT_CODE,
            text,
            18,
            f"校验码应为“{expected}”，实为“{check}”",
            f"the check character should be {expected!r}, is {check!r}",
            remedy_zh="某一位抄错了，请核对营业执照",
            remedy_en="One of the characters is wrong; compare with the business licence",
        )
    return CreditCode(
        text=text,
        authority=authority,
        organisation_kind=organisation_kind,
        region=region,
        organisation=organisation,
        check=check,
    )
