"""Which kind of document a file is about, told by its headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from baoguan.errors import UnusableInput
from baoguan.sheets.grids import Grid
from baoguan.sheets.layout import find_heading
from baoguan.sheets.names import Headings, Rank


def tell(path: Path, grids: Iterable[Grid], known: Sequence[Headings]) -> Headings:
    """The headings of the kind that explains most of the columns, and of those the one that knows them by their proper terms.

    Where none explains any, the first. Raises UnusableInput where two do equally well.
    """
    if len(known) == 1:
        return known[0]
    tops = [grid.top for grid in grids]
    scores = [tuple(map(sum, zip(*(_explained(top, headings) for top in tops), strict=True))) for headings in known]
    best = max(scores, default=())
    found = [headings for headings, score in zip(known, scores, strict=True) if score == best]
    if len(found) > 1 and any(best):
        raise _untold(path, [headings for headings, score in zip(known, scores, strict=True) if score == best])
    return found[0]


def _explained(top: Sequence[Sequence[object]], headings: Headings) -> tuple[int, int]:
    """How many headings of a sheet name a field, and how surely all in all."""
    row, _ = find_heading(top, headings)  # type: ignore[arg-type]
    if row < 0:
        return 0, 0
    ranks = [
        min(target.rank for target in targets)
        for cell in top[row]
        if isinstance(cell, str) and (targets := list(headings.targets(cell)))
    ]
    return len(ranks), sum(Rank.LOOSE - rank for rank in ranks)


def _untold(path: Path, known: Sequence[Headings]) -> UnusableInput:
    zh = " 或 ".join(f"{headings.kind.zh}（{headings.kind.name}）" for headings in known)
    en = " or ".join(headings.kind.name for headings in known)
    return UnusableInput(
        f"看不出 {path.name} 是 {zh}：它的列名两者都有",
        f"it cannot be told whether {path.name} holds documents of kind {en}: its headings fit both",
        remedy_zh="用 --kind 指明种类；或用模板的列名（如“客户端报关单编号”是报关单的，“备案编号”是清单的）",
        remedy_en="Say it with --kind, or use headings of the template that only one of them has",
    )
