"""What a channel says it can do, with the evidence for it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum, StrEnum

import attrs

from baoguan.model.message import Verb


class Level(StrEnum):
    """How a channel does a verb."""

    NATIVE = "native"
    EMULATED = "emulated"
    UNSUPPORTED = "unsupported"


class Evidence(IntEnum):
    """Why we believe that it works; ordered, strongest first."""

    REAL_SAMPLE = 5
    OFFICIAL_SCHEMA = 4
    SEVERAL_PROGRAMS = 3
    ONE_SOURCE = 2
    INFERRED = 1

    @property
    def proven(self) -> bool:
        """Strong enough for production without an opt-in."""
        return self >= Evidence.SEVERAL_PROGRAMS


class Dedup(StrEnum):
    """By what the far side recognises a message that it already has."""

    EXCHANGE_ID = "exchange_id"
    BUSINESS_NUMBER = "business_number"
    NONE = "none"


@attrs.frozen(kw_only=True)
class Support:
    """One cell of the capability table. `setting` names the setting that turns it on; `note` says what a user must know."""

    kind: str
    verb: Verb
    level: Level
    evidence: Evidence
    since: date | None = None
    until: date | None = None
    setting: str | None = None
    note_zh: str = ""
    note_en: str = ""

    def valid(self, on: date) -> bool:
        """Whether the row holds on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@attrs.frozen(kw_only=True)
class Limits:
    """What one message may carry, and how often the far side may be asked; None where the channel states no limit."""

    rows: int | None = None
    bytes: int | None = None
    attachment_bytes: int | None = None
    requests_per_second: float | None = None
    at_once: int | None = None


@attrs.frozen(kw_only=True)
class Polling:
    """How a far side is asked for receipts: every `fast` while something was sent within `slow_after`, else every `slow`.

    An answer that takes longer than `deadline` is overdue: it is shown as such, and the far side is asked about the document.
    """

    fast: timedelta = timedelta(seconds=5)
    slow: timedelta = timedelta(minutes=5)
    slow_after: timedelta = timedelta(minutes=10)
    deadline: timedelta = timedelta(hours=24)


@attrs.frozen(kw_only=True)
class ChannelInfo:
    """What a channel is: its name, what it can do, and the limits that bind it."""

    name: str
    title_zh: str
    title_en: str
    supports: tuple[Support, ...]
    limits: Limits = attrs.field(factory=Limits)
    dedup: Dedup = Dedup.NONE
    settings: type | None = None
    """The attrs class of its settings, each field with a help text."""
    messages: tuple[str, ...] = ()
    polling: Polling | None = None
    """None for a far side that costs nothing to look at, such as a folder."""
    bulk: bool = False
    """Whether the channel is named for batch import; the others are for single documents."""
    patience: timedelta = timedelta(minutes=15)
    """How long a technical answer may take before the far side is taken to be asleep."""
    silence_zh: str = ""
    silence_en: str = ""
    """What no answer usually means on this channel, for the person who has to look."""

    def support(self, kind: str, verb: Verb, on: date) -> Support | None:
        """The row that holds for a kind and verb on a day, or None."""
        return next((s for s in self.supports if s.kind == kind and s.verb is verb and s.valid(on)), None)
