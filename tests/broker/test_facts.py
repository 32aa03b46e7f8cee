"""What persons add: recorded facts, told apart from receipts for ever; adopted lists; copies."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from baoguan import BondedInventoryList, Refused, UnusableInput
from baoguan.broker import facts
from baoguan.broker.facts import RECORDABLE, recordable
from baoguan.clock import SHANGHAI
from baoguan.lifecycle.inventory import INVENTORY
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, changed, only
from tests.broker.papers import LIST_NO, inv201, inv211
from tests.support.lists import inventory

OTHER = "202600000000000002"


def test_a_lost_answer_is_replaced_by_the_number_that_the_page_shows(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        office.take()
        status = broker.record("A-1", by="甲", evidence="页面查询", numbers={"seq_no": SEQ_NO})
        assert (status.state, dict(status.numbers)) == ("saved", {"seq_no": SEQ_NO})
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]
        (incoming,) = [i for i in broker.trace("A-1").incoming if i.receipt.by]
        assert (incoming.receipt.by, incoming.receipt.evidence, incoming.content) == ("甲", "页面查询", None)
        (event,) = [e for e in broker.events() if e.kind == "recorded"]
        assert (event.by, event.data["evidence"], event.data["seq_no"]) == ("甲", "页面查询", SEQ_NO)


def test_the_late_answer_changes_nothing_when_it_agrees(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        (sent,) = office.take()
        broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": SEQ_NO})
        office.answer(sent, papers.saved(SEQ_NO))
        broker.run_once()
        status = only(broker, "A-1")
        assert (status.state, dict(status.numbers), status.needs_person) == ("saved", {"seq_no": SEQ_NO}, False)


def test_a_late_answer_that_disagrees_is_shown_and_settled_by_nobody_but_a_person(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        (sent,) = office.take()
        broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": OTHER})
        office.answer(sent, papers.saved(SEQ_NO))
        broker.run_once()
        status = only(broker, "A-1")
        assert status.needs_person
        assert any(SEQ_NO in a and OTHER in a for a in status.alerts)
        assert "needs_person" in {e.kind for e in broker.events()}


def test_what_did_not_arrive_is_saved_anew(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        office.take()
        status = broker.record("A-1", by="甲", evidence="页面查无此单", outcome="not-arrived")
        assert (status.state, status.waiting) == ("not_arrived", ())
        assert broker.redeclare("A-1", declare=True).steps == ("filing:save", "filing:declare")
        assert [s.flag for s in office.round(broker)] == ["0"]
        assert [s.flag for s in office.round(broker)] == ["1"]


def test_not_arrived_is_refused_where_nothing_is_open(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        with pytest.raises(Refused, match="no message without an answer"):
            broker.record("A-1", by="甲", evidence="页面", outcome="not-arrived")


def test_an_answer_after_not_arrived_is_believed(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        (sent,) = office.take()
        broker.record("A-1", by="甲", evidence="页面查无此单", outcome="not-arrived")
        office.answer(sent, papers.saved(SEQ_NO))
        broker.run_once()
        assert only(broker, "A-1").state == "saved"


@pytest.mark.parametrize(
    ("by", "evidence", "outcome"), [("", "页面", None), ("甲", " ", None), ("甲", "页面", "refused"), ("甲", "页面", "banana")]
)
def test_a_fact_needs_a_name_evidence_and_a_word_that_is_known(by: str, evidence: str, outcome: str | None, office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        with pytest.raises(UnusableInput) as caught:
            broker.record("A-1", by=by, evidence=evidence, outcome=outcome)
        assert caught.value.remedy_zh
        assert "recorded" not in {e.kind for e in broker.events()}


def test_the_same_fact_again_changes_nothing_and_is_refused_in_the_end(office: Office) -> None:
    """The first record settles the open message; the second has none to settle; the third is the second once more."""
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        states = [
            broker.record("A-1", by="甲", evidence="页面", outcome="saved", numbers={"seq_no": SEQ_NO}).state for _ in range(2)
        ]
        before = only(broker, "A-1").standing
        with pytest.raises(Refused, match="recorded already"):
            broker.record("A-1", by="甲", evidence="页面", outcome="saved", numbers={"seq_no": SEQ_NO})
        assert states == ["saved", "saved"]
        assert only(broker, "A-1").standing == before


@pytest.mark.parametrize("word", sorted(set(recordable(INVENTORY)) - {"not-arrived", "saved", "accepted"}))
def test_every_outcome_that_the_page_can_show_can_be_recorded(word: str, office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        status = broker.record("A-1", by="甲", evidence="页面", outcome=word, numbers={"list_no": LIST_NO})
        assert status.state == RECORDABLE[word].value
        assert status.numbers["list_no"] == LIST_NO


def test_a_number_of_another_list_is_refused(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        broker.submit(inventory("A-2"), declare=True)
        broker.run_once()
        with pytest.raises(Refused, match="A-1") as caught:
            broker.record("A-2", by="甲", evidence="页面", numbers={"seq_no": SEQ_NO})
        assert SEQ_NO in caught.value.zh
        assert only(broker, "A-2").state == "sent"


def test_an_answer_with_the_number_of_another_list_is_a_conflict_and_declares_nothing(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        broker.submit(inventory("A-2"), declare=True)
        office.round(broker, SEQ_NO)
        assert office.round(broker, SEQ_NO) == []
        assert only(broker, "A-2").needs_person


def test_a_fact_that_contradicts_a_receipt_keeps_the_state_and_asks_a_person(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
        status = broker.record("A-1", by="甲", evidence="页面", outcome="rejected")
        assert (status.state, status.needs_person) == ("pre_deducted", True)
        assert any("record" in a and "INV201" in a for a in status.alerts)


def test_our_clock_being_ahead_hides_no_receipt_of_the_next_declaration(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recorded fact carries our own time; Customs' receipts of the redeclaration are earlier by Customs' clock."""
    ahead = datetime.now(SHANGHAI) + timedelta(days=1)
    monkeypatch.setattr(facts, "now", lambda: ahead)
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1))
        assert broker.record("A-1", by="甲", evidence="页面显示退单", outcome="rejected").state == "rejected"
        broker.redeclare("A-1", inventory("A-1", remark="更正"))
        office.round(broker)
        broker.run_once()
        assert only(broker, "A-1").state == "declared"
        office.hear(broker, inv201(SEQ_NO, "Y", 3), inv201(SEQ_NO, "4", 4, list_no=LIST_NO))
        status = only(broker, "A-1")
        assert (status.state, status.needs_person) == ("pre_deducted", False)


def test_a_declaration_number_read_on_the_page_is_a_fact_of_the_list(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        status = broker.record("A-1", by="甲", evidence="页面", facts={"entry_no": "530020261000000001"})
        assert status.standing.facts["entry_no"] == "530020261000000001"
        assert status.state == "declared"


def test_an_adopted_list_gets_its_receipts_also_those_that_came_before(office: Office) -> None:
    with office.broker() as broker:
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "4", 2, list_no=LIST_NO))
        assert broker.inbox_counts() == {"foreign": 2}
        done = broker.adopt(inventory("PAGE-1", seq_no=SEQ_NO), by="甲")
        assert done.steps == ("adopted",)
        status = only(broker, "PAGE-1")
        assert (status.state, status.adopted, status.numbers["list_no"]) == ("pre_deducted", True, LIST_NO)
        office.hear(broker, inv211(SEQ_NO, 3))
        assert only(broker, "PAGE-1").state == "deducted"
        broker.run_once()
        assert office.in_box() == []
        assert office.out_box() == []


def test_an_adopted_draft_can_be_declared(office: Office) -> None:
    with office.broker() as broker:
        broker.adopt(inventory("PAGE-1", seq_no=SEQ_NO), by="甲")
        assert only(broker, "PAGE-1").state == "saved"
        broker.declare("PAGE-1")
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]


def test_adopting_needs_the_number_and_a_list_that_is_not_here_yet(office: Office) -> None:
    with office.broker() as broker:
        with pytest.raises(UnusableInput, match="pre-entry number"):
            broker.adopt(inventory("PAGE-1"), by="甲")
        broker.submit(inventory("A-1"))
        with pytest.raises(Refused, match="in the journal already"):
            broker.adopt(inventory("A-1", seq_no=SEQ_NO), by="甲")


def test_a_copy_has_the_content_and_nothing_that_customs_gave(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1", remark="备注"))
        copied = broker.copy("A-1", "A-2")
        assert isinstance(copied, BondedInventoryList)
        assert copied.internal_number == "A-2"
        assert (copied.seq_no, copied.list_no, copied.entry_no) == (None, None, None)
        assert copied.remark == "备注"
        assert [line.goods_name for line in copied.lines] == [line.goods_name for line in inventory().lines]
        assert broker.submit(copied).number == "A-2"
        assert [s.number for s in office.round(broker)] == ["A-2"]


@pytest.mark.parametrize(("word", "count"), [("rejected", 0), ("deducted", 1)])
def test_a_fact_seen_while_a_change_is_pending_is_about_the_change(word: str, count: int, office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        broker.modify("A-1", changed("A-1"), declare=True)
        for _ in range(3):
            office.round(broker)
        assert only(broker, "A-1").standing.pending is not None
        status = broker.record("A-1", by="甲", evidence="页面变更记录", outcome=word)
        assert (status.state, status.change_count, status.needs_person) == ("deducted", count, False)
        assert status.standing.pending is None


@pytest.mark.parametrize(("word", "state"), [("rejected", "deducted"), ("deleted", "deleted"), ("approved", "deleted")])
def test_a_fact_seen_while_a_deletion_is_pending_is_about_the_deletion(word: str, state: str, office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "1", 2, list_no=LIST_NO))
        broker.withdraw("A-1")
        office.round(broker)
        broker.run_once()
        status = broker.record("A-1", by="甲", evidence="页面", outcome=word)
        assert (status.state, status.needs_person) == (state, False)
        assert status.standing.pending is None


@pytest.mark.parametrize(
    ("numbers", "facts"),
    [({"seq_no": "12"}, {}), ({"list_no": "XX"}, {}), ({}, {"entry_no": "7"}), ({"seq_no": SEQ_NO, "list_no": SEQ_NO}, {})],
)
def test_a_number_of_the_wrong_shape_is_refused_whole(numbers: dict[str, str], facts: dict[str, str], office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        with pytest.raises(UnusableInput):
            broker.record("A-1", by="甲", evidence="页面", numbers=numbers, facts=facts)
        assert dict(only(broker, "A-1").numbers) == {}
        assert "recorded" not in {e.kind for e in broker.events()}


def test_a_record_that_says_nothing_is_refused(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        with pytest.raises(UnusableInput, match="nothing is recorded"):
            broker.record("A-1", by="甲", evidence="页面")


def test_a_later_record_takes_the_place_of_a_number_that_was_recorded_wrongly(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        office.take()
        broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": OTHER})
        status = broker.record("A-1", by="乙", evidence="页面，更正", numbers={"seq_no": SEQ_NO})
        assert (status.state, dict(status.numbers), status.needs_person) == ("saved", {"seq_no": SEQ_NO}, False)
        broker.declare("A-1")
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]
        told = [(e.kind, e.by, e.data["seq_no"]) for e in broker.events() if "seq_no" in e.data]
        assert told == [("recorded", "甲", OTHER), ("superseded", "乙", OTHER), ("recorded", "乙", SEQ_NO)]
        broker.adopt(inventory("PAGE-1", seq_no=OTHER), by="甲")
        office.hear(broker, inv201(OTHER, "Y", 1))
        assert (only(broker, "PAGE-1").state, only(broker, "A-1").state) == ("stored", "declared")


def test_a_correction_can_itself_be_corrected_back(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        office.take()
        for number in (SEQ_NO, OTHER):
            broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": number})
        status = broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": SEQ_NO})
        assert (status.state, dict(status.numbers), status.alerts) == ("saved", {"seq_no": SEQ_NO}, ())


def test_receipts_that_came_by_a_wrong_number_leave_with_it(office: Office) -> None:
    """The number of another list was recorded: what Customs said of that list had been taken for ours."""
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        office.take()
        office.hear(broker, inv201(OTHER, "Y", 1), inv201(OTHER, "4", 2, list_no=LIST_NO))
        wrong = broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": OTHER})
        assert (wrong.state, wrong.numbers["list_no"]) == ("pre_deducted", LIST_NO)
        office.hear(broker, inv211(OTHER, 3))
        assert only(broker, "A-1").state == "deducted"
        status = broker.record("A-1", by="乙", evidence="页面，更正", numbers={"seq_no": SEQ_NO})
        assert (status.state, dict(status.numbers), status.alerts) == ("saved", {"seq_no": SEQ_NO}, ())
        assert broker.inbox_counts() == {"orphan": 3}
        broker.adopt(inventory("PAGE-1", seq_no=OTHER), by="甲")
        assert only(broker, "PAGE-1").state == "deducted"
        office.hear(broker, inv201(SEQ_NO, "Y", 1))
        assert only(broker, "A-1").state == "stored"


def test_a_number_that_a_receipt_names_is_not_superseded_by_a_record(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        status = broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": OTHER})
        assert status.numbers["seq_no"] == SEQ_NO or status.needs_person
        assert status.needs_person
        status = broker.record("A-1", by="甲", evidence="页面，更正", numbers={"seq_no": SEQ_NO})
        assert (dict(status.numbers), status.needs_person) == ({"seq_no": SEQ_NO}, False)


def test_a_recorded_number_of_a_message_that_waits_to_leave_is_not_changed_behind_it(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        office.take()
        broker.record("A-1", by="甲", evidence="页面", numbers={"seq_no": OTHER})
        broker.declare("A-1")
        out_box = office.business / "OutBox"
        out_box.rename(out_box.with_name("away"))
        out_box.write_bytes(b"no folder")
        assert broker.run_once(force=True).failures
        out_box.unlink()
        out_box.with_name("away").rename(out_box)
        with pytest.raises(Refused, match="has not left yet"):
            broker.record("A-1", by="甲", evidence="页面，更正", numbers={"seq_no": SEQ_NO})
        broker.withdraw("A-1")
        status = broker.record("A-1", by="甲", evidence="页面，更正", numbers={"seq_no": SEQ_NO})
        assert dict(status.numbers) == {"seq_no": SEQ_NO}
        broker.declare("A-1")
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]


def test_a_declaration_number_that_was_recorded_wrongly_is_corrected_too(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        broker.record("A-1", by="甲", evidence="页面", facts={"entry_no": "530020261000000001"})
        status = broker.record("A-1", by="甲", evidence="页面", facts={"entry_no": "530020261000000002"})
        assert (status.standing.facts["entry_no"], status.needs_person) == ("530020261000000002", False)


def test_an_evidence_file_stays_with_the_journal(office: Office) -> None:
    picture = office.base / "screen.png"
    picture.write_bytes(b"a picture")
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        before = broker.journal.verify().blobs
        broker.record("A-1", by="甲", evidence=facts.keep_file(broker.journal, picture), numbers={"seq_no": SEQ_NO})
        picture.unlink()
        (incoming,) = [i for i in broker.trace("A-1").incoming if i.receipt.by]
        assert (incoming.name, incoming.content) == ("screen.png", b"a picture")
        assert broker.journal.verify().blobs == before + 1
        assert broker.journal.backup(office.base / "backup") == before + 1
    with office.broker(top={"journal": "backup"}) as copy:
        assert copy.journal.verify().missing == ()
        assert [i.content for i in copy.trace("A-1").incoming if i.receipt.by] == [b"a picture"]


def test_words_that_only_look_like_a_kept_file_are_words(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        broker.record("A-1", by="甲", evidence=f"old.png sha256:{'0' * 64}", numbers={"seq_no": SEQ_NO})
        assert broker.journal.verify().missing == ()
        assert [i.content for i in broker.trace("A-1").incoming if i.receipt.by] == [None]
