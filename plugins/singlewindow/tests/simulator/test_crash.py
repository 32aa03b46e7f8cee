from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import baoguan_singlewindow.simulator as package
from baoguan_singlewindow.simulator import ListStage, Simulator
from baoguan_singlewindow.simulator.folders import Folders

if TYPE_CHECKING:
    from plugins.singlewindow.tests.simulator.conftest import Send, Simulate

SOURCE = Path(package.__file__).parents[2]


class Killed(BaseException):
    """Stands for the end of the process."""


def watch(root: Path, state: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "baoguan_singlewindow.simulator", "--root", str(root), "--state", str(state)]
    return subprocess.Popen([*command, "--watch"], env=environment, stdout=subprocess.DEVNULL)


def test_killed_after_the_pickup_the_file_is_judged_by_the_next_simulator(
    simulate: Simulate, send: Send, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    sim = simulate()
    send("A1")

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(sim, "_process", die)
    with pytest.raises(Killed):
        sim.step()
    sim.close()
    assert list((root / "Sas" / "OutBox").iterdir()) == []
    following = simulate()
    assert not following.idle()
    following.run_until_idle()
    assert [a.accepted for a in following.arrivals()] == [True]
    assert following.lists()["A1"].state == "deducted"


def test_killed_after_the_commit_the_file_is_only_filed_away(
    simulate: Simulate, send: Send, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    sim = simulate()
    send("A1")

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Folders, "file_away", die)
        with pytest.raises(Killed):
            sim.step()
    sim.close()
    following = simulate()
    following.run_until_idle()
    assert [a.twice for a in following.arrivals()] == [False]
    assert len(list((root / "Sas" / "SentBox").rglob("A1_*.zip"))) == 1
    assert len(list((root / "Sas" / "InBox").glob("Successed_A1_*"))) == 1


def test_killed_between_writing_and_noting_it_the_same_file_is_written_again(
    simulate: Simulate, send: Send, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    sim = simulate()
    send("A1")

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(sim._store, "written", die)
    with pytest.raises(Killed):
        sim.step()
    sim.close()
    following = simulate()
    following.run_until_idle()
    assert len(list((root / "Sas" / "InBox").glob("Successed_A1_*"))) == 1
    assert len(list((root / "Sas" / "InBox").glob("Receipt_*"))) == 4


def test_a_simulator_killed_again_and_again_loses_and_doubles_nothing(send: Send, root: Path, tmp_path: Path) -> None:
    count = 60
    stop = threading.Event()

    def feed() -> None:
        for number in range(count):
            send(f"A{number}")
            if stop.wait(0.03):
                return

    feeder = threading.Thread(target=feed)
    feeder.start()
    state = tmp_path / "state"
    try:
        for _ in range(4):
            process = watch(root, state)
            time.sleep(0.9)
            process.kill()
            process.wait()
    finally:
        feeder.join(timeout=30)
        stop.set()
    with Simulator(root, state) as sim:
        sim.run_until_idle()
        arrivals = sim.arrivals()
        assert Counter(a.number for a in arrivals) == Counter(f"A{number}" for number in range(count))
        assert all(a.accepted and not a.twice for a in arrivals)
        assert {s.state for s in sim.lists().values()} == {"deducted"}
        assert sim.books()["C53000000001", 1].actual_in == 100 * count
    inbox = root / "Sas" / "InBox"
    assert len(list(inbox.glob("Successed_*"))) == count
    assert len(list(inbox.glob("Receipt_*"))) == 4 * count
    assert len(list((root / "Sas" / "SentBox").rglob("*.zip"))) == count


def test_run_works_until_it_is_stopped(simulate: Simulate, send: Send) -> None:
    sim = simulate()
    stop = threading.Event()
    thread = threading.Thread(target=sim.run, args=(stop,))
    thread.start()
    try:
        send("A1")
        deadline = time.monotonic() + 20
        while "A1" not in sim.lists() or sim.lists()["A1"].state != "deducted":
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        stop.set()
        thread.join(timeout=20)
    assert not thread.is_alive()


def test_two_processes_on_one_state_log_every_file_once(send: Send, root: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    for number in range(40):
        send(f"A{number}")
    processes = [watch(root, state) for _ in range(2)]
    try:
        with Simulator(root, state) as sim:
            deadline = time.monotonic() + 60
            while [s.state for s in sim.lists().values()].count(ListStage.DEDUCTED) < 40:
                assert time.monotonic() < deadline
                assert all(process.poll() is None for process in processes)
                time.sleep(0.05)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    with Simulator(root, state) as sim:
        sim.run_until_idle()
        assert len(sim.arrivals()) == 40
        assert not any(a.twice for a in sim.arrivals())
        assert sim.books()["C53000000001", 1].actual_in == 4000
