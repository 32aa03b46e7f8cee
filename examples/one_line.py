"""One document over three channels: the program stays as it is, one line of the settings changes.

The far sides are played here: the echo answers itself, the relay's service lives in memory, and a simulator serves the folders of the
Single Window's import client.

Usage: python examples/one_line.py
"""

from __future__ import annotations

import sys
import tempfile
import time
import tomllib
from pathlib import Path

from fiction import AGENT, one_list

from baoguan import Broker, Status, read_config
from baoguan.testing.web import Web
from baoguan_relay.service import Service
from baoguan_singlewindow.simulator import Simulator

SETTINGS = f"""
environment = "simulator"
journal = "journal"
by = "one_line"

[[routing.routes]]
account = "trial"                        # this line: trial, relay or card-a

[accounts.trial]
channel = "echo"

[accounts.relay]
channel = "relay"
url = "http://relay.example"
token = {{ file = "relay-token.txt" }}

[accounts.card-a]
channel = "singlewindow"
root = "import-client"
stable_seconds = 0.01

[[accounts.card-a.operator]]
customs_code = "{AGENT[0]}"
card_no = "8900000000001"
client_id = "0000000001"
"""
LINE = 'account = "trial" '
ACCOUNTS = ("trial", "relay", "card-a")
_PATIENCE = 60


def declare(settings: str, folder: Path) -> Status:
    """The program: it names no channel. Declares the list and waits until it is declared; gives where it stands."""
    with (
        Broker(read_config(tomllib.loads(settings), folder)) as broker,
        Web("http://relay.example", Service().app),
        Simulator(folder / "import-client", folder / "customs") as customs,
    ):
        submitted = broker.submit(one_list("DEMO-1"), declare=True)
        deadline = time.monotonic() + _PATIENCE
        while not (status := broker.status(submitted.ref, submitted.account)[0]).declared and time.monotonic() < deadline:
            broker.run_once(force=True)
            customs.step()
        return status


def main(folder: Path) -> list[Status]:
    """Declare the same list three times, over another account each time."""
    (folder / "relay-token.txt").write_text("example-token-1234", encoding="utf-8")
    found = []
    for account in ACCOUNTS:
        status = declare(SETTINGS.replace(LINE, f'account = "{account}" '), folder)
        print(f"{status.account}: {status.number} {status.state_zh} · {status.state_en} {dict(status.numbers)}")
        found.append(status)
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(0 if all(s.declared for s in main(Path(temporary))) else 1)
