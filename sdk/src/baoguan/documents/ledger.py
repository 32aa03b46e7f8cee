"""A ledger as a document kind: what is filed, changed and closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final, TypeVar

import attrs

from baoguan.documents.kind import DocumentKind, Guard, Identity
from baoguan.errors import UnusableInput
from baoguan.lifecycle import Standing
from baoguan.lifecycle.ledger import LEDGER as LIFECYCLE
from baoguan.model.fields import paths
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_codes import LedgerAct, RowModification
from baoguan.model.message import Act, Step
from baoguan.rules.ledger import LEDGER_RULES

_ACTS: Final = {Act.FILING: LedgerAct.FILING, Act.CHANGE: LedgerAct.CHANGE, Act.DELETION: LedgerAct.CLOSING}
_GIVEN_BY_CUSTOMS: Final = tuple(name for name, term in paths(Ledger).items() if term.system)
_IN_FORCE: Final = "approved"
R = TypeVar("R", LedgerItem, UnitConsumption)
_ITEM_KEY: Final = attrgetter("item_no")
_CONSUMPTION_KEY: Final = attrgetter("product_item_no", "material_item_no", "version")
_SOURCE: Final = "底账状态机（旧系统与金二一致）/ state machine of ledgers, the same in the old system and 金关二期"


def _identity(ledger: Ledger) -> Identity:
    operating = ledger.operating_enterprise
    if not ledger.internal_number or operating is None or not operating.customs_code:
        raise UnusableInput(
            "缺少企业内部编号或经营单位编码，无法识别底账",
            "the ledger has no internal number or no operating enterprise code to be known by",
            remedy_zh="填写 企业内部编号 和 经营单位编码",
            remedy_en="Fill in internal_number and operating_enterprise.customs_code",
        )
    return Identity(owner=operating.customs_code, number=ledger.internal_number)


def _with_numbers(ledger: Ledger, numbers: Mapping[str, str], act: Act, change_count: int) -> Ledger:
    seq_no = numbers.get("seq_no") or ledger.seq_no
    mark = (RowModification.ADDED if act is Act.FILING else RowModification.NONE).value
    return attrs.evolve(
        ledger,
        seq_no=seq_no,
        ledger_no=numbers.get("ledger_no") or ledger.ledger_no,
        act=_ACTS[act].value,
        change_count=0 if act is Act.FILING else change_count or ledger.change_count or 0,
        materials=_items(ledger.materials, seq_no, mark),
        products=_items(ledger.products, seq_no, mark),
        consumptions=_consumptions(ledger.consumptions, seq_no, mark),
    )


def _items(rows: tuple[LedgerItem, ...], seq_no: str | None, mark: str) -> tuple[LedgerItem, ...]:
    return tuple(attrs.evolve(row, seq_no=seq_no, modification=row.modification or mark) for row in rows)


def _consumptions(rows: tuple[UnitConsumption, ...], seq_no: str | None, mark: str) -> tuple[UnitConsumption, ...]:
    return tuple(attrs.evolve(row, seq_no=seq_no, modification=row.modification or mark) for row in rows)


def _guards(standing: Standing, ledger: Ledger, act: Act, step: Step) -> Iterator[Guard]:
    del ledger, step
    if act is not Act.FILING and standing.state != _IN_FORCE:
        yield Guard(
            id="ledger.not_in_force",
            zh="底账未在执行中，不能变更或注销",
            en="the ledger is not in force: it can be neither changed nor closed",
            remedy_zh="等待备案通过；退单的，改正后重新申报",
            remedy_en="Wait until the filing is approved; after a return, correct and file it again",
            source=_SOURCE,
            mark="seen twice",
        )
    pending = standing.pending
    if act is not Act.FILING and pending is not None:
        yield Guard(
            id="ledger.change_pending",
            zh="上一次变更或注销尚未审结",
            en="an earlier change or closing is not yet decided",
            remedy_zh="等待回执后再办理",
            remedy_en="Wait for its receipt",
            source=_SOURCE,
            mark="seen twice",
        )


def _copy(ledger: Ledger, number: str) -> Ledger:
    cleared: dict[str, Any] = dict.fromkeys(_GIVEN_BY_CUSTOMS)
    return attrs.evolve(
        ledger,
        **cleared,
        seq_no=None,
        ledger_no=None,
        internal_number=number,
        change_count=0,
        act=LedgerAct.FILING.value,
        entered_on=None,
        declared_on=None,
        materials=_items(ledger.materials, None, RowModification.ADDED.value),
        products=_items(ledger.products, None, RowModification.ADDED.value),
        consumptions=_consumptions(ledger.consumptions, None, RowModification.ADDED.value),
        carried=None,
    )


def _marked(before: Ledger, after: Ledger) -> Ledger:
    """Rows of a change with 修改标志 0, 1 or 3; those that were typed as changed or deleted stay."""
    return attrs.evolve(
        after,
        materials=tuple(_marked_rows(before.materials, after.materials, _ITEM_KEY)),
        products=tuple(_marked_rows(before.products, after.products, _ITEM_KEY)),
        consumptions=tuple(_marked_rows(before.consumptions, after.consumptions, _CONSUMPTION_KEY)),
    )


def _marked_rows(before: Iterable[R], after: Iterable[R], key: Callable[[R], object]) -> Iterator[R]:
    standing = {key(row): _bare(row) for row in before if row.modification != RowModification.DELETED}
    for row in after:
        was = standing.get(key(row))
        if row.modification in (RowModification.CHANGED, RowModification.DELETED):
            yield row
        elif was is None:
            yield attrs.evolve(row, modification=RowModification.ADDED.value)
        else:
            same = was == _bare(row)
            yield attrs.evolve(row, modification=(RowModification.NONE if same else RowModification.CHANGED).value)


def _bare(row: R) -> R:
    return attrs.evolve(row, modification=None, seq_no=None, carried=None)


def _lines(ledger: Ledger) -> int:
    return len(ledger.materials) + len(ledger.products) + len(ledger.consumptions)


LEDGER_KIND: Final = DocumentKind[Ledger](
    name="ledger",
    title_zh="加工贸易底账（手册、账册）",
    title_en="ledger of processing trade",
    model=Ledger,
    rules=LEDGER_RULES,
    lifecycle=LIFECYCLE,
    identity=_identity,
    with_numbers=_with_numbers,
    guards=_guards,
    lines=_lines,
    copy=_copy,
    numbers=("seq_no", "ledger_no"),
    marked=_marked,
)
