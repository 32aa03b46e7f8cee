"""The pack itself, the sources that its rules name, and the few helpers that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from baoguan.model.amendment import AmendedRow, Amendment, AmendmentItem, Confirmation
from baoguan.model.amendment_codes import AmendmentType
from baoguan.model.declaration_parts import DeclarationAttachment
from baoguan.rules.engine import Block, Check, Context, Hit, RulePack
from baoguan.rules.fields import add_field_rules

R = TypeVar("R")

SCHEMA: Final = "修撤单官方报文结构（2017-18 年） / official schema of the amendment, 2017-18"
PROGRAM: Final = "修撤单报文，一个程序 / message of the amendment in one program"
NOTICE: Final = "2016 年 3 月关于报关单修改撤销的规定（公告原文未见） / provision on amendments of March 2016, text not seen"
DECREE: Final = (
    "海关总署令第 220 号，2025-05-01 起并入第 277 号（原文未见） / decree 220, since 2025-05-01 part of 277, text not seen"
)

AMENDMENT_RULES: Final = RulePack("amendment")

_RECORDS: Final = (
    (Amendment, ""),
    (AmendmentItem, "items"),
    (DeclarationAttachment, "attachments"),
    (Confirmation, "confirmation"),
)

for _model, _over in _RECORDS:
    add_field_rules(AMENDMENT_RULES, _model, _over)


def amendment_of(block: Block[R]) -> Amendment:
    """The amendment that the rows of a block belong to. Raises TypeError for another kind of document."""
    if not isinstance(block.document, Amendment):
        raise TypeError(f"the rules of an amendment were given a {type(block.document).__name__}")
    return block.document


def changing(document: Amendment) -> bool:
    """Whether the enterprise asks for a change; not where it answers one."""
    return document.amendment_type == AmendmentType.CHANGE and document.confirmation is None


def each(predicate: Callable[[R, Amendment], bool]) -> Check[R]:
    """A rule of rows from a predicate over a row and its amendment (True = at fault)."""

    def check(block: Block[R], _: Context) -> Iterator[Hit]:
        document = amendment_of(block)
        return (Hit(index) for index, row in enumerate(block.rows) if predicate(row, document))

    return check


__all__ = [
    "AMENDMENT_RULES",
    "DECREE",
    "NOTICE",
    "PROGRAM",
    "SCHEMA",
    "AmendedRow",
    "Amendment",
    "AmendmentItem",
    "AmendmentType",
    "Confirmation",
    "amendment_of",
    "changing",
    "each",
]
