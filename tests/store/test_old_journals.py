"""Journals of every earlier schema open in this program, and what was under way in them comes to its end."""

from __future__ import annotations

import shutil

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from baoguan.store import database
from tests.broker.office import Office, only
from tests.broker.papers import LIST_NO, inv201, inv202, inv211, saved
from tests.store.old_journals import SAMPLES, SEQ_NOS

NAMES = sorted(p.name for p in SAMPLES.iterdir() if p.is_dir())


def revisions() -> set[str]:
    config: Config = database._config()
    return {s.revision for s in ScriptDirectory.from_config(config).walk_revisions()}


def test_every_schema_has_its_sample() -> None:
    assert set(NAMES) == revisions(), "python -m tests.store.old_journals REVISION"


@pytest.mark.parametrize("name", NAMES)
def test_what_was_under_way_in_an_old_journal_comes_to_its_end(name: str, office: Office) -> None:
    shutil.copytree(SAMPLES / name, office.base / "journal")
    with office.broker() as broker:
        found = broker.journal.verify()
        assert found.blobs > 0
        assert (found.damaged, found.missing) == ((), ())
        assert {s.number: s.state for s in broker.status()} == {"A-1": "sent", "A-2": "saved", "A-3": "queued"}
        assert broker.inbox_counts() == {"applied": 2, "orphan": 1}
        in_flight = broker.trace("A-1").exchanges[-1]
        assert (in_flight.step, in_flight.state) == ("declare", "sent")

        broker.declare("A-2")
        broker.run_once(force=True)
        taken = office.take()
        assert sorted((s.number, s.flag) for s in taken) == [("A-2", "1"), ("A-3", "0")]
        office.drop(f"Successed_{in_flight.exchange_id}_20260105100000000.xml", saved(SEQ_NOS["A-1"]))
        for sent in taken:
            office.answer(sent, saved(SEQ_NOS[sent.number]))
        broker.run_once(force=True)
        (sent,) = office.take()
        assert (sent.number, sent.flag, sent.seq_no) == ("A-3", "1", SEQ_NOS["A-3"])
        office.answer(sent, saved(SEQ_NOS["A-3"]))
        broker.run_once(force=True)
        assert {s.state for s in broker.status()} == {"declared"}
        for place, (number, seq_no) in enumerate(SEQ_NOS.items()):
            list_no = f"{LIST_NO[:-1]}{place}"
            office.hear(
                broker,
                inv201(seq_no, "Y", 1),
                inv201(seq_no, "4", 2, list_no=list_no),
                inv202(seq_no, 3, entry=f"I2026{place:013d}").replace(LIST_NO.encode(), list_no.encode()),
                inv211(seq_no, 4, list_no=list_no),
            )
            assert only(broker, number).state == "deducted"
        assert not any(s.needs_person for s in broker.status())
        assert broker.journal.verify().missing == ()
