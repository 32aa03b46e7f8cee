from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from plugins.shenguantong.tests.world import World


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Nothing is forced to the disk: what survives a power cut is tested with the core."""
    with patch.object(os, "fsync", lambda handle: None):
        yield


@pytest.fixture(params=["folder", "http"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    return World(base=tmp_path, transport=request.param)


@pytest.fixture
def folders(tmp_path: Path) -> World:
    return World(base=tmp_path)


@pytest.fixture
def web(tmp_path: Path) -> World:
    return World(base=tmp_path, transport="http")
