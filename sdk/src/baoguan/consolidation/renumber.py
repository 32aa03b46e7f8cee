"""Writing numbers into a list: those of a consolidation, and those that close up when lines are taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import attrs

from baoguan.consolidation.compiled import collection_paused, renumberer
from baoguan.consolidation.result import Consolidation
from baoguan.consolidation.settings import keeps_numbers
from baoguan.errors import Refused
from baoguan.model.inventory import BondedInventoryList, InventoryLine


def numbered(document: BondedInventoryList, consolidation: Consolidation) -> BondedInventoryList:
    """The list with the declaration line number (报关单商品序号) of a consolidation in every line.

    Raises ValueError when the consolidation is of another number of lines.
    """
    lines = with_numbers(document.lines, consolidation.numbers, keep_line_no=True)
    return attrs.evolve(document, lines=lines)


def with_numbers(
    lines: Iterable[InventoryLine], numbers: Iterable[int | None], *, keep_line_no: bool = False
) -> tuple[InventoryLine, ...]:
    """Lines numbered 1, 2, 3 ... (商品序号) unless kept, each with its declaration line number."""
    copy = renumberer()
    given = tuple(lines)
    places = [line.line_no for line in given] if keep_line_no else range(1, len(given) + 1)
    with collection_paused():
        return tuple(
            [
                line if line.line_no == place and line.declaration_line_no == number else copy(line, place, number)
                for line, place, number in zip(given, places, numbers, strict=True)
            ]
        )


def closed_up(numbers: Sequence[int | None]) -> list[int | None]:
    """Declaration line numbers moved together to 1, 2, 3 ... in their order; None stays None."""
    places = {number: place for place, number in enumerate(sorted({n for n in numbers if n is not None}), 1)}
    return [None if number is None else places[number] for number in numbers]


def without_lines(document: BondedInventoryList, positions: Collection[int]) -> BondedInventoryList:
    """The list without the lines at these positions (from 1); line numbers and declaration line numbers close up
    (page).

    Raises Refused for a change or deletion, in which no line may be taken out (page), and IndexError for a position
    that the list does not have.
    """
    if keeps_numbers(document):
        raise Refused(
            "变更或删除的清单不能增删表体行",
            "a change or deletion of a list can neither add nor drop lines",
            remedy_zh="删除整份清单后重新申报",
            remedy_en="Delete the whole list and declare it anew",
        )
    wrong = [position for position in positions if not 1 <= position <= len(document.lines)]
    if wrong:
        raise IndexError(f"the list has {len(document.lines)} lines, not {wrong}")
    dropped = frozenset(positions)
    kept = [line for position, line in enumerate(document.lines, 1) if position not in dropped]
    return attrs.evolve(document, lines=with_numbers(kept, closed_up([line.declaration_line_no for line in kept])))
