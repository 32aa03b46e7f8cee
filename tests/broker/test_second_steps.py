"""Which declarations still need their second step: when, for whom, what holds each back; and the books of guarantees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from baoguan import Broker, UnusableInput
from baoguan.broker.guarantees import GuaranteeBook, guarantees
from baoguan.broker.second_steps import Query, SecondStep, Urgency, by_client, pending
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.party import Party
from tests.broker.steps import NOT_FINAL, Window, entry_no, opened, result, seq_no, summary, taken, whole
from tests.support.lists import inventory

ENTERED = date(2026, 6, 3)
LAST = date(2026, 6, 17)
ON = date(2026, 6, 4)
OTHER = Party(customs_code="4403DEM0C3", credit_code="91440300MADEM0C0XN", name="示例进口有限公司")


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with opened(tmp_path) as ready:
        yield ready


def only(broker: Broker, on: date = ON, query: Query | None = None) -> SecondStep:
    (row,) = pending(broker, on, query)
    return row


def numbers(broker: Broker, query: Query | None = None, on: date = ON) -> list[str]:
    return [row.number for row in pending(broker, on, query)]


@pytest.mark.parametrize(
    ("left", "urgency"),
    [
        (8, Urgency.CALM),
        (7, Urgency.NEAR),
        (4, Urgency.NEAR),
        (3, Urgency.URGENT),
        (0, Urgency.URGENT),
        (-1, Urgency.LATE),
    ],
)
def test_the_urgency_grows_as_days_run_out(left: int, urgency: Urgency, broker: Broker) -> None:
    broker.submit(summary())
    row = only(broker, LAST - timedelta(days=left))
    assert (row.entered_on, row.last_day, row.days_left, row.urgency) == (ENTERED, LAST, left, urgency)


@pytest.mark.parametrize(("done", "urgency"), [(LAST, Urgency.CALM), (LAST + timedelta(days=1), Urgency.LATE)])
def test_a_second_step_that_was_declared_in_time_is_not_late_while_customs_looks_at_it(
    done: date, urgency: Urgency, window: Window, broker: Broker
) -> None:
    window.file(broker, summary(), "7", "L", "J")
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, result("7", (done - date(2026, 1, 5)).days * 24 * 60))
    row = only(broker, LAST + timedelta(days=5))
    assert (row.second, row.urgency, row.days_late) == ("declared", urgency, (done - LAST).days)


def test_the_days_of_warning_are_a_setting(tmp_path: Path) -> None:
    with opened(tmp_path, warn_days=[1, 10]) as broker:
        broker.submit(summary())
        found = [only(broker, LAST - timedelta(days=left)).urgency for left in (11, 10, 2, 1)]
        assert found == [Urgency.CALM, Urgency.NEAR, Urgency.NEAR, Urgency.URGENT]


def test_without_a_day_of_entry_there_is_no_last_day_until_it_is_recorded(broker: Broker) -> None:
    broker.submit(summary(import_export_date=None))
    row = only(broker)
    assert (row.entered_on, row.last_day, row.days_left, row.urgency) == (None, None, None, Urgency.UNKNOWN)
    broker.record("D-1", by="甲", evidence="舱单", facts={"entered_on": "2026-06-06"})
    row = only(broker)
    assert (row.entered_on, row.last_day) == (date(2026, 6, 6), date(2026, 6, 22))
    assert row.note_en == "2026-06-20 is a day off: moved"


def test_a_recorded_day_of_entry_counts_before_that_of_the_declaration(broker: Broker) -> None:
    broker.submit(summary())
    broker.record("D-1", by="甲", evidence="舱单", facts={"entered_on": "2026-06-01"})
    assert only(broker).last_day == date(2026, 6, 15)
    broker.record("D-1", by="甲", evidence="舱单更正", facts={"entered_on": "2026-06-02"})
    assert only(broker).last_day == date(2026, 6, 16)


@pytest.mark.parametrize("day", ["20260606x", "06/06/2026", "", "tomorrow"])
def test_what_is_no_day_is_not_recorded(day: str, broker: Broker) -> None:
    broker.submit(summary())
    with pytest.raises(UnusableInput, match="entered-on"):
        broker.record("D-1", by="甲", evidence="舱单", facts={"entered_on": day})
    assert only(broker).entered_on == ENTERED


WAITING = [
    (("7",), "declared", False),
    (("7", "L"), "stored", False),
    (("7", "L", "C"), "inspection", False),
    (("7", "L", "H"), "manual", False),
    (("7", "L", "M"), "recheck", False),
    (("7", "L", "1"), "supplement", False),
    (("7", "L", "T"), "tax_due", False),
    (("7", "E"), "rejected", False),
    (("7", "Z"), "returned", False),
    (("7", "Y"), "store_failed", False),
    (("7", "L", "J"), "audited", True),
    (("7", "L", "J", "K"), "released_on_guarantee", True),
    (("7", "L", "J", "P"), "released", True),
    (("7", "L", "J", "R"), "cleared", True),
]


@pytest.mark.parametrize(("codes", "state", "ready"), WAITING)
def test_a_summary_holds_its_second_step_back_until_it_is_cleared(
    codes: tuple[str, ...], state: str, ready: bool, window: Window, broker: Broker
) -> None:
    window.file(broker, summary(), *codes)
    row = only(broker)
    assert (row.first, row.second, row.ready) == (state, "none", ready)
    if not ready:
        assert "概要" in row.why_zh
        assert state not in row.why_zh
        assert "summary" in row.why_en
        broker.complete("D-1", whole())
        kept = only(broker)
        assert (kept.ready, "已备录" in kept.why_zh) == (False, True)


def test_every_state_of_a_summary_has_its_words(window: Window, broker: Broker) -> None:
    broker.submit(summary())
    assert (only(broker).first, only(broker).ready) == ("queued", False)
    assert "run" in only(broker).why_en
    broker.run_once(force=True)
    assert only(broker).first == "sent"
    window.round(broker, refused="示例拒绝")
    row = only(broker)
    assert (row.first, row.ready, "示例拒绝" in row.why_zh) == ("refused", False, True)
    broker.redeclare("D-1", summary())
    window.round(broker)
    row = only(broker)
    assert (row.first, row.ready) == ("saved", False)
    assert "担保" in row.why_zh
    told = {s for _, s, _ in WAITING} | {"draft", "queued", "sent", "refused", "saved"}
    assert {s.name for s in DECLARATION.states} - told == {"not_arrived", "cancelled", "deleted"}


def test_what_customs_said_of_a_refused_summary_is_told(window: Window, broker: Broker) -> None:
    window.file(broker, summary(), "7")
    window.hear(broker, result("E", 5, note="品名不符"))
    row = only(broker)
    assert row.why_zh == "概要被退单：改正后重新申报（品名不符）"
    assert row.why_en == "the summary was rejected: correct it and declare again (品名不符)"


@pytest.mark.parametrize(
    ("codes", "state", "ready", "words"),
    [
        ((), "saved", True, "须有人在页面按“申报”"),
        (("7",), "declared", False, "完整申报已在海关"),
        (("7", "L"), "stored", False, "海关已接收"),
        (("7", "C"), "inspection", False, "查验"),
        (("7", "T"), "tax_due", False, "需交税费"),
        (("7", "H"), "manual", False, "转人工"),
        (("7", "E"), "rejected", False, "完整申报被退：示例"),
        (("7", "Z"), "returned", False, "完整申报被退：示例"),
        (("7", "Y"), "store_failed", False, "完整申报被退：示例"),
    ],
)
def test_what_the_second_step_itself_waits_for(
    codes: tuple[str, ...], state: str, ready: bool, words: str, window: Window, broker: Broker
) -> None:
    window.file(broker, summary(), "7", "L", "J")
    broker.complete("D-1", whole())
    row = only(broker)
    assert (row.ready, row.why_en) == (True, "cleared: the whole data leave by themselves")
    window.round(broker)
    window.hear(broker, *(result(code, 10 + at, note="示例" if code in "EZY" else "") for at, code in enumerate(codes)))
    row = only(broker)
    assert (row.second, row.ready, words in row.why_zh) == (state, ready, True)


@pytest.mark.parametrize("codes", [("7", "J"), ("7", "L", "P"), ("7", "R")])
def test_a_second_step_that_is_done_waits_no_more(codes: tuple[str, ...], window: Window, broker: Broker) -> None:
    window.file(broker, summary(), "7", "L", "J")
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, *(result(code, 10 + at) for at, code in enumerate(codes)))
    assert pending(broker, ON) == []


def test_goods_that_are_picked_up_while_it_is_under_way_do_not_end_the_wait(window: Window, broker: Broker) -> None:
    window.file(broker, summary(), "7", "L", "J")
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, result("7", 10, ""), result("K", 11))
    row = only(broker)
    assert (row.first, row.second) == ("released_on_guarantee", "declared")


def test_what_is_deleted_taken_back_or_no_two_step_declaration_is_not_listed(window: Window, broker: Broker) -> None:
    window.file(broker, summary("D-1"), "7", "L", "D")
    broker.submit(summary("D-2"))
    broker.withdraw("D-2")
    broker.submit(whole("D-3"))
    broker.submit(inventory("A-1"))
    assert pending(broker, ON) == []


def test_a_complete_step_whose_summary_was_declared_elsewhere_is_followed_by_itself(window: Window, broker: Broker) -> None:
    broker.submit(whole(document_type="  6", seq_no=seq_no("D-1")))
    row = only(broker)
    assert (row.first, row.second) == ("elsewhere", "queued")
    window.round(broker)
    assert "须有人在页面" in only(broker).why_zh
    window.hear(broker, result("7", 1, ""), result("L", 2))
    row = only(broker)
    assert (row.first, row.second, row.ready, row.rate_day) == ("elsewhere", "stored", False, date(2026, 1, 5))
    window.hear(broker, result("J", 3))
    assert pending(broker, ON) == []


def test_rates_are_those_of_the_day_of_the_summary(window: Window, broker: Broker) -> None:
    broker.submit(summary())
    assert (only(broker).declared_on, only(broker).rate_day) == (None, None)
    window.round(broker)
    window.hear(broker, *taken())
    day = 24 * 60
    window.hear(broker, result("J", 2 * day))
    assert (only(broker).declared_on, only(broker).rate_day) == (date(2026, 1, 5), date(2026, 1, 5))
    broker.complete("D-1", whole())
    window.round(broker)
    window.hear(broker, result("7", 3 * day, ""))
    assert (only(broker).declared_on, only(broker).rate_day) == (date(2026, 1, 5), date(2026, 1, 5))


@pytest.fixture
def several(window: Window, broker: Broker) -> Broker:
    """Four summaries: D-1 ready, D-2 of another client and a day earlier, D-3 only saved, D-4 without a day of entry."""
    window.file(broker, summary("D-1", bill_of_lading="DEMOBL1"), "7", "L", "J")
    other = summary("D-2", bill_of_lading="DEMOBL2", import_export_date=date(2026, 6, 2), trader=OTHER, owner=OTHER)
    broker.submit(other)
    window.round(broker)
    window.hear(broker, *taken("D-2", 2 * 24 * 60))
    broker.submit(summary("D-3", import_export_date=date(2026, 6, 5)))
    window.round(broker)
    broker.submit(summary("D-4", import_export_date=None))
    return broker


CLIENT = summary().trader.customs_code or ""  # type: ignore[union-attr]


QUERIES: list[tuple[Query, list[str]]] = [
    (Query(), ["D-2", "D-1", "D-3", "D-4"]),
    (Query(client=CLIENT), ["D-1", "D-3", "D-4"]),
    (Query(client="4403DEM0C3"), ["D-2"]),
    (Query(client="0000000000"), []),
    (Query(entry_no=entry_no("D-1")), ["D-1"]),
    (Query(entry_no=seq_no("D-3")), ["D-3"]),
    (Query(entry_no=NOT_FINAL), []),
    (Query(bill_of_lading="DEMOBL2"), ["D-2"]),
    (Query(since=date(2026, 1, 6)), ["D-2"]),
    (Query(until=date(2026, 1, 6)), ["D-1"]),
    (Query(since=date(2026, 1, 5), until=date(2026, 1, 7)), ["D-2", "D-1"]),
    (Query(since=date(2026, 1, 8)), []),
    (Query(client=CLIENT, bill_of_lading="DEMOBL2"), []),
]


def test_rows_are_asked_for_as_on_the_page_and_come_by_urgency(several: Broker) -> None:
    assert [(query, numbers(several, query)) for query, _ in QUERIES] == QUERIES


def test_the_rows_of_a_client_stand_together(several: Broker) -> None:
    groups = by_client(pending(several, ON))
    assert [(g.client, g.waiting, g.ready, g.earliest, g.urgency) for g in groups] == [
        ("4403DEM0C3", 1, 0, date(2026, 6, 16), Urgency.CALM),
        (CLIENT, 3, 1, LAST, Urgency.CALM),
    ]
    assert groups[0].client_name == "示例进口有限公司"
    assert [sum(g.blocked.values()) for g in groups] == [1, 2]
    assert all(why.startswith("概要") for g in groups for why in g.blocked)
    assert by_client([]) == []


def test_a_client_whose_days_are_unknown_comes_last(several: Broker) -> None:
    rows = [
        attrs.evolve(r, last_day=None, urgency=Urgency.UNKNOWN) if r.client == "4403DEM0C3" else r for r in pending(several, ON)
    ]
    assert [(g.client, g.earliest) for g in by_client(rows)] == [(CLIENT, LAST), ("4403DEM0C3", None)]


GUARANTEES = {"DEMO-G-1": {"amount": 1000, "valid_until": date(2027, 1, 1)}, "DEMO-G-2": {"amount": 500}}


def book(broker: Broker, number: str = "DEMO-G-1") -> GuaranteeBook:
    (found,) = [b for b in guarantees(broker, ON) if b.number == number]
    return found


def amounts(broker: Broker, number: str = "DEMO-G-1") -> tuple[int, int, int | None]:
    """Used, reserved, free."""
    found = book(broker, number)
    return int(found.used), int(found.reserved), None if found.free is None else int(found.free)


def test_quota_is_reserved_then_used_and_restored_when_the_duty_is_paid(window: Window, tmp_path: Path) -> None:
    with opened(tmp_path, guarantees=GUARANTEES) as broker:
        assert [(b.number, b.total, b.valid_until, b.uses) for b in guarantees(broker, ON)] == [
            ("DEMO-G-1", Decimal(1000), date(2027, 1, 1), ()),
            ("DEMO-G-2", Decimal(500), None, ()),
        ]
        broker.submit(summary("D-1", guarantee_no="DEMO-G-1", estimated_duty=Decimal(400)))
        assert amounts(broker) == (0, 400, 1000)
        window.round(broker)
        window.hear(broker, *taken())
        assert amounts(broker) == (400, 0, 600)
        (use,) = book(broker).uses
        assert (use.ref, use.amount, use.state, use.state_zh) == (f"{CLIENT}/D-1", Decimal(400), "used", "已占用")
        window.hear(broker, result("J", 5))
        broker.complete("D-1", whole())
        window.round(broker)
        window.hear(broker, result("7", 10, ""), result("J", 11))
        assert amounts(broker) == (400, 0, 600)
        broker.record("D-1", by="甲", evidence="缴款书", facts={"duty_paid": "yes"})
        assert amounts(broker) == (0, 0, 1000)
        assert [u.state for u in book(broker).uses] == ["restored"]
        broker.record("D-1", by="甲", evidence="缴款书作废", facts={"duty_paid": "no"})
        assert amounts(broker) == (400, 0, 600)


@pytest.mark.parametrize("code", ["E", "Z", "Y", "D"])
def test_a_refused_or_deleted_summary_gives_its_quota_back(code: str, window: Window, tmp_path: Path) -> None:
    with opened(tmp_path, guarantees=GUARANTEES) as broker:
        window.file(broker, summary(guarantee_no="DEMO-G-1", estimated_duty=Decimal(400)), "7", code)
        assert amounts(broker) == (0, 0, 1000)
        if code != "D":
            window.hear(broker, result("7", 20, ""), result("L", 21, NOT_FINAL))
            assert amounts(broker) == (400, 0, 600)


def test_clearance_restores_and_a_draft_taken_back_reserves_nothing(window: Window, tmp_path: Path) -> None:
    with opened(tmp_path, guarantees=GUARANTEES) as broker:
        broker.submit(summary("D-2", guarantee_no="DEMO-G-1", estimated_duty=Decimal(100)))
        broker.withdraw("D-2")
        assert amounts(broker) == (0, 0, 1000)
        window.file(broker, summary(guarantee_no="DEMO-G-1", estimated_duty=Decimal(400)), "7", "L", "J")
        broker.complete("D-1", whole())
        window.round(broker)
        window.hear(broker, result("7", 10, ""), result("R", 14))
        assert amounts(broker) == (0, 0, 1000)


def test_the_quota_revolves_and_what_is_over_it_shows(window: Window, tmp_path: Path) -> None:
    with opened(tmp_path, guarantees=GUARANTEES) as broker:
        for number in ("D-1", "D-2", "D-3"):
            window.file(broker, summary(number, guarantee_no="DEMO-G-1", estimated_duty=Decimal(400)), "7", "L")
        assert amounts(broker) == (1200, 0, -200)
        broker.record("D-2", by="甲", evidence="缴款书", facts={"duty_paid": "yes"})
        assert amounts(broker) == (800, 0, 200)
        window.file(broker, summary("D-4", guarantee_no="DEMO-G-2", estimated_duty=None), "7", "L")
        window.file(broker, summary("D-5", guarantee_no="DEMO-G-9", estimated_duty=Decimal(5)), "7", "L")
        assert amounts(broker, "DEMO-G-2") == (0, 0, 500)
        assert [b.number for b in guarantees(broker, ON)] == ["DEMO-G-1", "DEMO-G-2", "DEMO-G-9"]
        assert (amounts(broker, "DEMO-G-9"), book(broker, "DEMO-G-9").total) == ((5, 0, None), None)


def test_what_cannot_be_so_of_a_fact_is_refused(broker: Broker) -> None:
    broker.submit(summary())
    with pytest.raises(UnusableInput, match="duty-paid"):
        broker.record("D-1", by="甲", evidence="缴款书", facts={"duty_paid": "maybe"})
