"""What a journey is: the acts that are asked for of a document on its way, what must arrive for them, and when it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from baoguan import Broker
from baoguan.model.message import Act
from baoguan.store.rows import DocumentRow


def _nothing(broker: Broker, row: DocumentRow) -> None:
    """Nothing more is asked for."""


@attrs.frozen(kw_only=True)
class Journey:
    """A way that documents of one kind go. All of it is looked up by name, so that a worker process goes the same way."""

    begin: Callable[[Broker, str], None]
    """Ask for the first act, of a document with this number."""
    go_on: Callable[[Broker, DocumentRow], None] = _nothing
    """Ask for the next act, unless it is under way."""
    arrived: Callable[[DocumentRow], bool]
    """Whether it has come to its end."""
    arrivals: tuple[tuple[str, str], ...]
    """What must arrive for it, each as often as it stands here: act and step by the simulator's log."""
    prefix: str
    """Of the numbers of such documents: by it the far side knows what Customs will say."""
    suffix: str = ""
    """Of the numbers of such documents, where they are those of what follows another document."""
    follows: str | None = None
    """A journey that is a part of this one, and the act in question comes after it."""


def state_is(*names: str) -> Callable[[DocumentRow], bool]:
    """Whether a document is in one of some states."""
    return lambda row: row.state in names


def asked(row: DocumentRow, act: Act) -> bool:
    """Whether an act shows in the standing of a document."""
    acts = row.standing.get("acts", [])
    return isinstance(acts, list) and any(a["act"] == act.value for a in acts)


def numbered(journeys: Iterable[tuple[str, Journey]]) -> dict[str, str]:
    """Documents on these journeys: number -> name of the journey."""
    return {f"{journey.prefix}-{place}{journey.suffix}": name for place, (name, journey) in enumerate(journeys)}
