"""What sheets know of a ledger (手册, 账册): its sections, the headings of their fields, and words of the page that no code list has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

import attrs

from baoguan.model.inventory_codes import ExemptionMode
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_codes import CustomsMark, HandbookType, MaterialRank
from baoguan.sheets.blocks import Row
from baoguan.sheets.names import normalised
from baoguan.sheets.tables import Section

HEAD: Final = Section(name="head", path="", zh="表头", model=Ledger)
MATERIALS: Final = Section(name="materials", path="materials", zh="料件", model=LedgerItem)
PRODUCTS: Final = Section(name="products", path="products", zh="成品", model=LedgerItem)
CONSUMPTIONS: Final = Section(name="consumptions", path="consumptions", zh="单损耗", model=UnitConsumption)
SECTIONS: Final = (HEAD, MATERIALS, PRODUCTS, CONSUMPTIONS)

ROW_KIND: Final = frozenset(map(normalised, ("料件成品标志", "料件成品标记", "料件成品类型", "料件/成品", "料件、成品标志")))
"""Headings of a column that tells materials from products, where both stand in one table."""
ROW_KINDS: Final = {"i": MATERIALS, "料件": MATERIALS, "material": MATERIALS, "e": PRODUCTS, "成品": PRODUCTS, "product": PRODUCTS}

TOTALS: Final = re.compile(r"(合计|总计|小计|共计|total|sum\b)", re.IGNORECASE)

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "material_rank": {"非主料": MaterialRank.AUXILIARY.value},
    "customs_mark": {"正常": CustomsMark.NORMAL.value},
    "exemption": {mode.zh: mode.value for mode in ExemptionMode},
    "ledger_type": {kind.zh: kind.value for kind in HandbookType},
}
"""Field -> what the page shows -> the code of it, where the field has no list or the page another wording."""

_IN_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


@attrs.frozen
class Named:
    """The field that a heading names, and how surely: a lower rank before a higher one."""

    path: str
    rank: int


class Index:
    """The headings of one section."""

    def __init__(self, section: Section) -> None:
        self._known: dict[str, Named] = {}
        for name, path, rank in _names(section):
            plain = normalised(name)
            before = self._known.get(plain)
            if plain and (before is None or rank < before.rank):
                self._known[plain] = Named(path, rank)

    def find(self, heading: object) -> Named | None:
        """The field of a heading, brackets left out where they hide it; None for what is no heading of the section."""
        if not isinstance(heading, str):
            return None
        found = self._known.get(normalised(heading))
        if found is None:
            without = self._known.get(normalised(_IN_BRACKETS.sub("", unicodedata.normalize("NFKC", heading))))
            found = None if without is None else attrs.evolve(without, rank=_LOOSE)
        return found

    def count(self, row: Row) -> int:
        """How many different fields a row of headings names; 0 where no two of them stand side by side, as labels with values do."""
        named = [self.find(cell) for cell in row]
        beside = any(a is not None and b is not None for a, b in pairwise(named))
        return len({each.path for each in named if each is not None}) if beside else 0


_RUNNING: Final = normalised("序号")
_LOOSE: Final = 9


def _names(section: Section) -> Iterator[tuple[str, str, int]]:
    for path, term in section.fields.items():
        yield path, path, 0
        yield term.zh, path, 1
        yield section.zh + term.zh, path, 1
        for name in term.names:
            # 序号 may only count the rows: a heading that says more is believed before it.
            rank = 3 if normalised(name) == _RUNNING else 2
            yield name, path, rank
            yield section.zh + name, path, 2
        yield term.en, path, 4


INDEXES: Final[Mapping[str, Index]] = {section.name: Index(section) for section in SECTIONS}


def section_named(text: str) -> Section | None:
    """The section that the name of a sheet, or its title, speaks of."""
    plain = normalised(text)
    if "损耗" in plain or "单耗" in plain or "consumption" in plain:
        return CONSUMPTIONS
    material, product = "料件" in plain or "material" in plain, "成品" in plain or "product" in plain
    if material != product:
        return MATERIALS if material else PRODUCTS
    return None
