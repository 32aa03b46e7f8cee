"""The pack itself, the sources that its rules name, and the few helpers that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeVar

from baoguan.model.attachment import Attachment
from baoguan.model.fields import paths, value_at
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_codes import LedgerAct, RowModification
from baoguan.rules.engine import Block, Check, Context, Hit, Mark, Rule, RulePack
from baoguan.rules.fields import add_field_rules

R = TypeVar("R")

FIELDS: Final = "接口字段表，多个程序一致 / interface field tables, several programs agree"
CLIENT: Final = "自动导入客户端操作手册常见问题，说的是清单 / import client manual, FAQ, which speaks of lists"
ONE_PROGRAM: Final = "接口字段表，仅一个程序 / interface field table of one program"
UNIT: Final = "单耗与损耗率的定义，多个程序的算法一致 / definition of unit consumption and loss, programs agree on the formula"

LEDGER_RULES: Final = RulePack("ledger")

_SECTIONS: Final[tuple[tuple[type, str], ...]] = (
    (Ledger, ""),
    (LedgerItem, "materials"),
    (LedgerItem, "products"),
    (UnitConsumption, "consumptions"),
    (Attachment, "attachments"),
)
for _model, _over in _SECTIONS:
    add_field_rules(LEDGER_RULES, _model, _over)


def ledger_of(block: Block[R]) -> Ledger:
    """The ledger that the rows of a block belong to. Raises TypeError for another kind of document."""
    if not isinstance(block.document, Ledger):
        raise TypeError(f"the rules of a ledger were given a {type(block.document).__name__}")
    return block.document


def changing(ledger: Ledger) -> bool:
    """Whether the message asks for a change (变更)."""
    return ledger.act == LedgerAct.CHANGE


def closing(ledger: Ledger) -> bool:
    """Whether the message closes the ledger (注销)."""
    return ledger.act == LedgerAct.CLOSING


def filing(ledger: Ledger) -> bool:
    """Whether the message files the ledger (备案), which is also what one without 申报类型 is for."""
    return not changing(ledger) and not closing(ledger)


def alive(row: LedgerItem | UnitConsumption) -> bool:
    """Whether a row is not being deleted."""
    return row.modification != RowModification.DELETED


def each(predicate: Callable[[R, Ledger], bool]) -> Check[R]:
    """A rule of rows from a predicate over a row and its ledger (True = at fault)."""

    def check(block: Block[R], _: Context) -> Iterator[Hit]:
        ledger = ledger_of(block)
        return (Hit(index) for index, row in enumerate(block.rows) if predicate(row, ledger))

    return check


def required(
    path: str,
    over: str,
    model: type,
    *,
    mark: Mark,
    declare_only: bool = False,
    when: Callable[[Ledger], bool] = filing,
    example: Mapping[str, object] | None = None,
) -> None:
    """Declare that a field of the head, or of every row, must be filled in; `when` tells for which ledgers, `example` makes one."""
    term = paths(model)[path]
    zh, en = ("申报", "declared") if declare_only else ("暂存", "saved")
    place = f"{over}[0].{path}" if over else path
    LEDGER_RULES.add(
        Rule(
            id=f"ledger.required:{over + '.' if over else ''}{path}",
            over=over,
            fields=(path,),
            source=FIELDS if mark is Mark.TWICE else ONE_PROGRAM,
            mark=mark,
            severity="error" if mark is Mark.TWICE else "warning",
            zh=f"{term.zh}未填写，不能{zh}",
            en=f"{term.en} is missing: the ledger cannot be {en}",
            remedy_zh=f"填写{term.zh}",
            remedy_en=f"Fill in {path}",
            declare_only=declare_only,
            accepted=({},),
            refused=({**(example or {}), place: None},),
            check=each(lambda row, ledger: when(ledger) and value_at(row, path) in {None, ""}),
        )
    )
