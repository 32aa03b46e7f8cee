"""The contract of every channel, over both transports and for both kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
from starlette.applications import Starlette

from baoguan.plugin import Secret
from baoguan.testing import Arrival, Rig, channel_contract
from baoguan_shenguantong import channel
from baoguan_shenguantong.simulator import Simulator
from baoguan_shenguantong.simulator.app import create_app
from plugins.shenguantong.tests.world import TOKEN

CARD = "4403DEM0B2"
"""The declarant of the kit's own example."""


class Far:
    """The simulator as the kit drives it; with an `app` it is reached over HTTP."""

    app: Starlette | None = None

    def __init__(self, state: Path, root: Path | None) -> None:
        self.simulator = Simulator(state, root)
        if root is None:
            self.app = create_app(self.simulator, token=TOKEN)

    def step(self) -> None:
        self.simulator.step()

    def arrivals(self) -> Sequence[Arrival]:
        return [Arrival(exchange_id=a.exchange_id, number=a.number, taken=a.accepted) for a in self.simulator.arrivals()]

    def close(self) -> None:
        self.simulator.close()


def _approved(far: object, number: str) -> None:
    """The usual course ends in approval by itself."""
    assert isinstance(far, Far)
    for _ in range(4):
        far.step()
    assert far.simulator.documents()[number].stage in {"deducted", "approved"}


def _folder_settings(folder: Path) -> Mapping[str, object]:
    return {"root": str(folder / "sgt"), "stable_seconds": 0.001, "customs_code": CARD}


def _folders() -> Rig:
    return Rig(channel, settings=_folder_settings, far=lambda folder: Far(folder / "sim", folder / "sgt"), approve=_approved)


def _web() -> Rig:
    settings = {"transport": "http", "url": "http://far.example", "customs_code": CARD, "token": Secret(TOKEN)}
    return Rig(channel, settings=settings, far=lambda folder: Far(folder / "sim", None), approve=_approved)


def _ledgers() -> Rig:
    return attrs.evolve(_folders(), kind="ledger")


TestFolders = channel_contract(_folders)
TestHttp = channel_contract(_web)
TestLedgers = channel_contract(_ledgers)
TestLedgersOverHttp = channel_contract(lambda: attrs.evolve(_web(), kind="ledger"))
