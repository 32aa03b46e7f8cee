from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from baoguan.broker import look
from baoguan.clock import now
from tests.broker.counter import Counter
from tests.broker.office import Office, without_waiting_for_disks
from tests.broker.todo import Later


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(base=tmp_path)


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter(office=office)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Statuses are looked at so much later."""

    def move(span: timedelta) -> None:
        monkeypatch.setattr(look, "now", lambda: now() + span)

    return move
