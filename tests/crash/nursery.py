"""The test's hold on worker processes: start lives, look at them, end them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import attrs

from baoguan_singlewindow.simulator import Simulator
from tests.crash.faults import KILLED_ON_WINDOWS, Fault
from tests.crash.worker import Task
from tests.crash.world import Expected, World

ROOT = Path(__file__).parents[2]
if sys.platform == "win32":
    _KILL = signal.SIGTERM
    KILLED = KILLED_ON_WINDOWS
else:
    _KILL = signal.SIGKILL
    KILLED = -signal.SIGKILL


@attrs.define
class Life:
    """One worker process. `ended` is its exit code; `stopped` whether it froze at its point."""

    pid: int
    log: Path
    _ask: Callable[[int], int | str | None]
    ended: int | None = None
    stopped: bool = False

    def look(self) -> Self:
        if self.ended is None:
            answer = self._ask(self.pid)
            if isinstance(answer, int):
                # TerminateProcess leaves the signal's number as the exit code.
                self.ended = KILLED if sys.platform == "win32" and answer == signal.SIGTERM else answer
            elif answer == "stopped":
                self.stopped = True
        return self

    def kill(self) -> None:
        """SIGKILL, TerminateProcess on Windows."""
        if self.look().ended is None:
            os.kill(self.pid, _KILL)

    def go_on(self) -> None:
        """SIGCONT."""
        if sys.platform != "win32":
            self.stopped = False
            os.kill(self.pid, signal.SIGCONT)

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:] if self.log.exists() else ""


class Nursery:
    """A process with everything loaded, from which lives are started."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["sdk/src", "plugins/singlewindow/src", "."])}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.worker"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._lives: list[Life] = []
        if self._answer() != "ready":
            raise RuntimeError("the nursery did not start")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.clear()
        self._process.communicate()

    def _ask(self, **command: object) -> int | str | None:
        pipe = self._process.stdin
        if pipe is None:
            raise RuntimeError("no pipe")
        pipe.write(json.dumps(command) + "\n")
        pipe.flush()
        return self._answer()

    def _answer(self) -> int | str | None:
        pipe = self._process.stdout
        if pipe is None:
            raise RuntimeError("no pipe")
        answer: int | str | None = json.loads(pipe.readline())
        return answer

    def clear(self) -> None:
        """End the lives that a failed test left."""
        for life in self._lives:
            life.kill()
            while life.look().ended is None:
                time.sleep(0.01)
        self._lives.clear()

    def start(
        self,
        world: World,
        expected: Expected,
        *,
        sender: str = "baoguan",
        drives: bool = True,
        fault: Fault | None = None,
        lease: float | None = None,
        clock: Sequence[tuple[float, float]] = (),
        force: bool = True,
        patience: float = 60.0,
    ) -> Life:
        """A life that brings documents to the ends of their journeys, if nothing befalls it."""
        task = Task(
            base=str(world.base),
            journal=world.journal,
            expected=[list(pair) for pair in expected.items()],
            sender=sender,
            drives=drives,
            fault=fault,
            lease=lease,
            clock=clock,
            force=force,
            patience=patience,
            packs=world.packs,
        )
        log = world.base / f"life-{len(list(world.base.glob('life-*'))):03d}.log"
        log.touch()
        pid = self._ask(do="start", log=str(log), task=json.loads(task.dumps()))
        if not isinstance(pid, int):
            raise TypeError(pid)
        life = Life(pid, log, lambda pid: self._ask(do="look", pid=pid))
        self._lives.append(life)
        return life


def play(simulator: Simulator, lives: Sequence[Life], until: Callable[[], bool] | None = None, seconds: float = 60.0) -> bool:
    """Let the simulator work until every life has ended or frozen, or until `until` holds; False when time ran out first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not simulator.step():
            time.sleep(0.01)
        for life in lives:
            life.look()
        if until() if until is not None else all(life.ended is not None or life.stopped for life in lives):
            return True
    return False


def finish(nursery: Nursery, world: World, simulator: Simulator, expected: Expected, seconds: float = 60.0) -> None:
    """A last, undisturbed life must bring everything to its end; the far side is left with nothing to do."""
    life = nursery.start(world, expected, patience=seconds)
    assert play(simulator, [life], seconds=seconds), life.told()
    assert life.ended == 0, life.told()
    simulator.run_until_idle()
