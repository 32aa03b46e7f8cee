"""The declarations of the golden files, as a program would make them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs

from baoguan import (
    AccessRequest,
    Container,
    ControlElement,
    CustomsDeclaration,
    DeclarationAttachment,
    DeclarationGoods,
    GoodsLicence,
    LicenceDocument,
    OriginRelation,
    OtherPacking,
    Party,
    Promise,
    RoyaltyFee,
    Signature,
    Transit,
    TransitContainer,
    TransitGoods,
    TransitLeg,
    Vehicle,
)
from tests.support.lists import AGENT, MAKER

GOLDEN: Final = Path(__file__).parent / "golden"
PDF: Final = b"%PDF-1.4 demo"
FILES: Final[Mapping[str, bytes]] = {"papers/invoice.pdf": PDF}


def _declaration(**values: Any) -> CustomsDeclaration:  # noqa: ANN401
    given: dict[str, Any] = {
        "declarant": AGENT,
        "owner": MAKER,
        "trader": MAKER,
        "customs_office": "5301",
        "packages": 1,
        "transport_mode": "2",
        "packaging": "22",
        "destination_port": "HKG003",
        "counterpart_country": "JPN",
        "supervision_mode": "0110",
        "trading_country": "JPN",
        "departure_port": "JPN000",
        "entry_port": "470501",
        "direction": "I",
    }
    return CustomsDeclaration(**{**given, **values})


EXPORT: Final = _declaration(
    internal_number="GOLD-0001",
    direction="E",
    destination_port="CHN000",
    gross_weight=Decimal("12.5"),
    net_weight=Decimal(12),
    ledger_no="C53216A00001",
    related_ledger_no="C53216A00002",
    remark="转至样品二厂 C53216A00002",
    counterpart_country="CHN",
    trading_country="CHN",
    departure_port="CHN000",
    supervision_mode="0654",
    transport_mode="9",
    terms="3",
    packaging="00",
    promises="0 9",
    goods_place="示例厂区",
    foreign_consignee_name_en="NO",
    goods=(
        DeclarationGoods(
            line_no=1,
            hs_code="8542399000",
            ledger_item_no=7,
            goods_name="集成电路",
            specification="4|3|示例<A&B>|DEMO-01",
            quantity=Decimal(10),
            unit="007",
            unit_price=Decimal("2.5"),
            total_price=Decimal("25.00"),
            currency="USD",
            origin_country="CHN",
            destination_country="USA",
            district="44031",
            exemption="3",
        ),
    ),
)

_PLAIN_MAKER = Party(customs_code=MAKER.customs_code, name=MAKER.name)
_PLAIN_AGENT = Party(customs_code=AGENT.customs_code, name=AGENT.name)

IMPORT: Final = _declaration(
    seq_no="I20260000000000001",
    internal_number="GOLD-0002",
    document_type="ML5",
    trader=_PLAIN_MAKER,
    owner=Party(name=MAKER.name),
    declarant=_PLAIN_AGENT,
    data_entry=Party(customs_code="4403980002", name="样品录入有限公司"),
    typist_card_no="8930000000009",
    typist_name="另一录入员",
    declarer_name="示例报关员",
    bill_of_lading="DEMOBL0001",
    gross_weight=Decimal("0.55"),
    net_weight=Decimal("0.5"),
    import_export_date=date(2026, 6, 3),
    packages=40,
    transit_kind="0",
    transit_relation="1",
    promises="111999",
    goods_place="示例监管作业场所",
    special_business="0000001",
    destination_office="5301",
    trader_inspection_code="4403000001",
    voyage_no="DEMO01",
    goods=(
        DeclarationGoods(
            line_no=1,
            hs_code="8703239011",
            goods_name="小轿车",
            quantity=Decimal(1),
            unit="001",
            unit_price=Decimal(30000),
            total_price=Decimal(30000),
            currency="USD",
            origin_country="JPN",
            destination_country="CHN",
            inspection_code="999",
            goods_attributes="11,18",
            manufacturer_name="样品车厂",
            agreement_origin="JPN",
            licences=(
                GoodsLicence(
                    line_no=1,
                    kind="411",
                    number="DEMO-LIC-1",
                    quantity=Decimal(1),
                    unit="001",
                    vehicles=(
                        Vehicle(
                            licence_no="DEMO-LIC-1",
                            licence_kind="411",
                            vin_no="1",
                            bill_date=date(2026, 5, 1),
                            vin="DEMO0000000000001",
                        ),
                    ),
                ),
            ),
            control_elements=(ControlElement(element_no="1", value="示例", category="01"),),
        ),
    ),
    containers=(Container(number="DEMU1234567", size="21", goods_lines="1", less_than_container="0"),),
    licence_documents=(LicenceDocument(kind="Y", number="<14>I2026-1"), LicenceDocument(kind="a", number="QD530026I000000001")),
    other_packings=(OtherPacking(quantity=Decimal(2), kind="99"),),
    transit=Transit(transport_mode="3", kind="1", arrives_on=date(2026, 6, 5)),
    transit_leg=TransitLeg(transport_mode="2", bill_of_lading="DEMOBL0001"),
    transit_containers=(TransitContainer(number="DEMU1234567", sequence=1),),
    transit_goods=(TransitGoods(container="DEMU1234567", line_no=1, packages=40, weight=Decimal("0.5")),),
    attachments=(
        DeclarationAttachment(kind="00000001", path="papers/invoice.pdf", goods_lines="1"),
        DeclarationAttachment(number="DEMO-E-1", kind="10000001", format="S"),
    ),
    origin_relations=(OriginRelation(kind="Y14", number="I2026-1", line_no="1", document_line_no="1"),),
    promises_made=(Promise(kind="101040"),),
    access=AccessRequest(transfer="1", site="5301DEMO001"),
    royalties=(RoyaltyFee(contract_no="DEMO-R-1", amount=Decimal("10.00"), currency="USD"),),
)

FIRST: Final = _declaration(
    internal_number="GOLD-0003",
    trader=_PLAIN_MAKER,
    owner=Party(name=MAKER.name),
    declarant=_PLAIN_AGENT,
    gross_weight=Decimal(2),
    net_weight=Decimal(1),
    goods_place="示例场所",
    departed_on=date(2026, 6, 1),
    port_inspection_office="470500",
    certificate_office="470500",
    accepting_office="470500",
    goods=(
        DeclarationGoods(
            line_no=1,
            hs_code="8542399000",
            goods_name="集成电路",
            inspection_name="示例",
            quantity=Decimal(1),
            unit_price=Decimal(1),
            total_price=Decimal(1),
            origin_country="JPN",
            destination_country="CHN",
        ),
    ),
    signature=Signature(host="DEMOHOST"),
)


@attrs.frozen
class Sample:
    """A declaration, the edition it is written in, and the files that go with it."""

    document: CustomsDeclaration
    edition: str
    files: Mapping[str, bytes] = attrs.field(factory=dict)


SAMPLES: Final = {
    "export": Sample(EXPORT, "4.9.7"),
    "import": Sample(IMPORT, "5.0", FILES),
    "first": Sample(FIRST, "3.1"),
}


def golden(name: str) -> bytes:
    """The bytes of a golden file."""
    return (GOLDEN / f"{name}.xml").read_bytes()
