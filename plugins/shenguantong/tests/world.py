"""An enterprise with an account at the simulated far side, over folders or HTTP, and the far side as the only witness."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import attrs
import httpx
import respx

from baoguan import Broker, Status, read_config
from baoguan.clock import SHANGHAI
from baoguan.documents import core_kinds
from baoguan.plugin import Act, ChannelContext, Codes, DocumentKinds, Ledger, LedgerItem, Message, Parcel, Step, UnitConsumption
from baoguan_shenguantong import channel
from baoguan_shenguantong.account import Shenguantong
from baoguan_shenguantong.simulator import Simulator
from baoguan_shenguantong.simulator.app import create_app
from tests.support.lists import AGENT, MAKER, inventory

URL = "http://sgt.example"
TOKEN = "s3cr3t-token"
CREATED = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
ACCOUNT: Mapping[str, object] = {"customs_code": AGENT.customs_code, "card_no": "8900000000001"}


@attrs.define(kw_only=True)
class World:
    """Everything below one folder."""

    base: Path
    transport: str = "folder"

    def settings(self, **more: object) -> dict[str, object]:
        """What stands in the account."""
        own: dict[str, object] = {"channel": "shenguantong", "transport": self.transport, **ACCOUNT}
        own |= {"root": "sgt", "stable_seconds": 0.001} if self.transport == "folder" else {"url": URL}
        return {**own, **more}

    def broker(self, accounts: Mapping[str, object] | None = None, environment: str = "simulator", **more: object) -> Broker:
        """A Broker with the account `sgt`."""
        every = {"sgt": self.settings(**more), **(accounts or {})}
        data = {"environment": environment, "journal": "journal", "by": "tester", "accounts": every}
        return Broker(read_config(data, self.base))

    @contextmanager
    def far(self, **options: object) -> Iterator[Simulator]:
        """The far side, served as the transport asks."""
        root = self.base / "sgt" if self.transport == "folder" else None
        with Simulator(self.base / "sim", root, **options) as simulator:  # type: ignore[arg-type]
            if root is not None:
                yield simulator
                return
            with respx.mock(assert_all_called=False) as router:
                router.route(url__startswith=URL).mock(side_effect=lambda request: served(simulator, request))
                yield simulator

    def run(self, broker: Broker, simulator: Simulator, rounds: int = 10) -> None:
        """Rounds by turns; none of them fails."""
        for _ in range(rounds):
            done = broker.run_once(force=True)
            assert not done.failures, done.failures
            simulator.step()
        broker.run_once(force=True)


def served(simulator: Simulator, request: httpx.Request, token: str = "") -> httpx.Response:
    """The application's answer to a request."""

    async def serve() -> httpx.Response:
        app = create_app(simulator, token=token)
        answer = await httpx.ASGITransport(app=app).handle_async_request(
            httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        )
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

    return asyncio.run(serve())


def only(broker: Broker, ref: str) -> Status:
    """The status of one document."""
    return broker.status(ref)[0]


def never_twice(simulator: Simulator) -> None:
    """The witness: no act was taken twice, and none was sent again under another name."""
    taken = [a.exchange_id for a in simulator.arrivals() if a.accepted]
    assert len(taken) == len(set(taken))
    assert not any(a.twice for a in simulator.arrivals())


def encoder(**settings: object) -> Shenguantong:
    """An instance that only encodes."""
    return channel.offline({"url": URL, "transport": "http", **ACCOUNT, **settings}, context())


def context(base: Path | None = None, account: str = "sgt") -> ChannelContext:
    """What an account is opened with."""
    return ChannelContext(
        environment="simulator",
        account=account,
        codes=Codes.builtin(),
        kinds=DocumentKinds(core_kinds()),
        journal="j",
        base=base or Path.cwd(),
    )


def parcel(document: attrs.AttrsInstance | None = None, *, act: Act = Act.FILING, step: Step = Step.SAVE, **more: object) -> Parcel:
    """A save of a list or ledger."""
    chosen = document if document is not None else inventory()
    number = str(getattr(chosen, "internal_number", ""))
    kind = "ledger" if isinstance(chosen, Ledger) else "inventory"
    values = {
        "exchange_id": f"{number}-s1-0123456789ab",
        "environment": "simulator",
        "kind": kind,
        "number": number,
        "created": CREATED,
        **more,
    }
    return Parcel(act=act, step=step, document=chosen, **values)  # type: ignore[arg-type]


def unpacked(message: Message) -> dict[str, bytes]:
    """The files of a message, in their order."""
    with zipfile.ZipFile(io.BytesIO(message.parts[0].content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(message: Message) -> dict[str, object]:
    """The manifest of a message."""
    found: dict[str, object] = json.loads(unpacked(message)["manifest.json"])
    return found


def ledger(number: str = "LEDGER-1", **changes: object) -> Ledger:
    """A valid handbook of two materials, one product and two consumptions."""
    base = Ledger(
        family="handbook",
        internal_number=number,
        ledger_type="C",
        act="1",
        change_count=0,
        master_customs="5301",
        operating_enterprise=MAKER,
        processing_enterprise=MAKER,
        declarant=AGENT,
        declarant_kind="3",
        input_enterprise=AGENT,
        region="440305",
        supervision_mode="0615",
        levy_nature="503",
        processing_kind="IT产品",
        port="5301",
        import_contract="IMP-1",
        export_contract="EXP-1",
        import_currency="USD",
        export_currency="USD",
        valid_until=date(2027, 6, 3),
        consumption_stage="1",
        use="1",
        contact="示例",
        contact_phone="0755-00000000",
        entered_on=date(2026, 1, 5),
        materials=(_item("M", 1), _item("M", 2)),
        products=(_item("P", 1),),
        consumptions=(_consumption(1, 1), _consumption(2, 2)),
    )
    return attrs.evolve(base, **changes)  # type: ignore[arg-type]


def _item(prefix: str, number: int) -> LedgerItem:
    return LedgerItem(
        item_no=number,
        part_no=f"{prefix}-{number}",
        hs_code="8542319000",
        goods_name=f"集成电路{number}",
        specification="示例|无品牌",
        unit="007",
        statutory_unit="007",
        quantity=Decimal(10000),
        unit_price=Decimal("0.5"),
        total_price=Decimal(5000),
        currency="USD",
        country="JPN",
        exemption="3",
        material_rank="1" if prefix == "M" else None,
        modification="3",
    )


def _consumption(serial: int, material: int) -> UnitConsumption:
    return UnitConsumption(
        serial_no=serial,
        product_item_no=1,
        material_item_no=material,
        version="0",
        net=Decimal("2.5"),
        tangible_loss=Decimal("0.5"),
        intangible_loss=Decimal(0),
        bonded_share=Decimal(100),
        state="2",
        modification="3",
        enterprise_mark="1",
    )
