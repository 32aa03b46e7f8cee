"""What Customs finds: whether the states allow an act, and what is wrong with its content.

States of a ledger: 1 applying -> 2 waiting for audit -> 3 executing -> 4 changing -> 2 ...; 5 written off. While a change is under way its copy
goes 4 -> 2, and the ledger in force stays 3; a rejected filing goes back to 1, a rejected change takes its copy back to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import customs
from .customs import Content, RowFault
from .given import Given
from .layout import Message
from .store import APPROVED, Document, Store

APPLYING, WAITING, EXECUTING, CHANGING, WRITTEN_OFF = 1, 2, 3, 4, 5


def forbidden(store: Store, given: Given, document: Document) -> list[RowFault]:
    """What the states forbid."""
    if given.family == "ledger" and given.declare_type == "1":
        return [_not_now(document.state, "备案 / a filing")] if document.state >= WAITING else []
    if given.family == "ledger":
        if document.state != EXECUTING or document.copy > APPLYING:
            return [_not_now(document.copy or document.state, "变更 / a change")]
        wanted = document.changes + 1
        wrong = given.count != wanted or given.ems_no != document.ems_no
        return (
            [RowFault("KEY", "", "MODIFY_TIMES", f"应为第 {wanted} 次变更 {document.ems_no} / must be change {wanted}")]
            if wrong
            else []
        )
    ledger = store.ledger(given.ems_no)
    if ledger is None or ledger.trade != given.trade:
        return [RowFault("KEY", "", "EMS_NO", f"没有账册 / no ledger {given.ems_no!r}")]
    return [] if ledger.state == EXECUTING else [_not_now(ledger.state, given.types)]


def judge(store: Store, messages: Sequence[Message], given: Given, document: Document) -> tuple[Content, list[RowFault]]:
    """The ledger as it would be, and what is wrong with what was declared."""
    if given.family == "ledger":
        change = given.declare_type != "1"
        return customs.apply(store.content(document) if change else {}, messages, change=change)
    ledger = store.ledger(given.ems_no)
    content = store.content(ledger) if ledger is not None else {}
    if given.family == "list":
        return content, customs.check_list(content, messages[0])
    if given.messages[0].type != "EMS231":
        return content, []
    name, times, _ = given.act.split("/")
    announced = f"{name}/{times}/1"
    approved = any(
        a.name == announced and a.state == APPROVED
        for d in store.documents()
        if d.family == "report" and d.ems_no == given.ems_no
        for a in store.acts_of(d)
    )
    return content, customs.check_write_off(messages[0], entries=store.entries(given.ems_no), announced=approved)


def _not_now(state: int, what: str) -> RowFault:
    return RowFault("KEY", "", "", f"账册状态 {state}，不能办理 / state {state} does not allow: {what}")
