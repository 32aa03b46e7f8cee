"""What may explain a difference: arithmetic over the terms, what accounts for it whole first."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from baoguan.ledger.consumption import Rate
from baoguan.ledger.reasons import Uncounted, possible_reasons
from baoguan.ledger.write_off import Count, MaterialTerms, Use

D = Decimal
RATE = Rate(product=4, version="1", material=7, net=D("0.5"), intangible_loss=D(4), bonded_share=D(50))
TERMS = MaterialTerms(
    item_no=7,
    opening=D(0),
    counters={},
    uses=(Use(product=4, version="1", units=D(96), rate=RATE, consumed=D(25)),),
    consumed=D(25),
    theoretical=D(100),
    tangible_loss=D(0),
    intangible_loss=D(1),
    scrap_made=D(3),
    scrap_left=D(3),
)


def counted(quantity: str, **changes: object) -> MaterialTerms:
    return attrs.evolve(TERMS, count=Count(quantity=D(quantity)), **changes)  # type: ignore[arg-type]


def uncounted(*changes: int) -> list[Uncounted]:
    return [Uncounted(list_no=f"QD{n}", zh="未正式核扣", en="pending", change=Fraction(c)) for n, c in enumerate(changes)]


@pytest.mark.parametrize(
    ("quantity", "changes", "whole"),
    [
        ("100.01", (), "尾差"),
        ("103", (), "边角料"),
        ("140", (40, 5), "清单 QD0"),
        ("145", (40, 5), "全部 2 份"),
        ("141", (40, 5), None),
    ],
)
def test_what_accounts_for_the_whole_difference_comes_first(quantity: str, changes: tuple[int, ...], whole: str | None) -> None:
    first, *others = possible_reasons(counted(quantity), uncounted(*changes))
    assert first.whole is (whole is not None)
    assert (whole or "2 份清单未计入，对本料件共 +45") in first.zh
    assert not any(reason.whole for reason in others)


def test_the_rate_that_would_make_it_true_is_told_to_nine_decimals_and_the_bonded_share_counts() -> None:
    # 0.5 / 0.96 x 50 % = 0.260416667 declared; 7 more over 96 units.
    (reason,) = possible_reasons(counted("93"))
    assert "实际单耗为 0.333333333（申报 0.260416667）" in reason.zh


def test_products_without_consumption_explain_what_is_missing_and_nothing_explains_no_difference() -> None:
    assert "成品 2 版本 0" in possible_reasons(counted("90"), without=[(2, "0")])[0].zh
    assert not any("没有单耗" in r.zh for r in possible_reasons(counted("110"), without=[(2, "0")]))
    assert possible_reasons(counted("100")) == possible_reasons(TERMS) == []
