"""Opening a journal: the schema is the one of this program, in both databases, or the journal is refused with the reason."""

from __future__ import annotations

import gc
import sqlite3
from io import StringIO
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from baoguan import JournalError
from baoguan.store import Journal, database
from baoguan.store.tables import APPEND_ONLY, metadata
from tests.broker.office import Office
from tests.store.conftest import Place

MOUNTS = "rootfs / rootfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\n//server/share /mnt/share {kind} rw 0 0\nserver:/x /mnt/my\\040share {kind} rw 0 0\n"


def test_the_migrations_make_what_the_tables_say(journal: Journal) -> None:
    with journal.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_every_append_only_table_is_guarded(journal: Journal) -> None:
    query = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if journal.local
        else "SELECT event_object_table FROM information_schema.triggers"
    )
    with journal.reading() as connection:
        assert set(connection.execute(text(query)).scalars()) == set(APPEND_ONLY)


def test_opening_again_changes_nothing(place: Place) -> None:
    first = place.open()
    identity = first.id
    first.close()
    second = place.open()
    assert second.id == identity
    second.close()


def test_a_journal_of_a_newer_program_is_refused(place: Place) -> None:
    journal = place.open()
    with journal.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    journal.close()
    with pytest.raises(JournalError, match="9999") as caught:
        place.open()
    assert "升级" in caught.value.remedy_zh
    assert "newer" in caught.value.en
    # A connection that was left open would be complained of here, and not in some other test.
    del caught
    gc.collect()


def test_a_file_that_is_no_database_is_refused_with_words(office: Office) -> None:
    folder = office.base / "journal"
    folder.mkdir()
    (folder / database.DATABASE).write_bytes("这不是数据库 ".encode() * 500)
    with pytest.raises(JournalError, match="cannot be opened") as caught:
        office.broker()
    assert caught.value.remedy_zh


def test_a_database_of_another_program_is_not_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    with sqlite3.connect(folder / database.DATABASE) as other:
        other.execute("CREATE TABLE document (id INTEGER PRIMARY KEY, title TEXT)")
        other.execute("INSERT INTO document (title) VALUES ('theirs')")
    other.close()
    with pytest.raises(JournalError):
        Journal(folder)
    with sqlite3.connect(folder / database.DATABASE) as other:
        assert other.execute("SELECT title FROM document").fetchall() == [("theirs",)]
        assert other.execute("SELECT count(*) FROM sqlite_master WHERE name = 'parcel'").fetchone() == (0,)
    other.close()


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"])
@pytest.mark.parametrize("folder", ["/mnt/share", "/mnt/share/a/b", "/mnt/my share/journal"])
@pytest.mark.skipif("sys.platform == 'win32'", reason="mount points are read on POSIX only")
def test_a_network_drive_is_refused(kind: str, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: StringIO(MOUNTS.format(kind=kind)).read())
    with pytest.raises(JournalError, match=kind) as caught:
        database.refuse_network_drive(Path(folder))
    assert "PostgreSQL" in caught.value.remedy_zh


@pytest.mark.parametrize("folder", ["/mnt/shared", "/mnt", "/", "/var/journal"])
@pytest.mark.skipif("sys.platform == 'win32'", reason="mount points are read on POSIX only")
def test_a_local_folder_beside_a_network_drive_is_not(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: StringIO(MOUNTS.format(kind="cifs")).read())
    database.refuse_network_drive(Path(folder))


def test_a_broker_on_a_network_drive_is_refused_before_anything_is_made(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_file_system", lambda folder: "cifs")
    with pytest.raises(JournalError, match="network drive"):
        office.broker()
    assert not (office.base / "journal").exists()


@pytest.mark.postgres
def test_a_postgres_journal_needs_a_folder_for_content_files(postgres: str) -> None:
    with pytest.raises(JournalError, match="blobs"):
        Journal(postgres)
    gc.collect()


def test_a_postgres_server_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(JournalError, match="cannot be opened") as caught:
        Journal("postgresql://postgres@127.0.0.1:1/none", blobs=tmp_path / "blobs")
    assert "数据库服务" in caught.value.remedy_zh
