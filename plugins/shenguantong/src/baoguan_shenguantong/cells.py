"""Values of a section as texts, and the characters that a part cannot hold, named before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import attrs

from baoguan.plugin import Codes, Element, Term, UnusableInput, paths, value_at
from baoguan_shenguantong.tables import Section

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER: Final = re.compile(r"[0-9]{3}")

Write = Callable[[object], str]


@attrs.frozen(kw_only=True)
class Fault:
    """A value that a part cannot hold: its row, the title of its column and the attribute behind it, and why."""

    row: int
    title: str
    path: str
    value: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


class Cells:
    """Rows of one section to rows of texts, in the order of its columns."""

    def __init__(self, section: Section, codes: Codes) -> None:
        self._section = section
        terms = paths(section.record.model)
        self._columns = [(e.path, _writer(e, terms[e.path], codes)) for e in section.record.elements]

    def rows(self, objects: Sequence[object], first: int, encoding: str) -> list[list[str]]:
        """The texts of rows that begin with number `first` of their section.

        Raises UnusableInput, naming row, field and character, for what the format or the encoding cannot hold, and for a country or currency
        that has no number.
        """
        out = [[write(value_at(one, path)) for path, write in self._columns] for one in objects]
        refused = next(self._faults(out, first, encoding), None)
        if refused is not None:
            raise UnusableInput(
                f"{self._section.name} 第 {refused.row} 行的“{refused.title}”含有{refused.zh}",
                f"{refused.title} of {self._section.name} row {refused.row} {refused.en}",
                remedy_zh=refused.remedy_zh,
                remedy_en=refused.remedy_en,
            )
        return out

    def faults(self, objects: Sequence[object], encoding: str) -> Iterator[Fault]:
        """What the format or the encoding cannot hold: the first of each kind in each column, rows from 1."""
        return self._faults([[write(value_at(one, path)) for path, write in self._columns] for one in objects], 1, encoding)

    def _faults(self, rows: Sequence[Sequence[str]], first: int, encoding: str) -> Iterator[Fault]:
        for index, column in enumerate(zip(*rows, strict=True)):
            yield from self._check(index, column, first, encoding)

    def _check(self, index: int, column: Sequence[str], first: int, encoding: str) -> Iterator[Fault]:
        element = self._section.record.elements[index]
        joined = "".join(column)
        if not joined.isprintable() and _ILLEGAL.search(joined):
            row, char = _first(column, lambda c: _ILLEGAL.match(c) is not None)
            yield self._fault(
                index,
                first + row,
                column[row],
                f"不允许的控制字符 U+{ord(char):04X}",
                f"holds the control character U+{ord(char):04X}",
            )
        if encoding == "gbk" and not _fits(joined):
            row, char = _first(column, lambda c: not _fits(c))
            yield self._fault(
                index,
                first + row,
                column[row],
                f"GBK 不能表示的字符 {char!r}（U+{ord(char):04X}）",
                f"holds {char!r} (U+{ord(char):04X}), which GBK cannot say",
                '改写该字符，或在账户设置 encoding = "utf-8-sig"（或 format = "xml"）',
                'Write it otherwise, or set encoding = "utf-8-sig" (or format = "xml") for the account',
            )
        if element.legacy is not None:
            for row, text in enumerate(column):
                if text and not _NUMBER.fullmatch(text):
                    yield self._fault(
                        index,
                        first + row,
                        text,
                        f"代码 {text!r}，代码表 {element.legacy} 中没有对应的三位数字代码",
                        f"holds {text!r}, which has no 3-digit number in list {element.legacy}",
                        "改用有数字代码的代码，或用 baoguan codes import 导入带数字代码的代码表",
                        "Use a code that has a number, or import a list with its number (`baoguan codes import`)",
                    )

    def _fault(
        self,
        index: int,
        row: int,
        value: str,
        zh: str,
        en: str,
        remedy_zh: str = "删除该字符",
        remedy_en: str = "Remove the character",
    ) -> Fault:
        return Fault(
            row=row,
            title=self._section.titles[index],
            path=self._columns[index][0],
            value=value,
            zh=zh,
            en=en,
            remedy_zh=remedy_zh,
            remedy_en=remedy_en,
        )


def _writer(element: Element, term: Term, codes: Codes) -> Write:
    if element.legacy:
        known = {c.code: c.legacy for c in codes[element.legacy] if c.legacy}
        return lambda value: "" if value is None else known.get(str(value), str(value))
    return _WRITERS.get(term.kind, _plain)


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _decimal(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else _plain(value)


def _day(value: object) -> str:
    return value.strftime("%Y%m%d") if isinstance(value, date) else _plain(value)


def _moment(value: object) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else _plain(value)


_WRITERS: Final = {"decimal": _decimal, "date": _day, "time": _moment}


def _fits(text: str) -> bool:
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _first(column: Sequence[str], bad: Callable[[str], bool]) -> tuple[int, str]:
    def all_bad() -> Iterator[tuple[int, str]]:
        return ((row, char) for row, text in enumerate(column) for char in text if bad(char))

    return next(all_bad())
