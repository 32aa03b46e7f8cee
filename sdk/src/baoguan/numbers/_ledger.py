"""手册号 and 账册号 (备案号): 12 characters that tell the kind of book and the system that keeps it."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

import attrs

from baoguan.codes import Codes
from baoguan.numbers._shape import (
    DIGITS,
    LETTERS,
    UPPER,
    Kind,
    Part,
    Problem,
    Severity,
    Slot,
    cut,
    office_part,
    office_warnings,
)


class LedgerSystem(StrEnum):
    """Which generation of the customs system a number belongs to."""

    LEGACY = "legacy"
    """H2000 / H2010."""
    GOLDEN_GATE_2 = "golden_gate_2"
    """金关二期."""
    UNKNOWN = "unknown"
    """No rule that was seen tells."""


LEDGER_LETTERS = {
    "A": ("外商投资企业内销料件", "materials of a foreign-invested enterprise for domestic sale"),
    "B": ("来料加工手册", "handbook, processing with supplied materials"),
    "C": ("进料加工手册", "handbook, processing with imported materials"),
    "D": ("不作价设备手册", "handbook of equipment without payment"),
    "E": ("电子账册", "electronic account book"),
    "F": ("异地报关手册", "handbook for declaration at another office"),
    "G": ("深加工结转异地手册", "handbook for deep-processing transfer to another office"),
    "H": ("出口加工区账册", "account book of an export processing zone"),
    "J": ("保税仓库记账式账册", "bonded warehouse, kept as an account"),
    "K": ("保税仓库备案式账册", "bonded warehouse, filed"),
    "L": ("物流账册", "logistics account book"),
    "Q": ("汽车零部件", "vehicle parts"),
    "T": ("特殊区域账册", "account book of a special area"),
    "Y": ("原产地证书", "certificate of origin"),
    "Z": ("征免税证明", "certificate of duty exemption"),
}
"""First letters: 报关单录入指南 of 2018 for the legacy ones; T and L come from 金关二期 (official page script)."""

_AREA_KINDS = {"D": ("物流账册", "logistics"), "W": ("物流账册", "logistics"), "H": ("耗料式账册", "consumption")}
_ANY = DIGITS + LETTERS + "_"


@attrs.frozen(kw_only=True)
class LedgerNumber:
    """A ledger number, classified; what the letters say decides nothing else.

    The official page checks only twelve characters of letters, digits and underscore, so no more is required here.
    ``year`` is the two digits of 金关二期 B, C and D numbers (an E number may hold other characters there), else None.
    """

    KIND: ClassVar[Kind] = Kind.LEDGER

    text: str
    letter: str
    customs_office: str
    system: LedgerSystem
    is_logistics: bool
    year: int | None
    serial: str

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        zh, en = LEDGER_LETTERS.get(self.letter, ("", ""))
        return (
            Part(name_zh="账册类别", name_en="kind of ledger", value=self.letter, meaning_zh=zh, meaning_en=en),
            office_part(self.customs_office, codes),
            *self._middle(),
            Part(
                name_zh="顺序号",
                name_en="serial number",
                value=self.serial,
                meaning_zh=_SYSTEM_TEXTS[self.system][0],
                meaning_en=_SYSTEM_TEXTS[self.system][1],
            ),
        )

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Warn of a first letter or a customs office that is not known."""
        found = office_warnings(self.KIND, self.text, self.customs_office, 2, codes)
        if self.letter in LEDGER_LETTERS:
            return found
        odd = Problem(
            kind=self.KIND,
            value=self.text,
            severity=Severity.WARNING,
            position=1,
            zh=f"首位“{self.letter}”不是已知的手册或账册类别",
            en=f"the first character {self.letter!r} is no known kind of ledger",
            remedy_zh="请核对原件",
            remedy_en="Compare with the original",
        )
        return (odd, *found)

    def _middle(self) -> tuple[Part, ...]:
        value = self.text[5:7]
        if self.year is not None:
            year = 2000 + self.year
            return (Part(name_zh="年份", name_en="year", value=value, meaning_zh=f"{year}年", meaning_en=str(year)),)
        sixth, seventh = value[0], value[1]
        zh, en = _AREA_KINDS.get(sixth, ("", "")) if self.letter == "T" else ("", "")
        legacy_year = self.system is LedgerSystem.LEGACY and sixth in DIGITS
        if legacy_year:
            zh, en = "年份末位", "last digit of the year"
        return (
            Part(name_zh="第六位", name_en="position 6", value=sixth, meaning_zh=zh, meaning_en=en),
            Part(name_zh="第七位", name_en="position 7", value=seventh),
        )


_SYSTEM_TEXTS = {
    LedgerSystem.LEGACY: ("H2010 底账", "kept in H2010"),
    LedgerSystem.GOLDEN_GATE_2: ("金关二期底账", "kept in Golden Gate II"),
    LedgerSystem.UNKNOWN: ("", ""),
}


def parse_ledger(text: str) -> LedgerNumber:
    """Parse and classify a 手册号 or 账册号; BadNumber unless it is 12 letters, digits or underscores.

    B, C, D and E with a digit at position 8 are legacy ledgers, with a letter 金关二期 ones; T and L exist only in
    the latter. Logistics: T with D or W at position 6, or L with a capital letter at position 9 (both: official page
    script).
    """
    slots = (Slot(1, _ANY), Slot(4, _ANY), Slot(2, _ANY), Slot(5, _ANY))
    letter, office, middle, serial = cut(Kind.LEDGER, text, slots)
    system = _system(letter, serial[0])
    dated = letter in "BCD" and system is LedgerSystem.GOLDEN_GATE_2 and all(c in DIGITS for c in middle)
    return LedgerNumber(
        text=text,
        letter=letter,
        customs_office=office,
        system=system,
        is_logistics=(letter == "T" and middle[0] in "DW") or (letter == "L" and serial[1] in UPPER),
        year=int(middle) if dated else None,
        serial=serial,
    )


def _system(letter: str, eighth: str) -> LedgerSystem:
    if letter in "TL":
        return LedgerSystem.GOLDEN_GATE_2
    if letter not in "BCDE" or eighth == "_":
        return LedgerSystem.UNKNOWN
    return LedgerSystem.LEGACY if eighth in DIGITS else LedgerSystem.GOLDEN_GATE_2
