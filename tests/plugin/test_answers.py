"""What a hook hands back is checked; what goes wrong is classified, and stops that account only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baoguan import BaoguanError, ConfigurationError, DecodeError, Finding, InDoubt, InvalidDocument, NotSent, Rejected
from baoguan.model.message import Act, Step
from baoguan.plugin import Acknowledgement, Cancelled, ChannelCalls, Message, Parcel, Part, RawReceipt, Unknown, Verb, now
from tests.plugin.scripted import Far, Scripted, context, open_broker
from tests.support.lists import inventory

PARCEL = Parcel(
    exchange_id="e1",
    environment="test",
    kind="inventory",
    number="A-1",
    act=Act.FILING,
    step=Step.SAVE,
    created=now(),
    document=inventory("A-1"),
)
MESSAGE = Message(exchange_id="e1", verb=Verb.SAVE, parts=(Part(name="e1.txt", media_type="text/plain", content=b"A-1"),))
CHANGE = Message(exchange_id="e1", verb=Verb.CHANGE, parts=MESSAGE.parts)
RAW = RawReceipt(token="t", name="n", content=b"e1 saved", received=now())
BROKEN: tuple[object, ...] = (None, "nonsense", 7, KeyError("broken"))
Call = Callable[[ChannelCalls], object]

CALLS: dict[str, tuple[Call, type[BaoguanError] | None]] = {
    "baoguan_findings": (lambda c: c.findings(inventory(), Act.FILING), BaoguanError),
    "baoguan_encode": (lambda c: c.encode(PARCEL), BaoguanError),
    "baoguan_stage": (lambda c: c.stage(MESSAGE, "me"), NotSent),
    "baoguan_arm": (lambda c: c.arm(MESSAGE, "me"), NotSent),
    "baoguan_submit": (lambda c: c.send(MESSAGE), InDoubt),
    "baoguan_modify": (lambda c: c.send(CHANGE), InDoubt),
    "baoguan_cancel": (lambda c: c.cancel(MESSAGE), BaoguanError),
    "baoguan_receipts": (lambda c: c.receipts(9), BaoguanError),
    "baoguan_acknowledge": (lambda c: c.acknowledge(["t"], foreign=False), BaoguanError),
    "baoguan_decode": (lambda c: c.decode(RAW), DecodeError),
    "baoguan_diagnose": (lambda c: c.diagnose(), BaoguanError),
}


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def calls(far: Far, tmp_path: Path) -> ChannelCalls:
    return ChannelCalls(Scripted(far), {}, context(tmp_path))


@pytest.mark.parametrize("answer", BROKEN, ids=["none", "text", "number", "raises"])
@pytest.mark.parametrize("hook", CALLS)
def test_a_wrong_answer_is_classified(hook: str, answer: object, far: Far, calls: ChannelCalls) -> None:
    call, wanted = CALLS[hook]
    far.script[hook] = answer
    assert wanted is not None
    with pytest.raises(wanted) as caught:
        call(calls)
    assert caught.value.zh != caught.value.en


@pytest.mark.parametrize("answer", BROKEN, ids=["none", "text", "number", "raises"])
def test_a_failure_to_ask_leaves_the_doubt(answer: object, far: Far, calls: ChannelCalls) -> None:
    far.script["baoguan_reconcile"] = answer
    assert isinstance(calls.reconcile(MESSAGE), Unknown)


@pytest.mark.parametrize("answer", [None, "nonsense", 7], ids=["none", "text", "number"])
def test_a_profile_that_is_none_or_nonsense_is_no_profile(answer: object, far: Far, calls: ChannelCalls) -> None:
    far.script["baoguan_profile"] = answer
    assert calls.profile(inventory()) is None


@pytest.mark.parametrize(
    ("hook", "call"),
    [
        ("baoguan_receipts", lambda c: c.receipts(9)),
        ("baoguan_decode", lambda c: c.decode(RAW)),
        ("baoguan_findings", lambda c: c.findings(inventory(), Act.FILING)),
    ],
)
def test_every_row_of_an_answer_is_checked(hook: str, call: Call, far: Far, calls: ChannelCalls) -> None:
    far.script[hook] = ["a row"]
    with pytest.raises(BaoguanError, match="a row"):
        call(calls)


@pytest.mark.parametrize("error", [NotSent("未发", "not sent"), Rejected("拒收", "rejected"), InDoubt("不明", "in doubt")])
def test_what_a_send_says_of_itself_is_believed(error: Exception, far: Far, calls: ChannelCalls) -> None:
    far.script["baoguan_submit"] = error
    with pytest.raises(type(error)) as caught:
        calls.send(MESSAGE)
    assert caught.value is error


def test_what_the_channel_finds_stands_beside_the_rules_and_stops_submit(far: Far, tmp_path: Path) -> None:
    found = Finding(rule="scripted.x", severity="error", path="remark", value="?", zh="不可写", en="cannot be written")
    with open_broker(tmp_path, far) as broker:
        far.script["baoguan_findings"] = [found]
        assert found in broker.check(inventory())
        with pytest.raises(InvalidDocument, match="cannot be written"):
            broker.submit(inventory())
        del far.script["baoguan_findings"]
        assert broker.submit(inventory("A-2")).ref


def test_an_encoder_may_not_rename_the_exchange(far: Far, calls: ChannelCalls) -> None:
    far.script["baoguan_encode"] = Message(exchange_id="other", verb=Verb.SAVE, parts=MESSAGE.parts)
    with pytest.raises(ConfigurationError, match="exchange id"):
        calls.encode(PARCEL)


def test_a_channel_that_cannot_say_what_it_is_does_not_open(far: Far, tmp_path: Path) -> None:
    far.script["baoguan_channel"] = None
    with pytest.raises(ConfigurationError, match="baoguan_channel"):
        ChannelCalls(Scripted(far), {}, context(tmp_path))


def test_optional_hooks_may_be_absent(tmp_path: Path) -> None:
    class Bare(Scripted):
        baoguan_stage = baoguan_arm = baoguan_cancel = baoguan_diagnose = baoguan_profile = None  # type: ignore[assignment]

    calls = ChannelCalls(Bare(Far()), {}, context(tmp_path))
    calls.stage(MESSAGE, "me")
    calls.arm(MESSAGE, "me")
    assert calls.cancel(MESSAGE) is Cancelled.TOO_LATE
    assert calls.diagnose() == ()
    assert calls.profile(inventory()) is None
    assert isinstance(calls.send(MESSAGE), Acknowledgement)


def test_nothing_is_acknowledged_for_nothing(far: Far, calls: ChannelCalls) -> None:
    calls.acknowledge([], foreign=True)
    assert "baoguan_acknowledge" not in far.asked


@pytest.mark.parametrize("hook", ["baoguan_receipts", "baoguan_acknowledge", "baoguan_cancel", "baoguan_stage"])
def test_a_channel_that_breaks_lets_its_account_rest_and_the_others_work(hook: str, tmp_path: Path) -> None:
    bad, good = Far(), Far()

    class Both(Scripted):
        def open(self, settings: object, context: object) -> Scripted:
            return Scripted(bad if context.account == "bad" else good)  # type: ignore[attr-defined]

    accounts = {"bad": {"channel": "scripted"}, "good": {"channel": "scripted"}}
    with open_broker(tmp_path, bad, channel=Both(bad), accounts=accounts) as broker:
        broker.submit(inventory("A-1"), "bad")
        if hook == "baoguan_cancel":
            broker.run_once()
            broker.withdraw("A-1")
        if hook == "baoguan_acknowledge":
            broker.run_once()
            bad.say("a", f"{bad.sent[0]} saved".encode())
        bad.script[hook] = KeyError("broken")
        broker.submit(inventory("A-2"), "good")
        done = broker.run_once(force=True)
        assert set(done.failures) == {"bad"}
        assert "broken" in done.failures["bad"]
        assert len(good.sent) == 1
