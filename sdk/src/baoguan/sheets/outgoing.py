"""The columns of the workbooks that we write, and the values in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import attrs

from baoguan.model.fields import CodeEnum, Term
from baoguan.sheets.names import KEY
from baoguan.sheets.tables import Section, SheetKind

YES: Final = "是"
NO: Final = "否"

_NARROW: Final = 12
_WIDE: Final = 30


@attrs.frozen(kw_only=True)
class OutColumn:
    """A column of a template: the field, its heading, and whether declaring needs it."""

    section: Section
    path: str
    term: Term
    required: bool

    @property
    def heading(self) -> str:
        """The Chinese term."""
        return self.term.zh

    @property
    def is_text(self) -> bool:
        """Whether the column holds text or codes, which a number cell would spoil."""
        return self.term.kind in ("text", "code")

    @property
    def width(self) -> int:
        """Width in characters: twice the heading's, since a Chinese character takes two."""
        return min(_WIDE, max(_NARROW, 2 * len(self.heading) + 2, 24 if self.term.free else 0))

    def shown(self, value: object) -> object:
        """A value as it is written: closed codes in the regulation's wording, everything else as it is."""
        if isinstance(value, bool):
            return YES if value else NO
        codes = self.term.codes
        if codes is None or isinstance(codes, str) or value is None:
            return value
        return _wordings(codes).get(str(value), value)


@cache
def _wordings(codes: type[CodeEnum]) -> dict[str, str]:
    return {member.value: member.zh for member in codes}


@cache
def out_columns(kind: SheetKind, section: Section) -> tuple[OutColumn, ...]:
    """The columns of a section: the key, what is required, then the rest in the order of the message.

    Fields that Customs fills and the card number, which belongs to the account and not to the document, are left out.
    """
    terms = section.fields
    order = (*section.first, *(path for path in terms if path not in section.first))
    columns = [
        OutColumn(section=section, path=path, term=terms[path], required=path in section.required)
        for path in order
        if not (terms[path].system or terms[path].secret)
    ]
    if section is kind.head:
        return tuple(columns)
    key = OutColumn(section=kind.head, path=KEY, term=kind.head.fields[KEY], required=True)
    flags = (OutColumn(section=section, path=path, term=term, required=False) for path, term in section.flags.items())
    return (key, *columns, *flags)


def described(column: OutColumn) -> Iterator[str]:
    """The lines of a heading's comment: English name, size, codes."""
    term = column.term
    yield f"{term.en} ({column.path})"
    if column.required:
        yield "必填 / required"
    if term.kind == "text" and term.length is not None:
        zh, en = ("正好", "exactly") if term.exact else ("最多", "at most")
        wide = "（汉字算 2）" if term.wide else ""
        yield f"{zh} {term.length} 个字符{wide} / {en} {term.length} characters"
    if term.digits is not None:
        whole, fraction = term.digits
        yield f"整数 {whole} 位、小数 {fraction} 位 / {whole} integer digits, {fraction} decimals"
    if term.kind in ("date", "time"):
        yield "2026-01-05"
    if isinstance(term.codes, type):
        yield "；".join(f"{member.value} {member.zh}" for member in term.codes)
    elif term.codes:
        yield f"代码或名称，见“代码”页 / code or name: list {term.codes}"
    if column.term.kind == "flag":
        yield f"{YES} / {NO}"
