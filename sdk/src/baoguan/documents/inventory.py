"""The bonded inventory list as a document kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

import attrs

from baoguan.consolidation.compiled import changer
from baoguan.documents.inventory_guards import FACTS, change_guards, guards
from baoguan.documents.kind import DocumentKind, Identity, Moves
from baoguan.documents.standing_alerts import OF_LISTS
from baoguan.errors import UnusableInput
from baoguan.ledger import Effects, entries_of
from baoguan.lifecycle import Standing
from baoguan.lifecycle.inventory import INVENTORY as LIFECYCLE
from baoguan.model.fields import paths
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import DeclarationType, LineModification
from baoguan.model.message import Act
from baoguan.rules.inventory import INVENTORY_RULES

_TYPE_OF_ACT = {
    Act.FILING: DeclarationType.FILING,
    Act.CHANGE: DeclarationType.CHANGE,
    Act.DELETION: DeclarationType.DELETION,
}
_GIVEN_BY_CUSTOMS = tuple(name for name, term in paths(BondedInventoryList).items() if term.system)


def _identity(document: BondedInventoryList) -> Identity:
    operating = document.operating_enterprise
    if not document.internal_number or operating is None or not operating.customs_code:
        raise UnusableInput(
            "缺少企业内部编号或经营企业编码，无法识别清单",
            "the list has no internal number or no operating enterprise code to be known by",
            remedy_zh="填写 企业内部编号 和 经营企业编码",
            remedy_en="Fill in internal_number and operating_enterprise.customs_code",
        )
    return Identity(owner=operating.customs_code, number=document.internal_number)


def _with_numbers(document: BondedInventoryList, numbers: Mapping[str, str], act: Act, change_count: int) -> BondedInventoryList:
    seq_no = numbers.get("seq_no") or document.seq_no
    list_no = numbers.get("list_no") or document.list_no
    count = change_count if act is Act.CHANGE else (document.change_count or 0) if act is Act.DELETION else 0
    if act is Act.DELETION and change_count:
        count = change_count
    lines = document.lines
    default_mark = LineModification.ADDED if act is Act.FILING else LineModification.NONE
    if any(line.seq_no != seq_no or line.modification is None for line in lines):
        numbered = changer(("seq_no", "modification"))
        lines = tuple(numbered(line, seq_no, line.modification or default_mark.value) for line in lines)
    return attrs.evolve(
        document,
        seq_no=seq_no,
        list_no=list_no if act is not Act.FILING else document.list_no,
        change_count=count,
        declaration_type=_TYPE_OF_ACT[act].value,
        lines=lines,
    )


def _copy(document: BondedInventoryList, number: str) -> BondedInventoryList:
    cleared: dict[str, Any] = dict.fromkeys(_GIVEN_BY_CUSTOMS)
    lines = tuple(
        attrs.evolve(line, seq_no=None, modification=LineModification.ADDED.value, carried=None) for line in document.lines
    )
    return attrs.evolve(
        document,
        **cleared,
        seq_no=None,
        list_no=None,
        change_count=0,
        internal_number=number,
        entry_no=None,
        related_entry_no=None,
        related_list_no=None,
        entered_on=None,
        declared_on=None,
        declaration_type=DeclarationType.FILING.value,
        lines=lines,
        carried=None,
    )


def _lines(document: BondedInventoryList) -> int:
    return len(document.lines)


def _marked(before: BondedInventoryList, after: BondedInventoryList) -> BondedInventoryList:
    """Lines of a change with 修改标志 0 or 1; marks other than that of the filing were typed and stay."""
    known = {line.line_no: line for line in before.lines}
    unmarked = (None, LineModification.ADDED)
    if not any(line.modification in unmarked and line.line_no in known for line in after.lines):
        return after
    marking = changer(("modification",))
    lines = []
    for line in after.lines:
        was = known.get(line.line_no)
        if was is None or line.modification not in unmarked:
            lines.append(line)
            continue
        same = attrs.evolve(was, modification=None, seq_no=None, carried=None) == attrs.evolve(
            line, modification=None, seq_no=None, carried=None
        )
        lines.append(marking(line, (LineModification.NONE if same else LineModification.CHANGED).value))
    return attrs.evolve(after, lines=tuple(lines))


def _alerts(standing: Standing, age: timedelta) -> Iterator[tuple[str, str]]:
    return (told for alert in OF_LISTS if (told := alert(standing, age)) is not None)


def _moves(document: BondedInventoryList, state: str, effects: Effects, deduction_mode: str | None) -> Moves:
    entries, notes = entries_of(document, state, effects, deduction_mode)
    return Moves(ledger=document.ledger_no or "", entries=entries, notes=notes)


INVENTORY_KIND: Final = DocumentKind[BondedInventoryList](
    name="inventory",
    title_zh="保税核注清单",
    title_en="bonded inventory list",
    model=BondedInventoryList,
    rules=INVENTORY_RULES,
    lifecycle=LIFECYCLE,
    identity=_identity,
    with_numbers=_with_numbers,
    guards=guards,
    lines=_lines,
    copy=_copy,
    numbers=("seq_no", "list_no"),
    facts=FACTS,
    change_guards=change_guards,
    moves=_moves,
    alerts=_alerts,
    marked=_marked,
)

__all__ = ["INVENTORY_KIND", "BondedInventoryList", "InventoryLine"]
