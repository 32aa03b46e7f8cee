"""EML121 and EMS121 as a whole: written for the import client, and read back without loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any, Final, TypeVar

import attrs
from lxml import etree

from baoguan import WriteOff, WriteOffAttachment, WriteOffList, WriteOffRow
from baoguan.plugin import (
    Carried,
    Codes,
    DecodeError,
    Parcel,
    Record,
    RecordDecoder,
    RecordEncoder,
    Step,
    UnusableInput,
    children,
    descend,
    find,
    local,
    terms,
)
from baoguan_singlewindow import envelope
from baoguan_singlewindow.settings import Operator, Settings
from baoguan_singlewindow.write_off.tables import ACCOUNT, MESSAGES, WriteOffMessage

R = TypeVar("R", WriteOffList, WriteOffRow, WriteOffAttachment)

KIND: Final = "write_off"
ROOTS: Final = {message.root: family for family, message in MESSAGES.items()}
"""Root element, which is the message type too -> family of the ledger."""

_PRODUCT: Final = "E"
_FILED: Final = "1"
_ZERO: Final = Decimal(0)


class WriteOffMessages:
    """Writes EML121 and EMS121 for the cards of an account."""

    def __init__(self, settings: Settings, codes: Codes) -> None:
        self._settings = settings
        self._encoder = cache(lambda record: RecordEncoder(record, codes))

    def encode(self, parcel: Parcel, operator: Operator | None) -> bytes:
        """The message of a parcel: saved or declared. Raises UnusableInput for a ledger that has no such message, and when no card may
        send it."""
        document = parcel.document
        if not isinstance(document, WriteOff):
            raise UnusableInput(
                f"EML121、EMS121 只承载报核，得到 {type(document).__name__}",
                f"EML121 and EMS121 carry a write-off, not a {type(document).__name__}",
            )
        message = message_of(document)
        if parcel.verbatim and document.carried is not None:
            carried = document.carried.originals.items()
            values = {k.removeprefix(envelope.MARK): v for k, v in carried if k.startswith(envelope.MARK)}
            filled = document
        else:
            if operator is None:
                raise self._no_card(document)
            values, filled = self._values(parcel, operator, message), _written(document, message, parcel)
        body = chain.from_iterable(
            self._encode(record, records, verbatim=parcel.verbatim) for record, records in _sections(filled, message)
        )
        return b"".join(envelope.write(values, message.root, body, {}))

    def _encode(self, record: Record, records: tuple[object, ...], *, verbatim: bool) -> Iterator[bytes]:
        encoder: RecordEncoder = self._encoder(record)
        return encoder.encode(records, verbatim=verbatim)

    def _no_card(self, document: WriteOff) -> UnusableInput:
        known = "、".join(o.customs_code for o in self._settings.operators)
        code = document.declarant.customs_code if document.declarant else None
        return UnusableInput(
            f"申报单位 {code} 没有对应的卡（已配置：{known}）",
            f"no card for declarant {code} (configured: {known})",
            remedy_zh="在账户中加一个 [[operator]]，或改正申报单位",
            remedy_en="Add an [[operator]] to the account, or correct the declarant",
        )

    def _values(self, parcel: Parcel, operator: Operator, message: WriteOffMessage) -> dict[str, str]:
        fields = {
            "version": "1.0",
            "business_id": parcel.number,
            "message_id": parcel.exchange_id,
            "file_name": f"{parcel.exchange_id}.xml",
            "message_type": message.root,
            "sender_id": f"DXPESW{operator.client_id}" if operator.client_id else "",
            "receiver_id": self._settings.receiver_id,
            "send_time": parcel.created.strftime("%Y-%m-%dT%H:%M:%S"),
            "Ic_Card": operator.card_no,
        }
        pocket = {"pocket_id": parcel.exchange_id, "total_pocket_qty": "1", "cur_pocket_no": "1"}
        return {
            "KeyInfo/KeyName": "aa",
            **{f"{envelope.ENVELOPE}/{k}": v for k, v in fields.items()},
            **{f"{envelope.POCKET}/{k}": v for k, v in pocket.items()},
            f"{envelope.BUSINESS}/DelcareFlag": "1" if parcel.step is Step.DECLARE else "0",
        }


def message_of(document: WriteOff) -> WriteOffMessage:
    """The message of a ledger's family. Raises UnusableInput for one that has none."""
    found = MESSAGES.get(document.family or "")
    if found is None:
        raise UnusableInput(
            f"底账种类 {document.family or '—'} 没有报核报文",
            f"no message writes off a ledger of family {document.family or '—'}",
            remedy_zh="family 填 handbook（手册）或 account（账册）",
            remedy_en="Give family: handbook or account",
        )
    return found


def _sections(document: WriteOff, message: WriteOffMessage) -> Iterator[tuple[Record, tuple[object, ...]]]:
    yield message.head, (document,)
    yield message.lists, document.lists
    yield message.materials, document.materials
    yield message.products, document.products
    yield message.attachments, document.attachments


def _written(document: WriteOff, message: WriteOffMessage, parcel: Parcel) -> WriteOff:
    """What the message needs beside what was typed: the days, the ledger in every row, and 0 where a quantity was left out."""
    repeated: Mapping[str, Any] = {"ledger_no": document.ledger_no, "sequence": document.sequence}
    listed: Mapping[str, Any] = {**repeated, **({"declaration_type": _FILED} if message is ACCOUNT else {})}
    return attrs.evolve(
        document,
        **_zeros(document, message.head),
        entered_at=document.entered_at or parcel.created,
        declared_at=document.declared_at or (parcel.created if parcel.step is Step.DECLARE else None),
        declared_on=document.declared_on or (parcel.created.date() if parcel.step is Step.DECLARE else None),
        lists=tuple(_in_list(row, listed) for row in document.lists),
        materials=tuple(attrs.evolve(row, **repeated, **_zeros(row, message.materials)) for row in document.materials),
        products=tuple(attrs.evolve(row, **repeated, **_zeros(row, message.products)) for row in document.products),
        attachments=tuple(attrs.evolve(row, **repeated) for row in document.attachments),
    )


def _in_list(row: WriteOffList, given: Mapping[str, Any]) -> WriteOffList:
    typed = {"declaration_type": row.declaration_type} if row.declaration_type is not None else {}
    return attrs.evolve(row, **{**given, **typed})


def _zeros(row: WriteOff | WriteOffRow, record: Record) -> dict[str, Any]:
    """The schema has no empty numbers."""
    known = terms(record.model)
    paths = (element.path for element in record.elements if "." not in element.path)
    return {path: _ZERO for path in paths if known[path].kind == "decimal" and getattr(row, path) is None}


class WriteOffReader:
    """Reads EML121 and EMS121 in any order, in an envelope or bare."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes

    def read(self, root: etree._Element, name: str) -> WriteOff:
        """The write-off of a message of that root element, with everything that no field stands for. Raises DecodeError without head."""
        message = MESSAGES[ROOTS[name]]
        body = descend(root, message.root)
        head = find(body, message.head.tag) if body is not None else None
        if body is None or head is None:
            raise DecodeError(
                f"不是报核报文：缺少 {message.root}/{message.head.tag}",
                f"no write-off: {message.root}/{message.head.tag} is missing",
                remedy_zh="确认文件是报核报文",
                remedy_en="Check that it is the message of a write-off",
            )
        read = [head]
        values = RecordDecoder(message.head, self._codes).values(head)
        lists = self._records(message.lists, body, WriteOffList, read)
        materials = self._records(message.materials, body, WriteOffRow, read)
        products: tuple[WriteOffRow, ...]
        if message.mixed:
            products = tuple(row for row in materials if row.kind == _PRODUCT)
            materials = tuple(row for row in materials if row.kind != _PRODUCT)
        else:
            products = self._records(message.products, body, WriteOffRow, read)
        attachments = self._records(message.attachments, body, WriteOffAttachment, read)
        kept = values.pop("carried", None)
        own = kept if isinstance(kept, Carried) else Carried()
        frame = envelope.read(root, frozenset(read), _above(root, message.root))
        carried = attrs.evolve(own, originals={**own.originals, **{envelope.MARK + k: v for k, v in frame.items()}})
        return WriteOff(
            **values,  # type: ignore[arg-type]
            family=ROOTS[name],
            lists=lists,
            materials=materials,
            products=products,
            attachments=attachments,
            carried=carried,
        )

    def _records(self, record: Record, body: etree._Element, model: type[R], read: list[etree._Element]) -> tuple[R, ...]:
        rows = RecordDecoder(record, self._codes)
        nodes = children(body, record.tag)
        read += nodes
        return tuple(rows.decode(node, model) for node in nodes)


def _above(root: etree._Element, message: str) -> str:
    """The path of the root element, where a message came without the outer part of its envelope."""
    chain_ = ["Signature", "Object", "Package", "DataInfo", "BussinessData", message]
    name = local(root)
    at = chain_.index(name) if name in chain_ else 0
    held = {local(child) for child in root}
    if 0 < at < len(chain_) - 1 and chain_[at + 1] not in held:
        # The name of one part, and what another one further out holds.
        at = next((n for n, inner in enumerate(chain_[1 : at + 1]) if inner in held), at)
    return "/".join(chain_[1 : at + 1])
