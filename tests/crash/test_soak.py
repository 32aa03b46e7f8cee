"""Workers killed at random, again and again, while documents of every journey pass."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Sequence

import pytest

from tests.crash.faults import ARMED, Fault
from tests.crash.nursery import KILLED, Nursery, finish, play
from tests.crash.world import JOURNEYS, World, never_twice_never_lost

LISTS = ("declare", "change", "delete", "save", "declare")
DECLARATIONS = ("filed", "papers", "corrected", "redeclared", "completed", "amended", "kept")
SENDING = ("intent", "renamed")
OTHERS = ("staged", ARMED, "answered", "inbox committed", "before acknowledge", "inside settle")


def soak(
    nursery: Nursery,
    world: World,
    journeys: Sequence[str],
    *,
    documents: int,
    lives: int,
    seed: int,
    deepest: int,
    kills_at_least: int = 40,
    lease: float | None = None,
) -> None:
    """`lives` lives, each of which is killed if it can be, then one that finishes.

    Half of them die at the moments that leave a parcel in `sending`, a third at the other points, the rest whenever their time is up. Every
    life brings some documents of its own besides those that the dead left.
    """
    dice = random.Random(seed)
    kills = 0
    given: dict[str, str] = {}
    started = time.monotonic()
    with world.simulator() as simulator:
        for number in range(lives):
            for place in range(number * documents // lives, (number + 1) * documents // lives):
                journey = dice.choice(journeys)
                given[f"{JOURNEYS[journey].prefix}-{place}{JOURNEYS[journey].suffix}"] = journey
            how = dice.choices((SENDING, OTHERS, ()), (5, 3, 2))[0]
            fault = Fault(kind="kill", points=[dice.choice(how)], reach=dice.randint(1, deepest)) if how else None
            life = nursery.start(world, given, fault=fault, lease=lease)
            play(simulator, [life], seconds=10 if fault else dice.uniform(0.05, 0.6))
            life.kill()
            assert play(simulator, [life], until=lambda life=life: life.ended is not None), life.told()  # type: ignore[misc]
            assert life.ended in (0, KILLED), life.told()
            kills += life.ended == KILLED
        finish(nursery, world, simulator, given, seconds=60.0 + 2 * documents)
        said = never_twice_never_lost(simulator.arrivals(), given)
    lines = world.histogram.read_text(encoding="utf-8").splitlines()
    found = Counter(state for line in lines for state, count in json.loads(line).items() if count)
    print(
        f"seed {seed}: documents {len(given)}, kills {kills}, found at start {dict(found)}, arrivals {said.arrivals}, "
        f"lost {len(said.lost)}, twice {len(said.twice)}, seconds {time.monotonic() - started:.0f}"
    )
    assert len(given) == documents
    assert kills >= kills_at_least
    assert found["sending"] >= kills_at_least * 3 // 8


@pytest.mark.slow
def test_thirty_lists_pass_through_twenty_kills_once_each(nursery: Nursery, world: World) -> None:
    soak(nursery, world, LISTS, documents=30, lives=26, seed=20260105, deepest=2, kills_at_least=20)


@pytest.mark.slow
def test_eight_declarations_pass_through_six_kills_once_each(nursery: Nursery, world: World) -> None:
    soak(nursery, world, DECLARATIONS, documents=8, lives=9, seed=20260106, deepest=2, kills_at_least=6)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_hundred_declarations_pass_through_random_kills_once_each(seed: int, nursery: Nursery, world: World) -> None:
    soak(nursery, world, DECLARATIONS, documents=500, lives=60, seed=seed, deepest=12)


@pytest.mark.soak
@pytest.mark.postgres
def test_five_hundred_declarations_pass_through_random_kills_on_postgres(nursery: Nursery, postgres_world: World) -> None:
    soak(nursery, postgres_world, DECLARATIONS, documents=500, lives=60, seed=4, deepest=12, lease=0.2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_hundred_lists_pass_through_random_kills_once_each(seed: int, nursery: Nursery, world: World) -> None:
    soak(nursery, world, LISTS, documents=500, lives=60, seed=seed, deepest=12)


@pytest.mark.soak
@pytest.mark.postgres
def test_five_hundred_lists_pass_through_random_kills_on_postgres(nursery: Nursery, postgres_world: World) -> None:
    # With a lease that outlives the kills, one parcel would be counted as found again and again.
    soak(nursery, postgres_world, LISTS, documents=500, lives=60, seed=4, deepest=12, lease=0.2)
