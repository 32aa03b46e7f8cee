"""What the lifecycle speaks in: states, transitions, attempts, and where a document stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from baoguan.model.message import Act, Step
from baoguan.model.receipt import Outcome


@attrs.frozen(kw_only=True)
class State:
    """A state a document can be in. `final` states get nothing more from Customs; `declared` ones are a legal act; in `waiting` ones an
    answer must come, and one that does not is overdue."""

    name: str
    zh: str
    en: str
    declared: bool = False
    final: bool = False
    waiting: bool = False


@attrs.frozen(kw_only=True)
class Transition:
    """What one outcome does within an act: its rank, and the state it leads to (None moves none)."""

    outcome: Outcome
    rank: int
    state: str | None
    refusal: bool = False


@attrs.frozen(kw_only=True)
class Lifecycle:
    """The transition table of a document kind."""

    kind: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    deletion_outcomes: frozenset[Outcome]
    """Outcomes that say "approved" of a deletion."""
    approval_rank: int = 3
    """From this rank on an outcome approves its act."""
    completable: frozenset[str] = frozenset()
    """States of a first step in which the second may begin."""
    completes_from: int = 3
    """From this rank on the second step speaks for the document."""
    by_person: bool = False
    """Whether a person may declare a draft, and declare it again after a refusal, without a message of ours: then what is later than a
    refusal begins a new declaration, and so does a draft that is saved anew."""

    def state(self, name: str) -> State:
        """The state of a name. Raises KeyError for one that the table lacks."""
        found = next((s for s in self.states if s.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    @property
    def refusals(self) -> frozenset[str]:
        """States from which the document is corrected and declared again."""
        return frozenset(t.state for t in self.transitions if t.refusal and t.state)

    @property
    def taken(self) -> frozenset[str]:
        """States in which Customs has the document or has decided on it: nothing that waits to be sent for that act may leave any more."""
        return frozenset(s.name for s in self.states if s.declared) - self.refusals

    def transition(self, outcome: Outcome) -> Transition | None:
        """The row of an outcome."""
        return next((t for t in self.transitions if t.outcome is outcome), None)


@attrs.frozen(kw_only=True)
class Attempt:
    """One submission as the lifecycle sees it: an act, its step, the how-manieth declaration, and how far it got.

    `after` is the latest customs time known when it was opened: receipts up to it belong to what came before. `sent` is None while
    unsent, False when it was taken back or refused before leaving, True from the moment it may have left.
    """

    exchange_ids: tuple[str, ...]
    act: Act
    step: Step
    change_count: int = 0
    declaration_no: int = 1
    after: datetime | None = None
    sent: bool | None = None
    cancelled: bool = False
    waiting: bool = False
    """For a number that only an answer to another attempt can bring; it moves no state."""

    @property
    def key(self) -> tuple[Act, int]:
        """The act it belongs to."""
        return self.act, self.change_count if self.act is Act.CHANGE else 0


Slot = tuple[tuple[Act, int], int, Step]
"""An act, the number of its declaration, and the step: what one answer is about."""


@attrs.frozen(kw_only=True)
class ActStanding:
    """How one act of the document stands: its best receipt, or the technical answer, or how far the sending got."""

    act: Act
    change_count: int
    declaration_no: int
    state: str
    outcome: Outcome | None = None
    code: str = ""
    texts: tuple[str, ...] = ()
    at: datetime | None = None
    open: bool = False
    """Declared and not yet answered for good."""


@attrs.frozen(kw_only=True)
class Conflict:
    """Two statements that cannot both hold and of which neither is later; shown, and settled by a person."""

    zh: str
    en: str


@attrs.frozen(kw_only=True)
class Standing:
    """Where a document stands. `state` is that of the document, `acts` of each act on it, the latest last."""

    state: str
    change_count: int = 0
    acts: tuple[ActStanding, ...] = ()
    numbers: Mapping[str, str] = attrs.field(factory=dict)
    facts: Mapping[str, str] = attrs.field(factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    latest: datetime | None = None
    """The latest customs time of all receipts; a person's word carries our own clock and does not count."""

    @property
    def needs_person(self) -> bool:
        """Whether something contradicts."""
        return bool(self.conflicts)

    def act(self, act: Act, change_count: int = 0) -> ActStanding | None:
        """The standing of one act."""
        wanted = (act, change_count if act is Act.CHANGE else 0)
        return next((a for a in self.acts if (a.act, a.change_count) == wanted), None)

    @property
    def pending(self) -> ActStanding | None:
        """The change or deletion that Customs has not yet decided."""
        return next((a for a in self.acts if a.open and a.act is not Act.FILING), None)
