"""Amendments of declarations over the journal: made from what it holds, saved, decided by Customs, never two at a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import attrs
import pytest

from baoguan import (
    Amendment,
    AmendmentRequest,
    Broker,
    Confirmation,
    CustomsDeclaration,
    DeclarationAttachment,
    InvalidDocument,
    LicenceDocument,
    Refused,
    Unproven,
    Unsupported,
    UnusableInput,
)
from tests.broker.counter import ENTRY_NO, PERSON, SEQ_NO, Counter, result
from tests.broker.desk import NUMBER, Desk, decision, released, save_response
from tests.broker.office import Office
from tests.support.declarations import declaration
from tests.support.lists import inventory

ANSWER = Confirmation(seq_no="202600000000000031", form_no="DEMO-FORM-1", result="0", contact="13000000000")


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office=office)


def corrected(document: CustomsDeclaration | None = None, packages: int = 41) -> CustomsDeclaration:
    return attrs.evolve(document or declaration(), packages=packages)


def change(broker: Broker, packages: int = 41, **how: object) -> Amendment:
    given = {"reason": "录入差错", "after": corrected(packages=packages), **how}
    return broker.amendment("A-1", AmendmentRequest(**given))  # type: ignore[arg-type]


def withdrawal(broker: Broker) -> Amendment:
    return broker.amendment("A-1", AmendmentRequest(reason="货物未实际进口", withdrawal=True))


def values(document: Amendment) -> list[tuple[str | None, ...]]:
    return [(i.field_code, i.old_value, i.new_value) for i in document.items]


def test_a_change_is_what_differs_from_the_journal_and_names_the_declaration_by_its_numbers(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        made = change(broker)
        assert values(made) == [("PACK_NO", "40", "41")]
        assert (made.entry_no, made.declaration_seq_no, made.internal_number) == (ENTRY_NO, SEQ_NO, "A-1-M1")
        assert [s.number for s in broker.status()] == ["A-1"]


def test_it_is_saved_as_a_draft_of_its_own_and_the_declaration_shows_it(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        assert broker.submit(change(broker)).steps == ("filing:save",)
        (taken,) = desk.round(broker)
        assert (taken.text("OperType"), taken.text("EntryId"), taken.text("DecSeqNo")) == ("G", ENTRY_NO, SEQ_NO)
        (declared,), (amended,) = broker.status("A-1"), broker.status("A-1-M1")
        assert (amended.state, dict(amended.numbers)) == ("saved", {"seq_no": NUMBER})
        assert declared.state == "released"
        assert [(r.number, r.state, r.title_zh) for r in declared.related] == [("A-1-M1", "saved", "修改申请")]
        assert [(r.number, r.state) for r in amended.related] == [("A-1", "released")]
        assert broker.status(NUMBER)[0].number == "A-1-M1"
        assert broker.status(ENTRY_NO)[0].number == "A-1"


def test_repeating_it_is_the_same_request(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        assert not broker.submit(change(broker)).repeated
        assert broker.submit(change(broker)).repeated
        desk.round(broker)
        assert broker.submit(change(broker)).repeated
        assert desk.round(broker) == []


DECISIONS = [decision("3", 11), decision("L", 12), decision("A", 13), decision("T", 14), decision("S", 15)]


@pytest.mark.parametrize("order", list(permutations(range(len(DECISIONS))))[::24])
def test_decisions_come_in_any_order_and_move_the_amendment_alone(order: tuple[int, ...], desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker))
        desk.round(broker)
        amended = desk.decide(broker, "A-1-M1", *(DECISIONS[n] for n in order), DECISIONS[order[0]])
        assert (amended.state, amended.needs_person, amended.alerts) == ("approved", False, ())
        declared = broker.status("A-1")[0]
        assert (declared.state, declared.related[0].state_zh) == ("released", "海关同意")


def test_what_was_agreed_is_what_the_next_change_is_compared_with(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker))
        desk.round(broker)
        desk.decide(broker, "A-1-M1", decision("S", 15))
        with pytest.raises(UnusableInput, match="没有不同"):
            change(broker)
        second = change(broker, packages=42)
        assert (second.internal_number, values(second)) == ("A-1-M2", [("PACK_NO", "41", "42")])
        broker.submit(second)
        desk.round(broker, "M20260000000000002")
        desk.decide(broker, "A-1-M2", decision("E", 16, "M20260000000000002"))
        assert values(change(broker, packages=43)) == [("PACK_NO", "41", "43")]


def test_no_second_amendment_while_one_is_undecided(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker))
        for second in (change(broker, packages=42), withdrawal(broker)):
            assert second.internal_number == "A-1-M2"
            with pytest.raises(Refused, match="A-1-M1"):
                broker.submit(second)
        desk.round(broker)
        desk.decide(broker, "A-1-M1", decision("A", 13))
        with pytest.raises(Refused, match="A-1-M1"):
            broker.submit(withdrawal(broker))
        assert broker.submit(withdrawal(broker), override="海关已口头同意撤回前一份").steps == ("filing:save",)


def test_nothing_is_amended_once_customs_agreed_to_the_withdrawal(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(withdrawal(broker))
        desk.round(broker)
        assert desk.decide(broker, "A-1-M1", decision("S", 15)).state == "approved"
        with pytest.raises(Refused, match="A-1-M1"):
            broker.submit(change(broker))
        Counter(office=desk.office).hear_foreign(broker, result("D", 16))
        assert broker.status("A-1")[0].state == "deleted"


@pytest.mark.parametrize("code", ["E", "F", "R", "C", "H", "4"])
def test_after_a_refusal_it_may_be_corrected_or_another_one_made(code: str, desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker))
        desk.round(broker)
        refused = desk.decide(broker, "A-1-M1", decision(code, 13))
        assert refused.state in {"rejected", "returned", "store_failed"}
        again = broker.redeclare("A-1-M1", change(broker, packages=42, number="A-1-M1"))
        assert again.steps == ("filing:save",)
        (taken,) = desk.round(broker)
        assert taken.text("DecModSeqNo") == NUMBER
        assert taken.text("NewValue") == "42"


def test_a_refused_save_is_corrected_under_its_number(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker))
        desk._run(broker)
        (taken,) = desk.take()
        desk.answer(taken, save_response("", "-1", "报关单号不存在"))
        desk._run(broker)
        status = broker.status("A-1-M1")[0]
        assert (status.state, status.standing.acts[0].texts) == ("refused", ("报关单号不存在",))
        broker.redeclare("A-1-M1", change(broker, packages=42, number="A-1-M1"))
        assert len(desk.round(broker)) == 1


def test_an_amendment_of_what_customs_does_not_have_is_refused(desk: Desk) -> None:
    counter = Counter(office=desk.office)
    with desk.open() as broker:
        released(desk, broker)
        made = change(broker)
        counter.hear_foreign(broker, result("D", 9))
        with pytest.raises(Refused, match="已删单"):
            broker.submit(made)
    other = attrs.evolve(made, entry_no=None)
    with desk.open() as broker, pytest.raises(InvalidDocument):
        broker.submit(other)


def test_a_declaration_under_inspection_is_not_amended_until_that_is_over(desk: Desk) -> None:
    counter = Counter(office=desk.office)
    with desk.open() as broker:
        broker.submit(declaration())
        counter.round(broker)
        counter.hear_foreign(broker, result("7", 1), result("L", 2), result("C", 3))
        made = change(broker)
        with pytest.raises(Refused, match="查验"):
            broker.submit(made)
        broker.record("A-1", by="张三", evidence="页面显示查验办结", facts={"inspection": "closed"})
        assert broker.submit(made).steps == ("filing:save",)


def test_the_list_of_bonded_goods_is_changed_first(desk: Desk, office: Office) -> None:
    with desk.open() as broker:
        listed = broker.adopt(inventory("L-1", seq_no="202600000000000009", list_no="QD530126I000000009"), by="张三")
        assert listed.number == "L-1"
        paper = LicenceDocument(kind="a", number="QD530126I000000009")
        document = declaration(licence_documents=(paper,))
        counter = Counter(office=office)
        broker.adopt(attrs.evolve(document, seq_no=SEQ_NO, entry_no=ENTRY_NO), by="张三")
        counter.hear_foreign(broker, result("7", 1), result("L", 2), result("P", 3))
        made = broker.amendment("A-1", AmendmentRequest(reason="录入差错", after=corrected(document)))
        with pytest.raises(Refused, match="L-1"):
            broker.submit(made)
        gone = broker.amendment("A-1", AmendmentRequest(reason="货物未实际进口", withdrawal=True))
        assert broker.submit(gone).steps == ("filing:save",)


def test_declaring_by_message_is_off_unless_the_account_allows_it(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        with pytest.raises(Unsupported, match="页面"):
            broker.submit(change(broker), declare=True)
    with desk.open(amendment_operation="C") as broker:
        assert broker.submit(change(broker), declare=True).steps == ("filing:save", "filing:declare")
        first = desk.round(broker)
        second = desk.round(broker)
        assert [(t.text("OperType"), t.text("DecModSeqNo")) for t in (*first, *second)] == [("G", ""), ("C", NUMBER)]
        assert broker.status("A-1-M1")[0].state == "declared"


def test_an_answer_to_customs_is_one_message_and_a_legal_act(desk: Desk) -> None:
    with desk.open(amendment_operation="C") as broker:
        released(desk, broker)
        request = AmendmentRequest(reason="同意海关更正", confirmation=ANSWER, asked_on=date(2026, 1, 4))
        made = broker.amendment("A-1", request)
        with pytest.raises(InvalidDocument, match="legal act"):
            broker.submit(made)
        assert broker.submit(made, declare=True).steps == ("filing:declare",)
        assert broker.submit(broker.amendment("A-1", request), declare=True).repeated
        (taken,) = desk.round(broker)
        assert (taken.text("OperType"), taken.text("AffirmResult"), taken.text("FormCode")) == ("H", "0", "DEMO-FORM-1")
        assert broker.status("A-1-M1")[0].state == "declared"
        assert desk.round(broker) == []
        assert broker.status("A-1")[0].related[0].title_en == "answer to Customs"


def test_an_answer_is_not_hindered_by_an_amendment_of_ours_and_may_be_sent_again_after_a_refusal(desk: Desk) -> None:
    with desk.open(amendment_operation="C") as broker:
        released(desk, broker)
        broker.submit(change(broker))
        desk.round(broker)
        made = broker.amendment("A-1", AmendmentRequest(reason="同意", confirmation=ANSWER, asked_on=date(2026, 1, 4)))
        assert made.internal_number == "A-1-M2"
        broker.submit(made, declare=True)
        desk._run(broker)
        (taken,) = desk.take()
        desk.answer(taken, save_response("", "-1", "确认书号不存在"))
        desk._run(broker)
        assert broker.status("A-1-M2")[0].state == "refused"
        assert broker.submit(made, declare=True).steps == ("filing:declare",)
        assert len(desk.round(broker, "M20260000000000009")) == 1
        assert broker.status("A-1-M2")[0].state == "declared"


def test_in_production_it_is_off_until_it_is_allowed_by_name(desk: Desk) -> None:
    desk.office.environment = "production"
    with desk.open() as broker:
        released(desk, broker)
        with pytest.raises(Unproven, match="amendment:save"):
            broker.submit(change(broker))
    with desk.open(allow_unproven=["amendment:save"]) as broker:
        assert any("unproven" in u or "one_source" in u for u in broker.submit(change(broker)).unproven)


def test_only_declarations_are_amended_and_only_one_thing_is_wanted(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.adopt(inventory("L-1", seq_no="202600000000000009"), by="张三")
        with pytest.raises(UnusableInput, match="只针对报关单"):
            broker.amendment("L-1", AmendmentRequest(reason="x", withdrawal=True))
        for wrong in (AmendmentRequest(reason="x"), AmendmentRequest(reason="x", withdrawal=True, after=corrected())):
            with pytest.raises(UnusableInput, match="三者之一"):
                broker.amendment("A-1", wrong)


def test_a_declaration_as_it_shall_be_must_not_have_new_faults(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        goods = declaration().goods
        after = attrs.evolve(declaration(), goods=(attrs.evolve(goods[0], quantity=Decimal(-1)), *goods[1:]))
        with pytest.raises(InvalidDocument) as caught:
            broker.amendment("A-1", AmendmentRequest(reason="x", after=after))
        assert any("quantity" in f.path for f in caught.value.findings)


def test_documents_travel_with_it(desk: Desk) -> None:
    (desk.office.base / "reason.pdf").write_bytes(b"%PDF-1.4 demo")
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker, attachments=(DeclarationAttachment(kind="00000001", path="reason.pdf"),)))
        (taken,) = desk.round(broker)
        assert taken.files == ("reason.pdf",)
        assert taken.text("EdocCopId") == "reason.pdf"
        missing = change(broker, packages=42, attachments=(DeclarationAttachment(kind="00000001", path="none.pdf"),))
        with pytest.raises(InvalidDocument, match="path"):
            broker.submit(missing)


def test_what_has_not_left_is_taken_back_and_makes_room(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker))
        assert broker.withdraw("A-1-M1").steps == ("cancelled",)
        assert broker.submit(withdrawal(broker)).number == "A-1-M2"


def test_what_was_declared_is_not_taken_back_by_message(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker))
        desk.round(broker)
        desk.decide(broker, "A-1-M1", decision("L", 12))
        with pytest.raises(Unsupported, match="takes it back"):
            broker.withdraw("A-1-M1")


def test_the_card_of_the_declarant_sends_it(desk: Desk) -> None:
    with desk.open() as broker:
        released(desk, broker)
        broker.submit(change(broker))
        (taken,) = desk.round(broker)
        assert (taken.text("IcCode"), taken.text("EntOpName")) == (PERSON["card_no"], PERSON["person"])
