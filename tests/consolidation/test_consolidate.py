"""Every row of the merging rules (归并), one test or more each."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan.consolidation import STRICTEST_KEY, Settings, consolidate
from baoguan.errors import ConfigurationError
from baoguan.model.inventory import InventoryLine
from tests.consolidation.samples import DAY, inventory_lines, line, listed, rules, tariff

D = Decimal


def test_lines_of_the_same_key_merge_and_others_do_not() -> None:
    made = consolidate(listed(line(), line(hs_code="8541100000"), line(part_no="M-2")))
    assert made.numbers == (1, 2, 1)
    assert [one.list_lines for one in made.lines] == [(1, 3), (2,)]
    assert made.findings == ()


@pytest.mark.parametrize("field", STRICTEST_KEY)
def test_a_difference_in_any_field_of_either_source_keeps_lines_apart(field: str) -> None:
    assert consolidate(listed(line(), line(**{field: "9"}))).numbers == (1, 2)


def test_key_can_be_set_to_the_five_fields_of_the_other_source() -> None:
    five = Settings(key=("hs_code", "unit", "origin_country", "currency", "exemption"))
    document = listed(line(), line(goods_name="存储器", destination_country="KOR"))
    assert consolidate(document).numbers == (1, 2)
    made = consolidate(document, five)
    assert made.numbers == (1, 1)
    assert rules(made, "warning") == ["consolidation.countries"]


@pytest.mark.parametrize("key", [(), ("hs_code", "hs_code"), ("hs",), ("no_merge",)])
def test_unusable_key_is_refused(key: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError, match="归并"):
        Settings(key=key)


def fifty_one(**head: str) -> tuple[int, list[str]]:
    made = consolidate(listed(*(line(goods_name=f"货物{n}") for n in range(51)), **head))
    return len(made.lines), rules(made)


def test_more_than_50_declaration_lines_are_an_error_where_a_declaration_is_generated() -> None:
    assert fifty_one() == (51, ["consolidation.too-many"])
    assert fifty_one(generate_declaration="2") == (51, [])
    assert fifty_one(customs_declared="2") == (51, [])


def test_50_declaration_lines_of_many_more_list_lines_are_in_order() -> None:
    made = consolidate(listed(*(line(goods_name=f"货物{n % 50}") for n in range(500))))
    assert (len(made.lines), made.findings) == (50, ())


def test_typed_numbers_join_lines_and_stand() -> None:
    made = consolidate(listed(line(declaration_line_no=2), line(hs_code="1", declaration_line_no=1), line(declaration_line_no=2)))
    assert made.numbers == (2, 1, 2)
    assert [one.number for one in made.lines] == [1, 2]
    assert made.lines[1].quantity == 20
    assert made.findings == ()


def test_typed_numbers_keep_lines_of_one_key_apart() -> None:
    assert consolidate(listed(line(declaration_line_no=1), line(declaration_line_no=2))).numbers == (1, 2)


def test_blank_number_joins_the_lowest_typed_group_of_its_key() -> None:
    made = consolidate(listed(line(), line(declaration_line_no=2), line(hs_code="1", declaration_line_no=1)))
    assert made.numbers == (2, 2, 1)


def test_blank_number_of_another_key_gets_the_next_free_number() -> None:
    made = consolidate(listed(line(hs_code="1"), line(declaration_line_no=1), line(hs_code="2"), line()))
    assert made.numbers == (2, 1, 3, 1)


@pytest.mark.parametrize("typed", [(1, 3), (2, 3), (0, 1), (-1, 1), (1, 10**18)])
def test_typed_numbers_with_a_gap_are_refused(typed: tuple[int, int]) -> None:
    first, second = typed
    made = consolidate(listed(line(declaration_line_no=first), line(hs_code="1", declaration_line_no=second)))
    assert rules(made, "error") == ["consolidation.number-gap"]


def test_blank_line_may_close_a_gap() -> None:
    made = consolidate(listed(line(declaration_line_no=1), line(hs_code="1", declaration_line_no=3), line(hs_code="2")))
    assert made.numbers == (1, 3, 2)
    assert made.findings == ()


def test_number_used_with_another_key_is_refused_and_the_fields_named() -> None:
    made = consolidate(listed(line(declaration_line_no=1), line(declaration_line_no=1, origin_country="KOR")))
    refusal = next(f for f in made.findings if f.rule == "consolidation.number-key")
    assert refusal.severity == "error"
    assert refusal.path == "lines[2].declaration_line_no"
    assert "原产国" in refusal.zh
    assert "line 1" in refusal.en


def test_no_merge_line_stays_alone() -> None:
    made = consolidate(listed(line(), line(no_merge=True), line(), line(no_merge=True), line(no_merge=False)))
    assert made.numbers == (1, 2, 1, 3, 1)


def test_no_merge_line_joins_no_typed_number_of_its_key() -> None:
    assert consolidate(listed(line(declaration_line_no=1), line(no_merge=True))).numbers == (1, 2)


def test_no_merge_line_takes_no_blank_line_into_its_typed_number() -> None:
    made = consolidate(listed(line(no_merge=True, declaration_line_no=1), line()))
    assert made.numbers == (1, 2)
    assert made.findings == ()


def test_no_merge_line_that_shares_its_number_is_refused() -> None:
    made = consolidate(listed(line(no_merge=True, declaration_line_no=1), line(declaration_line_no=1)))
    assert rules(made, "error") == ["consolidation.number-alone"]


def test_product_under_export_duty_is_never_merged() -> None:
    product = line(hs_code="8104110000")
    table = tariff(hs8104110000=True, hs8542310000=False)
    made = consolidate(listed(product, line(), product, line(), goods_kind="E"), tariff=table, on=DAY)
    assert made.numbers == (1, 2, 3, 2)
    assert made.findings == ()


def test_product_under_export_duty_that_shares_its_number_is_refused() -> None:
    product = line(hs_code="8104110000", declaration_line_no=1)
    made = consolidate(listed(product, product, goods_kind="E"), tariff=tariff(hs8104110000=True), on=DAY)
    assert rules(made, "error") == ["consolidation.number-alone"]


def test_material_of_the_same_code_merges() -> None:
    product = line(hs_code="8104110000")
    assert consolidate(listed(product, product), tariff=tariff(hs8104110000=True), on=DAY).numbers == (1, 1)


def test_unknown_export_duty_is_asked_only_where_products_merged() -> None:
    document = listed(line(), line(), line(hs_code="1"), goods_kind="E")
    for table in (None, tariff(hs8542310000=None), tariff(hs1234567890=True)):
        made = consolidate(document, tariff=table, on=DAY)
        assert made.numbers == (1, 1, 2)
        assert rules(made, "warning") == ["consolidation.export-duty-unknown"]
        assert made.findings[0].value == "8542310000"
    assert consolidate(attrs.evolve(document, lines=document.lines[1:])).findings == ()


def test_unknown_export_duty_can_be_answered_by_prefix() -> None:
    answers = Settings(export_dutiable={"": False, "8104": True})
    product = line(hs_code="8104110000")
    made = consolidate(listed(product, product, line(), line(), goods_kind="E"), answers)
    assert (made.numbers, made.findings) == ((1, 2, 3, 3), ())


def test_tariff_table_is_read_on_the_day_of_declaration_unless_told() -> None:
    document = listed(line(), line(), goods_kind="E")
    with pytest.raises(ValueError, match="day"):
        consolidate(document, tariff=tariff(hs8542310000=True))
    made = consolidate(attrs.evolve(document, declared_on=DAY), tariff=tariff(hs8542310000=True))
    assert made.numbers == (1, 2)


def test_sums_are_exact_and_the_rest_is_of_the_first_line() -> None:
    made = consolidate(
        listed(
            line(quantity=D("0.00001"), statutory_quantity=D("9999999999999.99999"), total_price=D("0.01")),
            line(quantity=D("1234567.12345"), statutory_quantity=D("0.00001"), total_price=D("999999999999999.99")),
        )
    )
    only = made.lines[0]
    assert (only.quantity, only.statutory_quantity) == (D("1234567.12346"), D("10000000000000.00000"))
    assert (only.total_price, only.second_quantity) == (D("1000000000000000.00"), None)
    assert (only.goods_name, only.specification, only.ledger_item_no) == ("集成电路", "示例型号", 1)


def test_unit_price_is_rounded_half_even_to_five_and_then_to_four_decimals() -> None:
    made = consolidate(listed(line(quantity=D(999_999), total_price=D(1_234_548)), line(quantity=D(1), total_price=D(1))))
    assert made.lines[0].unit_price == D("1.2346")
    assert (D(1_234_549) / D(1_000_000)).quantize(D("0.0001")) == D("1.2345")


@pytest.mark.parametrize(
    ("total", "quantity", "price"),
    [("0.25", "10000", "0"), ("0.75", "10000", "0.0001"), ("1.50", "10000", "0.0002"), ("2.50", "10000", "0.0002")],
)
def test_unit_price_ties_go_to_the_even_digit(total: str, quantity: str, price: str) -> None:
    made = consolidate(listed(line(total_price=D(total), quantity=D(quantity))))
    assert made.lines[0].unit_price == D(price)


def test_ledger_item_is_left_out_where_merged_lines_differ() -> None:
    made = consolidate(listed(line(), line(ledger_item_no=2)))
    assert made.lines[0].ledger_item_no is None
    assert made.findings == ()


def test_differing_specifications_of_one_declaration_line_are_told() -> None:
    made = consolidate(listed(line(), line(specification="另一型号")))
    assert rules(made) == ["consolidation.specification"]
    assert made.findings[0].severity == "warning"
    assert (made.findings[0].path, made.findings[0].value) == ("lines[2].specification", "另一型号")


def test_second_quantity_in_all_lines_is_summed() -> None:
    made = consolidate(listed(*[line(second_unit="035", second_quantity=D("1.5"))] * 3))
    assert made.lines[0].second_quantity == D("4.5")
    assert made.findings == ()


def test_second_quantity_in_some_lines_only_is_refused() -> None:
    made = consolidate(listed(line(second_unit="035", second_quantity=D(1)), line(second_unit="035")))
    assert rules(made, "error") == ["consolidation.second-quantity"]
    lenient = consolidate(
        listed(line(second_unit="035", second_quantity=D(1)), line(second_unit="035")),
        Settings(arithmetic="warning"),
    )
    assert rules(lenient, "warning") == ["consolidation.second-quantity"]


def test_zero_quantity_sum_is_refused_and_has_no_unit_price() -> None:
    made = consolidate(listed(line(quantity=D(0)), line(quantity=D("0.00000"))))
    assert rules(made, "error") == ["consolidation.zero-quantity"]
    assert made.lines[0].unit_price is None


def test_value_missing_in_some_lines_is_refused_and_in_all_gives_no_sum() -> None:
    made = consolidate(listed(line(), line(total_price=None)))
    assert rules(made, "error") == ["consolidation.missing-value"]
    blank = consolidate(listed(line(total_price=None, quantity=None))).lines[0]
    assert (blank.quantity, blank.total_price, blank.unit_price) == (None, None, None)


@pytest.mark.parametrize("field", ["statutory_unit", "second_unit"])
def test_sums_over_different_units_are_refused(field: str) -> None:
    made = consolidate(listed(line(), line(**{field: "035"})))
    assert rules(made, "error") == ["consolidation.units"]
    assert "035" in made.findings[0].zh


def test_unit_or_currency_outside_the_key_must_agree_nevertheless() -> None:
    made = consolidate(listed(line(), line(currency="CNY", unit="035")), Settings(key=("hs_code",)))
    assert rules(made, "error") == ["consolidation.units", "consolidation.units"]


def test_consolidated_list_without_destination_merges_whatever_the_countries() -> None:
    old = line(destination_country=None)
    lines = (old, line(destination_country=None, origin_country="KOR"), line())
    made = consolidate(listed(*lines, inventory_type="1"))
    assert made.numbers == (1, 1, 2)
    assert rules(made) == ["consolidation.countries"]
    assert consolidate(listed(*lines)).numbers == (1, 2, 3)


def test_consolidated_list_with_destinations_compares_countries() -> None:
    assert consolidate(listed(line(), line(origin_country="KOR"), inventory_type="1")).numbers == (1, 2)


@pytest.mark.parametrize("kind", ["2", "3"])
def test_change_skips_the_merge_check_and_keeps_numbers(kind: str) -> None:
    changed = listed(line(declaration_line_no=3), line(declaration_line_no=3, hs_code="8541100000"), declaration_type=kind)
    made = consolidate(changed)
    assert (made.numbers, made.findings) == ((3, 3), ())
    assert made.lines[0].quantity == 20


def test_line_of_a_change_without_number_is_told() -> None:
    made = consolidate(listed(line(declaration_line_no=1), line(), declaration_type="2"))
    assert made.numbers == (1, 1)
    assert rules(made) == ["consolidation.change-number"]


def test_main_materials_merge_like_all_else() -> None:
    assert consolidate(listed(line(part_no="主料-1"), line(part_no="主料-2"))).numbers == (1, 1)


def test_empty_list_has_no_declaration_lines() -> None:
    made = consolidate(listed())
    assert (made.lines, made.numbers, made.findings) == ((), (), ())


def test_findings_are_the_same_wherever_blocks_end() -> None:
    lines = [line(declaration_line_no=1 + n % 7) for n in range(5_000)]
    lines[4_999] = line(declaration_line_no=7, origin_country="KOR", specification="另")
    lines[2_047] = line(declaration_line_no=1 + 2_047 % 7, quantity=None)
    made = consolidate(listed(*lines))
    assert {(f.rule, f.path) for f in made.findings} == {
        ("consolidation.number-key", "lines[5000].declaration_line_no"),
        ("consolidation.missing-value", f"lines[{1 + 2_047 % 7}].quantity"),
        ("consolidation.specification", "lines[5000].specification"),
        ("consolidation.countries", "lines[5000].origin_country"),
    }


@settings(max_examples=80, deadline=None)
@given(st.lists(inventory_lines(), max_size=25))
def test_sums_are_conserved_and_every_line_is_in_one_declaration_line(lines: list[InventoryLine]) -> None:
    document = listed(*lines)
    made = consolidate(document)
    positions = sorted(position for one in made.lines for position in one.list_lines)
    assert positions == list(range(1, len(lines) + 1))
    assert [one.number for one in made.lines] == list(range(1, len(made.lines) + 1))
    for one in made.lines:
        own = [lines[position - 1] for position in one.list_lines]
        assert len({tuple(getattr(row, name) for name in STRICTEST_KEY) for row in own}) == 1
        assert all(made.numbers[position - 1] == one.number for position in one.list_lines)
        assert len(own) == 1 or not any(row.no_merge for row in own)
        for name in ("quantity", "statutory_quantity", "total_price"):
            assert getattr(one, name) == sum(getattr(row, name) for row in own)
    assert consolidate(document) == made
