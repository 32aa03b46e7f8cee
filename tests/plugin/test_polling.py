"""How often a far side is asked, what is done about overdue answers, and a far side that wants to be left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from baoguan import Broker, NotSent
from baoguan.clock import SHANGHAI
from baoguan.plugin import ChannelInfo, Inquiry, NotArrived, Polling, RawReceipt, hookimpl, now
from tests.plugin.scripted import SUPPORTS, Far, Scripted, open_broker
from tests.support.lists import inventory

START = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)
POLLING = Polling(
    fast=timedelta(seconds=5), slow=timedelta(minutes=5), slow_after=timedelta(minutes=10), deadline=timedelta(hours=24)
)


class Polled(Scripted):
    """A far side that costs something to ask, and can be asked about one document."""

    def __init__(self, far: Far) -> None:
        super().__init__(far)
        self.inquiries: list[Inquiry] = []
        self.knows: list[RawReceipt] = []

    def open(self, settings: object, context: object) -> Polled:
        return self

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        return ChannelInfo(name="scripted", title_zh="剧本", title_en="scripted", supports=SUPPORTS, polling=POLLING)

    @hookimpl
    def baoguan_inquire(self, inquiry: Inquiry) -> Sequence[RawReceipt]:
        self.inquiries.append(inquiry)
        return self.knows


@pytest.fixture
def channel() -> Polled:
    return Polled(Far())


def polled(channel: Polled, broker: Broker, clock: time_machine.Traveller, seconds: float) -> bool:
    """Whether a round so many seconds later asks for receipts."""
    clock.shift(seconds)
    channel.far.asked.clear()
    broker.run_once()
    return "baoguan_receipts" in channel.far.asked


def test_it_is_asked_often_after_a_send_and_seldom_later(channel: Polled, tmp_path: Path) -> None:
    with time_machine.travel(START, tick=False) as clock, open_broker(tmp_path, channel.far, channel=channel) as broker:
        broker.submit(inventory())
        broker.run_once()
        assert channel.far.sent
        assert not polled(channel, broker, clock, 2)
        assert polled(channel, broker, clock, 4)
        assert polled(channel, broker, clock, 5)
        assert polled(channel, broker, clock, 700)
        assert not polled(channel, broker, clock, 60)
        assert polled(channel, broker, clock, 250)


def test_the_time_of_the_next_question_survives_a_restart_and_a_clock_put_back(channel: Polled, tmp_path: Path) -> None:
    with time_machine.travel(START, tick=False) as clock:
        with open_broker(tmp_path, channel.far, channel=channel) as broker:
            broker.run_once()
        with open_broker(tmp_path, channel.far, channel=channel) as broker:
            assert not polled(channel, broker, clock, 100)
            clock.shift(-86400)
            assert polled(channel, broker, clock, 0)


def test_force_asks_at_once(channel: Polled, tmp_path: Path) -> None:
    with time_machine.travel(START, tick=False), open_broker(tmp_path, channel.far, channel=channel) as broker:
        broker.run_once()
        channel.far.asked.clear()
        broker.run_once(force=True)
        assert "baoguan_receipts" in channel.far.asked


def test_an_overdue_answer_is_shown_and_asked_for_by_the_documents_number_and_never_sent_again(
    channel: Polled, tmp_path: Path
) -> None:
    with time_machine.travel(START, tick=False) as clock, open_broker(tmp_path, channel.far, channel=channel) as broker:
        broker.submit(inventory())
        broker.run_once()
        (sent,) = channel.far.sent
        clock.shift(23 * 3600)
        broker.run_once()
        assert channel.inquiries == []
        clock.shift(2 * 3600)
        (status,) = broker.status()
        assert any("overdue" in alert for alert in status.alerts)
        broker.run_once()
        assert [(i.number, i.exchange_ids) for i in channel.inquiries] == [("DEMO-0001", (sent,))]
        # Asked again only after the slow interval, also when nothing was known.
        clock.shift(10)
        broker.run_once(force=True)
        assert len(channel.inquiries) == 1
        channel.knows = [RawReceipt(token="q", name="q", content=f"{sent} saved".encode(), received=now())]
        clock.shift(600)
        broker.run_once()
        assert len(channel.inquiries) == 2
        assert broker.status()[0].state == "saved"
        assert broker.status()[0].alerts == ()
        assert channel.far.sent == [sent]


def test_who_asks_to_be_left_alone_is_left_alone_by_force_too_and_has_not_failed(tmp_path: Path) -> None:
    far = Far()
    with time_machine.travel(START, tick=False) as clock:
        with open_broker(tmp_path, far) as broker:
            broker.submit(inventory())
            far.script["baoguan_submit"] = NotSent("忙", "busy", retry_after=timedelta(seconds=3))
            assert "busy" in broker.run_once().failures["s"]
            del far.script["baoguan_submit"]
            clock.shift(2)
            far.asked.clear()
            broker.run_once(force=True)
            assert far.asked == []
        with open_broker(tmp_path, far) as broker:
            broker.run_once(force=True)
            assert far.asked == ["baoguan_channel"]
            clock.shift(1.5)
            far.script["baoguan_reconcile"] = NotArrived(final=True, evidence="not listed")
            broker.run_once()
            assert len(far.sent) == 1
