"""Messages made by the channel's own encoder, to be handed to a far side without HTTP."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import attrs

from baoguan import Act, Step
from baoguan.clock import SHANGHAI
from baoguan.plugin import ChannelContext, Codes, DocumentKinds, Message, Parcel, RawReceipt, Receipt, now
from baoguan_h2010 import channel
from baoguan_h2010.account import LegacyAccount
from baoguan_h2010.receipts import receipts_of
from baoguan_h2010.simulator import FarSide

CREATED = datetime(2026, 1, 5, 9, 0, 0, tzinfo=SHANGHAI)


def account(**settings: object) -> LegacyAccount:
    """An account that only encodes."""
    context = ChannelContext(
        environment="test", account="a", codes=Codes.builtin(), kinds=DocumentKinds(()), journal="", base=Path("/nowhere")
    )
    return channel.offline({"url": "http://127.0.0.1:9", **settings} if settings else {}, context)


def parcel(document: attrs.AttrsInstance, *, act: Act = Act.FILING, step: Step = Step.DECLARE, count: int = 0, exchange: str = "x-d1-0",
           pack: int = 1, packs: int = 1) -> Parcel:  # fmt: skip
    """A parcel of a document."""
    return Parcel(
        exchange_id=exchange,
        environment="test",
        kind="inventory" if hasattr(document, "lines") else "ledger",
        number=str(getattr(document, "internal_number")),  # noqa: B009
        act=act,
        step=step,
        change_count=count,
        created=CREATED,
        document=document,
        pack=pack,
        packs=packs,
    )


def body(message: Message) -> bytes:
    """What goes over the wire."""
    return b"".join(part.content for part in message.parts)


def send(far_side: FarSide, document: attrs.AttrsInstance, exchange: str, **options: object) -> None:
    """Encode a document and hand it over."""
    message = account().baoguan_encode(parcel(document, exchange=exchange, **options))  # type: ignore[arg-type]
    far_side.take(exchange, body(message))


def marks(far_side: FarSide) -> list[str]:
    """Receipt and check mark of everything in the mailbox, which is emptied."""
    mail = far_side.receipts(1000)
    far_side.acknowledge(m.id for m in mail)
    return [f"{r.source} {r.code}" for m in mail for r in _read(m.name, m.body) if r.exchange_id is None or r.code not in "17"]


def _read(name: str, content: bytes) -> list[Receipt]:
    return receipts_of(RawReceipt(token=name, name=name, content=content, received=now()))
