"""An opened account: the hooks of the channel."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

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
    ExchangeFolder,
    InBox,
    InDoubt,
    Level,
    Limits,
    Message,
    Parcel,
    Part,
    Profile,
    RawReceipt,
    Receipt,
    Reconciliation,
    Root,
    Staged,
    Support,
    TooLarge,
    Unknown,
    Unsupported,
    Verb,
    claim_root,
    hookimpl,
    open_root,
    read_tokens,
)
from baoguan_singlewindow.folder import diagnose
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


class SingleWindow:
    """One account: an import client, its cards and roots."""

    def __init__(self, settings: Settings, context: ChannelContext, *, folders: bool = True) -> None:
        self._settings = settings
        self._inventory = InventoryMessages.of(settings, context)
        self._messages = {m.kind: m for m in context.messages}
        self._added = {name: reader for m in context.messages for name, reader in m.decode.items()}
        self._supports = (*SUPPORTS, *(s for m in context.messages for s in m.supports))
        roots = {"": settings.root, **{o.customs_code: o.root for o in settings.operators if o.root is not None}}
        names = dict.fromkeys(settings.routes.values())
        self._businesses = {f"{code}/{name}": ExchangeFolder(path=root / name) for code, root in roots.items() for name in names}
        self._opened: dict[Path, Root] = {}
        if folders:
            for root in dict.fromkeys(roots.values()):
                claim_root(root, context.journal, context.account)
                self._opened[root] = open_root(root)
            for business in self._businesses.values():
                business.make()
        self._inboxes = {
            key: InBox(key, b, own_inbox=settings.own_inbox, stable_seconds=settings.stable_seconds)
            for key, b in self._businesses.items()
        }

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        """What the channel is and can do."""
        return ChannelInfo(
            name="singlewindow",
            title_zh="单一窗口（导入客户端）",
            title_en="Single Window (import client)",
            supports=self._supports,
            limits=Limits(rows=30_000, bytes=self._settings.max_bytes),
            dedup=Dedup.BUSINESS_NUMBER,
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

    def _business(self, message: Message) -> ExchangeFolder:
        """The folder of a message's route, `operator/business`: no path is journalled, so that an import root can move."""
        code, _, name = message.route.partition("/")
        return (
            self._businesses.get(message.route) or self._businesses.get(f"/{name}") or ExchangeFolder(path=self._root(code) / name)
        )

    def _root(self, code: str) -> Path:
        own = next((o.root for o in self._settings.operators if o.customs_code == code), None)
        return own if own is not None else self._settings.root

    def _root_of(self, message: Message) -> Root:
        path = self._business(message).path.parent
        return self._opened.get(path) or open_root(path)

    @hookimpl
    def baoguan_stage(self, message: Message, owner: str) -> Staged:
        """The bytes, durably, under the owner's private name; gives the root, since the setting may change before the send is known."""
        self._business(message).stage(message, owner)
        return Staged(place=self._root_of(message).place)

    @hookimpl
    def baoguan_arm(self, message: Message, owner: str) -> bool:
        """Private name -> `.Temp`."""
        self._business(message).arm(message, owner)
        return True

    @hookimpl
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        """`.Temp` -> `.zip`: the send."""
        return self._business(message).send(message)

    @hookimpl
    def baoguan_modify(self, message: Message) -> Acknowledgement:
        """Changes and deletions leave the same way."""
        return self._business(message).send(message)

    @hookimpl
    def baoguan_cancel(self, message: Message, staged: str) -> Cancelled:
        """Take a file back that the client has not taken. Raises InDoubt when it lies in another root."""
        if (why := self._root_of(message).elsewhere(staged)) is not None:
            raise InDoubt(*why)
        return self._business(message).cancel(message)

    @hookimpl
    def baoguan_reconcile(self, message: Message, staged: str) -> Reconciliation:
        """By the `.Temp` rule, in the root where the message was put; in another one nothing is known."""
        if (why := self._root_of(message).elsewhere(staged)) is not None:
            return Unknown(reason=" / ".join(why))
        return self._business(message).reconcile(message)

    @hookimpl
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        """Stable files of every InBox."""
        out: list[RawReceipt] = []
        for inbox in self._inboxes.values():
            for path in inbox.ready():
                if len(out) >= limit:
                    return out
                raw = inbox.read(path)
                if raw is not None:
                    out.append(raw)
        return out

    @hookimpl
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool:
        """Put files away."""
        for key, name, stamp in read_tokens(tokens):
            if key in self._inboxes:
                self._inboxes[key].acknowledge(name, stamp, foreign=foreign)
        return True

    @hookimpl
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        """The receipts of a file."""
        return decode(raw, self._added)

    @hookimpl
    def baoguan_diagnose(self) -> Sequence[Diagnosis]:
        """What lies about in the folders."""
        return [d for b in self._businesses.values() for d in diagnose(b, self._settings.asleep_minutes * 60)]

    def close(self) -> None:
        """Nothing is held open."""
