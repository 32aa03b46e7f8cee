"""What forbids an amendment, row by row: each guard holds where it should, and says where it is from and how well it is known."""

from __future__ import annotations

import attrs
import pytest

from baoguan.documents.amendment_guards import GUARDS, OPEN, Around, Kin, amendment_guards
from baoguan.lifecycle import ActStanding, Standing
from baoguan.lifecycle.amendment import AMENDMENT
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.message import Act
from baoguan.rules import Mark
from tests.support.amendments import amendment, confirming
from tests.support.declarations import declaration
from tests.support.lists import inventory

WITHDRAWAL = amendment("A-1-M9", amendment_type="2", items=())


def kin(state: str, document: object = None, number: str = "A-1", **standing: object) -> Kin:
    return Kin(number=number, standing=Standing(state=state, **standing), document=document)  # type: ignore[arg-type]


def held(around: Around, document: object = None) -> set[str]:
    return {g.id.removeprefix("amendment.") for g in amendment_guards(document or amendment(), around)}  # type: ignore[arg-type]


def test_nothing_known_forbids_nothing() -> None:
    assert held(Around()) == set()
    assert held(Around(declaration=kin("released"))) == set()


@pytest.mark.parametrize("state", [s.name for s in DECLARATION.states])
def test_a_declaration_is_amended_while_customs_has_it(state: str) -> None:
    taken = state in DECLARATION.taken - {"deleted"}
    found = held(Around(declaration=kin(state))) - {"under-inspection"}
    assert (found == set()) is taken


@pytest.mark.parametrize("state", [s.name for s in AMENDMENT.states])
def test_another_amendment_stands_in_the_way_until_it_is_decided(state: str) -> None:
    found = held(Around(declaration=kin("released"), others=(kin(state, amendment(), "A-1-M1"),)))
    assert found == ({"second-pending"} if state in OPEN else set())


def test_states_that_are_open_are_those_in_which_something_may_still_come() -> None:
    assert {"queued", "sent", "saved", "declared", "stored", "accepted"} == OPEN


@pytest.mark.parametrize(
    ("state", "fact", "forbidden"),
    [("inspection", None, True), ("released", "open", True), ("inspection", "closed", False), ("released", None, False)],
)
def test_inspection_is_what_a_receipt_or_a_person_says(state: str, fact: str | None, forbidden: bool) -> None:
    facts = {"inspection": fact} if fact else {}
    assert held(Around(declaration=kin(state, facts=facts))) == ({"under-inspection"} if forbidden else set())


def test_the_list_of_bonded_goods_is_changed_before_a_change_only() -> None:
    of = declaration()
    unchanged, changed, gone = (
        kin("deducted", inventory(), "L-1"),
        kin("deducted", inventory(), "L-1", change_count=1),
        kin("deleted", inventory(), "L-1"),
    )
    pending = kin(
        "deducted",
        inventory(),
        "L-1",
        change_count=1,
        acts=(ActStanding(act=Act.CHANGE, change_count=2, declaration_no=1, state="declared", open=True),),
    )
    for one, forbidden in ((unchanged, True), (changed, False), (pending, True), (gone, False)):
        around = Around(declaration=kin("released", of), lists=(one,))
        assert held(around) == ({"list-before-declaration"} if forbidden else set())
        assert held(around, WITHDRAWAL) == set()


def test_an_agreed_withdrawal_ends_it() -> None:
    assert held(Around(others=(kin("approved", WITHDRAWAL, "A-1-M9"),))) == {"withdrawn"}
    assert held(Around(others=(kin("approved", amendment(), "A-1-M1"),))) == set()


def test_the_answer_to_customs_is_hindered_by_the_declarations_state_alone() -> None:
    around = Around(
        declaration=kin("inspection"), others=(kin("saved", amendment(), "A-1-M1"),), lists=(kin("deducted", inventory(), "L-1"),)
    )
    assert held(around, confirming()) == set()
    assert held(attrs.evolve(around, declaration=kin("deleted")), confirming()) == {"declaration-deleted"}


def test_every_guard_has_both_languages_a_source_a_mark_and_yields_when_it_is_weak() -> None:
    assert len({r.guard.id for r in GUARDS}) == len(GUARDS)
    for row in GUARDS:
        guard = row.guard
        assert any("一" <= c <= "鿿" for c in guard.zh + guard.remedy_zh)
        assert guard.en.isascii()
        assert guard.remedy_en.isascii()
        assert " / " in guard.source
        assert guard.overridable == (Mark(guard.mark) not in (Mark.OFFICIAL, Mark.TWICE))
