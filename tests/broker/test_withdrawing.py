"""Withdrawing goes by state: cancelled here, taken back from the OutBox, refused with the words, or deleted at Customs."""

from __future__ import annotations

import pytest

from baoguan import Broker, Refused
from baoguan.engine import points
from baoguan_singlewindow.simulator import Faults
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, changed, only
from tests.broker.papers import LIST_NO, inv201
from tests.support.lists import inventory


def test_what_is_queued_is_cancelled_here_and_never_leaves(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        assert broker.withdraw("A-1").steps == ("cancelled",)
        status = only(broker, "A-1")
        assert (status.state, status.waiting, dict(status.sending)) == ("cancelled", (), {})
        assert office.round(broker) == []


@pytest.mark.parametrize("declare", [False, True])
def test_what_was_cancelled_can_be_submitted_again(declare: bool, office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=declare)
        broker.withdraw("A-1")
        broker.redeclare("A-1", declare=declare)
        assert [s.flag for s in office.round(broker)] == ["0"]
        assert [s.flag for s in office.round(broker)] == (["1"] if declare else [])


def test_submitting_again_what_was_cancelled_does_not_pretend(office: Office) -> None:
    """Either it is submitted anew, or the refusal names the way; never "nothing new", never "another process"."""
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.withdraw("A-1")
        try:
            done = broker.submit(inventory("A-1"), declare=True)
        except Refused as error:
            assert "redeclare" in error.remedy_zh  # noqa: PT017  either outcome is right
        else:
            assert not done.repeated
            assert [s.flag for s in office.round(broker)] == ["0"]
            assert [s.flag for s in office.round(broker)] == ["1"]


def test_a_declaration_that_waits_is_cancelled_and_the_list_stays_saved(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        assert broker.withdraw("A-1").steps == ("cancelled",)
        assert only(broker, "A-1").state == "saved"
        assert office.round(broker) == []


def test_a_cancelled_declaration_can_be_declared_after_all(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        broker.declare("A-1")
        broker.withdraw("A-1")
        assert broker.declare("A-1").steps == ("filing:declare",)
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]


def test_a_file_that_nobody_took_is_taken_back(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        assert len(office.out_box()) == 1
        assert broker.withdraw("A-1").steps == ("taking back",)
        done = broker.run_once()
        assert (done.taken_back, office.out_box()) == (1, [])
        status = only(broker, "A-1")
        assert (status.state, status.waiting, dict(status.sending)) == ("cancelled", (), {})
        assert "taken_back" in {e.kind for e in broker.trace("A-1").events}
        assert office.round(broker) == []


def test_an_armed_file_of_a_worker_that_died_is_taken_back(office: Office) -> None:
    class DiedError(BaseException):
        """Passes by every handler, as a kill does."""

    def die(point: str) -> None:
        if point == "intent":
            raise DiedError

    broker = office.broker()
    broker.submit(inventory("A-1"))
    points.listener = die
    try:
        with pytest.raises(DiedError):
            broker.run_once()
    finally:
        points.listener = None
        broker.close()
    assert [n.endswith(".Temp") for n in office.out_box()] == [True]
    with office.broker() as after:
        assert after.withdraw("A-1").steps == ("taking back",)
        after.run_once()
        # What a dead worker left armed is either finished or taken back by the first round; it is never both.
        taken = office.take()
        assert office.out_box() == []
        assert (only(after, "A-1").state, len(taken)) == ("cancelled", 0)


def test_what_the_client_has_taken_is_too_late_and_says_so(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        (sent,) = office.take()
        broker.withdraw("A-1")
        assert broker.run_once().taken_back == 0
        assert "too_late_to_take_back" in {e.kind for e in broker.trace("A-1").events}
        assert only(broker, "A-1").state == "sent"
        office.answer(sent, papers.saved(SEQ_NO))
        broker.run_once()
        assert only(broker, "A-1").state == "saved"


def test_an_answer_after_it_was_taken_back_is_believed(office: Office) -> None:
    """The client had read the file before it was moved away."""
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        name = office.out_box()[0].removesuffix(".zip")
        broker.withdraw("A-1")
        broker.run_once()
        assert only(broker, "A-1").state == "cancelled"
        office.drop(f"Successed_{name}_20260105090000000.xml", papers.saved(SEQ_NO))
        broker.run_once()
        status = only(broker, "A-1")
        assert (status.state, dict(status.numbers)) == ("saved", {"seq_no": SEQ_NO})
        broker.declare("A-1")
        assert [(s.flag, s.seq_no) for s in office.round(broker)] == [("1", SEQ_NO)]


@pytest.mark.parametrize(("code", "state"), [(None, "saved"), ("3", "rejected"), ("Z", "store_failed")])
def test_a_draft_at_the_far_side_is_refused_with_what_a_person_must_do(code: str | None, state: str, office: Office) -> None:
    with office.broker() as broker:
        if code is None:
            office.save(broker, inventory("A-1"))
        else:
            office.declare(broker, inventory("A-1"))
            office.hear(broker, inv201(SEQ_NO, code, 1))
        assert only(broker, "A-1").state == state
        with pytest.raises(Refused) as caught:
            broker.withdraw("A-1")
        assert "单一窗口页面删除" in caught.value.remedy_zh
        assert "baoguan record A-1 --outcome deleted" in caught.value.remedy_en
        assert broker.record("A-1", by="甲", evidence="页面已删除", outcome="deleted").state == "deleted"
        with pytest.raises(Refused, match="deleted"):
            broker.declare("A-1")


def test_the_wish_to_delete_a_draft_is_kept_and_keeps_it_from_being_declared(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        for _ in range(2):
            with pytest.raises(Refused, match="draft at the far side"):
                broker.withdraw("A-1")
        assert [w for w in only(broker, "A-1").waiting if "deleted on the page" in w] == [
            "deletion:save waiting (deleted on the page)"
        ]
        with pytest.raises(Refused, match="waits to be deleted"):
            broker.declare("A-1")
        with pytest.raises(Refused, match="waits to be deleted"):
            broker.submit(inventory("A-1"), declare=True)
        assert office.round(broker) == []
        broker.record("A-1", by="甲", evidence="页面已删除", outcome="deleted")
        status = only(broker, "A-1")
        assert (status.state, status.waiting) == ("deleted", ())


def test_a_redeclaration_that_is_refused_leaves_the_wish_to_withdraw(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "3", 1))
        with pytest.raises(Refused, match="draft at the far side"):
            broker.withdraw("A-1")
        office.hear(broker, inv201(SEQ_NO, "1", 2))
        with pytest.raises(Refused, match="nothing to redeclare"):
            broker.redeclare("A-1")
        assert only(broker, "A-1").waiting == ("deletion:save waiting (deleted on the page)",)


def test_who_changes_their_mind_saves_the_draft_anew(office: Office) -> None:
    with office.broker() as broker:
        office.save(broker, inventory("A-1"))
        with pytest.raises(Refused):
            broker.withdraw("A-1")
        broker.redeclare("A-1", declare=True)
        assert [s.flag for s in office.round(broker)] == ["0"]
        assert [s.flag for s in office.round(broker)] == ["1"]


@pytest.mark.parametrize("how", ["refused", "not_arrived"])
def test_a_list_that_was_never_saved_ends_here(how: str, office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        (sent,) = office.take()
        if how == "refused":
            office.answer(sent, papers.refused("数据有误"), "Failed")
            broker.run_once()
        else:
            broker.record("A-1", by="甲", evidence="页面查无", outcome="not-arrived")
        assert only(broker, "A-1").state == how
        assert broker.withdraw("A-1").steps == ("cancelled",)
        assert (only(broker, "A-1").state, only(broker, "A-1").waiting) == ("cancelled", ())
        with pytest.raises(Refused, match="does not have the list"):
            broker.withdraw("A-1")


@pytest.mark.parametrize("state", ["declared", "stored", "manual"])
def test_what_customs_is_deciding_is_not_withdrawn(state: str, office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        codes = {"declared": [], "stored": ["Y"], "manual": ["Y", "2"]}[state]
        office.hear(broker, *(inv201(SEQ_NO, c, i) for i, c in enumerate(codes)))
        with pytest.raises(Refused, match=state):
            broker.withdraw("A-1")


@pytest.mark.parametrize("says_so", [True, False])
def test_an_approved_list_is_deleted_at_customs(says_so: bool, office: Office) -> None:
    plans = {"A-1": ("Y", "1", "|", "Y", "1")}
    with office.broker() as broker, office.simulator(plans=plans, faults=Faults(typecd_echo=says_so)) as simulator:
        broker.submit(inventory("A-1"), declare=True)
        for _ in range(8):
            broker.run_once(force=True)
            simulator.step()
        assert only(broker, "A-1").state == "deducted"
        assert broker.withdraw("A-1").steps == ("deletion:declare",)
        for _ in range(6):
            broker.run_once(force=True)
            simulator.step()
        last = simulator.arrivals()[-1]
        assert (last.declaration_type, last.declare_flag, last.accepted, last.twice) == ("3", "1", True, False)
        assert only(broker, "A-1").state == "deleted"


def test_a_deletion_that_is_under_way_is_shown_and_not_asked_for_twice(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "1", 2, list_no=LIST_NO))
        broker.withdraw("A-1")
        (sent,) = office.round(broker)
        assert (sent.declaration_type, sent.flag, sent.seq_no, sent.list_no) == ("3", "1", SEQ_NO, LIST_NO)
        broker.run_once()
        status = only(broker, "A-1")
        assert (status.state, status.standing.pending is not None) == ("deducted", True)
        assert asked_again(broker)
        assert office.round(broker) == []
        office.hear(broker, inv201(SEQ_NO, "Y", 3), inv201(SEQ_NO, "3", 4, notes=["已出区"]))
        status = only(broker, "A-1")
        assert (status.state, status.standing.pending, status.needs_person) == ("deducted", None, False)
        assert broker.withdraw("A-1").steps == ("deletion:declare",)
        assert len(office.round(broker)) == 1


def asked_again(broker: Broker) -> bool:
    """Whether a second withdrawal is told that the first is under way, one way or the other."""
    try:
        return broker.withdraw("A-1").repeated
    except Refused as error:
        return "undecided" in error.en and bool(error.remedy_zh)


@pytest.mark.parametrize("left", [False, True])
def test_asking_twice_for_a_deletion_does_not_undo_it(left: bool, office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv201(SEQ_NO, "Y", 1), inv201(SEQ_NO, "1", 2, list_no=LIST_NO))
        broker.withdraw("A-1")
        if left:
            broker.run_once()
        assert asked_again(broker)
        broker.run_once(force=True)
        assert [s.declaration_type for s in office.take()] == ["3"]


def test_a_change_that_has_not_left_is_cancelled_and_the_list_stands(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory("A-1"))
        document = changed("A-1")
        broker.modify("A-1", document, declare=True, override="tested")
        assert broker.withdraw("A-1").steps == ("cancelled",)
        assert office.round(broker) == []
        assert only(broker, "A-1").state == "deducted"
        assert broker.modify("A-1", document, override="tested").steps == ("change:save",)
