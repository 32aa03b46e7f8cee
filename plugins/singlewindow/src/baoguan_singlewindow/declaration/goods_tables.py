"""Goods, containers and documents of DecMessage: which attribute stands in which element, in which editions, and how long it was in the first.

Source: the official schema of 2018, the field list of the current interface (a transcription), messages of three programs. Options of a
row: `rare` elements are left out when empty, `since` and `until` name the editions that have the element (until: the first without it),
`old` is its length in edition 3.1, `blanks` keep the blanks of a text that is read by position.
"""

from __future__ import annotations

from typing import Final

from baoguan import Container, ControlElement, DeclarationGoods, GoodsLicence, LicenceDocument, Vehicle
from baoguan_singlewindow.declaration.editions import Inside, Table, rows

VEHICLE: Final = Table(
    tag="DecGoodsLimitVin",
    model=Vehicle,
    rows=rows(
        "LicenceNo licence_no old=20",
        "LicTypeCode licence_kind",
        "VinNo vin_no old=5",
        "BillLadDate bill_date rare",
        "QualityQgp warranty rare",
        "MotorNo motor_no rare",
        "VinCode vin rare",
        "ChassisNo chassis_no rare",
        "InvoiceNum invoice_quantity rare",
        "ProdCnnm name rare",
        "ProdEnnm name_en rare",
        "ModelEn model_en rare",
        "PricePerUnit unit_price rare old=14",
        "InvoiceNo invoice_no rare since=4.5",
    ),
)

LICENCE: Final = Table(
    tag="DecGoodsLimit",
    model=GoodsLicence,
    rows=rows(
        "GoodsNo line_no",
        "LicTypeCode kind",
        "LicenceNo number rare",
        "LicWrtofDetailNo item_no rare old=2",
        "LicWrtofQty quantity rare",
        "LicWrtofQtyUnit unit rare since=4.5",
    ),
    inside=(Inside(table=VEHICLE, path="vehicles", after="LicWrtofQty"),),
)

CONTROL: Final = Table(
    tag="DecControlModel",
    model=ControlElement,
    rows=rows(
        "ElementNo element_no rare since=5.0",
        "ElementValue value rare since=5.0",
        "DeclarationCategoryCode category rare since=5.0",
    ),
)

_INSIDE: Final = (
    Inside(table=LICENCE, path="licences", wrapper="DecGoodsLimits", after="CiqName"),
    Inside(table=CONTROL, path="control_elements", wrapper="DecControlModels", since="5.0"),
)

IMPORT_GOODS: Final = Table(
    tag="DecList",
    model=DeclarationGoods,
    rows=rows(
        "ClassMark classification_mark rare",
        "CodeTS hs_code",
        "ContrItem ledger_item_no rare",
        "DeclPrice unit_price",
        "DutyMode exemption rare",
        "Factor factor rare",
        "GModel specification rare",
        "GName goods_name",
        "GNo line_no",
        "OriginCountry origin_country",
        "TradeCurr currency rare",
        "DeclTotal total_price",
        "GQty quantity",
        "FirstQty statutory_quantity rare",
        "SecondQty second_quantity rare",
        "GUnit unit rare",
        "FirstUnit statutory_unit rare",
        "SecondUnit second_unit rare",
        "UseTo use rare",
        "WorkUsd processing_fee rare",
        "ExgNo part_no rare",
        "ExgVersion consumption_version rare",
        "DestinationCountry destination_country",
        "CiqCode inspection_code",
        "DeclGoodsEname goods_name_en rare",
        "OrigPlaceCode origin_place rare",
        "Purpose purpose rare",
        "ProdValidDt valid_until rare",
        "ProdQgp shelf_life rare",
        "GoodsAttr goods_attributes rare",
        "Stuff ingredients rare",
        "Uncode un_code rare",
        "DangName dangerous_name rare",
        "DangPackType dangerous_packing_class rare",
        "DangPackSpec dangerous_packing rare",
        "EngManEntCnm foreign_manufacturer rare",
        "NoDangFlag not_dangerous rare",
        "DestCode destination_place rare",
        "GoodsSpec inspected_specification rare",
        "GoodsModel goods_model rare",
        "GoodsBrand brand rare",
        "ProduceDate produced_on rare",
        "ProdBatchNo batch_no rare",
        "DistrictCode district rare",
        "CiqName inspection_name rare until=4.9.6",
        "MnufctrRegNo manufacturer_registration rare",
        "MnufctrRegName manufacturer_name rare",
        "RcepOrigPlaceCode agreement_origin rare since=5.0",
        "ControlExplainCode control_code rare since=5.0",
    ),
    inside=_INSIDE,
)

CONTAINER: Final = Table(
    tag="Container",
    model=Container,
    rows=rows(
        "ContainerId number old=11",
        "ContainerMd size",
        "GoodsNo goods_lines rare old=100",
        "LclFlag less_than_container rare",
        "GoodsContaWt goods_weight rare",
        "ContainerWt tare rare since=4.5",
    ),
)

DOCUMENT: Final = Table(
    tag="LicenseDocu",
    model=LicenceDocument,
    rows=rows(
        "DocuCode kind",
        "CertCode number",
    ),
)
