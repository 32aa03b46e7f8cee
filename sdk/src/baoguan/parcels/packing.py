"""Partition of groups over as few lists as possible under limits on groups, lines and bytes of each list.

A packing problem in three dimensions, so the fewest lists cannot be found quickly for every input. What real lists
are like decides the order of attempts: groups are small and the limit of 50 groups binds, then filling in order
reaches the bound and leaves the lines where a reader expects them; the other ways are for the rest.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence

from baoguan.parcels.exact import MOST_EXACT, fewest_lists
from baoguan.parcels.rooms import Rooms
from baoguan.parcels.sizes import GroupSize, Limits, check_each_fits, lower_bound

_REPACKED = 10
"""Groups that one attempt at improvement packs anew; 30,000 steps each."""

_STARTS = 50
"""Attempts at improvement, from the lists with the fewest groups on, which bounds the time for very many lists."""


def partition_sizes(sizes: Sequence[GroupSize], limits: Limits) -> list[list[int]]:
    """Part groups into lists: the indexes of the groups of each list, ascending, lists ordered by their first group.

    Deterministic. As few lists as possible up to 12 groups; above that the lower bound or close to it. Groups stay
    whole: raises TooLarge when one of them fits no list.
    """
    check_each_fits(sizes, limits)
    bound = lower_bound(len(sizes), sum(s.lines for s in sizes), sum(s.bytes for s in sizes), limits)
    best = _in_order(sizes, limits)
    if len(best) > bound:
        best = _levelled(sizes, limits, bound) or _fewer(sizes, limits, best, bound)
    return sorted(sorted(groups) for groups in best)


def _fewer(sizes: Sequence[GroupSize], limits: Limits, best: list[list[int]], bound: int) -> list[list[int]]:
    if len(sizes) <= MOST_EXACT:
        return fewest_lists(sizes, limits)
    for order in _orders(sizes, limits):
        if len(best) > bound and (found := _first_fit(sizes, limits, order, len(best) - 1)):
            best = found
    while len(best) > bound and (found := _levelled(sizes, limits, len(best) - 1)):
        best = found
    while len(best) > bound and (found := _repacked(sizes, limits, best)):
        best = found
    return best


def _in_order(sizes: Sequence[GroupSize], limits: Limits) -> list[list[int]]:
    """Fill one list after the other in the order of the groups."""
    lists: list[list[int]] = []
    lines = weight = 0
    for index, size in enumerate(sizes):
        lines += size.lines
        weight += size.bytes
        if not lists or len(lists[-1]) == limits.max_groups or not limits.hold(lines, weight):
            lists.append([])
            lines, weight = size.lines, size.bytes
        lists[-1].append(index)
    return lists


def _descending(sizes: Sequence[GroupSize], key: Callable[[GroupSize], int]) -> list[int]:
    return sorted(range(len(sizes)), key=lambda index: -key(sizes[index]))


def _orders(sizes: Sequence[GroupSize], limits: Limits) -> Iterator[list[int]]:
    yield _descending(sizes, limits.share)
    if limits.max_bytes is not None:
        room, most = limits.byte_room, limits.max_lines
        yield _descending(sizes, lambda s: s.lines * room + s.bytes * most)
        yield _descending(sizes, lambda s: s.lines)
        yield _descending(sizes, lambda s: s.bytes)


def _levelled(sizes: Sequence[GroupSize], limits: Limits, count: int) -> list[list[int]] | None:
    """Put each group, the largest first, on the emptiest of `count` lists that holds it; None when one finds no place.

    The smallest groups come last, when only the lists with the largest are short of groups: so 50 in each works out.
    """
    lists: list[list[int]] = [[] for _ in range(count)]
    lines, weight = [0] * count, [0] * count
    heap = [(0, number) for number in range(count)]
    for index in _descending(sizes, limits.share):
        size = sizes[index]
        passed: list[tuple[int, int]] = []
        while heap and not limits.hold(lines[heap[0][1]] + size.lines, weight[heap[0][1]] + size.bytes):
            passed.append(heapq.heappop(heap))
        if not heap:
            return None
        _, number = heap[0]
        lists[number].append(index)
        lines[number] += size.lines
        weight[number] += size.bytes
        if len(lists[number]) == limits.max_groups:
            heapq.heappop(heap)
        else:
            heapq.heapreplace(heap, (limits.share(GroupSize(lines=lines[number], bytes=weight[number])), number))
        for entry in passed:
            heapq.heappush(heap, entry)
    return lists


def _first_fit(sizes: Sequence[GroupSize], limits: Limits, order: Sequence[int], count: int) -> list[list[int]] | None:
    """Put each group, in `order`, on the first of `count` lists that holds it; None when one finds no place."""
    rooms = Rooms(count, limits.max_lines, limits.byte_room, limits.max_groups or len(sizes))
    lists: list[list[int]] = [[] for _ in range(count)]
    limited = limits.max_bytes is not None
    for index in order:
        number = rooms.take(sizes[index].lines, sizes[index].bytes if limited else 0)
        if number is None:
            return None
        lists[number].append(index)
    return [groups for groups in lists if groups]


def _repacked(sizes: Sequence[GroupSize], limits: Limits, lists: list[list[int]]) -> list[list[int]] | None:
    """Pack the groups of a few lists anew, exactly; the lists with one fewer, or None when no few lists give that."""
    by_number = sorted(lists, key=lambda groups: (len(groups), groups))
    for start in range(min(len(by_number), _STARTS)):
        few: list[int] = []
        stop = start
        while stop < len(by_number) and len(few) + len(by_number[stop]) <= _REPACKED:
            few += by_number[stop]
            stop += 1
        if stop - start < 2:
            return None
        anew = fewest_lists([sizes[index] for index in few], limits)
        if len(anew) < stop - start:
            return [*by_number[:start], *([few[i] for i in groups] for groups in anew), *by_number[stop:]]
    return None
