"""Two workers settle receipts of one document at the same moment. SQLite has one writer; PostgreSQL has to be told."""

from __future__ import annotations

import threading

import pytest

from baoguan import Broker
from baoguan.engine import points
from baoguan.store import inbox
from tests.crash.world import World, documents, is_final, never_twice_never_lost, on, push

WAIT = 1.5
each_kind = pytest.mark.parametrize("journey", ["declare", "papers"])


def settle_together(world: World, journey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker waits inside its transaction, about to fold, while the other does all it can."""
    inside, done = threading.Event(), threading.Event()

    def listen(point: str) -> None:
        if point == "inside settle" and threading.current_thread().name == "first" and not inside.is_set():
            inside.set()
            done.wait(WAIT)

    failures: list[str] = []
    ((number, _),) = on(journey).items()

    def work(broker: Broker) -> None:
        failures.extend(broker.run_once(force=True).failures.values())

    with world.simulator() as simulator, world.broker() as first, world.broker() as second:
        push(first, number, journey, None, drives=True)
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
        row = documents(first)[number]
        with first.journal.reading() as connection:
            applied = [r.identity for r in inbox.receipts_of(connection, row.id) if r.state == "applied"]
        assert len(applied) == len(set(applied))
        assert is_final(row, journey)
        assert not row.needs_person
        assert failures == []
        never_twice_never_lost(simulator.arrivals(), {number: journey})


@each_kind
def test_two_workers_settling_one_document_lose_no_receipt(journey: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    settle_together(world, journey, monkeypatch)


@pytest.mark.postgres
@each_kind
def test_two_workers_settling_one_document_on_postgres_lose_no_receipt(
    journey: str, postgres_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle_together(postgres_world, journey, monkeypatch)
