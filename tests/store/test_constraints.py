"""What the database itself guards, in SQLite and in PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import attrs
import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from baoguan.clock import SHANGHAI, now
from baoguan.ledger import BookCounter, BookRow, Entry, Stage
from baoguan.model.receipt import Outcome, Receipt
from baoguan.store import Journal, inbox, postings, tables
from baoguan.store import documents as docs
from baoguan.store import parcels as parcel_store
from baoguan.store.tables import document, event, number
from tests.store.rows import add_account, add_document, add_parcel, add_submission

RECEIPT = Receipt(kind="inventory", source="INV201", outcome=Outcome.STORED)


def add_event(journal: Journal) -> None:
    with journal.writing() as connection:
        inbox.add_event(connection, "tried", at=now(), by="tester")


@pytest.mark.parametrize("act", [delete(event), update(event).values(by="somebody else"), update(event).values(kind="tried")])
def test_events_can_only_be_added(act: object, journal: Journal) -> None:
    add_event(journal)
    with pytest.raises(DatabaseError, match="append"), journal.engine.begin() as connection:
        connection.execute(act)  # type: ignore[call-overload]
    with journal.reading() as connection:
        assert [e.by for e in inbox.events_after(connection, 0, 10)] == ["tester"]


@pytest.mark.parametrize("act", [delete(tables.posting), update(tables.posting).values(quantity="0")])
def test_postings_can_only_be_added(act: object, journal: Journal) -> None:
    entry = Entry(
        row=BookRow.MATERIAL,
        item_no=1,
        counter=BookCounter.OPENING,
        stage=Stage.ACTUAL,
        version="",
        sign=1,
        quantity=Decimal("2.50000"),
    )
    with journal.writing() as connection:
        account = add_account(connection).id
        common = postings.common_columns(account, None, "L", source="opening", cause="h", by="tester", at=now(), effective=None)
        postings.add_postings(connection, common, [entry])
    with pytest.raises(DatabaseError, match="append"), journal.engine.begin() as connection:
        connection.execute(act)  # type: ignore[call-overload]
    with journal.reading() as connection:
        assert postings.sums_in(connection, [account], "L") == [entry]


def twice_document(connection: Connection) -> None:
    account = add_account(connection)
    add_document(connection, account)
    add_document(connection, account)


def twice_number(connection: Connection) -> None:
    account = add_account(connection)
    for name in ("A-1", "A-2"):
        row = add_document(connection, account, name)
        connection.execute(insert(number).values(account_id=account.id, document_id=row.id, kind="seq_no", value="1"))


def twice_declaration(connection: Connection) -> None:
    row = add_document(connection, add_account(connection))
    add_submission(connection, row, "k", 1)
    add_submission(connection, row, "k", 1)


def twice_exchange(connection: Connection) -> None:
    row = add_document(connection, add_account(connection))
    add_parcel(connection, add_submission(connection, row, "k1"), "e")
    add_parcel(connection, add_submission(connection, row, "k2"), "e")


def twice_pack(connection: Connection) -> None:
    row = add_submission(connection, add_document(connection, add_account(connection)))
    add_parcel(connection, row, "e1", pack=1)
    add_parcel(connection, row, "e2", pack=1)


def twice_raw(connection: Connection) -> None:
    account = add_account(connection)
    values = {"account_id": account.id, "name": "n", "digest": "d", "token": "t", "size": 1, "received": now(), "state": "new"}
    connection.execute(insert(tables.inbox).values(**values))
    connection.execute(insert(tables.inbox).values(**values))


def unknown_submission_state(connection: Connection) -> None:
    add_submission(connection, add_document(connection, add_account(connection)), state="nonsense")


def unknown_parcel_state(connection: Connection) -> None:
    add_parcel(connection, add_submission(connection, add_document(connection, add_account(connection))), "e", state="nonsense")


def of_no_account(connection: Connection) -> None:
    add_document(connection, attrs.evolve(add_account(connection), id=999))


@pytest.mark.parametrize(
    "write",
    [
        twice_document,
        twice_number,
        twice_declaration,
        twice_exchange,
        twice_pack,
        twice_raw,
        unknown_submission_state,
        unknown_parcel_state,
        of_no_account,
    ],
)
def test_the_database_refuses(write: Callable[[Connection], None], journal: Journal) -> None:
    with pytest.raises(IntegrityError), journal.writing() as connection:
        write(connection)
    with journal.reading() as connection:
        assert connection.execute(select(document)).all() == [], "a failed transaction left something behind"


def test_the_same_number_may_belong_to_documents_of_two_accounts(journal: Journal) -> None:
    with journal.writing() as connection:
        for name in ("a", "b"):
            account = add_account(connection, name)
            assert docs.add_number(connection, account.id, add_document(connection, account).id, "seq_no", "1")


def test_a_number_is_learned_once(journal: Journal) -> None:
    with journal.writing() as connection:
        account = add_account(connection)
        row, other = add_document(connection, account, "A-1"), add_document(connection, account, "A-2")
        assert docs.add_number(connection, account.id, row.id, "seq_no", "1")
        assert not docs.add_number(connection, account.id, row.id, "seq_no", "1")
        assert not docs.add_number(connection, account.id, other.id, "seq_no", "1")
        assert docs.document_of_number(connection, account.id, "seq_no", "1") == row.id
        assert docs.numbers_of(connection, other.id) == {}


def test_an_account_is_the_same_row_every_time(journal: Journal) -> None:
    with journal.writing() as connection:
        first = add_account(connection)
    with journal.writing() as connection:
        assert add_account(connection) == first
        assert docs.account_row(connection, "production", "a", "scripted").id != first.id


def test_the_same_file_is_kept_once_and_the_same_bytes_under_two_names_twice(journal: Journal) -> None:
    with journal.writing() as connection:
        account = add_account(connection)

        def add(name: str, digest: str) -> bool:
            row = inbox.add_raw(connection, account_id=account.id, name=name, digest=digest, token="t", size=1, at=now())
            return row is not None

        assert [add("a", "d"), add("a", "d"), add("b", "d"), add("a", "e")] == [True, False, True, True]
        assert inbox.counts(connection, [account.id]) == {"new": 3}


def test_a_receipt_is_a_repeat_only_for_its_own_document(journal: Journal) -> None:
    with journal.writing() as connection:
        account = add_account(connection)
        row, other = add_document(connection, account, "A-1"), add_document(connection, account, "A-2")
        inbox.add_receipt(connection, inbox_id=None, document_id=row.id, place=0, value=RECEIPT, state="applied", at=now())
        assert inbox.is_repeat(connection, row.id, RECEIPT)
        assert not inbox.is_repeat(connection, other.id, RECEIPT)
        assert inbox.value_of(inbox.receipts_of(connection, row.id)[0]) == RECEIPT


@pytest.mark.parametrize("zone", [SHANGHAI, UTC, timezone(timedelta(hours=-9))])
def test_moments_are_kept_to_the_microsecond_and_compare_as_text(zone: timezone, journal: Journal) -> None:
    moments = [datetime(2026, 1, 5, 23, 59, 59, m, tzinfo=SHANGHAI).astimezone(zone) for m in (0, 1, 999_999)]
    with journal.writing() as connection:
        for moment in reversed(moments):
            inbox.add_event(connection, "tried", at=moment, by="tester")
        rows = connection.execute(select(event.c.at).order_by(event.c.at)).scalars().all()
        assert rows == moments
        assert {r.utcoffset() for r in rows} == {timedelta(hours=8)}
        stored = connection.execute(text("SELECT at FROM event ORDER BY at")).scalars().all()
        assert {len(s) for s in stored} == {32}


def test_events_are_numbered_in_the_order_of_their_commits(journal: Journal) -> None:
    for _ in range(5):
        add_event(journal)
    with journal.reading() as connection:
        ids = [e.id for e in inbox.events_after(connection, 0, 10)]
        assert ids == sorted(set(ids))
        assert [e.id for e in inbox.events_after(connection, ids[2], 10)] == ids[3:]


def test_a_reader_of_events_keeps_its_place(journal: Journal) -> None:
    with journal.writing() as connection:
        assert inbox.cursor_of(connection, "r") == 0
        inbox.set_cursor(connection, "r", 5)
        inbox.set_cursor(connection, "r", 7)
        assert inbox.cursor_of(connection, "r") == 7
        assert inbox.cursor_of(connection, "other") == 0


def test_an_error_undoes_the_whole_step(journal: Journal) -> None:
    def fail(connection: Connection) -> None:
        add_document(connection, add_account(connection))
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"), journal.writing() as connection:
        fail(connection)
    with journal.reading() as connection:
        assert connection.execute(select(document)).all() == []


def test_references_find_documents_by_every_number(journal: Journal) -> None:
    with journal.writing() as connection:
        account = add_account(connection)
        row = add_document(connection, account)
        docs.add_number(connection, account.id, row.id, "seq_no", "202600000000000001")
        for reference in ("A-1", "4403D60001/A-1", "202600000000000001"):
            assert [d.id for d in docs.documents_like(connection, [account.id], reference)] == [row.id]
        for reference in ("A-2", "other/A-1", "%", "4403D60001/"):
            assert docs.documents_like(connection, [account.id], reference) == []
        assert docs.documents_like(connection, [], "A-1") == []


def test_a_parcel_is_moved_only_by_whoever_saw_its_last_state(journal: Journal) -> None:
    with journal.writing() as connection:
        add_parcel(connection, add_submission(connection, add_document(connection, add_account(connection))), "e")
        row = parcel_store.parcel_by_id(connection, 1)
        assert parcel_store.claim(connection, row, "me")
        assert not parcel_store.claim(connection, row, "you")
        assert not parcel_store.move(connection, row, "sent")
        mine = parcel_store.parcel_by_id(connection, row.id)
        assert parcel_store.move(connection, mine, "sent", sent_at=now())
        assert not parcel_store.take_over(connection, mine, "you")
