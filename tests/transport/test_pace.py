"""The pace of an account is kept by all workers together, by the far side's own log, and survives a restart."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from baoguan.engine.pace import JournalPace
from baoguan.engine.worker import Worker
from baoguan.errors import NotSent
from baoguan.store import Journal, tables
from baoguan.store import documents as docs
from baoguan.store.parcels import database_now
from tests.transport.far_side import far_side

ROOT = Path(__file__).parents[2]


def started(journal: Path, url: str, requests: int, per_second: float, at_once: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.transport.worker", str(journal), url, str(requests), str(per_second), str(at_once)]
    return subprocess.Popen(command, cwd=ROOT)


def opened(folder: Path) -> tuple[Journal, Worker, int]:
    journal = Journal(folder)
    with journal.writing() as connection:
        account = docs.account_row(connection, "test", "a", "none").id
    return journal, Worker(journal), account


def test_four_processes_together_keep_ten_a_second_and_two_at_once(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").close()
    with far_side(takes=0.15) as (url, log):
        workers = [started(tmp_path / "journal", url, 12, 10, 2) for _ in range(4)]
        assert [w.wait(timeout=60) for w in workers] == [0, 0, 0, 0]
    assert len(log.arrivals) == 48
    assert log.most_in_a_second() <= 10
    assert log.most_at_once == 2


def test_a_pause_that_the_far_side_asks_for_is_kept_by_all_and_after_a_restart(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").close()
    with far_side(takes=0.01) as (url, log):
        log.busy_for = 3
        workers = [started(tmp_path / "journal", url, 4, 100, 4) for _ in range(4)]
        while not log.refused:
            time.sleep(0.01)
        time.sleep(0.5)
        for worker in workers[:2]:
            worker.kill()
            worker.wait()
        again = [started(tmp_path / "journal", url, 4, 100, 4) for _ in range(2)]
        assert [w.wait(timeout=60) for w in workers[2:] + again] == [0, 0, 0, 0]
    (refused,) = log.refused
    after = [arrival - refused for arrival in log.arrivals]
    # What was under way before the answer was known to all may still have come; then nothing until the time is over.
    assert [a for a in after if 1.0 < a < 2.9] == []
    assert [a for a in after if a >= 2.9]


def test_a_turn_of_a_worker_that_is_gone_does_not_block(tmp_path: Path) -> None:
    journal, gone, account = opened(tmp_path / "journal")
    pace = JournalPace(journal, gone, account)
    pace.set_limits(per_second=None, at_once=1)
    pace.turn().__enter__()
    gone.close()
    other = Worker(journal)
    try:
        following = JournalPace(journal, other, account)
        following.set_limits(per_second=None, at_once=1)
        began = time.monotonic()
        with following.turn():
            assert time.monotonic() - began < 5
    finally:
        other.close()
        journal.close()


def test_while_left_alone_no_turn_is_given_and_the_longer_pause_stays(tmp_path: Path) -> None:
    journal, worker, account = opened(tmp_path / "journal")
    try:
        pace = JournalPace(journal, worker, account)
        with pace.turn():
            pass
        pace.leave_alone(timedelta(seconds=60))
        pace.leave_alone(timedelta(seconds=1))
        with pytest.raises(NotSent) as told, pace.turn():
            raise AssertionError("a turn was given")
        assert told.value.retry_after is not None
        assert timedelta(seconds=55) < told.value.retry_after <= timedelta(seconds=60)
    finally:
        worker.close()
        journal.close()


def test_a_pause_from_before_the_clock_was_put_back_is_over(tmp_path: Path) -> None:
    journal, worker, account = opened(tmp_path / "journal")
    try:
        pace = JournalPace(journal, worker, account)
        with journal.writing() as connection:
            late = database_now(connection) + timedelta(hours=3)
            connection.execute(update(tables.account).values(not_before=late))
        with pace.turn():
            pass
        pace.leave_alone(timedelta(days=1))
        with pytest.raises(NotSent) as told, pace.turn():
            raise AssertionError("a turn was given")
        assert told.value.retry_after is not None
        assert timedelta(minutes=59) < told.value.retry_after <= timedelta(hours=1)
    finally:
        worker.close()
        journal.close()
