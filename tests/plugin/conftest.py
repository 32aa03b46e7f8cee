from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broker.office import Office, without_waiting_for_disks


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(base=tmp_path)
