"""Numbers of documents: 核注清单编号, 预录入统一编号, 报关单号, 报关单统一编号, 核放单编号."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import attrs

from baoguan.codes import Codes
from baoguan.numbers._shape import (
    DIGITS,
    DIRECTIONS,
    UPPER,
    Kind,
    Part,
    Problem,
    Severity,
    Slot,
    cut,
    office_part,
    office_warnings,
    year_of,
)


def _direction(value: str) -> Part:
    zh, en = DIRECTIONS[value]
    return Part(name_zh="进出口标志", name_en="direction", value=value, meaning_zh=zh, meaning_en=en)


def _serial(value: str) -> Part:
    return Part(name_zh="顺序号", name_en="serial number", value=value)


@attrs.frozen(kw_only=True)
class InventoryListNumber:
    """保税核注清单编号: ``QD`` + customs office 4 + year 2 + I/E + 9 digits (seen in several programs).

    ``year`` is the full year; two digits are read as 20yy, since the lists began in 2018.
    """

    KIND: ClassVar[Kind] = Kind.INVENTORY_LIST

    text: str
    customs_office: str
    year: int
    direction: str
    serial: str

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        return (
            Part(name_zh="前缀", name_en="prefix", value="QD", meaning_zh="清单", meaning_en="inventory list"),
            office_part(self.customs_office, codes),
            Part(
                name_zh="年份",
                name_en="year",
                value=self.text[6:8],
                meaning_zh=f"{self.year}年",
                meaning_en=str(self.year),
            ),
            _direction(self.direction),
            _serial(self.serial),
        )

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Warn of a customs office that the list does not hold."""
        return office_warnings(self.KIND, self.text, self.customs_office, 3, codes)


def parse_inventory_list(text: str) -> InventoryListNumber:
    """Parse a 核注清单编号; BadNumber when it is none."""
    slots = (Slot(1, "Q"), Slot(1, "D"), Slot(4, DIGITS), Slot(2, DIGITS), Slot(1, "IE"), Slot(9, DIGITS))
    _, _, office, year, direction, serial = cut(Kind.INVENTORY_LIST, text, slots)
    return InventoryListNumber(text=text, customs_office=office, year=2000 + int(year), direction=direction, serial=serial)


@attrs.frozen(kw_only=True)
class PreEntryNumber:
    """预录入统一编号 (SeqNo) of lists, gate passes and ledgers: 18 digits, a year first (seen in several programs)."""

    KIND: ClassVar[Kind] = Kind.PRE_ENTRY

    text: str
    year: int
    serial: str

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        return (Part(name_zh="年份", name_en="year", value=self.text[:4]), _serial(self.serial))

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Nothing is known that would be odd."""
        return ()


def parse_pre_entry(text: str) -> PreEntryNumber:
    """Parse a 预录入统一编号; BadNumber when it is none."""
    year, serial = cut(Kind.PRE_ENTRY, text, (Slot(4, DIGITS), Slot(14, DIGITS)))
    return PreEntryNumber(text=text, year=year_of(Kind.PRE_ENTRY, text, year, 0), serial=serial)


@attrs.frozen(kw_only=True)
class DeclarationNumber:
    """报关单号 (海关编号, 预录入编号): office 4 + year 4 + direction + 9 digits.

    The direction is 1 for import and 0 for export, and I or E in a 集中申报清单 (报关单填制规范, 2018, articles 1 and
    2).
    """

    KIND: ClassVar[Kind] = Kind.DECLARATION

    text: str
    customs_office: str
    year: int
    direction: str
    serial: str

    @property
    def is_import(self) -> bool:
        """Whether the goods come in."""
        return self.direction in "1I"

    @property
    def is_collective(self) -> bool:
        """Whether this is the number of a 集中申报清单."""
        return self.direction in "IE"

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        return (
            office_part(self.customs_office, codes),
            Part(name_zh="年份", name_en="year", value=self.text[4:8]),
            _direction(self.direction),
            _serial(self.serial),
        )

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Warn of a customs office that the list does not hold."""
        return office_warnings(self.KIND, self.text, self.customs_office, 1, codes)


def parse_declaration(text: str) -> DeclarationNumber:
    """Parse a 报关单号; BadNumber when it is none."""
    slots = (Slot(4, DIGITS), Slot(4, DIGITS), Slot(1, "01IE"), Slot(9, DIGITS))
    office, year, direction, serial = cut(Kind.DECLARATION, text, slots)
    return DeclarationNumber(
        text=text,
        customs_office=office,
        year=year_of(Kind.DECLARATION, text, year, 4),
        direction=direction,
        serial=serial,
    )


@attrs.frozen(kw_only=True)
class DeclarationUnifiedNumber:
    """报关单统一编号 of the Single Window: I/E + year 4 + 13 digits (seen in several samples)."""

    KIND: ClassVar[Kind] = Kind.DECLARATION_UNIFIED

    text: str
    direction: str
    year: int
    serial: str

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        return (
            _direction(self.direction),
            Part(name_zh="年份", name_en="year", value=self.text[1:5]),
            _serial(self.serial),
        )

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Nothing is known that would be odd."""
        return ()


def parse_declaration_unified(text: str) -> DeclarationUnifiedNumber:
    """Parse a 报关单统一编号; BadNumber when it is none."""
    slots = (Slot(1, "IE"), Slot(4, DIGITS), Slot(13, DIGITS))
    direction, year, serial = cut(Kind.DECLARATION_UNIFIED, text, slots)
    return DeclarationUnifiedNumber(
        text=text, direction=direction, year=year_of(Kind.DECLARATION_UNIFIED, text, year, 1), serial=serial
    )


@attrs.frozen(kw_only=True)
class GatePassNumber:
    """核放单编号: letter + customs office 4 + I/E + yyMMdd + 12 digits (one sample, length checked by one program).

    Two-step declarations were seen to name a pass by T and 11 digits instead; that is not parsed here, and only
    warned of by `check`. ``day`` is None when the six digits are no date; that only warns, since the rule was seen
    once.
    """

    KIND: ClassVar[Kind] = Kind.GATE_PASS

    text: str
    prefix: str
    customs_office: str
    direction: str
    day: dt.date | None
    serial: str

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        day = self.day.isoformat() if self.day else ""
        return (
            Part(name_zh="前缀", name_en="prefix", value=self.prefix),
            office_part(self.customs_office, codes),
            _direction(self.direction),
            Part(name_zh="日期", name_en="date", value=self.text[6:12], meaning_zh=day, meaning_en=day),
            _serial(self.serial),
        )

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Warn of an unknown customs office and of six digits that are no date."""
        found = office_warnings(self.KIND, self.text, self.customs_office, 2, codes)
        if self.day is not None:
            return found
        odd = Problem(
            kind=self.KIND,
            value=self.text,
            severity=Severity.WARNING,
            position=7,
            zh=f"“{self.text[6:12]}”不是日期（年月日各两位）",
            en=f"{self.text[6:12]!r} is no date (yyMMdd)",
            remedy_zh="请核对原件",
            remedy_en="Compare with the original",
        )
        return (*found, odd)


def parse_gate_pass(text: str) -> GatePassNumber:
    """Parse a 核放单编号; BadNumber when it is none."""
    slots = (Slot(1, UPPER), Slot(4, DIGITS), Slot(1, "IE"), Slot(6, DIGITS), Slot(12, DIGITS))
    prefix, office, direction, day, serial = cut(Kind.GATE_PASS, text, slots)
    return GatePassNumber(text=text, prefix=prefix, customs_office=office, direction=direction, day=_day(day), serial=serial)


def _day(piece: str) -> dt.date | None:
    try:
        return dt.date(2000 + int(piece[:2]), int(piece[2:4]), int(piece[4:]))
    except ValueError:
        return None
