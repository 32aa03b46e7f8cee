"""The terms of a write-off: against sums told another way, and by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan.ledger import BookCounter, BookRow, Consumptions, Entry, Stage
from baoguan.ledger.write_off import Count, MaterialTerms, ScrapBasis, Terms, rounded, theoretical_change, write_off
from baoguan.model.ledger import UnitConsumption
from tests.ledger import write_off_oracle as oracle

D = Decimal
QUANTITY = st.decimals("0.00001", "9999999999.99999", places=5)
MATERIALS, PRODUCTS, VERSIONS = range(1, 4), range(1, 3), ("0", "1")
ON_MATERIAL = sorted(oracle.SIGN)
ON_PRODUCT = sorted(oracle.UNITS)


def entry(counter: str, quantity: Decimal, item: int = 1, *, product: bool = False, version: str = "", sign: int = 0) -> Entry:
    """What a list moved."""
    return Entry(
        row=BookRow.PRODUCT if product else BookRow.MATERIAL,
        item_no=item,
        counter=BookCounter(counter),
        stage=Stage.ACTUAL,
        version=version,
        sign=sign or (1 if oracle.SIGN.get(counter, 0) > 0 or counter == "product_exchange_in" else -1),
        quantity=quantity,
    )


def rate(net: str = "2", tangible: str = "0", intangible: str = "0", share: str = "100") -> UnitConsumption:
    """What product 1 takes of material 1."""
    return UnitConsumption(
        product_item_no=1,
        material_item_no=1,
        version="0",
        net=D(net),
        tangible_loss=D(tangible),
        intangible_loss=D(intangible),
        bonded_share=D(share),
    )


RATES = st.dictionaries(
    st.tuples(st.sampled_from(PRODUCTS), st.sampled_from(VERSIONS), st.sampled_from(MATERIALS)),
    st.tuples(
        st.decimals("0.000000001", "999.999999999", places=9),
        st.decimals("0", "49.99", places=2),
        st.decimals("0", "49.99", places=2),
        st.decimals("0.01", "100", places=2),
    ),
    max_size=8,
)
MOVED = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(ON_MATERIAL), QUANTITY, st.sampled_from(MATERIALS), st.just("")),
        st.tuples(st.sampled_from(ON_PRODUCT), QUANTITY, st.sampled_from(PRODUCTS), st.sampled_from(VERSIONS)),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(MOVED, RATES, st.booleans())
def test_every_term_agrees_with_sums_told_another_way(
    moved: list[tuple[str, Decimal, int, str]], rates: dict[oracle.Key, oracle.Rate], whole: bool
) -> None:
    entries = [entry(c, q, item, product=c in oracle.UNITS, version=v) for c, q, item, v in moved]
    consumptions = Consumptions(
        UnitConsumption(product_item_no=p, material_item_no=m, version=v, net=n, tangible_loss=t, intangible_loss=i, bonded_share=s)
        for (p, v, m), (n, t, i, s) in rates.items()
    )
    found = write_off(entries, consumptions, scrap=ScrapBasis.WHOLE if whole else ScrapBasis.TANGIBLE)
    for item in MATERIALS:
        told = oracle.material(item, moved, rates, whole=whole)
        mine = found.materials.get(item)
        if mine is None:
            assert not any(told.values())
            continue
        assert oracle.of(mine) == told
        assert sum(theoretical_of(entries, consumptions, item)) == oracle.exact(item, moved, rates)


def theoretical_of(entries: list[Entry], consumptions: Consumptions, item: int) -> list[Fraction]:
    each = [theoretical_change([e], consumptions).get(item, Fraction(0)) for e in entries]
    assert theoretical_change(entries, consumptions).get(item, Fraction(0)) == sum(each)
    return each


def one(entries: list[Entry], consumptions: Consumptions | None = None, **options: object) -> MaterialTerms:
    """Material 1 of a write-off."""
    return write_off(entries, consumptions or Consumptions(), **options).materials[1]  # type: ignore[arg-type]


def test_what_should_be_left_is_the_opening_and_what_came_less_what_went_and_was_consumed() -> None:
    terms = one(
        [
            entry("opening", D(10)),
            entry("direct_import", D(1000)),
            entry("domestic_sale", D(50)),
            entry("direct_export", D(100), product=True, version="0"),
            entry("product_exchange_in", D(10), product=True, version="0"),
        ],
        Consumptions([rate(tangible="15", intangible="5")]),
        counts={1: Count(quantity=D(730), reason="盘亏")},
        prices={1: D("0.5")},
    )
    assert (terms.opening, terms.consumed, terms.theoretical) == (D(10), D(225), D(735))
    assert (terms.tangible_loss, terms.intangible_loss, terms.scrap_made) == (D("33.75"), D("11.25"), D("33.75"))
    assert (terms.difference, terms.difference_rate, terms.amount(terms.difference)) == (D(-5), D("-0.68027"), D("-2.5"))
    (use,) = terms.uses
    assert (use.product, use.version, use.units, use.consumed, str(use.rate.shown)) == (1, "0", D(90), D(225), "2.500000000")


def test_scrap_leaves_the_scrap_and_not_the_material() -> None:
    entries = [
        entry("direct_import", D(100)),
        entry("direct_export", D(10), product=True, version="0"),
        entry("scrap_sale", D(2)),
        entry("scrap_destruction", D(1)),
    ]
    terms = one(entries, Consumptions([rate(net="4", tangible="20")]))
    assert (terms.theoretical, terms.scrap_made, terms.scrap_left) == (D(50), D(10), D(7))
    whole = one(entries, Consumptions([rate(net="4", tangible="10", intangible="10")]), scrap=ScrapBasis.WHOLE)
    assert (whole.scrap_made, whole.scrap_left) == (D(10), D(7))


def test_sums_are_rounded_once_half_to_even() -> None:
    thirds = [
        entry("direct_export", D("0.5"), product=True, version="0"),
        entry("direct_export", D("0.5"), product=True, version="0"),
    ]
    assert one(thirds, Consumptions([rate(net="0.00001")])).consumed == D("0.00001")
    half = [entry("direct_export", D("0.5"), product=True, version="0")]
    assert one(half, Consumptions([rate(net="0.00001")])).consumed == D(0)
    assert one(half, Consumptions([rate(net="0.00003")])).consumed == D("0.00002")


def test_only_the_bonded_share_is_consumed() -> None:
    terms = one([entry("direct_export", D(10), product=True, version="0")], Consumptions([rate(share="40")]))
    assert terms.consumed == D(8)


def test_a_product_that_left_without_unit_consumption_is_named_with_its_version() -> None:
    gone = [entry("direct_export", D(10), product=True, version="7")]
    found = write_off(gone, Consumptions([rate()]))
    assert found.unknown == ((1, "7"),)
    assert found.products[1].of(BookCounter.DIRECT_EXPORT) == D(10)
    assert not found.materials


def test_what_customs_deducted_the_other_way_round_counts_the_other_way_round() -> None:
    assert one([entry("direct_import", D(10)), entry("direct_import", D(4), sign=-1)]).theoretical == D(6)


def test_the_opening_of_a_period_may_be_given_and_materials_that_nothing_moved_are_shown_where_asked() -> None:
    found: Terms = write_off([entry("opening", D(10))], Consumptions(), opening={1: D(3)}, also=[1, 2])
    assert {item: m.theoretical for item, m in found.materials.items()} == {1: D(3), 2: D(0)}
    assert found.materials[2].difference is None
    assert found.materials[2].amount(D(1)) is None


def test_a_difference_from_nothing_has_no_rate() -> None:
    terms = one([], counts={1: Count(quantity=D(3))})
    assert (terms.difference, terms.difference_rate) == (D(3), None)


@pytest.mark.parametrize(("value", "text"), [("1.000005", "1.00000"), ("1.000015", "1.00002"), ("-1.000005", "-1.00000")])
def test_rounding_is_half_to_even(value: str, text: str) -> None:
    assert str(rounded(Fraction(value))) == text
