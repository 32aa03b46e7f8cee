"""Sample declarations of invented companies that break no rule: an import of general trade, the export of a carry-over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import Container, DeclarationGoods, LicenceDocument
from baoguan.rules.engine import Example
from baoguan.rules.inventory.sample import BROKER, MANUFACTURER
from baoguan.rules.samples import changed


def sample() -> CustomsDeclaration:
    """A valid import declaration of general trade: two goods lines in one container."""
    return CustomsDeclaration(
        internal_number="DEMO-I-0001",
        direction="I",
        trader=MANUFACTURER,
        owner=MANUFACTURER,
        declarant=BROKER,
        data_entry=BROKER,
        customs_office="5301",
        port="5301",
        import_export_date=date(2026, 6, 3),
        bill_of_lading="DEMOBL0001",
        contract_no="DEMO-C-1",
        levy_nature="101",
        destination_port="HKG003",
        gross_weight=Decimal("1250.5"),
        net_weight=Decimal(1200),
        packages=40,
        counterpart_country="JPN",
        supervision_mode="0110",
        transport_mode="2",
        conveyance="DEMO VESSEL",
        voyage_no="DEMO01",
        terms="1",
        packaging="22",
        transit_kind="1",
        transit_relation="0",
        entry_type="M",
        typist_name="示例录入员",
        declarer_name="示例报关员",
        promises="00000",
        trading_country="JPN",
        marks="N/M",
        departure_port="JPN000",
        entry_port="470501",
        goods_place="示例监管作业场所",
        no_other_packing="1",
        foreign_consignor_name_en="DEMO SUPPLIER CO LTD",
        goods=(
            DeclarationGoods(
                line_no=1,
                hs_code="8542399000",
                goods_name="集成电路",
                specification="4|3|示例用途|示例品牌|DEMO-01",
                quantity=Decimal(1000),
                unit="007",
                statutory_quantity=Decimal(1000),
                statutory_unit="007",
                second_quantity=Decimal(700),
                second_unit="035",
                unit_price=Decimal("2.5"),
                total_price=Decimal(2500),
                currency="USD",
                origin_country="JPN",
                destination_country="CHN",
                district="44031",
                exemption="1",
            ),
            DeclarationGoods(
                line_no=2,
                hs_code="8504409999",
                goods_name="电源模块",
                specification="4|3|示例用途|示例品牌|DEMO-02",
                quantity=Decimal(200),
                unit="001",
                statutory_quantity=Decimal(200),
                statutory_unit="001",
                unit_price=Decimal(30),
                total_price=Decimal(6000),
                currency="USD",
                origin_country="JPN",
                destination_country="CHN",
                district="44031",
                exemption="1",
            ),
        ),
        containers=(Container(number="DEMU1234560", size="21", goods_lines="1,2", less_than_container="0"),),
    )


CARRIED_OVER: Final[Example] = {
    "direction": "E",
    "supervision_mode": "0654",
    "levy_nature": None,
    "transport_mode": "9",
    "conveyance": None,
    "voyage_no": None,
    "bill_of_lading": None,
    "counterpart_country": "CHN",
    "trading_country": "CHN",
    "destination_port": "CHN000",
    "departure_port": "CHN000",
    "terms": "3",
    "ledger_no": "C530124A0001",
    "related_ledger_no": "C530124A0002",
    "related_entry_no": "530120251000000011",
    "promises": "99999",
    "containers": (),
    "licence_documents": (LicenceDocument(kind="a", number="QD530125E000000001"),),
    "seq_no": "E20250000000000001",
    "goods[0].ledger_item_no": 1,
    "goods[1].ledger_item_no": 2,
    "goods[].exemption": "3",
    "goods[].origin_country": "CHN",
    "goods[].destination_country": "CHN",
}
"""What makes of the sample the export of a carry-over (深加工结转): the goods stay in the country."""

EXPORTED: Final[Example] = {
    "direction": "E",
    "counterpart_country": "JPN",
    "terms": "3",
    "promises": "99999",
    "goods[].origin_country": "CHN",
    "goods[].destination_country": "JPN",
}
"""What makes of the sample an ordinary export."""


def carried_over() -> CustomsDeclaration:
    """A valid export declaration of a carry-over."""
    return changed(sample(), CARRIED_OVER)
