"""A list and its declaration: never two of the same goods, and the list's guards and status see what became of the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
import pytest

from baoguan import Broker, CustomsDeclaration, Refused, UnknownReference
from baoguan.broker.linking import OF_LIST
from baoguan.consolidation.declaration import draft_of
from baoguan.model.declaration_goods import LicenceDocument
from baoguan.rules.declaration.sample import sample
from baoguan.rules.inventory.sample import BROKER, MANUFACTURER
from baoguan.twostep import TwoStep, summary_of
from tests.broker import papers
from tests.broker.counter import Counter, result
from tests.broker.office import CARD, SEQ_NO, Office, changed, only
from tests.broker.papers import LIST_NO
from tests.support.lists import inventory

DRAFT = papers.ENTRY_NO
OTHER = "I20260000000000002"
ENTRY = "530120261000000001"
OVERWRITE = {"declarations": {"overwrite_drafts": True}}


def opened(counter: Counter, top: Mapping[str, object] | None = None) -> Broker:
    """A Broker whose cards declare for the sample company and for that of the lists."""
    card = {**CARD, "customs_code": BROKER.customs_code, "name": BROKER.name, "person": "示例"}
    return counter.office.broker(top=top, operator=[card, CARD])


def declaration(
    number: str = "D-1", *, of: str | None = LIST_NO, seq_no: str | None = None, **changes: object
) -> CustomsDeclaration:
    named = (LicenceDocument(kind="a", number=of),) if of else ()
    return attrs.evolve(sample(), internal_number=number, seq_no=seq_no, licence_documents=named, **changes)  # type: ignore[arg-type]


def approved(counter: Counter, broker: Broker, number: str = "A-1", **head: Any) -> None:  # noqa: ANN401
    """A list that is pre-deducted and has its number."""
    office = counter.office
    office.declare(broker, inventory(number, **head))
    office.hear(broker, papers.inv201(SEQ_NO, "Y", 1), papers.inv201(SEQ_NO, "4", 2, list_no=LIST_NO))


# -- one declaration of a list -----------------------------------------------------------------------------------------


def test_before_customs_named_its_draft_no_declaration_of_the_list_leaves(counter: Counter) -> None:
    with opened(counter) as broker:
        approved(counter, broker)
        with pytest.raises(Refused, match="INV202"):
            broker.submit(declaration())
        assert [s.number for s in broker.status()] == ["A-1"]


@pytest.mark.parametrize("seq_no", [None, DRAFT, OTHER])
def test_beside_the_draft_of_customs_no_declaration_leaves_while_the_setting_is_off(counter: Counter, seq_no: str | None) -> None:
    with opened(counter) as broker:
        approved(counter, broker)
        counter.office.hear(broker, papers.inv202(SEQ_NO, 3))
        with pytest.raises(Refused, match="same goods twice") as caught:
            broker.submit(declaration(seq_no=seq_no))
        assert DRAFT in caught.value.zh
        assert "overwrite_drafts" in caught.value.remedy_zh


def test_with_the_setting_the_declaration_with_the_number_of_the_draft_takes_its_place(counter: Counter) -> None:
    with opened(counter, OVERWRITE) as broker:
        approved(counter, broker)
        counter.office.hear(broker, papers.inv202(SEQ_NO, 3))
        for wrong in (None, OTHER):
            with pytest.raises(Refused, match="same goods twice"):
                broker.submit(declaration(seq_no=wrong))
        broker.submit(declaration(seq_no=DRAFT))
        (taken,) = counter.round(broker, DRAFT)
        assert taken.text("SeqNo") == DRAFT
        assert b"<DocuCode>a</DocuCode>" in taken.xml
        assert LIST_NO.encode() in taken.xml
        assert only(broker, "D-1").state == "saved"
        with pytest.raises(Refused, match="belongs to declaration D-1"):
            broker.submit(declaration("D-2", seq_no=DRAFT))
        assert broker.submit(declaration(seq_no=DRAFT)).repeated


def test_the_number_of_a_draft_is_enough_to_be_refused(counter: Counter) -> None:
    with opened(counter) as broker:
        approved(counter, broker)
        counter.office.hear(broker, papers.inv202(SEQ_NO, 3))
        with pytest.raises(Refused, match="same goods twice"):
            broker.submit(declaration(of=None, seq_no=DRAFT))


def test_what_was_drafted_before_the_list_had_its_number_is_refused_too(counter: Counter) -> None:
    listed = attrs.evolve(inventory("A-1"), operating_enterprise=MANUFACTURER)
    with opened(counter) as broker:
        counter.office.declare(broker, listed)
        drafted = draft_of(listed).document
        early = declaration("A-1", of=None, ledger_no=drafted.ledger_no)
        assert (drafted.internal_number, drafted.trader) == (early.internal_number, early.trader)
        with pytest.raises(Refused, match="INV202"):
            broker.submit(attrs.evolve(early, ledger_no=listed.ledger_no, supervision_mode="0615"))


def test_a_declaration_that_happens_to_have_the_number_of_a_list_is_another(counter: Counter) -> None:
    with opened(counter) as broker:
        counter.office.declare(broker, attrs.evolve(inventory("A-1"), operating_enterprise=MANUFACTURER))
        assert broker.submit(declaration("A-1", of=None)).steps == ("filing:save",)
        with pytest.raises(UnknownReference, match=r"declaration:4403"):
            broker.find("A-1")
        assert broker.find("declaration:A-1").kind == "declaration"
        assert broker.find(f"inventory:{MANUFACTURER.customs_code}/A-1").kind == "inventory"


def test_the_enterprise_declares_itself_of_a_list_that_generates_nothing(counter: Counter) -> None:
    with opened(counter) as broker:
        approved(counter, broker, generate_declaration="2", declaration_kind=None)
        assert broker.submit(declaration()).steps == ("filing:save",)
        status = only(broker, "D-1")
        assert status.numbers[OF_LIST] == LIST_NO
        assert broker.find(LIST_NO).number == "A-1", "the number of a list names the list, not its declaration"


def test_a_list_of_another_journal_says_nothing(counter: Counter) -> None:
    with opened(counter) as broker:
        assert broker.submit(declaration(of="QD530026I000000099")).steps == ("filing:save",)


def test_a_list_of_another_account_is_found(office: Office) -> None:
    account = office.data()["accounts"]["sw"]  # type: ignore[index]
    card = {**CARD, "customs_code": BROKER.customs_code, "name": BROKER.name, "person": "示例"}
    second = {**account, "root": "imp-b", "operator": [card]}
    with office.broker(top={"accounts": {"sw": account, "b": second}}) as broker:
        broker.submit(inventory("A-1"), "sw", declare=True)
        for _ in range(3):
            office.round(broker)
        office.hear(broker, papers.inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
        with pytest.raises(Refused, match="INV202"):
            broker.submit(declaration(), "b")


def test_a_corrected_declaration_must_fit_its_list_as_the_first_did(counter: Counter) -> None:
    with opened(counter) as broker:
        approved(counter, broker)
        broker.submit(declaration(of=None))
        counter.round(broker)
        with pytest.raises(Refused, match="INV202"):
            broker.redeclare("D-1", declaration())


def test_the_second_step_fits_its_list_and_the_summary_belongs_to_none(counter: Counter) -> None:
    first = summary_of(declaration("A-1", of=None), TwoStep(), date(2026, 6, 3))
    with opened(counter) as broker:
        broker.submit(first)
        counter.round(broker, DRAFT)
        counter.hear_foreign(broker, result("L", 1, DRAFT, ENTRY), result("J", 2, DRAFT, ENTRY))
        approved(counter, broker, "A-2")
        with pytest.raises(Refused, match="INV202"):
            broker.complete("A-1", declaration("A-1"))


# -- what a list knows of its declaration ------------------------------------------------------------------------------


def declared(counter: Counter, broker: Broker) -> None:
    """A list whose draft was overwritten by our declaration, which a person declared."""
    approved(counter, broker)
    counter.office.hear(broker, papers.inv202(SEQ_NO, 3))
    broker.submit(declaration(seq_no=DRAFT))
    counter.round(broker, DRAFT)


def test_the_acts_on_a_list_follow_its_declaration(counter: Counter) -> None:
    with opened(counter, OVERWRITE) as broker:
        declared(counter, broker)
        facts = only(broker, "A-1").standing.facts
        assert (facts["entry_state"], facts["entry_live"]) == ("saved", "no")
        with pytest.raises(Refused, match="not yet filed"):
            broker.modify("A-1", changed("A-1"))
        counter.hear_foreign(broker, result("7", 4, DRAFT, ""), result("L", 5, DRAFT, ENTRY))
        facts = only(broker, "A-1").standing.facts
        assert (facts["entry_state"], facts["entry_live"], facts["entry_no"]) == ("stored", "yes", ENTRY)
        with pytest.raises(Refused, match="its declaration is filed"):
            broker.withdraw("A-1")
        assert broker.modify("A-1", changed("A-1")).steps == ("change:save",)


def test_a_list_is_deleted_once_its_declaration_is(counter: Counter) -> None:
    with opened(counter, OVERWRITE) as broker:
        declared(counter, broker)
        counter.hear_foreign(broker, result("L", 5, DRAFT, ENTRY), result("P", 6, DRAFT, ENTRY), result("R", 7, DRAFT, ENTRY))
        counter.office.hear(broker, papers.inv211(SEQ_NO, 8, entryNo=ENTRY))
        assert only(broker, "A-1").state == "deducted"
        with pytest.raises(Refused, match="its declaration is filed"):
            broker.withdraw("A-1")
        broker.record("D-1", by="甲", evidence="页面", outcome="deleted")
        status = only(broker, "A-1")
        assert (status.standing.facts["entry_state"], "entry_no" in status.standing.facts) == ("deleted", False)
        assert any("报关单已撤销" in alert for alert in status.alerts)
        with pytest.raises(Refused, match="goes with it"):
            broker.modify("A-1", changed("A-1"))
        assert broker.withdraw("A-1").steps == ("deletion:declare",)


def test_of_several_declarations_the_one_that_customs_has_speaks_for_the_list(counter: Counter) -> None:
    with opened(counter) as broker:
        approved(counter, broker, generate_declaration="2", declaration_kind=None)
        for number, seq_no, entry_no in (("D-1", DRAFT, ENTRY), ("D-2", OTHER, "530120261000000002")):
            broker.submit(declaration(number))
            counter.round(broker, seq_no)
            counter.hear_foreign(broker, result("L", 5, seq_no, entry_no))
            assert only(broker, "A-1").standing.facts["entry_live"] == "yes"
            with pytest.raises(Refused, match="its declaration is filed"):
                broker.withdraw("A-1")
            if number == "D-1":
                broker.record("D-1", by="甲", evidence="页面", outcome="deleted")
                assert only(broker, "A-1").standing.facts["entry_live"] == "no"
        assert only(broker, "A-1").standing.facts["entry_no"] == "530120261000000002"


def test_a_declaration_that_was_corrected_to_name_another_list_leaves_the_first(counter: Counter) -> None:
    with opened(counter) as broker:
        approved(counter, broker, generate_declaration="2", declaration_kind=None)
        broker.submit(declaration())
        counter.round(broker)
        assert only(broker, "A-1").standing.facts["entry_state"] == "saved"
        broker.redeclare("D-1", declaration(of="QD530026I000000099"))
        assert only(broker, "D-1").numbers[OF_LIST] == "QD530026I000000099"
        assert "entry_state" not in only(broker, "A-1").standing.facts
        counter.round(broker)
        broker.redeclare("D-1", declaration())
        assert "entry_state" in only(broker, "A-1").standing.facts


def test_a_draft_that_a_person_completed_and_that_is_adopted_is_the_list_s_declaration(counter: Counter) -> None:
    with opened(counter) as broker:
        approved(counter, broker)
        counter.office.hear(broker, papers.inv202(SEQ_NO, 3))
        broker.adopt(declaration(seq_no=DRAFT), by="甲")
        counter.hear_foreign(broker, result("L", 5, DRAFT, ENTRY))
        assert only(broker, "A-1").standing.facts["entry_live"] == "yes"


def test_a_withdrawal_that_the_journal_does_not_know_of_is_recorded(counter: Counter) -> None:
    with opened(counter) as broker:
        counter.office.deducted(broker, inventory("A-1"))
        with pytest.raises(Refused, match="entry-state=deleted"):
            broker.withdraw("A-1")
        broker.record("A-1", by="甲", evidence="页面", facts={"entry_state": "deleted"})
        assert any("报关单已撤销" in alert for alert in only(broker, "A-1").alerts)
        assert broker.withdraw("A-1").steps == ("deletion:declare",)


# -- alerts ------------------------------------------------------------------------------------------------------------


def test_a_changed_list_whose_declaration_was_not_is_shown(counter: Counter) -> None:
    with opened(counter) as broker:
        counter.office.deducted(broker, inventory("A-1"))
        counter.office.hear(broker, papers.inv211(SEQ_NO, 9, needEntryModified="1", entryNo="530020261000000001"))
        (alert,) = only(broker, "A-1").alerts
        assert "530020261000000001 尚未同步修改" in alert
        counter.office.hear(broker, papers.inv211(SEQ_NO, 10, needEntryModified="0", entryNo="530020261000000001"))
        assert only(broker, "A-1").alerts == ()


def test_a_draft_that_customs_could_not_make_is_shown_with_its_reason(counter: Counter) -> None:
    with opened(counter) as broker:
        approved(counter, broker)
        counter.office.hear(broker, papers.inv202(SEQ_NO, 3, code="2", reason="虚构的原因"))
        (alert,) = only(broker, "A-1").alerts
        assert "虚构的原因" in alert
        counter.office.hear(broker, papers.inv202(SEQ_NO, 4))
        assert only(broker, "A-1").alerts == ()
