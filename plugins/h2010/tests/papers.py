"""Invented ledgers and lists for the old system."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from baoguan import BondedInventoryList, InventoryLine
from baoguan.plugin import Ledger, LedgerItem, UnitConsumption
from tests.support import lists

TRADE = "4403D60001"
MAKER, AGENT = (attrs.evolve(party, credit_code=None) for party in (lists.MAKER, lists.AGENT))
"""The old system knows no credit codes."""


def item(number: int, prefix: str = "M", **changes: Any) -> LedgerItem:  # noqa: ANN401
    """A row of a ledger."""
    base = LedgerItem(
        item_no=number,
        part_no=f"{prefix}-{number:04d}",
        hs_code="8542319000" if prefix == "M" else "8517629900",
        goods_name="集成电路" if prefix == "M" else "示例路由器",
        specification="示例|无品牌",
        unit="007",
        statutory_unit="007",
        quantity=Decimal(1000),
        unit_price=Decimal("0.5"),
        total_price=Decimal(500),
        currency="USD",
        country="JPN" if prefix == "M" else "USA",
        exemption="3",
        material_rank="1" if prefix == "M" else None,
    )
    return attrs.evolve(base, **changes)


def consumption(product: int, material: int, net: str = "2", **changes: Any) -> UnitConsumption:  # noqa: ANN401
    """A row of unit consumption."""
    base = UnitConsumption(
        serial_no=product * 100 + material,
        product_item_no=product,
        material_item_no=material,
        version="1",
        net=Decimal(net),
        tangible_loss=Decimal("0.5"),
        intangible_loss=Decimal(0),
        bonded_share=Decimal(100),
        state="2",
        enterprise_mark="1",
    )
    return attrs.evolve(base, **changes)


def ledger(number: str = "EMS-A-1", **changes: Any) -> Ledger:  # noqa: ANN401
    """An account of three materials, two of which merge, and one product."""
    base = Ledger(
        family="account",
        internal_number=number,
        ledger_type="1",
        act="1",
        change_count=0,
        master_customs="5301",
        operating_enterprise=MAKER,
        processing_enterprise=MAKER,
        declarant=AGENT,
        declarant_kind="3",
        input_enterprise=AGENT,
        archive_no="DEMO-ARCHIVE",
        max_turnover=Decimal(100),
        write_off_cycle=180,
        valid_until=date(2027, 6, 3),
        consumption_stage="1",
        entered_on=date(2026, 1, 5),
        materials=(item(1), item(2, goods_name="片式电容器", hs_code="8532241000"), item(3)),
        products=(item(1, "P"),),
        consumptions=(consumption(1, 1, "2"), consumption(1, 2, "12"), consumption(1, 3, "1.5")),
    )
    return attrs.evolve(base, **changes)


def line(number: int, **changes: Any) -> InventoryLine:  # noqa: ANN401
    """A line that refers to merged row 1 by a part number that merges into it."""
    base = lists.line(
        number,
        ledger_item_no=1,
        part_no="M-0001",
        goods_name="集成电路",
        specification="示例|无品牌",
        unit_price=Decimal("0.5"),
        total_price=Decimal(50),
        declaration_line_no=1,
        modification=None,
    )
    return attrs.evolve(base, **changes)


def inventory(number: str = "LIST-1", ledger_no: str = "E53010000001", **changes: Any) -> BondedInventoryList:  # noqa: ANN401
    """A list of materials that come in."""
    base = lists.inventory(
        number,
        ledger_no=ledger_no,
        operating_enterprise=MAKER,
        processing_enterprise=MAKER,
        declarant=AGENT,
        data_entry=AGENT,
        entry_declarant=AGENT,
        customs_office="5301",
        generate_declaration="2",
    )
    return attrs.evolve(base, **{"lines": (line(1), line(2, part_no="M-0003")), **changes})


def filed(number: str = "EMS-A-1", **changes: Any) -> Ledger:  # noqa: ANN401
    """A ledger as a channel gets it to file: every row is marked as added."""
    plain = ledger(number, **changes)
    return attrs.evolve(
        plain,
        materials=tuple(attrs.evolve(row, modification="3") for row in plain.materials),
        products=tuple(attrs.evolve(row, modification="3") for row in plain.products),
        consumptions=tuple(attrs.evolve(row, modification="3") for row in plain.consumptions),
    )
