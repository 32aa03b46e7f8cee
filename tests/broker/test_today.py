"""What has to be done today: every kind of task on a journal made for it, and beside it one where there is nothing to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baoguan import ConfigurationError
from baoguan.broker.today import tasks
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, changed
from tests.broker.papers import LIST_NO, inv201, inv202, inv211
from tests.broker.todo import CALM, Later, days, found
from tests.support.lists import inventory


def test_a_journal_without_anything_to_do(office: Office) -> None:
    with office.broker() as broker:
        assert tasks(broker, CALM) == []
        office.deducted(broker, inventory("A-1"))
        assert found(broker) == {}


# -- lists -------------------------------------------------------------------------------------------------------------


def test_a_refused_list_is_urgent_and_says_why(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "3", 2, notes=["单价不符"]))
        task = found(broker)["refused"]
        assert ("单价不符" in task.why_zh, task.urgency, task.state) == (True, "urgent", "rejected")
        assert "redeclare" in task.next_zh
        broker.redeclare("A-1", inventory("A-1", remark="改"), declare=True)
        for _ in range(3):
            office.round(broker)
        assert found(broker) == {}


def test_what_the_client_refused_is_refused(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once(force=True)
        (sent,) = office.take()
        office.answer(sent, papers.refused("表头经营单位有误"), "Failed")
        broker.run_once(force=True)
        assert "表头经营单位有误" in found(broker)["refused"].why_zh


def test_a_returned_change_is_refused_until_a_later_one_is_decided(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.modify("A-1", changed("A-1"), declare=True)
        for _ in range(3):
            office.round(broker)
        office.hear(broker, inv201(SEQ_NO, "Y", 4, count=1), inv201(SEQ_NO, "3", 5, count=1, notes=["单价不符"]))
        task = found(broker)["refused"]
        assert (task.why_zh, task.state) == ("变更：单价不符", "deducted")
        assert "modify" in task.next_en
        broker.modify("A-1", changed("A-1", remark="再改"), declare=True)
        for _ in range(3):
            office.round(broker)
        office.hear(broker, inv201(SEQ_NO, "Y", 7, count=1), inv201(SEQ_NO, "1", 8, count=1))
        assert found(broker) == {}


def test_a_saved_list_waits_to_be_declared(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        later(days(2))
        task = found(broker)["undeclared"]
        assert ("2 天" in task.why_zh, task.urgency, "baoguan declare" in task.next_zh) == (True, "near", True)
        broker.declare("A-1")
        assert found(broker) == {}, "it leaves with the next round"


def test_a_saved_change_waits_to_be_declared(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.modify("A-1", changed("A-1"))
        office.round(broker)
        broker.run_once(force=True)
        assert "变更已暂存" in found(broker)["undeclared"].why_zh


def test_a_draft_that_somebody_wants_deleted_is_not_to_be_declared(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        with pytest.raises(Exception, match="draft"):
            broker.withdraw("A-1")
        task = found(broker)["undeclared"]
        assert ("已要求撤回" in task.why_zh, "record --outcome deleted" in task.next_en) == (True, True)


def test_a_manual_review_counts_from_the_days_of_the_settings(office: Office, later: Later) -> None:
    with office.broker(top={"declarations": {"review_days": 5}}) as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "2", 2))
        later(days(4))
        assert found(broker) == {}
        later(days(5))
        task = found(broker)["manual"]
        assert ("5 天" in task.why_zh, task.urgency, set(found(broker))) == (True, "near", {"manual"})


def test_a_change_in_manual_review_counts_too(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.modify("A-1", changed("A-1"), declare=True)
        for _ in range(3):
            office.round(broker)
        office.hear(broker, inv201(SEQ_NO, "Y", 4, count=1), inv201(SEQ_NO, "2", 5, count=1))
        later(days(3))
        assert set(found(broker)) == {"manual"}
        assert found(broker)["manual"].why_zh.startswith("变更")


def test_a_message_without_an_answer_is_overdue_beyond_the_patience(office: Office, later: Later) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once(force=True)
        assert found(broker) == {}
        later(timedelta(hours=2))
        task = found(broker)["overdue"]
        assert ("没有应答" in task.why_zh, "no answer" in task.why_en, "不要重发" in task.next_zh) == (True, True, True)
        assert "/" not in task.why_zh.replace("1/1", "")


def test_a_declared_change_without_an_answer_is_overdue_whatever_the_list_is(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.modify("A-1", changed("A-1"))
        broker.run_once(force=True)
        later(timedelta(hours=2))
        assert (found(broker)["overdue"].state, set(found(broker))) == ("deducted", {"overdue"})


def test_customs_is_overdue_when_it_says_nothing_for_days(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        later(days(2))
        assert found(broker) == {}
        later(days(3))
        assert "3 天没有回执" in found(broker)["overdue"].why_zh
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
        assert "overdue" not in found(broker)


def test_a_contradiction_needs_a_person(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "3", 9))
        task = found(broker)["needs_person"]
        assert ("矛盾" in task.why_zh, "contradicts" in task.why_en, task.urgency) == (True, True, "urgent")


def test_what_a_gate_holds_waits_for_a_second_person(office: Office) -> None:
    gate = {"approval": {"max_lines": 2, "steps": ["save"]}}
    with office.broker(top={"plugins": gate}) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once(force=True)
        assert set(found(broker)) == {"held"}
        broker.approve("A-1", by="乙")
        assert found(broker) == {}


def test_the_draft_of_customs_is_to_be_completed_until_somebody_declared_it(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "4", 2, list_no=LIST_NO), inv202(SEQ_NO, 3))
        task = found(broker)["to_complete"]
        assert (papers.ENTRY_NO in task.why_zh, "baoguan draft" in task.next_zh) == (True, True)
        office.hear(broker, inv211(SEQ_NO, 4, entryNo="530020261000000001"))
        assert found(broker) == {}


def test_a_draft_that_was_not_made_is_urgent(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "4", 2, list_no=LIST_NO), inv202(SEQ_NO, 3, code="2", reason="虚构的原因"))
        task = found(broker)["draft_failed"]
        assert ("虚构的原因" in task.why_zh, task.urgency) == (True, "urgent")


def test_a_changed_list_whose_declaration_was_not(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        office.hear(broker, inv211(SEQ_NO, 9, needEntryModified="1", entryNo="530020261000000001"))
        assert "530020261000000001" in found(broker)["list_changed"].why_zh


def test_a_list_whose_declaration_was_withdrawn_is_to_be_deleted(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.record("A-1", by="甲", evidence="页面", facts={"entry_state": "deleted"})
        assert set(found(broker)) == {"left_behind"}
        broker.withdraw("A-1")
        office.round(broker)
        assert found(broker) == {}


def test_a_released_declaration_that_the_gate_does_not_close_is_told_with_the_request(office: Office, later: Later) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        head = {"entryStucd": "1", "entryNo": "530020261000000001"}
        office.hear(broker, inv201(SEQ_NO, "4", 2, list_no=LIST_NO, head=head))
        later(days(6))
        assert found(broker) == {}
        later(days(7))
        task = found(broker)["uncleared"]
        assert "申请内容：报关单 530020261000000001 货物已放行，因卡口未能触发结关，申请人工结关" in task.why_zh
        assert any("申请人工结关" in alert for alert in broker.status("A-1")[0].alerts)


@pytest.mark.parametrize(
    ("key", "value"),
    [("overwrite_drafts", "yes"), ("review_days", 0), ("clearing_days", "7"), ("review_days", True), ("no_such", 1)],
)
def test_a_setting_of_declarations_at_fault_is_named(office: Office, key: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=rf"declarations\.{key}"):
        office.config({"declarations": {key: value}})
