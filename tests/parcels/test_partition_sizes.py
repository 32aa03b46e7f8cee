from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan.errors import ConfigurationError, TooLarge
from baoguan.parcels import GroupSize, Limits, lower_bound, partition_sizes


def all_partitions(items: Sequence[int]) -> Iterator[list[list[int]]]:
    if not items:
        yield []
        return
    first, *rest = items
    for partition in all_partitions(rest):
        for place, one in enumerate(partition):
            yield [*partition[:place], [first, *one], *partition[place + 1 :]]
        yield [[first], *partition]


def holds(groups: Sequence[int], sizes: Sequence[GroupSize], limits: Limits) -> bool:
    lines = sum(sizes[i].lines for i in groups)
    weight = limits.overhead + sum(sizes[i].bytes for i in groups)
    return (
        lines <= limits.max_lines
        and (limits.max_bytes is None or weight <= limits.max_bytes)
        and (limits.max_groups is None or len(groups) <= limits.max_groups)
    )


@st.composite
def cases(draw: st.DrawFn, most: int) -> tuple[list[GroupSize], Limits]:
    max_lines = draw(st.integers(1, 30))
    room = draw(st.none() | st.integers(1, 40))
    overhead = draw(st.integers(0, 5)) if room else 0
    limits = Limits(
        max_groups=draw(st.none() | st.integers(1, 6)),
        max_lines=max_lines,
        max_bytes=room + overhead if room else None,
        overhead=overhead,
    )
    size = st.builds(GroupSize, lines=st.integers(1, max_lines), bytes=st.integers(0, room or 40))
    return draw(st.lists(size, max_size=most)), limits


@settings(max_examples=150, deadline=None)
@given(cases(most=7))
def test_as_few_lists_as_brute_force_finds(case: tuple[list[GroupSize], Limits]) -> None:
    sizes, limits = case
    fewest = min(
        len(partition)
        for partition in all_partitions(range(len(sizes)))
        if all(holds(groups, sizes, limits) for groups in partition)
    )
    assert len(partition_sizes(sizes, limits)) == fewest


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 10), min_size=8, max_size=8), st.integers(2, 8))
def test_as_few_lists_as_brute_force_finds_for_eight_groups(lines: list[int], most: int) -> None:
    sizes = [GroupSize(lines=n, bytes=11 - n) for n in lines]
    limits = Limits(max_groups=most, max_lines=13, max_bytes=20)
    fewest = min(len(p) for p in all_partitions(range(8)) if all(holds(groups, sizes, limits) for groups in p))
    assert len(partition_sizes(sizes, limits)) == fewest


@settings(max_examples=150, deadline=None)
@given(cases(most=60))
def test_every_group_is_in_one_list_and_limits_hold(case: tuple[list[GroupSize], Limits]) -> None:
    sizes, limits = case
    lists = partition_sizes(sizes, limits)
    assert sorted(index for groups in lists for index in groups) == list(range(len(sizes)))
    assert all(groups and holds(groups, sizes, limits) for groups in lists)
    assert lists == sorted(sorted(groups) for groups in lists)
    bound = lower_bound(len(sizes), sum(s.lines for s in sizes), sum(s.bytes for s in sizes), limits)
    assert len(lists) >= bound
    assert partition_sizes(sizes, limits) == lists


def test_small_groups_fill_lists_in_order() -> None:
    lists = partition_sizes([GroupSize(lines=7)] * 120, Limits(max_groups=50))
    assert lists == [list(range(50)), list(range(50, 100)), list(range(100, 120))]


def test_order_gives_way_where_it_would_cost_a_list() -> None:
    sizes = [GroupSize(lines=n) for n in (20_000, 15_000, 10_000, 15_000)]
    assert partition_sizes(sizes, Limits()) == [[0, 2], [1, 3]]


def test_many_groups_of_mixed_sizes_reach_the_bound() -> None:
    sizes = [GroupSize(lines=29_000 if i < 50 else 1 + i % 20) for i in range(5_000)]
    limits = Limits(max_groups=50)
    lists = partition_sizes(sizes, limits)
    assert len(lists) == lower_bound(5_000, sum(s.lines for s in sizes), 0, limits) == 100
    assert all(holds(groups, sizes, limits) for groups in lists)


def test_a_hundred_thousand_groups_take_seconds_not_minutes() -> None:
    lists = partition_sizes([GroupSize(lines=1 + i % 13) for i in range(100_000)], Limits(max_groups=50))
    assert len(lists) == 2_000


def test_large_groups_are_packed_within_a_tenth_of_the_bound() -> None:
    sizes = [GroupSize(lines=3_000 + (i * 7_919) % 9_000) for i in range(300)]
    limits = Limits(max_groups=50)
    bound = lower_bound(300, sum(s.lines for s in sizes), 0, limits)
    assert bound <= len(partition_sizes(sizes, limits)) <= bound * 1.1


def test_nothing_needs_no_list() -> None:
    assert partition_sizes([], Limits()) == []
    assert lower_bound(0, 0, 0, Limits()) == 0


def test_bound_is_the_largest_of_groups_lines_and_bytes() -> None:
    limits = Limits(max_groups=50, max_lines=30_000, max_bytes=1_100, overhead=100)
    assert lower_bound(101, 1, 1, limits) == 3
    assert lower_bound(1, 60_001, 1, limits) == 3
    assert lower_bound(1, 1, 2_001, limits) == 3


def test_group_that_fits_no_list_is_refused_by_its_number() -> None:
    with pytest.raises(TooLarge, match="group 2 of 11 lines"):
        partition_sizes([GroupSize(lines=1), GroupSize(lines=11)], Limits(max_lines=10))
    with pytest.raises(TooLarge, match="容不下"):
        partition_sizes([GroupSize(bytes=96)], Limits(max_bytes=100, overhead=5))


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_lines": 0},
        {"max_groups": 0},
        {"max_bytes": 10, "overhead": 11},
        {"overhead": -1},
    ],
)
def test_limits_that_hold_nothing_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError, match="上限"):
        Limits(**wrong)
