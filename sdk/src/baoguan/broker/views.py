"""What `status` and `trace` show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs

from baoguan.lifecycle import Standing
from baoguan.model.receipt import Receipt
from baoguan.store.rows import EventRow


@attrs.frozen(kw_only=True)
class Related:
    """Another document of the journal that belongs to one, and where it stands: an amendment of a declaration, the declaration of an
    amendment."""

    kind: str
    ref: str
    number: str
    account: str
    title_zh: str
    title_en: str
    state: str
    state_zh: str
    state_en: str


@attrs.frozen(kw_only=True)
class Status:
    """Where one document stands, in words.

    `age` counts from the last change. `alerts` are things a person should act on, Chinese and English.
    """

    environment: str
    account: str
    kind: str
    owner: str
    number: str
    state: str
    state_zh: str
    state_en: str
    declared: bool
    change_count: int
    numbers: Mapping[str, str]
    standing: Standing
    sending: Mapping[str, str]
    """Exchange id -> state of every parcel not yet answered."""
    waiting: tuple[str, ...] = ()
    """Acts that wait, and for what."""
    alerts: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    """Of a declaration its amendments, by age; of an amendment its declaration."""
    adopted: bool = False
    updated: datetime
    age: timedelta

    @property
    def needs_person(self) -> bool:
        """Whether something contradicts or cannot be settled without a person."""
        return self.standing.needs_person or "needs_person" in self.sending.values()


@attrs.frozen(kw_only=True)
class Exchange:
    """One message with its attempts; `files` are the exact bytes by name."""

    exchange_id: str
    act: str
    step: str
    state: str
    attempts: tuple[tuple[datetime, str, str], ...]
    files: Mapping[str, bytes] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Incoming:
    """A receipt with the raw bytes it was read from. A recorded fact has those of the file that was its evidence, under its name."""

    name: str
    received: datetime
    state: str
    receipt: Receipt
    content: bytes | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Loose:
    """A receipt that belongs to no document of ours so far, or raw bytes that could not be read (`state` parked, then `kind` is None).

    `kind` is the receipt's own name (INV201 …), `reason` why it stands here.
    """

    account: str
    file: str
    received: datetime
    state: str
    kind: str | None = None
    numbers: Mapping[str, str] = attrs.field(factory=dict)
    outcome: str | None = None
    code: str = ""
    texts: tuple[str, ...] = ()
    reason: str = ""


@attrs.frozen(kw_only=True)
class Trace:
    """Everything that was sent and received for a document, and every event."""

    status: Status
    exchanges: tuple[Exchange, ...]
    incoming: tuple[Incoming, ...]
    events: tuple[EventRow, ...]


@attrs.frozen(kw_only=True)
class Round:
    """What one `run_once` did, over all accounts."""

    sent: int = 0
    received: int = 0
    applied: int = 0
    repeats: int = 0
    parked: int = 0
    orphans: int = 0
    resolved: int = 0
    taken_back: int = 0
    failures: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.sent or self.received or self.resolved or self.taken_back)

    def plus(self, other: Round) -> Round:
        """Both together; failures stay this one's."""
        return attrs.evolve(self, **{name: getattr(self, name) + getattr(other, name) for name in _COUNTED})


_COUNTED = tuple(field.name for field in attrs.fields(Round) if field.name != "failures")


@attrs.frozen(kw_only=True)
class Submitted:
    """What `submit` and its like did: the document's reference, and whether it was there already."""

    account: str
    kind: str
    owner: str
    number: str
    repeated: bool = False
    steps: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """The reference by which the other commands know it."""
        return f"{self.owner}/{self.number}"


@attrs.frozen(kw_only=True)
class Requested:
    """A question for the receipts of a document: under which name it left, and what came at once. Over folders nothing comes at once."""

    account: str
    kind: str
    owner: str
    number: str
    exchange_id: str
    asked: datetime
    repeated: bool
    """Whether it had been asked on that day already; then nothing was sent."""
    received: int = 0
    applied: int = 0
    unproven: tuple[str, ...] = ()
