"""After a refusal: the same list again, corrected, as declaration no. n + 1."""

from __future__ import annotations

import pytest

from baoguan import Refused
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, only
from tests.broker.papers import LIST_NO, inv201
from tests.support.lists import inventory


@pytest.mark.parametrize(("code", "state"), [("3", "rejected"), ("Z", "store_failed")])
def test_after_customs_refused_it_is_declared_again_under_its_number(code: str, state: str, office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, code, 2, notes=["规格型号不全"]))
        status = only(broker, "A-1")
        assert status.state == state
        assert any("规格型号不全" in t for a in status.standing.acts for t in a.texts)
        with pytest.raises(Refused, match="redeclare"):
            broker.declare("A-1")
        corrected = inventory("A-1", remark="更正")
        assert broker.redeclare("A-1", corrected).steps == ("filing:declare",)
        assert only(broker, "A-1").state in ("queued", "sent")
        (sent,) = office.round(broker)
        assert (sent.flag, sent.seq_no, sent.declaration_type) == ("1", SEQ_NO, "1")
        assert "更正" in sent.xml.decode()
        office.hear(broker, inv201(SEQ_NO, "2", 1), inv201(SEQ_NO, "Y", 4), inv201(SEQ_NO, "4", 5, list_no=LIST_NO))
        status = only(broker, "A-1")
        assert (status.state, status.needs_person) == ("pre_deducted", False)
        assert [a.declaration_no for a in status.standing.acts] == [2]
        assert broker.document("A-1") == corrected


def test_after_the_client_refused_the_declaration_it_is_declared_again(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        broker.run_once()
        (sent,) = office.take()
        office.answer(sent, papers.refused("IC卡与申报单位不符"), "Failed")
        broker.run_once()
        assert only(broker, "A-1").state == "refused"
        assert broker.redeclare("A-1").steps == ("filing:declare",)
        (again,) = office.round(broker)
        assert (again.flag, again.seq_no) == ("1", SEQ_NO)
        assert again.exchange_id != sent.exchange_id
        broker.run_once()
        assert only(broker, "A-1").state == "declared"


def test_it_can_be_refused_and_declared_many_times(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        for no in range(1, 4):
            office.hear(broker, inv201(SEQ_NO, "Y", 10 * no), inv201(SEQ_NO, "3", 10 * no + 1))
            assert only(broker, "A-1").state == "rejected"
            broker.redeclare("A-1", inventory("A-1", remark=f"更正{no}"))
            assert len(office.round(broker)) == 1
            broker.run_once()
            assert only(broker, "A-1").state == "declared"
        assert len({e.exchange_id for e in broker.trace("A-1").exchanges}) == 5


def test_a_redeclaration_that_has_not_left_is_not_asked_for_twice(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "3", 2))
        broker.redeclare("A-1", inventory("A-1", remark="更正"))
        with pytest.raises(Refused, match="has not left"):
            broker.redeclare("A-1", inventory("A-1", remark="再更正"))
        assert len(office.round(broker)) == 1
        with pytest.raises(Refused, match="nothing to redeclare"):
            broker.redeclare("A-1")


@pytest.mark.parametrize("state", ["sent", "declared", "stored", "pre_deducted", "deducted"])
def test_what_was_not_refused_is_not_redeclared(state: str, office: Office) -> None:
    with office.broker() as broker:
        if state == "sent":
            broker.submit(inventory("A-1"))
            broker.run_once()
        elif state == "deducted":
            office.deducted(broker, inventory("A-1"))
        else:
            office.declare(broker, inventory("A-1"))
            codes = {"declared": [], "stored": ["Y"], "pre_deducted": ["Y", "4"]}[state]
            office.hear(broker, *(inv201(SEQ_NO, c, i, list_no=LIST_NO) for i, c in enumerate(codes)))
        assert only(broker, "A-1").state == state
        with pytest.raises(Refused) as caught:
            broker.redeclare("A-1", inventory("A-1", remark="更正"))
        assert state in caught.value.en
        assert "modify" in caught.value.remedy_zh


def test_another_list_is_no_correction(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "3", 2))
        with pytest.raises(Refused, match="identity differs"):
            broker.redeclare("A-1", inventory("A-2"))


def test_a_saved_draft_is_saved_again_with_other_content(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        assert broker.redeclare("A-1", inventory("A-1", remark="更正"), declare=True).steps == ("filing:save", "filing:declare")
        (sent,) = office.round(broker)
        assert (sent.flag, sent.seq_no) == ("0", SEQ_NO)
        assert "更正" in sent.xml.decode()
        (sent,) = office.round(broker)
        assert (sent.flag, sent.seq_no) == ("1", SEQ_NO)
        assert "更正" in sent.xml.decode()


@pytest.mark.parametrize("how", ["waiting", "ready"])
def test_our_own_declaration_is_dropped_when_a_person_declared_on_the_page(how: str, office: Office) -> None:
    with office.broker() as broker:
        if how == "waiting":
            broker.submit(inventory("A-1"), declare=True)
            broker.run_once()
            (sent,) = office.take()
            office.answer(sent, papers.refused("企业内部编号 A-1 已存在，请勿重复导入"), "Failed")
            broker.run_once()
            broker.record("A-1", by="甲", evidence="页面", outcome="accepted")
            broker.record("A-1", by="甲", evidence="页面", outcome="stored", numbers={"seq_no": SEQ_NO})
        else:
            office.save(broker, inventory("A-1"))
            broker.declare("A-1")
            office.hear(broker, inv201(SEQ_NO, "Y", 1))
        broker.run_once(force=True)
        assert office.take() == []
        status = only(broker, "A-1")
        assert (status.state, status.waiting) == ("stored", ())
        assert "overtaken" in {e.kind for e in broker.trace("A-1").events}


def test_through_the_simulator_a_page_declaration_is_not_followed_by_ours(office: Office) -> None:
    with office.broker() as broker, office.simulator() as simulator:
        broker.submit(inventory("A-1"))
        for _ in range(3):
            broker.run_once(force=True)
            simulator.step()
        simulator.page_declare(only(broker, "A-1").numbers["seq_no"])
        for _ in range(3):
            simulator.step()
        broker.declare("A-1")
        for _ in range(10):
            broker.run_once(force=True)
            simulator.step()
        assert [(a.declare_flag, a.accepted) for a in simulator.arrivals()] == [("0", True)]
        assert only(broker, "A-1").state == "deducted"
