"""The standing of a declaration follows from the set of its receipts: the named traces in every order, and what no order may change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, permutations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.lifecycle import Attempt, Standing, fold
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.message import Act, Step
from baoguan.model.receipt import TECHNICAL, Outcome, Receipt
from tests.broker.papers import minute

CODES = {
    "0": Outcome.INFORMED,
    "7": Outcome.SUBMITTED,
    "L": Outcome.STORED,
    "J": Outcome.AUDITED,
    "T": Outcome.TAX_DUE,
    "C": Outcome.INSPECTION,
    "M": Outcome.RECHECK,
    "H": Outcome.MANUAL,
    "1": Outcome.SUPPLEMENT,
    "P": Outcome.RELEASED,
    "K": Outcome.RELEASED_ON_GUARANTEE,
    "R": Outcome.CLEARED,
    "Z": Outcome.RETURNED,
    "E": Outcome.REJECTED,
    "Y": Outcome.STORE_FAILED,
    "D": Outcome.DELETED,
    "?": Outcome.INFORMED,
}
SAVE = Attempt(exchange_ids=("s",), act=Act.FILING, step=Step.SAVE, sent=True)


def again(after: int, *, no: int = 2, sent: bool | None = True) -> Attempt:
    """The draft saved anew, when everything up to a minute was known."""
    return attrs.evolve(SAVE, exchange_ids=(f"s{no}",), declaration_no=no, after=minute(after), sent=sent)


def said(code: str, at: int | None, *, by: str | None = None, entry_no: str = "") -> Receipt:
    """A receipt of Customs in minute `at`."""
    return Receipt(
        kind="declaration",
        source="record" if by else "DEC_RESULT",
        outcome=CODES[code],
        code=code,
        customs_time=None if at is None else minute(at),
        numbers={"entry_no": entry_no} if entry_no else {},
        by=by,
    )


def answered(exchange: str, outcome: Outcome, seq_no: str = "") -> Receipt:
    numbers = {"seq_no": seq_no} if seq_no else {}
    return Receipt(kind="declaration", source="DecImportResponse", outcome=outcome, exchange_id=exchange, numbers=numbers)


def trace(codes: str, begin: int = 1) -> list[Receipt]:
    """Receipts of one code each, a minute apart."""
    return [said(code, minute_no) for minute_no, code in enumerate(codes, begin)]


def agreed(attempts: Sequence[Attempt], receipts: Sequence[Receipt]) -> Standing:
    """The one standing that follows in every order (in 720 of them when there are more), also with every receipt twice."""
    first = fold(DECLARATION, attempts, receipts)
    for order in islice(permutations(reversed(receipts)), 720):
        assert fold(DECLARATION, attempts, order) == first, [r.code for r in order]
    assert fold(DECLARATION, attempts, [*receipts, *reversed(receipts)]) == first
    return first


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ("7", "declared"),
        ("7L", "stored"),
        ("7LP", "released"),
        ("7LPR", "cleared"),
        ("7LCP", "released"),
        ("7LJTPR", "cleared"),
        ("7LJT", "tax_due"),
        ("7LTJ", "audited"),
        ("7LC", "inspection"),
        ("7LCJ", "audited"),
        ("7L1", "supplement"),
        ("7LH", "manual"),
        ("7LMJ", "audited"),
        ("7LJM", "recheck"),
        ("7LZ", "returned"),
        ("7LE", "rejected"),
        ("7E", "rejected"),
        ("E", "rejected"),
        ("7Y", "store_failed"),
        ("Y", "store_failed"),
        ("7LK", "released_on_guarantee"),
        ("7LKP", "released"),
        ("7LKPR", "cleared"),
        ("7LPD", "deleted"),
        ("7LPRD", "deleted"),
        ("7LD", "deleted"),
        ("7LZ7LP", "released"),
        ("7LZ7", "declared"),
        ("7LE7L", "stored"),
        ("7Y7LP", "released"),
        ("7LZ7LZ7L", "stored"),
        ("07L?P?", "released"),
        ("0", "saved"),
        ("?", "saved"),
        ("P", "released"),
        ("R", "cleared"),
    ],
)
def test_a_trace_leads_to_its_state_in_every_order(codes: str, state: str) -> None:
    receipts = [answered("s", Outcome.SAVED, "I1"), *trace(codes)]
    standing = agreed((SAVE,), receipts)
    assert standing.state == state
    assert standing.conflicts == ()
    assert [(a.act, a.state) for a in standing.acts] == [(Act.FILING, state)]
    assert dict(standing.numbers) == {"seq_no": "I1"}


@pytest.mark.parametrize(
    ("before", "behind", "state"),
    [
        ("7LZ", "", "saved"),
        ("7LZ", "7", "declared"),
        ("7LZ", "7L", "stored"),
        ("7LZ", "7LP", "released"),
        ("7LE", "7LZ", "returned"),
        ("E", "7", "declared"),
        ("Y", "7LP", "released"),
    ],
)
def test_a_draft_that_was_corrected_and_saved_anew_begins_a_new_declaration(before: str, behind: str, state: str) -> None:
    attempts = (SAVE, again(len(before)))
    answers = [answered("s2", Outcome.SAVED, "I1")]
    standing = agreed(attempts, [*trace(before), *trace(behind, 10), *answers])
    assert standing.state == state
    assert standing.conflicts == ()


@pytest.mark.parametrize("sent", [None, True])
def test_a_draft_on_its_way_again_is_not_the_refused_one(sent: bool | None) -> None:
    attempts = (SAVE, again(3, sent=sent))
    standing = agreed(attempts, [*trace("7LZ"), answered("s", Outcome.SAVED, "I1")])
    assert standing.state == ("sent" if sent else "queued")


def test_what_comes_late_of_the_refused_declaration_moves_the_new_one_not() -> None:
    attempts = (SAVE, again(3))
    known = [said("7", 1), said("Z", 3), answered("s2", Outcome.SAVED, "I1")]
    assert agreed(attempts, known).state == "saved"
    assert agreed(attempts, [*known, said("L", 2)]).state == "saved"
    assert agreed(attempts, [*known, said("L", 2), said("7", 5)]).state == "declared"


def test_a_refused_save_after_a_return_is_refused_and_its_reasons_are_shown() -> None:
    refused = attrs.evolve(answered("s2", Outcome.REFUSED), texts=("缺少毛重",))
    standing = agreed((SAVE, again(3)), [*trace("7LZ"), refused])
    assert standing.state == "refused"
    assert standing.acts[0].texts == ("缺少毛重",)


@pytest.mark.parametrize(("late", "at"), [("L", 9), ("7", 9), ("J", 9), ("T", 9), ("C", 9), ("P", 9), ("0", 9), ("K", 9)])
def test_what_comes_after_the_clearance_moves_nothing(late: str, at: int) -> None:
    standing = agreed((SAVE,), [*trace("7LPR"), said(late, at)])
    assert (standing.state, standing.conflicts) == ("cleared", ())


@pytest.mark.parametrize("late", ["L", "7", "J", "P", "R"])
def test_what_comes_after_the_deletion_moves_nothing(late: str) -> None:
    standing = agreed((SAVE,), [*trace("7LPD"), said(late, 9)])
    assert standing.state == "deleted"


@pytest.mark.parametrize("refusal", ["Z", "E", "Y"])
def test_a_refusal_in_the_same_second_wins_inside_its_rank(refusal: str) -> None:
    assert agreed((SAVE,), [said("7", 1), said("L", 2), said("C", 3), said(refusal, 3)]).state in DECLARATION.refusals


@pytest.mark.parametrize(("codes", "refusal"), [("7LP", "Z"), ("7LPR", "E"), ("7LK", "Z"), ("7LP", "Y")])
def test_a_refusal_after_the_release_is_a_contradiction_for_a_person(codes: str, refusal: str) -> None:
    standing = agreed((SAVE,), [*trace(codes), said(refusal, 9)])
    assert standing.needs_person
    assert standing.state == {"P": "released", "R": "cleared", "K": "released_on_guarantee"}[codes[-1]]


def test_receipts_without_time_count_as_the_earliest() -> None:
    assert agreed((SAVE,), [said("L", None), said("P", 2)]).state == "released"
    assert agreed((SAVE,), [said("7", None), said("Z", 2)]).state == "returned"


def test_what_a_person_saw_counts_until_customs_speaks_later() -> None:
    assert agreed((SAVE,), [said("7", 1), said("L", 2, by="甲")]).state == "stored"
    assert agreed((SAVE,), [said("7", 1), said("C", 2, by="甲"), said("P", 3)]).state == "released"


def test_two_numbers_of_one_declaration_are_a_contradiction() -> None:
    standing = agreed((SAVE,), [said("L", 1, entry_no="5" * 18), said("P", 2, entry_no="6" * 18)])
    assert standing.needs_person


@pytest.mark.parametrize(
    ("attempts", "answers", "state"),
    [
        ((), [], "draft"),
        ((attrs.evolve(SAVE, sent=None),), [], "queued"),
        ((SAVE,), [], "sent"),
        ((SAVE,), [answered("s", Outcome.SAVED, "I1")], "saved"),
        ((SAVE,), [answered("s", Outcome.REFUSED)], "refused"),
        ((SAVE,), [answered("s", Outcome.REFUSED), answered("s", Outcome.SAVED, "I1")], "saved"),
        ((SAVE,), [answered("s", Outcome.NOT_ARRIVED)], "not_arrived"),
        ((attrs.evolve(SAVE, sent=None, cancelled=True),), [], "cancelled"),
    ],
)
def test_answers_say_how_far_the_saving_got(attempts: Sequence[Attempt], answers: Sequence[Receipt], state: str) -> None:
    standing = agreed(attempts, answers)
    assert standing.state == state
    assert not DECLARATION.state(standing.state).declared


def test_only_what_customs_has_is_declared() -> None:
    declared = {s.name for s in DECLARATION.states if s.declared}
    assert declared == {t.state for t in DECLARATION.transitions if t.state}
    assert DECLARATION.refusals == {"returned", "rejected", "store_failed"}
    assert DECLARATION.taken == declared - DECLARATION.refusals
    assert {"saved", "draft", "queued", "sent", "refused"}.isdisjoint(DECLARATION.taken)


ATTEMPTS = [(), (SAVE,), (SAVE, again(2)), (SAVE, again(2), again(4, no=3)), (SAVE, again(2, sent=None))]
receipts_of_any_kind = st.one_of(
    st.builds(
        said,
        st.sampled_from(sorted(CODES)),
        st.none() | st.integers(1, 6),
        by=st.sampled_from([None, None, "甲"]),
        entry_no=st.sampled_from(["", "5" * 18, "6" * 18]),
    ),
    st.builds(answered, st.sampled_from(["s", "s2", "other"]), st.sampled_from(sorted(TECHNICAL)), st.sampled_from(["", "I1"])),
)


@given(st.lists(receipts_of_any_kind, max_size=7), st.randoms(use_true_random=False), st.sampled_from(ATTEMPTS))
def test_no_set_of_receipts_depends_on_its_order(receipts: list[Receipt], random: object, attempts: Sequence[Attempt]) -> None:
    shuffled = [*receipts, *receipts[:3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(DECLARATION, attempts, shuffled) == fold(DECLARATION, attempts, receipts)


@given(st.lists(receipts_of_any_kind, max_size=6), st.sampled_from(ATTEMPTS), st.sampled_from("0?"), st.integers(1, 9))
def test_what_only_informs_moves_nothing(receipts: list[Receipt], attempts: Sequence[Attempt], code: str, at: int) -> None:
    before = fold(DECLARATION, attempts, receipts)
    assert fold(DECLARATION, attempts, [*receipts, said(code, at)]).state == before.state


@given(st.lists(receipts_of_any_kind, max_size=6), st.sampled_from(ATTEMPTS[:2]))
def test_what_is_deleted_stays_deleted(receipts: list[Receipt], attempts: Sequence[Attempt]) -> None:
    assert fold(DECLARATION, attempts, [*receipts, said("D", 6)]).state == "deleted"


@given(st.lists(receipts_of_any_kind, max_size=6), st.sampled_from(ATTEMPTS))
def test_a_standing_never_says_declared_without_a_word_of_customs(receipts: list[Receipt], attempts: Sequence[Attempt]) -> None:
    answers = [r for r in receipts if r.outcome in TECHNICAL or r.outcome is Outcome.INFORMED]
    assert not DECLARATION.state(fold(DECLARATION, attempts, answers).state).declared
