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
    terms,
)
from baoguan_singlewindow import envelope
from baoguan_singlewindow.framing import framed, kept, no_card, with_frame
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

    def encode(self, parcel: Parcel, operator: Operator | None) -> tuple[bytes, str]:
        """The message of a parcel, saved or declared, and its type. Raises UnusableInput for a ledger that has no such message, and when
        no card may send it."""
        document = parcel.document
        if not isinstance(document, WriteOff):
            raise UnusableInput(
                f"EML121、EMS121 只承载报核，得到 {type(document).__name__}",
                f"EML121 and EMS121 carry a write-off, not a {type(document).__name__}",
            )
        message = message_of(document)
        if parcel.verbatim and document.carried is not None:
            values, filled = kept(document.carried), document
        elif operator is None:
            raise no_card(self._settings, document.declarant.customs_code if document.declarant else None)
        else:
            values = framed(self._settings, operator, parcel, message.root)
            filled = _written(document, message, parcel)
        body = chain.from_iterable(
            self._encoder(record).encode(records, verbatim=parcel.verbatim) for record, records in _sections(filled, message)
        )
        return b"".join(envelope.write(values, message.root, body, {})), message.root


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


def find_write_off(root: etree._Element) -> tuple[WriteOffMessage, etree._Element] | None:
    """The message of a write-off in a file, in an envelope or bare, and its element."""
    for message in MESSAGES.values():
        if (body := descend(root, message.root)) is not None:
            return message, body
    return None


class WriteOffReader:
    """Reads EML121 and EMS121 in any order, in an envelope or bare."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes

    def read(self, root: etree._Element) -> WriteOff:
        """The write-off of a message, with everything that no field stands for. Raises DecodeError without head."""
        found = find_write_off(root)
        head = find(found[1], found[0].head.tag) if found is not None else None
        if found is None or head is None:
            wanted = " / ".join(f"{m.root}/{m.head.tag}" for m in MESSAGES.values())
            raise DecodeError(
                f"不是报核报文：缺少 {wanted}",
                f"no write-off: {wanted} is missing",
                remedy_zh="确认文件是报核报文",
                remedy_en="Check that it is the message of a write-off",
            )
        message, body = found
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
        values["carried"] = with_frame(values.get("carried"), root, read, message.root)
        return WriteOff(
            **values,  # type: ignore[arg-type]
            family=ROOTS[message.root],
            lists=lists,
            materials=materials,
            products=products,
            attachments=attachments,
        )

    def _records(self, record: Record, body: etree._Element, model: type[R], read: list[etree._Element]) -> tuple[R, ...]:
        rows = RecordDecoder(record, self._codes)
        nodes = children(body, record.tag)
        read += nodes
        return tuple(rows.decode(node, model) for node in nodes)
