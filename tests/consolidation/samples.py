"""Invented lists: no real company, goods or numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from baoguan.codes import TariffEntry, TariffTable
from baoguan.consolidation import Consolidation
from baoguan.model.inventory import BondedInventoryList, InventoryLine

DAY = date(2025, 3, 1)

LINE = InventoryLine(
    ledger_item_no=1,
    part_no="M-1",
    hs_code="8542310000",
    goods_name="集成电路",
    specification="示例型号",
    unit="007",
    statutory_unit="007",
    currency="USD",
    origin_country="JPN",
    destination_country="CHN",
    exemption="3",
    quantity=Decimal(10),
    statutory_quantity=Decimal(10),
    unit_price=Decimal("1.25"),
    total_price=Decimal("12.50"),
)


def line(**changes: Any) -> InventoryLine:  # noqa: ANN401
    return attrs.evolve(LINE, **changes)


def listed(*lines: InventoryLine, **head: Any) -> BondedInventoryList:  # noqa: ANN401
    fields: dict[str, Any] = {
        "internal_number": "DEMO-1",
        "declaration_type": "1",
        "goods_kind": "I",
        "customs_declared": "1",
        "generate_declaration": "1",
    } | head
    numbered = tuple(attrs.evolve(one, line_no=number) for number, one in enumerate(lines, 1))
    return BondedInventoryList(lines=numbered, **fields)


def tariff(**dutiable: bool | None) -> TariffTable:
    """A table of codes named `hs8104110000=True`."""
    return TariffTable(
        entries=tuple(TariffEntry(hs=name.removeprefix("hs"), export_dutiable=yes) for name, yes in dutiable.items())
    )


def rules(consolidation: Consolidation, severity: str | None = None) -> list[str]:
    return [f.rule for f in consolidation.findings if severity in (None, f.severity)]


@st.composite
def inventory_lines(draw: st.DrawFn) -> InventoryLine:
    """Lines of few different keys, so that they merge."""
    quantity = st.decimals("0.00001", 10**6, places=5, allow_nan=False)
    return line(
        hs_code=draw(st.sampled_from(["8542310000", "8541100000", "3926909090"])),
        unit=draw(st.sampled_from(["007", "035"])),
        origin_country=draw(st.sampled_from(["JPN", "KOR"])),
        specification=draw(st.sampled_from(["甲", "乙"])),
        no_merge=draw(st.sampled_from([None, None, None, False, True])),
        quantity=draw(quantity),
        statutory_quantity=draw(quantity),
        total_price=draw(st.decimals("0.01", 10**9, places=2, allow_nan=False)),
        gross_weight=draw(st.none() | quantity),
    )
