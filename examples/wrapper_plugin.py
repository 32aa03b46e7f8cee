"""A plugin around the sends of every account: it measures and logs them.

A wrapper goes on where the inner hook raised, and hands the exception on: the engine must see NotSent, Rejected or doubt as the channel
raised it. It must not fail itself after its `yield`, since the bytes may have left by then and the message would become doubtful.

Usage: python examples/wrapper_plugin.py
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import attrs
from fiction import one_list

from baoguan import Broker, read_config
from baoguan.plugin import Acknowledgement, Message, hookimpl

log = logging.getLogger("sends")


@attrs.frozen
class Sent:
    """One send: which message, how long it took, and what came of it ('sent', or the name of the exception)."""

    exchange_id: str
    seconds: float
    result: str


@attrs.define
class Measured:
    """The plugin."""

    sends: list[Sent] = attrs.field(factory=list)

    @hookimpl(wrapper=True)
    def baoguan_submit(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
        """Around every save and declaration."""
        return (yield from self._around(message))

    @hookimpl(wrapper=True)
    def baoguan_modify(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
        """Around every change and withdrawal."""
        return (yield from self._around(message))

    def _around(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
        begun = time.perf_counter()
        result = "sent"
        try:
            return (yield)
        except Exception as error:
            result = type(error).__name__
            raise
        finally:
            sent = Sent(message.exchange_id, time.perf_counter() - begun, result)
            self.sends.append(sent)
            log.info("%s: %s in %.3f s", sent.exchange_id, sent.result, sent.seconds)


def main(folder: Path) -> list[Sent]:
    """Declare a list with the plugin in place; gives what it measured."""
    measured = Measured()
    settings = {"environment": "test", "journal": "journal", "accounts": {"trial": {"channel": "echo"}}}
    with Broker(read_config(settings, folder), own={"measured": measured}) as broker:
        broker.submit(one_list("DEMO-1"), declare=True)
        for _ in range(4):
            broker.run_once()
    return measured.sends


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary))
