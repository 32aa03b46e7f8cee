"""The pace of an account is kept by all workers together, by the far side's own log, and survives a restart."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

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


def test_requests_that_are_held_up_on_their_way_do_not_crowd_with_those_that_follow(tmp_path: Path) -> None:
    journal, worker, account = opened(tmp_path / "journal")
    pace = JournalPace(journal, worker, account)
    pace.set_limits(per_second=10, at_once=None)
    arrivals: list[float] = []

    def request(delay: float) -> None:
        with pace.turn():
            time.sleep(delay)
            arrivals.append(time.monotonic())

    try:
        # The first five are a long time on the way; the others are there at once.
        with ThreadPoolExecutor(4) as pool:
            slow = [pool.submit(request, 0.6 - 0.11 * nth) for nth in range(4)]
            time.sleep(0.02)
            quick = [pool.submit(request, 0.0) for _ in range(16)]
            for done in [*slow, *quick]:
                done.result()
    finally:
        worker.close()
        journal.close()
    arrivals.sort()
    assert max(sum(1 for other in arrivals[i:] if other - start < 1) for i, start in enumerate(arrivals)) <= 10


def test_turns_from_before_the_clock_was_put_back_hold_nobody_up(tmp_path: Path) -> None:
    journal, worker, account = opened(tmp_path / "journal")
    pace = JournalPace(journal, worker, account)
    pace.set_limits(per_second=2, at_once=2)
    try:
        for back in (timedelta(minutes=3), timedelta(hours=3)):
            with pace.turn(), pace.turn():
                pass
            with journal.writing() as connection:
                for row in connection.execute(select(tables.turn)).all():
                    connection.execute(update(tables.turn).where(tables.turn.c.id == row.id).values(lease=row.lease + back))
                connection.execute(update(tables.account).values(turn_at=database_now(connection) + back))
            began = time.monotonic()
            with pace.turn():
                assert time.monotonic() - began < 0.5
            time.sleep(2.5)
    finally:
        worker.close()
        journal.close()


def test_less_than_one_a_second_and_what_is_no_whole_number_are_kept_too(tmp_path: Path) -> None:
    journal, worker, account = opened(tmp_path / "journal")
    pace = JournalPace(journal, worker, account)
    try:
        for per_second, least in ((0.5, 2.0), (2.5, 0.4)):
            pace.set_limits(per_second=per_second, at_once=None)
            with pace.turn():
                began = time.monotonic()
            with pace.turn():
                assert time.monotonic() - began >= least
    finally:
        worker.close()
        journal.close()


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
