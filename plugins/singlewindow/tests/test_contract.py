"""The Single Window keeps the contract over its folders, and over the bridge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from baoguan import BondedInventoryList
from baoguan.plugin import Secret
from baoguan.testing import Arrival, FarSide, Rig, channel_contract
from baoguan_singlewindow import channel
from baoguan_singlewindow.bridge.agent import Agent
from baoguan_singlewindow.bridge.app import create_app
from baoguan_singlewindow.simulator import Simulator
from tests.support.lists import AGENT, inventory

URL = "http://pc.example"
TOKEN = "example-token-123456"
CARD = {"customs_code": AGENT.customs_code, "card_no": "8930000000001", "client_id": "4403000001"}


class Office:
    """The simulator's import client on a folder."""

    def __init__(self, folder: Path) -> None:
        self._simulator = Simulator(folder / "ImpPath", folder / "state")

    def step(self) -> None:
        """One pass."""
        self._simulator.step()

    def arrivals(self) -> Sequence[Arrival]:
        """What was picked up."""
        return [
            Arrival(exchange_id=a.file_name.rpartition(".")[0], number=a.number, taken=a.accepted)
            for a in self._simulator.arrivals()
        ]

    def close(self) -> None:
        """Close its memory."""
        self._simulator.close()


class Bridged(Office):
    """The same, behind an agent."""

    def __init__(self, folder: Path) -> None:
        self._agent = Agent(folder / "ImpPath", ["Sas"], stable_seconds=0)
        super().__init__(folder)
        self.app = create_app(self._agent, token=TOKEN)

    def close(self) -> None:
        """Close the agent too."""
        super().close()
        self._agent.close()


def document(number: str) -> BondedInventoryList:
    """A list of one line."""
    return inventory(number, lines=1)


def approve(far: FarSide | None, number: str) -> None:
    """It approves by itself."""


FOLDER = Rig(
    channel,
    settings=lambda folder: {"root": str(folder / "ImpPath"), "operator": [CARD], "stable_seconds": 0.0},
    document=document,
    far=Office,
    approve=approve,
    environment="simulator",
)
BRIDGE = attrs.evolve(
    FOLDER,
    settings={"transport": "bridge", "url": URL, "token": Secret(TOKEN, origin="the test"), "operator": [CARD]},
    far=Bridged,
    url=URL,
)

TestFolder = channel_contract(lambda: FOLDER)
TestBridge = channel_contract(lambda: BRIDGE)
