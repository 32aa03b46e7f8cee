"""Tasks of declarations and of answers to Customs, and the order of the table."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest
from sqlalchemy import event

from baoguan import AmendmentRequest, Confirmation
from baoguan.broker.looks import LOOKS
from baoguan.broker.today import tasks
from baoguan.clock import today
from baoguan.documents import DocumentKind
from baoguan.model.message import Document
from baoguan.store import Journal
from baoguan.twostep import TwoStep, summary_of
from tests.broker.counter import ENTRY_NO, PERSON, Counter, result
from tests.broker.counter import SEQ_NO as UNIFIED
from tests.broker.desk import Desk, decision, released, save_response
from tests.broker.office import CARD, Office
from tests.broker.todo import Later, days, found, opened, plain, saved
from tests.support.lists import inventory

# -- declarations ------------------------------------------------------------------------------------------------------


def test_a_saved_declaration_waits_for_a_person_on_the_page(counter: Counter) -> None:
    with opened(counter) as broker:
        saved(counter, broker)
        task = found(broker)["undeclared"]
        assert (task.kind, "按“申报”" in task.next_zh) == ("declaration", True)
        counter.hear(broker, result("7", 1), result("L", 2))
        assert found(broker) == {}


@pytest.mark.parametrize(("code", "state"), [("T", "tax_due"), ("1", "supplement")])
def test_what_customs_asks_for_is_urgent(counter: Counter, code: str, state: str) -> None:
    with opened(counter) as broker:
        saved(counter, broker)
        counter.hear(broker, result("7", 1), result("L", 2), result(code, 3))
        task = found(broker)["asked_for"]
        assert (task.urgency, task.state) == ("urgent", state)


def test_a_declaration_that_is_released_and_not_cleared_is_told_after_the_days_of_the_settings(
    counter: Counter, later: Later
) -> None:
    card = {**CARD, **PERSON}
    with counter.office.broker(top={"declarations": {"clearing_days": 3}}, operator=[card]) as broker:
        saved(counter, broker)
        counter.hear(broker, result("7", 1), result("L", 2), result("P", 3))
        later(days(2))
        assert found(broker) == {}
        later(days(3))
        task = found(broker)["uncleared"]
        assert f"报关单 {ENTRY_NO} 货物已放行" in task.why_zh
        counter.hear(broker, result("R", 4))
        assert found(broker) == {}


@pytest.mark.parametrize(
    ("on", "urgency"),
    [(date(2026, 6, 9), None), (date(2026, 6, 12), "near"), (date(2026, 6, 16), "urgent"), (date(2026, 6, 18), "late")],
)
def test_an_import_that_is_not_declared_is_told_as_its_fourteenth_day_comes_near(
    counter: Counter, on: date, urgency: str | None
) -> None:
    with opened(counter) as broker:
        saved(counter, broker, plain(import_export_date=date(2026, 6, 3)))
        task = found(broker, on).get("entry")
        assert (task and str(task.urgency)) == urgency
        if task is not None:
            assert task.last_day == date(2026, 6, 17)
            assert "滞报金" in task.why_zh


def test_a_recorded_day_of_entry_counts_before_the_typed_one(counter: Counter) -> None:
    with opened(counter) as broker:
        saved(counter, broker, plain(import_export_date=date(2026, 6, 3)))
        broker.record("D-1", by="甲", evidence="舱单", facts={"entered_on": "2026-06-08"})
        assert found(broker, date(2026, 6, 20))["entry"].last_day == date(2026, 6, 22)


def test_what_customs_has_or_what_is_exported_has_no_fourteenth_day(counter: Counter) -> None:
    with opened(counter) as broker:
        saved(counter, broker, plain(import_export_date=date(2026, 6, 3)))
        counter.hear(broker, result("7", 1), result("L", 2))
        assert "entry" not in found(broker, date(2026, 6, 17))


def test_a_second_step_is_told_by_its_own_urgency_and_no_fourteenth_day_beside_it(counter: Counter) -> None:
    document = summary_of(plain(import_export_date=date(2026, 6, 3)), TwoStep(), date(2026, 6, 3))
    with opened(counter) as broker:
        saved(counter, broker, document)
        counter.hear(broker, result("7", 1), result("L", 2), result("J", 3))
        broker.record("D-1", by="甲", evidence="舱单", facts={"entered_on": "2026-06-03"})
        assert found(broker, date(2026, 6, 4)) == {}
        task = found(broker, date(2026, 6, 16))["second_step"]
        assert (task.urgency, task.last_day) == ("urgent", date(2026, 6, 17))
        assert set(found(broker, date(2026, 6, 16))) == {"second_step"}


# -- answers to Customs ------------------------------------------------------------------------------------------------

ANSWER = Confirmation(seq_no="202600000000000031", form_no="DEMO-FORM-1", result="0", contact="13000000000")


def test_an_answer_to_customs_is_due_within_five_days_until_customs_has_it(office: Office) -> None:
    desk = Desk(office=office)
    with desk.open(amendment_operation="C") as broker:
        released(desk, broker)
        asked = today()
        made = broker.amendment("A-1", AmendmentRequest(reason="同意", confirmation=ANSWER, asked_on=asked))
        broker.submit(made, declare=True)
        task = found(broker, asked)["answer"]
        assert (task.last_day, task.urgency, task.kind) == (asked + timedelta(days=5), "near", "amendment")
        assert found(broker, asked + timedelta(days=4))["answer"].urgency == "urgent"
        assert found(broker, asked + timedelta(days=6))["answer"].urgency == "late"
        desk._run(broker)
        (taken,) = desk.take()
        desk.answer(taken, save_response("", "-1", "确认书号不存在"))
        desk._run(broker)
        assert {"answer", "refused"} <= set(found(broker, asked))
        broker.submit(made, declare=True)
        desk.round(broker, "M20260000000000009")
        desk.hear_foreign(broker, decision("3", 11, "M20260000000000009"))
        assert "answer" not in found(broker, asked)


def test_what_customs_asked_for_is_watched_from_the_day_that_was_recorded_until_somebody_answers(office: Office) -> None:
    desk = Desk(office=office)
    with desk.open(amendment_operation="C") as broker:
        released(desk, broker)
        asked = today()
        broker.record("A-1", by="张三", evidence="页面确认书", facts={"amendment_asked_on": asked.isoformat()})
        task = found(broker, asked)["answer"]
        assert (task.number, task.last_day, task.urgency) == ("A-1", asked + timedelta(days=5), "near")
        assert "baoguan amend --confirm" in task.next_zh
        assert found(broker, asked + timedelta(days=6))["answer"].urgency == "late"
        made = broker.amendment("A-1", AmendmentRequest(reason="同意", confirmation=ANSWER))
        assert made.asked_on == asked
        broker.submit(made, declare=True)
        assert found(broker, asked)["answer"].number == "A-1-M1", "the answer itself is watched from here on"
        again = asked + timedelta(days=9)
        broker.record("A-1", by="张三", evidence="又一份确认书", facts={"amendment_asked_on": again.isoformat()})
        assert {t.number: t.last_day for t in tasks(broker, again) if t.what == "answer"} == {
            "A-1": again + timedelta(days=5),
            "A-1-M1": asked + timedelta(days=5),
        }
        broker.record("A-1", by="张三", evidence="页面已确认", facts={"amendment_answered_on": again.isoformat()})
        assert {t.number for t in tasks(broker, again) if t.what == "answer"} == {"A-1-M1"}


# -- the table ---------------------------------------------------------------------------------------------------------


def test_the_most_urgent_comes_first_then_the_earliest_day_then_the_oldest(counter: Counter, later: Later) -> None:
    with opened(counter) as broker:
        for place, number in enumerate(("D-1", "D-2", "D-3"), 1):
            broker.submit(plain(number, import_export_date=date(2026, 6, 6 - place)))
            counter.round(broker, f"I2026000000000000{place}")
        later(days(1))
        listed = tasks(broker, date(2026, 6, 18))
        assert [(t.what, t.number, str(t.urgency), t.last_day) for t in listed] == [
            ("entry", "D-3", "late", date(2026, 6, 17)),
            ("entry", "D-2", "urgent", date(2026, 6, 18)),
            ("entry", "D-1", "near", date(2026, 6, 22)),
            *(("undeclared", n, "near", None) for n in ("D-1", "D-2", "D-3")),
        ]


def test_a_list_and_its_declaration_of_the_same_number_are_both_looked_at(counter: Counter) -> None:
    with opened(counter) as broker:
        broker.submit(plain("A-1", import_export_date=date(2026, 6, 3)))
        counter.round(broker, UNIFIED)
        trader = plain().trader
        office = counter.office
        office.save(broker, attrs.evolve(inventory("A-1"), operating_enterprise=trader))
        kinds = [(t.what, t.kind) for t in tasks(broker, date(2026, 6, 17))]
        assert sorted(kinds) == [("entry", "declaration"), ("undeclared", "declaration"), ("undeclared", "inventory")]


def test_every_kind_of_task_has_its_words() -> None:
    assert len({each.what for each in LOOKS}) == len({each.zh for each in LOOKS}) == len(LOOKS)
    assert all(each.next_zh and each.next_en for each in LOOKS)


def test_each_content_is_read_once_and_the_queries_do_not_grow_with_the_lists(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    queries: list[str] = []
    real = Journal.get_document

    def counted(self: Journal, kind: DocumentKind[object], digest: str, version: int) -> Document:
        read.append(digest)
        return real(self, kind, digest, version)

    with opened(counter) as broker:
        for number in ("D-1", "D-2"):
            broker.submit(plain(number, import_export_date=date(2026, 6, 3)))
        event.listen(broker.journal.engine, "before_cursor_execute", lambda *given: queries.append(given[2]))
        monkeypatch.setattr(Journal, "get_document", counted)
        made = []
        for more in (1, 6):
            for n in range(more):
                broker.submit(inventory(f"A-{more}-{n}"))
            read.clear()
            queries.clear()
            assert len(tasks(broker, date(2026, 6, 17))) == 2
            assert len(read) == len(set(read)) == 2
            made.append(len(queries))
        assert made[0] == made[1]
