"""What one measured process tells: seconds of each step, its peak memory, what it made and what it found."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable

import attrs

from tests.bench.memory import peak_mb

STEPS = ("read", "check", "consolidate", "encode", "write")
"""The steps of the path, in order. Starting Python and importing stands apart, as `start` (CPU only)."""


@attrs.frozen(kw_only=True)
class Outcome:
    """The last line that a measured process prints.

    Seconds are wall and CPU by step; `found` are the cells that something was said of, as [row of the sheet, heading].
    """

    wall: dict[str, float]
    cpu: dict[str, float]
    peak_mb: float
    lines: int = 0
    lists: int = 0
    size: int = 0
    found: list[tuple[int, str]] = attrs.field(factory=list)


class Clock:
    """Seconds by step: `lap` books what went by since the lap before."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {"start": self._cpu}

    def lap(self, step: str) -> None:
        """Book the time since the last lap to a step."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.wall[step] = self.wall.get(step, 0.0) + wall - self._wall
        self.cpu[step] = self.cpu.get(step, 0.0) + cpu - self._cpu
        self._wall, self._cpu = wall, cpu

    def tell(self, *, lines: int = 0, lists: int = 0, size: int = 0, found: Iterable[tuple[int, str]] = ()) -> None:
        """Print the outcome."""
        outcome = Outcome(
            wall=self.wall, cpu=self.cpu, peak_mb=peak_mb(), lines=lines, lists=lists, size=size, found=sorted(set(found))
        )
        sys.stdout.write(json.dumps(attrs.asdict(outcome), ensure_ascii=False) + "\n")


def outcome_of(line: str) -> Outcome:
    """The outcome that a process printed."""
    told = json.loads(line)
    return Outcome(**{**told, "found": [(int(row), str(heading)) for row, heading in told["found"]]})
