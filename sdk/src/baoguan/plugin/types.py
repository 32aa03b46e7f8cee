"""What hooks are given and give, beside the model's own classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

import attrs
from lxml import etree

from baoguan.codes import Codes
from baoguan.documents import DocumentKinds
from baoguan.ledger import Booked
from baoguan.model.capability import Support
from baoguan.model.message import Act, Parcel, Step
from baoguan.model.receipt import Receipt
from baoguan.transport import NoPace, Pace
from baoguan.wire import Json


@attrs.frozen(kw_only=True)
class Diagnosis:
    """One observation about a channel. `causes` are the likely ones, in order; `unread` says that it is about something that lies in a place
    on the channel's side and that nobody has read."""

    level: Literal["ok", "warning", "error"]
    zh: str
    en: str
    causes: tuple[str, ...] = ()
    unread: bool = False


@attrs.frozen(kw_only=True)
class Inquiry:
    """A document whose answer is overdue, as the far side may know it: by its number, and by those that it gave."""

    kind: str
    owner: str
    number: str
    numbers: Mapping[str, str]
    exchange_ids: tuple[str, ...]
    """The messages that have left and wait, the latest last."""
    document: object | None = None
    """The content that Customs knows, where a person asks; a channel that asks by a message chooses the sender by it."""
    exchange_id: str = ""
    """The name of the question where it is a message of its own: the same one for a document on a day. Empty for one that nobody asked for."""
    asked: datetime | None = None
    """The moment when the question was journalled: the only time that such a message may write."""


@attrs.frozen(kw_only=True)
class Hold:
    """A gate's reason to wait for a person."""

    reason_zh: str
    reason_en: str


@attrs.frozen(kw_only=True)
class Staged:
    """Where a channel put the bytes of a message, in its own words; journalled with the intent to send."""

    place: str


@attrs.frozen(kw_only=True)
class SubmissionView:
    """What a gate may know of a submission."""

    environment: str
    account: str
    kind: str
    number: str
    owner: str
    act: Act
    step: Step
    declaration_no: int
    document: object
    by: str


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened, committed. `id` grows and is the cursor of readers."""

    id: int
    at: datetime
    kind: str
    account: str | None
    document: str | None
    number: str | None
    by: str
    data: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class MessageType:
    """A message added to an existing channel: which kind it carries, how its body is written, and how its receipts are read.

    `encode` gives the body; what `decode` gets is the element of the receipt's own name, local names only.
    """

    channel: str
    kind: str
    name: str
    supports: tuple[Support, ...]
    encode: Callable[[Parcel], bytes]
    decode: Mapping[str, Callable[[etree._Element], Sequence[Receipt]]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class ChannelContext:
    """What a channel gets when an account opens. `messages` are the message types that plugins add to it."""

    environment: str
    account: str
    codes: Codes
    kinds: DocumentKinds
    journal: str
    """Identity of the journal; a place that only one journal may use is marked with it."""
    base: Path
    """The folder that relative paths of the settings start from."""
    messages: tuple[MessageType, ...] = ()
    allow_unproven: frozenset[str] = frozenset()
    pace: Pace = attrs.field(factory=NoPace)
    """Turns for requests to the far side, to be given to an `HttpLink`."""


@attrs.frozen(kw_only=True)
class ReadFile:
    """A message or receipt file as `read` shows it. `fields` holds every non-empty element under its wire name, in nesting."""

    kind: str
    fields: Json
    numbers: Mapping[str, str] = attrs.field(factory=dict)
    receipts: tuple[Receipt, ...] = ()
    document: object | None = None
    """The document of a message to the channel, from which the message can be built again."""
    described: object | None = None
    """The document that a receipt describes, as far as it does; enough to take it under our care."""
    notes: tuple[str, ...] = ()
    booked: tuple[Booked, ...] = ()
    """What a receipt says of the rows of a ledger that it moved."""


class Channel(Protocol):
    """What an entry point of the group `baoguan.channels` names.

    Beside `open` a channel may have pure methods that need no account: ``read(name, content, codes) -> ReadFile | None`` understands
    one of its files, and ``wire_names() -> {section: {wire name: attribute path}}`` lets sheets use its element names as headings
    (a section is the attribute that holds it, '' for the head; those of other kinds of document than lists begin with `kind:`). A third,
    ``offline(settings, context)``, opens an instance that only encodes and touches nothing, also with empty settings; `build` uses it. And
    ``explanations() -> Sequence[Explanation]`` says what its codes and texts mean, for `baoguan explain`.
    """

    def open(self, settings: Mapping[str, object], context: ChannelContext) -> object:
        """An instance with the hook methods and `close()`. Raises ConfigurationError for unusable settings."""
