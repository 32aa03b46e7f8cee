"""What being late costs so far, and on what the fee rests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from baoguan.model.declaration import CustomsDeclaration
from baoguan.rules.declaration.sample import sample
from baoguan.rules.samples import changed
from baoguan.twostep import NOT_LATE, Late, TwoStep, late

LAST = date(2026, 6, 17)
IN_YUAN = {
    "goods[].currency": "CNY",
    "goods[0].total_price": Decimal(600000),
    "goods[1].total_price": Decimal(400000),
    "terms": "1",
}


def found(document: CustomsDeclaration, days: int, recorded: str | None = None, **settings: object) -> Late:
    return late(document, recorded, LAST, LAST + timedelta(days=days), TwoStep(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [-3, 0])
def test_up_to_the_last_day_nothing_is_late(days: int) -> None:
    assert found(changed(sample(), IN_YUAN), days) == NOT_LATE


def test_totals_in_yuan_with_freight_and_insurance_are_the_base() -> None:
    told = found(changed(sample(), IN_YUAN), 2)
    assert (told.days, told.fee) == (2, Decimal(1000))
    assert "1000000 元（CIF）估算" in told.note_zh
    assert "estimated" in told.note_en


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"goods[0].currency": "USD"}, "CNY、USD"),
        ({"goods[].currency": "USD"}, "币制 USD"),
        ({"goods[1].currency": None}, "未填"),
        ({"terms": "3"}, "成交方式 3"),
        ({"terms": None}, "成交方式 未填"),
        ({"goods[1].total_price": None}, "总价不全"),
        ({"goods": ()}, "总价不全"),
    ],
)
def test_without_a_base_the_days_are_told_and_no_fee(change: dict[str, object], word: str) -> None:
    told = found(changed(changed(sample(), IN_YUAN), change), 2)
    assert (told.days, told.fee) == (2, None)
    assert word in told.note_zh
    assert "dutiable-value" in told.note_en


def test_a_recorded_value_counts_before_the_totals() -> None:
    told = found(changed(sample(), IN_YUAN), 3, "123456.78")
    assert (told.fee, "123456.78" in told.note_zh) == (Decimal(185), True)


def test_what_is_too_little_is_not_levied_and_says_so() -> None:
    told = found(sample(), 1, "99999")
    assert (told.fee, "不足 50 元免征" in told.note_zh) == (Decimal(0), True)
