"""A channel under test: a Broker on it, a list, some rounds."""

from __future__ import annotations

from pathlib import Path

from baoguan import Broker, read_config
from tests.support.lists import inventory


def test_the_echo_takes_a_list_and_its_declaration(tmp_path: Path) -> None:
    with Broker(read_config({"environment": "test", "accounts": {"e": {"channel": "echo"}}}, tmp_path)) as broker:
        broker.submit(inventory(), declare=True)
        broker.run(interval=0, until=lambda: broker.status("DEMO-0001")[0].state == "declared")
        assert broker.trace("DEMO-0001").incoming[0].content == b"DEMO-0001"
