"""Passes keep the contract over both channels: the kit runs on the kind that this distribution adds."""

from __future__ import annotations

import zlib
from pathlib import Path

from lxml import etree

from baoguan.plugin import child_text
from baoguan.testing import Arrival, Rig, channel_contract
from baoguan_echo import channel as echo
from baoguan_gatepass import GatePass, plugin
from baoguan_singlewindow import channel as singlewindow
from baoguan_singlewindow.simulator import Reply, Simulator

OWN = {"gatepass": plugin}


def gate_pass(number: str) -> GatePass:
    return GatePass(number=number, enterprise="4403980001", plate="粤B00000", list_no="QD530026I000000001")


def customs(message: etree._Element) -> Reply:
    """Every pass is taken, and may pass when it is declared."""
    number = child_text(message, "No")
    seq_no = child_text(message, "Seq") or f"2026{zlib.crc32(number.encode()):014}"
    body = f"<seq>{seq_no}</seq><result>1</result><note>可过卡</note><time>2026-01-05 09:00:00</time>"
    return Reply(number=number, seq_no=seq_no, receipts=[("PASS221", body)] if message.get("flag") == "declare" else [])


class Office:
    """The import client's folders, with somebody behind them who knows passes."""

    def __init__(self, folder: Path) -> None:
        self._simulator = Simulator(folder / "ImpPath", folder / "state", others={"Pass": customs})

    def step(self) -> None:
        self._simulator.step()

    def arrivals(self) -> list[Arrival]:
        arrived = self._simulator.arrivals()
        return [Arrival(exchange_id=Path(a.file_name).stem, number=a.number, taken=a.accepted) for a in arrived]

    def close(self) -> None:
        self._simulator.close()


def settings(folder: Path) -> dict[str, object]:
    card = {"customs_code": "4403980001", "card_no": "8900000000001", "client_id": "0000000001"}
    return {"root": str(folder / "ImpPath"), "operator": [card], "stable_seconds": 0.0}


TestEcho = channel_contract(lambda: Rig(echo, document=gate_pass, own=OWN))
TestSingleWindow = channel_contract(
    lambda: Rig(singlewindow, settings, gate_pass, far=Office, own=OWN, approve=lambda far, number: None)
)
