"""Guarantees that end: what they cover then, what of it is refused, and what today says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from baoguan import Broker, CustomsDeclaration, InvalidDocument, UnusableInput
from baoguan.broker import checking
from baoguan.broker.guarantees import guarantees
from baoguan.broker.second_steps import pending
from baoguan.broker.today import Task, tasks
from tests.broker.steps import Window, opened, summary, taken, whole

LAST = date(2026, 6, 30)
HELD = {"DEMO-G-1": {"amount": 1000, "valid_until": LAST}}
CLIENT = summary().trader.customs_code or ""  # type: ignore[union-attr]


def under(number: str = "D-1", guarantee: str = "DEMO-G-1", amount: int = 400) -> CustomsDeclaration:
    return summary(number, guarantee_no=guarantee, estimated_duty=Decimal(amount), import_export_date=None)


def told(broker: Broker, on: date) -> list[Task]:
    return [t for t in tasks(broker, on) if t.what == "guarantee"]


@pytest.mark.parametrize(
    ("left", "validity", "free"), [(31, "valid", 600), (30, "expiring", 600), (0, "expiring", 600), (-1, "expired", 0)]
)
def test_a_guarantee_that_has_ended_covers_nothing(left: int, validity: str, free: int, tmp_path: Path) -> None:
    window = Window(tmp_path)
    with opened(tmp_path, guarantees={"DEMO-G-1": {"amount": 1000, "valid_until": date.max}}) as broker:
        window.file(broker, under())
        window.hear(broker, *taken())
    with opened(tmp_path, guarantees=HELD) as broker:
        (book,) = guarantees(broker, LAST - timedelta(days=left))
        assert (book.validity.value, book.days_left, book.used, book.free) == (validity, left, Decimal(400), Decimal(free))


def test_a_saved_summary_under_a_guarantee_waits_for_its_choice_on_the_page(tmp_path: Path) -> None:
    window = Window(tmp_path)
    with opened(tmp_path) as broker:
        window.file(broker, under())
        (task,) = [t for t in tasks(broker, date(2026, 6, 3)) if t.what == "undeclared"]
        assert ("选取担保" in task.next_zh, "Choose the guarantee" in task.next_en) == (True, True)


def test_a_summary_under_it_is_refused_and_before_its_end_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path, guarantees=HELD) as broker:
        monkeypatch.setattr(checking, "today", lambda: LAST - timedelta(days=31))
        assert not [f for f in broker.check(under()) if f.rule.startswith("summary.guarantee-")]
        monkeypatch.setattr(checking, "today", lambda: LAST)
        (warned,) = [f for f in broker.check(under()) if f.rule.startswith("summary.guarantee-")]
        assert (warned.rule, warned.severity, warned.value) == ("summary.guarantee-expiring", "warning", "DEMO-G-1")
        broker.submit(under())
        monkeypatch.setattr(checking, "today", lambda: LAST + timedelta(days=1))
        with pytest.raises(InvalidDocument) as caught:
            broker.submit(under("D-2"))
        (refused,) = [f for f in caught.value.findings if f.severity == "error"]
        assert (refused.rule, refused.path) == ("summary.guarantee-expired", "guarantee_no")
        assert "2026-06-30" in refused.zh
        assert "valid_until" in refused.remedy_en
        broker.submit(under("D-2", "DEMO-G-2"))
        broker.submit(whole("D-3", guarantee_no="DEMO-G-1"))


def test_today_names_what_relies_on_a_guarantee_that_ends(tmp_path: Path) -> None:
    with opened(tmp_path, guarantees=HELD) as broker:
        assert told(broker, LAST - timedelta(days=31)) == []
        (alone,) = told(broker, LAST - timedelta(days=30))
        assert (alone.number, alone.urgency, alone.client, alone.last_day) == ("DEMO-G-1", "near", "", LAST)
    with opened(tmp_path, guarantees={"DEMO-G-1": {"amount": 1000}}) as broker:
        assert told(broker, LAST) == []
        broker.submit(under("D-1"))
        broker.submit(under("D-2"))
        broker.record("D-2", by="甲", evidence="缴款书", facts={"duty_paid": "yes"})
    with opened(tmp_path, guarantees=HELD) as broker:
        (soon,) = told(broker, LAST - timedelta(days=3))
        assert (soon.client, soon.account, soon.urgency, soon.state) == (CLIENT, "sw", "urgent", "expiring")
        (over,) = told(broker, LAST + timedelta(days=1))
        assert (over.urgency, over.state_zh) == ("late", "已过期")
        assert over.why_zh.endswith("依赖它的概要：D-1")


def test_a_late_second_step_shows_its_fee_where_its_base_is_known(tmp_path: Path) -> None:
    window = Window(tmp_path)
    on = date(2026, 6, 19)
    with opened(tmp_path) as broker:
        window.file(broker, summary(), "7", "L", "J")
        (row,) = pending(broker, date(2026, 6, 17))
        assert (row.days_late, row.late_fee) == (0, Decimal(0))
        (row,) = pending(broker, on)
        assert (row.days_late, row.late_fee) == (2, None)
        assert "dutiable-value" in row.late_note_zh
        assert "滞报 2 天，滞报金不明" in next(t.why_zh for t in tasks(broker, on) if t.what == "second_step")
        broker.record("D-1", by="甲", evidence="税单", facts={"dutiable_value": "1000000"})
        (row,) = pending(broker, on)
        assert (row.days_late, row.late_fee) == (2, Decimal(1000))
        assert next(t.why_en for t in tasks(broker, on) if t.what == "second_step").endswith("2 day(s) late, a fee of 1000 yuan")


@pytest.mark.parametrize("value", ["0", "-5", "1,000", "many", "1e3", ""])
def test_what_is_no_amount_is_not_recorded(value: str, tmp_path: Path) -> None:
    with opened(tmp_path) as broker:
        broker.submit(summary())
        with pytest.raises(UnusableInput, match="dutiable-value"):
            broker.record("D-1", by="甲", evidence="税单", facts={"dutiable_value": value})


def test_no_day_of_entry_no_fee(tmp_path: Path) -> None:
    with opened(tmp_path) as broker:
        broker.submit(summary(import_export_date=None))
        (row,) = pending(broker, date(2027, 6, 19))
        assert (row.days_late, row.late_fee) == (0, None)
