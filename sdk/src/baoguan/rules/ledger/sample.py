"""A sample handbook of invented companies that breaks no rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.rules.inventory.sample import BROKER, MANUFACTURER


def sample() -> Ledger:
    """A valid filing of a 进料加工 handbook: two materials, two products, three consumptions."""
    return Ledger(
        family="handbook",
        internal_number="DEMO-L-2025-01",
        ledger_type="C",
        act="1",
        change_count=0,
        master_customs="5301",
        operating_enterprise=MANUFACTURER,
        processing_enterprise=MANUFACTURER,
        declarant=BROKER,
        declarant_kind="3",
        input_enterprise=BROKER,
        region="440305",
        supervision_mode="0615",
        levy_nature="503",
        processing_kind="IT产品",
        port="5301",
        import_contract="DEMO-IMP-1",
        export_contract="DEMO-EXP-1",
        import_currency="USD",
        export_currency="USD",
        valid_until=date(2026, 6, 3),
        consumption_stage="1",
        use="1",
        contact="示例",
        contact_phone="0755-00000000",
        entered_on=date(2025, 6, 3),
        materials=(_item("M", 1, "8532241000", "片式多层瓷介电容器", "054"), _item("M", 2, "7318159090", "钢铁制螺钉", "007")),
        products=(_item("P", 1, "8517629900", "示例路由器", "001"), _item("P", 2, "8517629900", "示例交换机", "001")),
        consumptions=(_consumption(1, 1, 1, "2.5"), _consumption(2, 1, 2, "12"), _consumption(3, 2, 2, "8")),
    )


def _item(prefix: str, number: int, hs_code: str, name: str, unit: str) -> LedgerItem:
    return LedgerItem(
        item_no=number,
        part_no=f"DEMO-{prefix}-{number}",
        hs_code=hs_code,
        goods_name=name,
        specification="示例|无品牌",
        unit=unit,
        statutory_unit="035",
        quantity=Decimal(10000),
        unit_price=Decimal("0.5"),
        total_price=Decimal(5000),
        currency="USD",
        country="JPN" if prefix == "M" else "USA",
        exemption="3",
        material_rank="1" if prefix == "M" else None,
        modification="3",
    )


def _consumption(serial: int, product: int, material: int, net: str) -> UnitConsumption:
    return UnitConsumption(
        serial_no=serial,
        product_item_no=product,
        material_item_no=material,
        version="0",
        net=Decimal(net),
        tangible_loss=Decimal("0.5"),
        intangible_loss=Decimal(0),
        bonded_share=Decimal(100),
        state="2",
        modification="3",
        enterprise_mark="1",
    )
