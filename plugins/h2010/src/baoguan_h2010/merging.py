"""归并关系: rows of the enterprise's own grain (归并前, 料号级) and the rows of the ledger (归并后) that they merge into.

The old system keeps a ledger at merged rows and fixes the merging when the ledger is filed. Rows merge when HS code, name and unit agree; the
merged row takes the lowest item number of its rows, so that rows added later renumber nothing. A deleted row stays in the document
(修改标志 2): without it, the number of its group could move, which the far side refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

import attrs

from baoguan import BondedInventoryList
from baoguan.plugin import Ledger, LedgerItem, UnitConsumption, UnusableInput

NONE: Final = "0"
CHANGED: Final = "1"
DELETED: Final = "2"
ADDED: Final = "3"

MATERIALS: Final = "I"
"""料件成品标记 of a list of materials."""


@attrs.frozen(kw_only=True)
class Merged:
    """A row after merging, and the rows that it stands for."""

    number: int
    rows: tuple[LedgerItem, ...]

    def agreed(self, attribute: str) -> str | None:
        """The value in which all its rows agree, or None."""
        found = {getattr(row, attribute) for row in self.rows}
        return found.pop() if len(found) == 1 else None

    def total(self, attribute: str) -> Decimal | None:
        """The sum over the rows that are not deleted (over all when all are); None when none has a value."""
        alive = [row for row in self.rows if row.modification != DELETED] or list(self.rows)
        values = [value for row in alive if (value := getattr(row, attribute)) is not None]
        return sum(values, Decimal(0)) if values else None

    @property
    def mark(self) -> str:
        """修改标志 of the merged row."""
        return joint_mark(row.modification for row in self.rows)


@attrs.frozen(kw_only=True)
class MergedConsumption:
    """A row of unit consumption between merged rows."""

    product: int
    material: int
    version: str
    net: Decimal | None
    tangible_loss: Decimal | None
    intangible_loss: Decimal | None
    bonded_share: Decimal | None
    mark: str


@attrs.frozen(kw_only=True)
class Relations:
    """The dictionary of a ledger."""

    materials: tuple[Merged, ...]
    products: tuple[Merged, ...]

    @classmethod
    def of(cls, ledger: Ledger) -> Relations:
        """Work it out. Raises UnusableInput for a row without number."""
        return cls(materials=_merge(ledger.materials, "materials"), products=_merge(ledger.products, "products"))

    def number_of(self, part_no: str, kind: str) -> int | None:
        """The merged row of a part number; `kind` is 料件成品标记. None when no row, or rows of several merged ones, have it."""
        rows = self.materials if kind == MATERIALS else self.products
        found = {m.number for m in rows for row in m.rows if row.part_no == part_no and row.modification != DELETED}
        return found.pop() if len(found) == 1 else None

    def numbered(self, document: BondedInventoryList) -> BondedInventoryList:
        """The list with 备案序号 of the merged rows, found by part number. Raises UnusableInput for a part number of no row."""
        numbers = [self.number_of(line.part_no or "", document.goods_kind or MATERIALS) for line in document.lines]
        lost = [
            f"lines[{n}] {line.part_no}" for n, (line, at) in enumerate(zip(document.lines, numbers, strict=True), 1) if at is None
        ]
        if lost:
            raise UnusableInput(
                f"料号不在归并关系中，或对应多个归并后序号：{'、'.join(lost[:20])}",
                f"part numbers of no merged row, or of several: {', '.join(lost[:20])}",
                remedy_zh="改正料号，或先变更账册的归并关系",
                remedy_en="Correct the part number, or change the ledger's rows first",
            )
        lines = (attrs.evolve(line, ledger_item_no=at) for line, at in zip(document.lines, numbers, strict=True))
        return attrs.evolve(document, lines=tuple(lines))

    def consumptions(self, rows: Sequence[UnitConsumption]) -> list[MergedConsumption]:
        """Unit consumptions between merged rows. What goes into one product row adds up; product rows that merge must agree."""
        products = {row.item_no: m.number for m in self.products for row in m.rows}
        materials = {row.item_no: m.number for m in self.materials for row in m.rows}
        groups: dict[tuple[int, int, str], dict[int | None, list[UnitConsumption]]] = {}
        for number, row in enumerate(rows, 1):
            product, material = products.get(row.product_item_no), materials.get(row.material_item_no)
            if product is None or material is None:
                raise _unusable(
                    f"consumptions[{number}]",
                    f"单耗引用的成品 {row.product_item_no} 或料件 {row.material_item_no} 不在单证中，无法归并",
                    f"product {row.product_item_no} or material {row.material_item_no} is no row of the document and cannot be merged",
                )
            groups.setdefault((product, material, row.version or "0"), {}).setdefault(row.product_item_no, []).append(row)
        return [_joint(key, by_product) for key, by_product in groups.items()]


def joint_mark(marks: Iterable[str | None]) -> str:
    """修改标志 of a group of rows: that in which all agree, else changed."""
    found = {mark or NONE for mark in marks}
    return found.pop() if len(found) == 1 else CHANGED


def _merge(rows: Sequence[LedgerItem], name: str) -> tuple[Merged, ...]:
    groups: dict[tuple[str | None, ...], list[LedgerItem]] = {}
    for number, row in enumerate(rows, 1):
        if row.item_no is None:
            raise _unusable(f"{name}[{number}].item_no", "没有序号，无法归并", "a row without number cannot be merged")
        groups.setdefault((row.hs_code, row.goods_name, row.unit), []).append(row)
    merged = (Merged(number=min(row.item_no or 0 for row in group), rows=tuple(group)) for group in groups.values())
    return tuple(sorted(merged, key=lambda m: m.number))


_Values = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]


def _joint(key: tuple[int, int, str], by_product: Mapping[int | None, Sequence[UnitConsumption]]) -> MergedConsumption:
    product, material, version = key
    everything = [row for rows in by_product.values() for row in rows]
    alive = [[row for row in rows if row.modification != DELETED] for rows in by_product.values()]
    wanted = [rows for rows in alive if rows] or [list(rows) for rows in by_product.values()]
    values: set[_Values] = set()
    for rows in wanted:
        rates = {(r.tangible_loss, r.intangible_loss, r.bonded_share) for r in rows}
        nets = [r.net for r in rows if r.net is not None]
        values.update((sum(nets, Decimal(0)) if nets else None, *rate) for rate in rates)
    if len(values) != 1:
        raise _unusable(
            f"consumptions {product}/{material}/{version}",
            "归并为同一成品、料件的单耗不一致：料号级成品的净耗之和或损耗率、保税比例不同",
            "rows that merge into one product and material disagree: their net consumption, losses or bonded share differ",
        )
    ((net, tangible, intangible, bonded),) = values
    return MergedConsumption(
        product=product,
        material=material,
        version=version,
        net=net,
        tangible_loss=tangible,
        intangible_loss=intangible,
        bonded_share=bonded,
        mark=joint_mark(row.modification for row in everything),
    )


def _unusable(where: str, zh: str, en: str) -> UnusableInput:
    return UnusableInput(
        f"{where}：{zh}",
        f"{where}: {en}",
        remedy_zh="核对序号、料号；归并后不一致的用不同的单耗版本号或不同的品名区分",
        remedy_en="Check item and part numbers; what differs after merging needs another version or another name",
    )
