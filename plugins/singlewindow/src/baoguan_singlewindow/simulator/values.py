"""The simulator's public values: cards, arrivals, list states, book counters."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import frozen


class ListStage(StrEnum):
    """Where a 核注清单 stands, as the simulated Single Window and Customs see it."""

    SAVED = "saved"
    """暂存: a draft with a SeqNo."""
    DECLARED = "declared"
    """申报: handed to Customs, no decision yet."""
    STORED = "stored"
    """INV201 Y, 海关入库."""
    STORE_FAILED = "store_failed"
    """INV201 Z, 入库失败; may be declared again with the same SeqNo."""
    MANUAL = "manual"
    """INV201 2, 转人工."""
    REJECTED = "rejected"
    """INV201 3, 退单; may be declared again with the same SeqNo."""
    PRE_DEDUCTED = "pre_deducted"
    """INV201 4, 通过(预核扣)."""
    APPROVED = "approved"
    """INV201 5, 通过(未核扣)."""
    DEDUCTED = "deducted"
    """INV201 1 or INV211, 已核扣."""
    DELETED = "deleted"
    """Deleted through Customs (DclTypecd 3), or a draft deleted on the page."""
    UNSEEN = "unseen"
    """Accepted by the client and never found again: wrong SysId, or a declarant that is not the card's enterprise."""


class DeclarationStage(StrEnum):
    """Where a 报关单 stands, as the simulated Single Window and Customs see it; the letters are the codes of CHANNEL."""

    SAVED = "saved"
    """暂存: a draft with a SeqNo; a person has not pressed 申报 yet."""
    DECLARED = "declared"
    """7, 申报成功: handed to Customs."""
    STORED = "stored"
    """L, 海关入库: it has its 海关编号 (ENTRY_ID) now."""
    STORE_FAILED = "store_failed"
    """Y, 申报失败 (4, 9: 上载失败); may be corrected under the same SeqNo."""
    RETURNED = "returned"
    """Z, 退回修改; may be corrected under the same SeqNo."""
    REJECTED = "rejected"
    """E, 退单; may be corrected under the same SeqNo."""
    MANUAL = "manual"
    """H, A, U."""
    RECHECK = "recheck"
    """M, 重审."""
    SUPPLEMENT = "supplement"
    """1, N."""
    INSPECTION = "inspection"
    """C, S."""
    TAX_DUE = "tax_due"
    """T."""
    AUDITED = "audited"
    """J, G, W; of a summary: the complete declaration may follow."""
    RELEASED_ON_GUARANTEE = "released_on_guarantee"
    """K, B."""
    RELEASED = "released"
    """P, I, F."""
    CLEARED = "cleared"
    """R, 结关."""
    DELETED = "deleted"
    """D after a withdrawal on the page, or a draft deleted there."""


@frozen(kw_only=True)
class DeclarationState:
    """The state of one declaration: its stage and its numbers (empty until given)."""

    state: DeclarationStage
    seq_no: str
    """统一编号."""
    entry_no: str
    """海关编号."""
    enterprise: str
    """境内收发货人, by which the ClientSeqNo is known."""
    step: str
    """Of a two-step declaration: ``summary`` or ``complete``, by the message that came last; else empty."""
    channel: str
    """The last code of CHANNEL, as it was written."""
    lines: int
    """Goods lines."""


@frozen(kw_only=True)
class Card:
    """An IC card (操作员卡): the 10-character customs code of its enterprise and the card number."""

    enterprise: str
    number: str


@frozen(kw_only=True)
class Arrival:
    """One file picked up from an OutBox, logged exactly once and never altered."""

    pickup_id: str
    time: datetime
    business: str
    file_name: str
    sha256: str
    """Of the file as picked up (the .zip, if it was one)."""
    number: str
    """企业内部清单编号 (EtpsInnerInvtNo) or 客户端报关单编号 (ClientSeqNo), of an amendment the 报关单号 (EntryId), empty if unreadable."""
    enterprise: str
    """经营企业编号 (BizopEtpsno), of a declaration or amendment 境内收发货人 (TradeCode)."""
    seq_no: str
    """统一编号 as it stood in the file; empty for a first sending."""
    declaration_type: str
    """DclTypecd: 1 备案, 2 变更, 3 删除; ``DEC`` for a declaration, with its step: ``DEC summary``, ``DEC complete``; ``MOD 1`` a change and
    ``MOD 2`` a withdrawal of one."""
    change_count: str
    """ChgTmsCnt as it stood in the file."""
    declare_flag: str
    """DelcareFlag (sic): 0 暂存, 1 申报; of a declaration or amendment its OperType, such as G 暂存."""
    lines: int
    accepted: bool
    reason: str
    """Why it was refused, or why it was accepted and yet never reached Customs; else empty."""
    twice: bool
    """The same act had arrived before and was still standing: the sender sent it twice."""


@frozen(kw_only=True)
class ListState:
    """The state of one list: its stage and its numbers (empty until given)."""

    state: ListStage
    seq_no: str
    list_no: str
    """清单编号, QD number."""
    entry_no: str
    """报关单统一编号 from INV202."""
    enterprise: str
    change_count: int
    """Number of accepted changes."""
    pending: str
    """``change`` or ``deletion`` while one waits for its decision, else empty."""
    lines: int


@frozen(kw_only=True)
class Counters:
    """Quantities of one ledger row, in the ledger's declaration unit; signs follow I (in) and E (out) alone."""

    pre_in: Decimal = Decimal(0)
    pre_out: Decimal = Decimal(0)
    actual_in: Decimal = Decimal(0)
    actual_out: Decimal = Decimal(0)
