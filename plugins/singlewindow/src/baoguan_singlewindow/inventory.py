"""The bonded inventory list as INV101: written for the import client, read back without loss."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from baoguan import BondedInventoryList, DraftDeclaration
from baoguan.plugin import (
    Carried,
    ChannelContext,
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
    local,
)
from baoguan_singlewindow import envelope
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
        code = document.declarant.customs_code if document.declarant else None
        return next((o for o in self._settings.operators if o.customs_code == code), None)

    def encode(self, parcel: Parcel) -> Iterator[bytes]:
        """The message of a parcel. Raises UnusableInput when no operator may declare it or the ledger's sub-system is not known."""
        document = parcel.document
        if not isinstance(document, BondedInventoryList):
            raise UnusableInput(
                f"INV101 只承载核注清单，得到 {type(document).__name__}",
                f"INV101 carries a list, not a {type(document).__name__}",
            )
        carried = (
            {k.removeprefix(envelope.MARK): v for k, v in document.carried.originals.items() if k.startswith(envelope.MARK)}
            if parcel.verbatim and document.carried
            else {}
        )
        operator = self.operator(document)
        if operator is None and not parcel.verbatim:
            known = "、".join(o.customs_code for o in self._settings.operators)
            code = document.declarant.customs_code if document.declarant else None
            raise UnusableInput(
                f"申报单位 {code} 没有对应的卡（已配置：{known}）",
                f"no card for declarant {code} (configured: {known})",
                remedy_zh="在账户中加一个 [[operator]]，或改正申报单位",
                remedy_en="Add an [[operator]] to the account, or correct the declarant",
            )
        verbatim = parcel.verbatim and document.carried is not None
        values = carried if verbatim or operator is None else self._values(parcel, operator)
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

    def _values(self, parcel: Parcel, operator: Operator) -> dict[str, str]:
        fields = {
            "version": "1.0",
            "business_id": parcel.number,
            "message_id": parcel.exchange_id,
            "file_name": f"{parcel.exchange_id}.xml",
            "message_type": MESSAGE_TYPE,
            "sender_id": f"DXPESW{operator.client_id}" if operator.client_id else "",
            "receiver_id": self._settings.receiver_id,
            "send_time": parcel.created.strftime("%Y-%m-%dT%H:%M:%S"),
            "Ic_Card": operator.card_no,
        }
        pocket = {
            "pocket_id": parcel.exchange_id if parcel.packs == 1 else _pocket_id(parcel),
            "total_pocket_qty": str(parcel.packs),
            "cur_pocket_no": str(parcel.pack),
        }
        return {
            "KeyInfo/KeyName": "aa",
            **{f"{envelope.ENVELOPE}/{k}": v for k, v in fields.items()},
            **{f"{envelope.POCKET}/{k}": v for k, v in pocket.items()},
            f"{envelope.BUSINESS}/DelcareFlag": "1" if parcel.step is Step.DECLARE else "0",
        }


def _pocket_id(parcel: Parcel) -> str:
    """What the packs of one submission share and no other submission has: a save and its declaration may be made in one moment."""
    return f"{parcel.number}-{parcel.act}{parcel.change_count}-{parcel.step}-{parcel.created:%Y%m%d%H%M%S%f}"


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
    frame = envelope.read(root, frozenset(consumed), _above(root))
    carried = values.get("carried")
    kept: Mapping[str, str] = carried.originals if isinstance(carried, Carried) else {}
    extras = carried.extras if isinstance(carried, Carried) else ()
    values["carried"] = Carried(extras, {**kept, **{envelope.MARK + k: v for k, v in frame.items()}})
    return BondedInventoryList(**values)  # type: ignore[arg-type]


def _above(root: etree._Element) -> str:
    """The path of the root element, where a message came without the outer part of its envelope; what it holds tells, beside its name."""
    chain = ["Signature", "Object", "Package", "DataInfo", "BussinessData", ROOT]
    name = local(root)
    at = chain.index(name) if name in chain else 0
    held = {local(child) for child in root}
    if 0 < at < len(chain) - 1 and chain[at + 1] not in held:
        # The name of one part, and what another one further out holds.
        at = next((n for n, inner in enumerate(chain[1 : at + 1]) if inner in held), at)
    return "/".join(chain[1 : at + 1])
