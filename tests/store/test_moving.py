"""The import root may move: no path is kept in the journal, so nothing under way is lost with it."""

from __future__ import annotations

import pytest

from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, only
from tests.support.lists import inventory


def moved(office: Office) -> dict[str, object]:
    """The same folders in another place, as when a disk or a drive letter changes."""
    (office.base / "imp").rename(office.base / "moved")
    account = {**office.data()["accounts"]["sw"], "root": "moved"}  # type: ignore[index]
    (office.base / "imp").symlink_to(office.base / "moved", target_is_directory=True)
    return {"accounts": {"sw": account}}


@pytest.mark.skipif("sys.platform == 'win32'", reason="a link stands for the old place")
@pytest.mark.parametrize("left", [False, True])
def test_what_is_under_way_goes_on_from_the_new_place(left: bool, office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        if left:
            broker.run_once()
    top = moved(office)
    with office.broker(top=top) as broker:
        assert broker.run_once(force=True).sent == (0 if left else 1)
        (sent,) = office.take()
        office.answer(sent, papers.saved(SEQ_NO))
        broker.run_once(force=True)
        assert [s.flag for s in office.round(broker)] == ["1"]


@pytest.mark.skipif("sys.platform == 'win32'", reason="a link stands for the old place")
def test_a_receipt_that_found_its_list_after_the_move_stops_nothing(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        office.drop("early.xml", papers.inv202(SEQ_NO, 3))
        assert broker.run_once().orphans == 1
    top = moved(office)
    with office.broker(top=top) as broker:
        (sent,) = office.take()
        office.answer(sent, papers.saved(SEQ_NO))
        for _ in range(2):
            assert broker.run_once(force=True).failures == {}
        assert only(broker, "A-1").numbers["entry_seq_no"] == papers.ENTRY_NO
        assert [s.flag for s in office.take()] == ["1"]


def test_no_path_stands_in_the_message_of_a_parcel(office: Office) -> None:
    from sqlalchemy import select

    from baoguan.store.tables import parcel

    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        with broker.journal.reading() as connection:
            (message,) = connection.execute(select(parcel.c.message)).scalars()
        assert str(office.base) not in str(message)
