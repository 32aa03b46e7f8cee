"""The process that is killed. `python -m tests.crash.worker` loads everything once and starts lives on demand.

Each life is a process of its own that opens the Broker, pushes its documents and runs rounds until all are final. Where processes can be
forked a life starts in an instant, elsewhere it is a new interpreter. Commands come as JSON lines on standard input, answers go to
standard output; a life writes only into its own log.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import attrs
from sqlalchemy import select

from baoguan import Broker, clock
from baoguan.store import database, parcels
from baoguan.store.tables import inbox, parcel
from tests.crash.faults import Fault, arm
from tests.crash.naive import send_all
from tests.crash.world import World, bring, documents, is_final, on, push

UNFINISHED = 3
"""Exit code of a life whose documents were not final in time."""


@attrs.frozen(kw_only=True)
class Task:
    """What one life is to do. `clock` holds (after so many rounds with work, seconds by which our clock is then wrong)."""

    base: str
    journal: str
    expected: Sequence[Sequence[str]]
    sender: str = "baoguan"
    drives: bool = True
    fault: Fault | None = None
    lease: float | None = None
    clock: Sequence[Sequence[float]] = ()
    force: bool = True
    patience: float = 60.0
    packs: bool = False

    def dumps(self) -> str:
        return json.dumps(attrs.asdict(self))

    @classmethod
    def loads(cls, data: Mapping[str, object]) -> Self:
        values = dict(data)
        fault = values.pop("fault")
        made = cls(**values)  # type: ignore[arg-type]
        return attrs.evolve(made, fault=Fault(**fault) if isinstance(fault, dict) else None)


class _WrongClock(datetime):
    """Stands for `datetime` in `baoguan.clock`, so that every holder of `now` sees the shift."""

    offset = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + cls.offset


def live(task: Task) -> int:
    """One life; gives the exit code."""
    world = World(base=Path(task.base), journal=task.journal, packs=task.packs)
    if task.lease is not None:
        parcels.LEASE = timedelta(seconds=task.lease)
        # The shortest time that the harness can wait out; in seconds, whole ones.
        database.IDLE_SECONDS = 1  # type: ignore[misc]
    if task.clock:
        clock.datetime = _WrongClock  # type: ignore[attr-defined]
    with world.broker() as broker:
        note_states(world, broker)
        if task.sender == "naive":
            if task.fault is not None:
                arm(task.fault, lambda: True)
            return 0 if send_all(broker, world.base / "imp", task.expected) else UNFINISHED
        return _rounds(task, broker)


def _rounds(task: Task, broker: Broker) -> int:
    deadline = time.monotonic() + task.patience
    busy = 0
    fault = task.fault
    while time.monotonic() < deadline:
        _WrongClock.offset = timedelta(seconds=max(((r, s) for r, s in task.clock if r <= busy), default=(0, 0))[1])
        known = documents(broker)
        if all(is_final(known.get(n), j) for n, j in task.expected):
            return 0
        for name, journey in task.expected:
            push(broker, name, journey, known.get(name), drives=task.drives)
        if fault is not None:
            arm(fault, lambda: _unsettled(broker))
            fault = None
        done = broker.run_once(force=task.force)
        for account, error in done.failures.items():
            print(f"{account}: {error}", file=sys.stderr, flush=True)
        busy += not done.idle
        if done.idle:
            time.sleep(0.01)
    print({n: r.state for n, r in documents(broker).items()}, file=sys.stderr, flush=True)
    return UNFINISHED


def _unsettled(broker: Broker) -> bool:
    with broker.journal.reading() as connection:
        return connection.execute(select(inbox.c.id).where(inbox.c.state == "new").limit(1)).first() is not None


def note_states(world: World, broker: Broker) -> None:
    """Append the states of the parcels found at the start."""
    with broker.journal.reading() as connection:
        found = Counter(connection.execute(select(parcel.c.state)).scalars().all())
    with world.histogram.open("a", encoding="utf-8") as file:
        file.write(json.dumps(found) + "\n")


def run_life(task: Task) -> int:
    """A life with its errors in its log."""
    try:
        return live(task)
    except BaseException:  # noqa: BLE001  whatever ends a life is told to the test by exit code and log
        traceback.print_exc()
        return 1


Poll = Callable[[], int | str | None]


def _start(command: Mapping[str, object]) -> tuple[int, Poll]:
    log = str(command["log"])
    data = command["task"]
    if not isinstance(data, dict):
        raise TypeError(data)
    if sys.platform != "win32":
        pid = os.fork()
        if pid == 0:
            target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for stream in (1, 2):
                os.dup2(target, stream)
            code = run_life(Task.loads(data))
            sys.stderr.flush()
            os._exit(code)
        return pid, lambda: _look(pid)
    with Path(log).open("a", encoding="utf-8") as file:
        life = subprocess.Popen([sys.executable, "-m", "tests.crash.worker", json.dumps(data)], stdout=file, stderr=file)
    return life.pid, life.poll


def _look(pid: int) -> int | str | None:
    """The exit code of a life (-signal when it was killed), "stopped", or None."""
    if sys.platform == "win32":
        return None
    found, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
    if found == 0:
        return None
    return "stopped" if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)


def warm_up() -> None:
    """Send a document of each kind once, so that whatever loads on first use is loaded for every life."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        world = World(base=Path(folder))
        with world.simulator() as simulator:
            bring(world, simulator, on("declare", "papers", "kept"))
    gc.collect()


def serve() -> None:
    """Start lives and tell what became of them, until standard input ends."""
    if sys.platform != "win32":
        warm_up()
    print(json.dumps("ready"), flush=True)
    lives: dict[int, Poll] = {}
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "start":
            pid, poll = _start(command)
            lives[pid] = poll
            answer: int | str | None = pid
        else:
            answer = lives[command["pid"]]()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(run_life(Task.loads(json.loads(sys.argv[1]))))
    serve()
