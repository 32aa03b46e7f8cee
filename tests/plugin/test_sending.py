"""What `run_once` makes of each outcome of a send: state, rest of the account, and never a blind second sending."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Literal

import pytest

from baoguan import Broker, InDoubt, NotSent, Rejected
from baoguan.broker import rounds
from baoguan.engine import send
from baoguan.plugin import Acknowledgement, Arrived, Cancelled, Message, NotArrived, Reconciliation, Staged, Unknown, hookimpl, now
from baoguan.store import documents as docs
from baoguan.store import parcels
from baoguan.store.rows import AccountRow
from tests.plugin.scripted import Far, Scripted, open_broker
from tests.support.lists import inventory

NOT_SENT = NotSent("未发出", "nothing left")
DOUBT = InDoubt("连接中断", "the line went dead")


def account(broker: Broker) -> AccountRow:
    with broker.journal.reading() as connection:
        return docs.account_by_id(connection, broker.account("s").id)


def sending(broker: Broker) -> list[str]:
    return list(broker.status("DEMO-0001")[0].sending.values())


@pytest.fixture
def far() -> Far:
    return Far()


def test_bytes_are_staged_and_armed_before_they_are_sent(far: Far, tmp_path: Path) -> None:
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        assert far.asked == ["baoguan_channel", "baoguan_profile", "baoguan_findings", "baoguan_encode"]
        far.asked.clear()
        assert broker.run_once().sent == 1
        assert far.asked == ["baoguan_receipts", "baoguan_stage", "baoguan_arm", "baoguan_submit"]
        assert broker.status("DEMO-0001")[0].state == "sent"


@pytest.mark.parametrize("hook", ["baoguan_stage", "baoguan_arm", "baoguan_submit"])
def test_what_was_not_sent_is_tried_again_and_sent_once(hook: str, far: Far, tmp_path: Path) -> None:
    far.script = {hook: NOT_SENT, "baoguan_reconcile": NotArrived(final=True)}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        done = broker.run_once()
        assert "nothing left" in done.failures["s"]
        with broker.journal.reading() as connection:
            (parcel,) = parcels.parcels_of(connection, 1)
        assert done.failures["s"].startswith(f"NotSent [channel · {parcel.exchange_id}]: ")
        assert broker.status("DEMO-0001")[0].state in ("queued", "sent")
        assert far.sent == []
        del far.script[hook]
        broker.run_once(force=True)
        broker.run_once(force=True)
        assert len(far.sent) == 1
        assert sending(broker) == ["sent"]


def test_the_account_rests_longer_after_every_failure_and_is_forgiven_by_a_success(
    far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()
    monkeypatch.setattr(rounds, "now", lambda: moment)
    far.script = {"baoguan_stage": NOT_SENT}
    rests: list[float] = []
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        for failures in range(1, 13):
            assert broker.run_once().failures
            row = account(broker)
            assert row.failures == failures
            assert row.next_try is not None
            assert "nothing left" in (row.last_error or "")
            rests.append((row.next_try - moment).total_seconds())
            asked = len(far.asked)
            moment = row.next_try - timedelta(milliseconds=1)
            assert broker.run_once().idle
            assert len(far.asked) == asked, "a resting account was disturbed"
            moment = row.next_try
        assert rests == sorted(rests)
        assert rests[0] <= 2
        assert rests[-1] == 300
        far.script.clear()
        assert broker.run_once().sent == 1
        assert (account(broker).failures, account(broker).next_try, account(broker).last_error) == (0, None, None)


def test_force_ignores_the_rest(far: Far, tmp_path: Path) -> None:
    far.script = {"baoguan_stage": NOT_SENT}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        far.script.clear()
        assert broker.run_once().sent == 0
        assert broker.run_once(force=True).sent == 1


def test_a_rejected_message_is_refused_and_not_sent_again(far: Far, tmp_path: Path) -> None:
    far.script = {"baoguan_submit": Rejected("格式不符", "malformed")}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory(), declare=True)
        assert not broker.run_once().failures
        status = broker.status("DEMO-0001")[0]
        assert status.state == "refused"
        assert "malformed" in " ".join(t for a in status.standing.acts for t in a.texts)
        assert status.waiting == (), "the declaration waits for a save that was refused"
        for _ in range(3):
            broker.run_once(force=True)
        assert far.asked.count("baoguan_submit") == 1
        del far.script["baoguan_submit"]
        broker.redeclare("DEMO-0001", inventory(remark="更正"))
        assert broker.run_once().sent == 1


@pytest.mark.parametrize(
    "answer", [Unknown(reason="no line"), NotArrived(final=False), None], ids=["unknown", "not yet", "nothing"]
)
def test_a_message_in_doubt_is_never_sent_again_while_the_far_side_cannot_tell(answer: object, far: Far, tmp_path: Path) -> None:
    far.script = {"baoguan_submit": DOUBT, "baoguan_reconcile": answer}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        for _ in range(4):
            broker.run_once(force=True)
        assert far.asked.count("baoguan_submit") == 1
        assert far.asked.count("baoguan_reconcile") == 3
        status = broker.status("DEMO-0001")[0]
        assert sending(broker) == ["in_doubt"]
        assert any("结果不明" in a and "in doubt" in a for a in status.alerts)


@pytest.mark.parametrize("error", [DOUBT, KeyError("x"), TimeoutError("slow"), OSError("gone")])
def test_whatever_goes_wrong_in_a_send_is_in_doubt(error: Exception, far: Far, tmp_path: Path) -> None:
    far.script = {"baoguan_submit": error, "baoguan_reconcile": Unknown(reason="no line")}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert sending(broker) == ["in_doubt"]


def test_a_message_in_doubt_that_arrived_is_settled_without_a_second_sending(far: Far, tmp_path: Path) -> None:
    far.script = {"baoguan_submit": DOUBT, "baoguan_reconcile": Arrived(evidence="listed there")}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert broker.run_once().resolved == 1
        assert sending(broker) == ["sent"]
        attempts = broker.trace("DEMO-0001").exchanges[0].attempts
        assert [(a[1], a[2]) for a in attempts][-1] == ("reconciled", "listed there")
        assert far.asked.count("baoguan_submit") == 1


def test_a_message_in_doubt_that_provably_never_arrived_is_sent_once_more(far: Far, tmp_path: Path) -> None:
    far.script = {"baoguan_submit": DOUBT, "baoguan_reconcile": NotArrived(final=True, evidence="not listed")}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        del far.script["baoguan_submit"]
        broker.run_once()
        broker.run_once()
        assert len(far.sent) == 1
        assert sending(broker) == ["sent"]


def test_an_answer_settles_the_doubt_whatever_the_far_side_says_when_asked(far: Far, tmp_path: Path) -> None:
    far.script = {"baoguan_submit": DOUBT, "baoguan_reconcile": Unknown(reason="no line")}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        exchange = broker.trace("DEMO-0001").exchanges[0].exchange_id
        far.say("answer", f"{exchange} saved".encode())
        assert broker.run_once().applied == 1
        assert broker.status("DEMO-0001")[0].state == "saved"
        assert sending(broker) == []


def test_after_a_day_of_doubt_a_person_is_asked_and_the_far_side_no_more(
    far: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far.script = {"baoguan_submit": DOUBT, "baoguan_reconcile": Unknown(reason="no line")}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        tomorrow = now() + timedelta(hours=24, minutes=1)
        monkeypatch.setattr(send, "now", lambda: tomorrow)
        broker.run_once(force=True)
        status = broker.status("DEMO-0001")[0]
        assert sending(broker) == ["needs_person"]
        assert status.needs_person
        assert any("baoguan record" in a for a in status.alerts)
        asked = far.asked.count("baoguan_reconcile")
        broker.run_once(force=True)
        assert far.asked.count("baoguan_reconcile") == asked
        broker.record("DEMO-0001", by="甲", evidence="页面截图", outcome="saved", numbers={"seq_no": "202600000000000009"})
        assert broker.status("DEMO-0001")[0].state == "saved"


def test_one_document_in_doubt_holds_up_its_own_lane_only(far: Far, tmp_path: Path) -> None:
    far.script = {"baoguan_submit": DOUBT, "baoguan_reconcile": Unknown(reason="no line")}
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory("A-1"))
        broker.run_once()
        far.script.pop("baoguan_submit")
        broker.submit(inventory("A-2"))
        broker.run_once()
        assert len(far.sent) == 1
        assert broker.status("A-2")[0].state == "sent"


class Wrapper:
    """Stands around every channel, and may fail behind its yield."""

    def __init__(self, fails: Exception | None = None, before: bool = False) -> None:
        self.seen: list[str] = []
        self.fails = fails
        self.before = before

    @hookimpl(wrapper=True)
    def baoguan_submit(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
        self.seen.append("before")
        if self.fails is not None and self.before:
            raise self.fails
        answer = yield
        self.seen.append("after")
        if self.fails is not None:
            raise self.fails
        return answer


def test_a_wrapper_runs_around_the_channel(far: Far, tmp_path: Path) -> None:
    wrapper = Wrapper()
    with open_broker(tmp_path, far, own={"w": wrapper}) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert wrapper.seen == ["before", "after"]
        assert sending(broker) == ["sent"]


def test_a_wrapper_may_change_what_is_answered(far: Far, tmp_path: Path) -> None:
    class Renames:
        @hookimpl(wrapper=True)
        def baoguan_submit(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
            yield
            return Acknowledgement(reference="stamped")

    with open_broker(tmp_path, far, own={"w": Renames()}) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert broker.trace("DEMO-0001").exchanges[0].attempts[0][2] == "stamped"


@pytest.mark.parametrize("fails", [KeyError("full"), NOT_SENT], ids=["any error", "says not sent"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_wrapper_that_fails_around_a_send_leads_to_no_second_sending(
    fails: Exception, when: Literal["before", "after"], far: Far, tmp_path: Path
) -> None:
    far.script = {"baoguan_reconcile": Unknown(reason="no line")}
    wrapper = Wrapper(fails, before=when == "before")
    with open_broker(tmp_path, far, own={"w": wrapper}) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert sending(broker) in (["in_doubt"], ["sending"])
        wrapper.fails = None
        for _ in range(3):
            broker.run_once(force=True)
        assert len(far.sent) == (1 if when == "after" else 0)
        assert sending(broker) == ["in_doubt"]


def test_a_hook_of_a_plugin_that_is_no_wrapper_does_not_answer_for_the_channel(far: Far, tmp_path: Path) -> None:
    class Impostor:
        @hookimpl
        def baoguan_submit(self, message: Message) -> Acknowledgement:
            raise AssertionError("a plugin answered for the channel")

    with open_broker(tmp_path, far, own={"w": Impostor()}) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert len(far.sent) == 1


def test_the_times_of_attempts_are_kept(far: Far, tmp_path: Path) -> None:
    before = now()
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        (attempt,) = broker.trace("DEMO-0001").exchanges[0].attempts
        assert isinstance(attempt[0], datetime)
        assert before <= attempt[0] <= now()
        assert attempt[1:] == ("sent", "taken")


def test_the_place_that_staging_names_is_journalled_and_given_back(tmp_path: Path) -> None:
    class Placed(Scripted):
        """A channel that must know later where it put a message."""

        told: ClassVar[list[str]] = []

        @hookimpl
        def baoguan_stage(self, message: Message, owner: str) -> Staged:  # type: ignore[override]
            return Staged(place="box 7")

        @hookimpl
        def baoguan_reconcile(self, message: Message, staged: str) -> Reconciliation:  # type: ignore[override]
            self.told.append(staged)
            return Arrived(evidence="seen")

        @hookimpl
        def baoguan_cancel(self, message: Message, staged: str) -> Cancelled:  # type: ignore[override]
            self.told.append(staged)
            return Cancelled.TAKEN_BACK

    far = Far(script={"baoguan_submit": DOUBT})
    with open_broker(tmp_path, far, channel=Placed(far)) as broker:
        broker.submit(inventory())
        broker.run_once()
        (armed,) = [e for e in broker.events() if e.kind == "armed"]
        assert armed.data["place"] == "box 7"
        broker.run_once(force=True)
        assert sending(broker) == ["sent"]
        broker.withdraw("DEMO-0001")
        broker.run_once(force=True)
        assert Placed.told == ["box 7", "box 7"]


def test_a_channel_that_names_no_place_journals_none(far: Far, tmp_path: Path) -> None:
    with open_broker(tmp_path, far) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert "armed" not in {e.kind for e in broker.events()}
