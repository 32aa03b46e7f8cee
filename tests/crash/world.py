"""A world to crash in: folders of the import client, a simulator behind them, a journal, and lists with somewhere to go.

The witness is the simulator's log of arrivals, which is append-only; what the journal believes proves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import attrs

from baoguan import BondedInventoryList, Broker, read_config
from baoguan.broker.config import Config
from baoguan.model.message import Act
from baoguan.store import documents as docs
from baoguan.store.rows import DocumentRow
from baoguan_singlewindow.simulator import Arrival, Simulator
from tests.support.lists import AGENT, inventory

Expected = Mapping[str, str]
"""Number of a list -> its journey."""

PACK_BYTES = 5_000
"""A list of `inventory` has three lines and goes in two packs then."""

FILED = ("1", "0"), ("1", "1")
ARRIVALS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "save": FILED[:1],
    "declare": FILED,
    "change": (*FILED, ("2", "0"), ("2", "1")),
    "delete": (*FILED, ("3", "1")),
    "direct": FILED[1:],
}
"""Journey -> what must arrive for it, each exactly once: (申报类型, 申报标志). "direct" is the naive sender's."""

_STANDS = frozenset({"approved", "pre_deducted", "deducted"})


@attrs.frozen(kw_only=True)
class World:
    """Everything below one folder; `journal` may be the URL of a PostgreSQL database instead."""

    base: Path
    journal: str = "journal"
    packs: bool = False
    """Lists go in several packs, which the far side takes."""

    def config(self) -> Config:
        card = {"customs_code": AGENT.customs_code, "card_no": "8900000000001", "client_id": "0000000001"}
        account: dict[str, object] = {"channel": "singlewindow", "root": "imp", "stable_seconds": 0.01, "operator": [card]}
        if self.packs:
            account |= {"packs": True, "max_bytes": PACK_BYTES}
        data: dict[str, object] = {
            "environment": "simulator",
            "journal": self.journal,
            "by": "tester",
            "accounts": {"sw": account},
        }
        if "://" in self.journal:
            data["blobs"] = "contents/blobs"
        return read_config(data, self.base)

    def broker(self) -> Broker:
        return Broker(self.config())

    def simulator(self) -> Simulator:
        return Simulator(self.base / "imp", self.base / "sim", packs=self.packs)

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
    """Whether a list has come to the end of its journey."""
    if row is None:
        return False
    if journey == "change":
        return row.state == "deducted" and row.change_count == 1
    return row.state == {"save": "saved", "declare": "deducted", "delete": "deleted"}[journey]


def push(broker: Broker, number: str, journey: str, row: DocumentRow | None, *, drives: bool) -> None:
    """Ask for the next act of a journey, unless it is under way. Only one worker may drive: two withdrawals cancel each other."""
    if row is None:
        broker.submit(inventory(number), declare=journey != "save")
    elif drives and journey != "save" and row.state == "saved":
        broker.declare(number)
    elif drives and row.state in _STANDS and journey == "change" and not _asked(row, Act.CHANGE):
        broker.modify(number, changed(number), declare=True, override="tested")
    elif drives and row.state == "deducted" and journey == "delete" and not _asked(row, Act.DELETION):
        broker.withdraw(number, override="tested")


def _asked(row: DocumentRow, act: Act) -> bool:
    acts = row.standing.get("acts", [])
    return isinstance(acts, list) and any(a["act"] == act.value for a in acts)


def changed(number: str) -> BondedInventoryList:
    """The list with another remark in a line."""
    document = inventory(number)
    lines = [attrs.evolve(line, modification="0") for line in document.lines]
    lines[0] = attrs.evolve(lines[0], modification="1", remark="更正")
    return attrs.evolve(document, lines=tuple(lines))


def bring(world: World, simulator: Simulator, journeys: Expected) -> None:
    """Bring lists to the end of their journeys in this process, undisturbed."""
    with world.broker() as broker:
        for _ in range(60):
            known = documents(broker)
            if (
                all(is_final(known.get(n), j) for n, j in journeys.items())
                and simulator.idle()
                and broker.run_once(force=True).idle
            ):
                return
            for number, journey in journeys.items():
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
    seen = list(arrivals)
    accepted = Counter((a.number, a.declaration_type, a.declare_flag) for a in seen if a.accepted)
    wanted = {(number, *step) for number, journey in expected.items() for step in ARRIVALS[journey]}
    marked = {(a.number, a.declaration_type, a.declare_flag) for a in seen if a.twice}
    return Tally(
        arrivals=len(seen),
        lost=sorted(wanted - accepted.keys()),
        twice=sorted(marked | {key for key, times in accepted.items() if times > 1}),
        stray=sorted(accepted.keys() - wanted),
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
