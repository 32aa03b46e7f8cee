"""Brokers in several processes on one journal keep one pace together: shown by the log of a live far side."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.lists import inventory
from tests.transport.broker_worker import AT_ONCE, PER_SECOND, opened
from tests.transport.relay_side import Log, relay_side

ROOT = Path(__file__).parents[2]
DOCUMENTS = 16


def started(folder: Path, url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.transport.broker_worker", str(folder), url], cwd=ROOT)


def submitted(folder: Path, url: str) -> None:
    with opened(folder, url) as broker:
        for number in range(DOCUMENTS):
            broker.submit(inventory(f"PACE-{number}", lines=1))


def kept(log: Log) -> None:
    """The limits, and every document once."""
    assert log.most_in_a_second() <= PER_SECOND
    assert log.most_at_once <= AT_ONCE
    assert len(log.taken) == DOCUMENTS
    assert log.times_taken() == dict.fromkeys(log.taken, 1)


@pytest.mark.slow
def test_four_brokers_on_one_journal_keep_the_limits_together(tmp_path: Path) -> None:
    with relay_side(takes=0.1) as (url, log):
        submitted(tmp_path, url)
        workers = [started(tmp_path, url) for _ in range(4)]
        assert [w.wait(timeout=100) for w in workers] == [0, 0, 0, 0]
    kept(log)
    assert log.most_at_once == AT_ONCE
    assert len({seen.client for seen in log.seen}) == 4, "not all of them took part"


@pytest.mark.slow
def test_a_pause_is_kept_by_four_brokers_also_after_they_were_killed_and_started_again(tmp_path: Path) -> None:
    with relay_side(takes=0.05) as (url, log):
        submitted(tmp_path, url)
        workers = [started(tmp_path, url) for _ in range(4)]
        while len(log.taken) < 4:
            time.sleep(0.01)
        log.busy_for = 3
        while not log.refused_at:
            time.sleep(0.01)
        time.sleep(0.5)
        for worker in workers:
            worker.kill()
            worker.wait()
        restarted = time.monotonic() - log.refused_at
        again = [started(tmp_path, url) for _ in range(4)]
        assert [w.wait(timeout=100) for w in again] == [0, 0, 0, 0]
    if restarted >= 2:
        pytest.skip(f"four programs took {restarted:.1f} s to start: the pause was over before they could break it")
    after = [seen.at - log.refused_at for seen in log.seen]
    # What was under way before the answer was known to all may still have come; then nothing until the time is over.
    assert [a for a in after if 0.3 < a < 2.9] == []
    assert [a for a in after if a >= 2.9]
    kept(log)
