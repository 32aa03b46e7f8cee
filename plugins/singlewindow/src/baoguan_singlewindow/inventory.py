"""The bonded inventory list as INV101: written for the import client, read back without loss."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from baoguan import BondedInventoryList, DraftDeclaration
from baoguan.plugin import (
    ChannelContext,
    Codes,
    DecodeError,
    Parcel,
    RecordDecoder,
    RecordEncoder,
    UnusableInput,
    children,
    descend,
    find,
)
from baoguan_singlewindow import envelope
from baoguan_singlewindow.framing import framed, kept, no_card, operator_for, with_frame
from baoguan_singlewindow.settings import Operator, Settings
from baoguan_singlewindow.tables import HEAD, SECTIONS

MESSAGE_TYPE: Final = "INV101"
ROOT: Final = "InvtMessage"
KIND: Final = "inventory"


class InventoryMessages:
    """Writes and reads INV101."""

    def __init__(self, settings: Settings, codes: Codes) -> None:
        self._settings = settings
        self._head = RecordEncoder(HEAD, codes)
        self._sections = [(RecordEncoder(record, codes), name) for record, name in SECTIONS]

    @classmethod
    def of(cls, settings: Settings, context: ChannelContext) -> InventoryMessages:
        """For an account."""
        return cls(settings, context.codes)

    def operator(self, document: BondedInventoryList) -> Operator | None:
        """The card that declares for the list's 申报单位."""
        return operator_for(self._settings, document.declarant.customs_code if document.declarant else None)

    def encode(self, parcel: Parcel) -> Iterator[bytes]:
        """The message of a parcel. Raises UnusableInput when no operator may declare it or the ledger's sub-system is not known."""
        document = parcel.document
        if not isinstance(document, BondedInventoryList):
            raise UnusableInput(
                f"INV101 只承载核注清单，得到 {type(document).__name__}",
                f"INV101 carries a list, not a {type(document).__name__}",
            )
        carried = kept(document.carried) if parcel.verbatim else {}
        operator = self.operator(document)
        if operator is None and not parcel.verbatim:
            raise no_card(self._settings, document.declarant.customs_code if document.declarant else None)
        verbatim = parcel.verbatim and document.carried is not None
        values = carried if verbatim or operator is None else framed(self._settings, operator, parcel, MESSAGE_TYPE)
        body = itertools.chain(
            self._head.encode([document], verbatim=verbatim),
            *(
                encoder.encode(_of_pack(_records(document, name), name, parcel), verbatim=verbatim)
                for encoder, name in self._sections
            ),
        )
        tail = {
            "OperCusRegCode": "" if verbatim or operator is None else operator.customs_code,
            "SysId": "" if verbatim else self.sys_id(document),
        }
        yield from envelope.write(values, ROOT, body, tail)

    def sys_id(self, document: BondedInventoryList) -> str:
        """The sub-system, by the ledger's first letter."""
        ledger = document.ledger_no or ""
        found = self._settings.sys_ids.get(ledger[:1].upper())
        if found is None:
            raise UnusableInput(
                f"备案编号 {ledger!r} 的首字母没有对应的 SysId",
                f"no SysId for the first letter of ledger {ledger!r}",
                remedy_zh="核对备案编号，或在账户设置 sys_ids 中补充",
                remedy_en="Check the ledger number, or extend sys_ids of the account",
            )
        return found


def _of_pack(records: Sequence[object], name: str, parcel: Parcel) -> Sequence[object]:
    """The records that a pack carries: lines are dealt out in order and evenly, so that none is without; everything else goes with the
    first pack (unproven)."""
    if parcel.packs == 1:
        return records
    if name != "lines":
        return records if parcel.pack == 1 else ()
    return records[(parcel.pack - 1) * len(records) // parcel.packs : parcel.pack * len(records) // parcel.packs]


def _records(document: BondedInventoryList, name: str) -> tuple[object, ...]:
    value: object = getattr(document, name)
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def read_inventory(root: etree._Element, codes: Codes) -> BondedInventoryList:
    """The list of an INV101 message in the PascalCase dialect, in an envelope or bare. Raises DecodeError without head."""
    message = descend(root, ROOT)
    head = find(message, HEAD.tag) if message is not None else None
    if message is None or head is None:
        raise DecodeError(
            "不是 PascalCase 的 INV101：缺少 InvtMessage/InvtHeadType",
            "no INV101 in the PascalCase dialect: InvtMessage/InvtHeadType is missing",
            remedy_zh="确认文件是发给导入客户端的核注清单报文",
            remedy_en="Check that it is a list message for the import client",
        )
    values = RecordDecoder(HEAD, codes).values(head)
    consumed = [head]
    for record, name in SECTIONS:
        rows = RecordDecoder(record, codes)
        nodes = children(message, record.tag)
        if name == "draft_declaration":
            nodes = nodes[:1]
        consumed += nodes
        found = tuple(record.model(**rows.values(node)) for node in nodes)
        if name == "draft_declaration":
            values[name] = next((f for f in found if isinstance(f, DraftDeclaration)), None)
        elif found:
            values[name] = found
    values["carried"] = with_frame(values.get("carried"), root, consumed, ROOT)
    return BondedInventoryList(**values)  # type: ignore[arg-type]
