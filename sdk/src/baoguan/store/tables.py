"""The journal's tables. Times are text in Asia/Shanghai with a fixed width, so that they compare as text in both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from baoguan.clock import shanghai

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment as `yyyy-MM-ddTHH:mm:ss.ffffff+08:00`."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Moment -> text."""
        return None if value is None else shanghai(value).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Text -> moment."""
        return None if value is None else datetime.fromisoformat(value)


account: Final = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("environment", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("open", Boolean, nullable=False, default=True),
    Column("closed_reason", Text),
    Column("next_try", Instant),
    Column("failures", Integer, nullable=False, default=0),
    Column("last_error", Text),
    Column("turn_at", Instant),
    Column("not_before", Instant),
    Column("next_poll", Instant),
    UniqueConstraint("environment", "name"),
)
"""One row an account: the schedule is the only retry.

`turn_at` is when the next request is due where the far side limits their number, `not_before` until when it asked to be left alone,
`next_poll` when it is asked for receipts again.
"""

turn: Final = Table(
    "turn",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("lease", Instant, nullable=False),
    Index(None, "account_id"),
)
"""Requests that are under way at this moment, where a far side limits how many there may be at once."""

document: Final = Table(
    "document",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("owner", String(32), nullable=False),
    Column("number", String(128), nullable=False),
    Column("state", String(32), nullable=False),
    Column("standing", JSON, nullable=False),
    Column("change_count", Integer, nullable=False, default=0),
    Column("needs_person", Boolean, nullable=False, default=False),
    Column("content", String(64), nullable=False),
    Column("content_version", Integer, nullable=False),
    Column("adopted", Boolean, nullable=False, default=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("account_id", "kind", "owner", "number"),
    Index(None, "state"),
)
"""`content` is the blob of the version that Customs knows, or will know first."""

number: Final = Table(
    "number",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("value", String(128), nullable=False),
    UniqueConstraint("account_id", "kind", "value"),
    Index(None, "document_id"),
)

submission: Final = Table(
    "submission",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("act", String(16), nullable=False),
    Column("step", String(16), nullable=False),
    Column("change_count", Integer, nullable=False),
    Column("declaration_no", Integer, nullable=False),
    Column("key", String(256), nullable=False),
    Column("content", String(64), nullable=False),
    Column("content_version", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("hash_version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("waits_for", Text),
    Column("after", Instant),
    Column("by", String(128), nullable=False),
    Column("note", Text),
    Column("created", Instant, nullable=False),
    CheckConstraint("state in ('waiting','held','ready','closed','cancelled')", name="state"),
    UniqueConstraint("account_id", "key", "declaration_no"),
    Index(None, "document_id"),
    Index(None, "state"),
)
"""`after` is the latest customs time known when it was opened; `waits_for` what a waiting or held one waits for."""

parcel: Final = Table(
    "parcel",
    metadata,
    Column("id", Id, primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("pack", Integer, nullable=False),
    Column("packs", Integer, nullable=False),
    Column("exchange_id", String(128), nullable=False),
    Column("message", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", String(64)),
    Column("lease", Instant),
    Column("error", Text),
    Column("sent_at", Instant),
    Column("answered", Boolean, nullable=False, default=False),
    Column("cancel_by", String(128)),
    Column("version", Integer, nullable=False, default=1),
    CheckConstraint("state in ('ready','sending','sent','in_doubt','needs_person','rejected','cancelled')", name="state"),
    UniqueConstraint("submission_id", "pack"),
    UniqueConstraint("exchange_id"),
    Index(None, "state"),
    Index(None, "document_id"),
)

exchange: Final = Table(
    "exchange",
    metadata,
    Column("id", Id, primary_key=True),
    Column("parcel_id", ForeignKey("parcel.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("started", Instant, nullable=False),
    Column("finished", Instant),
    Column("result", String(32), nullable=False),
    Column("detail", Text),
    UniqueConstraint("parcel_id", "attempt"),
)
"""Every attempt to send a parcel, and what came of it."""

inbox: Final = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("name", String(512), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("token", String(512), nullable=False),
    Column("size", Integer, nullable=False),
    Column("received", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("error", Text),
    Column("acknowledged", Boolean, nullable=False, default=False),
    CheckConstraint("state in ('new','applied','repeat','orphan','foreign','parked')", name="state"),
    UniqueConstraint("account_id", "digest", "name"),
    Index(None, "state"),
)
"""Raw rows. Unique by content *and* name: two documents can be refused with the same bytes under two file names."""

receipt: Final = Table(
    "receipt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("inbox_id", ForeignKey("inbox.id")),
    Column("document_id", ForeignKey("document.id")),
    Column("place", Integer, nullable=False),
    Column("identity", String(512), nullable=False),
    Column("data", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("state in ('applied','repeat','orphan','foreign')", name="state"),
    UniqueConstraint("inbox_id", "place"),
    Index(None, "document_id"),
    Index(None, "state"),
)
"""Decoded receipts; those without a raw row were recorded by a named person."""

event: Final = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("document_id", ForeignKey("document.id")),
    Column("by", String(128), nullable=False),
    Column("data", JSON, nullable=False),
    Index(None, "document_id"),
)
"""Append-only: triggers refuse UPDATE and DELETE."""

posting: Final = Table(
    "posting",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("document_id", ForeignKey("document.id")),
    Column("ledger", String(64), nullable=False),
    Column("row", String(16), nullable=False),
    Column("item_no", Id, nullable=False),
    Column("counter", String(32), nullable=False),
    Column("stage", String(8), nullable=False),
    Column("version", String(16), nullable=False),
    Column("sign", Integer, nullable=False),
    Column("quantity", String(48), nullable=False),
    Column("lines", Text, nullable=False),
    Column("source", String(16), nullable=False),
    Column("cause", Text, nullable=False),
    Column("by", String(128), nullable=False),
    Column("at", Instant, nullable=False),
    Column("effective", Instant),
    Index(None, "document_id"),
    Index("ix_posting_ledger", "ledger", "row", "item_no"),
)
"""What documents moved in the books of ledgers; quantities are text, so that they stay exact. Append-only, as events are."""

cursor: Final = Table(
    "cursor",
    metadata,
    Column("reader", String(128), primary_key=True),
    Column("event_id", Id, nullable=False),
)
"""How far each reader of events has got."""

APPEND_ONLY: Final = ("event", "posting")
