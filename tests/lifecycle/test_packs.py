"""The fold of a message sent in several packs: it is answered when every pack is, in whatever order, and lost when one is lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import attrs
import pytest

from baoguan.lifecycle import Attempt, Standing, fold
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.model.message import Act, Step
from baoguan.model.receipt import Outcome, Receipt
from tests.lifecycle.test_fold import answered, attempt, said

SEQ, OTHER = "202600000000000001", "202600000000000002"
SAVE = attrs.evolve(attempt("s1", Act.FILING, Step.SAVE), exchange_ids=("s1", "s2", "s3"))
DECLARE = attrs.evolve(attempt("d1", Act.FILING, Step.DECLARE), exchange_ids=("d1", "d2", "d3"))
AGAIN = attrs.evolve(attempt("t1", Act.FILING, Step.SAVE, no=2), exchange_ids=("t1", "t2", "t3"))
UNSENT = attrs.evolve(AGAIN, sent=None)


def ok(exchange: str, seq_no: str = "") -> Receipt:
    return answered(exchange, Outcome.SAVED, seq_no)


def standing(receipts: Sequence[Receipt], *attempts: Attempt) -> Standing:
    """The standing, which is the same in every order and however often each comes."""
    found = {repr(fold(INVENTORY, attempts, order)): fold(INVENTORY, attempts, order) for order in permutations(receipts)}
    twice = fold(INVENTORY, attempts, [*receipts, *receipts])
    assert list(found) == [repr(twice)]
    return twice


def test_saved_means_that_every_pack_was_answered() -> None:
    packs = [ok("s1"), ok("s2"), ok("s3", SEQ)]
    for some in (packs[:1], packs[1:], packs[::2]):
        assert standing(some, SAVE).state == "sent"
    whole = standing(packs, SAVE)
    assert (whole.state, dict(whole.numbers), whole.needs_person) == ("saved", {"seq_no": SEQ}, False)


def test_the_same_number_in_every_answer_is_one_number() -> None:
    whole = standing([ok("s1", SEQ), ok("s2", SEQ), ok("s3", SEQ)], SAVE)
    assert (whole.state, whole.needs_person) == ("saved", False)


def test_packs_taken_for_lists_of_their_own_are_not_saved_and_need_a_person() -> None:
    whole = standing([ok("s1", SEQ), ok("s2", OTHER), ok("s3", OTHER)], SAVE)
    assert (whole.state, whole.needs_person) == ("sent", True)
    assert SEQ in whole.conflicts[0].zh
    assert OTHER in whole.conflicts[0].en


@pytest.mark.parametrize("known", range(3))
def test_one_refused_pack_refuses_the_whole_and_its_words_are_shown(known: int) -> None:
    refused = attrs.evolve(answered("s2", Outcome.REFUSED), texts=("第 2 包有误",))
    (act,) = standing([refused, *[ok("s1"), ok("s3", SEQ)][:known]], SAVE).acts
    assert (act.state, act.texts) == ("refused", ("第 2 包有误",))


def test_a_pack_refused_and_then_taken_stays_refused_since_the_others_were_not_sent() -> None:
    assert standing([answered("s2", Outcome.REFUSED), ok("s2"), ok("s1"), ok("s3", SEQ)], SAVE).state == "refused"
    # A message in one piece that arrived cannot un-arrive.
    whole = attempt("s1", Act.FILING, Step.SAVE)
    assert standing([answered("s1", Outcome.REFUSED), ok("s1", SEQ)], whole).state == "saved"


def test_such_a_number_exists_already_is_no_arrival_of_a_pack() -> None:
    """A far side that knows no packs takes the first for the list, with some of its lines, and the others for repetitions."""
    receipts = [ok("s1", SEQ), answered("s2", Outcome.ARRIVED), answered("s3", Outcome.ARRIVED)]
    assert standing(receipts, SAVE).state == "refused"
    assert standing([answered("s1", Outcome.ARRIVED, SEQ)], attempt("s1", Act.FILING, Step.SAVE)).state == "saved"


def test_after_a_refusal_the_whole_is_sent_anew() -> None:
    refused = answered("s2", Outcome.REFUSED)
    assert standing([ok("s1"), refused], SAVE, UNSENT).state == "queued"
    assert standing([ok("s1"), refused, ok("t1")], SAVE, AGAIN).state == "sent"
    assert standing([ok("s1"), refused, ok("t1"), ok("t2", SEQ), ok("t3")], SAVE, AGAIN).state == "saved"
    # A late answer of the first attempt says nothing about the second.
    assert standing([ok("s1"), refused, ok("s3"), ok("t1")], SAVE, AGAIN).state == "sent"


def test_a_declaration_in_packs_is_declared_when_every_pack_was_answered() -> None:
    saved = [ok("s1"), ok("s2"), ok("s3", SEQ)]
    assert standing([*saved, ok("d1", SEQ)], SAVE, DECLARE).state == "sent"
    assert standing([*saved, ok("d1", SEQ), ok("d3", SEQ)], SAVE, DECLARE).act(Act.FILING).open  # type: ignore[union-attr]
    assert standing([*saved, ok("d1", SEQ), ok("d2"), ok("d3")], SAVE, DECLARE).state == "declared"


def test_a_receipt_of_customs_says_more_than_an_answer_that_is_lost() -> None:
    receipts = [ok("s1"), ok("s2"), ok("s3", SEQ), ok("d1"), ok("d3"), said("Y", 1)]
    assert standing(receipts, SAVE, DECLARE).state == "stored"


def by_person(exchange: str | None, outcome: Outcome) -> Receipt:
    numbers = {"seq_no": SEQ} if outcome is Outcome.ARRIVED else {}
    return Receipt(
        kind="inventory", source="record", outcome=outcome, exchange_id=exchange, numbers=numbers, by="甲", evidence="页面"
    )


def test_a_person_settles_the_packs_spoken_of_and_the_others_are_still_waited_for() -> None:
    assert standing([ok("s1"), by_person("s2", Outcome.ARRIVED)], SAVE).state == "sent"
    assert standing([ok("s1"), by_person("s2", Outcome.ARRIVED), ok("s3", SEQ)], SAVE).state == "saved"
    assert standing([ok("s1"), by_person(None, Outcome.ARRIVED)], SAVE).state == "saved"
    assert standing([ok("s1"), by_person("s2", Outcome.NOT_ARRIVED)], SAVE).state == "not_arrived"
    assert standing([by_person("s2", Outcome.NOT_ARRIVED), ok("s1"), ok("s2"), ok("s3", SEQ)], SAVE).state == "not_arrived"


def test_taken_back_after_some_packs_had_left_a_person_must_look() -> None:
    gone = attrs.evolve(SAVE, cancelled=True)
    found = standing([ok("s1")], gone)
    assert (found.state, found.needs_person) == ("cancelled", True)
    assert "3 包中有的已发出" in found.conflicts[0].zh
    assert "some of its 3 packs had left" in found.conflicts[0].en
    # A declaration that waited for it changes nothing; a later attempt, or a person, does.
    waited = attrs.evolve(DECLARE, exchange_ids=(), sent=None, cancelled=True)
    assert standing([ok("s1")], gone, waited).needs_person
    assert not standing([ok("s1")], gone, UNSENT).needs_person
    assert not standing([ok("s1"), by_person(None, Outcome.NOT_ARRIVED)], gone).needs_person
    assert not standing([], attrs.evolve(gone, sent=None)).needs_person
    assert not standing([], attrs.evolve(gone, exchange_ids=("s1",))).needs_person
