"""Listeners are told after the commit, in order, at least once; a failure is shown and told again, and undoes nothing."""

from __future__ import annotations

from pathlib import Path

from baoguan.plugin import Event, hookimpl
from tests.plugin.scripted import Far, open_broker
from tests.support.lists import inventory


class Listener:
    """Writes down what it is told; fails at some of it for as long as it is told to."""

    def __init__(self, fails_at: str = "") -> None:
        self.told: list[Event] = []
        self.fails_at = fails_at

    @hookimpl
    def baoguan_event(self, event: Event) -> None:
        self.told.append(event)
        if event.kind == self.fails_at:
            raise RuntimeError("the queue is full")


def ids(listener: Listener) -> list[int]:
    return [e.id for e in listener.told]


def test_every_event_is_told_once_and_in_order(tmp_path: Path) -> None:
    far, listener = Far(), Listener()
    with open_broker(tmp_path, far, own={"l": listener}) as broker:
        broker.submit(inventory("A-1"))
        assert listener.told == []
        broker.run_once()
        far.say("a", f"{far.sent[0]} saved".encode())
        broker.run_once()
        broker.run_once()
        assert ids(listener) == [e.id for e in broker.events()]
        assert ids(listener) == sorted(set(ids(listener)))
        first, last = listener.told[0], listener.told[-1]
        assert (first.kind, first.account, first.document, first.number, first.by) == (
            "submission",
            "s",
            "inventory",
            "A-1",
            "tester",
        )
        assert (last.kind, dict(last.data)) == ("state", {"from": "sent", "to": "saved"})


def test_a_listener_that_fails_is_told_again_from_there_and_nothing_is_undone(tmp_path: Path) -> None:
    far, listener, other = Far(), Listener(fails_at="sent"), Listener()
    with open_broker(tmp_path, far, own={"l": listener, "other": other}) as broker:
        broker.submit(inventory("A-1"))
        for _ in range(3):
            broker.run_once()
        assert len(far.sent) == 1
        assert broker.status("A-1")[0].state == "sent"
        assert [e.kind for e in listener.told].count("sent") == 3
        assert listener.told[-1].kind == "sent", "told of what came later, before it took what came first"
        assert ids(other) == [e.id for e in broker.events()]
        shown = {**broker.plugins.broken, **broker.plugins.failing}
        assert "the queue is full" in shown["l"]
        listener.fails_at = ""
        broker.run_once()
        seen = list(dict.fromkeys(ids(listener)))
        assert seen == [e.id for e in broker.events()]
        assert "l" not in {**broker.plugins.broken, **broker.plugins.failing}


def test_a_listener_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    far = Far()
    first, second = Listener(), Listener()
    with open_broker(tmp_path, far, own={"l": first}) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
    with open_broker(tmp_path, far, own={"l": second}) as broker:
        broker.submit(inventory("A-2"))
        broker.run_once()
        assert ids(first) + ids(second) == [e.id for e in broker.events()]
        assert {e.number for e in second.told} == {"A-2"}


def test_events_can_be_read_behind_a_cursor(tmp_path: Path) -> None:
    with open_broker(tmp_path, Far()) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        everything = list(broker.events())
        assert list(broker.events(everything[0].id)) == everything[1:]
        assert list(broker.events(limit=1)) == everything[:1]
