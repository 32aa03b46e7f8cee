"""A backup is a journal: it opens, holds everything, and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan import JournalError
from baoguan.store import Journal
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, only
from tests.store.conftest import Place
from tests.support.lists import inventory


def test_the_copy_opens_and_goes_on_where_the_original_stood(office: Office) -> None:
    with office.broker() as broker:
        number = office.declare(broker, inventory())
        count = broker.journal.backup(office.base / "backup")
        files = broker.journal.verify().blobs
        events = list(broker.events())
        trace = broker.trace(number)
        identity = broker.journal.id
    assert count == files
    with office.broker(top={"journal": "backup"}) as copy:
        assert copy.journal.id == identity
        found = copy.journal.verify()
        assert (found.blobs, found.damaged, found.missing) == (count, (), ())
        assert list(copy.events()) == events
        assert copy.trace(number).exchanges == trace.exchanges
        assert copy.trace(number).incoming == trace.incoming
        office.hear(copy, papers.inv201(SEQ_NO, "Y", 1), papers.inv201(SEQ_NO, "4", 2, list_no=papers.LIST_NO))
        assert only(copy, number).state == "pre_deducted"
    with office.broker() as broker:
        assert only(broker, number).state == "declared", "the copy wrote into the original"


def test_a_backup_is_taken_while_the_journal_is_in_use(office: Office) -> None:
    with office.broker() as broker, office.broker() as other:
        broker.submit(inventory("A-1"))
        with other.journal.writing():
            assert broker.journal.backup(office.base / "backup") > 0
        broker.submit(inventory("A-2"))
    copy = Journal(office.base / "backup")
    assert copy.verify().missing == ()
    copy.close()


def test_a_backup_overwrites_nothing(office: Office) -> None:
    target = office.base / "backup"
    target.mkdir()
    (target / "mine").write_text("keep", encoding="utf-8")
    with office.broker() as broker, pytest.raises(JournalError, match="exists"):
        broker.journal.backup(target)
    assert [p.name for p in target.iterdir()] == ["mine"]


def test_a_backup_that_fails_is_no_backup_and_can_be_tried_again(office: Office) -> None:
    target = office.base / "backup"
    with office.broker() as broker:
        broker.submit(inventory())
        path = broker.journal.blobs.path(broker.journal.blobs.all()[0])
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(JournalError):
            broker.journal.backup(target)
        assert not target.exists()
        path.write_bytes(content)
        assert broker.journal.backup(target) == len(broker.journal.blobs.all())


@pytest.mark.postgres
def test_a_postgres_journal_says_how_it_is_backed_up(postgres: str, tmp_path: Path) -> None:
    place = Place(location=postgres, blobs=tmp_path / "contents" / "blobs")
    journal = place.open()
    with pytest.raises(JournalError, match="pg_dump"):
        journal.backup(tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    journal.close()
