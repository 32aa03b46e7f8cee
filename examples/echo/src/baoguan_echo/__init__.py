"""The smallest channel: it answers every message itself."""

from __future__ import annotations

from collections.abc import Sequence

from baoguan.plugin import (
    Acknowledgement,
    Arrived,
    ChannelInfo,
    Evidence,
    Level,
    Message,
    NotArrived,
    Outcome,
    Parcel,
    Part,
    RawReceipt,
    Receipt,
    Reconciliation,
    Support,
    Verb,
    hookimpl,
    now,
)

SUPPORTS = tuple(Support(kind="inventory", verb=v, level=Level.EMULATED, evidence=Evidence.INFERRED) for v in Verb)


class Echo:
    """An account whose far side is a list in memory."""

    def __init__(self) -> None:
        self._waiting: dict[str, RawReceipt] = {}

    def open(self, settings: object, context: object) -> Echo:
        """Every account has its own list."""
        return Echo()

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        """What it can do."""
        return ChannelInfo(name="echo", title_zh="回声", title_en="echo", supports=SUPPORTS)

    @hookimpl
    def baoguan_encode(self, parcel: Parcel) -> Message:
        """The number is the whole message."""
        part = Part(name=parcel.exchange_id, media_type="text/plain", content=parcel.number.encode())
        return Message(exchange_id=parcel.exchange_id, verb=parcel.verb, parts=(part,))

    @hookimpl
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        """Answer at once."""
        name = message.exchange_id
        self._waiting[name] = RawReceipt(token=name, name=name, content=message.parts[0].content, received=now())
        return Acknowledgement(reference=name)

    baoguan_modify = baoguan_submit

    @hookimpl
    def baoguan_reconcile(self, message: Message) -> Reconciliation:
        """What was sent waits in the list; what does not was never sent."""
        return Arrived(evidence="listed") if message.exchange_id in self._waiting else NotArrived(final=True)

    @hookimpl
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        """What waits."""
        return list(self._waiting.values())[:limit]

    @hookimpl
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool:
        """Forget what was taken."""
        for token in tokens:
            self._waiting.pop(token, None)
        return True

    @hookimpl
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        """Everything is saved."""
        return [
            Receipt(
                kind="inventory",
                source="echo",
                outcome=Outcome.SAVED,
                exchange_id=raw.name,
                numbers={"seq_no": raw.name},
            )
        ]


channel = Echo()
