from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from baoguan.twostep import Guarantee, Validity

LAST = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("left", "validity"),
    [(31, "valid"), (30, "expiring"), (0, "expiring"), (-1, "expired")],
)
def test_a_guarantee_holds_up_to_its_last_day(left: int, validity: str) -> None:
    held = Guarantee(amount=Decimal(1), valid_until=LAST)
    on = LAST - timedelta(days=left)
    assert (held.left(on), held.validity(on)) == (left, validity)


def test_the_days_of_warning_are_told_and_without_a_last_day_nothing_is_known() -> None:
    held = Guarantee(amount=Decimal(1), valid_until=LAST)
    assert held.validity(LAST - timedelta(days=8), 7) is Validity.VALID
    assert held.validity(LAST, 0) is Validity.EXPIRING
    endless = Guarantee(amount=Decimal(1))
    assert (endless.left(LAST), endless.validity(LAST)) == (None, Validity.UNKNOWN)
