"""Two workers settle receipts of one list at the same moment. SQLite has one writer; PostgreSQL has to be told."""

from __future__ import annotations

import threading

import pytest

from baoguan import Broker
from baoguan.engine import points
from baoguan.store import inbox
from tests.crash.world import World, documents, never_twice_never_lost
from tests.support.lists import inventory

WAIT = 1.5


def settle_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker waits inside its transaction, about to fold, while the other does all it can."""
    inside, done = threading.Event(), threading.Event()

    def listen(point: str) -> None:
        if point == "inside settle" and threading.current_thread().name == "first" and not inside.is_set():
            inside.set()
            done.wait(WAIT)

    failures: list[str] = []

    def work(broker: Broker) -> None:
        failures.extend(broker.run_once(force=True).failures.values())

    with world.simulator() as simulator, world.broker() as first, world.broker() as second:
        first.submit(inventory("A-1"), declare=True)
        for _ in range(4):
            assert not first.run_once(force=True).failures
            simulator.step()
        simulator.run_until_idle()
        monkeypatch.setattr(points, "listener", listen)
        ahead = threading.Thread(target=work, args=(first,), name="first")
        behind = threading.Thread(target=work, args=(second,), name="second")
        ahead.start()
        assert inside.wait(30)
        behind.start()
        behind.join(WAIT * 0.7)
        done.set()
        ahead.join(60)
        behind.join(60)
        for _ in range(3):
            assert not first.run_once(force=True).failures
        row = documents(first)["A-1"]
        with first.journal.reading() as connection:
            applied = [r.identity for r in inbox.receipts_of(connection, row.id) if r.state == "applied"]
        assert len(applied) == len(set(applied))
        assert row.state == "deducted"
        assert not row.needs_person
        assert failures == []
        never_twice_never_lost(simulator.arrivals(), {"A-1": "declare"})


def test_two_workers_settling_one_list_lose_no_receipt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    settle_together(world, monkeypatch)


@pytest.mark.postgres
def test_two_workers_settling_one_list_on_postgres_lose_no_receipt(postgres_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    settle_together(postgres_world, monkeypatch)
