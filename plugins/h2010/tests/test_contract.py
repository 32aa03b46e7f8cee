"""Both documents keep the contract of channels, over HTTP with every fault that the kit knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from baoguan.plugin import Act, ChannelContext, Codes, DocumentKinds, Parcel, Secret, Step
from baoguan.testing import Arrival, Rig, channel_contract
from baoguan_h2010 import channel
from baoguan_h2010.simulator import FarSide
from baoguan_h2010.simulator.app import create_app
from plugins.h2010.tests.papers import filed, inventory, ledger

URL = "http://h2010.example"
TOKEN = "example-token-1234"
SETTINGS = {"url": URL, "token": Secret(TOKEN, origin="the test")}


class Far:
    """The mock as the kit drives it."""

    def __init__(self, folder: Path) -> None:
        self.far_side = FarSide(folder / "far" / "h2010.sqlite", by_hand=True)
        self.app = create_app(self.far_side, token=TOKEN)

    def step(self) -> None:
        """Time goes on."""
        self.far_side.step()

    def arrivals(self) -> Sequence[Arrival]:
        """The log."""
        return [
            Arrival(exchange_id=a.exchange, number=a.number, taken=a.verdict == "taken")
            for a in self.far_side.arrivals()
            if a.number != "SEED"
        ]

    def close(self) -> None:
        """Close the state."""
        self.far_side.close()


def with_ledger(folder: Path) -> Far:
    """A far side that has a ledger in force, for lists to refer to."""
    far = Far(folder)
    context = ChannelContext(
        environment="test", account="a", codes=Codes.builtin(), kinds=DocumentKinds(()), journal="", base=folder
    )
    instance = channel.offline({}, context)
    parcel = Parcel(
        exchange_id="SEED-d1-0",
        environment="test",
        kind="ledger",
        number="SEED",
        act=Act.FILING,
        step=Step.DECLARE,
        created=datetime(2026, 1, 5),  # noqa: DTZ001  only its digits are written
        document=filed("SEED"),
    )
    far.far_side.take("SEED-d1-0", b"".join(p.content for p in instance.baoguan_encode(parcel).parts))
    far.far_side.step()
    far.far_side.step()
    far.far_side.acknowledge(m.id for m in far.far_side.receipts(100))
    instance.close()
    return far


TestLedger = channel_contract(
    lambda: Rig(channel, settings=SETTINGS, far=Far, url=URL, document=ledger, approve=lambda far, number: None)
)
TestInventory = channel_contract(
    lambda: Rig(channel, settings=SETTINGS, far=with_ledger, url=URL, document=inventory, approve=lambda far, number: None)
)
