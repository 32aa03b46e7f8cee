"""The fewest lists for a handful of groups, by dynamic programming over all subsets."""

from __future__ import annotations

from collections.abc import Sequence

from baoguan.parcels.sizes import GroupSize, Limits

MOST_EXACT = 12
"""Groups up to which all subsets are looked at: (3^12 - 1) / 2 steps, under a tenth of a second."""


def fewest_lists(sizes: Sequence[GroupSize], limits: Limits) -> list[list[int]]:
    """A partition into as few lists as any; each list in ascending order, the lists by their first group.

    For groups of which each fits a list by itself, at most `MOST_EXACT` of them.
    """
    full = (1 << len(sizes)) - 1
    fits = _fitting(sizes, limits)
    fewest = [0] * (full + 1)
    chosen = [0] * (full + 1)
    for groups in range(1, full + 1):
        lowest = groups & -groups
        rest = groups ^ lowest
        best = len(sizes) + 1
        # Some list holds the lowest group: every choice of its companions, the largest set first.
        companions = rest
        while True:
            one = companions | lowest
            if fits[one] and fewest[groups ^ one] + 1 < best:
                best = fewest[groups ^ one] + 1
                chosen[groups] = one
            if companions == 0:
                break
            companions = (companions - 1) & rest
        fewest[groups] = best
    lists: list[list[int]] = []
    left = full
    while left:
        lists.append([index for index in range(len(sizes)) if chosen[left] >> index & 1])
        left ^= chosen[left]
    return lists


def _fitting(sizes: Sequence[GroupSize], limits: Limits) -> list[bool]:
    """For every subset as a bit mask, whether one list holds it."""
    lines, weight, fits = [0], [0], [True]
    for groups in range(1, 1 << len(sizes)):
        last = groups.bit_length() - 1
        without = groups ^ (1 << last)
        lines.append(lines[without] + sizes[last].lines)
        weight.append(weight[without] + sizes[last].bytes)
        few = limits.max_groups is None or groups.bit_count() <= limits.max_groups
        fits.append(few and limits.hold(lines[groups], weight[groups]))
    return fits
