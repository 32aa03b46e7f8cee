"""What a channel is tested with: the rig that its author gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import attrs

from baoguan.model.inventory import BondedInventoryList
from baoguan.model.message import Document
from baoguan.testing.samples import SAMPLES, Documents, lengthened


@attrs.frozen(kw_only=True)
class Arrival:
    """A message that reached the far side, repeats and refused ones included. `taken`: it was accepted as new."""

    exchange_id: str
    number: str
    taken: bool = True


class Arrived(Protocol):
    """What a far side tells of an arrival; `Arrival` is one."""

    @property
    def exchange_id(self) -> str:
        """Its exchange id."""

    @property
    def number(self) -> str:
        """The document's number, '' where it is not known."""

    @property
    def taken(self) -> bool:
        """Whether it was accepted as new."""


class FarSide(Protocol):
    """The far side of a channel, driven by the kit. A simulator is one, or wraps into one in a few lines."""

    def step(self) -> None:
        """Look at what arrived and answer it."""

    def arrivals(self) -> Sequence[Arrived]:
        """Everything that arrived, in order."""


@attrs.frozen
class Rig:
    """A channel to be tested, with documents of one kind.

    `channel` is what its entry point names. `settings` are those of an account, or made from the test's folder; those that hold a
    secret are given as `Secret`. `far` opens the far side in the test's folder; a channel that answers itself needs none, and its
    accepted sends are counted as arrivals. A far side that has an attribute `app` is reached over HTTP at `url`: an ASGI application,
    or a function that adds routes to a respx router. `approve` makes the far side approve a document. `xfail` names contract tests
    that are known to fail, with the reason.

    The documents are the kit's own bonded inventory lists; `kind="ledger"` makes them its ledgers,
    `kind="write_off"` its write-offs. Of any other kind, `document` makes
    an example under a number, and `documents` one of a number and so many rows, for a kind that has rows. `own` are plugin objects
    by name that bring the kind and its messages. Of installed plugins none takes part, so that the outcome is the same everywhere.
    Raises ValueError for a kind of which there is no example.
    """

    channel: object
    settings: Mapping[str, object] | Callable[[Path], Mapping[str, object]] = attrs.field(factory=dict)
    document: Callable[[str], Document] | None = None
    far: Callable[[Path], FarSide] | None = None
    url: str = "http://far.example"
    approve: Callable[[FarSide | None, str], None] | None = None
    environment: str = "test"
    xfail: Mapping[str, str] = attrs.field(factory=dict)
    kind: str = attrs.field(default="inventory", kw_only=True)
    documents: Documents | None = attrs.field(default=None, kw_only=True)
    own: Mapping[str, object] = attrs.field(factory=dict, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.document is None and self.documents is None and self.kind not in SAMPLES:
            raise ValueError(f"the kit has examples of {sorted(SAMPLES)}, none of {self.kind!r}: give `document` or `documents`")

    def example(self, number: str) -> Document:
        """The example under a number."""
        if self.document is not None:
            return self.document(number)
        return (self.documents or SAMPLES[self.kind])(number, 1)

    def long(self, number: str, rows: int) -> Document | None:
        """An example of so many rows, at least; None when the rig has no documents of any length."""
        if self.documents is None and self.document is not None:
            given = self.document(number)
            return lengthened(given, rows) if isinstance(given, BondedInventoryList) else None
        return (self.documents or SAMPLES[self.kind])(number, rows)
