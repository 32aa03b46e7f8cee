"""One Broker in a process of its own: python -m tests.transport.broker_worker FOLDER URL; ends when every document is saved."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from baoguan import Broker, read_config
from baoguan.plugin import Secret

PER_SECOND, AT_ONCE = 10, 2


def opened(folder: Path, url: str) -> Broker:
    """A Broker on the journal of the folder, with one account at the relay."""
    account = {
        "channel": "relay",
        "url": url,
        "token": Secret("example-token-1234", origin="the test"),
        "requests_per_second": PER_SECOND,
        "at_once": AT_ONCE,
    }
    return Broker(read_config({"environment": "test", "journal": "journal", "by": "w", "accounts": {"r": account}}, folder))


def main() -> None:
    """Rounds without rest."""
    folder, url = sys.argv[1:]
    with opened(Path(folder), url) as broker:
        while any(status.state != "saved" for status in broker.status()):
            broker.run_once(limit=3, force=True)
            time.sleep(0.01)


if __name__ == "__main__":
    main()
