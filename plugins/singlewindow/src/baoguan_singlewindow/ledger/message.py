"""EML111 and EMS111 as a whole: a ledger's head, materials, products and consumptions, written for the import client, read back without loss."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import Final

import attrs
from lxml import etree

from baoguan import Party
from baoguan.plugin import (
    Carried,
    Codes,
    DecodeError,
    Ledger,
    LedgerItem,
    Parcel,
    RecordDecoder,
    RecordEncoder,
    Step,
    UnitConsumption,
    Unsupported,
    UnusableInput,
    children,
    descend,
    find,
)
from baoguan_singlewindow import envelope
from baoguan_singlewindow.framing import framed, kept, no_card, with_frame
from baoguan_singlewindow.ledger.tables import BOOKS, HANDBOOK, Book, WrittenItem
from baoguan_singlewindow.settings import Operator, Settings

KIND: Final = "ledger"
_OPERATOR: Final = "OperCusRegCode"
_GOODS_KIND: Final = "@goods_kind"
"""Under this key a row that was read carries what it says of itself, where that is not what its section says."""
_DECLARED: Final = "2"
_RUNNING: Final = "1"
_FROM_ELECTRONIC_PORT: Final = "1"

_FIELDS: Final = tuple(a.name for a in attrs.fields(LedgerItem))
_values_of = attrgetter(*_FIELDS)


def book_of(ledger: Ledger) -> Book:
    """The message of a ledger. Raises Unsupported for a logistics account and where nothing says which book it is."""
    found = next((b for b in BOOKS if b.family == ledger.family), None)
    if found is None:
        raise Unsupported(
            f"单一窗口通道承载手册（EML111）和账册（EMS111），不承载底账种类 {ledger.family!r}",
            f"the Single Window channel carries handbooks (EML111) and accounts (EMS111), not the family {ledger.family!r}",
            remedy_zh="填写 family：handbook 或 account；物流账册在单一窗口页面办理",
            remedy_en="Fill in family: handbook or account; a logistics account is filed on the page",
        )
    return found


class LedgerMessages:
    """Writes ledgers for the cards of an account."""

    def __init__(self, settings: Settings, codes: Codes) -> None:
        self._settings = settings
        self._encoder = cache(lambda record: RecordEncoder(record, codes))

    def encode(self, parcel: Parcel, operator: Operator | None) -> tuple[bytes, str]:
        """The message of a parcel, and its type. Raises Unsupported for a book that no message carries, UnusableInput without a card."""
        document = parcel.document
        if not isinstance(document, Ledger):
            raise UnusableInput(
                f"EML111、EMS111 只承载手册和账册，得到 {type(document).__name__}",
                f"EML111 and EMS111 carry a ledger, not a {type(document).__name__}",
            )
        book = book_of(document)
        verbatim = parcel.verbatim and document.carried is not None
        if verbatim:
            values, tail, filled = kept(document.carried), "", document
        elif operator is None:
            raise no_card(self._settings, document.declarant.customs_code if document.declarant else None)
        else:
            values, tail = framed(self._settings, operator, parcel, book.message), operator.customs_code
            filled = _filled_in(document, operator, parcel, book)
        parts = [self._encoder(book.head).encode([filled], verbatim=verbatim)]
        for record, name in book.sections:
            rows = getattr(filled, name)
            written = rows if name == "consumptions" else _written(rows, book.kinds.get(name), verbatim=verbatim)
            parts.append(self._encoder(record).encode(written, verbatim=verbatim))
        return b"".join(envelope.write(values, book.root, itertools.chain(*parts), {_OPERATOR: tail})), book.message


def _written(rows: Sequence[LedgerItem], kind: str | None, *, verbatim: bool) -> list[WrittenItem]:
    """Rows with what each says of itself: the kind of its section, or what stood there where it was read."""
    out = []
    for row in rows:
        said = kind
        if verbatim and row.carried is not None and _GOODS_KIND in row.carried.originals:
            said = row.carried.originals[_GOODS_KIND] or None
        out.append(WrittenItem(**dict(zip(_FIELDS, _values_of(row), strict=True)), goods_kind=said))
    return out


def _read(values: dict[str, object], kind: str | None) -> LedgerItem:
    """A row that was read; where it does not say what its section says, that is carried."""
    said = values.pop("goods_kind", None)
    if said != kind:
        carried = values.get("carried")
        known = carried if isinstance(carried, Carried) else Carried()
        values["carried"] = attrs.evolve(known, originals={**known.originals, _GOODS_KIND: str(said or "")})
    return LedgerItem(**values)  # type: ignore[arg-type]


def _filled_in(ledger: Ledger, operator: Operator, parcel: Parcel, book: Book) -> Ledger:
    """What every message needs and the card, the day and the ledger itself give."""
    day = parcel.created.date()
    enterprise = Party(
        customs_code=operator.customs_code or None, credit_code=operator.credit_code or None, name=operator.name or None
    )
    source = _FROM_ELECTRONIC_PORT if book is HANDBOOK else None
    return attrs.evolve(
        ledger,
        input_enterprise=ledger.input_enterprise or enterprise,
        entered_on=ledger.entered_on or day,
        declared_on=ledger.declared_on or (day if parcel.step is Step.DECLARE else None),
        declaration_source=ledger.declaration_source or source,
        consumptions=tuple(_named(ledger, _RUNNING if book is HANDBOOK else None)),
    )


def _named(ledger: Ledger, running: str | None) -> Iterator[UnitConsumption]:
    """Consumptions with a number, and with part number, code and name of their rows, which the message repeats."""
    products = {row.item_no: row for row in ledger.products}
    materials = {row.item_no: row for row in ledger.materials}
    empty = LedgerItem()
    for number, row in enumerate(ledger.consumptions, 1):
        product, material = products.get(row.product_item_no, empty), materials.get(row.material_item_no, empty)
        yield attrs.evolve(
            row,
            serial_no=number if row.serial_no is None else row.serial_no,
            product_part_no=row.product_part_no or product.part_no,
            product_hs_code=row.product_hs_code or product.hs_code,
            product_name=row.product_name or product.goods_name,
            material_part_no=row.material_part_no or material.part_no,
            material_hs_code=row.material_hs_code or material.hs_code,
            material_name=row.material_name or material.goods_name,
            state=row.state or _DECLARED,
            enterprise_mark=row.enterprise_mark or running,
        )


def find_ledger(root: etree._Element) -> tuple[Book, etree._Element] | None:
    """The message of a ledger in a file, in an envelope or bare (手册 are also sent as the root), and of which book it is."""
    for book in BOOKS:
        if (message := descend(root, book.root)) is not None and find(message, book.head.tag) is not None:
            return book, message
    return None


def read_ledger(root: etree._Element, codes: Codes) -> Ledger:
    """The ledger of a message, with everything that no field stands for. Raises DecodeError without head."""
    found = find_ledger(root)
    head = find(found[1], found[0].head.tag) if found is not None else None
    if found is None or head is None:
        raise DecodeError(
            "不是手册或账册报文：缺少 EmlMessage/NptsEmlHead 或 EmsMessage/NemsHead",
            "no message of a ledger: EmlMessage/NptsEmlHead or EmsMessage/NemsHead is missing",
            remedy_zh="确认文件是发给导入客户端的手册或账册报文",
            remedy_en="Check that it is the message of a handbook or account for the import client",
        )
    book, message = found
    values = RecordDecoder(book.head, codes).values(head)
    consumed = [head]
    for record, name in book.sections:
        decoder = RecordDecoder(record, codes)
        nodes = children(message, record.tag)
        consumed += nodes
        rows = (decoder.values(node) for node in nodes)
        if name == "consumptions":
            values[name] = tuple(UnitConsumption(**row) for row in rows)  # type: ignore[arg-type]
        else:
            values[name] = tuple(_read(row, book.kinds.get(name)) for row in rows)
    values["carried"] = with_frame(values.get("carried"), root, consumed, book.root)
    values["family"] = book.family
    return Ledger(**values)  # type: ignore[arg-type]
