"""What status, doctor and the inbox counts show, and what stays in an InBox that others read too."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta

import pytest

from baoguan import Broker, ConfigurationError, DecodeError, Receipt, read_config
from baoguan.plugin import ChannelCalls, Diagnosis, RawReceipt
from tests.broker import papers
from tests.broker.office import SEQ_NO, Office, only
from tests.broker.papers import LIST_NO, inv201, inv202
from tests.support.lists import inventory


def test_a_message_without_an_answer_alerts_beyond_the_patience_and_says_that_resending_is_no_remedy(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        assert only(broker, "A-1").alerts == ()
        (alert,) = only(broker, "A-1", patience=timedelta()).alerts
        assert "重发无济于事" in alert
        assert "sending again is no remedy" in alert
        (sent,) = office.take()
        office.answer(sent, papers.saved(SEQ_NO))
        broker.run_once()
        assert only(broker, "A-1", patience=timedelta()).alerts == ()


def of_lists(found: Sequence[Diagnosis]) -> list[Diagnosis]:
    """What is said of the folder of lists; there is one of each kind of document."""
    return [d for d in found if "Sas" in d.zh]


def test_the_doctor_is_red_while_a_file_lies_in_the_out_box_and_green_afterwards(office: Office) -> None:
    with office.broker(asleep_minutes=15) as broker:
        calls = broker.account(None).calls
        broker.submit(inventory("A-1"))
        broker.run_once()
        assert [d.level for d in of_lists(calls.diagnose())] == ["ok"]
        path = office.business / "OutBox" / office.out_box()[0]
        an_hour_ago = path.stat().st_mtime - 3600
        os.utime(path, (an_hour_ago, an_hour_ago))
        (red,) = of_lists(calls.diagnose())
        assert red.level == "error"
        assert path.name in red.zh
        assert any("客户端未运行" in c for c in red.causes)
        office.take()
        assert [d.level for d in of_lists(calls.diagnose())] == ["ok"]


def test_what_lies_in_the_fail_box_is_shown(office: Office) -> None:
    with office.broker() as broker:
        (office.business / "FailBox").mkdir()
        (office.business / "FailBox" / "A-1.zip").write_bytes(b"")
        assert [d.level for d in of_lists(broker.account(None).calls.diagnose())] == ["warning"]


@pytest.mark.parametrize("own", [False, True])
def test_receipts_of_others_stay_in_a_shared_inbox_and_are_read_once(own: bool, office: Office) -> None:
    with office.broker(own_inbox=own) as broker:
        office.drop("theirs.xml", inv201("202600000000000999", "4", 1, list_no=LIST_NO))
        assert broker.run_once().received == 1
        assert broker.inbox_counts() == {"foreign": 1}
        assert office.in_box() == ([] if own else ["theirs.xml"])
        assert broker.run_once().received == 0
    with office.broker(own_inbox=own) as broker:
        assert broker.run_once().received == 0
        assert broker.inbox_counts() == {"foreign": 1}


def test_a_file_of_others_that_changes_is_read_again(office: Office) -> None:
    with office.broker() as broker:
        office.drop("theirs.xml", inv201("202600000000000999", "4", 1))
        broker.run_once()
        office.drop("theirs.xml", inv201("202600000000000999", "1", 22, list_no=LIST_NO))
        assert broker.run_once().received == 1


def test_a_receipt_that_comes_before_its_number_finds_its_list_later_and_is_put_away(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(inventory("A-1"), declare=True)
        broker.run_once()
        (sent,) = office.take()
        office.drop("early.xml", inv202(SEQ_NO, 3))
        assert broker.run_once().orphans == 1
        assert office.in_box() == ["early.xml"]
        office.answer(sent, papers.saved(SEQ_NO))
        broker.run_once()
        assert only(broker, "A-1").numbers["entry_seq_no"] == papers.ENTRY_NO
        assert broker.inbox_counts() == {"applied": 2}
        broker.run_once()
        assert office.in_box() == []


def test_an_unreadable_receipt_is_parked_alone_and_replayed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        with monkeypatch.context() as patched:
            real = ChannelCalls.decode

            def old(self: ChannelCalls, raw: RawReceipt) -> tuple[Receipt, ...]:
                if b"<manageResult>4" in raw.content:
                    raise DecodeError("旧程序读不了", "an older program cannot read this")
                return real(self, raw)

            patched.setattr(ChannelCalls, "decode", old)
            office.hear(broker, b"<broken", inv201(SEQ_NO, "4", 2, list_no=LIST_NO), inv201(SEQ_NO, "Y", 1))
            assert broker.inbox_counts()["parked"] == 2
            assert only(broker, "A-1").state == "stored"
            parked = [e for e in broker.events() if e.kind == "parked"]
            assert all(e.data["name"] and e.data["error"] for e in parked)
            assert office.in_box() == [], "what is parked is kept in the journal"
        assert broker.replay() == {"applied": 1, "parked": 1}
        assert only(broker, "A-1").state == "pre_deducted"
        assert broker.replay() == {"parked": 1}


def test_a_repeated_receipt_is_counted_and_moves_nothing(office: Office) -> None:
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        receipt = inv201(SEQ_NO, "Y", 1)
        office.hear(broker, receipt)
        events = len(list(broker.events()))
        office.hear(broker, receipt)
        assert broker.inbox_counts()["repeat"] == 1
        assert len(list(broker.events())) == events
        assert office.in_box() == []


@pytest.mark.parametrize("environment", [None, "", "prod", "Production"])
def test_an_environment_must_be_named(environment: str | None, office: Office) -> None:
    top = {"environment": environment} if environment is not None else {}
    data = {k: v for k, v in office.data().items() if k != "environment"} | top
    with pytest.raises(ConfigurationError, match="environment") as caught:
        read_config(data, office.base)
    assert "production | test | simulator" in caught.value.remedy_en


@pytest.mark.parametrize(
    ("top", "named"),
    [
        ({"enviroment": "test"}, "enviroment"),
        ({"accounts": {}}, "accounts"),
        ({"accounts": {"a": {"root": "x"}}}, "accounts.a.channel"),
        ({"plugins": {"required": "house"}}, "required"),
        ({"plugins": 7}, "plugins"),
    ],
)
def test_a_setting_at_fault_is_named_with_how_to_write_it(top: dict[str, object], named: str, office: Office) -> None:
    with pytest.raises(ConfigurationError, match=named) as caught:
        office.config(top)
    assert caught.value.remedy_zh.startswith("写法")


@pytest.mark.parametrize(
    ("account", "named"),
    [
        ({"root": ""}, "root"),
        ({"operator": []}, "operator"),
        ({"operator": [{"card_no": "1"}]}, "customs_code"),
        ({"rooot": "x"}, "rooot"),
        ({"stable_seconds": "long"}, "stable_seconds"),
        ({"own_inbox": "yes"}, "own_inbox"),
    ],
)
def test_a_setting_of_the_account_at_fault_is_named(account: dict[str, object], named: str, office: Office) -> None:
    with pytest.raises(ConfigurationError, match=named):
        Broker(office.config(None, **account))


def test_two_journals_do_not_share_an_import_root(office: Office) -> None:
    office.broker().close()
    with pytest.raises(ConfigurationError, match="belongs") as caught:
        office.broker(top={"journal": "other"})
    assert "owner.json" in caught.value.remedy_zh


def test_two_accounts_do_not_share_an_import_root(office: Office) -> None:
    account = office.data()["accounts"]["sw"]  # type: ignore[index]
    with pytest.raises(ConfigurationError, match="root"):
        office.broker(top={"accounts": {"a": account, "b": account}})


def test_with_several_accounts_one_must_be_named(office: Office) -> None:
    account = office.data()["accounts"]["sw"]  # type: ignore[index]
    with office.broker(top={"accounts": {"a": account, "b": {**account, "root": "imp-b"}}}) as broker:
        with pytest.raises(ConfigurationError, match="--account"):
            broker.submit(inventory("A-1"))
        broker.submit(inventory("A-1"), "b")
        assert broker.run_once().sent == 1
        assert [p.parent.parent.parent.name for p in office.base.rglob("OutBox/*.zip")] == ["imp-b"]
        assert only(broker, "A-1").account == "b"
