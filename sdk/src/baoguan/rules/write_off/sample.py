"""A sample write-off of an invented account that breaks no rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from baoguan.model.write_off import WriteOff, WriteOffList, WriteOffRow
from baoguan.rules.inventory.sample import BROKER, MANUFACTURER


def sample() -> WriteOff:
    """A valid write-off of the first half of 2025: one list in, one out, one material, one product."""
    return WriteOff(
        family="account",
        internal_number="DEMO-W-2025-1",
        ledger_no="E5301B0A0001",
        sequence=1,
        write_off_type="1",
        period_from=date(2025, 1, 1),
        period_to=date(2025, 6, 2),
        operating_enterprise=MANUFACTURER,
        processing_enterprise=MANUFACTURER,
        declarant=BROKER,
        master_customs="5301",
        import_lists=1,
        export_lists=1,
        material_count=1,
        product_count=1,
        scrap_count=0,
        defective_count=0,
        import_amount=Decimal(500),
        export_amount=Decimal(900),
        source="1",
        lists=(
            WriteOffList(serial_no=1, list_no="QD530125I000000001", direction="I", deduction_mark="2"),
            WriteOffList(serial_no=2, list_no="QD530125E000000001", direction="E", deduction_mark="2"),
        ),
        materials=(
            WriteOffRow(
                serial_no=1,
                kind="I",
                item_no=1,
                part_no="DEMO-M-1",
                hs_code="8532241000",
                goods_name="片式多层瓷介电容器",
                unit="054",
                opening=Decimal(100),
                total=Decimal(1000),
                transferred=Decimal(0),
                sold=Decimal(50),
                reexported=Decimal(0),
                surplus_out=Decimal(0),
                destroyed=Decimal(0),
                scrap=Decimal("33.75"),
                scrap_destroyed=Decimal(0),
                consumed=Decimal(225),
                tangible_loss=Decimal("33.75"),
                intangible_loss=Decimal("11.25"),
                theoretical=Decimal(825),
                remaining=Decimal(820),
                difference=Decimal(-5),
                average_price=Decimal("0.5"),
                reason="盘点短少，已查明为生产领料漏记",
            ),
        ),
        products=(
            WriteOffRow(
                serial_no=1,
                kind="E",
                item_no=1,
                part_no="DEMO-P-1",
                hs_code="8517629900",
                goods_name="示例路由器",
                unit="001",
                total=Decimal(90),
                transferred=Decimal(0),
                exchanged_in=Decimal(0),
                exchanged_out=Decimal(0),
            ),
        ),
    )
