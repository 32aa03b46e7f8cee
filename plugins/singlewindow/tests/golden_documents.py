"""The lists that the golden files say in the dialect of the import client, attribute by attribute.

Which attribute stands for which element is stated here and in the files, and nowhere derived from the tables under test.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from baoguan import DraftDeclaration, DraftGoods, EcommerceBill, InventoryLine, WarehouseDocument
from baoguan.plugin import Act, Parcel, Step
from plugins.singlewindow.tests.golden_full import FULL, LIST_NO, SEQ_NO
from plugins.singlewindow.tests.messages import parcel
from tests.support.lists import AGENT, MAKER, inventory, line

_NOT_DECLARED: Mapping[str, Any] = {
    "customs_declared": "2",
    "declaration_relation": None,
    "generate_declaration": "2",
    "declaration_kind": None,
    "entry_declarant": None,
}


def _lines(seq_no: str | None = None, marks: str = "333") -> tuple[InventoryLine, ...]:
    power = line(
        2,
        seq_no=seq_no,
        ledger_item_no=12,
        hs_code="8504409999",
        goods_name="电源模块<A&B>\"'",
        specification="型号]]>&<X>|额定 5V",
        unit="011",
        statutory_unit="035",
        second_unit="007",
        origin_country="DEU",
        unit_price=Decimal("0.0450"),
        total_price=Decimal("4.50"),
        currency="EUR",
        statutory_quantity=Decimal("12.34500"),
        second_quantity=Decimal(100),
        gross_weight=Decimal("13.5"),
        net_weight=Decimal("12.345"),
        key_goods="1",
        consumption_version="1",
        dangerous_goods="1",
        destination_country="HKG",
        modification=marks[1],
        remark="夹具 A&B",
    )
    resistor = line(
        3,
        seq_no=seq_no,
        ledger_item_no=7,
        part_no="料-9㎡",
        goods_name="𠮷野电阻😀",
        unit_price=Decimal("0.0123"),
        total_price=Decimal("12300.00"),
        origin_country="TWN",
        currency="CNY",
        statutory_quantity=Decimal("0.00001"),
        quantity=Decimal("1000000.00000"),
        exemption="1",
        modification=marks[2],
    )
    return line(1, seq_no=seq_no, modification=marks[0]), power, resistor


SAVED = inventory("GOLD-0001", remark="首次暂存", lines=0)
SAVED = attrs.evolve(SAVED, lines=_lines())
DECLARED = attrs.evolve(SAVED, seq_no=SEQ_NO, lines=_lines(SEQ_NO))
CHANGE = attrs.evolve(
    DECLARED,
    list_no=LIST_NO,
    change_count=1,
    supervision_mode="0700",
    counterpart_country="NOR",
    declaration_type="2",
    remark="更正监管方式",
    lines=_lines(SEQ_NO, "010"),
)
DELETION = attrs.evolve(
    inventory("GOLD-0001", lines=0),
    seq_no=SEQ_NO,
    list_no=LIST_NO,
    declaration_type="3",
    lines=(line(1, seq_no=SEQ_NO, modification="0"),),
)
PROCESSING = attrs.evolve(
    inventory("GOLD-0002", lines=0),
    ledger_no="T5321W000001",
    inventory_type="4",
    direction="E",
    goods_kind="E",
    supervision_mode="5000",
    transport_mode="Y",
    counterpart_country="CHN",
    application_no="G532126000000001",
    **_NOT_DECLARED,
    lines=(line(1, part_no="P-1", goods_name="成品线束", hs_code="8544422100", origin_country="CHN", declaration_line_no=None),),
    materials=(
        line(
            1,
            ledger_item_no=3,
            part_no="R-1",
            goods_name="铜端子",
            hs_code="8538900000",
            specification="T<1>",
            unit="035",
            statutory_unit="035",
            unit_price=Decimal(8),
            total_price=Decimal("16.00"),
            statutory_quantity=Decimal(2),
            quantity=Decimal(2),
            declaration_line_no=None,
        ),
        line(
            2,
            ledger_item_no=4,
            part_no="R-2",
            goods_name="护套",
            hs_code="3926909090",
            specification=None,
            currency="HKD",
            declaration_line_no=None,
        ),
    ),
)
CONSOLIDATED = attrs.evolve(
    inventory("GOLD-0003", lines=0),
    ledger_no="E53216000001",
    inventory_type="1",
    transport_mode="9",
    counterpart_country="CHN",
    lines=(line(1, consumption_version="2"),),
    warehouse_documents=(
        WarehouseDocument(line_no=1, document_no="I53002600000000001"),
        WarehouseDocument(line_no=2, document_no="I53002600000000002"),
    ),
)
ECOMMERCE = attrs.evolve(
    inventory("GOLD-0004", lines=0),
    ledger_no="L5321A26A001",
    inventory_type="8",
    direction="E",
    supervision_mode="1210",
    transport_mode="Y",
    counterpart_country="CHN",
    **_NOT_DECLARED,
    lines=(
        line(
            1,
            part_no="SKU-1",
            hs_code="3304990039",
            goods_name="面霜",
            origin_country="FRA",
            currency="CNY",
            declaration_line_no=None,
            exemption="1",
        ),
    ),
    ecommerce_bills=(EcommerceBill(bill_no="53002026E000000001"), EcommerceBill(bill_no="53002026E000000002")),
)
DRAFT = attrs.evolve(
    inventory("GOLD-0005", lines=1),
    draft_declaration=DraftDeclaration(
        ledger_no="C53216A00001",
        operating_enterprise=MAKER,
        processing_enterprise=MAKER,
        declarant=AGENT,
        data_entry=AGENT,
        port="5301",
        customs_office="5300",
        direction="I",
        supervision_mode="0615",
        transport_mode="4",
        counterpart_country="HKG",
        declaration_kind="1",
        remark="草稿备注",
        bill_of_lading="SZ-BILL-01",
        contract_no="HT-2026-01",
        levy_nature="503",
        destination_port="HKG000",
        freight_mark="1",
        freight_rate="0.3",
        insurance_mark="3",
        insurance_rate="27",
        insurance_currency="USD",
        gross_weight=Decimal("20.5"),
        net_weight=Decimal(18),
        packages="3",
        packaging="22",
        conveyance="粤Z样品港",
        terms="1",
        document_type="M",
        promises="0010",
        trading_country="HKG",
        departure_port="HKG003",
        entry_port="470401",
        goods_place="样品仓&一号",
        foreign_consignor_name="样品贸易(香港)",
        foreign_consignor_name_en="SAMPLE TRADING <HK>",
        foreign_consignor_address="1 SAMPLE ROAD",
    ),
    draft_goods=(
        DraftGoods(
            declaration_line_no=1,
            ledger_item_no=1,
            hs_code="8542319000",
            goods_name="集成电路",
            specification="品牌<无>",
            unit="007",
            statutory_unit="007",
            unit_price=Decimal("1.25"),
            total_price=Decimal(125),
            currency="USD",
            origin_country="JPN",
            destination_country="CHN",
            statutory_quantity=Decimal(100),
            quantity=Decimal(100),
            exemption="3",
            inspection_code="8542319000999",
            goods_brand="无品牌",
            district="44031",
        ),
    ),
)

PARCELS: Mapping[str, Parcel] = {
    "saved": parcel(SAVED, step=Step.SAVE),
    "declared": parcel(DECLARED),
    "change": parcel(CHANGE, act=Act.CHANGE),
    "deletion": parcel(DELETION, act=Act.DELETION),
    "processing": parcel(PROCESSING),
    "consolidated": parcel(CONSOLIDATED),
    "ecommerce": parcel(ECOMMERCE),
    "draft": parcel(DRAFT, step=Step.SAVE),
    "full": parcel(FULL),
}
"""Golden file (without `.xml`) -> the parcel that must become it."""
