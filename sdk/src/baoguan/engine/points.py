"""Named points of the sending and receiving, at which tests let a process die. Nothing listens in production."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

POINTS: Final = ("staged", "intent", "renamed", "answered", "inbox committed", "before acknowledge", "inside settle")

listener: Callable[[str], None] | None = None


def reach(point: str) -> None:
    """Tell the listener, if there is one."""
    if listener is not None:
        listener(point)
