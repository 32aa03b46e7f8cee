from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan.consolidation import Limits, Settings, consolidate, plan, split, split_all
from baoguan.errors import ConfigurationError, Refused, TooLarge, UnusableInput
from baoguan.model.inventory import InventoryLine, WarehouseDocument
from baoguan.model.inventory_draft import DraftGoods
from tests.consolidation.samples import DAY, inventory_lines, line, listed, tariff


def goods(count: int) -> list[InventoryLine]:
    return [line(goods_name=f"货物{n}", part_no=f"M-{n}") for n in range(count)]


def test_list_within_the_limits_stays_one_under_its_number() -> None:
    made = split(listed(line(), line(hs_code="1"), line()))
    (part,) = made
    assert part.document.internal_number == "DEMO-1"
    assert [one.declaration_line_no for one in part.document.lines] == [1, 2, 1]
    assert part.consolidation == consolidate(listed(line(), line(hs_code="1"), line()))
    assert made.findings == ()


def test_51_groups_need_two_lists_each_numbered_from_one() -> None:
    rows = goods(51)
    made = split(listed(*rows, *rows))
    first, second = made.lists
    assert [first.internal_number, second.internal_number] == ["DEMO-1-01", "DEMO-1-02"]
    assert [one.line_no for one in first.lines] == list(range(1, 101))
    assert [one.declaration_line_no for one in first.lines] == [*range(1, 51), *range(1, 51)]
    assert [one.goods_name for one in second.lines] == ["货物50", "货物50"]
    assert [one.declaration_line_no for one in second.lines] == [1, 1]
    assert (made.summary.lists, made.summary.bound, made.summary.groups, made.summary.lines) == (2, 2, 51, 102)
    assert "102 行、51 组 → 2 份（下限 2）" in str(made.summary)
    assert "2 lists (bound 2)" in str(made.summary)


def test_groups_do_not_bind_where_no_declaration_is_generated() -> None:
    made = split(listed(*goods(120), customs_declared="2", generate_declaration="2"))
    (part,) = made
    assert part.consolidation is None
    assert {one.declaration_line_no for one in part.document.lines} == {None}
    assert made.summary.groups is None


def test_lines_are_cut_in_order_where_nothing_merges_and_typed_numbers_close_up() -> None:
    rows = [line(part_no=f"M-{n}", declaration_line_no=1 + n // 2) for n in range(7)]
    made = split(listed(*rows, generate_declaration="2"), limits=Limits(max_lines=3))
    parts = [[(one.part_no, one.declaration_line_no) for one in part.lines] for part in made.lists]
    assert parts == [[("M-0", 1), ("M-1", 1), ("M-2", 2)], [("M-3", 1), ("M-4", 2), ("M-5", 2)], [("M-6", 1)]]


def test_group_stays_whole_although_the_lists_are_not_full() -> None:
    made = split(listed(*[line()] * 3, *[line(hs_code="1")] * 3, *[line(hs_code="2")] * 3), limits=Limits(max_lines=5))
    assert [len(part.lines) for part in made.lists] == [3, 3, 3]
    assert [f.rule for f in made.findings] == ["parcels.above-bound"]
    assert (made.summary.lists, made.summary.bound) == (3, 2)


def test_group_beyond_the_limit_is_divided_and_told() -> None:
    made = split(listed(*[line()] * 7, line(hs_code="1")), limits=Limits(max_lines=3))
    assert [f.rule for f in made.findings] == ["parcels.group-divided"]
    parts = list(made)
    assert [len(part.document.lines) for part in parts] == [3, 3, 2]
    sums = [one.quantity for part in parts if part.consolidation for one in part.consolidation.lines]
    assert sums == [30, 30, 10, 10]


def test_no_group_meets_another_part_of_itself_in_one_list() -> None:
    made = split(listed(*[line()] * 8), limits=Limits(max_lines=5))
    assert [[one.declaration_line_no for one in part.lines] for part in made.lists] == [[1] * 5, [1] * 3]


def test_bytes_bind_with_an_estimate_and_the_overhead_off() -> None:
    limits = Limits(max_bytes=1_000, overhead=100)
    with pytest.raises(ConfigurationError, match="line_bytes"):
        split(listed(line()), limits=limits)
    made = split(listed(*goods(10)), limits=limits, line_bytes=lambda _: 300)
    assert [len(part.lines) for part in made.lists] == [3, 3, 3, 1]
    assert made.summary.bound == 4


def test_line_larger_than_a_list_is_refused_by_its_number() -> None:
    with pytest.raises(TooLarge, match="line 2 of about 950 bytes"):
        split(
            listed(*goods(2)),
            limits=Limits(max_bytes=1_000, overhead=100),
            line_bytes=lambda one: 950 if one.part_no == "M-1" else 10,
        )


def test_numbers_have_as_many_digits_as_the_last_one_needs() -> None:
    made = split(listed(*goods(120)), Settings(max_lines=1))
    numbers = [part.internal_number for part in made.lists]
    assert (numbers[0], numbers[-1], len(set(numbers))) == ("DEMO-1-001", "DEMO-1-120", 120)


@pytest.mark.parametrize(("number", "reason"), [("N" * 62, "longer than 64"), (None, "no internal number")])
def test_parts_that_cannot_be_numbered_are_refused(number: str | None, reason: str) -> None:
    with pytest.raises(UnusableInput, match=reason):
        split(listed(*goods(51), internal_number=number))
    assert len(split(listed(line(), internal_number=number))) == 1


def test_number_of_a_part_that_another_list_bears_is_refused() -> None:
    large, other = listed(*goods(51)), listed(line(), internal_number="DEMO-1-02")
    for documents in ([large, other], [other, large]):
        with pytest.raises(UnusableInput, match="DEMO-1-02"):
            split_all(documents)
    assert [len(made) for made in split_all([large, listed(line(), internal_number="DEMO-2")])] == [2, 1]


def test_lists_of_different_heads_never_share_lines() -> None:
    made = split_all([listed(*goods(3)), listed(*goods(2), internal_number="DEMO-2", goods_kind="E")])
    assert [[len(part.lines) for part in one.lists] for one in made] == [[3], [2]]


def test_change_stays_one_list_with_its_numbers() -> None:
    changed = listed(line(declaration_line_no=2), line(declaration_line_no=1), declaration_type="2", seq_no="2" * 18)
    document = attrs.evolve(changed, lines=tuple(attrs.evolve(one, line_no=7) for one in changed.lines))
    (part,) = split(document)
    assert part.document == document
    with pytest.raises(TooLarge, match="不能拆分"):
        split(document, limits=Limits(max_lines=1))


@pytest.mark.parametrize(
    "held",
    [
        {"seq_no": "202500000000000001"},
        {"list_no": "QD000000000000000X"},
        {"warehouse_documents": (WarehouseDocument(line_no=1),)},
        {"draft_goods": (DraftGoods(declaration_line_no=1),)},
        {"materials": (line(),)},
    ],
)
def test_list_with_what_cannot_be_parted_is_refused_when_too_large(held: dict[str, object]) -> None:
    with pytest.raises(Refused, match=next(iter(held))):
        split(listed(*goods(51), **held))
    (part,) = split(listed(*goods(50), **held))
    assert getattr(part.document, next(iter(held))) == next(iter(held.values()))


def test_findings_of_the_last_lines_are_known_before_the_first_list_is_built() -> None:
    made = split(listed(*goods(80), line(quantity=Decimal(0))))
    assert [f.rule for f in made.findings] == ["consolidation.zero-quantity"]
    assert made.findings[0].path == "lines[81].quantity"


def test_typed_numbers_guide_the_order_of_groups() -> None:
    rows = [attrs.evolve(one, declaration_line_no=60 - n) for n, one in enumerate(goods(60))]
    first, second = split(listed(*rows)).lists
    assert {one.goods_name for one in second.lines} == {f"货物{n}" for n in range(10)}
    assert [one.declaration_line_no for one in second.lines] == list(range(10, 0, -1))
    assert [one.line_no for one in first.lines] == list(range(1, 51))


def test_products_under_export_duty_stay_alone_in_the_parts() -> None:
    made = split(listed(*[line()] * 60, goods_kind="E"), tariff=tariff(hs8542310000=True), on=DAY)
    assert [[one.declaration_line_no for one in part.lines] for part in made.lists] == [
        list(range(1, 51)),
        list(range(1, 11)),
    ]


def test_empty_list_stays_one_empty_list() -> None:
    for generate in ("1", "2"):
        (part,) = split(listed(generate_declaration=generate))
        assert part.document.lines == ()


def test_plan_reads_its_lines_once_and_builds_from_a_second_reading() -> None:
    document = listed(*goods(70))
    head = attrs.evolve(document, lines=())
    made = plan(head, iter(document.lines))
    again = [made.build(k, [document.lines[p] for p in made.members[k]]).document for k in range(len(made))]
    assert again == list(split(document).lists)
    with pytest.raises(ValueError, match="50 lines, not 1"):
        made.build(0, document.lines[:1])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(inventory_lines(), min_size=1, max_size=30),
    st.integers(1, 6),
    st.integers(1, 8),
    st.none() | st.integers(100, 400),
    st.sampled_from(["1", "2"]),
)
def test_every_line_is_in_one_list_sums_are_conserved_and_limits_hold(
    lines: list[InventoryLine], most: int, max_lines: int, max_bytes: int | None, generate: str
) -> None:
    rows = [attrs.evolve(one, part_no=f"M-{n}") for n, one in enumerate(lines)]
    document = listed(*rows, generate_declaration=generate)

    def size(one: InventoryLine) -> int:
        return 50 + int(one.part_no[2:]) if one.part_no else 0

    made = split(document, Settings(max_lines=most), Limits(max_lines=max_lines, max_bytes=max_bytes), line_bytes=size)
    parts = list(made)
    assert sorted(str(one.part_no) for p in parts for one in p.document.lines) == sorted(str(r.part_no) for r in rows)
    for part in parts:
        own = part.document.lines
        order = [int(str(one.part_no)[2:]) for one in own]
        assert order == sorted(order)
        assert [one.line_no for one in own] == list(range(1, len(own) + 1))
        assert len(own) <= max_lines
        assert max_bytes is None or sum(map(size, own)) <= max_bytes
        if part.consolidation is not None:
            numbers = [one.declaration_line_no for one in own]
            assert part.consolidation.numbers == tuple(numbers)
            assert set(numbers) == set(range(1, len(part.consolidation.lines) + 1))
            assert len(part.consolidation.lines) <= most
            assert sorted(p for one in part.consolidation.lines for p in one.list_lines) == list(range(1, len(own) + 1))
    if generate == "1":
        joined = [one for part in parts if part.consolidation for one in part.consolidation.lines]
        for name in ("quantity", "statutory_quantity", "total_price"):
            assert sum(getattr(one, name) for one in joined) == sum(getattr(row, name) for row in rows)
    assert len({part.document.internal_number for part in parts}) == len(parts) == made.summary.lists
    assert [part.document for part in made] == [part.document for part in parts]


@settings(max_examples=60, deadline=None)
@given(st.lists(inventory_lines(), min_size=1, max_size=30), st.integers(1, 12))
def test_group_that_fits_a_list_is_never_divided(lines: list[InventoryLine], max_lines: int) -> None:
    rows = [attrs.evolve(one, part_no=f"M-{n}") for n, one in enumerate(lines)]
    document = listed(*rows)
    list_of = {
        one.part_no: number
        for number, part in enumerate(split(document, limits=Limits(max_lines=max_lines)).lists)
        for one in part.lines
    }
    for group in consolidate(document).lines:
        if len(group.list_lines) <= max_lines:
            assert len({list_of[rows[position - 1].part_no] for position in group.list_lines}) == 1
