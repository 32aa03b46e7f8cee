"""What tests of today's tasks share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import attrs

from baoguan import Broker, CustomsDeclaration
from baoguan.broker.today import Task, tasks
from tests.broker.counter import PERSON, Counter
from tests.broker.office import CARD
from tests.support.declarations import declaration

Later = Callable[[timedelta], None]
CALM = date(2026, 1, 5)
"""A day on which no date of the samples is near its end."""


def days(count: float) -> timedelta:
    return timedelta(days=count, minutes=5)


def found(broker: Broker, on: date = CALM) -> dict[str, Task]:
    """What there is to do, by kind; fails where a document has one kind twice."""
    listed = tasks(broker, on)
    assert len({(t.what, t.ref) for t in listed}) == len(listed)
    for task in listed:
        assert all((task.what_zh, task.why_zh, task.why_en, task.next_zh, task.next_en, task.client, task.account))
    return {t.what: t for t in listed}


def plain(number: str = "D-1", **changes: object) -> CustomsDeclaration:
    """An import declaration in one step whose entry is far off."""
    return attrs.evolve(declaration(), internal_number=number, **changes)  # type: ignore[arg-type]


def opened(counter: Counter) -> Broker:
    return counter.office.broker(
        operator=[PERSON, CARD] if PERSON["customs_code"] != CARD["customs_code"] else [{**CARD, **PERSON}]
    )


def saved(counter: Counter, broker: Broker, document: CustomsDeclaration | None = None) -> None:
    broker.submit(document or plain())
    counter.round(broker)
