"""The pack itself, the sources that its rules name, and the few helpers that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from baoguan.model.fields import paths, value_at
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.model.write_off import WriteOff, WriteOffAttachment, WriteOffList, WriteOffRow
from baoguan.rules.engine import Block, Check, Context, Example, Hit, Mark, Rule, RulePack
from baoguan.rules.fields import add_field_rules

R = TypeVar("R")

SCHEMA: Final = "报核官方报文结构（2017 年） / official schemas of the write-off, 2017"
TABLES: Final = "报核字段表，两个程序 / field tables of the write-off in two programs"
PROGRAM: Final = "报核字段表，一个程序 / field table of the write-off in one program"
FORMULA: Final = "应剩余的算法，多个程序一致 / formula of what should be left, programs agree"
INFERRED: Final = "由字段含义推断 / inferred from what the fields mean"
DECREE: Final = "加工贸易货物监管办法（海关总署令第 219 号，原文未见） / decree 219 on processing trade, text not seen"

WRITE_OFF_RULES: Final = RulePack("write_off")

SIGNED: Final = (
    "consumed",
    "consumed_amount",
    "difference",
    "difference_amount",
    "difference_rate",
    "intangible_loss",
    "tangible_loss",
    "theoretical",
    "theoretical_amount",
)
"""What may be below 0: a difference, and what more came back of than left."""

_RECORDS: Final = (
    (WriteOff, ""),
    (WriteOffList, "lists"),
    (WriteOffRow, "materials"),
    (WriteOffRow, "products"),
    (WriteOffAttachment, "attachments"),
)

for _model, _over in _RECORDS:
    add_field_rules(WRITE_OFF_RULES, _model, _over)

_MAY_BE_NEGATIVE = {f"field.negative:{over}.{path}" for over in ("materials", "products") for path in SIGNED}
WRITE_OFF_RULES.rules[:] = [rule for rule in WRITE_OFF_RULES.rules if rule.id not in _MAY_BE_NEGATIVE]


def write_off_of(block: Block[R]) -> WriteOff:
    """The write-off that the rows of a block belong to. Raises TypeError for another kind of document."""
    if not isinstance(block.document, WriteOff):
        raise TypeError(f"the rules of a write-off were given a {type(block.document).__name__}")
    return block.document


def handbook(document: WriteOff) -> bool:
    """Whether a handbook (手册) is written off."""
    return document.family == LedgerFamily.HANDBOOK


def account(document: WriteOff) -> bool:
    """Whether an account (账册) is written off."""
    return document.family == LedgerFamily.ACCOUNT


def each(predicate: Callable[[R, WriteOff], bool]) -> Check[R]:
    """A rule of rows from a predicate over a row and its write-off (True = at fault)."""

    def check(block: Block[R], _: Context) -> Iterator[Hit]:
        document = write_off_of(block)
        return (Hit(index) for index, row in enumerate(block.rows) if predicate(row, document))

    return check


def of_head(predicate: Callable[[WriteOff], bool]) -> Check[WriteOff]:
    """A rule of the head from a predicate."""
    return each(lambda row, _: predicate(row))


def of_rows(predicate: Callable[[WriteOffRow, WriteOff], bool]) -> Check[WriteOffRow]:
    """A rule of materials or products from a predicate over a row and its write-off."""
    return each(predicate)


def of_lists(predicate: Callable[[WriteOffList], bool]) -> Check[WriteOffList]:
    """A rule of lists from a predicate."""
    return each(lambda row, _: predicate(row))


def required(
    path: str,
    over: str,
    model: type,
    *,
    mark: Mark,
    source: str,
    when: Callable[[WriteOff], bool] = lambda _: True,
    example: Example | None = None,
) -> None:
    """Declare that a field of the head, or of every row, must be filled in; `when` tells of which write-offs, `example` makes one."""
    term = paths(model)[path]
    place = f"{over}[0].{path}" if over else path
    WRITE_OFF_RULES.add(
        Rule(
            id=f"write_off.required:{over + '.' if over else ''}{path}",
            over=over,
            fields=(path,),
            source=source,
            mark=mark,
            severity="error" if mark in (Mark.OFFICIAL, Mark.TWICE) else "warning",
            zh=f"{term.zh}未填写",
            en=f"{term.en} is missing",
            remedy_zh=f"填写{term.zh}",
            remedy_en=f"Fill in {path}",
            accepted=({},),
            refused=({**(example or {}), place: None},),
            check=each(lambda row, document: when(document) and value_at(row, path) in {None, ""}),
        )
    )
