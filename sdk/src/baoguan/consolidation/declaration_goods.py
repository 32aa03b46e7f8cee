"""Goods lines of the declaration of a list: its lines joined by 报关单商品序号, and what of them is left to a person.

Quantities and amounts are summed exactly, and only where the lines agree on the unit or currency. In what the lines differ nothing is chosen:
it is left empty and listed, unless the list itself carries a line of the declaration's draft (临时报关单表体) that says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any, Final

import attrs

from baoguan.consolidation.sums import EXACT, SUMMED, unit_price
from baoguan.model.declaration_goods import DeclarationGoods
from baoguan.model.fields import paths
from baoguan.model.inventory import InventoryLine
from baoguan.model.inventory_codes import LineModification
from baoguan.model.inventory_draft import DraftGoods

GOODS_FORM: Final = (
    "ledger_item_no",
    "hs_code",
    "goods_name",
    "specification",
    "quantity",
    "unit",
    "statutory_quantity",
    "statutory_unit",
    "unit_price",
    "total_price",
    "currency",
    "origin_country",
    "destination_country",
    "district",
    "exemption",
)
"""Boxes of a goods line of the paper form, in its order."""

JOINED: Final = (
    "hs_code",
    "goods_name",
    "specification",
    "unit",
    "statutory_unit",
    "second_unit",
    "currency",
    "origin_country",
    "destination_country",
    "exemption",
    "unit_price",
    "ledger_item_no",
    "part_no",
    "consumption_version",
)
"""Fields of a list line that its goods line has too; joined lines must agree on each."""

UNIT_OF: Final[Mapping[str, str]] = {
    "quantity": "unit",
    "statutory_quantity": "statutory_unit",
    "second_quantity": "second_unit",
    "total_price": "currency",
}
"""What is summed -> what the lines must agree on for the sum to mean anything."""

OF_OTHER_PARTY: Final = frozenset({"ledger_item_no", "part_no", "consumption_version", "exemption"})
"""Fields that a declaration of the other party (关联报关) has from its own ledger, if it has one."""

_OF_DRAFT: Final[Mapping[str, str]] = {
    **{name: name for name in (*JOINED, *SUMMED) if name not in ("part_no", "consumption_version")},
    **{
        name: name
        for name in (
            *("inspection_code", "inspection_name", "goods_name_en", "origin_place", "purpose", "valid_until", "shelf_life"),
            *("goods_attributes", "ingredients", "un_code", "dangerous_name", "dangerous_packing_class", "dangerous_packing"),
            *("not_dangerous", "foreign_manufacturer", "destination_place", "district", "goods_model", "produced_on", "batch_no"),
            "manufacturer_name",
        )
    },
    "use": "use_code",
    "inspected_specification": "goods_spec",
    "brand": "goods_brand",
    "manufacturer_registration": "manufacturer_no",
}
"""Field of the goods line -> of the draft's line that the list carries."""

_SHOWN: Final = 5


@attrs.frozen(kw_only=True)
class Missing:
    """A field that the list does not give. `why` says what it does give where that is not enough."""

    path: str
    zh: str
    en: str
    why_zh: str = ""
    why_en: str = ""


def goods_of(
    lines: Iterable[InventoryLine], drafts: Iterable[DraftGoods] = (), *, others: bool = False
) -> tuple[tuple[DeclarationGoods, ...], list[Missing]]:
    """The goods lines of list lines, and what a person still fills in. Lines that a change deletes (修改标志 2) are no goods any more; with
    `others` the declaration is of another party."""
    known = {d.declaration_line_no: d for d in drafts if d.declaration_line_no}
    goods: list[DeclarationGoods] = []
    missing: list[Missing] = []
    for place, (number, group) in enumerate(_groups(lines), 1):
        made = _Line(place=place, group=group, draft=known.get(number) if number else None, others=others)
        goods.append(DeclarationGoods(line_no=number, **made.values()))
        if number is None:
            made.miss("line_no", "清单未编报关单商品序号", "the line has no declaration line number, others have")
        made.complete(goods[-1])
        missing += made.missing
    return tuple(goods), missing


def live(lines: Iterable[InventoryLine]) -> list[InventoryLine]:
    """The lines without those that a change deletes."""
    return [line for line in lines if line.modification != LineModification.DELETED]


def _groups(lines: Iterable[InventoryLine]) -> Iterator[tuple[int | None, list[InventoryLine]]]:
    """Lines by 报关单商品序号. One without a number stays alone: numbered by its place where no line has any."""
    numbered: dict[int, list[InventoryLine]] = {}
    alone = []
    for line in live(lines):
        if line.declaration_line_no:
            numbered.setdefault(line.declaration_line_no, []).append(line)
        else:
            alone.append(line)
    yield from sorted(numbered.items())
    for place, line in enumerate(alone, 1):
        yield (None if numbered else place), [line]


@attrs.define(kw_only=True)
class _Line:
    """One goods line in the making."""

    place: int
    group: Sequence[InventoryLine]
    draft: DraftGoods | None
    others: bool
    missing: list[Missing] = attrs.field(factory=list)

    def values(self) -> dict[str, Any]:
        """What the list gives of it."""
        own = {name: self._agreed(name) for name in JOINED if not (self.others and name in OF_OTHER_PARTY)}
        own |= {name: self._sum(name) for name in SUMMED}
        for ours, theirs in _OF_DRAFT.items():
            given = getattr(self.draft, theirs, None)
            if given is None:
                continue
            mine = own.get(ours)
            if mine is not None and mine != given:
                self._drop(ours)
                self._unsure(ours, (mine, given), "清单表体与临时报关单", "the lines and the draft that the list carries")
                own[ours] = None
            else:
                self._drop(ours)
                own[ours] = given
        return own

    def complete(self, row: DeclarationGoods) -> None:
        """List every box that is empty and not listed yet."""
        listed = {m.path for m in self.missing}
        wanted = [*GOODS_FORM, *(["second_quantity"] if row.second_unit else [])]
        for name in wanted:
            if getattr(row, name) in (None, "") and f"goods[{self.place}].{name}" not in listed:
                why = ("关联报关：由对方按其备案填报", "the other party fills it in from its own ledger")
                self.miss(name, *(why if self.others and name in OF_OTHER_PARTY else ("", "")))

    def miss(self, name: str, why_zh: str = "", why_en: str = "") -> None:
        """List a field."""
        term = paths(DeclarationGoods)[name]
        self.missing.append(Missing(path=f"goods[{self.place}].{name}", zh=term.zh, en=term.en, why_zh=why_zh, why_en=why_en))

    def _drop(self, name: str) -> None:
        self.missing = [m for m in self.missing if m.path != f"goods[{self.place}].{name}"]

    def _agreed(self, name: str) -> object:
        found = {getattr(line, name) for line in self.group}
        if len(found) == 1:
            return found.pop()
        self._unsure(name, found, *self._joins())
        return None

    def _joins(self) -> tuple[str, str]:
        return f"归并的 {len(self.group)} 行清单", f"the {len(self.group)} lines of the list that it joins"

    def _sum(self, name: str) -> Decimal | None:
        units = {getattr(line, UNIT_OF[name]) for line in self.group}
        values = [getattr(line, name) for line in self.group]
        if all(v is None for v in values):
            return None
        if len(units) > 1:
            term = paths(DeclarationGoods)[UNIT_OF[name]]
            self.miss(name, f"归并的各行{term.zh}不一致，不能相加", f"the lines differ in the {term.en}: no sum")
            return None
        if None in values:
            empty = values.count(None)
            self.miss(
                name, f"归并的 {len(values)} 行中 {empty} 行未填", f"{empty} of the {len(values)} lines that it joins lack it"
            )
            return None
        with localcontext(EXACT):
            return sum(values, Decimal(0))

    def _unsure(self, name: str, found: Iterable[object], zh: str, en: str) -> None:
        texts = sorted("—" if v is None else str(v) for v in found)
        shown = "、".join(texts[:_SHOWN]) + ("…" if len(texts) > _SHOWN else "")
        more = self._computed() if name == "unit_price" else ("", "")
        self.miss(name, f"{zh}不一致：{shown}{more[0]}", f"{en} differ: {shown}{more[1]}")

    def _computed(self) -> tuple[str, str]:
        """What the page would compute of the sums, to look at."""
        if len({(line.currency, line.unit) for line in self.group}) > 1:
            return "", ""
        totals = [line.total_price for line in self.group]
        quantities = [line.quantity for line in self.group]
        if None in totals or None in quantities:
            return "", ""
        with localcontext(EXACT):
            price = unit_price(sum(t for t in totals if t is not None), sum(q for q in quantities if q is not None))  # type: ignore[arg-type]
        return (f"；总价 ÷ 数量 = {price}", f"; total ÷ quantity = {price}") if price is not None else ("", "")
