"""The pace of an account, kept by all workers together through the journal, also across a restart."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from baoguan.engine.worker import Worker
from baoguan.errors import NotSent
from baoguan.store import turns
from baoguan.store.journal import Journal

_MARGIN: Final = 1.1
"""Turns are given out a little more slowly than allowed, so that they seldom wait for those before them to have arrived."""

_LONGEST_NAP: Final = 0.5


class JournalPace:
    """Turns of one account; unlimited until its limits are known."""

    def __init__(self, journal: Journal, worker: Worker, account_id: int) -> None:
        self._journal = journal
        self._worker = worker
        self._account = account_id
        self._rate: turns.Rate | None = None
        self._at_once: int | None = None

    def set_limits(self, *, per_second: float | None, at_once: int | None) -> None:
        """At most `per_second` requests a second and `at_once` at the same time."""
        self._rate = None
        if per_second:
            self._rate = turns.Rate(
                most=max(int(per_second), 1),
                within=timedelta(seconds=max(1.0, 1 / per_second)),
                spacing=timedelta(seconds=_MARGIN / per_second),
            )
        self._at_once = at_once

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One request. Waits until it is due; raises NotSent while the far side has asked to wait."""
        if self._rate is None and self._at_once is None:
            with self._journal.reading() as connection:
                pause = turns.left_alone(connection, self._account)
            if pause:
                raise _paused(pause)
            yield
            return
        taken = self._wait()
        try:
            yield
        finally:
            with self._journal.writing() as connection:
                turns.give_back(connection, taken, self._rate)

    def _wait(self) -> int:
        while True:
            with self._journal.writing() as connection:
                answer = turns.take_turn(
                    connection,
                    self._account,
                    self._worker.id,
                    rate=self._rate,
                    at_once=self._at_once,
                    is_gone=self._worker.owner_is_gone,
                )
            if isinstance(answer, int):
                return answer
            if answer.asked:
                raise _paused(answer.delay)
            time.sleep(min(answer.delay.total_seconds(), _LONGEST_NAP))

    def leave_alone(self, delay: timedelta) -> None:
        """The far side asked every worker to wait."""
        with self._journal.writing() as connection:
            turns.leave_alone(connection, self._account, delay)


def _paused(delay: timedelta) -> NotSent:
    seconds = f"{delay.total_seconds():.0f}"
    return NotSent(
        f"对方要求暂停，还有 {seconds} 秒",
        f"the far side asked to be left alone for another {seconds} s",
        remedy_zh="到时会自动再试",
        remedy_en="It is tried again when the time has come",
        retry_after=delay,
    )
