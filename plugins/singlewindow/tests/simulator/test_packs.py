"""The far side takes messages in packs only where it is told to; the packs are judged as one message."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from baoguan_singlewindow.simulator import Arrival, Simulator
    from plugins.singlewindow.tests.simulator.conftest import Inbox, Send, Simulate, Value, Write

    Pack = Callable[..., Path]


@pytest.fixture
def pack(send: Send, inv101: Write) -> Pack:
    """Sends pack k of n with one row of its own."""

    def put(k: int, n: int, *, pocket: str = "P1", name: str = "", rows: int = 1, **parts: object) -> Path:
        lines = [{"GdsSeqno": str(k + i), "GdsMtno": f"M-{k + i}", "PutrecSeqno": str(k + i)} for i in range(rows)]
        info = (
            f"<PocketInfo><pocket_id>{pocket}</pocket_id><total_pocket_qty>{n}</total_pocket_qty>"
            f"<cur_pocket_no>{k}</cur_pocket_no><is_unstructured></is_unstructured></PocketInfo><BussinessData>"
        )
        text = inv101("A1", rows=lines, **parts).replace("<BussinessData>", info, 1)
        return send("A1", name=name or f"{pocket}-{k}", text=text)

    return put


def arrivals(sim: Simulator) -> list[Arrival]:
    sim.run_until_idle()
    return list(sim.arrivals())


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
def test_the_last_pack_to_come_makes_the_list_and_its_answer_has_the_number(
    simulate: Simulate, pack: Pack, inbox: Inbox, value: Value, order: tuple[int, ...]
) -> None:
    sim = simulate(packs=True)
    for k in order:
        assert "A1" not in sim.lists()
        pack(k, 3)
        sim.run_until_idle()
    assert [(a.accepted, a.twice, a.lines) for a in sim.arrivals()] == [(True, False, 1)] * 3
    assert (sim.lists()["A1"].state, sim.lists()["A1"].lines) == ("deducted", 3)
    answers = {k: value(inbox(f"Successed_P1-{k}_*")[0], "SeqNo") for k in order}
    assert [bool(answers[k]) for k in order] == [False, False, True]
    assert sorted(item for _, item in sim.books()) == [1, 2, 3]


def test_a_pack_that_comes_twice_is_refused_and_told(simulate: Simulate, pack: Pack) -> None:
    sim = simulate(packs=True)
    for name in ("a", "b"):
        pack(1, 2, name=name)
    first, second = arrivals(sim)
    assert (first.accepted, second.accepted, second.twice) == (True, False, True)
    pack(2, 2)
    sim.run_until_idle()
    pack(2, 2, name="c")
    assert arrivals(sim)[-1].twice
    assert sim.lists()["A1"].lines == 2


def test_what_is_wrong_with_the_whole_refuses_the_last_pack(simulate: Simulate, pack: Pack) -> None:
    sim = simulate(packs=True)
    pack(1, 2, rows=2)
    pack(2, 2)
    first, last = arrivals(sim)
    assert (first.accepted, last.accepted) == (True, False)
    assert "repeated GdsSeqno" in last.reason
    assert "A1" not in sim.lists()
    for k in (1, 2):
        pack(k, 2, pocket="P2")
    assert [(a.accepted, a.twice) for a in arrivals(sim)[2:]] == [(True, False)] * 2


@pytest.mark.parametrize(
    ("k", "n", "parts", "reason"),
    [
        (3, 2, {}, "pocket:"),
        (0, 2, {}, "pocket:"),
        (2, 3, {}, "pocket:"),
        (2, 2, {"pocket": ""}, "pocket:"),
        (2, 2, {"head": {"SupvModecd": "0715"}}, "pocket:"),
        (2, 2, {"rows": 0}, "no rows:"),
    ],
)
def test_packs_that_do_not_belong_together_are_refused(
    simulate: Simulate, pack: Pack, k: int, n: int, parts: dict[str, object], reason: str
) -> None:
    sim = simulate(packs=True)
    pack(1, 2)
    pack(k, n, **{"name": "x", **parts})
    assert not arrivals(sim)[-1].accepted
    assert reason in arrivals(sim)[-1].reason


def test_packs_wait_for_the_others_over_the_death_of_the_simulator(simulate: Simulate, pack: Pack) -> None:
    sim = simulate(packs=True)
    pack(1, 2)
    sim.run_until_idle()
    sim.close()
    following = simulate(packs=True)
    pack(2, 2)
    assert [a.accepted for a in arrivals(following)] == [True, True]
    assert following.lists()["A1"].lines == 2
