from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.crash.nursery import Nursery
from tests.crash.world import World

SERVER = "postgresql://postgres@127.0.0.1:5432"


@pytest.fixture(scope="session")
def loaded_nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def nursery(loaded_nursery: Nursery) -> Iterator[Nursery]:
    yield loaded_nursery
    loaded_nursery.clear()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(base=tmp_path)


@pytest.fixture
def postgres_world(tmp_path: Path) -> Iterator[World]:
    """A world whose journal is a database of its own, dropped afterwards."""
    psycopg = pytest.importorskip("psycopg")
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL server: {error}")
    name = f"baoguan_crash_{uuid4().hex[:12]}"
    with server:
        server.execute(f"CREATE DATABASE {name}")
        yield World(base=tmp_path, journal=f"{SERVER}/{name}")
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
