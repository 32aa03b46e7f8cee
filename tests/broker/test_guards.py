"""What forbids an act: every guard has a case that triggers it, and one beside it that does not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest

from baoguan import BondedInventoryList, Refused
from baoguan.documents import Guard
from baoguan.documents.inventory_guards import BOOK_BEFORE_LIST, GUARDS, change_guards, guards
from baoguan.lifecycle import ActStanding, Standing
from baoguan.model.message import Act, Step
from baoguan.rules import Mark
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, changed, only
from tests.support.lists import inventory

DAY = date(2026, 1, 5)
SAVE, DECLARE = Step.SAVE, Step.DECLARE
ENTRY = {"entry_no": "530020261000000001"}
PENDING = (ActStanding(act=Act.CHANGE, change_count=1, declaration_no=1, state="declared", open=True),)
DECIDED = (ActStanding(act=Act.CHANGE, change_count=1, declaration_no=1, state="deducted"),)


@attrs.frozen(kw_only=True)
class Case:
    """An act on a list in a standing."""

    act: Act
    step: Step = SAVE
    state: str = "deducted"
    facts: dict[str, str] = attrs.field(factory=lambda: dict(ENTRY))
    acts: tuple[ActStanding, ...] = ()
    document: dict[str, object] = attrs.field(factory=dict)
    line: dict[str, object] = attrs.field(factory=dict)
    """What the change changes in the first line."""
    on: date = DAY

    def hits(self) -> set[str]:
        standing = Standing(state=self.state, facts=self.facts, acts=self.acts)
        document: BondedInventoryList = inventory(**self.document)  # type: ignore[arg-type]
        first, *others = document.lines
        after = attrs.evolve(document, lines=(attrs.evolve(first, **self.line), *others))  # type: ignore[arg-type]
        found = [*guards(standing, document, self.act, self.step), *(change_guards(document, after) if self.line else ())]
        return {g.id for g in found if g.valid(self.on)}


def filing(step: Step, state: str, **more: object) -> Case:
    return Case(act=Act.FILING, step=step, state=state, facts={}, **more)  # type: ignore[arg-type]


def change(**more: object) -> Case:
    return Case(act=Act.CHANGE, **more)  # type: ignore[arg-type]


def deletion(**more: object) -> Case:
    return Case(act=Act.DELETION, step=DECLARE, **more)  # type: ignore[arg-type]


NO_ENTRY: dict[str, object] = {"customs_declared": "2", "generate_declaration": None}
CASES: dict[str, tuple[list[Case], list[Case]]] = {
    "filing.already-declared": (
        [filing(SAVE, s) for s in ("declared", "stored", "manual", "approved", "pre_deducted", "deducted")],
        [filing(SAVE, s) for s in ("draft", "saved", "refused", "rejected", "store_failed")],
    ),
    "filing.declared-twice": (
        [filing(DECLARE, s) for s in ("declared", "stored", "manual", "approved", "pre_deducted", "deducted")],
        [filing(DECLARE, s) for s in ("saved", "rejected", "store_failed")],
    ),
    "any.deleted": (
        [filing(SAVE, "deleted"), change(state="deleted"), deletion(state="deleted")],
        [filing(SAVE, "saved"), change(), deletion(facts={})],
    ),
    "any.written-off": (
        [change(state="written_off"), deletion(state="written_off"), change(facts={**ENTRY, "deduction_mark": "3"})],
        [change(facts={**ENTRY, "deduction_mark": "2"}), deletion()],
    ),
    "change.not-online": (
        [change(on=date(2019, 11, 14)), deletion(facts={}, on=date(2018, 8, 1))],
        [change(on=date(2019, 11, 15)), deletion(facts={})],
    ),
    "change.undecided": (
        [change(state=s) for s in ("declared", "stored", "manual")] + [deletion(state=s) for s in ("declared", "stored", "manual")],
        [change(state=s) for s in ("saved", "rejected", "approved", "cancelled")],
    ),
    "change.never-sent": (
        [change(state=s) for s in ("draft", "queued", "sent", "cancelled", "not_arrived")] + [deletion(state="cancelled")],
        [change(state=s) for s in ("saved", "rejected", "approved", "declared")],
    ),
    "change.not-approved": (
        [change(state=s) for s in ("saved", "rejected", "refused", "store_failed")] + [deletion(state="rejected")],
        [change(state=s) for s in ("approved", "pre_deducted", "deducted", "declared", "cancelled")],
    ),
    "change.list-before-declaration": (
        [change(facts={**ENTRY, "entry_amendment": "open"})],
        [change(facts={**ENTRY, "entry_amendment": "closed"}), change(), deletion(facts={"entry_amendment": "open"})],
    ),
    "change.book-before-list": (
        [change(line={"hs_code": "8532249090"}), change(line={"goods_name": "另一种"}), change(line={"unit": "035"})],
        [
            change(line={"unit_price": Decimal(3)}),
            change(line={"goods_name": "另一种", "ledger_item_no": None}),
            change(line={"goods_name": "另一种"}, on=date(2019, 11, 14)),
        ],
    ),
    "change.pending": ([change(acts=PENDING), deletion(acts=PENDING)], [change(acts=DECIDED), deletion(acts=DECIDED)]),
    "change.type": (
        [change(document={"inventory_type": t}) for t in ("1", "4", "8", "9")],
        [change(document={"inventory_type": t}) for t in ("0", "3", "6")] + [deletion(document={"inventory_type": "8"})],
    ),
    "change.paired": (
        [change(document={"related_list_no": "QD530026E000000009"})],
        [change(), deletion(document={"related_list_no": "QD530026E000000009"})],
    ),
    "change.no-declaration": (
        [change(document=NO_ENTRY), change(document={"generate_declaration": "2"})],
        [
            change(),
            deletion(document=NO_ENTRY),
            change(document={"generate_declaration": "2"}, facts={"entry_state": "cleared", "entry_live": "yes"}),
        ],
    ),
    "change.declaration-not-filed": (
        [
            change(state="pre_deducted", facts={}),
            change(state="approved", facts={}),
            change(state="pre_deducted", facts={"entry_state": "saved", "entry_live": "no"}),
            # A number that the declarant typed says nothing of a declaration at Customs.
            change(state="pre_deducted", facts={}, document={"entry_no": "530020261000000001"}),
        ],
        [
            change(state="pre_deducted"),
            change(state="pre_deducted", facts={"entry_state": "stored", "entry_live": "yes"}),
            change(state="pre_deducted", facts={"entry_state": "declared"}),
            change(state="deducted", facts={}),
            change(state="pre_deducted", facts={"related_entry_no": "530020261000000001"}),
            deletion(state="pre_deducted", facts={}),
        ],
    ),
    "change.declaration-withdrawn": (
        [
            change(facts={"entry_state": "deleted"}),
            change(facts={"entry_state": "deleted", "entry_live": "no"}),
            change(facts={"entry_state": "deleted", **ENTRY}),
            change(state="pre_deducted", facts={"entry_state": "deleted"}),
        ],
        [
            change(),
            change(facts={"entry_state": "deleted", "entry_live": "no", **ENTRY}),
            change(facts={"entry_state": "declared"}),
            change(facts={"entry_state": "released", "entry_live": "yes"}),
            deletion(facts={"entry_state": "deleted"}),
        ],
    ),
    "deletion.declaration-live": (
        [
            deletion(),
            deletion(facts={"entry_state": "released", "entry_live": "yes"}),
            deletion(facts={"entry_state": "stored", "entry_live": "yes"}, document={"generate_declaration": "2"}),
            deletion(facts={"entry_state": "declared"}),
        ],
        [
            deletion(facts={}),
            deletion(facts={"entry_state": "deleted", **ENTRY}),
            deletion(facts={"entry_state": "deleted", "entry_live": "no"}),
            deletion(facts={"entry_state": "saved", "entry_live": "no"}),
            deletion(facts=ENTRY, document={"generate_declaration": "2"}),
            deletion(facts={}, document={"entry_no": "530020261000000001"}),
            deletion(document=NO_ENTRY),
            change(),
        ],
    ),
    "change.under-inspection": (
        [change(facts={**ENTRY, "inspection": "open"}), deletion(facts={"inspection": "open"})],
        [change(facts={**ENTRY, "inspection": "closed"}), change()],
    ),
    "change.out-records": (
        [change(facts={**ENTRY, "out_records": "booked"}), deletion(facts={"out_records": "booked"})],
        [change(facts={**ENTRY, "out_records": "booked"}, document={"direction": "E"}), change()],
    ),
}

ALL = (*(row.guard for row in GUARDS), BOOK_BEFORE_LIST)


def test_every_guard_has_its_cases() -> None:
    assert set(CASES) == {guard.id for guard in ALL}
    assert all(hits and misses for hits, misses in CASES.values())


@pytest.mark.parametrize("name", CASES)
def test_a_guard_holds_in_its_cases_and_not_beside_them(name: str) -> None:
    hits, misses = CASES[name]
    assert [c for c in hits if name not in c.hits()] == []
    assert [c for c in misses if name in c.hits()] == []


def test_a_plain_approved_list_with_its_declaration_filed_may_be_changed() -> None:
    assert change().hits() == set()


def test_an_approved_list_without_declaration_may_be_deleted() -> None:
    assert deletion(facts={}).hits() == set()
    assert deletion(facts={}, document=NO_ENTRY).hits() == set()


@pytest.mark.parametrize("guard", ALL, ids=lambda guard: guard.id)
def test_a_guard_says_why_what_to_do_and_how_well_it_is_known(guard: Guard) -> None:
    assert all((guard.zh, guard.en, guard.remedy_zh, guard.remedy_en, guard.source, guard.mark))
    assert guard.overridable is (Mark(guard.mark) not in (Mark.OFFICIAL, Mark.TWICE))


def test_a_rule_of_secondary_pages_yields_to_a_reason_which_is_kept(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, papers.inv201(SEQ_NO, "Y", 1), papers.inv201(SEQ_NO, "4", 2, list_no=papers.LIST_NO))
        with pytest.raises(Refused, match="--override") as caught:
            broker.modify("A-1", changed("A-1"))
        assert "二手资料" in caught.value.remedy_zh
        assert broker.modify("A-1", changed("A-1"), override="主管海关电话确认").steps == ("change:save",)
        notes = [e.data.get("note") for e in broker.trace("A-1").events if e.kind == "submission"]
        assert notes[-1] == "主管海关电话确认"


def test_an_official_rule_yields_to_no_reason(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        with pytest.raises(Refused, match="not approved yet"):
            broker.modify("A-1", changed("A-1"), override="please")


def test_a_change_goes_out_as_the_next_count_and_an_approved_one_is_the_list_from_then_on(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        assert broker.modify("A-1", changed("A-1"), declare=True).steps == ("change:save", "change:declare")
        (saved,) = office.round(broker)
        (declared,) = office.round(broker)
        for sent, flag in ((saved, "0"), (declared, "1")):
            assert (sent.declaration_type, sent.flag, sent.seq_no, sent.list_no) == ("2", flag, SEQ_NO, papers.LIST_NO)
            assert b"<ChgTmsCnt>1</ChgTmsCnt>" in sent.xml
        broker.run_once()
        assert only(broker, "A-1").standing.pending is not None
        with pytest.raises(Refused, match="undecided"):
            broker.modify("A-1", changed("A-1", remark="再改"))
        assert broker.document("A-1") == inventory("A-1")
        office.hear(broker, papers.inv201(SEQ_NO, "Y", 4, count=1), papers.inv201(SEQ_NO, "1", 5, count=1))
        status = only(broker, "A-1")
        assert (status.state, status.change_count, status.standing.pending) == ("deducted", 1, None)
        assert broker.document("A-1").lines[0].remark == "更正"  # type: ignore[attr-defined]


def test_a_returned_change_leaves_the_list_as_it_was_and_may_be_tried_again(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.modify("A-1", changed("A-1"), declare=True)
        for _ in range(3):
            office.round(broker)
        office.hear(broker, papers.inv201(SEQ_NO, "Y", 4, count=1), papers.inv201(SEQ_NO, "3", 5, count=1, notes=["单价不符"]))
        status = only(broker, "A-1")
        assert (status.state, status.change_count, status.needs_person) == ("deducted", 0, False)
        assert broker.document("A-1") == inventory("A-1")
        broker.modify("A-1", changed("A-1", remark="再改"), declare=True)
        assert [s.flag for s in office.round(broker)] == ["0"]
        assert [s.flag for s in office.round(broker)] == ["1"]
        broker.run_once()
        office.hear(broker, papers.inv201(SEQ_NO, "Y", 7, count=1), papers.inv201(SEQ_NO, "1", 8, count=1))
        assert only(broker, "A-1").change_count == 1


def test_a_saved_change_is_declared_later(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.modify("A-1", changed("A-1"))
        office.round(broker)
        broker.run_once()
        assert broker.declare("A-1").steps == ("change:declare",)
        assert [(s.declaration_type, s.flag) for s in office.round(broker)] == [("2", "1")]


@pytest.mark.parametrize("left", [False, True])
def test_the_same_change_again_sends_nothing_more(left: bool, office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.modify("A-1", changed("A-1"))
        first = office.round(broker) if left else []
        if left:
            broker.run_once()
        assert broker.modify("A-1", changed("A-1")).repeated
        assert len(first + office.round(broker)) == 1


def test_a_status_tells_its_age(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        assert timedelta() <= only(broker, "A-1").age < timedelta(minutes=1)


def test_a_change_of_what_stands_in_the_book_asks_for_the_book_first(office: Office) -> None:
    renamed = changed("A-1")
    first, *others = renamed.lines
    renamed = attrs.evolve(renamed, lines=(attrs.evolve(first, goods_name="改后的名称"), *others))
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        with pytest.raises(Refused, match=r"goods_name of line 1.*--override"):
            broker.modify("A-1", renamed)
        assert broker.modify("A-1", renamed, override="账册已于昨日变更").steps == ("change:save",)


def test_the_lines_of_a_change_are_marked_by_what_changed(office: Office) -> None:
    filed = inventory("A-1")
    first, *others = filed.lines
    edited = attrs.evolve(filed, lines=(attrs.evolve(first, remark="更正"), *others))
    assert {line.modification for line in edited.lines} <= {None, "3"}
    with office.broker() as broker:
        office.deducted(broker, filed)
        broker.modify("A-1", edited)
        (sent,) = office.round(broker)
    marks = re.findall(rb"<ModfMarkcd>(\d)</ModfMarkcd>", sent.xml)
    assert marks == [b"1"] + [b"0"] * len(others)
