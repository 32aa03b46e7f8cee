"""A sample list of invented companies that breaks no rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.party import Party

MANUFACTURER: Final = Party(customs_code="4403DEM0A1", credit_code="91440300MADEM0A00H", name="虚构电子（示例）有限公司")
BROKER: Final = Party(customs_code="4403DEM0B2", credit_code="91440300MADEM0B007", name="虚构报关（示例）有限公司")


def sample() -> BondedInventoryList:
    """A valid list: three lines of materials, imported by road under a handbook (进料加工手册)."""
    return BondedInventoryList(
        ledger_no="C530124A0001",
        inventory_type="0",
        internal_number="DEMO-2025-0001",
        change_count=0,
        operating_enterprise=MANUFACTURER,
        processing_enterprise=MANUFACTURER,
        declarant=BROKER,
        data_entry=BROKER,
        entered_on=date(2025, 6, 3),
        entry_declarant=BROKER,
        port="5301",
        customs_office="5301",
        direction="I",
        goods_kind="I",
        supervision_mode="0615",
        transport_mode="4",
        counterpart_country="JPN",
        customs_declared="1",
        declaration_relation="2",
        generate_declaration="1",
        declaration_kind="1",
        declaration_type="1",
        lines=(
            InventoryLine(
                line_no=1,
                ledger_item_no=1,
                part_no="DEMO-CAP-01",
                hs_code="8532241000",
                goods_name="片式多层瓷介电容器",
                specification="0402|无品牌",
                unit="054",
                statutory_unit="035",
                second_unit="054",
                origin_country="JPN",
                unit_price=Decimal("2.5"),
                total_price=Decimal(250),
                currency="USD",
                statutory_quantity=Decimal("1.2"),
                second_quantity=Decimal(100),
                quantity=Decimal(100),
                gross_weight=Decimal("1.5"),
                net_weight=Decimal("1.2"),
                exemption="3",
                dangerous_goods="0",
                destination_country="CHN",
                modification="3",
            ),
            InventoryLine(
                line_no=2,
                ledger_item_no=2,
                part_no="DEMO-SCR-07",
                hs_code="7318159090",
                goods_name="钢铁制螺钉",
                specification="M3|无品牌",
                unit="007",
                statutory_unit="035",
                origin_country="TWN",
                unit_price=Decimal("0.0125"),
                total_price=Decimal(125),
                currency="USD",
                statutory_quantity=Decimal("18.25"),
                quantity=Decimal(10000),
                gross_weight=Decimal(20),
                net_weight=Decimal("18.25"),
                exemption="3",
                dangerous_goods="0",
                destination_country="CHN",
                modification="3",
            ),
            InventoryLine(
                line_no=3,
                ledger_item_no=3,
                part_no="DEMO-PLA-03",
                hs_code="3926901000",
                goods_name="塑料垫圈",
                specification="尼龙|无品牌",
                unit="035",
                statutory_unit="035",
                origin_country="JPN",
                unit_price=Decimal("8.3333"),
                total_price=Decimal("25.00"),
                currency="USD",
                statutory_quantity=Decimal(3),
                quantity=Decimal(3),
                gross_weight=Decimal("3.4"),
                net_weight=Decimal(3),
                exemption="3",
                dangerous_goods="0",
                destination_country="CHN",
                modification="3",
            ),
        ),
    )
