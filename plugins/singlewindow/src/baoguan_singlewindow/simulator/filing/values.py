"""The public values of ledgers that were filed here, and the words that their rooms share."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import frozen

DECISION = "ledger"
"""Act of the scheduled events: Customs decides."""
FILED, CHANGED = "1", "2"
"""DclTypecd."""
MATERIAL, PRODUCT = "I", "E"
"""MtpckEndprdTypecd of a ledger row, MtpckEndprdMarkcd of a list."""


class LedgerStage(StrEnum):
    """Where a 手册 or 账册 stands; the codes are those of manageResult in EML211 and EMS211."""

    SAVED = "saved"
    """暂存: a draft with a SeqNo."""
    DECLARED = "declared"
    """申报: handed to Customs, no decision yet."""
    STORED = "stored"
    """Y, 入库成功."""
    STORE_FAILED = "store_failed"
    """Z, 入库失败; may be declared again with the same SeqNo."""
    MANUAL = "manual"
    """2, 转人工."""
    REJECTED = "rejected"
    """3, 退单; may be declared again with the same SeqNo."""
    APPROVED = "approved"
    """1, 通过: it has its number, and lists may be booked to it."""


OPEN = frozenset({LedgerStage.SAVED, LedgerStage.REJECTED, LedgerStage.STORE_FAILED})
"""It may be saved and declared again."""


@frozen(kw_only=True)
class LedgerState:
    """The state of one ledger: its stage and its numbers (empty until given)."""

    state: LedgerStage
    family: str
    """``handbook`` or ``account``."""
    seq_no: str
    ledger_no: str
    """手册编号, 账册编号."""
    number: str
    """企业内部编号."""
    enterprise: str
    change_count: int
    """Number of accepted changes."""
    pending: str
    """``change`` while one waits for its decision, else empty."""
    materials: int
    products: int
    consumptions: int


@frozen(kw_only=True)
class LedgerRow:
    """What lists moved of one row of a ledger, in its declaration unit; ``kind`` is I for materials and E for products."""

    kind: str
    item: int
    opening: Decimal = Decimal(0)
    pre_in: Decimal = Decimal(0)
    pre_out: Decimal = Decimal(0)
    actual_in: Decimal = Decimal(0)
    actual_out: Decimal = Decimal(0)

    @property
    def book(self) -> Decimal:
        """What the row holds once everything that is pre-deducted is deducted."""
        return self.opening + self.actual_in + self.pre_in - self.actual_out - self.pre_out


@frozen(kw_only=True)
class LedgerBalance:
    """The simulator's own books of one ledger."""

    ledger_no: str
    rows: tuple[LedgerRow, ...]
    """Rows with an opening, and rows that lists moved."""
    remaining: dict[int, Decimal]
    """Material row -> what should be left of it (应剩余), through unit consumption, to five places."""
