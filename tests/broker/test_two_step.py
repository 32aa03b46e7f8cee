"""Two-step declarations over the journal: a summary, its receipts, the second step kept from the start or given later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from baoguan import Broker, CustomsDeclaration, InvalidDocument, Refused, Unsupported, UnusableInput
from baoguan.model.declaration_goods import LicenceDocument
from baoguan.model.declaration_type import Stage, stage_of
from baoguan.model.message import Act
from tests.broker.steps import ENTRY_NO, SEQ_NO, Window, opened, result, summary, whole
from tests.support.lists import inventory

_FAR = date(2100, 1, 1)


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with opened(tmp_path) as ready:
        yield ready


def second(broker: Broker) -> str:
    act = broker.status("D-1")[0].standing.act(Act.COMPLETION)
    return act.state if act is not None else "none"


def cleared(window: Window, broker: Broker) -> None:
    """The summary is saved, declared by a person, and cleared."""
    window.file(broker, summary(), "7", "L", "J")


def test_the_number_of_a_summary_is_final_with_its_audit_only(window: Window, broker: Broker) -> None:
    broker.submit(summary())
    window.round(broker)
    window.hear(broker, result("7", 1, ""), result("L", 2, "999999999999999999"))
    assert "entry_no" not in broker.status("D-1")[0].numbers
    window.hear(broker, result("J", 3))
    status = broker.status("D-1")[0]
    assert (status.numbers["entry_no"], status.state, status.standing.conflicts) == (ENTRY_NO, "audited", ())


def test_the_second_step_leaves_under_the_same_numbers_once_the_summary_is_cleared(window: Window, broker: Broker) -> None:
    cleared(window, broker)
    done = broker.complete("D-1", whole())
    assert done.steps == ("completion:save",)
    (text,) = window.round(broker)
    assert f"<SeqNo>{SEQ_NO}</SeqNo>" in text
    assert f"<EntryId>{ENTRY_NO}</EntryId>" in text
    assert "<Type>  6</Type>" in text
    assert (broker.status("D-1")[0].state, second(broker)) == ("audited", "saved")
    window.hear(broker, result("7", 10, ""), result("L", 11), result("J", 12))
    assert (broker.status("D-1")[0].state, second(broker)) == ("audited", "audited")
    window.hear(broker, result("P", 13), result("R", 14))
    assert broker.status("D-1")[0].state == "cleared"
    stored = broker.document("D-1")
    assert isinstance(stored, CustomsDeclaration)
    assert stage_of(stored.document_type) is Stage.COMPLETE


def test_data_kept_from_the_start_complete_by_themselves(window: Window, broker: Broker) -> None:
    broker.submit(summary())
    broker.complete("D-1", whole())
    (first,) = window.round(broker)
    assert "<Type>  5</Type>" in first
    assert not window.round(broker)
    window.hear(broker, result("7", 1, ""), result("L", 2))
    assert not window.round(broker)
    window.hear(broker, result("J", 3))
    (text,) = window.round(broker)
    assert "<Type>  6</Type>" in text
    assert second(broker) == "saved"


def test_another_content_takes_the_place_of_one_that_waits(window: Window, broker: Broker) -> None:
    broker.submit(summary())
    broker.complete("D-1", whole())
    broker.complete("D-1", whole(remark="改正"))
    window.round(broker)
    window.hear(broker, result("7", 1, ""), result("L", 2), result("J", 3))
    (text,) = window.round(broker)
    assert "<NoteS>改正</NoteS>" in text
    assert broker.complete("D-1", whole(remark="改正")).repeated
    assert window.round(broker) == []
    assert broker.complete("D-1", whole(remark="又改")).repeated is False
    (text,) = window.round(broker)
    assert "<NoteS>又改</NoteS>" in text


def test_what_a_person_completes_on_the_page_is_seen(window: Window, broker: Broker) -> None:
    broker.submit(summary())
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, result("J", 3), result("7", 10, ""), result("L", 11))
    assert second(broker) == "stored"
    assert not window.round(broker)


def test_receipts_in_any_order_say_the_same(window: Window, broker: Broker) -> None:
    cleared(window, broker)
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, result("R", 14), result("L", 11), result("P", 13), result("7", 10, ""), result("K", 5))
    status = broker.status("D-1")[0]
    filing = status.standing.act(Act.FILING)
    assert filing is not None
    assert (filing.state, second(broker), status.state) == ("released_on_guarantee", "cleared", "cleared")


def test_what_is_no_summary_has_no_second_step(window: Window, broker: Broker) -> None:
    broker.submit(whole())
    with pytest.raises(Refused, match="no second step"):
        broker.complete("D-1", whole())
    broker.submit(inventory("A-1"))
    with pytest.raises(Unsupported):
        broker.complete("A-1", whole())


def test_a_complete_declaration_keeps_its_number_and_the_rules(window: Window, broker: Broker) -> None:
    broker.submit(summary())
    with pytest.raises(Refused, match="identity"):
        broker.complete("D-1", whole("D-2"))
    with pytest.raises(InvalidDocument):
        broker.complete("D-1", whole(gross_weight=Decimal(-1)))


def test_nothing_is_completed_twice(window: Window, broker: Broker) -> None:
    cleared(window, broker)
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, result("7", 10, ""))
    with pytest.raises(Refused, match="nothing is sent again"):
        broker.complete("D-1", whole(remark="改正"))


def test_a_complete_step_keeps_guarantee_duty_and_business_type_of_its_summary(window: Window, broker: Broker) -> None:
    first = summary(document_type="ML", guarantee_no="DEMO-G-1", estimated_duty=Decimal(100))
    window.file(broker, first, "7", "L", "J")
    broker.complete("D-1", whole(document_type="ML"))
    (text,) = window.round(broker)
    assert "<Type>ML6</Type>" in text
    window.hear(broker, result("7", 10, ""), result("L", 11))
    stored = broker.document("D-1")
    assert isinstance(stored, CustomsDeclaration)
    assert (stored.guarantee_no, stored.estimated_duty, stored.document_type) == ("DEMO-G-1", Decimal(100), "ML6")


def test_a_refused_complete_step_is_given_again_and_judged_by_its_summary(window: Window, broker: Broker) -> None:
    cleared(window, broker)
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, result("7", 10, ""), result("E", 11, note="品名不符"))
    assert second(broker) == "rejected"
    assert broker.complete("D-1", whole(remark="改正")).repeated is False
    (text,) = window.round(broker)
    assert "<Type>  6</Type>" in text
    assert second(broker) == "saved"
    window.hear(broker, result("7", 20, ""), result("L", 21), result("J", 22))
    assert second(broker) == "audited"


def test_a_complete_step_refused_by_the_client_is_given_again(window: Window, broker: Broker) -> None:
    cleared(window, broker)
    broker.complete("D-1", whole())
    window.round(broker, refused="示例拒绝")
    assert second(broker) == "refused"
    broker.complete("D-1", whole())
    (text,) = window.round(broker)
    assert f"<SeqNo>{SEQ_NO}</SeqNo>" in text
    assert second(broker) == "saved"


def test_the_old_complete_step_waits_for_its_digit(window: Window, tmp_path: Path) -> None:
    with opened(tmp_path, new_mode_from=_FAR) as broker:
        broker.submit(summary())
        with pytest.raises(UnusableInput, match="old_complete_digit"):
            broker.complete("D-1", whole())
        assert broker.status("D-1")[0].waiting == ()
    with opened(tmp_path, new_mode_from=_FAR, old_complete_digit="2") as broker:
        broker.complete("D-1", whole())
        window.round(broker)
        window.hear(broker, result("7", 1, ""), result("J", 3))
        (text,) = window.round(broker)
        assert "<Type>  2</Type>" in text


def test_duty_that_turns_up_in_the_second_step_is_warned_of(window: Window, broker: Broker) -> None:
    window.file(broker, attrs.evolve(summary(), document_type="  1000"), "7", "L", "J")
    done = broker.complete("D-1", whole(estimated_duty=Decimal(100)))
    assert any("撤销" in text and "withdrawn" in text for text in done.warnings)
    assert done.steps == ("completion:save",)


def test_a_summary_quotes_no_bonded_list(broker: Broker) -> None:
    quoted = (LicenceDocument(kind="a", number="QD530126I000000001"),)
    with pytest.raises(InvalidDocument) as caught:
        broker.submit(attrs.evolve(summary(), licence_documents=quoted))
    assert {f.rule for f in caught.value.findings if f.severity == "error"} == {"summary.list"}


def test_what_a_person_saw_of_the_second_step_counts_for_it(window: Window, broker: Broker) -> None:
    cleared(window, broker)
    for outcome in ("submitted", "audited"):
        broker.record("D-1", by="甲", evidence="页面", outcome=outcome)
    assert (broker.status("D-1")[0].state, second(broker)) == ("audited", "audited")


def test_a_deletion_after_both_steps_is_seen(window: Window, broker: Broker) -> None:
    cleared(window, broker)
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, result("7", 10, ""), result("J", 12), result("D", 20))
    assert broker.status("D-1")[0].state == "deleted"
