"""Rows of the journal as typed, frozen objects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import attrs
from sqlalchemy import Row

from baoguan.model.message import Act, Step

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class AccountRow:
    """An account and its schedule."""

    id: int
    environment: str
    name: str
    channel: str
    open: bool
    closed_reason: str | None
    next_try: datetime | None
    failures: int
    last_error: str | None
    not_before: datetime | None
    next_poll: datetime | None


@attrs.frozen(kw_only=True)
class DocumentRow:
    """A document under our care."""

    id: int
    account_id: int
    kind: str
    owner: str
    number: str
    state: str
    standing: Mapping[str, Any]
    change_count: int
    needs_person: bool
    content: str
    content_version: int
    adopted: bool
    created: datetime
    updated: datetime
    version: int


@attrs.frozen(kw_only=True)
class SubmissionRow:
    """One act of declaring."""

    id: int
    account_id: int
    document_id: int
    act: Act = attrs.field(converter=Act)
    step: Step = attrs.field(converter=Step)
    change_count: int
    declaration_no: int
    key: str
    content: str
    content_version: int
    hash: str
    hash_version: int
    state: str
    waits_for: str | None
    after: datetime | None
    by: str
    note: str | None
    created: datetime


@attrs.frozen(kw_only=True)
class ParcelRow:
    """One message of a submission and how far it got."""

    id: int
    submission_id: int
    account_id: int
    document_id: int
    pack: int
    packs: int
    exchange_id: str
    message: Mapping[str, Any]
    state: str
    owner: str | None
    lease: datetime | None
    error: str | None
    sent_at: datetime | None
    answered: bool
    cancel_by: str | None
    version: int


@attrs.frozen(kw_only=True)
class ExchangeRow:
    """One attempt to send a parcel."""

    id: int
    parcel_id: int
    attempt: int
    owner: str
    started: datetime
    finished: datetime | None
    result: str
    detail: str | None


@attrs.frozen(kw_only=True)
class InboxRow:
    """A raw row as it came."""

    id: int
    account_id: int
    name: str
    digest: str
    token: str
    size: int
    received: datetime
    state: str
    error: str | None
    acknowledged: bool


@attrs.frozen(kw_only=True)
class ReceiptRow:
    """A decoded receipt, or a fact recorded by a person."""

    id: int
    inbox_id: int | None
    document_id: int | None
    place: int
    identity: str
    data: Mapping[str, Any]
    state: str
    at: datetime


@attrs.frozen(kw_only=True)
class EventRow:
    """Something that happened."""

    id: int
    at: datetime
    kind: str
    account_id: int | None
    document_id: int | None
    by: str
    data: Mapping[str, str]


@attrs.frozen(kw_only=True)
class PostingRow:
    """A movement of a row of a ledger. `quantity` is text, exact; `effective` Customs' own time."""

    id: int
    account_id: int
    document_id: int | None
    ledger: str
    row: str
    item_no: int
    counter: str
    stage: str
    version: str
    sign: int
    quantity: str
    lines: str
    source: str
    cause: str
    by: str
    at: datetime
    effective: datetime | None


def typed(cls: type[T], row: Row[Any]) -> T:
    """A database row as one of the classes above; columns the class has no attribute for are left out."""
    names = {a.name for a in attrs.fields(cls)}  # type: ignore[arg-type]
    return cls(**{k: v for k, v in row._mapping.items() if k in names})
