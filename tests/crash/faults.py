"""What befalls a worker process, and where: it dies or freezes at the k-th time it comes by one of some named points."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence

import attrs

from baoguan.engine import points
from baoguan.plugin import ChannelCalls, Message

ARMED = "armed"
"""Between the two renames and before the claim is committed: the product has no point there, so the harness makes one."""
EVERYWHERE = (*points.POINTS, ARMED)
INSIDE_A_TRANSACTION = ("inside settle", ARMED)
KILLED_ON_WINDOWS = 137
"""The exit code that stands for a kill where there are no signals."""


@attrs.frozen(kw_only=True)
class Fault:
    """`kind` is "kill" or "stop"; `reach` counts how often one of `points` was come by, from 1."""

    kind: str
    points: Sequence[str]
    reach: int = 1


def die() -> None:
    """End at once: no `finally`, no `atexit`, no flush."""
    if sys.platform == "win32":
        os._exit(KILLED_ON_WINDOWS)
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def freeze() -> None:
    """Stop until somebody sends SIGCONT."""
    if sys.platform != "win32":
        os.kill(os.getpid(), signal.SIGSTOP)


def arm(fault: Fault, worth: Callable[[], bool]) -> None:
    """Listen to the points. `worth` tells whether "inbox committed" has anything in hand: it is come by in idle rounds too."""
    if unknown := set(fault.points) - set(EVERYWHERE):
        raise ValueError(f"no such points: {sorted(unknown)}")
    left = fault.reach

    def listen(point: str) -> None:
        nonlocal left
        if point not in fault.points or (point == "inbox committed" and not worth()):
            return
        left -= 1
        if left == 0:
            if fault.kind == "kill":
                die()
            freeze()

    real_arm = ChannelCalls.arm

    def arm_and_listen(self: ChannelCalls, message: Message, owner: str) -> None:
        real_arm(self, message, owner)
        listen(ARMED)

    points.listener = listen
    setattr(ChannelCalls, "arm", arm_and_listen)  # noqa: B010  a method is replaced on purpose
