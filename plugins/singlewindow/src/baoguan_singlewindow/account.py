"""An opened account: the hooks of the channel."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final, Protocol

import attrs

from baoguan import BondedInventoryList
from baoguan.plugin import (
    Acknowledgement,
    Cancelled,
    ChannelContext,
    ChannelInfo,
    Dedup,
    Diagnosis,
    Evidence,
    Level,
    Limits,
    Message,
    Parcel,
    Part,
    Profile,
    RawReceipt,
    Receipt,
    Reconciliation,
    Staged,
    Support,
    TooLarge,
    Unsupported,
    Verb,
    hookimpl,
)
from baoguan_singlewindow.inventory import KIND, MESSAGE_TYPE, InventoryMessages
from baoguan_singlewindow.receipts import decode
from baoguan_singlewindow.settings import Settings

SUPPORTS: Final = (
    Support(kind=KIND, verb=Verb.SAVE, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE),
    Support(kind=KIND, verb=Verb.DECLARE, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE),
    Support(kind=KIND, verb=Verb.CHANGE, level=Level.NATIVE, evidence=Evidence.SEVERAL_PROGRAMS),
    Support(kind=KIND, verb=Verb.WITHDRAW, level=Level.NATIVE, evidence=Evidence.SEVERAL_PROGRAMS),
)
_DEFAULT_ROUTE: Final = "Sas"
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)


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


class SingleWindow:
    """One account: an import client and its cards."""

    def __init__(self, settings: Settings, context: ChannelContext, way: Way) -> None:
        self._settings = settings
        self._inventory = InventoryMessages.of(settings, context)
        self._messages = {m.kind: m for m in context.messages}
        self._added = {name: reader for m in context.messages for name, reader in m.decode.items()}
        self._supports = (*SUPPORTS, *(s for m in context.messages for s in m.supports))
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
            messages=(MESSAGE_TYPE, *(m.name for m in self._messages.values())),
            patience=timedelta(minutes=self._settings.asleep_minutes),
            silence_zh="客户端未运行、IC 卡锁定、PIN 未输入、未勾选技术回执；重发无济于事",
            silence_en="client not running, card locked, PIN not entered, technical receipts off; sending again is no remedy",
        )

    @hookimpl
    def baoguan_profile(self, document: object) -> Profile | None:
        """The card that declares for the document's declarant; the only card when there is one."""
        operator = self._inventory.operator(document) if isinstance(document, BondedInventoryList) else None
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

    @hookimpl
    def baoguan_encode(self, parcel: Parcel) -> Message:
        """The zip of a parcel: one XML of the same base name. Raises TooLarge beyond the limit."""
        if not parcel.verbatim and (lines := len(getattr(parcel.document, "lines", ()))) > self._settings.max_lines:
            raise TooLarge(
                f"{parcel.number} 有 {lines} 行，超过 {self._settings.max_lines}",
                f"{parcel.number} has {lines} lines, more than {self._settings.max_lines}",
                remedy_zh="拆成多份清单（baoguan build/submit 表格会自动拆分）；上限是建议值，可改账户的 max_lines",
                remedy_en="Divide it into more lists (sheets are divided by themselves); the limit is an advice: see the account's max_lines",
            )
        operator, xml, name = self._body(parcel)
        if len(xml) > self._settings.max_bytes and self._settings.packs and parcel.packs == 1 and name == MESSAGE_TYPE:
            parcel = attrs.evolve(parcel, packs=self._packs(parcel, len(xml)))
            operator, xml, name = self._body(parcel)
        if len(xml) > self._settings.max_bytes:
            raise TooLarge(
                f"{parcel.number} 的报文 {len(xml)} 字节，超过 {self._settings.max_bytes}",
                f"the message of {parcel.number} has {len(xml)} bytes, more than {self._settings.max_bytes}",
                remedy_zh="拆成多份清单（baoguan build/submit 表格会自动拆分）",
                remedy_en="Divide it into more lists (sheets are divided by themselves)",
            )
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr(zipfile.ZipInfo(f"{parcel.exchange_id}.xml", _ZIP_TIME), xml, zipfile.ZIP_DEFLATED)
        part = Part(name=f"{parcel.exchange_id}.zip", media_type="application/zip", content=buffer.getvalue())
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
        if getattr(parcel.document, "attachments", ()):
            yield "随附单证不随本报文发送，请在页面上传 / attachments do not travel with this message: upload them on the page"

    def _body(self, parcel: Parcel) -> tuple[str, bytes, str]:
        added = self._messages.get(parcel.kind)
        if added is not None:
            return "", added.encode(parcel), added.name
        if not isinstance(parcel.document, BondedInventoryList):
            raise Unsupported(
                f"单一窗口通道不承载 {parcel.kind}",
                f"the Single Window channel does not carry {parcel.kind}",
                remedy_zh="安装为其添加报文的插件",
                remedy_en="Install a plugin that adds its message",
            )
        operator = self._inventory.operator(parcel.document)
        return operator.customs_code if operator else "", b"".join(self._inventory.encode(parcel)), MESSAGE_TYPE

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
