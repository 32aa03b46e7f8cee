"""One worker process: python -m tests.transport.worker JOURNAL URL REQUESTS PER_SECOND AT_ONCE; prints when it was told to wait."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from baoguan.engine.pace import JournalPace
from baoguan.engine.worker import Worker
from baoguan.errors import NotSent
from baoguan.store import Journal
from baoguan.store import documents as docs
from baoguan.transport import HttpLink


def main() -> None:
    """Send so many requests, waiting whenever the far side asked for it."""
    folder, url, requests, per_second, at_once = sys.argv[1:]
    journal = Journal(folder)
    worker = Worker(journal)
    with journal.writing() as connection:
        account = docs.account_row(connection, "test", "a", "none").id
    pace = JournalPace(journal, worker, account)
    pace.set_limits(per_second=float(per_second), at_once=int(at_once))
    link = HttpLink(url, pace=pace)

    def one(_: int) -> None:
        while True:
            try:
                link.request("POST", "/x", content=b"x" * 100).taken(repeatable=True)
            except NotSent as told:
                time.sleep(min((told.retry_after.total_seconds() if told.retry_after else 0) + 0.01, 1.0))
                continue
            return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(int(requests))))
    link.close()
    worker.close()
    journal.close()


if __name__ == "__main__":
    main()
