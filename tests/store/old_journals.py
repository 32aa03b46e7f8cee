"""Makes the sample of a journal that tests keep for ever: `python -m tests.store.old_journals 0002` after a change of the schema.

Three lists: A-1 is declared and not yet answered, A-2 is saved, A-3 is journalled and has not left.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from tests.broker import papers
from tests.broker.office import Office
from tests.support.lists import inventory

SAMPLES = Path(__file__).parents[1] / "data" / "journals"
SEQ_NOS = {"A-1": "202600000000000001", "A-2": "202600000000000002", "A-3": "202600000000000003"}


def make(name: str) -> Path:
    """Make the sample of this program's schema. Raises FileExistsError for one that is there: samples never change."""
    target = SAMPLES / name
    target.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        office = Office(base=Path(folder))
        with office.broker() as broker:
            office.save(broker, inventory("A-2", lines=1), SEQ_NOS["A-2"])
            broker.submit(inventory("A-1", lines=1), declare=True)
            office.round(broker, SEQ_NOS["A-1"])
            broker.run_once()
            (sent,) = office.take()
            assert (sent.number, sent.flag) == ("A-1", "1")
            office.drop("theirs.xml", papers.inv201("202600000000000999", "Y", 1))
            broker.run_once()
            broker.submit(inventory("A-3", lines=1), declare=True)
        journal = office.base / "journal"
        with sqlite3.connect(journal / "journal.sqlite3") as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("PRAGMA page_size=512")
            database.execute("UPDATE inbox SET token = replace(token, ?, 'C:/')", (f"{folder}/",))
            database.commit()
            database.execute("VACUUM")
        database.close()
        for file in ("journal.sqlite3", "journal-id"):
            shutil.copyfile(journal / file, target / file)
        shutil.copytree(journal / "blobs", target / "blobs")
    return target


if __name__ == "__main__":
    made = make(sys.argv[1])
    sys.stdout.write(f"{made}: {sum(p.stat().st_size for p in made.rglob('*') if p.is_file())} bytes\n")
