"""The journeys of bonded inventory lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from baoguan import BondedInventoryList, Broker
from baoguan.model.message import Act
from baoguan.store.rows import DocumentRow
from tests.crash.journeys import Journey, asked, state_is
from tests.support.lists import inventory

_FILED = ("1", "0"), ("1", "1")
_STANDS = frozenset({"approved", "pre_deducted", "deducted"})


def changed(number: str) -> BondedInventoryList:
    """The list with another remark in a line."""
    document = inventory(number)
    lines = [attrs.evolve(line, modification="0") for line in document.lines]
    lines[0] = attrs.evolve(lines[0], modification="1", remark="更正")
    return attrs.evolve(document, lines=tuple(lines))


def _save(broker: Broker, number: str) -> None:
    broker.submit(inventory(number))


def _submit(broker: Broker, number: str) -> None:
    broker.submit(inventory(number), declare=True)


def _declare(broker: Broker, row: DocumentRow) -> None:
    if row.state == "saved":
        broker.declare(row.number)


def _change(broker: Broker, row: DocumentRow) -> None:
    _declare(broker, row)
    if row.state in _STANDS and not asked(row, Act.CHANGE):
        broker.modify(row.number, changed(row.number), declare=True, override="tested")


def _delete(broker: Broker, row: DocumentRow) -> None:
    _declare(broker, row)
    if row.state == "deducted" and not asked(row, Act.DELETION):
        broker.withdraw(row.number, override="tested")


def _list(begin: Callable[[Broker, str], None], arrived: Callable[[DocumentRow], bool], *arrivals: tuple[str, str]) -> Journey:
    return Journey(begin=begin, arrived=arrived, arrivals=arrivals, prefix="A")


JOURNEYS: Mapping[str, Journey] = {
    "save": _list(_save, state_is("saved"), *_FILED[:1]),
    "declare": attrs.evolve(_list(_submit, state_is("deducted"), *_FILED), go_on=_declare, follows="save"),
    "change": attrs.evolve(
        _list(_submit, lambda row: row.state == "deducted" and row.change_count == 1, *_FILED, ("2", "0"), ("2", "1")),
        go_on=_change,
        follows="declare",
    ),
    "delete": attrs.evolve(_list(_submit, state_is("deleted"), *_FILED, ("3", "1")), go_on=_delete, follows="declare"),
    "direct": _list(_submit, state_is("deducted"), *_FILED[1:]),
}
"""Arrivals are (申报类型, 申报标志). "direct" is the naive sender's."""
