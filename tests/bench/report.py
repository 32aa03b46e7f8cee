"""Tables of what was measured, the verdict over it, and bench.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

import attrs

from tests.bench.clock import STEPS, Outcome

SIZES: Final = (3_000, 30_000, 300_000)
JUDGED: Final = 30_000
"""The size at which the aims hold."""

SANE: Final = (20.0, 40.0)
"""Typical script / lower bound. Outside of it the script is clumsier or cleverer than scripts are, or the bound is none."""

BAR: Final = (8.0, 4.0, 200.0)
"""First bar: at least so many times as fast as the typical script, at most so many times the bound, at most so many MB."""

AIM: Final = (15.0, 2.0)
MOST_MB_STREAMED: Final = 500.0
STREAMED: Final = 1_000_000


@attrs.frozen(kw_only=True)
class Size:
    """Everything measured at one size."""

    lines: int
    source: str
    ours: list[Outcome] = attrs.field(factory=list)
    typical: list[Outcome] = attrs.field(factory=list)
    bound: list[Outcome] = attrs.field(factory=list)
    differences: list[str] = attrs.field(factory=list)


Seconds = Callable[[Outcome], Mapping[str, float]]


def wall(outcome: Outcome) -> Mapping[str, float]:
    """Seconds as a clock on the wall shows them."""
    return outcome.wall


def cpu(outcome: Outcome) -> Mapping[str, float]:
    """Seconds of the processor: what else the machine does is not in them."""
    return outcome.cpu


def step(outcomes: Sequence[Outcome], name: str, seconds: Seconds) -> float | None:
    """Median seconds of a step; None where nothing was measured."""
    return median(seconds(each).get(name, 0.0) for each in outcomes) if outcomes else None


def path(outcomes: Sequence[Outcome], seconds: Seconds) -> float | None:
    """Median seconds of the whole path, without starting."""
    return median(sum(seconds(each).get(name, 0.0) for name in STEPS) for each in outcomes) if outcomes else None


def peak(outcomes: Sequence[Outcome]) -> float | None:
    """Median peak memory, MB."""
    return median(each.peak_mb for each in outcomes) if outcomes else None


def ratio(above: float | None, below: float | None) -> float | None:
    """How many times; None where one is unknown or too short to mean anything."""
    return above / below if above is not None and below is not None and below > 0.0005 else None


def show_size(size: Size) -> None:
    """The table of one size: seconds of the wall with those of the processor beside them, ratios by the processor's."""
    one = size.ours[0]
    print(f"{size.lines:,} lines ({size.source}) -> {one.lists:,} messages, {one.size / 1e6:.1f} MB; {len(size.ours)} round(s)")
    print(f"  {'':12}{'ours':>9}{'(cpu)':>9}{'typical':>9}{'(cpu)':>9}{'bound':>9}{'x typical':>11}{'x bound':>9}")
    for name in ("start", *STEPS):
        _row(
            name, [step(who, name, kind) for who in (size.ours, size.typical, size.bound) for kind in (wall, cpu)], name == "start"
        )
    _row("whole path", [path(who, kind) for who in (size.ours, size.typical, size.bound) for kind in (wall, cpu)])
    peaks = [peak(who) for who in (size.ours, size.typical, size.bound)]
    print(f"  {'peak MB':12}{_n(peaks[0], 0):>9}{'':9}{_n(peaks[1], 0):>9}{'':9}{_n(peaks[2], 0):>9}", flush=True)


def _row(name: str, seconds: Sequence[float | None], only_cpu: bool = False) -> None:
    ours, ours_cpu, typical, typical_cpu, bound, bound_cpu = seconds
    if only_cpu:
        ours = typical = bound = None
    faster, slower = ratio(typical_cpu, ours_cpu), ratio(ours_cpu, bound_cpu)
    cells = f"{_n(ours):>9}{_n(ours_cpu):>9}{_n(typical):>9}{_n(typical_cpu):>9}{_n(bound):>9}"
    print(f"  {name:12}{cells}{_n(faster, 1):>11}{_n(slower, 1):>9}")


def _n(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def show_findings(
    planted: Mapping[tuple[int, str], object], ours: Sequence[tuple[int, str]], typical: Sequence[tuple[int, str]]
) -> list[str]:
    """What both sides found of the planted faults; a complaint for each that baoguan missed."""
    rows = {place: (place[0] + 1, place[1]) for place in planted}
    print(f"planted faults ({len(planted)}) in a workbook of 3,000 lines")
    for cell in rows.values():
        marks = ["found " if cell in found else "MISSED" for found in (ours, typical)]
        print(f"  row {cell[0]:5} {cell[1]:　<10} ours {marks[0]}  typical {marks[1]}")
    beyond = [sorted(set(found) - set(rows.values())) for found in (ours, typical)]
    print(f"  beyond them: ours {beyond[0]}, typical {beyond[1]}", flush=True)
    return [f"the planted fault in row {cell[0]} {cell[1]} was missed" for cell in rows.values() if cell not in ours]


def verdict(sizes: Sequence[Size]) -> list[str]:
    """Print whether the bars are reached; the complaints for which the benchmark fails.

    It fails when its yardstick is off, not when the aim is missed: how far the aim is, is what it is there to tell.
    """
    complaints = []
    print()
    for size in sizes:
        if size.lines == JUDGED:
            complaints += _judge(size)
        if size.lines == STREAMED:
            most = peak(size.ours)
            held = most is not None and most <= MOST_MB_STREAMED
            print(f"{size.lines:,} lines: {_n(most, 0)} MB, at most {MOST_MB_STREAMED:.0f}: {_word(held)}")
    smaller = [size for size in sizes if size.source == "xlsx"]
    for a, b in pairwise(smaller):
        grown = ratio(path(b.ours, cpu), path(a.ours, cpu))
        print(f"growth: {a.lines:,} -> {b.lines:,} lines ({b.lines / a.lines:.0f}x) takes {_n(grown, 1)}x the time")
    return complaints


def _judge(size: Size) -> list[str]:
    ours, typical, bound = (path(who, cpu) for who in (size.ours, size.typical, size.bound))
    sane, faster, slower, most = ratio(typical, bound), ratio(typical, ours), ratio(ours, bound), peak(size.ours)
    if sane is None or faster is None or slower is None or most is None:
        return [f"nothing to compare with at {size.lines:,} lines"]
    print(f"yardstick: typical / bound = {sane:.1f}, expected {SANE[0]:.0f} to {SANE[1]:.0f}")
    print(
        f"first bar: {faster:.1f}x typical (at least {BAR[0]:.0f}): {_word(faster >= BAR[0])}; "
        f"{slower:.1f}x bound (at most {BAR[1]:.0f}): {_word(slower <= BAR[1])}; "
        f"{most:.0f} MB (at most {BAR[2]:.0f}): {_word(most <= BAR[2])}"
    )
    print(
        f"aim: {AIM[0]:.0f}x typical, {_far(AIM[0] / faster)}; {AIM[1]:.0f}x bound, {_far(slower / AIM[1])}"
        "  (by CPU time, which other work on the machine disturbs least)"
    )
    return [] if SANE[0] <= sane <= SANE[1] else [f"typical / bound is {sane:.1f}: the yardstick is off"]


def _far(factor: float) -> str:
    return "reached" if factor <= 1 else f"{factor:.1f} times too slow"


def _word(held: bool) -> str:
    return "reached" if held else "NOT reached"


def write_json(file: Path, sizes: Sequence[Size]) -> None:
    """bench.json: wall seconds and their ratios by size, the same by CPU seconds below `cpu`, and the steps at the judged size."""
    paths = {f"{s.lines}{'' if s.source == 'xlsx' else '-' + s.source}": {**_path(s, wall), "cpu": _path(s, cpu)} for s in sizes}
    steps: dict[str, object] = {}
    for size in sizes:
        if size.lines == JUDGED:
            steps = {name: _values([step(who, name, wall) for who in _who(size)]) for name in STEPS}
    for size in sizes:
        paths[str(size.lines) if size.source == "xlsx" else f"{size.lines}-{size.source}"]["peak_mb"] = _round(peak(size.ours))
    file.write_text(json.dumps({"path": paths, "steps": steps}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _path(size: Size, seconds: Seconds) -> dict[str, object]:
    return _values([path(who, seconds) for who in _who(size)])


def _values(seconds: Sequence[float | None]) -> dict[str, object]:
    ours, typical, bound = seconds
    return {
        "seconds": _round(ours),
        "typical_seconds": _round(typical),
        "bound_seconds": _round(bound),
        "vs_typical": _round(ratio(typical, ours)),
        "vs_bound": _round(ratio(ours, bound)),
    }


def _who(size: Size) -> tuple[list[Outcome], list[Outcome], list[Outcome]]:
    return size.ours, size.typical, size.bound


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
