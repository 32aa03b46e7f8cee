"""What every message in an envelope says of itself, and by whose card; what one that was read carries of its own envelope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from baoguan.plugin import Carried, Parcel, Step, UnusableInput
from baoguan_singlewindow import envelope
from baoguan_singlewindow.settings import Operator, Settings

KEY_NAME: Final = "aa"
"""In most senders; the client signs."""


def operator_for(settings: Settings, declarant: str | None) -> Operator | None:
    """The card that declares for an enterprise."""
    return next((o for o in settings.operators if o.customs_code == declarant), None)


def no_card(settings: Settings, declarant: str | None) -> UnusableInput:
    """That no card of the account may declare for an enterprise."""
    known = "、".join(o.customs_code for o in settings.operators)
    return UnusableInput(
        f"申报单位 {declarant} 没有对应的卡（已配置：{known}）",
        f"no card for declarant {declarant} (configured: {known})",
        remedy_zh="在账户中加一个 [[operator]]，或改正申报单位",
        remedy_en="Add an [[operator]] to the account, or correct the declarant",
    )


def framed(settings: Settings, operator: Operator, parcel: Parcel, message_type: str) -> dict[str, str]:
    """The values of the envelope of a message, by path: who sends it, which pack it is, and whether it saves or declares."""
    fields = {
        "version": "1.0",
        "business_id": parcel.number,
        "message_id": parcel.exchange_id,
        "file_name": f"{parcel.exchange_id}.xml",
        "message_type": message_type,
        "sender_id": f"DXPESW{operator.client_id}" if operator.client_id else "",
        "receiver_id": settings.receivers.get(message_type, settings.receiver_id),
        "send_time": parcel.created.strftime("%Y-%m-%dT%H:%M:%S"),
        "Ic_Card": operator.card_no,
    }
    pocket = {
        "pocket_id": parcel.exchange_id if parcel.packs == 1 else _pocket_id(parcel),
        "total_pocket_qty": str(parcel.packs),
        "cur_pocket_no": str(parcel.pack),
    }
    return {
        "KeyInfo/KeyName": KEY_NAME,
        **{f"{envelope.ENVELOPE}/{k}": v for k, v in fields.items()},
        **{f"{envelope.POCKET}/{k}": v for k, v in pocket.items()},
        f"{envelope.BUSINESS}/DelcareFlag": "1" if parcel.step is Step.DECLARE else "0",
    }


def _pocket_id(parcel: Parcel) -> str:
    """What the packs of one submission share and no other submission has: a save and its declaration may be made in one moment."""
    return f"{parcel.number}-{parcel.act}{parcel.change_count}-{parcel.step}-{parcel.created:%Y%m%d%H%M%S%f}"


def kept(carried: Carried | None) -> dict[str, str]:
    """What a document that was read carries of its envelope, by path."""
    found: Mapping[str, str] = carried.originals if carried is not None else {}
    return {k.removeprefix(envelope.MARK): v for k, v in found.items() if k.startswith(envelope.MARK)}


def with_frame(head: object, root: etree._Element, consumed: Iterable[etree._Element], message: str) -> Carried:
    """What a head that was read carries, and with it every value of its envelope and its message that no table has read."""
    carried = head if isinstance(head, Carried) else Carried()
    frame = envelope.read(root, frozenset(consumed), envelope.above(root, message))
    return Carried(carried.extras, {**carried.originals, **{envelope.MARK + k: v for k, v in frame.items()}})
