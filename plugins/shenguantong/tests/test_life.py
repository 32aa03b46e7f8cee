"""From submit to the last receipt, whatever becomes of the receipts on the way; the far side's log is the witness."""

from __future__ import annotations

from collections import Counter
from typing import Any

import attrs
import pytest

from baoguan import Broker
from baoguan.engine import points
from baoguan.plugin import Ledger, RawReceipt, Step, now
from baoguan_shenguantong.simulator import Faults, Simulator
from plugins.shenguantong.tests.world import World, encoder, ledger, never_twice, only, parcel
from tests.support.lists import inventory, line


def through(world: World, broker: Broker, simulator: Simulator, rounds: int = 12) -> None:
    """A list and a ledger, submitted to be declared."""
    broker.submit(inventory("A-1"), declare=True)
    broker.submit(ledger(), declare=True)
    world.run(broker, simulator, rounds)


def test_a_list_and_a_ledger_go_all_the_way_and_every_line_says_that_the_format_is_assumed(world: World) -> None:
    with world.far() as simulator, world.broker() as broker:
        done = broker.submit(inventory("A-1"), declare=True)
        assert any("assumed-v1" in note for note in done.unproven)
        assert any("inferred" in note for note in done.unproven)
        broker.submit(ledger(), declare=True)
        world.run(broker, simulator)
        assert [(s.number, s.state) for s in broker.status()] == [("A-1", "deducted"), ("LEDGER-1", "approved")]
        for status in broker.status():
            assert any("假定格式" in note for note in status.unproven)
            assert status.alerts == ()
        assert only(broker, "A-1").numbers["list_no"] == simulator.documents()["A-1"].customs_no
        assert only(broker, "LEDGER-1").numbers["ledger_no"] == simulator.documents()["LEDGER-1"].customs_no
        assert [(a.number, a.declare) for a in simulator.arrivals()] == [
            ("A-1", 0),
            ("LEDGER-1", 0),
            ("A-1", 1),
            ("LEDGER-1", 1),
        ]
        assert all(a.accepted for a in simulator.arrivals())
        never_twice(simulator)


@pytest.mark.parametrize("form", [{"format": "xml"}, {"encoding": "gbk"}, {"rows_per_part": 1}], ids=str)
def test_every_form_is_understood_by_a_stranger(folders: World, form: dict[str, Any]) -> None:
    with folders.far() as simulator, folders.broker(**form) as broker:
        through(folders, broker, simulator, 8)
        assert {s.state for s in broker.status()} == {"deducted", "approved"}
        assert {a.number: a.rows for a in simulator.arrivals()} == {"A-1": 3, "LEDGER-1": 5}


@pytest.mark.parametrize(
    "faults",
    [
        Faults(repeat=1),
        Faults(reorder=0.5),
        Faults(late=0.6),
        Faults(foreign=1),
        Faults(duplicate=1),
        Faults(manual_rate=1),
        Faults(repeat=0.5, reorder=0.5, late=0.5, foreign=0.5, manual_rate=0.5, duplicate=0.5),
    ],
    ids=lambda f: ",".join(k for k, v in attrs.asdict(f).items() if v),
)
def test_whatever_becomes_of_the_receipts_the_end_is_the_same(world: World, faults: Faults) -> None:
    with world.far(faults=faults, seed=3) as simulator, world.broker() as broker:
        through(world, broker, simulator, 20)
        assert {s.number: s.state for s in broker.status()} == {"A-1": "deducted", "LEDGER-1": "approved"}
        assert not any(s.needs_person for s in broker.status())
        assert len(simulator.arrivals()) == 4
        never_twice(simulator)


@pytest.mark.parametrize(("own", "left"), [(False, 1), (True, 0)])
def test_foreign_receipts_stay_where_they_are_unless_the_inbox_is_our_own(own: bool, left: int, world: World) -> None:
    with world.far(faults=Faults(foreign=1)) as simulator, world.broker(own_inbox=own) as broker:
        broker.submit(inventory("A-1"), declare=True)
        world.run(broker, simulator)
        counts = broker.inbox_counts()
        assert counts.get("foreign", 0) + counts.get("orphan", 0) == 1
        assert _theirs(world, simulator) == left


def _theirs(world: World, simulator: Simulator) -> int:
    if world.transport == "http":
        return sum("OTHER-" in r.body for r in simulator.receipts(0, 100))
    return sum("OTHER-" in p.read_text(encoding="utf-8") for p in (world.base / "sgt" / "InBox").iterdir())


def test_more_foreign_receipts_than_a_round_takes_hide_none_of_ours(web: World) -> None:
    with web.far(faults=Faults(foreign=1)) as simulator:
        with web.broker() as broker:
            for n in range(4):
                broker.submit(inventory(f"A-{n}"), declare=True)
            for _ in range(12):
                assert broker.run_once(force=True, limit=2).failures == {}
            for _ in range(12):
                broker.run_once(force=True, limit=2)
            assert {s.state for s in broker.status()} == {"deducted"}
        with web.broker() as broker:
            broker.submit(inventory("B-1"), declare=True)
            for _ in range(14):
                broker.run_once(force=True, limit=2)
            assert only(broker, "B-1").state == "deducted"
        never_twice(simulator)


def test_a_refusal_by_customs_is_corrected_and_declared_again(world: World) -> None:
    with world.far(plans={"A-*": ("Y", "3", "|", "Y", "1")}) as simulator, world.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        world.run(broker, simulator)
        assert only(broker, "A-1").state == "rejected"
        broker.redeclare("A-1", inventory("A-1", remark="改正"), declare=True)
        world.run(broker, simulator)
        assert only(broker, "A-1").state == "deducted"
        never_twice(simulator)


def test_rows_at_fault_come_back_with_section_row_and_field(web: World) -> None:
    """The core's rules stop such a list; one that got past them is told row by row."""
    document = attrs.evolve(inventory("A-1"), lines=(line(1), line(1)))
    account = encoder()
    message = account.baoguan_encode(parcel(document, step=Step.DECLARE))
    with web.far() as simulator:
        simulator.receive(message.exchange_id, message.parts[0].content)
        simulator.run_until_idle()
        bodies = [r.body.encode() for r in simulator.receipts(0, 10)]
    told = [r for b in bodies for r in account.baoguan_decode(RawReceipt(token="t", name="r", content=b, received=now()))]
    assert [r.outcome for r in told] == ["accepted", "store_failed"]
    assert told[1].texts == ("入库失败", "LIST 第 2 行 row 2，商品序号：商品序号 1 重复")


def test_a_refused_batch_says_why(world: World) -> None:
    """The far side's own limit is lower than ours."""
    with world.far(max_rows=2) as simulator, world.broker() as broker:
        broker.submit(inventory("A-1", lines=3), declare=True)
        world.run(broker, simulator, 4)
        status = only(broker, "A-1")
        assert status.state == "refused"
        assert "超过 2 行" in " ".join(status.standing.acts[0].texts)
        assert [a.accepted for a in simulator.arrivals()] == [False]


def test_a_document_beyond_the_limit_goes_in_parts_and_counts_as_saved_with_the_last(world: World) -> None:
    with world.far(max_rows=2) as simulator, world.broker(max_rows=2, auto_split=True) as broker:
        broker.submit(ledger(), declare=True)
        states = []
        for _ in range(12):
            assert broker.run_once(force=True).failures == {}
            states.append(only(broker, "LEDGER-1").state)
            simulator.step()
        world.run(broker, simulator, 3)
        assert only(broker, "LEDGER-1").state == "approved"
        saves = [(a.pack, a.packs, a.rows) for a in simulator.arrivals() if a.declare == 0]
        assert saves == [(1, 3, 1), (2, 3, 2), (3, 3, 2)]
        assert Counter(a.declare for a in simulator.arrivals()) == {0: 3, 1: 3}
        assert simulator.documents()["LEDGER-1"].rows == 5
        assert all(a.accepted for a in simulator.arrivals())
        never_twice(simulator)


class DiedError(BaseException):
    """Passes by every handler, as a kill does."""


@pytest.mark.parametrize(
    "point", ["staged", "intent", "renamed", "answered", "inbox committed", "before acknowledge", "inside settle"]
)
def test_killed_at_any_point_nothing_is_lost_or_sent_twice(world: World, point: str) -> None:
    def die(reached: str) -> None:
        if reached == point:
            points.listener = None
            raise DiedError

    with world.far() as simulator:
        broker = world.broker()
        broker.submit(inventory("A-1"), declare=True)
        points.listener = die
        try:
            with pytest.raises(DiedError):
                world.run(broker, simulator, 5)
        finally:
            points.listener = None
            broker.close()
        with world.broker() as after:
            world.run(after, simulator)
            assert only(after, "A-1").state == "deducted"
        assert Counter(a.declare for a in simulator.arrivals() if a.accepted) == {0: 1, 1: 1}
        never_twice(simulator)


def test_what_nobody_has_taken_is_taken_back(folders: World) -> None:
    with folders.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once(force=True)
        broker.withdraw("A-1")
        assert broker.run_once(force=True).taken_back == 1
        assert only(broker, "A-1").state == "cancelled"
    with folders.far() as simulator:
        simulator.run_until_idle()
        assert simulator.arrivals() == ()


def test_a_root_of_another_journal_is_not_shared(folders: World) -> None:
    from baoguan import ConfigurationError

    folders.broker().close()
    other = World(base=folders.base / "other")
    other.base.mkdir()
    with pytest.raises(ConfigurationError, match="属于日志"):
        other.broker(root=str(folders.base / "sgt"))


def test_a_change_of_a_ledger_is_filed(world: World) -> None:
    with world.far() as simulator, world.broker() as broker:
        broker.submit(ledger(), declare=True)
        world.run(broker, simulator)
        first, *others = ledger().materials
        changed: Ledger = attrs.evolve(
            ledger(),
            act="2",
            materials=(attrs.evolve(first, quantity=first.quantity * 2 if first.quantity else None, modification="1"), *others),
        )
        broker.modify("LEDGER-1", changed, declare=True)
        world.run(broker, simulator)
        status = only(broker, "LEDGER-1")
        assert (status.state, status.change_count) == ("approved", 1)
        assert simulator.documents()["LEDGER-1"].change_count == 1
        assert [(a.act, a.change_count, a.declare) for a in simulator.arrivals()][2:] == [("2", 1, 0), ("2", 1, 1)]
        never_twice(simulator)
