"""Workers that claim at the same time: every parcel is claimed once, by one of them."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from baoguan.store import Journal
from baoguan.store import parcels as store
from baoguan.store.tables import parcel
from tests.store.conftest import Place
from tests.store.rows import add_account, add_document, add_parcel, add_parcels, add_submission

COUNT = 300
FEW = 30
ROOT = Path(__file__).parents[2]
_PROCESS = """
import sys
from pathlib import Path
from baoguan.store import Journal
from tests.broker.office import without_waiting_for_disks
from tests.store.test_claims import claim_all
with without_waiting_for_disks():
    journal = Journal(sys.argv[1], blobs=Path(sys.argv[2]))
    print(*claim_all(journal, sys.argv[3]))
    journal.close()
"""


def claim_all(journal: Journal, owner: str) -> list[int]:
    """Claim until nothing is due, a few in a transaction; gives the ids that were won."""
    won: list[int] = []
    while True:
        with journal.reading() as connection:
            due = store.due_parcels(connection, 1, 24)
        if not due:
            return won
        for few in (due[i : i + 3] for i in range(0, len(due), 3)):
            with journal.writing() as connection:
                won += [row.id for row in few if store.claim(connection, row, owner)]


def told(journal: Journal) -> Counter[str]:
    with journal.reading() as connection:
        return Counter(connection.execute(select(parcel.c.owner).where(parcel.c.state == "sending")).scalars())


def test_two_threads_claim_every_parcel_once(place: Place) -> None:
    first, second = place.open(), place.open()
    with first.writing() as connection:
        assert add_parcels(connection, COUNT).id == 1
    won: dict[str, list[int]] = {}
    threads = [threading.Thread(target=lambda j=j, n=n: won.update({n: claim_all(j, n)})) for j, n in ((first, "a"), (second, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    everything = won["a"] + won["b"]
    assert len(everything) == len(set(everything)) == COUNT
    assert told(first) == {n: len(ids) for n, ids in won.items() if ids}
    first.close()
    second.close()


def test_two_processes_claim_every_parcel_once(tmp_path: Path) -> None:
    place = Place(location=str(tmp_path / "journal"), blobs=tmp_path / "journal" / "blobs")
    journal = place.open()
    with journal.writing() as connection:
        add_parcels(connection, FEW)
    command = [sys.executable, "-c", _PROCESS, place.location, str(place.blobs)]
    running = [
        subprocess.Popen([*command, name], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") for name in ("a", "b")
    ]
    won = [process.communicate(timeout=60)[0].split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    everything = won[0] + won[1]
    assert len(everything) == len(set(everything)) == FEW
    assert sum(told(journal).values()) == FEW
    journal.close()


@pytest.mark.parametrize("state", ["sending", "in_doubt", "needs_person"])
def test_a_lane_in_flight_or_in_doubt_lets_nothing_else_leave(state: str, journal: Journal) -> None:
    with journal.writing() as connection:
        account = add_account(connection)
        row = add_document(connection, account)
        add_parcel(connection, add_submission(connection, row, "k1"), "e1", state=state)
        add_parcel(connection, add_submission(connection, row, "k2"), "e2")
        assert store.due_parcels(connection, account.id, 10) == []
        assert not store.claim(connection, store.parcel_by_id(connection, 2), "me")


def test_of_one_document_the_oldest_leaves_first(journal: Journal) -> None:
    with journal.writing() as connection:
        account = add_account(connection)
        row = add_document(connection, account)
        add_parcel(connection, add_submission(connection, row, "k1"), "e1")
        add_parcel(connection, add_submission(connection, row, "k2"), "e2")
        assert [p.exchange_id for p in store.due_parcels(connection, account.id, 10)] == ["e1"]


@pytest.mark.parametrize("state", ["waiting", "held", "cancelled"])
def test_what_waits_is_held_or_cancelled_is_not_claimed(state: str, journal: Journal) -> None:
    with journal.writing() as connection:
        account = add_account(connection)
        add_parcel(connection, add_submission(connection, add_document(connection, account), state=state), "e1")
        assert store.due_parcels(connection, account.id, 10) == []
        assert not store.claim(connection, store.parcel_by_id(connection, 1), "me")


def test_a_lease_runs_out_by_the_clock_of_the_database(journal: Journal) -> None:
    with journal.writing() as connection:
        add_parcels(connection, 1)
        assert store.claim(connection, store.parcel_by_id(connection, 1), "me")
        row = store.parcel_by_id(connection, 1)
        assert row.lease is not None
        assert not store.lease_over(connection, row)
        remaining = row.lease - store.database_now(connection)
        assert 0 < remaining.total_seconds() <= store.LEASE.total_seconds()
