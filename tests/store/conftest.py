from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import attrs
import pytest

from baoguan.store import Journal
from tests.broker.office import Office, without_waiting_for_disks

SERVER = "postgresql://postgres@127.0.0.1:5432"


@attrs.frozen(kw_only=True)
class Place:
    """Where a journal may live: a folder, or a database of a PostgreSQL server."""

    location: str
    blobs: Path

    def open(self) -> Journal:
        return Journal(self.location, blobs=self.blobs)

    @property
    def local(self) -> bool:
        return "://" not in self.location


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with without_waiting_for_disks():
        yield


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(base=tmp_path)


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The URL of a scratch database, dropped at the end; skips with the reason where there is no server."""
    psycopg = pytest.importorskip("psycopg")
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL server: {error}")
    name = f"baoguan_store_{uuid4().hex[:12]}"
    with server:
        server.execute(f"CREATE DATABASE {name}")
        server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        yield f"{SERVER}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres(database: str) -> str:
    """The URL of the scratch database, emptied."""
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Both databases, for what both must do."""
    if request.param == "sqlite":
        return Place(location=str(tmp_path / "journal"), blobs=tmp_path / "journal" / "blobs")
    return Place(location=request.getfixturevalue("postgres"), blobs=tmp_path / "contents" / "blobs")


@pytest.fixture
def journal(place: Place) -> Iterator[Journal]:
    opened = place.open()
    yield opened
    opened.close()
