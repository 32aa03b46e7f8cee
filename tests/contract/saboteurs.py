"""One saboteur for every contract test: the reference channel with one defect, which that test must find."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

import attrs

from baoguan.errors import ChannelError
from baoguan.plugin import (
    Acknowledgement,
    Arrived,
    ChannelContext,
    ChannelInfo,
    DecodeError,
    Diagnosis,
    Level,
    Message,
    NoPace,
    NotArrived,
    Outcome,
    Parcel,
    RawReceipt,
    Receipt,
    Reconciliation,
    Verb,
    hookimpls,
)
from baoguan.testing import Rig
from baoguan_relay import Relay, Settings
from tests.contract.reference import Opener, Reference, rig

SABOTEURS: dict[str, Callable[[], Rig]] = {}
"""Id of a contract test -> the rig of the channel that it must find wanting."""


def against(*ids: str, knows: bool = True) -> Callable[[type[Reference]], type[Reference]]:
    """The channel breaks the promises of these tests; `knows` tells whether its far side recognises what it has."""

    def enter(channel: type[Reference]) -> type[Reference]:
        for name in ids:
            SABOTEURS[name] = lambda: rig(hookimpls(channel), knows=knows)
        return channel

    return enter


@against("info.complete")
class Nameless(Reference):
    def baoguan_channel(self) -> ChannelInfo:
        return attrs.evolve(super().baoguan_channel(), title_zh="")


@against("encode.deterministic")
class Dice(Reference):
    def baoguan_encode(self, parcel: Parcel) -> Message:
        message = super().baoguan_encode(parcel)
        part = attrs.evolve(message.parts[0], content=message.parts[0].content + uuid4().hex.encode())
        return attrs.evolve(message, parts=(part,))


@against("encode.pure")
class Litter(Reference):
    def baoguan_encode(self, parcel: Parcel) -> Message:
        (self.context.base / "left.xml").write_text(parcel.number, encoding="utf-8")
        return super().baoguan_encode(parcel)


@against("encode.identity")
class OneName(Reference):
    def baoguan_encode(self, parcel: Parcel) -> Message:
        message = super().baoguan_encode(parcel)
        return attrs.evolve(message, parts=(attrs.evolve(message.parts[0], name="message.json"),))


@against("unsupported.raises")
class TwoFaced(Reference):
    """Says one thing when it is looked at, and another when it is used."""

    def baoguan_channel(self) -> ChannelInfo:
        info = super().baoguan_channel()
        if not isinstance(self.context.pace, NoPace):
            return info
        other = [attrs.evolve(s, level=Level.UNSUPPORTED) if s.verb is Verb.DECLARE else s for s in info.supports]
        return attrs.evolve(info, supports=tuple(other))


@against("limits.rows")
class Boundless(Reference):
    def baoguan_encode(self, parcel: Parcel) -> Message:
        return Relay.baoguan_encode(self, parcel)


@against("diagnose.answers")
class Mute(Reference):
    def baoguan_diagnose(self) -> Sequence[Diagnosis]:
        return [Diagnosis(level="error", zh="", en="broken")]


class Careless(Opener):
    """Takes any settings."""

    def open(self, settings: Mapping[str, object], context: ChannelContext) -> Relay:
        return super().open({k: v for k, v in settings.items() if k in {"url", "token"}}, context)


SABOTEURS["settings.unknown"] = lambda: rig(Reference, Careless)


@against("close.repeatable")
class ClosesOnce(Reference):
    closed = False

    def close(self) -> None:
        if self.closed:
            raise RuntimeError("closed twice")
        self.closed = True
        super().close()


@against("submit.arrives-once", "submit.again-is-same", "modify.arrives-once", "withdraw.arrives-once")
class SendsTwice(Reference):
    """To be on the safe side."""

    def baoguan_submit(self, message: Message) -> Acknowledgement:
        super().baoguan_submit(attrs.evolve(message, exchange_id=f"{message.exchange_id}-again"))
        return super().baoguan_submit(message)


@against("declare.second-act")
class NeverDeclares(Reference):
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        return Acknowledgement(reference="R0") if message.verb is Verb.DECLARE else super().baoguan_submit(message)


@against("doubt.timeout", "doubt.value-error", "doubt.hook-returns-none", "doubt.wrapper-fails", knows=False)
class SaysItNeverCame(Reference):
    """And is slow to tell what it heard."""

    rounds = 0

    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        self.rounds += 1
        return super().baoguan_receipts(limit) if self.rounds > 3 else []

    def baoguan_reconcile(self, message: Message) -> Reconciliation:
        return NotArrived(final=True)


@against("restart.continues", "reconcile.never-guesses")
class SaysItCame(Reference):
    def baoguan_reconcile(self, message: Message) -> Reconciliation:
        return Arrived(evidence="surely")


@against("dedup.as-declared", knows=False)
class Forgetful(Reference):
    """Declares a far side that recognises exchange ids; it does not."""


@against("secrets.hidden")
class Talkative(Reference):
    def __init__(self, settings: Settings, context: ChannelContext) -> None:
        super().__init__(settings, context)
        logging.getLogger("reference").warning("connecting with %s", settings.token.reveal())


@against("http.timeout-after-acceptance", "http.cut", "http.html", "http.empty", "http.wrong-type", "http.server-error")
class TriesAgain(Reference):
    """Sends again under a new name whenever the answer is not to its liking."""

    def baoguan_submit(self, message: Message) -> Acknowledgement:
        try:
            return super().baoguan_submit(message)
        except ChannelError:
            return super().baoguan_submit(attrs.evolve(message, exchange_id=f"{message.exchange_id}-again"))


@against("http.refused", "http.busy", "http.unavailable")
class Swallows(Reference):
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        try:
            return super().baoguan_submit(message)
        except ChannelError:
            return Acknowledgement(reference="R0")


@against("receipts.until-acknowledged")
class GivesOnce(Reference):
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        given = super().baoguan_receipts(limit)
        if given:
            self.baoguan_acknowledge([row.token for row in given], False)
        return given


@against("decode.pure")
class Moody(Reference):
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        return [attrs.evolve(receipt, texts=(uuid4().hex,)) for receipt in super().baoguan_decode(raw)]


@against("decode.garbage")
class Trusting(Reference):
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        raw.content.decode("ascii")
        return super().baoguan_decode(raw)


@against("decode.garbage-parks")
class Offended(Reference):
    """Reads nothing more after something that it could not read."""

    offended = False

    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        try:
            if self.offended:
                raise DecodeError("不读了", "no more")
            return super().baoguan_decode(raw)
        except DecodeError:
            self.offended = True
            raise


@against("receipts.repeated")
class Counts(Reference):
    """Gives a document a new number whenever it reads of it under a new name."""

    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        suffix = "9" if raw.name.startswith("again-") else ""
        return [attrs.evolve(r, numbers={"seq_no": r.numbers["seq_no"] + suffix}) for r in super().baoguan_decode(raw)]


@against("receipts.late")
class Impatient(Reference):
    """Takes what comes late for a refusal."""

    rounds = 0

    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        self.rounds += 1
        return super().baoguan_receipts(limit)

    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        late = self.rounds > 5
        return [attrs.evolve(r, outcome=Outcome.REJECTED) if late else r for r in super().baoguan_decode(raw)]


@against("receipts.reordered")
class InOrderOnly(Reference):
    """Takes what comes before the answer that it waits for as a refusal."""

    accepted = False

    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        receipts = super().baoguan_decode(raw)
        self.accepted |= any(r.outcome is Outcome.ACCEPTED for r in receipts)
        early = not self.accepted
        return [attrs.evolve(r, outcome=Outcome.REJECTED) if early and r.outcome is Outcome.STORED else r for r in receipts]


@against("receipts.foreign")
class Mine(Reference):
    """Takes every receipt for one about the last message."""

    last = ""

    def baoguan_submit(self, message: Message) -> Acknowledgement:
        self.last = message.exchange_id
        return super().baoguan_submit(message)

    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        return [attrs.evolve(r, exchange_id=self.last or r.exchange_id) for r in super().baoguan_decode(raw)]


@against("receipts.gbk")
class Utf8Only(Reference):
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        try:
            raw.content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DecodeError("编码", "encoding") from error
        return super().baoguan_decode(raw)
