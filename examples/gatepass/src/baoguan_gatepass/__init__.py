"""A document kind that a plugin adds: the pass (核放单) of one lorry through the gate of a bonded zone, over two channels.

An example: the fields are a small part of a real pass, and its messages (PASS121, PASS221) are ours, not those of Customs.
"""

from __future__ import annotations

from collections.abc import Sequence

from baoguan.plugin import MessageType, hookimpl
from baoguan_gatepass.kind import KIND
from baoguan_gatepass.messages import MESSAGES
from baoguan_gatepass.model import GatePass

__all__ = ["KIND", "MESSAGES", "GatePass", "plugin"]


class GatePassPlugin:
    """What the entry point names."""

    @hookimpl
    def baoguan_documents(self) -> Sequence[object]:
        """The kind."""
        return [KIND]

    @hookimpl
    def baoguan_messages(self) -> Sequence[MessageType]:
        """Its message on each channel."""
        return MESSAGES


plugin = GatePassPlugin()
