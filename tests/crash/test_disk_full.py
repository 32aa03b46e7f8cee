"""No space left: a submission is refused in clear words and leaves nothing half-written; with space it goes through, once."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from baoguan import Broker
from baoguan.errors import BaoguanError
from baoguan_singlewindow.simulator import Simulator
from tests.crash.world import JOURNEYS, World, documents, is_final, never_twice_never_lost, push

CHINESE = re.compile("[\u4e00-\u9fff]")
ENOUGH = 1_000_000
LIST, DECLARATION = "declare", "papers"


def either(*usual: tuple[str, str]) -> pytest.MarkDecorator:
    """What is full, and for which kind of document; cases that are not usual are soak tests."""
    every = [(what, journey) for journey in (LIST, DECLARATION) for what in ("write", "rename")]
    cases = [pytest.param(*case, marks=[] if case in usual or case[1] == LIST else [pytest.mark.soak]) for case in every]
    return pytest.mark.parametrize(("what", "journey"), cases)


class Disk:
    """Runs full at the n-th write that is forced to the disk, or the n-th rename, and stays full until told otherwise."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
        self._left = 0
        self.refused = 0
        real_replace, real_sync = Path.replace, os.fsync

        def replace(path: Path, target: Path | str) -> Path:
            self._write()
            return real_replace(path, target)

        def sync(handle: int) -> None:
            self._write()
            real_sync(handle)

        if what == "rename":
            monkeypatch.setattr(Path, "replace", replace)
        else:
            monkeypatch.setattr(os, "fsync", sync)

    def full_at(self, write: int) -> None:
        self._left, self.refused = write, 0

    def emptied(self) -> None:
        self._left, self.refused = 0, 0

    def _write(self) -> None:
        if self._left > 1:
            self._left -= 1
        elif self._left == 1:
            self.refused += 1
            raise OSError(errno.ENOSPC, "No space left on device")


def refused_clearly(act: Callable[[], object]) -> bool:
    """Whether the act was refused; a refusal must say in Chinese and in English what is wrong."""
    said: BaoguanError | None = None
    try:
        act()
    except BaoguanError as error:
        said = error
    if said is None:
        return False
    assert CHINESE.search(said.zh), said.zh
    assert said.en
    assert not CHINESE.search(said.en), said.en
    return True


def submit(broker: Broker, number: str, journey: str) -> None:
    """Ask for the first act of a document."""
    push(broker, number, journey, None, drives=True)


def submission(broker: Broker, number: str, journey: str) -> Callable[[], None]:
    """The same, to be tried."""
    return lambda: submit(broker, number, journey)


def to_the_end(broker: Broker, simulator: Simulator, numbers: list[str], journey: str) -> None:
    """Rounds until documents are final, in each of which nothing may fail."""
    for _ in range(60):
        known = documents(broker)
        if all(is_final(known.get(n), journey) for n in numbers):
            break
        assert not broker.run_once(force=True).failures
        simulator.step()
    known = documents(broker)
    assert [n for n in numbers if not is_final(known.get(n), journey)] == []


def once_each(simulator: Simulator, numbers: list[str], journey: str) -> None:
    """The witness, after all."""
    simulator.run_until_idle()
    never_twice_never_lost(simulator.arrivals(), dict.fromkeys(numbers, journey))


def numbers_of(journey: str, count: int) -> list[str]:
    """Numbers of documents on a journey."""
    return [f"{JOURNEYS[journey].prefix}-{place}" for place in range(1, count + 1)]


def fill(path: Path) -> None:
    """Write until there is no space."""
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def half_written(world: World) -> list[Path]:
    """Content files under private names."""
    return [p for p in (world.base / "journal" / "blobs").rglob(".*") if p.is_file()]


@either(("write", DECLARATION))
def test_a_submission_without_space_leaves_nothing_and_goes_through_with_space(
    what: str, journey: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.simulator() as simulator, world.broker() as broker:
        disk = Disk(monkeypatch, what)
        tried = []
        for place, number in enumerate(numbers_of(journey, 39), 1):
            disk.full_at(place)
            refused = refused_clearly(submission(broker, number, journey))
            assert refused is (disk.refused > 0)
            disk.emptied()
            assert (number in documents(broker)) is not refused
            assert half_written(world) == []
            submit(broker, number, journey)
            tried.append(number)
            if not refused:
                break
        assert len(tried) > 1
        to_the_end(broker, simulator, tried, journey)
        once_each(simulator, tried, journey)
    print(f"{what}: full at {len(tried) - 1} places, documents {len(tried)}, twice 0")


@either(("rename", DECLARATION))
def test_rounds_without_space_end_in_a_rest_and_send_once_with_space(
    what: str, journey: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.simulator() as simulator, world.broker() as broker:
        disk = Disk(monkeypatch, what)
        places, numbers = 0, numbers_of(journey, 10)
        for place, number in enumerate(numbers, 1):
            submit(broker, number, journey)
            for _ in range(3):
                disk.full_at(place)
                done = broker.run_once(force=True)
                hit = disk.refused > 0
                disk.emptied()
                # A full disk between the renaming and its end leaves a doubt, which the next round settles.
                assert not hit or done.failures or "in_doubt" in broker.status(number)[0].sending.values()
                places += hit
                # The simulator writes with the same calls, hence only with space.
                simulator.step()
            to_the_end(broker, simulator, [number], journey)
        assert places >= len(numbers) // 2
        once_each(simulator, numbers, journey)
    print(f"{what}: full {places} times, documents {len(numbers)}, twice 0")


@pytest.mark.parametrize("journey", [LIST, pytest.param(DECLARATION, marks=pytest.mark.soak)])
def test_a_full_database_refuses_clearly_and_goes_on_with_space(journey: str, world: World) -> None:
    limit = ENOUGH
    with world.simulator() as simulator, world.broker() as broker:

        @event.listens_for(broker.journal.engine, "begin")
        def bound(connection: Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count={limit}")

        tried: list[str] = []
        failed = 0
        for number in numbers_of(journey, 40):
            limit = 1
            if refused_clearly(submission(broker, number, journey)):
                failed += 1
                assert number not in documents(broker)
            limit = ENOUGH
            tried.append(number)
            submit(broker, number, journey)
            if failed == 3:
                break
        assert failed == 3
        limit = 1
        rested = 0
        for _ in range(6):
            rested += bool(broker.run_once(force=True).failures)
            simulator.step()
        assert rested
        limit = ENOUGH
        to_the_end(broker, simulator, tried, journey)
        once_each(simulator, tried, journey)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 megabytes, where mounting is permitted."""
    if not sys.platform.startswith("linux"):
        pytest.skip("tmpfs is mounted on Linux only")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"mounting is not permitted: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("journey", [LIST, DECLARATION])
def test_a_disk_that_is_really_full_refuses_clearly_and_goes_on_with_space(journey: str, small_disk: Path, tmp_path: Path) -> None:
    world = World(base=small_disk)
    filler = small_disk / "filler"
    with world.simulator(tmp_path / "sim") as simulator, world.broker() as broker:
        first, *others = numbers = numbers_of(journey, 4)
        submit(broker, first, journey)
        with pytest.raises(OSError, match=r"space"):
            fill(filler)
        for number in others:
            assert refused_clearly(submission(broker, number, journey))
        assert refused_clearly(lambda: broker.run_once(force=True)) or broker.run_once(force=True).failures
        filler.unlink()
        assert set(documents(broker)) == {first}
        for number in others:
            submit(broker, number, journey)
        to_the_end(broker, simulator, numbers, journey)
        once_each(simulator, numbers, journey)
