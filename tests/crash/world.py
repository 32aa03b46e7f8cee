"""A world to crash in: folders of the import client, a simulator behind them, a journal, and documents with somewhere to go.

The witness is the simulator's log of arrivals, which is append-only; what the journal believes proves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import attrs

from baoguan import Broker, read_config
from baoguan.broker.config import Config
from baoguan.store import documents as docs
from baoguan.store.rows import DocumentRow
from baoguan_singlewindow.simulator import Arrival, Faults, Simulator
from tests.crash import declarations, inventories, journeys
from tests.crash.journeys import Journey
from tests.support.lists import AGENT

Expected = Mapping[str, str]
"""Number of a document -> its journey."""

PACK_BYTES = 5_000
"""A list of `inventory` has three lines and goes in two packs then."""

JOURNEYS: Mapping[str, Journey] = {**inventories.JOURNEYS, **declarations.JOURNEYS}


def on(*names: str) -> dict[str, str]:
    """Documents, each on one of these journeys."""
    return journeys.numbered((name, JOURNEYS[name]) for name in names)


@attrs.frozen(kw_only=True)
class World:
    """Everything below one folder; `journal` may be the URL of a PostgreSQL database instead."""

    base: Path
    journal: str = "journal"
    packs: bool = False
    """Lists go in several packs, which the far side takes."""

    def __attrs_post_init__(self) -> None:
        declarations.write_paper(self.base)

    def config(self) -> Config:
        card = {
            "customs_code": AGENT.customs_code,
            "card_no": "8900000000001",
            "client_id": "0000000001",
            "person": "示例录入员",
        }
        account: dict[str, object] = {"channel": "singlewindow", "root": "imp", "stable_seconds": 0.01, "operator": [card]}
        if self.packs:
            account |= {"packs": True, "max_bytes": PACK_BYTES}
        data: dict[str, object] = {
            "environment": "simulator",
            "journal": self.journal,
            "by": "tester",
            "two_step": declarations.TWO_STEP,
            "accounts": {"sw": account},
        }
        if "://" in self.journal:
            data["blobs"] = "contents/blobs"
        return read_config(data, self.base)

    def broker(self) -> Broker:
        return Broker(self.config())

    def simulator(self, state: Path | None = None, *, faults: Faults = Faults(), seed: int = 0) -> Simulator:  # noqa: B008  (frozen)
        """The far side; its own memory lies beside ours unless `state` says otherwise."""
        return Simulator(
            self.base / "imp",
            state or self.base / "sim",
            packs=self.packs,
            declaring=declarations.DECLARING,
            amending=declarations.AMENDING,
            faults=faults,
            seed=seed,
        )

    @property
    def histogram(self) -> Path:
        """One line a life of a worker: the states of the parcels it found."""
        return self.base / "histogram.jsonl"


def documents(broker: Broker) -> dict[str, DocumentRow]:
    """The documents of a journal by number."""
    with broker.journal.reading() as connection:
        rows = docs.all_documents(connection, [a.id for a in broker.accounts.values()])
    return {r.number: r for r in rows}


def is_final(row: DocumentRow | None, journey: str) -> bool:
    """Whether a document has come to the end of its journey."""
    return row is not None and JOURNEYS[journey].arrived(row)


def push(broker: Broker, number: str, journey: str, row: DocumentRow | None, *, drives: bool) -> None:
    """Ask for the next act of a journey, unless it is under way. Only one worker may drive: two withdrawals cancel each other."""
    if row is None:
        JOURNEYS[journey].begin(broker, number)
    elif drives:
        JOURNEYS[journey].go_on(broker, row)


def bring(world: World, simulator: Simulator, expected: Expected) -> None:
    """Bring documents to the end of their journeys in this process, undisturbed."""
    with world.broker() as broker:
        for _ in range(60):
            known = documents(broker)
            if (
                all(is_final(known.get(n), j) for n, j in expected.items())
                and simulator.idle()
                and broker.run_once(force=True).idle
            ):
                return
            for number, journey in expected.items():
                push(broker, number, journey, known.get(number), drives=True)
            done = broker.run_once(force=True)
            assert not done.failures, done.failures
            simulator.step()
        raise AssertionError({n: r.state for n, r in documents(broker).items()})


@attrs.frozen(kw_only=True)
class Tally:
    """What the witness says."""

    arrivals: int
    lost: Sequence[tuple[str, str, str]]
    twice: Sequence[tuple[str, str, str]]
    stray: Sequence[tuple[str, str, str]]
    refused: Sequence[str]


def tally(arrivals: Iterable[Arrival], expected: Expected) -> Tally:
    """Count what arrived against what had to."""
    seen = [attrs.evolve(a, number=declarations.document_of(a, expected)) for a in arrivals]
    accepted = Counter((a.number, a.declaration_type, a.declare_flag) for a in seen if a.accepted)
    wanted = Counter((number, *step) for number, journey in expected.items() for step in JOURNEYS[journey].arrivals)
    marked = {(a.number, a.declaration_type, a.declare_flag) for a in seen if a.twice}
    return Tally(
        arrivals=len(seen),
        lost=sorted(wanted - accepted),
        twice=sorted(marked | {key for key, times in accepted.items() if times > max(wanted[key], 1)}),
        stray=sorted(accepted.keys() - wanted.keys()),
        refused=[f"{a.number}: {a.reason}" for a in seen if not a.accepted],
    )


def never_twice_never_lost(arrivals: Iterable[Arrival], expected: Expected) -> Tally:
    """Every expected act arrived exactly once, and nothing else did. Raises AssertionError that names what did not."""
    said = tally(arrivals, expected)
    assert not said.twice, f"sent twice: {said.twice}"
    assert not said.lost, f"lost: {said.lost}"
    assert not said.stray, f"never asked for: {said.stray}"
    assert not said.refused, f"refused: {said.refused}"
    return said
