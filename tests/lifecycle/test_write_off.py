"""The life of a write-off: every result in every order and however often gives the same standing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from baoguan.clock import SHANGHAI
from baoguan.lifecycle import Attempt, Standing, fold
from baoguan.lifecycle.write_off import WRITE_OFF
from baoguan.model.message import Act, Step
from baoguan.model.receipt import Outcome, Receipt

SAVE = Attempt(exchange_ids=("s1",), act=Act.FILING, step=Step.SAVE, sent=True)
DECLARE = Attempt(exchange_ids=("d1",), act=Act.FILING, step=Step.DECLARE, sent=True)
_DAY = datetime(2026, 7, 3, 9, 0, tzinfo=SHANGHAI)


def result(outcome: Outcome, minute: int) -> Receipt:
    return Receipt(
        kind="write_off",
        source="EMS221",
        outcome=outcome,
        numbers={"seq_no": "202600000000000088"},
        customs_time=_DAY + timedelta(minutes=minute),
    )


STORED, CALCULATED = result(Outcome.STORED, 1), result(Outcome.AUDITED, 3)


def standing(receipts: Sequence[Receipt], *attempts: Attempt) -> Standing:
    """The standing, which is the same in every order and however often each comes."""
    found = {repr(fold(WRITE_OFF, attempts, order)): fold(WRITE_OFF, attempts, order) for order in permutations(receipts)}
    twice = fold(WRITE_OFF, attempts, [*receipts, *receipts])
    assert list(found) == [repr(twice)]
    return twice


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (result(Outcome.RECHECK, 2), "calculating"),
        (result(Outcome.AUDITED, 3), "calculated"),
        (result(Outcome.RETURNED, 3), "calculation_returned"),
        (result(Outcome.MANUAL, 4), "manual"),
        (result(Outcome.SUPPLEMENT, 5), "differences"),
        (result(Outcome.APPROVED, 6), "approved"),
        (result(Outcome.REJECTED, 6), "rejected"),
    ],
)
def test_each_result_leads_on(last: Receipt, state: str) -> None:
    assert standing([STORED, last], SAVE, DECLARE).state == state


def test_the_formal_calculation_does_not_hide_that_it_was_written_off() -> None:
    found = standing([STORED, CALCULATED, result(Outcome.MANUAL, 4), result(Outcome.APPROVED, 6)], SAVE, DECLARE)
    assert found.state == "approved"
    act = found.act(Act.FILING)
    assert act is not None
    assert not act.open


def test_only_the_write_off_itself_decides_it() -> None:
    found = standing([STORED, CALCULATED], SAVE, DECLARE).act(Act.FILING)
    assert found is not None
    assert found.open


def test_a_return_of_the_same_moment_wins() -> None:
    assert standing([result(Outcome.APPROVED, 6), result(Outcome.REJECTED, 6)], SAVE, DECLARE).state == "rejected"


def test_one_that_was_returned_and_declared_again_begins_anew() -> None:
    again = Attempt(
        exchange_ids=("d2",), act=Act.FILING, step=Step.DECLARE, declaration_no=2, sent=True, after=_DAY + timedelta(minutes=6)
    )
    returned = result(Outcome.REJECTED, 6)
    assert standing([STORED, returned], SAVE, DECLARE, again).state == "sent"
    assert standing([STORED, returned, result(Outcome.STORED, 7)], SAVE, DECLARE, again).state == "stored"
