"""The import client is killed as well as we are."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

import pytest

from baoguan_singlewindow.simulator.folders import create
from tests.crash.declarations import BUSINESS, OPTIONS
from tests.crash.faults import Fault
from tests.crash.nursery import KILLED, ROOT, Life, Nursery, finish
from tests.crash.world import World, never_twice_never_lost, on


def watch(world: World) -> subprocess.Popen[bytes]:
    """The simulator as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins" / "singlewindow" / "src")}
    command = [sys.executable, "-m", "baoguan_singlewindow.simulator", "--watch"]
    folders = ["--root", str(world.base / "imp"), "--state", str(world.base / "sim")]
    return subprocess.Popen([*command, *folders, *OPTIONS], env=environment, stdout=subprocess.DEVNULL)


def wait(life: Life, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if life.look().ended is not None:
            return True
        time.sleep(0.01)
    return False


def both_killed(nursery: Nursery, world: World, expected: dict[str, str], *, far: int, ours: int, seed: int) -> None:
    """The client is killed `far` times at random moments, while workers, each with some new documents, die at their points."""
    dice = random.Random(seed)
    for business in ("Sas", BUSINESS):
        create(world.base / "imp", business)
    names, given = list(expected), dict[str, str]()
    our_kills = 0
    client = watch(world)
    life: Life | None = None
    try:
        for number in range(far):
            given |= {name: expected[name] for name in names[number * len(names) // far : (number + 1) * len(names) // far]}
            if life is None or life.ended is not None:
                fault = Fault(kind="kill", points=["intent", "renamed", "inside settle"], reach=dice.randint(1, 3))
                life = nursery.start(world, given, fault=fault)
            wait(life, dice.uniform(0.5, 1.5))
            assert life.ended in (None, 0, KILLED), life.told()
            our_kills += life.ended == KILLED
            client.kill()
            client.wait()
            client = watch(world)
        if life is not None and life.ended is None:
            life.kill()
            assert wait(life, 10)
            our_kills += life.ended == KILLED
    finally:
        client.kill()
        client.wait()
    with world.simulator() as simulator:
        finish(nursery, world, simulator, expected, seconds=60.0 + 2 * len(expected))
        said = never_twice_never_lost(simulator.arrivals(), expected)
    print(
        f"documents {len(expected)}, kills of the client {far}, of ours {our_kills}, arrivals {said.arrivals}, twice {len(said.twice)}"
    )
    assert our_kills >= ours


@pytest.mark.slow
def test_client_and_worker_killed_in_turn_lose_and_double_nothing(nursery: Nursery, world: World) -> None:
    lists = {f"A-{n}": ("declare", "change", "delete")[n % 3] for n in range(6)}
    both_killed(nursery, world, lists, far=4, ours=2, seed=7)


@pytest.mark.slow
def test_client_and_worker_killed_in_turn_lose_and_double_no_declaration(nursery: Nursery, world: World) -> None:
    both_killed(nursery, world, on("papers", "redeclared", "kept"), far=3, ours=1, seed=9)


@pytest.mark.soak
def test_client_and_worker_killed_many_times_lose_and_double_no_declaration(nursery: Nursery, world: World) -> None:
    journeys = ("papers", "corrected", "completed", "kept", "redeclared")
    both_killed(nursery, world, on(*journeys * 40), far=30, ours=12, seed=10)


@pytest.mark.soak
def test_client_and_worker_killed_many_times_lose_and_double_nothing(nursery: Nursery, world: World) -> None:
    lists = {f"A-{n}": ("declare", "change", "delete")[n % 3] for n in range(200)}
    both_killed(nursery, world, lists, far=30, ours=20, seed=8)
