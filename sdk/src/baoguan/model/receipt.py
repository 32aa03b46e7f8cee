"""What comes back: raw rows, and receipts with a normalised outcome beside the channel's own code and text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from baoguan.model.message import Act


class Outcome(StrEnum):
    """What a receipt says, in the core's words; the channel's own code and text stand beside it."""

    SAVED = "saved"
    ACCEPTED = "accepted"
    """Taken by the channel for Customs (the technical answer to a declaration)."""
    ARRIVED = "arrived"
    """The far side says it already has a document of this number."""
    REFUSED = "refused"
    """Refused by the channel before Customs saw it."""
    STORED = "stored"
    STORE_FAILED = "store_failed"
    MANUAL = "manual"
    REJECTED = "rejected"
    APPROVED = "approved"
    PRE_DEDUCTED = "pre_deducted"
    DEDUCTED = "deducted"
    DELETED = "deleted"
    DRAFTED = "drafted"
    """A declaration draft was made of the list."""
    DRAFT_FAILED = "draft_failed"
    WRITTEN_OFF = "written_off"
    SUBMITTED = "submitted"
    """A declaration was handed to Customs: a person pressed 申报, or a message declared it."""
    RETURNED = "returned"
    """Sent back to be corrected (退回修改)."""
    RECHECK = "recheck"
    SUPPLEMENT = "supplement"
    """More is asked for: a supplementary declaration, an attachment again."""
    INSPECTION = "inspection"
    TAX_DUE = "tax_due"
    AUDITED = "audited"
    """审结."""
    RELEASED_ON_GUARANTEE = "released_on_guarantee"
    RELEASED = "released"
    CLEARED = "cleared"
    """结关."""
    NOT_ARRIVED = "not_arrived"
    """Only recorded by a person: the far side does not have it."""
    INFORMED = "informed"
    """Says something that moves no state."""


TECHNICAL = frozenset({Outcome.SAVED, Outcome.ACCEPTED, Outcome.ARRIVED, Outcome.REFUSED, Outcome.NOT_ARRIVED})
"""Answers to one exchange, as against receipts that speak of the document."""

DRAFT_FAILED = "draft_failed"
"""The fact that says why no declaration draft was made of a list."""


@attrs.frozen(kw_only=True)
class RawReceipt:
    """Bytes as they came. `token` is what the channel acknowledges by; `name` may carry a correlation (a file name)."""

    token: str
    name: str
    content: bytes = attrs.field(repr=lambda b: f"<{len(b)} bytes>")
    received: datetime


@attrs.frozen(kw_only=True)
class Receipt:
    """One statement of the far side about one document.

    `numbers` holds every number of the document that the receipt names (`seq_no`, `list_no`, `entry_seq_no`, `number` …): they are
    matched on, and learned. `act` and `change_count` only where the receipt says so itself. `customs_time` is the far side's own
    time, the only one by which receipts are ordered. `code` and `texts` are the far side's own words.
    """

    kind: str
    source: str
    outcome: Outcome
    code: str = ""
    texts: tuple[str, ...] = ()
    exchange_id: str | None = None
    numbers: Mapping[str, str] = attrs.field(factory=dict)
    act: Act | None = None
    change_count: int | None = None
    customs_time: datetime | None = None
    pack: int | None = None
    packs: int | None = None
    facts: Mapping[str, str] = attrs.field(factory=dict)
    """Further facts of the head, under model attribute names (deduction_mark, entry_to_be_modified …)."""
    declaration_no: int | None = None
    """Of which declaration of its act a person said it; a receipt is placed by its customs time."""
    by: str | None = None
    """The person who read it on the page, for a recorded fact; None for a receipt."""
    evidence: str | None = None

    def identity(self) -> str:
        """What makes two deliveries the same receipt: source, outcome, code, act, change count, the numbers it names, customs time, and the
        exchange where there is no time."""
        when = self.customs_time.isoformat() if self.customs_time else self.exchange_id or ""
        count = "" if self.change_count is None else str(self.change_count)
        named = hashlib.sha256(repr(sorted(self.numbers.items())).encode()).hexdigest()[:16]
        return "|".join((self.source, self.outcome, self.code[:64], self.act or "", count, when, named, (self.by or "")[:64]))
