"""A plugin adds a kind of document: over a channel of its own making, and by a message type over the Single Window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
from lxml import etree

from baoguan import Broker, read_config
from baoguan.plugin import (
    Act,
    ChannelInfo,
    CodeList,
    DocumentKind,
    Evidence,
    Identity,
    Level,
    Lifecycle,
    Mark,
    MessageType,
    Outcome,
    Parcel,
    RawReceipt,
    Receipt,
    RulePack,
    State,
    Support,
    Transition,
    Verb,
    child_text,
    each_row,
    hookimpl,
    text,
)
from baoguan_echo import Echo
from tests.broker.office import Office, only
from tests.broker.papers import minute


@attrs.frozen(kw_only=True)
class GatePass:
    """A pass of one lorry."""

    number: str | None = text("核放单号", "pass number", 20)
    plate: str | None = text("车牌", "plate", 10)
    seq_no: str | None = text("预录入编号", "pre-entry number", 18)


RULES = RulePack("gate-pass")
RULES.rule("pass.plate", fields=("plate",), source="例 / example", mark=Mark.OFFICIAL, zh="缺少车牌", en="the plate is missing")(
    each_row(lambda row, context: not getattr(row, "plate", None))
)

LIFE = Lifecycle(
    kind="gate-pass",
    states=tuple(State(name=n, zh=n, en=n) for n in ("draft", "queued", "sent", "saved", "declared", "refused", "open")),
    transitions=(Transition(outcome=Outcome.APPROVED, rank=3, state="open"),),
    deletion_outcomes=frozenset(),
)


def with_numbers(document: GatePass, numbers: Mapping[str, str], act: Act, change_count: int) -> GatePass:
    return attrs.evolve(document, seq_no=numbers.get("seq_no"))


KIND = DocumentKind[GatePass](
    name="gate-pass",
    title_zh="核放单",
    title_en="gate pass",
    model=GatePass,
    rules=RULES,
    lifecycle=LIFE,
    identity=lambda d: Identity(owner="4403D60001", number=d.number or ""),
    with_numbers=with_numbers,
    guards=lambda *_: (),
    lines=lambda d: 1,
    copy=lambda d, n: attrs.evolve(d, number=n, seq_no=None),
)
SUPPORTS = tuple(
    Support(kind="gate-pass", verb=v, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE) for v in (Verb.SAVE, Verb.DECLARE)
)


def encode(parcel: Parcel) -> bytes:
    document = parcel.document
    assert isinstance(document, GatePass)
    return f'<Pass flag="{parcel.step}"><No>{document.number}</No><Seq>{document.seq_no or ""}</Seq></Pass>'.encode()


def decode(node: etree._Element) -> Sequence[Receipt]:
    return [
        Receipt(
            kind="gate-pass",
            source="PASS221",
            outcome=Outcome.APPROVED,
            code="1",
            numbers={"seq_no": child_text(node, "seq")},
            customs_time=minute(1),
        )
    ]


class PassPlugin:
    """Brings the kind, its message, a rule of the house and a code list."""

    @hookimpl
    def baoguan_documents(self) -> Sequence[object]:
        return [KIND]

    @hookimpl
    def baoguan_messages(self) -> Sequence[MessageType]:
        return [
            MessageType(
                channel="singlewindow",
                kind="gate-pass",
                name="PASS121",
                supports=SUPPORTS,
                encode=encode,
                decode={"PASS221": decode},
            )
        ]

    @hookimpl
    def baoguan_rules(self) -> Sequence[RulePack]:
        house = RulePack("gate-pass")
        house.rule(
            "house.plate", fields=("plate",), source="本公司 / our own", mark=Mark.OFFICIAL, zh="非本公司车辆", en="not our lorry"
        )(each_row(lambda row, context: str(getattr(row, "plate", "")).startswith("港")))
        return [house]

    @hookimpl
    def baoguan_codes(self) -> Sequence[CodeList]:
        return []


class PassEcho(Echo):
    """The echo, which carries passes too."""

    def open(self, settings: object, context: object) -> PassEcho:
        return PassEcho()

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        return attrs.evolve(super().baoguan_channel(), supports=SUPPORTS)

    @hookimpl
    def baoguan_decode(self, raw: RawReceipt) -> list[Receipt]:
        return [attrs.evolve(r, kind="gate-pass") for r in super().baoguan_decode(raw)]


def test_a_kind_of_a_plugin_works_over_the_echo(tmp_path: Path) -> None:
    config = read_config({"environment": "test", "accounts": {"e": {"channel": "echo"}}}, tmp_path)
    with Broker(config, own={"passes": PassPlugin()}, channels={"echo": PassEcho()}) as broker:
        document = GatePass(number="P-1", plate="粤B00000")
        assert [f.rule for f in broker.check(GatePass(number="P-1"))] == ["pass.plate"]
        assert [f.rule for f in broker.check(GatePass(number="P-1", plate="港00"))] == ["house.plate"]
        assert broker.submit(document, declare=True).kind == "gate-pass"
        for _ in range(4):
            broker.run_once()
        assert only(broker, "P-1").state == "declared"
        assert broker.document("P-1") == document
        assert broker.copy("P-1", "P-2") == attrs.evolve(document, number="P-2")


def test_a_message_type_of_a_plugin_goes_through_the_import_client_and_its_receipts_come_back(office: Office) -> None:
    with office.broker(own={"passes": PassPlugin()}) as broker:
        broker.submit(GatePass(number="P-1", plate="粤B00000"), declare=True)
        broker.run_once()
        (sent,) = office.take()
        assert sent.xml == b'<Pass flag="save"><No>P-1</No><Seq></Seq></Pass>'
        answer = b"<CommonResponeMessage><SeqNo>202600000000000007</SeqNo><CheckInfo/><DealFlag>0</DealFlag></CommonResponeMessage>"
        office.answer(sent, answer)
        broker.run_once()
        (sent,) = office.take()
        assert sent.xml == b'<Pass flag="declare"><No>P-1</No><Seq>202600000000000007</Seq></Pass>'
        office.answer(sent, answer)
        office.hear(
            broker,
            b"<Package><DataInfo><BussinessData><PASS221><seq>202600000000000007</seq></PASS221></BussinessData></DataInfo></Package>",
        )
        assert only(broker, "P-1").state == "open"
        assert office.in_box() == []
