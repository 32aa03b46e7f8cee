"""An opened account: the hooks of the channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final, Protocol

import attrs

from baoguan import Amendment, BondedInventoryList, CustomsDeclaration, WriteOff
from baoguan.plugin import (
    Acknowledgement,
    Act,
    Cancelled,
    ChannelContext,
    ChannelInfo,
    Dedup,
    Diagnosis,
    Finding,
    Inquiry,
    Ledger,
    Limits,
    Message,
    Parcel,
    Part,
    Profile,
    RawReceipt,
    Receipt,
    Reconciliation,
    Staged,
    TooLarge,
    Unsupported,
    hookimpl,
)
from baoguan_singlewindow.amendment.message import AmendmentMessages
from baoguan_singlewindow.amendment.tables import ROOT as AMENDMENT_TYPE
from baoguan_singlewindow.attached import attached_names
from baoguan_singlewindow.declaration.findings import declaration_findings
from baoguan_singlewindow.declaration.message import ROOT as DECLARATION_TYPE
from baoguan_singlewindow.declaration.message import DeclarationMessages
from baoguan_singlewindow.inventory import MESSAGE_TYPE, InventoryMessages
from baoguan_singlewindow.ledger.findings import ledger_findings
from baoguan_singlewindow.ledger.message import LedgerMessages
from baoguan_singlewindow.ledger.tables import BOOKS
from baoguan_singlewindow.packing import zipped
from baoguan_singlewindow.receipts import decode
from baoguan_singlewindow.resend import ResendMessages
from baoguan_singlewindow.settings import Operator, Settings
from baoguan_singlewindow.supports import supports
from baoguan_singlewindow.write_off.findings import write_off_findings
from baoguan_singlewindow.write_off.message import ROOTS as WRITE_OFFS
from baoguan_singlewindow.write_off.message import WriteOffMessages

_DEFAULT_ROUTE: Final = "Sas"
_BARE: Final = frozenset({DECLARATION_TYPE, AMENDMENT_TYPE})
"""Messages that go as they are, unless documents go with them."""
_SMALLER_LIST_ZH: Final = "拆成多份清单（baoguan build/submit 表格会自动拆分）"
_SMALLER_LIST_EN: Final = "Divide it into more lists (sheets are divided by themselves)"
_SMALLER_LEDGER_ZH: Final = "一份底账或报核不能拆开：改账户的 max_lines、max_bytes（缺省值是建议值），或在单一窗口页面分批录入"
_SMALLER_LEDGER_EN: Final = (
    "A ledger or its write-off cannot be divided: raise max_lines and max_bytes of the account (an advice), or type it on the page"
)
_DECLARED: Final = (BondedInventoryList, CustomsDeclaration, Amendment, Ledger, WriteOff)
_ASKING: Final = "question"
"""Who stages questions: they have no parcel, and so no worker that owns it."""


class Way(Protocol):
    """How an account reaches the folders of the import client: what the engine's hooks of the same names do."""

    @property
    def dedup(self) -> Dedup:
        """By what a repeated message is recognised."""

    def stage(self, message: Message, owner: str) -> Staged:
        """Prepare, and name the place."""

    def arm(self, message: Message, owner: str) -> None:
        """The local half of the send."""

    def send(self, message: Message) -> Acknowledgement:
        """Send."""

    def cancel(self, message: Message, staged: str) -> Cancelled:
        """Take back."""

    def reconcile(self, message: Message, staged: str) -> Reconciliation:
        """Whether it arrived."""

    def receipts(self, limit: int) -> Sequence[RawReceipt]:
        """What waits."""

    def acknowledge(self, tokens: Sequence[str], *, foreign: bool) -> None:
        """Put away."""

    def diagnose(self) -> Sequence[Diagnosis]:
        """What is wrong there."""

    def close(self) -> None:
        """Close what is open."""


def _part(parcel: Parcel, xml: bytes, name: str) -> Part:
    """The file of a message: a zip of one XML and the documents that go with it; a declaration without documents goes as it is."""
    files = attached_names(parcel)
    if name in _BARE and not files:
        return Part(name=f"{parcel.exchange_id}.xml", media_type="application/xml", content=xml)
    content = zipped({f"{parcel.exchange_id}.xml": xml, **files})
    return Part(name=f"{parcel.exchange_id}.zip", media_type="application/zip", content=content)


def _lines(document: object) -> int:
    """The rows that count against the limit."""
    if isinstance(document, Ledger):
        return len(document.materials) + len(document.products) + len(document.consumptions)
    if isinstance(document, WriteOff):
        return len(document.lists) + len(document.materials) + len(document.products)
    return len(getattr(document, "lines", ()))


class SingleWindow:
    """One account: an import client and its cards."""

    def __init__(self, settings: Settings, context: ChannelContext, way: Way) -> None:
        self._settings = settings
        self._inventory = InventoryMessages.of(settings, context)
        self._messages = {m.kind: m for m in context.messages}
        self._added = {name: reader for m in context.messages for name, reader in m.decode.items()}
        self._declarations = DeclarationMessages(settings, context.codes)
        self._amendments = AmendmentMessages(settings, context.codes)
        self._ledgers = LedgerMessages(settings, context.codes)
        self._write_offs = WriteOffMessages(settings, context.codes)
        self._codes = context.codes
        self._resends = ResendMessages(settings, context)
        self._supports = (*supports(settings), *(s for m in context.messages for s in m.supports))
        self._way = way

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        """What the channel is and can do."""
        return ChannelInfo(
            name="singlewindow",
            title_zh="单一窗口（导入客户端）",
            title_en="Single Window (import client)",
            supports=self._supports,
            limits=Limits(rows=self._settings.max_lines, bytes=self._settings.max_bytes),
            dedup=self._way.dedup,
            settings=Settings,
            messages=(
                MESSAGE_TYPE,
                DECLARATION_TYPE,
                AMENDMENT_TYPE,
                *(b.message for b in BOOKS),
                *WRITE_OFFS,
                *(m.name for m in self._messages.values()),
            ),
            patience=timedelta(minutes=self._settings.asleep_minutes),
            silence_zh="客户端未运行、IC 卡锁定、PIN 未输入、未勾选技术回执；重发无济于事",
            silence_en="client not running, card locked, PIN not entered, technical receipts off; sending again is no remedy",
        )

    @hookimpl
    def baoguan_profile(self, document: object) -> Profile | None:
        """The card that declares for the document's declarant; the only card when there is one."""
        operator = self._operator(document)
        if operator is None and len(self._settings.operators) == 1:
            operator = self._settings.operators[0]
        if operator is None:
            return None
        return Profile(
            card_no=operator.card_no,
            customs_code=operator.customs_code,
            credit_code=operator.credit_code,
            name=operator.name,
        )

    def _operator(self, document: object) -> Operator | None:
        """The card that declares for the document's 申报单位."""
        if not isinstance(document, _DECLARED) or document.declarant is None:
            return None
        return next((o for o in self._settings.operators if o.customs_code == document.declarant.customs_code), None)

    @hookimpl
    def baoguan_findings(self, document: object, act: Act) -> Sequence[Finding]:
        """What the account's edition of a declaration, or the message of a ledger or a write-off, does not carry. Without a card only
        what was read is built, as it was."""
        del act
        if not self._settings.operators:
            return []
        if isinstance(document, CustomsDeclaration):
            return list(declaration_findings(document, self._settings.edition))
        if isinstance(document, WriteOff):
            return list(write_off_findings(document))
        return list(ledger_findings(document, self._codes)) if isinstance(document, Ledger) else []

    @hookimpl
    def baoguan_encode(self, parcel: Parcel) -> Message:
        """The zip of a parcel: one XML of the same base name. Raises TooLarge beyond the limit."""
        if not parcel.verbatim and (lines := _lines(parcel.document)) > self._settings.max_lines:
            whole = isinstance(parcel.document, Ledger | WriteOff)
            raise TooLarge(
                f"{parcel.number} 有 {lines} 行，超过 {self._settings.max_lines}",
                f"{parcel.number} has {lines} lines, more than {self._settings.max_lines}",
                remedy_zh=_SMALLER_LEDGER_ZH if whole else f"{_SMALLER_LIST_ZH}；上限是建议值，可改账户的 max_lines",
                remedy_en=_SMALLER_LEDGER_EN
                if whole
                else f"{_SMALLER_LIST_EN}; the limit is an advice: see the account's max_lines",
            )
        operator, xml, name = self._body(parcel)
        if len(xml) > self._settings.max_bytes and self._settings.packs and parcel.packs == 1 and name == MESSAGE_TYPE:
            parcel = attrs.evolve(parcel, packs=self._packs(parcel, len(xml)))
            operator, xml, name = self._body(parcel)
        if len(xml) > self._settings.max_bytes:
            raise TooLarge(
                f"{parcel.number} 的报文 {len(xml)} 字节，超过 {self._settings.max_bytes}",
                f"the message of {parcel.number} has {len(xml)} bytes, more than {self._settings.max_bytes}",
                remedy_zh=_SMALLER_LEDGER_ZH if isinstance(parcel.document, Ledger | WriteOff) else _SMALLER_LIST_ZH,
                remedy_en=_SMALLER_LEDGER_EN if isinstance(parcel.document, Ledger | WriteOff) else _SMALLER_LIST_EN,
            )
        part = _part(parcel, xml, name)
        support = next((s for s in self._supports if s.kind == parcel.kind and s.verb is parcel.verb), None)
        weak = support is None or not support.evidence.proven
        return Message(
            exchange_id=parcel.exchange_id,
            verb=parcel.verb,
            route=f"{operator}/{self._settings.routes.get(name, _DEFAULT_ROUTE)}",
            parts=(part,),
            pack=parcel.pack,
            packs=parcel.packs,
            unproven=tuple(self._unproven(parcel, name, weak)),
        )

    def _packs(self, parcel: Parcel, size: int) -> int:
        """The fewest packs found that all hold the limit and at least a line each; 1 when there are none such. What was read from the
        wire is one message with its own pack numbers and stays one."""
        limit, lines = self._settings.max_bytes, len(getattr(parcel.document, "lines", ()))
        packs = 1 if parcel.verbatim else -(-size // limit)
        while 1 < packs <= lines:
            largest = max(len(self._body(attrs.evolve(parcel, pack=k, packs=packs))[1]) for k in range(1, packs + 1))
            if largest <= limit:
                return packs
            packs = max(packs + 1, packs * largest // limit)
        return 1

    def _unproven(self, parcel: Parcel, name: str, weak: bool) -> Iterator[str]:
        if weak:
            yield f"{name} {parcel.verb}"
        if parcel.packs > 1:
            yield f"{name} {parcel.packs} 包，分包格式未经证实 / in {parcel.packs} packs, a form no real message was seen in"
        if isinstance(parcel.document, Ledger) and (book := next((b for b in BOOKS if b.message == name), None)) is not None:
            yield f"{name}：{book.evidence_zh} / {book.evidence_en}"
        if isinstance(parcel.document, BondedInventoryList | Ledger | WriteOff) and parcel.document.attachments:
            yield "随附单证不随本报文发送，请在页面上传 / attachments do not travel with this message: upload them on the page"

    def _body(self, parcel: Parcel) -> tuple[str, bytes, str]:
        added = self._messages.get(parcel.kind)
        if added is not None:
            return "", added.encode(parcel), added.name
        operator = self._operator(parcel.document)
        route = operator.customs_code if operator else ""
        if isinstance(parcel.document, BondedInventoryList):
            return route, b"".join(self._inventory.encode(parcel)), MESSAGE_TYPE
        if isinstance(parcel.document, CustomsDeclaration):
            return route, self._declarations.encode(parcel, operator), DECLARATION_TYPE
        if isinstance(parcel.document, Amendment):
            return route, self._amendments.encode(parcel, operator), AMENDMENT_TYPE
        if isinstance(parcel.document, Ledger):
            return route, *self._ledgers.encode(parcel, operator)
        if isinstance(parcel.document, WriteOff):
            return route, *self._write_offs.encode(parcel, operator)
        raise Unsupported(
            f"单一窗口通道不承载 {parcel.kind}",
            f"the Single Window channel does not carry {parcel.kind}",
            remedy_zh="安装为其添加报文的插件",
            remedy_en="Install a plugin that adds its message",
        )

    @hookimpl
    def baoguan_stage(self, message: Message, owner: str) -> Staged:
        """Whatever must be done before the intent is journalled; gives the place where the message is put."""
        return self._way.stage(message, owner)

    @hookimpl
    def baoguan_arm(self, message: Message, owner: str) -> bool:
        """The local half of the send."""
        self._way.arm(message, owner)
        return True

    @hookimpl
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        """The send."""
        return self._way.send(message)

    @hookimpl
    def baoguan_modify(self, message: Message) -> Acknowledgement:
        """Changes and deletions leave the same way."""
        return self._way.send(message)

    @hookimpl
    def baoguan_cancel(self, message: Message, staged: str) -> Cancelled:
        """Take a file back that the client has not taken. Raises InDoubt when it was put elsewhere."""
        return self._way.cancel(message, staged)

    @hookimpl
    def baoguan_reconcile(self, message: Message, staged: str) -> Reconciliation:
        """Whether it has left from where it was put; of another place nothing is known."""
        return self._way.reconcile(message, staged)

    @hookimpl
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        """Stable files of every InBox."""
        return self._way.receipts(limit)

    @hookimpl
    def baoguan_inquire(self, inquiry: Inquiry) -> Sequence[RawReceipt]:
        """Put a request that the receipts of a list be sent again (INV141, unproven); what comes then is found in the InBox. The engine never
        asks this channel by itself, since it does not poll."""
        message = self._resends.encode(inquiry, self._operator(inquiry.document))
        self._way.stage(message, _ASKING)
        self._way.arm(message, _ASKING)
        self._way.send(message)
        return []

    @hookimpl
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool:
        """Put files away."""
        self._way.acknowledge(tokens, foreign=foreign)
        return True

    @hookimpl
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        """The receipts of a file."""
        return decode(raw, self._added)

    @hookimpl
    def baoguan_diagnose(self) -> Sequence[Diagnosis]:
        """What lies about in the folders."""
        return self._way.diagnose()

    def close(self) -> None:
        """Close what the way holds open."""
        self._way.close()
