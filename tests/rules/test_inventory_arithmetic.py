from __future__ import annotations

import decimal
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.consolidation import consolidate
from baoguan.errors import Finding
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.rules.inventory.arithmetic import expected_price, expected_total
from baoguan.rules.inventory.sample import sample
from baoguan.rules.samples import context_for

QUANTITIES = st.decimals(min_value=Decimal("0.00001"), max_value=Decimal("9999999999999.99999"), places=5)
PRICES = st.decimals(min_value=Decimal("0.0001"), max_value=Decimal("99999999999999.9999"), places=4)
TOTALS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999999999999.99"), places=2)


def totals(quantity: Decimal, price: Decimal, total: Decimal) -> list[Finding]:
    line = attrs.evolve(sample().lines[0], quantity=quantity, unit_price=price, total_price=total)
    document = attrs.evolve(sample(), lines=(line,))
    return [f for f in INVENTORY_RULES.check(document, context_for({})) if f.rule == "total:lines"]


@pytest.mark.parametrize(
    ("quantity", "price", "total"),
    [
        ("0.5", "0.01", "0.00"),
        ("1.5", "0.01", "0.02"),
        ("2.5", "0.01", "0.02"),
        ("1", "2.345", "2.34"),
        ("1", "2.355", "2.36"),
    ],
)
def test_halves_are_rounded_to_even(quantity: str, price: str, total: str) -> None:
    assert expected_total(Decimal(quantity), Decimal(price)) == Decimal(total)


def test_the_unit_price_has_four_decimals_half_even() -> None:
    assert expected_price(Decimal("0.25"), Decimal(2000)) == Decimal("0.0001")
    assert expected_price(Decimal("0.35"), Decimal(2000)) == Decimal("0.0002")
    assert expected_price(Decimal(100), Decimal(3)) == Decimal("33.3333")


def test_a_wrong_total_names_both_ways_out() -> None:
    (finding,) = totals(Decimal(3), Decimal("8.3333"), Decimal("25.01"))
    assert "25.00" in finding.zh
    assert "8.3367" in finding.zh
    assert finding.path == "lines[1].total_price"
    assert finding.value == "25.01"


@given(QUANTITIES, PRICES)
def test_a_total_made_of_the_price_is_accepted(quantity: Decimal, price: Decimal) -> None:
    assert totals(quantity, price, expected_total(quantity, price)) == []


@given(TOTALS, QUANTITIES)
def test_a_price_made_of_the_total_is_accepted(total: Decimal, quantity: Decimal) -> None:
    assert totals(quantity, expected_price(total, quantity), total) == []


@given(QUANTITIES, PRICES, st.integers(min_value=1, max_value=10**6))
def test_a_total_off_by_cents_is_refused_unless_the_price_still_follows(quantity: Decimal, price: Decimal, cents: int) -> None:
    total = expected_total(quantity, price) + Decimal(cents) / 100
    follows = expected_price(total, quantity) == price
    assert bool(totals(quantity, price, total)) is not follows


def test_the_callers_decimal_context_changes_nothing() -> None:
    with decimal.localcontext() as context:
        context.prec = 5
        context.rounding = decimal.ROUND_UP
        assert totals(Decimal(3), Decimal("12345.6789"), Decimal("37037.04")) == []
        assert totals(Decimal(3), Decimal("12345.6789"), Decimal("37037.05"))


def test_the_longest_quantity_and_price_are_multiplied_exactly() -> None:
    product = expected_total(Decimal("9999999999999.99999"), Decimal("99999999999999.9999"))
    assert product == Decimal("999999999999999998000000000.00")
    assert expected_total(Decimal("1111111111111.11111"), Decimal("99999999999999.9999")) == Decimal(
        "111111111111111110888888888.89"
    )


def test_an_absurd_number_is_a_finding_and_no_crash() -> None:
    assert totals(Decimal("1E+500"), Decimal("1E+500"), Decimal(1))


@pytest.mark.parametrize("field", ["quantity", "unit_price", "total_price"])
def test_a_missing_operand_is_no_arithmetic_finding(field: str) -> None:
    line = attrs.evolve(sample().lines[0], **{field: None})
    found = INVENTORY_RULES.check(attrs.evolve(sample(), lines=(line,)), context_for({}))
    assert [f.rule for f in found if f.severity == "error"] == [f"line.required:{field}"]


def test_a_declaration_line_has_no_weights_of_its_own() -> None:
    weighed = attrs.evolve(sample().lines[1], gross_weight=Decimal(5), net_weight=Decimal(4))
    (merged,) = consolidate(attrs.evolve(sample(), lines=(weighed, attrs.evolve(weighed, line_no=2)))).lines
    assert merged.quantity == 2 * (weighed.quantity or 0)
    assert [name for name in attrs.asdict(merged) if "weight" in name] == []
