"""Cells to values: text, codes, whole and exact numbers, dates; never rounded, never guessed.

A reader takes one cell that is not blank and gives the value and, where there is something to say, a problem. A problem of
severity error leaves the value out, except for a number that merely has more digits than the field holds: the rules see it too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation
from itertools import repeat
from math import isfinite
from typing import Final

from baoguan.codes import Codes
from baoguan.model.fields import Term, Value
from baoguan.sheets.cells import Problem, Raw, Unusable
from baoguan.sheets.coded import closed, listed
from baoguan.sheets.days import read_day, read_moment

Read = tuple[Value | bool, Problem | None]
Reader = Callable[[Raw], Read]

PADDED: Final = frozenset({"hs_code"})
"""Text fields of fixed length whose first digit may be 0, which a number cell loses: chapters 01 to 09 of the tariff."""

_DIGITS_KEPT: Final = 10**15
"""A number cell holds 15 significant digits: from here on the last ones may be wrong."""
_SIGNIFICANT: Final = 15

_ALL_PLAIN: Final = re.compile(r"[0-9.\-]*")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}")
_FORMULA_TEXT: Final = re.compile(r'="(.*)"', re.DOTALL)
_BREAKS: Final = re.compile(r"[\r\n\v\f\u0085\u2028\u2029]+")
_LONGEST_NUMBER: Final = 60


def reader(path: str, term: Term, codes: Codes, today: date) -> Reader:
    """The reader of a field, by the kind of its term."""
    if term.kind == "code" and term.codes is not None:
        resolve = listed(codes[term.codes]) if isinstance(term.codes, str) else closed(term.codes)

        def read_code(raw: Raw) -> Read:
            text, problem = as_text(raw)
            return resolve(text) if problem is None or text else (None, problem)

        return read_code
    if term.kind == "integer":
        return read_integer
    if term.kind == "decimal":
        return decimal_reader(term)
    if term.kind == "date":
        return lambda raw: read_day(raw, today)
    if term.kind == "time":
        return lambda raw: read_moment(raw, today)
    return text_reader(path, term)


def as_text(raw: Raw) -> tuple[str, Problem | None]:
    """The text of a cell that identifies something, half-width and trimmed; '' with an error when it can be none.

    A whole number is its digits. Refused: true and false, dates (spreadsheet programs make them of numbers such as 1-5),
    error values, and numbers whose last digits the cell cannot hold.
    """
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", unwrapped(raw)).strip()
        if _SCIENTIFIC.fullmatch(text) and "." in text and "+" in text:
            return "", _rounded(text)
        return text, None
    if raw is None or isinstance(raw, Unusable):
        return "", _unusable(raw)
    if isinstance(raw, bool):
        return "", _wrong_kind("是逻辑值", "is true or false", "改填文字或代码", "Give a text or a code")
    if isinstance(raw, int | float):
        return _number_as_text(raw)
    return "", _wrong_kind(
        "被电子表格变成了日期或时间",
        "was turned into a date or time by the spreadsheet program",
        "把单元格设为文本格式后重新填写",
        "Give the cell a text format and type the value again",
    )


def unwrapped(text: str) -> str:
    """Without the `="..."` by which exports keep leading zeros in CSV."""
    match = _FORMULA_TEXT.fullmatch(text.strip()) if text.lstrip().startswith("=") else None
    return text if match is None else match[1].replace('""', '"')


def _number_as_text(raw: float) -> tuple[str, Problem | None]:
    if not isfinite(raw):
        return "", _no_number(str(raw))
    if abs(raw) >= _DIGITS_KEPT:
        return "", _digits_lost(format(raw, ".17g"))
    if raw == int(raw):
        return str(int(raw)), None
    text = format(Decimal(format(raw, ".15g")), "f")
    return text, Problem(
        "number_in_text",
        "warning",
        f"数字单元格按“{text}”读入，末尾的 0 可能已丢失",
        f"the number cell is read as {text!r}; zeros at its end may be lost",
        "把该列设为文本格式",
        "Give the column a text format",
    )


def text_reader(path: str, term: Term) -> Reader:
    """Reads texts: free text is trimmed and its line breaks removed as the page does, other text is also made half-width."""
    pad_to = term.length if path in PADDED else None
    free = term.free

    def read(raw: Raw) -> Read:
        if isinstance(raw, str):
            text = raw.strip()
            if text.isprintable() and (free or (text.isascii() and not text.startswith("=") and "+" not in text)):
                return text or None, None
            text = unwrapped(text).strip()
            if _BREAKS.search(text):
                joined = _BREAKS.sub("", text)
                return joined or None, _changed("line_breaks", text, joined, "去掉了换行", "line breaks were removed")
            if free:
                return text or None, None
            narrow, problem = as_text(text)
            if problem is None and narrow != text:
                problem = _changed("width", text, narrow, "全角字符改为半角", "made half-width")
            return narrow or None, problem
        text, problem = as_text(raw)
        if pad_to is not None and not isinstance(raw, str) and text.isdigit() and len(text) == pad_to - 1:
            padded = text.zfill(pad_to)
            return padded, _changed(
                "leading_zeros", text, padded, "补上数字单元格丢失的 0", "the zero that a number cell loses was put back"
            )
        return text or None, problem

    return read


def read_integer(raw: Raw) -> Read:
    """Reads whole numbers."""
    if type(raw) is float and -_DIGITS_KEPT < raw < _DIGITS_KEPT and raw.is_integer():
        return int(raw), None
    if type(raw) is str and raw.isascii() and raw.isdigit() and len(raw) <= _LONGEST_NUMBER:
        return int(raw), None
    value, problem = _number(raw)
    if value is None:
        return None, problem
    if value != value.to_integral_value():
        return None, Problem("integer", "error", f"{raw} 不是整数", f"{raw} is not a whole number", "填整数", "Give a whole number")
    return int(value), problem


def decimal_reader(term: Term) -> Reader:
    """Reads exact numbers and tells when there are more digits than the field holds."""
    whole, fraction = term.digits or (_LONGEST_NUMBER, _LONGEST_NUMBER)

    def read(raw: Raw) -> Read:
        # The usual case first: digits with or without a point, few enough that the cell holds them exactly.
        if type(raw) is float or type(raw) is str:
            before, point, after = str(raw).partition(".")
            if (
                before.isascii()
                and before.isdigit()
                and (not point or (after.isascii() and after.isdigit()))
                and len(before) <= whole
                and len(after) <= fraction
                and len(before) + len(after) < _SIGNIFICANT
            ):
                return Decimal(before if type(raw) is float and after == "0" else f"{before}{point}{after}"), None
        value, problem = _number(raw)
        if value is None:
            return None, problem
        _, digits, exponent = value.as_tuple()
        places = exponent if isinstance(exponent, int) else 0
        if -places > fraction or len(digits) + places > whole:
            _, digits, exponent = value.normalize().as_tuple()
            places = exponent if isinstance(exponent, int) else 0
            if -places > fraction or len(digits) + places > whole:
                return value, _too_long(value, whole, fraction)
        return value, problem

    return read


Bulk = Callable[[list[float]], list[Decimal] | None]
"""Reads many number cells at once; None when one of them needs a closer look."""


def decimal_bulk(term: Term) -> Bulk:
    """The usual case of `decimal_reader` for a column of number cells: all of them short, plain and within the field's digits."""
    whole, fraction = term.digits or (_LONGEST_NUMBER, _LONGEST_NUMBER)
    strict = Context(prec=whole + fraction, traps=[Inexact, InvalidOperation])
    step = Decimal(1).scaleb(-fraction)

    def read(cells: list[float]) -> list[Decimal] | None:
        texts = [t.removesuffix(".0") for t in map(repr, cells)]
        if max(map(len, texts)) > _SIGNIFICANT or not _ALL_PLAIN.fullmatch("".join(texts)):
            return None
        numbers = list(map(Decimal, texts))
        try:
            deque(map(strict.quantize, numbers, repeat(step)), maxlen=0)
        except ArithmeticError:
            # One of them does not fit the field: the caller looks at each.
            return None
        return numbers

    return read


def _number(raw: Raw) -> tuple[Decimal | None, Problem | None]:
    if type(raw) is float or type(raw) is int:
        if not isfinite(raw):
            return None, _no_number(str(raw))
        # 17 digits would show how the number is held in binary (0.30000000000000004), not what was typed.
        value = Decimal(raw) if type(raw) is int or raw == raw // 1 else Decimal(format(raw, ".15g"))
        return (value, None) if abs(raw) < _DIGITS_KEPT else (None, _digits_lost(format(raw, ".17g")))
    if isinstance(raw, str):
        return _number_of_text(raw)
    if raw is None or isinstance(raw, Unusable):
        return None, _unusable(raw)
    kind_zh, kind_en = ("逻辑值", "true or false") if isinstance(raw, bool) else ("日期或时间", "a date or time")
    return None, _wrong_kind(f"是{kind_zh}，不是数字", f"is {kind_en}, not a number", "填数字", "Give a number")


def _number_of_text(raw: str) -> tuple[Decimal | None, Problem | None]:
    text = unicodedata.normalize("NFKC", unwrapped(raw)).strip() if not raw.isascii() or raw.startswith("=") else raw.strip()
    if len(text) <= _LONGEST_NUMBER:
        if _PLAIN.fullmatch(text):
            return Decimal(text), None
        if _GROUPED.fullmatch(text):
            value = Decimal(text.replace(",", ""))
            return value, _changed("thousands", text, str(value), "去掉了千分位逗号", "thousands separators were removed")
        if _SCIENTIFIC.fullmatch(text):
            value = Decimal(text)
            _, _, exponent = value.as_tuple()
            if isinstance(exponent, int) and exponent > 0:
                return None, _rounded(text)
            plain = Decimal(format(value, "f"))
            return plain, _changed("scientific", text, format(plain, "f"), "科学计数法", "it was in scientific notation")
    return None, _no_number(text)


def _no_number(text: str) -> Problem:
    return Problem("number", "error", f"“{text}”不是数字", f"{text!r} is not a number", "填数字", "Give a number")


def read_flag(raw: Raw) -> Read:
    """Reads 是/否, 1/0, Y/N and true cells."""
    if isinstance(raw, bool):
        return raw, None
    text, problem = as_text(raw)
    if problem is not None:
        return None, problem
    word = text.casefold()
    if word in ("是", "1", "y", "yes", "true", "√", "不归并"):
        return True, None
    if word in ("否", "0", "n", "no", "false", "×"):
        return False, None
    return None, Problem(
        "flag", "error", f"“{text}”不是“是”或“否”", f"{text!r} is neither yes nor no", "填 是 或 否", "Give 是 or 否"
    )


def _unusable(raw: Unusable | None) -> Problem:
    shown = str(raw)
    return Problem(
        "unusable_cell",
        "error",
        f"单元格没有可用的值：{shown}",
        f"the cell shows no value: {shown}",
        "在电子表格程序中重新计算、改正公式并保存，或改填数值",
        "Recalculate and save it in a spreadsheet program, correct the formula, or type the value",
    )


def _wrong_kind(zh: str, en: str, remedy_zh: str, remedy_en: str) -> Problem:
    return Problem("cell_kind", "error", f"单元格{zh}", f"the cell {en}", remedy_zh, remedy_en)


def _digits_lost(shown: str) -> Problem:
    return Problem(
        "digits_lost",
        "error",
        f"数字 {shown} 超过 15 位有效数字，末尾数字已丢失",
        f"the number {shown} has more than 15 significant digits: the last ones are lost",
        "把单元格设为文本格式后重新填写",
        "Give the cell a text format and type the value again",
    )


def _rounded(shown: str) -> Problem:
    return Problem(
        "digits_lost",
        "error",
        f"{shown} 是科学计数法，末尾数字可能已丢失",
        f"{shown} is in scientific notation: its last digits may be lost",
        "把单元格设为文本格式后重新填写",
        "Give the cell a text format and type the value again",
    )


def _too_long(value: Decimal, whole: int, fraction: int) -> Problem:
    return Problem(
        "decimals",
        "error",
        f"{value:f} 超出整数 {whole} 位、小数 {fraction} 位",
        f"{value:f} has more than {whole} integer digits or {fraction} decimals",
        "不会自动四舍五入：改正数值，或在表中用 ROUND",
        "It is never rounded silently: correct it, or use ROUND in the sheet",
    )


def _changed(rule: str, before: str, after: str, zh: str, en: str) -> Problem:
    return Problem(rule, "warning", f"“{before}”读作“{after}”：{zh}", f"{before!r} is read as {after!r}: {en}")
