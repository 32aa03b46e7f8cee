"""The setting `root` changes while a message is between staged and sent: only the folder it was put into can say whether it has left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from baoguan import Broker
from baoguan.engine import points
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, only
from tests.support.lists import inventory


class Killed(BaseException):
    """Stands for the end of the process."""


@contextmanager
def killed_at(point: str) -> Iterator[None]:
    def listen(reached: str) -> None:
        if reached == point:
            raise Killed

    points.listener = listen
    try:
        with pytest.raises(Killed):
            yield
    finally:
        points.listener = None


def send_and_die(office: Office, point: str) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        with killed_at(point):
            broker.run_once(force=True)


def files(root: Path) -> list[str]:
    """The suffixes of what lies in the OutBox below a root."""
    return [p.suffix for p in (root / "Sas" / "OutBox").iterdir()]


def moved(office: Office) -> Broker:
    """A Broker whose account says another root."""
    return office.broker(root="imp2")


def doubt(broker: Broker, office: Office) -> None:
    """A round settles nothing, and the status names both roots, what is wrong and what to do."""
    done = broker.run_once(force=True)
    assert (done.sent, done.resolved) == (0, 0)
    assert files(office.base / "imp2") == []
    status = only(broker, "A-1")
    assert list(status.sending.values()) == ["in_doubt"]
    (alert,) = status.alerts
    assert str(office.base / "imp") in alert
    assert str(office.base / "imp2") in alert
    assert all(text in alert for text in ("无法判断是否已发出", "把 root 改回", "cannot be told", "set root back"))


@pytest.mark.parametrize("point", ["intent", "renamed"])
def test_with_the_root_changed_it_stays_in_doubt_and_is_settled_when_the_root_is_set_back(point: str, office: Office) -> None:
    send_and_die(office, point)
    before = files(office.base / "imp")
    with moved(office) as broker:
        doubt(broker, office)
        doubt(broker, office)
    assert files(office.base / "imp") == before == [".Temp" if point == "intent" else ".zip"]
    with office.broker() as broker:
        broker.run_once(force=True)
        assert list(only(broker, "A-1").sending.values()) == ["sent"]
        assert files(office.base / "imp") == [".zip"]
        (sent,) = office.take()
        office.answer(sent, papers.saved(SEQ_NO))
        broker.run_once(force=True)
        assert only(broker, "A-1").state == "saved"


@pytest.mark.parametrize("point", ["intent", "renamed"])
def test_with_the_folder_moved_along_it_is_settled_as_ever(point: str, office: Office) -> None:
    send_and_die(office, point)
    (office.base / "imp").rename(office.base / "imp2")
    with moved(office) as broker:
        broker.run_once(force=True)
        status = only(broker, "A-1")
        assert (list(status.sending.values()), status.alerts) == (["sent"], ())
        assert files(office.base / "imp2") == [".zip"]


def test_another_folder_at_the_same_path_is_another_root(office: Office) -> None:
    send_and_die(office, "intent")
    shutil.move(office.base / "imp", office.base / "away")
    with office.broker() as broker:
        broker.run_once(force=True)
        assert list(only(broker, "A-1").sending.values()) == ["in_doubt"]
    shutil.rmtree(office.base / "imp")
    shutil.move(office.base / "away", office.base / "imp")
    with office.broker() as broker:
        broker.run_once(force=True)
        assert list(only(broker, "A-1").sending.values()) == ["sent"]


def test_a_file_left_in_another_root_is_not_sent_a_second_time(office: Office) -> None:
    """Killed before the claim was committed a `.Temp` is left; the message then leaves from the new root, and the root is set back."""
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once(force=True)
        (left,) = (office.business / "OutBox").iterdir()
        broker.record("A-1", by="甲", evidence="页面", outcome="not-arrived")
        broker.redeclare("A-1")
    with moved(office) as broker, killed_at("renamed"):
        broker.run_once(force=True)
    (sent,) = (office.base / "imp2" / "Sas" / "OutBox").iterdir()
    left.rename(left.with_name(f"{sent.stem}.Temp"))
    with office.broker() as broker:
        broker.run_once(force=True)
        assert list(only(broker, "A-1").sending.values()) == ["in_doubt"]
    assert files(office.base / "imp") == [".Temp"]


def test_an_answer_settles_it_whatever_the_root(office: Office) -> None:
    send_and_die(office, "renamed")
    (sent,) = office.take()
    with moved(office) as broker:
        doubt(broker, office)
        elsewhere = office.base / "imp2" / "Sas" / "InBox"
        (elsewhere / f"Successed_{sent.exchange_id}_20260105090000001.xml").write_bytes(papers.saved(SEQ_NO))
        broker.run_once(force=True)
        assert only(broker, "A-1").state == "saved"


def test_a_withdrawal_waits_until_the_root_is_right(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once(force=True)
        broker.withdraw("A-1")
    with moved(office) as broker:
        assert broker.run_once(force=True).taken_back == 0
        (alert,) = only(broker, "A-1").alerts
        assert "未能取回" in alert
        assert str(office.base / "imp2") in alert
        assert "too_late_to_take_back" not in {e.kind for e in broker.events()}
    with office.broker() as broker:
        assert broker.run_once(force=True).taken_back == 1
        assert only(broker, "A-1").state == "cancelled"
    assert files(office.base / "imp") == []


def test_what_has_not_been_put_anywhere_yet_goes_to_the_new_root(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
    with moved(office) as broker:
        assert broker.run_once(force=True).sent == 1
        (event,) = [e for e in broker.events() if e.kind == "armed"]
        assert str(office.base / "imp2") in event.data["place"]
    assert files(office.base / "imp2") == [".zip"]
