"""Workers that race for the same documents without anything going wrong."""

from __future__ import annotations

import pytest

from tests.crash.nursery import Nursery, play
from tests.crash.world import World, never_twice_never_lost, on

LISTS = {f"A-{n}": "declare" if n % 4 == 0 else "save" for n in range(60)}
DECLARATIONS = ("papers", "corrected", "completed", "kept", "filed")


def race(nursery: Nursery, world: World, expected: dict[str, str], workers: int, seconds: float = 100.0) -> None:
    with world.simulator() as simulator:
        lives = [nursery.start(world, expected, drives=n == 0, patience=seconds) for n in range(workers)]
        assert play(simulator, lives, seconds=seconds), [life.told() for life in lives]
        assert [life.ended for life in lives] == [0] * workers, [life.told() for life in lives]
        simulator.run_until_idle()
        said = never_twice_never_lost(simulator.arrivals(), expected)
    print(f"workers {workers}, documents {len(expected)}, arrivals {said.arrivals}, twice {len(said.twice)}")


@pytest.mark.slow
def test_two_workers_racing_for_the_same_lists_send_each_once(nursery: Nursery, world: World) -> None:
    race(nursery, world, LISTS, 2)


def test_two_workers_racing_for_the_same_declarations_save_each_once(nursery: Nursery, world: World) -> None:
    race(nursery, world, on(*DECLARATIONS), 2)


@pytest.mark.slow
@pytest.mark.postgres
def test_two_workers_racing_on_postgres_send_each_once(nursery: Nursery, postgres_world: World) -> None:
    race(nursery, postgres_world, dict(list(LISTS.items())[:24]), 2)


def test_two_workers_may_open_a_new_journal_at_the_same_moment(nursery: Nursery, world: World) -> None:
    race(nursery, world, {"A-1": "save"}, 2)


@pytest.mark.postgres
def test_two_workers_may_open_a_new_journal_at_the_same_moment_on_postgres(nursery: Nursery, postgres_world: World) -> None:
    race(nursery, postgres_world, {"A-1": "save"}, 2)


@pytest.mark.soak
@pytest.mark.postgres
def test_four_workers_racing_for_200_lists_on_postgres_send_each_once(nursery: Nursery, postgres_world: World) -> None:
    race(nursery, postgres_world, {f"A-{n}": ("change", "delete", "declare")[n % 3] for n in range(200)}, 4, seconds=3600.0)


@pytest.mark.soak
def test_four_workers_racing_for_500_lists_send_each_once(nursery: Nursery, world: World) -> None:
    race(nursery, world, {f"A-{n}": ("change", "delete", "declare")[n % 3] for n in range(500)}, 4, seconds=3600.0)


@pytest.mark.soak
def test_four_workers_racing_for_200_declarations_save_each_once(nursery: Nursery, world: World) -> None:
    race(nursery, world, on(*DECLARATIONS * 40), 4, seconds=3600.0)


@pytest.mark.soak
@pytest.mark.postgres
def test_four_workers_racing_for_200_declarations_on_postgres_save_each_once(nursery: Nursery, postgres_world: World) -> None:
    race(nursery, postgres_world, on(*DECLARATIONS * 40), 4, seconds=3600.0)
