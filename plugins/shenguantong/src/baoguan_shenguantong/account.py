"""An opened account: the hooks that touch nothing. The two transports add the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import attrs

from baoguan import BondedInventoryList
from baoguan.plugin import (
    Act,
    ChannelContext,
    ChannelInfo,
    Dedup,
    Evidence,
    Finding,
    Ledger,
    Level,
    Limits,
    Message,
    Parcel,
    Part,
    Polling,
    Profile,
    RawReceipt,
    Receipt,
    Support,
    Unsupported,
    Verb,
    hookimpl,
)
from baoguan_shenguantong.batch import Batches
from baoguan_shenguantong.protocol import KINDS, NOTICE, NOTICE_EN, NOTICE_ZH, PROTOCOL
from baoguan_shenguantong.receipts import decode
from baoguan_shenguantong.settings import Settings

_LIST_ZH: Final = (
    "：深圳海关 2018 年答复（问题 11），企业端不能提起核注清单修改、撤销；请经单一窗口通道办理，或向主管海关窗口申请。"
    "确知已开通的，设置 list_changes_from = 日期"
)
_LIST_EN: Final = (
    ": by the answer of Shenzhen Customs of 2018 (question 11) the enterprise cannot start a change or withdrawal of a list here; do it "
    "through the Single Window channel, or at the customs counter. If you know that it can be done now, set list_changes_from = DATE"
)
_CLOSING_ZH: Final = "：没有依据表明深关通承载底账注销；请经单一窗口办理，或向主管海关窗口申请"
_CLOSING_EN: Final = (
    ": nothing says that 深关通 carries the closing of a ledger; do it at the Single Window, or at the customs counter"
)
_SETTING: Final = "list_changes_from"


def supports(settings: Settings) -> tuple[Support, ...]:
    """What the channel can do, with its evidence: all of it inferred, so that production needs the account's opt-in."""
    return (*_filings(), *_list_changes(settings), *_ledger_changes())


def _filings() -> Iterator[Support]:
    for kind in KINDS:
        for verb in (Verb.SAVE, Verb.DECLARE):
            yield Support(
                kind=kind,
                verb=verb,
                level=Level.NATIVE,
                evidence=Evidence.INFERRED,
                note_zh=f"：{NOTICE_ZH}",
                note_en=f": {NOTICE_EN}",
            )


def _list_changes(settings: Settings) -> Iterator[Support]:
    start = settings.list_changes_from
    for verb in (Verb.CHANGE, Verb.WITHDRAW):
        yield Support(
            kind="inventory",
            verb=verb,
            level=Level.UNSUPPORTED,
            evidence=Evidence.ONE_SOURCE,
            until=start - timedelta(days=1) if start else None,
            setting=_SETTING,
            note_zh=_LIST_ZH,
            note_en=_LIST_EN,
        )
        if start is not None:
            yield Support(
                kind="inventory",
                verb=verb,
                level=Level.NATIVE,
                evidence=Evidence.INFERRED,
                since=start,
                setting=_SETTING,
                note_zh=f"：由设置 {_SETTING} 开启；{NOTICE_ZH}",
                note_en=f": turned on by {_SETTING}; {NOTICE_EN}",
            )


def _ledger_changes() -> Iterator[Support]:
    yield Support(
        kind="ledger",
        verb=Verb.CHANGE,
        level=Level.NATIVE,
        evidence=Evidence.INFERRED,
        note_zh=f"：{NOTICE_ZH}",
        note_en=f": {NOTICE_EN}",
    )
    yield Support(
        kind="ledger",
        verb=Verb.WITHDRAW,
        level=Level.UNSUPPORTED,
        evidence=Evidence.INFERRED,
        note_zh=_CLOSING_ZH,
        note_en=_CLOSING_EN,
    )


class Shenguantong:
    """One account: an enterprise and its card. As it stands it only encodes and decodes."""

    dedup = Dedup.BUSINESS_NUMBER
    fast = timedelta(0)
    slow = timedelta(minutes=1)

    def __init__(self, settings: Settings, context: ChannelContext) -> None:
        self._settings = settings
        self._kinds = context.kinds
        self._supports = supports(settings)
        self._batches = Batches(settings, context.codes)

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        """What the channel is and can do."""
        settings = self._settings
        return ChannelInfo(
            name="shenguantong",
            title_zh=f"深关通（批量，假定格式 {PROTOCOL}，真实接口未公开）",
            title_en=f"Shenguantong 深关通 (batches, assumed format {PROTOCOL}: the real one is not public)",
            supports=self._supports,
            limits=Limits(rows=settings.max_rows),
            dedup=self.dedup,
            settings=Settings,
            messages=(PROTOCOL,),
            bulk=True,
            polling=Polling(fast=self.fast, slow=self.slow, deadline=timedelta(hours=settings.deadline_hours)),
            patience=timedelta(minutes=settings.patience_minutes),
            silence_zh="回执会丢失或迟到（2018 年答复，问题 10）：到期自动按企业内部编号查询，重发无济于事；减小单次发送的行数",
            silence_en="receipts get lost or come late (answer of 2018, question 10): the far side is asked by number when it is time, "
            "sending again is no remedy; smaller submissions are",
        )

    @hookimpl
    def baoguan_profile(self, document: object) -> Profile | None:
        """The account's enterprise and card."""
        settings = self._settings
        if not settings.customs_code:
            return None
        return Profile(
            card_no=settings.card_no, customs_code=settings.customs_code, credit_code=settings.credit_code, name=settings.name
        )

    @hookimpl
    def baoguan_findings(self, document: object, act: Act) -> Sequence[Finding]:
        """Characters that a part cannot hold, codes without a number, sections that do not exist, and too many rows."""
        kind = self._kinds.of(document)
        if kind.name not in KINDS:
            return []
        return list(self._batches.findings(kind.name, document, kind.identity(document).number))

    @hookimpl
    def baoguan_encode(self, parcel: Parcel) -> Message:
        """The batch of a parcel. Raises TooLarge, Unsupported or UnusableInput before anything is sent."""
        document = parcel.document
        if parcel.kind not in KINDS or not isinstance(document, BondedInventoryList | Ledger):
            raise Unsupported(
                f"深关通通道不承载 {parcel.kind}",
                f"the 深关通 channel does not carry {parcel.kind}",
                remedy_zh="报关单、核放单等请经单一窗口通道",
                remedy_en="Declarations, passes and the like go through the Single Window channel",
            )
        packs = self._batches.packs(parcel)
        owner = self._kinds[parcel.kind].identity(document).owner
        part = Part(
            name=f"{parcel.exchange_id}.zip",
            media_type="application/zip",
            content=self._batches.write(attrs.evolve(parcel, packs=packs), owner),
        )
        return Message(
            exchange_id=parcel.exchange_id,
            verb=parcel.verb,
            route=f"{parcel.kind}/{owner}/{parcel.number}",
            parts=(part,),
            pack=parcel.pack,
            packs=packs,
            unproven=tuple(_unproven(parcel, packs)),
        )

    @hookimpl
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        """The receipts of a raw row."""
        return decode(raw)

    def close(self) -> None:
        """Nothing is held open."""


def _unproven(parcel: Parcel, packs: int) -> Iterator[str]:
    yield f"{PROTOCOL}: {NOTICE}"
    if packs > 1:
        yield f"{packs} 次发送同一单证，分次格式未经证实 / one document in {packs} submissions, a form nobody has seen"
    if getattr(parcel.document, "attachments", ()):
        yield "随附单证不随本报文发送，请在页面上传 / attachments do not travel with this message: upload them on the page"
