"""A channel whose every answer is scripted, and that writes down what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from baoguan import Broker, read_config
from baoguan.plugin import (
    Acknowledgement,
    Act,
    Arrived,
    Cancelled,
    ChannelContext,
    ChannelInfo,
    Codes,
    Diagnosis,
    DocumentKinds,
    Evidence,
    Finding,
    Level,
    Message,
    Outcome,
    Parcel,
    Part,
    Profile,
    RawReceipt,
    Receipt,
    Reconciliation,
    Support,
    Verb,
    hookimpl,
    now,
)

SUPPORTS = tuple(Support(kind="inventory", verb=v, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE) for v in Verb)
Answer = Callable[[], object]


@attrs.define(kw_only=True)
class Far:
    """The far side. `script` holds, for a hook, what it does instead of answering well: a value is returned, an exception raised."""

    script: dict[str, object] = attrs.field(factory=dict)
    asked: list[str] = attrs.field(factory=list)
    sent: list[str] = attrs.field(factory=list)
    waiting: dict[str, RawReceipt] = attrs.field(factory=dict)

    def say(self, name: str, content: bytes) -> None:
        """A raw receipt waits."""
        self.waiting[name] = RawReceipt(token=name, name=name, content=content, received=now())

    def answer(self, hook: str, well: object) -> object:
        self.asked.append(hook)
        if hook not in self.script:
            return well
        scripted = self.script[hook]
        if isinstance(scripted, Exception):
            raise scripted
        return scripted


class Scripted:
    """The entry point and the opened account in one."""

    def __init__(self, far: Far) -> None:
        self.far = far
        self.closed = False

    def open(self, settings: Mapping[str, object], context: ChannelContext) -> Scripted:
        return self

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        info = ChannelInfo(name="scripted", title_zh="剧本", title_en="scripted", supports=SUPPORTS)
        return self.far.answer("baoguan_channel", info)  # type: ignore[return-value]

    @hookimpl
    def baoguan_profile(self, document: object) -> Profile | None:
        return self.far.answer("baoguan_profile", None)  # type: ignore[return-value]

    @hookimpl
    def baoguan_findings(self, document: object, act: Act) -> Sequence[Finding]:
        return self.far.answer("baoguan_findings", [])  # type: ignore[return-value]

    @hookimpl
    def baoguan_encode(self, parcel: Parcel) -> Message:
        part = Part(name=f"{parcel.exchange_id}.txt", media_type="text/plain", content=parcel.number.encode())
        message = Message(exchange_id=parcel.exchange_id, verb=parcel.verb, parts=(part,))
        return self.far.answer("baoguan_encode", message)  # type: ignore[return-value]

    @hookimpl
    def baoguan_stage(self, message: Message, owner: str) -> bool:
        return self.far.answer("baoguan_stage", True)  # type: ignore[return-value]

    @hookimpl
    def baoguan_arm(self, message: Message, owner: str) -> bool:
        return self.far.answer("baoguan_arm", True)  # type: ignore[return-value]

    @hookimpl
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        answer = self.far.answer("baoguan_submit", Acknowledgement(reference="taken"))
        self.far.sent.append(message.exchange_id)
        return answer  # type: ignore[return-value]

    @hookimpl
    def baoguan_modify(self, message: Message) -> Acknowledgement:
        answer = self.far.answer("baoguan_modify", Acknowledgement(reference="taken"))
        self.far.sent.append(message.exchange_id)
        return answer  # type: ignore[return-value]

    @hookimpl
    def baoguan_cancel(self, message: Message) -> Cancelled:
        return self.far.answer("baoguan_cancel", Cancelled.TAKEN_BACK)  # type: ignore[return-value]

    @hookimpl
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        return self.far.answer("baoguan_receipts", list(self.far.waiting.values())[:limit])  # type: ignore[return-value]

    @hookimpl
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool:
        for token in tokens:
            self.far.waiting.pop(token, None)
        return self.far.answer("baoguan_acknowledge", True)  # type: ignore[return-value]

    @hookimpl
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        """`exchange id outcome` is a receipt."""
        exchange, _, outcome = raw.content.decode().partition(" ")
        receipt = Receipt(
            kind="inventory",
            source="scripted",
            outcome=Outcome(outcome),
            exchange_id=exchange,
            numbers={"seq_no": "1" + exchange[-12:]} if outcome == "saved" else {},
        )
        return self.far.answer("baoguan_decode", [receipt])  # type: ignore[return-value]

    @hookimpl
    def baoguan_reconcile(self, message: Message) -> Reconciliation:
        return self.far.answer("baoguan_reconcile", Arrived(evidence="seen"))  # type: ignore[return-value]

    @hookimpl
    def baoguan_diagnose(self) -> Sequence[Diagnosis]:
        return self.far.answer("baoguan_diagnose", [Diagnosis(level="ok", zh="正常", en="in order")])  # type: ignore[return-value]

    def close(self) -> None:
        self.closed = True


def open_broker(
    base: Path, far: Far, own: Mapping[str, object] | None = None, channel: object | None = None, **top: object
) -> Broker:
    """A Broker with one account, `s`, on a scripted channel."""
    data = {"environment": "test", "journal": "journal", "by": "tester", "accounts": {"s": {"channel": "scripted"}}, **top}
    return Broker(read_config(data, base), own=own, channels={"scripted": channel or Scripted(far)})


def context(base: Path) -> ChannelContext:
    """What an account is opened with."""
    return ChannelContext(environment="test", account="s", codes=Codes.builtin(), kinds=DocumentKinds(()), journal="j", base=base)
