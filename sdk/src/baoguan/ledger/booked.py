"""What a source outside the journal says of the rows of a ledger: its figures, or only which line of which list was booked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from baoguan.ledger.effects import BookRow
from baoguan.model.ledger import LedgerItem


class Figure(StrEnum):
    """A quantity that a source may state of a row, in the declared unit; named as in `RowBalance`."""

    OPENING = "opening"
    INCREASED = "increased"
    DECREASED = "decreased"
    PRE_INCREASED = "pre_increased"
    PRE_DECREASED = "pre_decreased"
    BOOK = "book"
    AVAILABLE = "available"


@attrs.frozen
class FigureTerm:
    """What a figure is called. `names` are headings that mean nothing else: the first as the account's records have it (official), the
    others as exports word it (seen once)."""

    zh: str
    en: str
    names: tuple[str, ...]


FIGURES: Final[Mapping[Figure, FigureTerm]] = {
    Figure.OPENING: FigureTerm("期初", "opening", ("期初数量", "核销周期初始数量")),
    Figure.INCREASED: FigureTerm("实增", "increased", ("实增数量",)),
    Figure.DECREASED: FigureTerm("实减", "decreased", ("实减数量", "实扣数量")),
    Figure.PRE_INCREASED: FigureTerm("预增", "pre-increased", ("预增数量",)),
    Figure.PRE_DECREASED: FigureTerm("预减", "pre-decreased", ("预减数量", "预扣数量")),
    Figure.BOOK: FigureTerm("账面", "book", ("账面数量", "账面结余")),
    Figure.AVAILABLE: FigureTerm("可用", "available", ("可用数量",)),
}


@attrs.frozen(kw_only=True)
class Booked:
    """One row of a ledger as a source has it.

    `figures` is empty where the source has no balances. `list_no` and `list_line` name the list line that was booked last, `at` is Customs'
    own time of that; `item` holds what the source says of the goods, `place` where it stands in the source.
    """

    ledger: str
    item_no: int
    row: BookRow = BookRow.MATERIAL
    figures: Mapping[Figure, Decimal] = attrs.field(factory=dict)
    list_no: str = ""
    list_line: int | None = None
    at: datetime | None = None
    item: LedgerItem | None = None
    place: str = ""

    @property
    def key(self) -> tuple[BookRow, int]:
        """The row it speaks of."""
        return self.row, self.item_no
