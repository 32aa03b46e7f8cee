"""The simulator's public values: arrivals and documents."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen


class Stage(StrEnum):
    """Where a document stands, as the simulated far side sees it."""

    SAVED = "saved"
    DECLARED = "declared"
    STORED = "stored"
    STORE_FAILED = "store_failed"
    MANUAL = "manual"
    REJECTED = "rejected"
    APPROVED = "approved"
    PRE_DEDUCTED = "pre_deducted"
    DEDUCTED = "deducted"
    DELETED = "deleted"


@frozen(kw_only=True)
class Arrival:
    """One batch that arrived, logged exactly once and never altered."""

    time: datetime
    transport: str
    exchange_id: str
    sha256: str
    kind: str
    owner: str
    number: str
    act: str
    """1 备案, 2 变更, 3 删除."""
    change_count: int
    declare: int
    """0 暂存, 1 申报."""
    pack: int
    packs: int
    seq_no: str
    rows: int
    accepted: bool
    """Taken as new."""
    repeated: bool
    """This exchange id had arrived before: it was answered with the first result and changed nothing."""
    twice: bool
    """The same act had arrived before under another exchange id and still stands: the sender sent it twice."""
    reason: str
    """Why it was not taken; else empty."""


@frozen(kw_only=True)
class DocumentState:
    """A document: its stage and numbers (empty until given)."""

    kind: str
    owner: str
    number: str
    stage: Stage
    seq_no: str
    customs_no: str
    """清单编号 of a list, 手(账)册编号 of a ledger."""
    change_count: int
    act: str
    """The act that waits for a decision, or empty."""
    rows: int
