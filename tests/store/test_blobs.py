"""Content files: there before anything refers to them, checked when read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from baoguan import JournalError
from baoguan.store import Journal, blobs
from baoguan.store.blobs import Blobs
from baoguan.store.upkeep import referenced
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office
from tests.store.conftest import Place
from tests.store.rows import add_account, add_document
from tests.support.lists import inventory


def test_bytes_come_back_and_are_written_once(tmp_path: Path) -> None:
    kept = Blobs(tmp_path)
    digest = kept.put("清单".encode())
    assert digest == hashlib.sha256("清单".encode()).hexdigest()
    changed = kept.path(digest).stat().st_mtime_ns
    assert kept.put("清单".encode()) == digest
    assert kept.path(digest).stat().st_mtime_ns == changed
    assert kept.get(digest).decode() == "清单"
    assert kept.all() == [digest]


def test_a_damaged_or_missing_file_is_never_handed_out(tmp_path: Path) -> None:
    kept = Blobs(tmp_path)
    digest = kept.put(b"whole")
    kept.path(digest).write_bytes(b"spoiled")
    with pytest.raises(JournalError, match="damaged"):
        kept.get(digest)
    kept.path(digest).unlink()
    with pytest.raises(JournalError, match="lacks") as caught:
        kept.get(digest)
    assert "备份" in caught.value.remedy_zh


def test_a_write_that_fails_leaves_nothing_and_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Blobs(tmp_path)

    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(blobs, "write_durably", full)
    with pytest.raises(JournalError, match="No space left") as caught:
        kept.put(b"whole")
    assert "磁盘" in caught.value.remedy_zh
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_at_every_commit_every_file_that_a_row_refers_to_is_there(
    kind: str, office: Office, request: pytest.FixtureRequest
) -> None:
    if kind == "postgres":
        office.journal = request.getfixturevalue("postgres")
    commits = 0
    with office.broker() as broker:

        def check(connection: Connection) -> None:
            nonlocal commits
            commits += 1
            missing = [d for d in referenced(connection) if not broker.journal.blobs.path(d).exists()]
            assert missing == []

        event.listen(broker.journal.engine, "commit", check)
        number = office.deducted(broker, inventory())
        office.hear(broker, b"no receipt at all", papers.inv201(SEQ_NO, "2", 9))
        broker.withdraw(number, override="tested")
        broker.run_once(force=True)
        event.remove(broker.journal.engine, "commit", check)
    assert commits > 20


def test_nothing_is_journalled_when_its_content_cannot_be_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with office.broker() as broker:
        with monkeypatch.context() as patched:
            patched.setattr(blobs, "write_durably", full)
            with pytest.raises(JournalError):
                broker.submit(inventory())
        assert broker.status() == []
        assert list(broker.events()) == []
        assert broker.submit(inventory()).steps == ("filing:save",)


def test_verify_names_what_is_damaged_and_what_is_missing(place: Place) -> None:
    journal = place.open()
    with journal.writing() as connection:
        account = add_account(connection)
        add_document(connection, account)
    found = journal.verify()
    assert (found.blobs, found.damaged, found.missing) == (1, (), ("0" * 64,))
    journal.close()


def test_verify_reads_every_kind_of_file(office: Office) -> None:
    with office.broker() as broker:
        office.deducted(broker, inventory())
        found = broker.journal.verify()
        assert (found.damaged, found.missing) == ((), ())
        files = broker.journal.blobs.all()
        assert found.blobs == len(files)
        for digest in files:
            path = broker.journal.blobs.path(digest)
            content = path.read_bytes()
            path.write_bytes(content + b"!")
            assert broker.journal.verify().damaged == (digest,)
            path.unlink()
            assert broker.journal.verify().missing == (digest,)
            path.write_bytes(content)


def test_a_journal_names_itself_once(tmp_path: Path) -> None:
    first, second = Journal(tmp_path / "journal"), Journal(tmp_path / "journal")
    assert first.id == second.id
    assert len(first.id) == 32
    other = Journal(tmp_path / "other")
    assert other.id != first.id
    for journal in (first, second, other):
        journal.close()
