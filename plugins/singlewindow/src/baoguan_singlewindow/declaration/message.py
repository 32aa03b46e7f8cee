"""DecMessage as a whole: its sections in the official order, written for the import client and read back without loss."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final
from xml.sax.saxutils import quoteattr

import attrs
from lxml import etree

from baoguan import CustomsDeclaration, Party, Signature
from baoguan.plugin import (
    Carried,
    Codes,
    DecodeError,
    Parcel,
    RecordDecoder,
    RecordEncoder,
    Step,
    UnusableInput,
    children,
    descend,
    find,
    parse_xml,
    plain_message,
    text_of,
)
from baoguan_singlewindow.attached import described
from baoguan_singlewindow.declaration.editions import ALL, Inside, Row, Table
from baoguan_singlewindow.declaration.goods_tables import CONTAINER, DOCUMENT, IMPORT_GOODS
from baoguan_singlewindow.declaration.head_table import FREE_TEXT, HEAD
from baoguan_singlewindow.declaration.part_tables import (
    ACCESS,
    ATTACHMENT,
    CERTIFICATE,
    MARK_ATTACHMENT,
    PACKING,
    PROMISE,
    QUALIFICATION,
    RELATION,
    RISK,
    ROYALTY,
    SIGN,
    TRANSIT,
    TRANSIT_CONTAINER,
    TRANSIT_GOODS,
    TRANSIT_LEG,
    USER,
    SignedBy,
)
from baoguan_singlewindow.declaration.tax_tables import SUPPLEMENT, TAX
from baoguan_singlewindow.settings import SAVE_ONLY, Operator, Settings

KIND: Final = "declaration"
ROOT: Final = "DecMessage"
NAMESPACE: Final = "http://www.chinaport.gov.cn/dec"
VERSION: Final = "@Version"
"""Under this key a document that was read carries the edition it was written in."""

_OPENING: Final = re.compile(rf'{ROOT}(?: xmlns="{re.escape(NAMESPACE)}")?(?: Version="([\w. -]*)")?')
"""The opening tag as most programs write it."""
_SWAPPED: Final = {"origin_country": "destination_country", "destination_country": "origin_country"}


def _swapped(row: Row) -> Row:
    path = _SWAPPED.get(row.element.path, row.element.path)
    return attrs.evolve(row, element=attrs.evolve(row.element, path=path))


EXPORT_GOODS: Final = attrs.evolve(IMPORT_GOODS, rows=tuple(map(_swapped, IMPORT_GOODS.rows)))
"""In the message of an export the country of destination stands in OriginCountry and that of origin in DestinationCountry."""


def _message(goods: Table) -> Table:
    return Table(
        tag=ROOT,
        model=CustomsDeclaration,
        inside=(
            Inside(table=HEAD),
            Inside(table=goods, path="goods", wrapper="DecLists"),
            Inside(table=CONTAINER, path="containers", wrapper="DecContainers"),
            Inside(table=DOCUMENT, path="licence_documents", wrapper="DecLicenseDocus"),
            Inside(table=CERTIFICATE, path="certificate_requests", wrapper="DecRequestCerts"),
            Inside(table=PACKING, path="other_packings", wrapper="DecOtherPacks"),
            Inside(table=QUALIFICATION, path="qualifications", wrapper="DecCopLimits"),
            Inside(table=USER, path="user_contacts", wrapper="DecUsers"),
            Inside(table=MARK_ATTACHMENT, path="mark_attachments", wrapper="DecMarkLobs"),
            Inside(table=FREE_TEXT),
            Inside(table=SIGN, path="signature"),
            Inside(table=TRANSIT, path="transit"),
            Inside(table=TRANSIT_LEG, path="transit_leg"),
            Inside(table=TRANSIT_CONTAINER, path="transit_containers", wrapper="TrnContainers"),
            Inside(table=TRANSIT_GOODS, path="transit_goods", wrapper="TrnContaGoodsList"),
            Inside(table=SUPPLEMENT, path="supplements", wrapper="DecSupplementLists"),
            Inside(table=ATTACHMENT, path="attachments"),
            Inside(table=RELATION, path="origin_relations"),
            Inside(table=TAX, path="tax_sheet"),
            Inside(table=RISK, path="risk"),
            Inside(table=PROMISE, path="promises_made", wrapper="DecCopPromises", since="4.5"),
            Inside(table=ACCESS, path="access", since="4.5"),
            Inside(table=ROYALTY, path="royalties", since="4.5"),
        ),
    )


IMPORT: Final = _message(IMPORT_GOODS)
EXPORT: Final = _message(EXPORT_GOODS)


def table_of(direction: str | None) -> Table:
    """The table of the message of an import (also where nothing is said) or an export."""
    return EXPORT if direction == "E" else IMPORT


class DeclarationMessages:
    """Writes DecMessage for the cards of an account."""

    def __init__(self, settings: Settings, codes: Codes) -> None:
        self._settings = settings
        self._encoder = cache(lambda table, edition: RecordEncoder(table.of(edition), codes))

    def encode(self, parcel: Parcel, operator: Operator | None) -> bytes:
        """The message of a parcel: a save says 操作类型 G, a declaration what the account's `declaration_operation` says.

        Raises UnusableInput when no card may declare it.
        """
        document = parcel.document
        if not isinstance(document, CustomsDeclaration):
            raise UnusableInput(
                f"DecMessage 只承载报关单，得到 {type(document).__name__}",
                f"DecMessage carries a declaration, not a {type(document).__name__}",
            )
        edition, version = self._settings.edition, self._settings.edition
        filled: dict[str, object] = {}
        if parcel.verbatim:
            edition = ALL
            version = document.carried.originals.get(VERSION, "") if document.carried else version
        elif operator is None:
            known = "、".join(o.customs_code for o in self._settings.operators)
            code = document.declarant.customs_code if document.declarant else None
            raise UnusableInput(
                f"申报单位 {code} 没有对应的卡（已配置：{known}）",
                f"no card for declarant {code} (configured: {known})",
                remedy_zh="在账户中加一个 [[operator]]，或改正申报单位",
                remedy_en="Add an [[operator]] to the account, or correct the declarant",
            )
        else:
            operation = self._settings.declaration_operation if parcel.step is Step.DECLARE else SAVE_ONLY
            filled = filled_in(document, operator, operation, parcel.files)
        encoder: RecordEncoder = self._encoder(table_of(document.direction), edition)
        signature = filled.get("signature", document.signature)
        assert signature is None or isinstance(signature, Signature)
        filled["signature"] = _signed(signature, document.internal_number, None if parcel.verbatim else parcel)
        body = "".join(encoder.texts([attrs.evolve(document, **filled)], verbatim=parcel.verbatim))  # type: ignore[arg-type]
        said = f" Version={quoteattr(version)}" if version else ""
        opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT} xmlns="{NAMESPACE}"{said}>\n'
        return (opening + body.removeprefix(f"<{ROOT}>")).encode()


def filled_in(document: CustomsDeclaration, operator: Operator, operation: str, files: Mapping[str, bytes]) -> dict[str, object]:
    """What every message needs and the card's enterprise gives, by field: who types and who signs, and the marks of an ordinary declaration.

    The operation follows from the step alone: what a message that was read said of itself must not make a save declare.
    """
    enterprise = Party(
        customs_code=operator.customs_code or None, credit_code=operator.credit_code or None, name=operator.name or None
    )
    data_entry = document.data_entry or enterprise
    signature = document.signature or Signature()
    if document.carried is not None:
        # What a message that was read was signed with says nothing of this one.
        signature = attrs.evolve(signature, signature=None, signed_at=None, certificate=None, card_no=None, operator=None)
    return {
        "document_type": document.document_type or "  ",
        "data_entry": data_entry,
        "typist_card_no": document.typist_card_no or operator.card_no or None,
        "typist_name": document.typist_name or operator.person or None,
        "declarer_name": document.declarer_name or operator.person or None,
        "transit_relation": document.transit_relation or "0",
        "transit_kind": document.transit_kind or "1",
        "entry_type": document.entry_type or "M",
        "promises": document.promises or "99999",
        "no_other_packing": document.no_other_packing or ("0" if document.other_packings else "1"),
        "attachments": tuple(described(a, files) for a in document.attachments),
        "signature": attrs.evolve(
            signature,
            operation=operation,
            card_no=signature.card_no or operator.card_no or None,
            enterprise=signature.enterprise or data_entry.customs_code,
            operator=signature.operator or operator.person or None,
        ),
    }


def _signed(signature: Signature | None, number: str | None, parcel: Parcel | None) -> SignedBy | None:
    """The DecSign of a document with this number as it stands on the wire."""
    if signature is None and number is None:
        return None
    values = attrs.asdict(signature, recurse=False) if signature is not None else {}
    at = values.get("signed_at") or (None if parcel is None else f"{parcel.created:%Y%m%d%H%M%S}00")
    return SignedBy(**{**values, "client_no": number, "signed_at": at})


class DeclarationReader:
    """Reads DecMessage of any edition and order."""

    def __init__(self, codes: Codes) -> None:
        self._decoder = cache(lambda table: RecordDecoder(table.of(ALL), codes))

    def read(self, root: etree._Element) -> CustomsDeclaration:
        """The declaration of a message, with everything that no field stands for. Raises DecodeError without head."""
        message = descend(root, ROOT)
        head = find(message, HEAD.tag) if message is not None else None
        if message is None or head is None:
            raise DecodeError(
                "不是报关单报文：缺少 DecMessage/DecHead",
                "no declaration: DecMessage/DecHead is missing",
                remedy_zh="确认文件是发给导入客户端的报关单报文",
                remedy_en="Check that it is a declaration for the import client",
            )
        flags = (text_of(node) for node in children(head, "IEFlag") if not len(node))
        values = self._decoder(table_of(next(filter(None, flags), None))).values(message)
        return _document(values, next((str(v) for k, v in message.attrib.items() if str(k).lower() == "version"), None))

    def read_bytes(self, content: bytes) -> CustomsDeclaration:
        """As `read`, from the bytes of a message. Raises DecodeError for anything but XML, and without head.

        What is written as most programs write it is read without a tree, in half the time.
        """
        message = plain_message(content)
        opening = _OPENING.fullmatch(message.tags[0]) if message is not None else None
        if message is None or opening is None or message.tags[-1] != f"/{ROOT}" or HEAD.tag not in message.tags:
            return self.read(parse_xml(content))
        decoder = self._decoder(table_of(message.text_of("IEFlag", HEAD.tag)))
        values = decoder.plain_values(message, 1, len(message.tags) - 1)
        return self.read(parse_xml(content)) if values is None else _document(values, opening[1])


def _document(values: dict[str, object], version: str | None) -> CustomsDeclaration:
    """The declaration of what was read of a message of an edition."""
    carried = values.get("carried")
    kept = carried if isinstance(carried, Carried) else Carried()
    originals = {**kept.originals, **({VERSION: version} if version else {})}
    signed = values.pop("signature", None)
    if isinstance(signed, SignedBy):
        own = attrs.asdict(signed, recurse=False)
        values["internal_number"] = own.pop("client_no")
        if any(v is not None for v in own.values()):
            values["signature"] = Signature(**own)
    values["carried"] = attrs.evolve(kept, originals=originals)
    return CustomsDeclaration(**values)  # type: ignore[arg-type]
