"""A Broker at the mock server: over real sockets, or by calling the far side."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest
import uvicorn

from baoguan import Broker, Status, read_config
from baoguan_h2010.simulator import FarSide, parse
from baoguan_h2010.simulator.app import create_app
from tests.broker.office import without_waiting_for_disks


@contextmanager
def served(far_side: FarSide, token: str = "") -> Iterator[str]:
    """The address of a far side behind a real server."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(far_side, token=token), log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


@attrs.define(kw_only=True)
class Office:
    """A journal, its accounts, and the far side that they speak to."""

    base: Path
    url: str
    far_side: FarSide
    environment: str = "simulator"

    def broker(self, **account: object) -> Broker:
        settings = {"channel": "h2010", "url": self.url, **account}
        data = {"environment": self.environment, "journal": "journal", "by": "tester", "accounts": {"old": settings}}
        return Broker(read_config(data, self.base))

    def rounds(self, broker: Broker, count: int) -> None:
        """Some rounds, none of which may fail."""
        for _ in range(count):
            done = broker.run_once(force=True)
            assert not done.failures, done.failures

    def verdicts(self) -> list[tuple[str, str]]:
        """Step and verdict of every arrival."""
        return [(a.step, a.verdict) for a in self.far_side.arrivals()]

    def declared(self) -> list[str]:
        """The acts that were declared and taken; never one twice."""
        return [f"{a.number}:{a.act}/{a.batch}" for a in self.far_side.arrivals() if a.step == "1" and a.verdict == "taken"]


def only(broker: Broker, number: str) -> Status:
    """The status of a document."""
    return broker.status(number)[0]


@pytest.fixture(autouse=True)
def quick_disks() -> Iterator[None]:
    """Nothing is forced to the disk."""
    with without_waiting_for_disks():
        yield


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office whose far side has the faults that the test is parametrized with, or none."""
    faults = [parse(text) for text in getattr(request, "param", ())]
    far_side = FarSide(tmp_path / "h2010.sqlite", faults=faults)
    with served(far_side) as url:
        yield Office(base=tmp_path, url=url, far_side=far_side)
    far_side.close()
