"""What all numbers have in common: the error, the problem, the explained part, and cutting a text into its parts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Protocol

import attrs

from baoguan.codes import Codes
from baoguan.errors import UnusableInput


class Kind(StrEnum):
    """The kinds of numbers that can be parsed."""

    INVENTORY_LIST = "inventory_list"
    """保税核注清单编号."""
    GATE_PASS = "gate_pass"
    """核放单编号."""
    PRE_ENTRY = "pre_entry"
    """预录入统一编号."""
    DECLARATION = "declaration"
    """报关单号 (海关编号)."""
    DECLARATION_UNIFIED = "declaration_unified"
    """报关单统一编号."""
    CREDIT_CODE = "credit_code"
    """统一社会信用代码."""
    CONTAINER = "container"
    """集装箱号."""
    LEDGER = "ledger"
    """手册号, 账册号 (备案号)."""
    ENTERPRISE = "enterprise"
    """企业海关编码."""
    HS = "hs"
    """商品编码."""


_SHOWN = 60


class BadNumber(UnusableInput, ValueError):
    """A text that is not a number of its kind.

    ``position`` is the first wrong character counted from 1, None when the length or the whole is wrong. Also a
    ValueError, for callers that only want to know that the value is bad.
    """

    def __init__(
        self,
        kind: Kind,
        value: str,
        position: int | None,
        reason_zh: str,
        reason_en: str,
        *,
        remedy_zh: str = "",
        remedy_en: str = "",
    ) -> None:
        self.kind = kind
        self.value = value
        self.position = position
        self.reason_zh = reason_zh
        self.reason_en = reason_en
        # A whole file pasted into a field must not become a message of that length.
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        where_zh = f"第 {position} 位" if position is not None else ""
        where_en = f"position {position}: " if position is not None else ""
        super().__init__(
            f"“{shown}”{where_zh}{reason_zh}",
            f"{shown!r}: {where_en}{reason_en}",
            remedy_zh=remedy_zh,
            remedy_en=remedy_en,
        )


class Severity(StrEnum):
    """How much a problem weighs: a warning rests on weaker evidence, or real numbers are known to break it."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(kw_only=True)
class Problem:
    """One thing wrong or odd about a number; ``position`` counts from 1."""

    kind: Kind
    value: str
    severity: Severity
    position: int | None = None
    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""


@attrs.frozen(kw_only=True)
class Part:
    """One part of a number for display: what it is called, its characters, and what they mean where that is known."""

    name_zh: str
    name_en: str
    value: str
    meaning_zh: str = ""
    meaning_en: str = ""


class Number(Protocol):
    """A parsed number: its text as given, its parts for display, and what is odd about it though it parses."""

    KIND: ClassVar[Kind]

    @property
    def text(self) -> str:
        """The number as it was given."""
        ...

    def parts(self, codes: Codes) -> tuple[Part, ...]:
        """Return every part in order."""
        ...

    def warnings(self, codes: Codes) -> tuple[Problem, ...]:
        """Return what a person should look at."""
        ...


DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTERS = UPPER + UPPER.lower()

_ALPHABET_NAMES = {
    DIGITS: ("数字", "a digit"),
    UPPER: ("大写字母", "a capital letter"),
    DIGITS + UPPER: ("数字或大写字母", "a digit or a capital letter"),
    DIGITS + LETTERS: ("数字或字母", "a digit or a letter"),
    DIGITS + LETTERS + "_": ("数字、字母或下划线", "a digit, a letter or an underscore"),
}


@attrs.frozen
class Slot:
    """A stretch of a number: its length and the characters that it may hold, all ASCII."""

    length: int
    alphabet: str


def cut(kind: Kind, text: str, slots: Sequence[Slot]) -> list[str]:
    """Cut ``text`` into the stretches of ``slots``; BadNumber names the length or the first character that does not
    fit.

    Nothing is trimmed or changed to upper case: what parses here can go onto the wire as it stands.
    """
    need_length(kind, text, (sum(slot.length for slot in slots),))
    pieces: list[str] = []
    start = 0
    for slot in slots:
        piece = text[start : start + slot.length]
        for offset, character in enumerate(piece):
            if character not in slot.alphabet:
                raise wrong_character(kind, text, start + offset, slot.alphabet)
        pieces.append(piece)
        start += slot.length
    return pieces


def need_length(kind: Kind, text: str, lengths: Sequence[int]) -> None:
    """Raise BadNumber unless ``text`` has one of the lengths."""
    if len(text) in lengths:
        return
    zh = "、".join(str(length) for length in lengths)
    en = " or ".join(str(length) for length in lengths)
    spaced = text != "".join(text.split())
    raise BadNumber(
        kind,
        text,
        None,
        f"应为 {zh} 位，实为 {len(text)} 位",
        f"should have {en} characters, has {len(text)}",
        remedy_zh="请去掉空格" if spaced else "请核对是否漏抄或多抄",
        remedy_en="Remove the spaces" if spaced else "Check for a missing or an extra character",
    )


def wrong_character(kind: Kind, text: str, index: int, alphabet: str) -> BadNumber:
    """Return the error for the character at ``index`` (from 0) that is not of the alphabet, with a likely remedy."""
    character = text[index]
    listed = "/".join(alphabet)
    zh, en = _ALPHABET_NAMES.get(alphabet, (listed, f"one of {listed}"))
    remedy_zh, remedy_en = "请核对原件", "Compare with the original"
    if character.isspace():
        remedy_zh, remedy_en = "请去掉空格", "Remove the space"
    elif not character.isascii():
        remedy_zh, remedy_en = "请改用半角字符", "Type it in half-width characters"
    elif character.upper() in alphabet and character not in alphabet:
        remedy_zh, remedy_en = "请改为大写", "Write it in capitals"
    return BadNumber(
        kind,
        text,
        index + 1,
        f"应为{zh}，实为“{character}”",
        f"should be {en}, is {character!r}",
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
    )


def office_part(office: str, codes: Codes) -> Part:
    """Return the explained part of a 4-digit customs office (关区)."""
    row = codes["customs_office"].get(office) if "customs_office" in codes else None
    return Part(
        name_zh="关区",
        name_en="customs office",
        value=office,
        meaning_zh=row.name_zh if row else "",
        meaning_en=row.name_en if row else "",
    )


def office_warnings(kind: Kind, text: str, office: str, position: int, codes: Codes) -> tuple[Problem, ...]:
    """Return a warning when the office is not in the list; never an error, since the list ages."""
    if "customs_office" not in codes or office in codes["customs_office"]:
        return ()
    date = codes["customs_office"].date
    return (
        Problem(
            kind=kind,
            value=text,
            severity=Severity.WARNING,
            position=position,
            zh=f"关区 {office} 不在关区代码表（{date}）中",
            en=f"customs office {office} is not in the list of {date}",
            remedy_zh="请核对，或导入新的关区代码表",
            remedy_en="Check it, or import a newer list of customs offices",
        ),
    )


def year_of(kind: Kind, text: str, piece: str, index: int) -> int:
    """Return a four-digit year, which has to be of the 20th or 21st century."""
    if piece[:2] not in {"19", "20"}:
        raise BadNumber(
            kind,
            text,
            index + 1,
            f"应为年份，实为“{piece}”",
            f"a year is expected, not {piece!r}",
            remedy_zh="请核对原件",
            remedy_en="Compare with the original",
        )
    return int(piece)


DIRECTIONS = {
    "I": ("进口", "import"),
    "E": ("出口", "export"),
    "1": ("进口", "import"),
    "0": ("出口", "export"),
}
"""How numbers say import or export: letters in most, digits in the number of a declaration."""
