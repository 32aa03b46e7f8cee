"""Invented lists for the tests: companies, numbers and goods are made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from baoguan import BondedInventoryList, InventoryLine, Party
from baoguan.numbers import credit_code_check

_BODY = "91440300MADEM0A00"
MAKER = Party(customs_code="4403D60001", credit_code=_BODY + credit_code_check(_BODY), name="深圳样品电子有限公司")
_BODY2 = "91440300MADEM0A01"
AGENT = Party(customs_code="4403980001", credit_code=_BODY2 + credit_code_check(_BODY2), name="深圳样品报关有限公司")


def line(no: int, **changes: Any) -> InventoryLine:  # noqa: ANN401
    """A valid line."""
    base = InventoryLine(
        line_no=no,
        ledger_item_no=no,
        part_no=f"M-{no:05d}",
        hs_code="8542319000",
        goods_name=f"集成电路{no}",
        specification="示例型号|无品牌",
        unit="007",
        statutory_unit="007",
        origin_country="JPN",
        unit_price=Decimal("1.25"),
        total_price=Decimal(125),
        currency="USD",
        statutory_quantity=Decimal(100),
        quantity=Decimal(100),
        exemption="3",
        declaration_line_no=no,
        destination_country="CHN",
        dangerous_goods="0",
        modification="3",
    )
    return attrs.evolve(base, **changes)


def inventory(number: str = "DEMO-0001", lines: int = 3, **changes: Any) -> BondedInventoryList:  # noqa: ANN401
    """A valid list of a few lines: materials imported into a handbook, with a declaration to be generated."""
    base = BondedInventoryList(
        ledger_no="C53216A00001",
        inventory_type="0",
        internal_number=number,
        operating_enterprise=MAKER,
        processing_enterprise=MAKER,
        declarant=AGENT,
        data_entry=AGENT,
        entered_on=date(2026, 1, 5),
        declared_on=date(2026, 1, 5),
        port="5301",
        customs_office="5300",
        direction="I",
        goods_kind="I",
        supervision_mode="0615",
        transport_mode="4",
        counterpart_country="HKG",
        customs_declared="1",
        declaration_relation="2",
        generate_declaration="1",
        declaration_kind="1",
        entry_declarant=AGENT,
        declaration_type="1",
        change_count=0,
        lines=tuple(line(i) for i in range(1, lines + 1)),
    )
    return attrs.evolve(base, **changes)
