"""What a look for missing receipts gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs


@attrs.frozen(kw_only=True)
class Missing:
    """Something of a document that should have come. `age` is how long it waits, `patience` how long it may as the account is set."""

    what: str
    what_zh: str
    account: str
    client: str
    kind: str
    number: str
    ref: str
    state: str
    state_zh: str
    age: timedelta
    patience: timedelta
    why_zh: str
    why_en: str
    next_zh: str
    next_en: str
    commands: tuple[str, ...] = ()
    """The commands to type, with words in the place of what the page says."""
    requestable: bool = False
    """Whether `doctor receipts --request` may ask for it as the account is set."""
    asked: datetime | None = None
    """When it was last asked for."""
    answered: str = ""
    """What the far side said to that."""


@attrs.frozen(kw_only=True)
class Stray:
    """A receipt that belongs to no document, or a file that could not be read, which might be what a document waits for. `reason` is why it
    stands aside."""

    account: str
    file: str
    received: datetime
    state: str
    kind: str | None
    numbers: Mapping[str, str]
    reason: str
    may_be: tuple[str, ...]
    why_zh: str
    why_en: str
    next_zh: str
    next_en: str
    commands: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Unread:
    """A place on the channel's side where something lies that nobody has read, or that cannot be asked (`level` error)."""

    account: str
    level: str
    zh: str
    en: str
    causes: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class MissingReceipts:
    """Everything at once, the longest waiting first. `aside` counts the raw receipts of no document by state, candidates or not."""

    documents: tuple[Missing, ...]
    strays: tuple[Stray, ...]
    places: tuple[Unread, ...]
    aside: Mapping[str, int]

    @property
    def red(self) -> bool:
        """Whether somebody should act."""
        return bool(self.documents or self.strays) or any(place.level == "error" for place in self.places)
