"""Numbers of goods and boxes: 商品编码 (HS) and 集装箱号."""

from __future__ import annotations

from typing import ClassVar

import attrs
from stdnum import iso6346

from baoguan.codes import Codes
from baoguan.numbers._shape import DIGITS, UPPER, BadNumber, Kind, Part, Problem, Severity, Slot, cut, need_length

HS_LENGTHS = (6, 8, 10, 13)
"""概要申报 6, tariff 8, lists and declarations 10, with 检验检疫附加 13."""


@attrs.frozen(kw_only=True)
class HsNumber:
    """商品编码: 6, 8, 10 (8 + 2 附加) or 13 (10 + 3 检验检疫附加) digits; stretches beyond the length are empty."""

    KIND: ClassVar[Kind] = Kind.HS

    text: str
    chapter: str
    heading: str
    subheading: str
    tariff: str
    additional: str
    ciq: str

    @property
    def hs10(self) -> str | None:
        """The ten digits that a declaration line carries, None when the number is shorter."""
        return self.text[:10] if len(self.text) >= 10 else None

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part that the number has, in order."""
        named = (
            ("章", "chapter", self.chapter),
            ("品目", "heading", self.heading),
            ("子目", "subheading", self.subheading),
            ("税则子目", "national subheading", self.tariff),
            ("附加编号", "statistical addition", self.additional),
            ("检验检疫附加编号", "inspection addition", self.ciq),
        )
        return tuple(Part(name_zh=zh, name_en=en, value=value) for zh, en, value in named if value)

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Whether the code exists is for the tariff table to say."""
        return ()


def parse_hs(text: str) -> HsNumber:
    """Parse a 商品编码; BadNumber unless it is 6, 8, 10 or 13 digits that begin with a chapter from 01."""
    need_length(Kind.HS, text, HS_LENGTHS)
    cut(Kind.HS, text, (Slot(len(text), DIGITS),))
    if text.startswith("00"):
        raise BadNumber(
            Kind.HS,
            text,
            1,
            "章号应从 01 起",
            "chapters begin with 01",
            remedy_zh="请核对编码",
            remedy_en="Check the code",
        )
    return HsNumber(
        text=text,
        chapter=text[:2],
        heading=text[2:4],
        subheading=text[4:6],
        tariff=text[6:8],
        additional=text[8:10],
        ciq=text[10:],
    )


_CATEGORIES = {
    "U": ("货运集装箱", "freight container"),
    "J": ("可拆卸设备", "detachable equipment"),
    "Z": ("拖车或底盘", "trailer or chassis"),
}


@attrs.frozen(kw_only=True)
class ContainerNumber:
    """集装箱号: 4 letters + 6 digits + check digit (ISO 6346; length 11 from the 2018 filling guide).

    Real boxes with a wrong check digit exist, so ``check`` may differ from ``expected_check``: a warning, no error.
    """

    KIND: ClassVar[Kind] = Kind.CONTAINER

    text: str
    owner: str
    category: str
    serial: str
    check: str
    expected_check: str

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        zh, en = _CATEGORIES.get(self.category, ("", ""))
        agrees = self.check == self.expected_check
        return (
            Part(name_zh="箱主代码", name_en="owner", value=self.owner),
            Part(name_zh="设备识别码", name_en="category", value=self.category, meaning_zh=zh, meaning_en=en),
            Part(name_zh="箱号", name_en="serial number", value=self.serial),
            Part(
                name_zh="校验码",
                name_en="check digit",
                value=self.check,
                meaning_zh="正确" if agrees else f"应为 {self.expected_check}",
                meaning_en="correct" if agrees else f"should be {self.expected_check}",
            ),
        )

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Warn of an unusual fourth letter and of a wrong check digit."""
        found: list[Problem] = []
        if self.category not in _CATEGORIES:
            zh, en = (
                f"第四位应为 U、J 或 Z，实为“{self.category}”",
                f"the fourth letter should be U, J or Z, is {self.category!r}",
            )
            found.append(self._odd(4, zh, en))
        if self.check != self.expected_check:
            zh, en = (
                f"校验码应为 {self.expected_check}，实为 {self.check}",
                f"the check digit should be {self.expected_check}, is {self.check}",
            )
            found.append(self._odd(11, zh, en))
        return tuple(found)

    def _odd(self, position: int, zh: str, en: str) -> Problem:
        return Problem(
            kind=self.KIND,
            value=self.text,
            severity=Severity.WARNING,
            position=position,
            zh=zh,
            en=en,
            remedy_zh="请核对箱体或提单；确为该号则可照报",
            remedy_en="Compare with the box or the bill of lading; declare it as it is if it is so",
        )


def parse_container(text: str) -> ContainerNumber:
    """Parse a 集装箱号; BadNumber unless it is 4 capital letters and 7 digits. The check digit is not enforced."""
    owner, category, serial, check = cut(Kind.CONTAINER, text, (Slot(3, UPPER), Slot(1, UPPER), Slot(6, DIGITS), Slot(1, DIGITS)))
    return ContainerNumber(
        text=text,
        owner=owner,
        category=category,
        serial=serial,
        check=check,
        expected_check=iso6346.calc_check_digit(text[:10]),
    )
