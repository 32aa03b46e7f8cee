from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from baoguan_singlewindow.simulator import Simulator
    from plugins.singlewindow.tests.simulator.conftest import Send, Simulate


def twice(simulator: Simulator) -> list[bool]:
    return [arrival.twice for arrival in simulator.arrivals()]


def seq_no(simulator: Simulator, number: str = "A1") -> str:
    return simulator.lists()[number].seq_no


def test_a_declaration_sent_again_is_marked_twice_though_it_is_refused(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    send("A1", name="again")
    send("A1", name="with its number", head={"SeqNo": seq_no(sim)})
    sim.run_until_idle()
    assert [a.accepted for a in sim.arrivals()] == [True, False, False]
    assert twice(sim) == [False, True, True]


def test_a_draft_is_twice_only_if_it_says_the_same(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1", flag="0")
    sim.run_until_idle()
    number = {"SeqNo": seq_no(sim)}
    send("A1", name="same", flag="0", head={**number, "InputTime": "20250103"})
    sim.run_until_idle()
    send("A1", name="other", flag="0", head={**number, "Rmk": "改"})
    sim.run_until_idle()
    assert twice(sim) == [False, True, False]


def test_saving_and_then_declaring_are_two_acts(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1", flag="0")
    sim.run_until_idle()
    send("A1", name="declare", head={"SeqNo": seq_no(sim)})
    sim.run_until_idle()
    assert twice(sim) == [False, False]


def test_what_was_refused_by_the_client_may_come_again(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1", rows=[])
    send("A1", name="b", rows=[])
    send("A1", name="c")
    sim.run_until_idle()
    assert [a.accepted for a in sim.arrivals()] == [False, False, True]
    assert twice(sim) == [False] * 3


def test_what_was_refused_as_existing_counts_when_it_comes_once_more(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1", flag="0")
    sim.run_until_idle()
    send("A1", name="b")
    sim.run_until_idle()
    send("A1", name="c")
    sim.run_until_idle()
    assert twice(sim) == [False, False, True]


def test_a_redeclaration_sent_again_is_twice(simulate: Simulate, send: Send) -> None:
    sim = simulate(plans={"A1": ("Y", "3")})
    send("A1")
    sim.run_until_idle()
    for name in ("b", "c"):
        send("A1", name=name, head={"SeqNo": seq_no(sim)})
        sim.run_until_idle()
    assert twice(sim) == [False, False, True]


def test_changes_are_told_apart_by_their_count(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    head = {"SeqNo": seq_no(sim), "BondInvtNo": sim.lists()["A1"].list_no, "DclTypecd": "2"}
    for name, count in (("b", "1"), ("c", "2"), ("d", "2")):
        send("A1", name=name, head={**head, "ChgTmsCnt": count}, rows=[{"ModfMarkcd": "0"}])
        sim.run_until_idle()
    assert twice(sim) == [False, False, False, True]


def test_a_deletion_sent_again_is_twice_and_so_is_the_old_filing(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    head = {"SeqNo": seq_no(sim), "BondInvtNo": sim.lists()["A1"].list_no, "DclTypecd": "3"}
    for name in ("b", "c"):
        send("A1", name=name, head=head)
        sim.run_until_idle()
    send("A1", name="d")
    sim.run_until_idle()
    assert twice(sim) == [False, False, True, True]


def test_a_new_list_under_the_number_of_a_deleted_one_is_no_repeat(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    head = {"BondInvtNo": sim.lists()["A1"].list_no, "DclTypecd": "3"}
    send("A1", name="b", head=head | {"SeqNo": seq_no(sim)})
    sim.run_until_idle()
    send("A1", name="c", head={"SupvModecd": "0715"})
    sim.run_until_idle()
    head = {"BondInvtNo": sim.lists()["A1"].list_no, "DclTypecd": "3", "SupvModecd": "0715"}
    send("A1", name="d", head=head | {"SeqNo": seq_no(sim)})
    sim.run_until_idle()
    assert [a.accepted for a in sim.arrivals()] == [True] * 4
    assert twice(sim) == [False] * 4


def test_the_same_number_of_another_enterprise_is_another_list(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    send("A1")
    send("A1", name="b", head={"BizopEtpsno": "4403DEMO09"})
    sim.run_until_idle()
    assert [a.accepted for a in sim.arrivals()] == [True, True]
    assert twice(sim) == [False, False]


def test_an_arrival_says_what_came(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    path = send("A1", flag="0", rows=[{}, {}])
    sim.step()
    (arrival,) = sim.arrivals()
    assert arrival.file_name == path.name
    assert (arrival.business, arrival.number, arrival.enterprise) == ("Sas", "A1", "4403DEMO01")
    assert (arrival.declaration_type, arrival.change_count, arrival.declare_flag) == ("1", "0", "0")
    assert (arrival.seq_no, arrival.lines) == ("", 2)
    assert len(arrival.sha256) == 64


def test_the_log_refuses_to_be_altered(simulate: Simulate, send: Send, tmp_path: Path) -> None:
    sim = simulate()
    send("A1")
    sim.run_until_idle()
    database = sqlite3.connect(tmp_path / "state" / "simulator.db")
    for statement in ("UPDATE arrivals SET twice = 1", "DELETE FROM arrivals"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute(statement)
    database.close()
    assert len(sim.arrivals()) == 1
