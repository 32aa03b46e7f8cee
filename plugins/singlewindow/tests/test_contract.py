"""The Single Window keeps the contract over its folders, and over the bridge, with lists, declarations, amendments and ledgers."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import attrs

from baoguan import Amendment, BondedInventoryList, CustomsDeclaration, WriteOff
from baoguan.plugin import Ledger, Secret
from baoguan.rules.declaration.sample import sample
from baoguan.testing import Arrival, FarSide, Rig, channel_contract
from baoguan.testing.samples import ledger
from baoguan.testing.samples import write_off as written_off
from baoguan_singlewindow import channel
from baoguan_singlewindow.bridge.agent import Agent
from baoguan_singlewindow.bridge.app import create_app
from baoguan_singlewindow.simulator import Amending, Declaring, Simulator
from tests.support.amendments import amendment
from tests.support.lists import AGENT, inventory

URL = "http://pc.example"
TOKEN = "example-token-123456"
CARD = {"customs_code": AGENT.customs_code, "card_no": "8930000000001", "client_id": "4403000001", "person": "张示例"}


class Office:
    """The simulator's import client on a folder, with somebody who presses 申报 two steps after a declaration was saved."""

    declaring = Declaring(press_after=2)
    amending = Amending(press_after=2, strangers=True)

    def __init__(self, folder: Path) -> None:
        self._simulator = Simulator(folder / "ImpPath", folder / "state", declaring=self.declaring, amending=self.amending)

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


class Direct(Office):
    """The same, where nobody presses and a message may declare."""

    declaring = Declaring(direct=True)
    amending = Amending(direct=True, strangers=True)


class Bridged(Office):
    """The same, behind an agent."""

    def __init__(self, folder: Path) -> None:
        self._agent = Agent(folder / "ImpPath", ["Sas", "Deccus001", "DECCUS102"], stable_seconds=0)
        super().__init__(folder)
        self.app = create_app(self._agent, token=TOKEN)

    def close(self) -> None:
        """Close the agent too."""
        super().close()
        self._agent.close()


def document(number: str) -> BondedInventoryList:
    """A list of one line."""
    return inventory(number, lines=1)


def declaration(number: str) -> CustomsDeclaration:
    """A declaration of two goods lines."""
    return attrs.evolve(sample(), internal_number=number, declarant=AGENT, data_entry=AGENT)


def change(number: str) -> Amendment:
    """A request to change a declaration, each another one: of one declaration two are never undecided."""
    return amendment(number, entry_no=f"530120261{zlib.crc32(number.encode()) % 10**9:09d}")


def write_off(number: str, rows: int) -> WriteOff:
    """A write-off of an account."""
    return attrs.evolve(written_off(number, rows), declarant=AGENT)


def handbook(number: str, rows: int) -> Ledger:
    """A handbook of so many rows, to be filed by the card of these tests."""
    return attrs.evolve(ledger(number, rows), declarant=AGENT, input_enterprise=None)


def approve(far: FarSide | None, number: str) -> None:
    """It approves by itself."""


def _settings(folder: Path) -> dict[str, object]:
    return {"root": str(folder / "ImpPath"), "operator": [CARD], "stable_seconds": 0.0}


FOLDER = Rig(
    channel,
    settings=_settings,
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

# By message a declaration is saved only; what follows is pressed on the page, and the verbs beyond saving are unsupported.
DECLARATION = attrs.evolve(FOLDER, document=declaration, approve=None)
DIRECT = attrs.evolve(
    DECLARATION,
    settings=lambda folder: {**_settings(folder), "declaration_operation": "C"},
    far=Direct,
)
BRIDGED_DECLARATION = attrs.evolve(BRIDGE, document=declaration, approve=None)

# An amendment's message has no place for its own number: the far side knows the number of the declaration.
AMENDMENT = attrs.evolve(DECLARATION, document=change)
DIRECT_AMENDMENT = attrs.evolve(
    AMENDMENT,
    settings=lambda folder: {**_settings(folder), "amendment_operation": "C"},
    far=Direct,
)
BRIDGED_AMENDMENT = attrs.evolve(BRIDGED_DECLARATION, document=change)

# A write-off has no verbs beyond declaring.
LEDGER = attrs.evolve(FOLDER, kind="ledger", document=None, documents=handbook)
WRITE_OFF = attrs.evolve(FOLDER, document=None, documents=write_off)

TestFolder = channel_contract(lambda: FOLDER)
TestBridge = channel_contract(lambda: BRIDGE)
TestDeclarationsInFolder = channel_contract(lambda: DECLARATION)
TestDirectDeclarations = channel_contract(lambda: DIRECT)
TestDeclarationsOverBridge = channel_contract(lambda: BRIDGED_DECLARATION)
TestAmendmentsInFolder = channel_contract(lambda: AMENDMENT)
TestDirectAmendments = channel_contract(lambda: DIRECT_AMENDMENT)
TestWriteOffsInFolder = channel_contract(lambda: WRITE_OFF)
TestAmendmentsOverBridge = channel_contract(lambda: BRIDGED_AMENDMENT)
TestLedgersInFolder = channel_contract(lambda: LEDGER)
