"""One pass over the lines of a list: which lines agree in the key, and their sums; only keys and sums are held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from operator import attrgetter, itemgetter

from baoguan.codes import TariffTable
from baoguan.consolidation.compiled import row_reader
from baoguan.consolidation.settings import Settings, keeps_numbers
from baoguan.consolidation.sums import COMPARED, Sums
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import GoodsKind, InventoryType

BLOCK = 2048

Key = tuple[object, ...]

_last = itemgetter(-1)


class Grouping:
    """Lines that agree in the key and in the typed number (报关单序号), as groups numbered from 0 as they first
    appear.

    A line that must stand alone, because of `no_merge` (不归并) or as a product under export duty, is a group of its
    own. Materials and products never mix, since the mark (料件成品标记) is on the head. In a change or a deletion
    (申报类型 2, 3) the numbers that Customs has stand, so export duty is not looked at. Consolidated lists (集报清单)
    of old data have no destination: those lines merge whatever their countries. All of this: Single Window page.
    """

    def __init__(self, head: BondedInventoryList, settings: Settings, tariff: TariffTable | None, on: date | None) -> None:
        self.settings = settings
        self.stands = keeps_numbers(head)
        self.groups: list[int] = []
        """The group of every line."""
        self.alone: dict[int, str] = {}
        """Group -> why it stands alone: 'no_merge' or 'export_duty'."""
        self.unknown: dict[int, str] = {}
        """Group -> commodity code of which nobody knows whether it bears export duty."""
        self._numbering: defaultdict[Key, int] = defaultdict(count().__next__)
        self._read_keys = row_reader((*settings.key, "declaration_line_no", "no_merge"))
        self._products = head.goods_kind == GoodsKind.PRODUCT and not self.stands
        self._undirected = _country_places(settings.key) if head.inventory_type == InventoryType.CONSOLIDATED else ()
        agreed = {name for place, name in enumerate(settings.key) if place not in self._undirected}
        self.sums = Sums(compared=set(COMPARED) - agreed)
        self._dutiable: Callable[[str], bool | None] = lambda hs_code: settings.dutiable(hs_code, tariff, on)
        self._answers: dict[str | None, bool | None] = {None: None}

    def add(self, block: Sequence[InventoryLine]) -> None:
        """Add a run of lines."""
        start = len(self.groups)
        keys = self._read_keys(block)
        if self._undirected:
            self._forget_countries(keys, block)
        alone: dict[int, str] = {}
        if set(map(_last, keys)) != {None}:
            alone = {row: "no_merge" for row, key in enumerate(keys) if key[-1]}
            keys = [(*key[:-1], None) for key in keys]
        codes = list(map(attrgetter("hs_code"), block)) if self._products else []
        if codes:
            self._ask(set(codes))
            alone |= {row: "export_duty" for row, code in enumerate(codes) if self._answers[code]}
        for row in alone:
            keys[row] = (*keys[row], start + row)
        groups = list(map(self._numbering.__getitem__, keys))
        self.alone.update((groups[row], why) for row, why in alone.items())
        if codes and any(self._answers[code] is None for code in set(codes)):
            for group, code in zip(groups, codes, strict=True):
                if code is not None and self._answers[code] is None:
                    self.unknown.setdefault(group, code)
        self.groups += groups
        self.sums.add(groups, block)

    def keys(self) -> list[tuple[Key, int | None]]:
        """Of every group the fields of the key and the number that was typed, None without."""
        width = len(self.settings.key)
        return [(key[:width], key[width]) for key in self._numbering]  # type: ignore[misc]

    def _ask(self, codes: set[str | None]) -> None:
        for code in codes - self._answers.keys():
            self._answers[code] = self._dutiable(code) if code is not None else None

    def _forget_countries(self, keys: list[Key], block: Sequence[InventoryLine]) -> None:
        for row, line in enumerate(block):
            if not line.destination_country:
                key = list(keys[row])
                for place in self._undirected:
                    key[place] = None
                keys[row] = tuple(key)


def _country_places(key: Sequence[str]) -> tuple[int, ...]:
    return tuple(key.index(name) for name in ("origin_country", "destination_country") if name in key)
