"""Saving is not declaring; declaring is a second act; and the same act twice is one act."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan import IdempotencyConflict, InvalidDocument, Refused, UnknownReference
from baoguan_singlewindow.simulator import Arrival
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, only
from tests.support.lists import MAKER, inventory, line


def seen(arrivals: tuple[Arrival, ...]) -> list[tuple[str, str, str, bool]]:
    return [(a.declaration_type, a.declare_flag, a.seq_no, a.twice) for a in arrivals]


def test_a_submitted_list_is_saved_and_stays_undeclared(office: Office) -> None:
    with office.broker() as broker, office.simulator() as simulator:
        done = broker.submit(inventory("A-1"))
        assert done.steps == ("filing:save",)
        for _ in range(4):
            broker.run_once(force=True)
            simulator.step()
        assert seen(simulator.arrivals()) == [("1", "0", "", False)]
        status = only(broker, "A-1")
        assert status.state == "saved"
        assert not status.declared
        assert "未申报" in status.state_zh
        assert "not declared" in status.state_en
        assert set(status.numbers) == {"seq_no"}


def test_declaring_is_a_second_message_with_the_number_of_the_first(office: Office) -> None:
    with office.broker() as broker, office.simulator() as simulator:
        broker.submit(inventory("A-1"))
        for _ in range(3):
            broker.run_once(force=True)
            simulator.step()
        seq_no = only(broker, "A-1").numbers["seq_no"]
        assert broker.declare("A-1").steps == ("filing:declare",)
        for _ in range(12):
            broker.run_once(force=True)
            simulator.step()
        assert seen(simulator.arrivals()) == [("1", "0", "", False), ("1", "1", seq_no, False)]
        status = only(broker, "A-1")
        assert status.state == "deducted"
        assert status.declared
        assert set(status.numbers) == {"seq_no", "list_no", "entry_seq_no"}


def test_submit_and_declare_are_two_acts_of_which_the_second_waits_for_the_number(office: Office) -> None:
    with office.broker() as broker:
        assert broker.submit(inventory("A-1"), declare=True).steps == ("filing:save", "filing:declare")
        assert only(broker, "A-1").waiting == ("filing:declare waiting (seq_no)",)
        assert [s.flag for s in office.round(broker)] == ["0"]
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]
        assert only(broker, "A-1").waiting == ()


@pytest.mark.parametrize("declare", [False, True])
def test_the_same_submission_again_sends_nothing_more(declare: bool, office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=declare)
        assert broker.submit(inventory("A-1"), declare=declare).repeated
        first = office.round(broker)
        assert broker.submit(inventory("A-1"), declare=declare).repeated
        office.round(broker)
        office.round(broker)
        assert broker.submit(inventory("A-1"), declare=declare).repeated
        assert office.round(broker) == []
        assert len(first) == 1
        assert len(broker.trace("A-1").exchanges) == (2 if declare else 1)


def test_numbers_written_differently_are_the_same_content(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        written = attrs.evolve(line(1), quantity=Decimal("100.00000"), total_price=Decimal("1.25E2"))
        assert broker.submit(attrs.evolve(inventory("A-1"), lines=(written, line(2), line(3)))).repeated


def test_the_same_number_with_other_content_is_a_conflict_that_names_the_ways_out(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        with pytest.raises(IdempotencyConflict) as caught:
            broker.submit(inventory("A-1", remark="另一份"))
        assert "redeclare" in caught.value.remedy_zh
        assert "redeclare" in caught.value.remedy_en
        assert caught.value.exit_code == 3
        assert len(office.round(broker)) == 1


def test_a_key_of_ones_own_makes_the_same_submission(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), key="order-7")
        assert broker.submit(inventory("A-1"), key="order-7").repeated
        with pytest.raises(IdempotencyConflict):
            broker.submit(inventory("A-1", remark="另一份"), key="order-7")


def test_another_key_does_not_make_another_submission_of_the_same_document(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), key="order-7", declare=True)
        assert broker.submit(inventory("A-1")).repeated
        assert broker.submit(inventory("A-1"), key="order-8", declare=True).repeated
        with pytest.raises(IdempotencyConflict):
            broker.submit(inventory("A-1", remark="另一份"), key="order-9")
        with pytest.raises(IdempotencyConflict):
            broker.submit(inventory("A-2"), key="order-7")
        office.round(broker)
        broker.run_once(force=True)
        assert [s.flag for s in office.take()] == ["1"]
        assert broker.submit(inventory("A-1"), key="order-10", declare=True).repeated


CALLS = st.lists(
    st.tuples(
        st.sampled_from((None, "k1", "k2")), st.sampled_from((None, "甲", "乙")), st.booleans(), st.sampled_from(("run", "rest"))
    ),
    min_size=1,
    max_size=6,
)


@given(calls=CALLS)
@settings(max_examples=20, deadline=None)
def test_whatever_is_submitted_under_whatever_keys_arrives_once(calls: list[tuple[str | None, str | None, bool, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(base=Path(folder))
        with office.broker() as broker, office.simulator() as far_side:
            for key, remark, declare, then in calls:
                with suppress(IdempotencyConflict, Refused):
                    broker.submit(inventory("A-1", remark=remark), key=key, declare=declare)
                if then == "run":
                    broker.run_once(force=True)
                    far_side.run_until_idle()
            for _ in range(4):
                broker.run_once(force=True)
                far_side.run_until_idle()
            arrivals = far_side.arrivals()
            assert arrivals
            assert not any(a.twice for a in arrivals)
            assert len([a for a in arrivals if a.declare_flag == "0"]) == 1


def test_submitting_with_declare_later_declares_what_was_saved(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        assert broker.submit(inventory("A-1"), declare=True).steps == ("filing:declare",)
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]


def test_declaring_twice_is_declaring_once(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        assert broker.declare("A-1").repeated
        assert len(office.round(broker)) == 1
        assert broker.declare("A-1").repeated
        assert office.round(broker) == []
        with pytest.raises(Refused, match="declared already"):
            broker.declare("A-1")


def test_a_faulty_list_is_refused_with_every_fault_and_not_journalled(office: Office) -> None:
    with office.broker() as broker:
        with pytest.raises(InvalidDocument) as caught:
            broker.submit(attrs.evolve(inventory("A-1", port=None, direction="X"), lines=(line(1, quantity=None),)), declare=True)
        rules = {f.path for f in caught.value.findings if f.severity == "error"}
        assert {"port", "direction", "lines[1].quantity"} <= rules
        assert caught.value.exit_code == 1
        assert broker.status() == []


def test_a_refused_save_is_shown_with_its_text_and_its_declaration_is_dropped(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        (sent,) = office.take()
        office.answer(sent, papers.refused("商品编码 8542319000 已失效", "A-1"), "Failed")
        broker.run_once()
        status = only(broker, "A-1")
        assert (status.state, status.waiting) == ("refused", ())
        assert any("商品编码 8542319000 已失效" in t for a in status.standing.acts for t in a.texts)
        assert office.round(broker) == []


@pytest.mark.parametrize("declare", [False, True])
def test_a_refused_save_is_saved_anew_with_the_corrected_list(declare: bool, office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        (first,) = office.take()
        office.answer(first, papers.refused("商品编码错误", "A-1"), "Failed")
        broker.run_once()
        corrected = inventory("A-1", remark="更正")
        steps = broker.redeclare("A-1", corrected, declare=declare).steps
        assert steps == (("filing:save", "filing:declare") if declare else ("filing:save",))
        (second,) = office.round(broker)
        assert second.flag == "0"
        assert "更正" in second.xml.decode()
        assert second.exchange_id != first.exchange_id
        broker.run_once()
        if not declare:
            assert only(broker, "A-1").state == "saved"
            broker.declare("A-1")
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]
        assert broker.document("A-1") == corrected


def test_a_list_that_is_there_already_counts_as_arrived(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        (sent,) = office.take()
        office.answer(sent, papers.refused("企业内部编号 A-1 已存在，请勿重复导入", "A-1"), "Failed")
        broker.run_once()
        assert only(broker, "A-1").state == "saved"
        assert office.round(broker) == [], "declared without the number that the page knows"
        broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": SEQ_NO})
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]


def test_a_reference_that_means_nothing_or_several_is_refused(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        with pytest.raises(UnknownReference, match="A-9"):
            broker.declare("A-9")
        party = attrs.evolve(MAKER, customs_code="4403D60002")
        broker.submit(inventory("A-1", operating_enterprise=party, processing_enterprise=party))
        with pytest.raises(UnknownReference, match="several") as caught:
            broker.find("A-1")
        assert "4403D60002/A-1" in caught.value.en
        assert broker.find("4403D60002/A-1").owner == "4403D60002"


def test_every_message_is_kept_byte_for_byte_with_its_answer(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        trace = broker.trace("A-1")
        (exchange,) = trace.exchanges
        assert list(exchange.files) == [f"{exchange.exchange_id}.zip"]
        (incoming,) = trace.incoming
        assert incoming.content == papers.saved(SEQ_NO, "A-1")
        assert incoming.receipt.exchange_id == exchange.exchange_id
        assert trace.events[0].kind == "submission"
