"""What the tests of the write-off share: samples of both books, parcels and receipts written by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from baoguan import WriteOff, WriteOffAttachment
from baoguan.plugin import Act, Parcel, RawReceipt, Receipt, Step, from_json, to_json
from baoguan.rules.write_off.sample import sample
from baoguan_singlewindow.reading import read_file
from baoguan_singlewindow.receipts import decode
from baoguan_singlewindow.settings import Operator, Settings
from baoguan_singlewindow.write_off.message import KIND, WriteOffMessages
from plugins.singlewindow.tests.messages import CODES, CREATED

CARD = Operator(customs_code="4403DEM0B2", card_no="8900000000001", client_id="0000000001")
PAPER = WriteOffAttachment(serial_no=1, kind="1", number="DEMO-PAPER", file_name="盘点表.pdf")


def account(**changes: Any) -> WriteOff:  # noqa: ANN401
    """The write-off of an account."""
    return attrs.evolve(sample(), **changes)


def handbook(**changes: Any) -> WriteOff:  # noqa: ANN401
    """The write-off of a handbook, with nothing left."""
    nothing = dict.fromkeys(("opening", "theoretical", "difference", "reason", "average_price"))
    settled = attrs.evolve(sample().materials[0], sold=Decimal(775), remaining=Decimal(0), **nothing)
    return attrs.evolve(
        sample(),
        **{
            "family": "handbook",
            "ledger_no": "C53015A00001",
            "sequence": None,
            "period_from": None,
            "period_to": date(2025, 6, 2),
            "materials": (settled,),
            **changes,
        },
    )


def settings() -> Settings:
    """An account at the Single Window; nothing is written below the root."""
    return Settings(root=Path("ImpPath"), operators=(CARD,))


def parcel(document: WriteOff, *, step: Step = Step.DECLARE, verbatim: bool = False) -> Parcel:
    """A parcel as the engine would hand it over."""
    return Parcel(
        exchange_id="X-1",
        environment="test",
        kind=KIND,
        number=document.internal_number or "",
        act=Act.FILING,
        step=step,
        created=CREATED,
        document=document,
        verbatim=verbatim,
    )


def encoded(document: WriteOff, *, step: Step = Step.DECLARE) -> bytes:
    """The message by the only card of the account."""
    return WriteOffMessages(settings(), CODES).encode(parcel(document, step=step), CARD)[0]


def read(content: bytes) -> WriteOff:
    """The write-off of a message."""
    found = read_file("message.xml", content, CODES)
    assert found is not None
    assert isinstance(found.document, WriteOff)
    return found.document


def rebuilt(content: bytes) -> bytes:
    """The message that `build` makes of the document that `read` makes of a message, by way of JSON."""
    return written(from_json(to_json(read(content)), WriteOff))


def written(document: WriteOff) -> bytes:
    """The message that `build` makes of a write-off that was read."""
    return WriteOffMessages(settings(), CODES).encode(parcel(document, verbatim=True), None)[0]


def receipt(name: str, code: str, *, note: str = "", number: str = "202600000000000088") -> Receipt:
    """The one receipt of a file of Customs."""
    head, ledger = {"EMS221": ("EmsChgoffBsc", "emsNo"), "EML221": ("EmlChgoffBsc", "emlNo")}[name]
    body = (
        f"<HdeApprResult><etpsPreentNo>{number}</etpsPreentNo><businessId>E5301B0A0001</businessId><tmsCnt>1</tmsCnt>"
        f"<typecd>1</typecd><manageResult>{code}</manageResult><manageDate>2026-07-03 09:00:00</manageDate><rmk/></HdeApprResult>"
        f"<CheckInfo><note>{note}</note></CheckInfo>"
        f"<{head}><{ledger}>E5301B0A0001</{ledger}><bizopEtpsno>4403DEM0A1</bizopEtpsno><emapvMarkcd>1</emapvMarkcd></{head}>"
    )
    text = f"<Package><DataInfo><BussinessData><{name}>{body}</{name}></BussinessData></DataInfo></Package>"
    (found,) = decode(RawReceipt(token="t", name="Receipt_X.INV", content=text.encode(), received=CREATED))
    return found
