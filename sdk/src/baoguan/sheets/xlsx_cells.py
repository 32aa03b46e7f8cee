"""What the `<c>` elements of an .xlsx say: the type and format of a cell, and its text as a value.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.18.11 (ST_CellType), 18.8.30 (numFmt).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final
from xml.sax.saxutils import unescape

from baoguan.sheets.cells import Raw, Unusable

NO_RESULT: Final = "公式无结果 / formula without a result"

_KEPT: Final = 65_536
"""Texts remembered for each kind of cell; beyond it the memory is cleared, so that long sheets stay small."""

_NUMBER: Final = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_REFERENCE: Final = re.compile(r"&#(x[0-9A-Fa-f]{1,6}|\d{1,7});")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TYPE: Final = re.compile(rb"\bt=\"(\w+)\"")
_STYLE: Final = re.compile(rb"\bs=\"(\d{1,6})\"")

_LAST_DAY: Final = 2_958_465
"""9999-12-31 as a serial number."""
_DAY_MS: Final = 24 * 60 * 60 * 1000
_LEAP_BUG: Final = 60
"""The serial number of 1900-02-29, a day that spreadsheet programs believe in."""

_BUILTIN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_BUILTIN_DURATION: Final = 46
_NOT_CODE: Final = re.compile(r'"[^"]*"|\\.|[_*].|\[(?![hHmMsS]+\])[^\]]*\]')
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


class Shown(Enum):
    """How a number is shown."""

    NUMBER = "number"
    DATE = "date"
    DURATION = "duration"


def shown_as(number_format: int, code: str | None) -> Shown:
    """How a number format shows a number; `code` is that of a format of the workbook's own."""
    if code is None:
        if number_format == _BUILTIN_DURATION:
            return Shown.DURATION
        return Shown.DATE if number_format in _BUILTIN_DATES else Shown.NUMBER
    plain = _NOT_CODE.sub("", code.partition(";")[0])
    if _ELAPSED.search(plain):
        return Shown.DURATION
    return Shown.DATE if any(letter in "ymdhsYMDHS" for letter in plain) and "general" not in plain.casefold() else Shown.NUMBER


class CellReader:
    """Texts of cells to values, each different text once; blank text is a blank cell."""

    def __init__(self, styles: Sequence[Shown], strings: Sequence[str], *, since_1904: bool) -> None:
        self._styles = styles
        self._strings = strings
        self._epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  a cell has no zone
        self._leap_bug = not since_1904
        self._converters: dict[bytes, tuple[Callable[[bytes], Raw], dict[bytes, Raw]]] = {}
        self._shared: dict[tuple[bytes, Shown], tuple[Callable[[bytes], Raw], dict[bytes, Raw]]] = {}

    def column(self, attributes: bytes, texts: Iterable[bytes]) -> list[Raw]:
        """The values of cells that have the same attributes. Raises ValueError for text that is none."""
        texts = list(texts)
        convert, known = self._of(attributes)
        fresh = set(texts).difference(known)
        if fresh:
            if len(known) > _KEPT:
                known.clear()
                known[b""] = ""
                fresh = set(texts)
                fresh.discard(b"")
            known.update(zip(fresh, _numbers(fresh) if convert is _number else map(convert, fresh), strict=True))
        return list(map(known.__getitem__, texts))

    def cell(self, attributes: bytes, text: bytes, *, formula: bool) -> Raw:
        """The value of one cell, which may be an error or a formula without a stored result."""
        if not text:
            kind = kind_of(attributes)
            # A formula that gives '' is stored with t="str"; without a type there simply is no result.
            return Unusable("#?") if kind == b"e" else Unusable(NO_RESULT) if formula and kind == b"n" else ""
        convert, known = self._of(attributes)
        value = known.get(text)
        if value is None:
            if len(known) > _KEPT:
                known.clear()
                known[b""] = ""
            value = known[text] = convert(text)
        return value

    def _of(self, attributes: bytes) -> tuple[Callable[[bytes], Raw], dict[bytes, Raw]]:
        found = self._converters.get(attributes)
        if found is None:
            kind = kind_of(attributes)
            style = _STYLE.search(attributes)
            number = int(style[1]) if style is not None else 0
            shown = self._styles[number] if kind == b"n" and number < len(self._styles) else Shown.NUMBER
            found = self._shared.setdefault((kind, shown), (self._converter(kind, shown), {b"": ""}))
            self._converters[attributes] = found
        return found

    def _converter(self, kind: bytes, shown: Shown) -> Callable[[bytes], Raw]:
        if kind == b"s":
            return self._string
        if kind in {b"str", b"inlineStr"}:
            return text_of
        if kind == b"b":
            return lambda text: text.strip() in {b"1", b"true"}
        if kind == b"e":
            return lambda text: Unusable(text_of(text))
        if kind == b"d":
            return _iso
        if kind != b"n":
            raise ValueError(f"t={kind.decode('ascii', 'replace')!r}")
        if shown is Shown.NUMBER:
            return _number
        return self._moment if shown is Shown.DATE else _duration

    def _string(self, text: bytes) -> str:
        if not text.isdigit() or int(text) >= len(self._strings):
            raise ValueError(f"shared string {text.decode('ascii', 'replace')!r}")
        return self._strings[int(text)]

    def _moment(self, text: bytes) -> Raw:
        number = _number(text)
        if isinstance(number, str) or not 0 <= number <= _LAST_DAY:
            return number
        whole = round(number * _DAY_MS)
        if whole < _DAY_MS:
            return (self._epoch + timedelta(milliseconds=whole)).time()
        if self._leap_bug and number < _LEAP_BUG:
            whole += _DAY_MS
        moment = self._epoch + timedelta(milliseconds=whole)
        return moment.date() if moment.time() == time.min else moment


def kind_of(attributes: bytes) -> bytes:
    """The type of a cell: n, s, str, inlineStr, b, e or d."""
    found = _TYPE.search(attributes)
    return found[1] if found is not None else b"n"


def text_of(text: bytes) -> str:
    """The characters of XML text. Raises ValueError (UnicodeDecodeError) for bytes that are not UTF-8."""
    plain = text.decode("utf-8")
    if "\r" in plain:
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in plain:
        plain = unescape(_REFERENCE.sub(_referred, plain), {"&quot;": '"', "&apos;": "'"})
    return unescaped(plain)


def unescaped(plain: str) -> str:
    """Text with the `_x000D_` by which workbooks keep characters that XML has no room for."""
    return _ESCAPED.sub(_meant, plain) if "_x" in plain else plain


def _meant(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return match[0] if 0xD800 <= number < 0xE000 else chr(number)


def _referred(match: re.Match[str]) -> str:
    number = int(match[1][1:], 16) if match[1].startswith("x") else int(match[1])
    if number == ord("&"):
        return "&amp;"
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise ValueError(f"character {match[0]}")
    return chr(number)


def _number(text: bytes) -> float | str:
    """A number; text that is none stays text, so that it is told and not lost."""
    return float(text) if _NUMBER.fullmatch(text) else text_of(text)


def _numbers(texts: Collection[bytes]) -> list[float | str]:
    """As `_number` of each, with one look at all where they are plain digits."""
    if not b"".join(texts).translate(None, b"0123456789.-"):
        with suppress(ValueError):
            return list(map(float, texts))
    return list(map(_number, texts))


def _duration(text: bytes) -> Raw:
    number = _number(text)
    if isinstance(number, str) or abs(number) > _LAST_DAY:
        return number
    return timedelta(milliseconds=round(number * _DAY_MS))


def _iso(text: bytes) -> Raw:
    plain = text_of(text)
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return plain
    return date(moment.year, moment.month, moment.day) if len(plain) <= len("2026-01-05") else moment
