"""A change of a ledger beside what lists have booked of it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest

from baoguan.rules import Before
from tests.broker.office import SEQ_NO, Office, without_waiting_for_disks
from tests.broker.papers import inv211
from tests.broker.test_books_at_check import know
from tests.support.lists import inventory


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


def test_a_change_leaves_no_row_with_less_than_lists_have_booked(office: Office) -> None:
    document = inventory("A-1")
    with office.broker() as broker:
        held = attrs.evolve(know(broker, document, 150), family="handbook")
        change = attrs.evolve(
            held,
            act="2",
            change_count=1,
            materials=tuple(attrs.evolve(r, quantity=r.quantity and r.quantity - 70) for r in held.materials),
        )
        before = Before(document=held, change_count=0)

        def told() -> list[str]:
            return [f.path for f in broker.check(change, before=before) if f.rule == "ledger.change_booked:materials"]

        assert told() == []
        office.declare(broker, document)
        office.hear(broker, inv211(SEQ_NO, 9))
        assert told() == [f"materials[{n}].quantity" for n in (1, 2, 3)]
