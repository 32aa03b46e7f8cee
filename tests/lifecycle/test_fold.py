"""The standing of a list follows from the set of its receipts: neither their order nor how often each came can matter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.lifecycle import Attempt, Lifecycle, Standing, fold
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.lifecycle.inventory import INVENTORY
from baoguan.lifecycle.ledger import LEDGER
from baoguan.model.message import Act, Step
from baoguan.model.receipt import TECHNICAL, Outcome, Receipt
from tests.broker.papers import minute

CODES = {
    "Y": Outcome.STORED,
    "Z": Outcome.STORE_FAILED,
    "1": Outcome.DEDUCTED,
    "2": Outcome.MANUAL,
    "3": Outcome.REJECTED,
    "4": Outcome.PRE_DEDUCTED,
    "5": Outcome.APPROVED,
    "202": Outcome.DRAFTED,
    "211": Outcome.DEDUCTED,
    "?": Outcome.INFORMED,
}
FILING, CHANGE, DELETION = Act.FILING, Act.CHANGE, Act.DELETION


def said(
    code: str,
    at: int,
    *,
    act: Act | None = None,
    count: int | None = 0,
    by: str | None = None,
    list_no: str = "",
    entry_seq_no: str = "",
) -> Receipt:
    """A receipt of Customs in minute `at`; `by` makes it a person's record."""
    source = "record" if by else {"202": "INV202", "211": "INV211"}.get(code, "INV201")
    numbers = {k: v for k, v in {"list_no": list_no, "entry_seq_no": entry_seq_no}.items() if v}
    return Receipt(
        kind="inventory",
        source=source,
        outcome=CODES[code],
        code=code,
        act=act,
        change_count=count,
        customs_time=minute(at),
        numbers=numbers,
        by=by,
    )


def answered(exchange: str, outcome: Outcome, seq_no: str = "") -> Receipt:
    numbers = {"seq_no": seq_no} if seq_no else {}
    return Receipt(kind="inventory", source="CommonResponeMessage", outcome=outcome, exchange_id=exchange, numbers=numbers)


def attempt(exchange: str, act: Act, step: Step, *, after: int | None = None, no: int = 1, count: int = 0) -> Attempt:
    return Attempt(
        exchange_ids=(exchange,),
        act=act,
        step=step,
        change_count=count,
        declaration_no=no,
        after=None if after is None else minute(after),
        sent=True,
    )


SAVE = attempt("s", FILING, Step.SAVE)
DECLARE = attempt("d", FILING, Step.DECLARE)
WAITING = attrs.evolve(DECLARE, sent=None, waiting=True)
SAVE_AGAIN = attrs.evolve(attempt("s2", FILING, Step.SAVE, no=2), sent=None)
AGAIN = attempt("d2", FILING, Step.DECLARE, after=2, no=2)
CHANGE_1 = (
    attempt("c1s", CHANGE, Step.SAVE, after=3, count=1),
    attempt("c1d", CHANGE, Step.DECLARE, after=3, count=1),
)
DELETE = attempt("x", DELETION, Step.DECLARE, after=3)
FILED = (said("4", 2, list_no="QD1"), said("211", 3, list_no="QD1"))


@attrs.frozen(kw_only=True)
class Case:
    """What happened, and what must follow from it. `acts` are (act, change count, state) of every act."""

    attempts: Sequence[Attempt] = (SAVE, DECLARE)
    receipts: Sequence[Receipt]
    state: str
    acts: Sequence[tuple[Act, int, str]]
    change_count: int = 0
    pending: bool = False


CASES = {
    "stored, manual review, returned": Case(
        receipts=(said("Y", 1), said("2", 2), said("3", 3)), state="rejected", acts=[(FILING, 0, "rejected")]
    ),
    "stored after manual review was said": Case(
        receipts=(answered("d", Outcome.ACCEPTED), said("Y", 1), said("2", 2)), state="manual", acts=[(FILING, 0, "manual")]
    ),
    "not stored": Case(receipts=(said("Y", 1), said("Z", 2)), state="store_failed", acts=[(FILING, 0, "store_failed")]),
    "redeclared, with what belongs to the first declaration coming late": Case(
        attempts=(SAVE, DECLARE, AGAIN),
        receipts=(said("2", 1), said("3", 2), said("Y", 3), said("4", 4, list_no="QD1")),
        state="pre_deducted",
        acts=[(FILING, 0, "pre_deducted")],
    ),
    "redeclared and not yet heard of": Case(
        attempts=(SAVE, DECLARE, AGAIN),
        receipts=(said("2", 1), said("3", 2), answered("d2", Outcome.ACCEPTED)),
        state="declared",
        acts=[(FILING, 0, "declared")],
    ),
    "redeclared and returned again": Case(
        attempts=(SAVE, DECLARE, AGAIN),
        receipts=(said("Y", 1), said("3", 2), said("Y", 3), said("3", 4)),
        state="rejected",
        acts=[(FILING, 0, "rejected")],
    ),
    "returned, then redeclared on the page": Case(
        receipts=(said("Y", 1), said("3", 2), said("Y", 3), said("4", 4)), state="pre_deducted", acts=[(FILING, 0, "pre_deducted")]
    ),
    "the draft of the declaration overtakes the approval": Case(
        receipts=(said("202", 1, entry_seq_no="I1"), said("Y", 2), said("4", 3, list_no="QD1"), said("211", 5, list_no="QD1")),
        state="deducted",
        acts=[(FILING, 0, "deducted")],
    ),
    "deleted, by receipts that say so": Case(
        attempts=(SAVE, DECLARE, DELETE),
        receipts=(*FILED, said("Y", 4, act=DELETION), said("1", 5, act=DELETION)),
        state="deleted",
        acts=[(FILING, 0, "deducted"), (DELETION, 0, "deleted")],
    ),
    "deleted, by receipts that do not name the act": Case(
        attempts=(SAVE, DECLARE, DELETE),
        receipts=(*FILED, said("Y", 4), said("1", 5)),
        state="deleted",
        acts=[(FILING, 0, "deducted"), (DELETION, 0, "deleted")],
    ),
    "deletion not yet decided": Case(
        attempts=(SAVE, DECLARE, DELETE),
        receipts=(*FILED, answered("x", Outcome.ACCEPTED), said("Y", 4)),
        state="deducted",
        acts=[(FILING, 0, "deducted"), (DELETION, 0, "stored")],
        pending=True,
    ),
    "deletion returned, by receipts that say so": Case(
        attempts=(SAVE, DECLARE, DELETE),
        receipts=(*FILED, said("Y", 4, act=DELETION), said("3", 5, act=DELETION)),
        state="deducted",
        acts=[(FILING, 0, "deducted"), (DELETION, 0, "rejected")],
    ),
    "deletion returned, by receipts that do not name the act": Case(
        attempts=(SAVE, DECLARE, DELETE),
        receipts=(*FILED, said("Y", 4), said("3", 5)),
        state="deducted",
        acts=[(FILING, 0, "deducted"), (DELETION, 0, "rejected")],
    ),
    "first change accepted": Case(
        attempts=(SAVE, DECLARE, *CHANGE_1),
        receipts=(*FILED, said("Y", 4, act=CHANGE, count=1), said("1", 5, act=CHANGE, count=1)),
        state="deducted",
        acts=[(FILING, 0, "deducted"), (CHANGE, 1, "deducted")],
        change_count=1,
    ),
    "first change accepted, by receipts that name its count only": Case(
        attempts=(SAVE, DECLARE, *CHANGE_1),
        receipts=(*FILED, said("Y", 4, count=1), said("1", 5, count=1)),
        state="deducted",
        acts=[(FILING, 0, "deducted"), (CHANGE, 1, "deducted")],
        change_count=1,
    ),
    "first change returned": Case(
        attempts=(SAVE, DECLARE, *CHANGE_1),
        receipts=(*FILED, said("Y", 4, count=1), said("3", 5, count=1)),
        state="deducted",
        acts=[(FILING, 0, "deducted"), (CHANGE, 1, "rejected")],
    ),
    "changed, then deleted by receipts that do not name the act": Case(
        attempts=(SAVE, DECLARE, *CHANGE_1, attempt("x", DELETION, Step.DECLARE, after=5, count=1)),
        receipts=(said("211", 3), said("Y", 4, count=1), said("1", 5, count=1), said("Y", 6, count=1), said("1", 7, count=1)),
        state="deleted",
        acts=[(FILING, 0, "deducted"), (CHANGE, 1, "deducted"), (DELETION, 0, "deleted")],
        change_count=1,
    ),
    "something unknown moves nothing": Case(
        receipts=(said("Y", 1), said("4", 2), said("?", 3), said("?", 4)),
        state="pre_deducted",
        acts=[(FILING, 0, "pre_deducted")],
    ),
    "returned in the same second as the manual review": Case(
        receipts=(said("2", 2), said("3", 2), said("Y", 2)), state="rejected", acts=[(FILING, 0, "rejected")]
    ),
    "not stored in the same second as stored": Case(
        receipts=(said("Y", 2), said("Z", 2)), state="store_failed", acts=[(FILING, 0, "store_failed")]
    ),
}


def orders(receipts: Sequence[Receipt]) -> list[Sequence[Receipt]]:
    """Every order, each also with every receipt come twice, at once and again at the end."""
    found: list[Sequence[Receipt]] = []
    for order in permutations(receipts):
        found += [order, [r for r in order for _ in range(2)], [*order, *order]]
    return found


def agreed(attempts: Sequence[Attempt], receipts: Sequence[Receipt]) -> Standing:
    """The one standing that follows in every order."""
    first = fold(INVENTORY, attempts, receipts)
    for order in orders(receipts):
        assert fold(INVENTORY, attempts, order) == first, [r.code or r.outcome for r in order]
    return first


@pytest.mark.parametrize("name", CASES)
def test_the_standing_is_the_same_in_every_order_and_with_repeats(name: str) -> None:
    case = CASES[name]
    standing = agreed(case.attempts, case.receipts)
    assert standing.state == case.state
    assert [(a.act, a.change_count, a.state) for a in standing.acts] == list(case.acts)
    assert standing.change_count == case.change_count
    assert standing.conflicts == ()
    assert (standing.pending is not None) is case.pending


CONTRADICTIONS = {
    "approved, then returned later": ((said("Y", 1), said("4", 2), said("3", 3)), "pre_deducted"),
    "approved, then not stored later": ((said("4", 2), said("Z", 3)), "pre_deducted"),
    "approved and returned in the same second": ((said("4", 2), said("3", 2)), "pre_deducted"),
    "two approvals of one second": ((said("4", 2), said("5", 2)), None),
    "two list numbers": ((said("Y", 1), said("4", 2, list_no="QD1"), said("211", 3, list_no="QD2")), "deducted"),
    "a person saw approved, the receipt says returned": ((said("4", 2, by="甲"), said("3", 1)), "pre_deducted"),
    "a person saw returned, the receipt says approved": ((said("3", 3, by="甲"), said("4", 2)), "pre_deducted"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_shown_in_both_languages_and_the_state_is_kept(name: str) -> None:
    receipts, state = CONTRADICTIONS[name]
    standing = agreed((SAVE, DECLARE), receipts)
    assert standing.needs_person
    assert all(c.zh and c.en and c.zh != c.en for c in standing.conflicts)
    if state is not None:
        assert standing.state == state


@pytest.mark.parametrize(
    "receipts",
    [
        (said("2", 1, by="甲"), said("3", 2)),
        (said("2", 1, by="甲"), said("4", 2)),
        (said("Y", 1), said("3", 2, by="甲")),
        (said("3", 1, by="甲"), said("3", 2)),
    ],
    ids=["manual then returned", "manual then approved", "returned on the page", "returned twice"],
)
def test_what_a_person_saw_on_the_way_is_no_contradiction(receipts: Sequence[Receipt]) -> None:
    standing = agreed((SAVE, DECLARE), receipts)
    assert not standing.needs_person, standing.conflicts


@pytest.mark.parametrize(
    ("attempts", "answers", "state"),
    [
        ((SAVE,), [], "sent"),
        ((SAVE,), [answered("s", Outcome.SAVED, "1")], "saved"),
        ((SAVE,), [answered("s", Outcome.REFUSED)], "refused"),
        ((SAVE,), [answered("s", Outcome.REFUSED), answered("s", Outcome.ARRIVED)], "saved"),
        ((SAVE,), [answered("s", Outcome.NOT_ARRIVED)], "not_arrived"),
        ((SAVE,), [answered("s", Outcome.NOT_ARRIVED), answered("s", Outcome.SAVED, "1")], "saved"),
        ((SAVE, DECLARE), [answered("s", Outcome.SAVED, "1")], "sent"),
        ((SAVE, DECLARE), [answered("s", Outcome.SAVED, "1"), answered("d", Outcome.SAVED)], "declared"),
        ((SAVE, DECLARE), [answered("s", Outcome.SAVED, "1"), answered("d", Outcome.REFUSED)], "refused"),
        ((attrs.evolve(SAVE, sent=None),), [], "queued"),
        ((attrs.evolve(SAVE, sent=None, cancelled=True),), [], "cancelled"),
        ((SAVE, WAITING), [answered("s", Outcome.SAVED, "1")], "saved"),
        ((SAVE, WAITING), [answered("s", Outcome.REFUSED)], "refused"),
        ((SAVE, WAITING), [answered("s", Outcome.NOT_ARRIVED)], "not_arrived"),
        ((SAVE, attrs.evolve(DECLARE, cancelled=True), SAVE_AGAIN), [answered("s", Outcome.REFUSED)], "queued"),
        ((), [], "draft"),
    ],
)
def test_answers_say_how_far_the_sending_got(attempts: Sequence[Attempt], answers: Sequence[Receipt], state: str) -> None:
    assert agreed(attempts, answers).state == state


def test_every_number_and_fact_of_every_receipt_is_kept() -> None:
    standing = agreed(
        (SAVE, DECLARE),
        [answered("s", Outcome.SAVED, "18"), *CASES["the draft of the declaration overtakes the approval"].receipts],
    )
    assert dict(standing.numbers) == {"seq_no": "18", "list_no": "QD1", "entry_seq_no": "I1"}


outcomes = st.sampled_from(["Y", "Z", "1", "2", "3", "4", "5", "202", "211", "?"])
receipts_of_any_kind = st.builds(
    said,
    outcomes,
    st.integers(1, 6),
    act=st.sampled_from([None, FILING, CHANGE, DELETION]),
    count=st.sampled_from([0, 1, 2]),
    by=st.sampled_from([None, "甲"]),
    list_no=st.sampled_from(["", "QD1", "QD2"]),
)


@given(
    st.lists(receipts_of_any_kind, max_size=6),
    st.randoms(use_true_random=False),
    st.sampled_from([(SAVE, DECLARE), (SAVE, DECLARE, AGAIN), (SAVE, DECLARE, *CHANGE_1), (SAVE, DECLARE, *CHANGE_1, DELETE), ()]),
)
def test_no_set_of_receipts_depends_on_its_order(receipts: list[Receipt], random: object, attempts: Sequence[Attempt]) -> None:
    shuffled = [*receipts, *receipts[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(INVENTORY, attempts, shuffled) == fold(INVENTORY, attempts, receipts)


@pytest.mark.parametrize(
    ("table", "final"),
    [
        (INVENTORY, {"cancelled", "deducted", "written_off", "deleted"}),
        (DECLARATION, {"cancelled", "cleared", "deleted"}),
        (LEDGER, {"cancelled", "written_off", "deleted"}),
    ],
    ids=lambda value: value.kind if isinstance(value, Lifecycle) else "",
)
def test_a_table_is_whole(table: Lifecycle, final: set[str]) -> None:
    names = [s.name for s in table.states]
    assert len(set(names)) == len(names)
    outcomes = [t.outcome for t in table.transitions]
    assert len(set(outcomes)) == len(outcomes)
    assert {t.state for t in table.transitions if t.state} <= set(names)
    assert all(s.zh and s.en for s in table.states)
    assert {s.name for s in table.states if s.final} == final
    with pytest.raises(KeyError):
        table.state("no such state")


def test_every_outcome_moves_some_kind_of_document() -> None:
    tables = (INVENTORY, DECLARATION, LEDGER)
    assert {t.outcome for table in tables for t in table.transitions} == set(Outcome) - TECHNICAL


def test_a_refusal_shares_the_rank_of_what_it_refuses() -> None:
    rank = {t.outcome: t.rank for t in INVENTORY.transitions}
    assert (
        rank[Outcome.MANUAL]
        == rank[Outcome.REJECTED]
        < rank[Outcome.PRE_DEDUCTED]
        == rank[Outcome.APPROVED]
        < rank[Outcome.DEDUCTED]
    )
    assert rank[Outcome.STORED] == rank[Outcome.STORE_FAILED] < rank[Outcome.MANUAL]
    assert {t.outcome for t in INVENTORY.transitions if t.refusal} == {Outcome.STORE_FAILED, Outcome.REJECTED}
