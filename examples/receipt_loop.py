"""The loop of a worker: rounds that send and receive, and events read behind a cursor that survives a restart.

A round commits what it received before anything is told of it. The cursor moves after an event was dealt with: what was dealt with just
before a crash comes once more, so dealing with it twice must do no harm.

Usage: python examples/receipt_loop.py
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import attrs
from fiction import one_list

from baoguan import Broker, Config, read_config
from baoguan.plugin import Event


@attrs.define
class Cursor:
    """How far the events were dealt with, in a file that is replaced whole."""

    path: Path

    def read(self) -> int:
        """The id of the last event that was dealt with, 0 at the beginning."""
        return int(self.path.read_text(encoding="ascii")) if self.path.exists() else 0

    def move(self, to: int) -> None:
        """Everything up to this event was dealt with."""
        draft = self.path.with_suffix(".new")
        draft.write_text(str(to), encoding="ascii")
        draft.replace(self.path)


def config(folder: Path) -> Config:
    """One account, on the channel that answers itself."""
    return read_config({"environment": "test", "journal": "journal", "accounts": {"trial": {"channel": "echo"}}}, folder)


def deal_with_new(broker: Broker, cursor: Cursor, deal: Callable[[Event], None]) -> int:
    """Deal with every event behind the cursor, in order; gives how many there were."""
    count = 0
    for event in broker.events(after=cursor.read()):
        deal(event)
        cursor.move(event.id)
        count += 1
    return count


def work(broker: Broker, cursor: Cursor, deal: Callable[[Event], None], rounds: int, rest: float = 0.0) -> None:
    """Round after round; a service would loop for ever. A failing account is shown, and tried again by itself later."""
    for _ in range(rounds):
        done = broker.run_once()
        for account, failure in done.failures.items():
            print(f"{account}: {failure}", file=sys.stderr)
        if not deal_with_new(broker, cursor, deal) and done.idle:
            time.sleep(rest)


def show(event: Event) -> None:
    """What your program does with an event: here, print where a document moved."""
    if event.kind == "state":
        print(f"{event.id}: {event.number} {event.data['from']} -> {event.data['to']}")


def main(folder: Path) -> str:
    """Declare a list and follow it; gives the state it has come to."""
    with Broker(config(folder)) as broker:
        ref = broker.submit(one_list("DEMO-1"), declare=True).ref
        work(broker, Cursor(folder / "cursor"), show, rounds=6)
        return broker.status(ref)[0].state


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(main(Path(temporary)))
