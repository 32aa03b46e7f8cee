"""`packs = true` from end to end: a list beyond `max_bytes` goes in packs and counts as saved only when all of them were answered."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from baoguan import Broker, Refused, TooLarge
from baoguan.broker import Status
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, Sent, only
from tests.broker.papers import inv200, inv201
from tests.support.lists import inventory

LINES, PACKS, LIMIT = 9, 3, 6_000
OTHER = "202600000000000002"
LIST = inventory("A-1", lines=LINES)


def packing(office: Office) -> Broker:
    return office.broker(packs=True, max_bytes=LIMIT)


def step(broker: Broker, office: Office) -> list[Sent]:
    """A round, after which the client takes what has left; nothing is answered."""
    done = broker.run_once(force=True)
    assert not done.failures, done.failures
    return office.take()


def all_packs(broker: Broker, office: Office) -> list[Sent]:
    """Every pack of the message that is under way, one a round."""
    sent = [s for _ in range(PACKS) for s in step(broker, office)]
    assert len(sent) == PACKS
    return sent


def answer(office: Office, broker: Broker, *sent: Sent, seq_no: str = SEQ_NO) -> Status:
    for each in sent:
        office.answer(each, papers.saved(seq_no))
    assert broker.run_once(force=True).failures == {}
    return only(broker, "A-1")


def place(sent: Sent) -> tuple[str, str]:
    """Its flag and its place among the packs."""
    current = sent.xml.partition(b"<cur_pocket_no>")[2].partition(b"<")[0]
    return sent.flag, current.decode()


def test_with_the_simulator_it_goes_all_the_way_and_every_pack_arrives_once(office: Office) -> None:
    with packing(office) as broker, office.simulator(packs=True) as simulator:
        done = broker.submit(LIST, declare=True)
        assert any("分包格式未经证实" in note for note in done.unproven)
        seen = []
        for _ in range(14):
            assert broker.run_once(force=True).failures == {}
            status = only(broker, "A-1")
            taken = [a.lines for a in simulator.arrivals() if a.declare_flag == "0"]
            assert len(taken) == PACKS or status.state in ("sent", "queued"), "not saved before its last pack is there"
            seen.append(status.state)
            simulator.run_until_idle()
        assert list(dict.fromkeys(seen)) == ["sent", "deducted"], "the declaration begins in the round that finds the list saved"
        arrivals = simulator.arrivals()
        assert all(a.accepted and not a.twice for a in arrivals)
        assert set(Counter(a.file_name for a in arrivals).values()) == {1}
        assert Counter(a.declare_flag for a in arrivals) == {"0": PACKS, "1": PACKS}
        assert simulator.lists()["A-1"].lines == LINES
        assert any("分包格式未经证实" in note for note in only(broker, "A-1").unproven)


def test_a_far_side_that_knows_no_packs_refuses_and_the_rest_stays_here(office: Office) -> None:
    with packing(office) as broker, office.simulator() as simulator:
        broker.submit(LIST, declare=True)
        for _ in range(6):
            broker.run_once(force=True)
            simulator.run_until_idle()
        assert [a.accepted for a in simulator.arrivals()] == [False]
        status = only(broker, "A-1")
        assert (status.state, status.waiting, dict(status.sending)) == ("refused", (), {})
        assert "分包" in status.standing.acts[0].texts[0]
        assert office.out_box() == []
        assert [e.data["packs"] for e in broker.events() if e.kind == "dropped" and "packs" in e.data] == ["2"]


def test_off_by_default_a_list_too_big_is_refused_and_nothing_is_journalled(office: Office) -> None:
    with office.broker(max_bytes=LIMIT) as broker:
        with pytest.raises(TooLarge):
            broker.submit(LIST)
        assert broker.status() == []


def test_the_status_tells_how_many_packs_have_left_and_were_answered(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST)
        (text,) = only(broker, "A-1").waiting
        assert "filing:save 共 3 包，已发出 0，已应答 0 / 3 packs, 0 sent, 0 answered" in text
        (first,) = step(broker, office)
        assert "已发出 1，已应答 0" in only(broker, "A-1").waiting[0]
        (second,) = step(broker, office)
        assert "1 answered" in answer(office, broker, first).waiting[0]
        (third,) = office.take()
        status = answer(office, broker, second, third)
        assert (status.state, status.waiting, dict(status.sending)) == ("saved", (), {})


def test_a_pack_whose_answer_is_lost_is_named_and_settled_by_a_person(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        first, second, third = all_packs(broker, office)
        assert answer(office, broker, first, third).state == "sent"
        assert step(broker, office) == [], "nothing is declared on it"
        status = only(broker, "A-1", timedelta(seconds=-1))
        (alert,) = status.alerts
        assert f"{second.exchange_id}（第 2/3 包 pack 2 of 3）" in alert
        assert broker.record("A-1", by="甲", evidence="页面查询", numbers={"seq_no": SEQ_NO}).state == "saved"
        assert [place(s) for s in all_packs(broker, office)] == [("1", "1"), ("1", "2"), ("1", "3")]


def test_a_person_who_sees_a_number_settles_no_pack_that_has_not_left(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        first, second = step(broker, office) + step(broker, office)
        assert broker.record("A-1", by="甲", evidence="页面查询", numbers={"seq_no": SEQ_NO}).state == "sent"
        (third,) = step(broker, office)
        assert [place(s) for s in (first, second, third)] == [("0", "1"), ("0", "2"), ("0", "3")]
        assert step(broker, office) == []
        answer(office, broker, third)
        assert [place(s) for s in office.take()] == [("1", "1")], "saved, and the declaration has begun to leave"


def test_late_answers_in_any_order_save_the_list_with_the_last_of_them(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        first, second, third = all_packs(broker, office)
        for each in (third, first):
            assert answer(office, broker, each).state == "sent"
            assert step(broker, office) == []
        answer(office, broker, second)
        (declared,) = office.take()
        assert (place(declared), declared.seq_no) == (("1", "1"), SEQ_NO)


def test_repeated_answers_of_one_pack_do_not_stand_for_another(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST)
        first, second, third = all_packs(broker, office)
        assert answer(office, broker, first, first, first).state == "sent"
        assert answer(office, broker, third, first).state == "sent"
        assert broker.inbox_counts() == {"applied": 2, "repeat": 3}
        assert answer(office, broker, second).state == "saved"


def test_a_refused_pack_refuses_the_list_and_it_goes_anew_as_a_whole(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        first, second = step(broker, office) + step(broker, office)
        office.answer(first, papers.saved(SEQ_NO))
        office.answer(second, papers.refused("第 2 包有误"), "Failed")
        assert step(broker, office) == [], "the third never leaves"
        status = only(broker, "A-1")
        assert (status.state, status.waiting, status.standing.acts[0].texts) == ("refused", (), ("第 2 包有误",))
        assert dict(status.sending) == {}
        assert broker.redeclare("A-1", LIST, declare=True).steps == ("filing:save", "filing:declare")
        anew = all_packs(broker, office)
        assert not {s.exchange_id for s in anew} & {first.exchange_id, second.exchange_id}
        assert answer(office, broker, *anew[:2]).state == "sent"
        answer(office, broker, anew[2])
        assert [place(s) for s in office.take()] == [("1", "1")]


def test_packs_that_each_became_a_list_are_shown_and_nothing_is_declared(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        first, second, third = all_packs(broker, office)
        answer(office, broker, first)
        status = answer(office, broker, second, third, seq_no=OTHER)
        assert (status.state, status.needs_person) == ("sent", True)
        assert SEQ_NO in status.alerts[0]
        assert OTHER in status.alerts[0]
        assert step(broker, office) == []


def test_the_number_exists_already_is_a_refusal_of_a_pack(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        first, second = step(broker, office) + step(broker, office)
        office.answer(first, papers.saved(SEQ_NO))
        office.answer(second, papers.refused("企业内部编号 A-1 已存在，请勿重复导入"), "Failed")
        assert step(broker, office) == []
        assert only(broker, "A-1").state == "refused"


def test_a_pack_that_did_not_arrive_drops_the_rest_and_the_whole_goes_anew(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST)
        first, _ = step(broker, office) + step(broker, office)
        office.answer(first, papers.saved(SEQ_NO))
        assert broker.record("A-1", by="甲", evidence="页面查无", outcome="not-arrived").state == "not_arrived"
        assert step(broker, office) == []
        broker.redeclare("A-1")
        anew = all_packs(broker, office)
        assert answer(office, broker, *anew).state == "saved"


def test_withdrawn_before_the_first_pack_left_nothing_leaves(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        assert broker.withdraw("A-1").steps == ("cancelled",)
        assert step(broker, office) == []
        status = only(broker, "A-1")
        assert (status.state, status.alerts, status.waiting) == ("cancelled", (), ())


def test_packs_that_nobody_has_taken_are_all_taken_back(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        broker.run_once(force=True)
        broker.run_once(force=True)
        assert len(office.out_box()) == 2
        assert broker.withdraw("A-1").steps == ("taking back",)
        assert broker.run_once(force=True).taken_back == 2
        assert office.out_box() == []
        status = only(broker, "A-1")
        assert (status.state, status.alerts, dict(status.sending)) == ("cancelled", (), {})
        assert "needs_person" not in {e.kind for e in broker.events()}


@pytest.mark.parametrize("answered", [True, False])
def test_withdrawn_after_a_pack_was_taken_the_rest_stays_and_a_person_must_look(answered: bool, office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        (first,) = step(broker, office)
        if answered:
            answer(office, broker, first)
        else:
            broker.run_once(force=True)
        assert len(office.out_box()) == 1
        broker.withdraw("A-1")
        broker.run_once(force=True)
        assert office.out_box() == [], "the second came back, the third stayed"
        status = only(broker, "A-1")
        assert (status.state, status.needs_person) == ("cancelled", True)
        assert "3 包中有的已发出" in status.alerts[0]
        assert "some of its 3 packs had left" in status.alerts[0]
        if not answered:
            assert answer(office, broker, first).state == "cancelled", "an answer to one of them brings nothing back to life"
        assert step(broker, office) == []
        broker.redeclare("A-1")
        assert not only(broker, "A-1").needs_person
        assert answer(office, broker, *all_packs(broker, office)).state == "saved"


def test_customs_stores_pack_by_pack(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        answer(office, broker, *all_packs(broker, office))
        declared = office.take() + step(broker, office) + step(broker, office)
        assert [place(s) for s in declared] == [("1", "1"), ("1", "2"), ("1", "3")]
        assert answer(office, broker, *declared).state == "declared"
        with pytest.raises(Refused, match="declared"):
            broker.withdraw("A-1")
        for pack in (2, 1, 3):
            office.hear(broker, inv200(SEQ_NO, "1", pack, pack=pack, packs=PACKS))
            assert only(broker, "A-1").state == "declared", "the packs lie there, the list is not stored yet"
        office.hear(broker, inv201(SEQ_NO, "Y", 5))
        assert only(broker, "A-1").state == "stored"


def test_a_pack_that_customs_could_not_store_fails_the_list(office: Office) -> None:
    with packing(office) as broker:
        broker.submit(LIST, declare=True)
        answer(office, broker, *all_packs(broker, office))
        answer(office, broker, *office.take(), *step(broker, office), *step(broker, office))
        office.hear(broker, inv200(SEQ_NO, "1", 1, pack=1, packs=PACKS), inv200(SEQ_NO, "2", 2, pack=2, packs=PACKS))
        assert only(broker, "A-1").state == "store_failed"
        broker.redeclare("A-1")
        assert [s.flag for s in step(broker, office)] == ["1"]
