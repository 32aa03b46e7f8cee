"""The life of an amendment: every result in every order and however often gives the same standing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations

import attrs
import pytest

from baoguan.clock import SHANGHAI
from baoguan.lifecycle import Attempt, Standing, fold
from baoguan.lifecycle.amendment import AMENDMENT
from baoguan.model.message import Act, Step
from baoguan.model.receipt import Outcome, Receipt

SEQ_NO = "M20260000000000001"
SAVE = Attempt(exchange_ids=("s1",), act=Act.FILING, step=Step.SAVE, sent=True)
DECLARE = Attempt(exchange_ids=("d1",), act=Act.FILING, step=Step.DECLARE, sent=True)
_DAY = datetime(2026, 6, 3, 9, 0, tzinfo=SHANGHAI)


def answer(exchange: str, outcome: Outcome = Outcome.SAVED) -> Receipt:
    return Receipt(kind="amendment", source="DecModSaveResponse", outcome=outcome, exchange_id=exchange, numbers={"seq_no": SEQ_NO})


def result(code: str, outcome: Outcome, minute: int) -> Receipt:
    return Receipt(
        kind="amendment",
        source="HzApprovalResult",
        outcome=outcome,
        code=code,
        numbers={"seq_no": SEQ_NO},
        customs_time=_DAY + timedelta(minutes=minute),
    )


SENT, STORED = result("3", Outcome.SUBMITTED, 1), result("L", Outcome.STORED, 2)
TAKEN, PASSED = result("A", Outcome.MANUAL, 3), result("T", Outcome.MANUAL, 4)
AGREED = result("S", Outcome.APPROVED, 5)


def standing(receipts: Sequence[Receipt], *attempts: Attempt) -> Standing:
    """The standing, which is the same in every order and however often each comes."""
    found = {repr(fold(AMENDMENT, attempts, order)): fold(AMENDMENT, attempts, order) for order in permutations(receipts)}
    twice = fold(AMENDMENT, attempts, [*receipts, *receipts])
    assert list(found) == [repr(twice)]
    return twice


def test_it_is_saved_and_waits_for_a_person_on_the_page() -> None:
    found = standing([answer("s1")], SAVE)
    assert (found.state, dict(found.numbers)) == ("saved", {"seq_no": SEQ_NO})


def test_a_failed_save_is_refused() -> None:
    assert standing([attrs.evolve(answer("s1", Outcome.REFUSED), numbers={})], SAVE).state == "refused"


def test_the_whole_way_comes_to_an_agreement_in_every_order() -> None:
    found = standing([answer("s1"), SENT, STORED, TAKEN, PASSED, AGREED], SAVE)
    assert (found.state, found.conflicts) == ("approved", ())


@pytest.mark.parametrize(
    ("receipts", "state"),
    [
        ([SENT], "declared"),
        ([SENT, STORED], "stored"),
        ([SENT, STORED, TAKEN], "accepted"),
        ([SENT, STORED, TAKEN, PASSED], "accepted"),
        ([result("4", Outcome.STORE_FAILED, 1)], "store_failed"),
        ([SENT, result("H", Outcome.STORE_FAILED, 2)], "store_failed"),
        ([SENT, STORED, result("C", Outcome.REJECTED, 3)], "rejected"),
        ([SENT, STORED, TAKEN, result("E", Outcome.REJECTED, 5)], "rejected"),
        ([SENT, STORED, TAKEN, result("F", Outcome.REJECTED, 5)], "rejected"),
        ([SENT, STORED, TAKEN, result("R", Outcome.RETURNED, 5)], "returned"),
    ],
)
def test_every_result_leads_where_the_table_says(receipts: list[Receipt], state: str) -> None:
    assert standing([answer("s1"), *receipts], SAVE).state == state


@pytest.mark.parametrize("refusal", [result("R", Outcome.RETURNED, 6), result("4", Outcome.STORE_FAILED, 6)])
def test_what_a_person_declares_again_on_the_page_after_a_refusal_begins_anew(refusal: Receipt) -> None:
    again = [result("3", Outcome.SUBMITTED, 7), result("L", Outcome.STORED, 8)]
    assert standing([answer("s1"), SENT, refusal, *again], SAVE).state == "stored"
    assert standing([answer("s1"), refusal, *again, result("S", Outcome.APPROVED, 9)], SAVE).state == "approved"


def test_a_late_result_does_not_take_an_agreement_back() -> None:
    assert standing([AGREED, PASSED], SAVE).state == "approved"


def test_a_rejection_after_an_agreement_needs_a_person() -> None:
    found = standing([AGREED, result("F", Outcome.REJECTED, 9)], SAVE)
    assert found.needs_person


def test_one_that_is_declared_by_message_waits_for_customs() -> None:
    assert standing([answer("d1")], DECLARE).state == "declared"
    assert standing([answer("d1"), STORED], DECLARE).state == "stored"


def test_states_in_which_customs_has_it_are_those_that_forbid_sending_it_again() -> None:
    assert AMENDMENT.taken == {"declared", "stored", "accepted", "approved"}
    assert AMENDMENT.refusals == {"store_failed", "rejected", "returned"}
