"""Plugins that the contract tests put around a channel: what fails after the far side took a message, and what it says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from baoguan.model.message import Acknowledgement, Message
from baoguan.model.receipt import RawReceipt
from baoguan.plugin import hookimpl

Sent = Generator[None, Acknowledgement, Acknowledgement]
Heard = Generator[None, Sequence[RawReceipt], Sequence[RawReceipt]]


class FailsAfter:
    """Fails once after the channel has answered a send: with an exception, or by losing the answer."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error
        self.failed = 0

    def _once(self, answer: Acknowledgement) -> Acknowledgement:
        if self.failed:
            return answer
        self.failed += 1
        if self._error is not None:
            raise self._error
        return None  # type: ignore[return-value]

    @hookimpl(wrapper=True)
    def baoguan_submit(self, message: Message) -> Sent:
        """After a save or declaration."""
        return self._once((yield))

    @hookimpl(wrapper=True)
    def baoguan_modify(self, message: Message) -> Sent:
        """After a change or withdrawal."""
        return self._once((yield))


class Hears:
    """Changes what comes in: receipts repeated, late, in another order, or from somebody else."""

    def __init__(self, change: Callable[[list[RawReceipt]], list[RawReceipt]]) -> None:
        self._change = change
        self.heard: list[RawReceipt] = []

    @hookimpl(wrapper=True)
    def baoguan_receipts(self, limit: int) -> Heard:
        """What the channel gives, changed."""
        given = list((yield))
        self.heard += given
        return self._change(given)
