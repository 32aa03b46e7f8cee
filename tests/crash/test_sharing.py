"""Files that another program (virus scanner, sync tool) holds open: on Windows they can neither be renamed nor removed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baoguan.transport import files
from baoguan_singlewindow.simulator import Simulator
from tests.crash.world import World, documents, is_final, never_twice_never_lost
from tests.support.lists import inventory

Holds = Callable[[Path, Path], bool]


def arming(source: Path, target: Path) -> bool:
    return target.suffix == ".Temp"


def sending(source: Path, target: Path) -> bool:
    return source.suffix == ".Temp"


def putting_away(source: Path, target: Path) -> bool:
    return source.parent.name == "InBox" and "Baoguan" in target.parts


@pytest.fixture(autouse=True)
def brief_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SHARING_WAITS", (0.001,) * len(files.SHARING_WAITS))


def hold(monkeypatch: pytest.MonkeyPatch, holds: Holds, times: int) -> list[str]:
    """Refuse the first `times` renames that `holds` describes; gives the names that were refused."""
    real = Path.replace
    refused: list[str] = []

    def replace(self: Path, target: Path | str) -> Path:
        if len(refused) < times and holds(self, Path(target)):
            refused.append(self.name)
            raise PermissionError(13, "held by another program", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    return refused


def run_on(world: World, simulator: Simulator, lists: tuple[str, ...] = ("A-1",)) -> None:
    """Rounds until the lists are final, with nothing in the way."""
    with world.broker() as broker:
        for _ in range(40):
            known = documents(broker)
            if all(is_final(known.get(n), "declare") for n in lists):
                break
            broker.run_once(force=True)
            simulator.step()
        assert {n: r.state for n, r in documents(broker).items()} == dict.fromkeys(lists, "deducted")
    simulator.run_until_idle()
    never_twice_never_lost(simulator.arrivals(), dict.fromkeys(lists, "declare"))


@pytest.mark.parametrize("holds", [arming, sending, putting_away])
@pytest.mark.parametrize("times", [1, len(files.SHARING_WAITS)])
def test_a_file_held_for_a_moment_is_waited_for(holds: Holds, times: int, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = hold(monkeypatch, holds, times)
    with world.simulator() as simulator:
        with world.broker() as broker:
            broker.submit(inventory("A-1"), declare=True)
            for _ in range(6):
                assert not broker.run_once(force=True).failures
                simulator.step()
        run_on(world, simulator)
    assert len(refused) == times


@pytest.mark.parametrize("holds", [arming, sending])
def test_a_file_held_for_good_is_not_sent_and_sent_once_it_is_free(
    holds: Holds, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.simulator() as simulator, world.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        with monkeypatch.context() as patched:
            refused = hold(patched, holds, 1000)
            for _ in range(3):
                done = broker.run_once(force=True)
                assert "NotSent" in done.failures["sw"]
                simulator.step()
            assert len(refused) >= 3 * len(files.SHARING_WAITS)
        assert simulator.arrivals() == ()
        assert "sent" not in broker.status("A-1")[0].sending.values()
        for _ in range(12):
            assert not broker.run_once(force=True).failures
            simulator.step()
        assert is_final(documents(broker)["A-1"], "declare")
        never_twice_never_lost(simulator.arrivals(), {"A-1": "declare"})


def test_a_list_held_for_good_is_sent_once_by_the_worker_that_comes_after(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.simulator() as simulator:
        with world.broker() as broker, monkeypatch.context() as patched:
            broker.submit(inventory("A-1"), declare=True)
            hold(patched, sending, 1000)
            assert broker.run_once(force=True).failures
        run_on(world, simulator)


def test_a_receipt_held_for_good_stops_no_other_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.simulator() as simulator, world.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once(force=True)
        simulator.step()
        hold(monkeypatch, lambda source, target: putting_away(source, target) and "A-1" in source.name, 1000)
        broker.submit(inventory("A-2"), declare=True)
        for _ in range(12):
            broker.run_once(force=True)
            simulator.step()
        assert {n: r.state for n, r in documents(broker).items()} == {"A-1": "deducted", "A-2": "deducted"}
        never_twice_never_lost(simulator.arrivals(), {"A-1": "declare", "A-2": "declare"})


@pytest.mark.parametrize("times", [1, 1000])
def test_a_staged_file_that_cannot_be_removed_is_no_second_sending(
    times: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refused = Path.unlink, 0

    def unlink(self: Path, missing_ok: bool = False) -> None:
        nonlocal refused
        if self.suffix == ".part" and self.exists() and refused < times:
            refused += 1
            raise PermissionError(13, "held by another program", str(self))
        real(self, missing_ok)

    with world.simulator() as simulator:
        with world.broker() as broker:
            broker.submit(inventory("A-1"), declare=True)
            staging = world.base / "imp" / "Sas" / "Baoguan" / "staging"
            left = broker.build(inventory("A-1"))[0].exchange_id
            (staging / f"{left}.somebody.part").write_bytes(b"left by a worker that lost the race")
            with monkeypatch.context() as patched:
                patched.setattr(Path, "unlink", unlink)
                done = broker.run_once(force=True)
                assert bool(done.failures) is (times > 1)
            assert refused >= 1
        run_on(world, simulator)
