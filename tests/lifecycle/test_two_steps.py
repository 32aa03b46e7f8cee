"""A summary and its completion have one number and one stream of receipts: the same set of them says the same of both acts, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan import CustomsDeclaration
from baoguan.documents.declaration import DECLARATION_KIND
from baoguan.documents.declaration_receipts import COMPLETED_ON, SUMMARY_ON
from baoguan.lifecycle import Attempt, Standing, fold
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.message import Act, Step
from baoguan.model.receipt import Outcome, Receipt
from baoguan.rules.declaration.sample import sample
from baoguan.rules.samples import changed
from tests.broker.papers import minute

SUMMARY: CustomsDeclaration = changed(sample(), {"document_type": "  5"})
DAY = 24 * 60
CODES = {
    "7": Outcome.SUBMITTED,
    "L": Outcome.STORED,
    "C": Outcome.INSPECTION,
    "T": Outcome.TAX_DUE,
    "M": Outcome.RECHECK,
    "Z": Outcome.RETURNED,
    "E": Outcome.REJECTED,
    "J": Outcome.AUDITED,
    "K": Outcome.RELEASED_ON_GUARANTEE,
    "P": Outcome.RELEASED,
    "R": Outcome.CLEARED,
    "D": Outcome.DELETED,
    "a": Outcome.INFORMED,
}
NUMBERED = frozenset("LJKPR")
SAVE = Attempt(exchange_ids=("s",), act=Act.FILING, step=Step.SAVE, sent=True)
WHOLE = Attempt(exchange_ids=("w",), act=Act.COMPLETION, step=Step.SAVE, sent=True, after=minute(3))
KEPT = attrs.evolve(WHOLE, sent=None, waiting=True)


def said(code: str, at: int, *, by: str | None = None, entry_no: str = "530120261000000001", **facts: str) -> Receipt:
    """A receipt of Customs in minute `at`, or a person's record."""
    return Receipt(
        kind="declaration",
        source="DEC_RESULT" if by is None else "record",
        outcome=CODES[code],
        code=code,
        act=None if by is None else Act.FILING,
        customs_time=minute(at),
        numbers={"seq_no": "I20260000000000001"} | ({"entry_no": entry_no} if code in NUMBERED else {}),
        facts=facts,
        by=by,
    )


def saved(exchange: str) -> Receipt:
    return Receipt(kind="declaration", source="DecImportResponse", outcome=Outcome.SAVED, exchange_id=exchange)


def standing(receipts: Sequence[Receipt], attempts: Sequence[Attempt] = (SAVE, WHOLE)) -> Standing:
    assert DECLARATION_KIND.received is not None
    return fold(DECLARATION, attempts, DECLARATION_KIND.received(SUMMARY, receipts))


def states(receipts: Sequence[Receipt], attempts: Sequence[Attempt] = (SAVE, WHOLE)) -> tuple[str, str, str]:
    """Of the summary, of the complete step, of the declaration."""
    found = standing(receipts, attempts)
    first, second = found.act(Act.FILING), found.act(Act.COMPLETION)
    return first.state if first else "none", second.state if second else "none", found.state


FIRST = (saved("s"), said("7", 1), said("L", 2, entry_no="999999999999999999"), said("J", 3))
SECOND = (saved("w"), said("7", 10), said("L", 11), said("J", 12))

TRACES: dict[str, tuple[Sequence[Receipt], tuple[str, str, str]]] = {
    "a summary under way": (FIRST[:3], ("stored", "sent", "stored")),
    "a summary cleared": (FIRST, ("audited", "sent", "audited")),
    "the second step saved": ((*FIRST, saved("w")), ("audited", "saved", "audited")),
    "the second step declared": ((*FIRST, *SECOND[:2]), ("audited", "declared", "audited")),
    "the second step taken": ((*FIRST[2:], *SECOND[1:3]), ("audited", "stored", "audited")),
    "both audited": ((FIRST[3], *SECOND[1:]), ("audited", "audited", "audited")),
    "both, then released and cleared": ((FIRST[3], said("7", 10), said("P", 13), said("R", 14)), ("audited", "cleared", "cleared")),
    "goods picked up before the second step": (
        (FIRST[3], said("K", 5), said("7", 10), said("J", 12)),
        ("released_on_guarantee", "audited", "audited"),
    ),
    "goods picked up while the second step is under way": (
        (FIRST[3], said("7", 10), said("L", 11), said("K", 12)),
        ("released_on_guarantee", "stored", "released_on_guarantee"),
    ),
    "released on guarantee after the second audit": (
        (FIRST[3], said("7", 10), said("J", 12), said("K", 13)),
        ("audited", "released_on_guarantee", "released_on_guarantee"),
    ),
    "a summary marked as such, later than the second step began": (
        (FIRST[3], said("7", 10), said("C", 11, stage="summary"), said("L", 12)),
        ("inspection", "stored", "inspection"),
    ),
    "the second step refused": ((FIRST[3], said("7", 10), said("E", 12)), ("audited", "rejected", "audited")),
    "refused and declared again": (
        (FIRST[3], said("7", 10), said("Z", 12), said("7", 14), said("J", 15)),
        ("audited", "audited", "audited"),
    ),
    "taxes due in the second step": ((FIRST[3], said("7", 10), said("T", 12)), ("audited", "tax_due", "tax_due")),
    "the summary refused and declared again": (
        (said("7", 1), said("E", 2), said("7", 4), said("J", 5)),
        ("audited", "sent", "audited"),
    ),
    "deleted after both": ((FIRST[3], said("7", 10), said("J", 12), said("D", 20)), ("deleted", "audited", "deleted")),
    "the second step as a person saw it": (
        (FIRST[3], said("7", 10, by="甲"), said("J", 12, by="甲")),
        ("audited", "audited", "audited"),
    ),
    "the audit of the summary as a person saw it": (
        (said("7", 1), said("J", 3, by="甲"), said("7", 10), said("L", 11)),
        ("audited", "stored", "audited"),
    ),
}


@pytest.mark.parametrize("name", TRACES)
def test_a_trace_says_the_same_of_both_steps_in_every_order_and_with_repeats(name: str) -> None:
    receipts, expected = TRACES[name]
    whole = standing(receipts)
    assert states(receipts) == expected
    assert whole.conflicts == ()
    for order in permutations(receipts):
        for repeated in (order, [r for r in order for _ in range(2)], [*order, *order[:2]]):
            assert standing(repeated) == whole, [r.code or r.outcome for r in order]


def test_the_number_of_a_summary_that_is_not_final_is_nobodys() -> None:
    assert "entry_no" not in standing(FIRST[:3]).numbers
    assert standing(FIRST).numbers["entry_no"] == "530120261000000001"


def test_data_kept_beside_the_summary_move_nothing() -> None:
    assert states(FIRST, (SAVE, KEPT)) == ("audited", "draft", "audited")


@pytest.mark.parametrize(
    ("receipts", "summary_on", "completed_on"),
    [
        ((said("J", 3),), None, None),
        ((said("7", 1), said("L", DAY), said("J", 2 * DAY)), "2026-01-05", None),
        ((said("7", 1), said("E", 2), said("7", DAY + 4), said("J", DAY + 5)), "2026-01-06", None),
        ((said("7", 1), said("J", DAY, declared_on="2026-01-04"), said("7", 3 * DAY)), "2026-01-04", "2026-01-08"),
        (
            (said("J", 3), said("L", 3 * DAY, declared_on="2026-01-09"), said("Z", 3 * DAY + 1), said("7", 4 * DAY)),
            None,
            "2026-01-09",
        ),
    ],
)
def test_the_days_on_which_the_steps_were_declared(
    receipts: Sequence[Receipt], summary_on: str | None, completed_on: str | None
) -> None:
    facts = standing(receipts).facts
    assert (facts.get(SUMMARY_ON), facts.get(COMPLETED_ON)) == (summary_on, completed_on)


any_receipts = st.builds(
    said,
    st.sampled_from(list(CODES)),
    st.integers(1, 16),
    by=st.sampled_from([None, None, None, "甲"]),
    entry_no=st.sampled_from(["530120261000000001", "999999999999999999"]),
)
marked = st.builds(said, st.sampled_from("LCJK"), st.integers(1, 16), stage=st.just("summary"))
dated = st.builds(said, st.sampled_from("LJP"), st.integers(1, 16), declared_on=st.sampled_from(["2026-01-04", "2026-01-05"]))
answers = st.sampled_from([saved("s"), saved("w")])


@given(
    st.lists(any_receipts | marked | dated | answers, max_size=10),
    st.randoms(use_true_random=False),
    st.sampled_from([(SAVE,), (SAVE, KEPT), (SAVE, WHOLE)]),
)
def test_no_set_of_receipts_of_two_steps_depends_on_its_order(
    receipts: list[Receipt], random: object, attempts: Sequence[Attempt]
) -> None:
    shuffled = [*receipts, *receipts[:3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(shuffled, attempts) == standing(receipts, attempts)


@given(st.permutations(range(8)), st.lists(st.integers(0, 7), max_size=8), st.sets(st.integers(0, 7)))
def test_a_whole_life_in_any_order_with_any_repeats_ends_alike_and_what_is_lost_moves_no_step_of_the_other(
    order: list[int], again: list[int], lost: set[int]
) -> None:
    life = (*FIRST, *SECOND)
    assert states([life[n] for n in (*order, *again)]) == ("audited", "audited", "audited")
    # Without the summary's audit nothing says that a second step began.
    kept = [life[n] for n in order if n == 3 or n not in lost]
    first, second, whole = states(kept)
    assert (first, whole) == ("audited", "audited")
    began = any(r in kept for r in SECOND[1:3])
    done = SECOND[3] in kept and began
    assert second == ("audited" if done else second)
    assert done or second in {"sent", "saved", "declared", "stored"}
