"""A channel over HTTP that keeps the whole contract: every test applies to it. The saboteurs are this channel with one defect each."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
from lxml import etree
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from baoguan.plugin import (
    Acknowledgement,
    ChannelContext,
    ChannelInfo,
    ConfigurationError,
    DecodeError,
    Diagnosis,
    Evidence,
    Level,
    Limits,
    Message,
    Outcome,
    Parcel,
    RawReceipt,
    Receipt,
    Secret,
    Support,
    TooLarge,
    Verb,
    hookimpls,
    parse_xml,
)
from baoguan.testing import FarSide, Rig
from baoguan_relay import Relay, Settings
from baoguan_relay.service import Arrival, Service

URL = "http://relay.example"
SETTINGS = {"url": URL, "token": Secret("example-token-1234", origin="the test")}
SUPPORTS = tuple(Support(kind="inventory", verb=verb, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE) for verb in Verb)
ROWS = 50
LIST_NO = "QD530126I000000001"


@hookimpls
class Reference(Relay):
    """The relay with every verb, receipts in XML, a limit of rows, and something to say of itself."""

    def __init__(self, settings: Settings, context: ChannelContext) -> None:
        super().__init__(settings, context)
        self.context = context

    def baoguan_channel(self) -> ChannelInfo:
        return attrs.evolve(super().baoguan_channel(), supports=SUPPORTS, limits=Limits(rows=ROWS))

    def baoguan_encode(self, parcel: Parcel) -> Message:
        lines = len(getattr(parcel.document, "lines", ()))
        if lines > ROWS:
            raise TooLarge(f"{lines} 行，超过 {ROWS}", f"{lines} rows, more than {ROWS}", remedy_zh="拆分", remedy_en="Divide it")
        return super().baoguan_encode(parcel)

    def baoguan_modify(self, message: Message) -> Acknowledgement:
        return self.baoguan_submit(message)

    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        said = parse_xml(raw.content)
        if said.tag != "receipt":
            raise DecodeError("不是回执", "no receipt")
        return [
            Receipt(
                kind="inventory",
                source="reference",
                outcome=Outcome(said.get("outcome", "")),
                texts=(said.get("text", ""),),
                exchange_id=said.get("exchange_id") or None,
                numbers={name: value for name in ("seq_no", "list_no") if (value := said.get(name))},
            )
        ]

    def baoguan_diagnose(self) -> Sequence[Diagnosis]:
        return [Diagnosis(level="ok", zh="正常", en="in order")]


@attrs.define
class XmlService(Service):
    """The service that says more, in XML."""

    knows: bool = True
    """Whether it recognises a message that it has."""

    async def _put(self, request: Request) -> Response:
        exchange_id = request.path_params["exchange_id"]
        body = json.loads(await request.body())
        new = exchange_id not in self.messages or not self.knows
        self.arrived.append(Arrival(exchange_id=exchange_id, number=body["number"], taken=new))
        if new:
            self.messages[exchange_id] = f"R{len(self.messages) + 1}"
            for outcome in ("saved",) if body["verb"] == "save" else ("accepted", "stored"):
                # What Customs says of the document names no exchange.
                self.say(outcome, body["number"], exchange_id if outcome != "stored" else "")
        return JSONResponse({"reference": self.messages[exchange_id]})

    def say(self, outcome: str, number: str, exchange_id: str = "") -> None:
        list_no = LIST_NO if outcome == "approved" else ""
        seq_no = f"2026{zlib.crc32(number.encode()):014}"
        said = etree.Element("receipt", outcome=outcome, seq_no=seq_no, exchange_id=exchange_id, list_no=list_no, text="海关回执")
        token = f"t{len(self.messages)}-{outcome}"
        content = '<?xml version="1.0" encoding="UTF-8"?>' + etree.tostring(said, encoding="unicode")
        self.waiting[token] = {"token": token, "name": f"{number}-{token}.xml", "content": content}


class Opener:
    """What an entry point would name."""

    def __init__(self, channel: type[Relay]) -> None:
        self._channel = channel

    def open(self, settings: Mapping[str, object], context: ChannelContext) -> Relay:
        wrong = set(settings) ^ {"url", "token"}
        if wrong:
            raise ConfigurationError(f"多或缺的设置：{sorted(wrong)}", f"settings too many or missing: {sorted(wrong)}")
        return self._channel(Settings(**settings), context)  # type: ignore[arg-type]


def approve(far: FarSide | None, number: str) -> None:
    assert isinstance(far, XmlService)
    far.say("approved", number)


def rig(channel: type[Relay] = Reference, opener: type[Opener] = Opener, *, knows: bool = True) -> Rig:
    def far(folder: Path) -> XmlService:
        del folder
        return XmlService(knows=knows)

    return Rig(opener(channel), settings=SETTINGS, far=far, url=URL, approve=approve)
