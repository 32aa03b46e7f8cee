"""Goods of a customs declaration, and what hangs on a goods line: licences, vehicles, elements of control; containers and documents.

Quantities are in the unit named beside them, amounts in `currency`. Countries and currencies are letters (CHN, USD).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from baoguan.model import declaration_codes as c
from baoguan.model.fields import Carried, code, day, decimal, integer, many, text

MEASURE = (14, 5)
"""Quantities, weights, charges: 19 digits, 5 of them decimals."""
PRICE = (15, 4)
FACTOR = (8, 3)


@attrs.frozen(kw_only=True)
class Vehicle:
    """A vehicle of a licence (许可证 VIN 信息)."""

    licence_no: str | None = text("许可证编号", "licence number", 40)
    licence_kind: str | None = text("许可证类别代码", "licence kind", 5)
    vin_no: str | None = text("VIN序号", "number of the VIN", 100)
    bill_date: date | None = day("提/运单日期", "date of the bill of lading")
    warranty: str | None = text("质量保质期", "warranty", 100)
    motor_no: str | None = text("发动机号或电机号", "motor number", 100)
    vin: str | None = text("车辆识别代码（VIN）", "vehicle identification number", 20)
    chassis_no: str | None = text("底盘(车架)号", "chassis number", 10)
    invoice_quantity: Decimal | None = decimal("发票所列数量", "quantity on the invoice", MEASURE)
    name: str | None = text("品名（中文名称）", "name", 500, free=True)
    name_en: str | None = text("品名（英文名称）", "name in English", 500, free=True)
    model_en: str | None = text("型号（英文）", "model in English", 500, free=True)
    unit_price: Decimal | None = decimal("单价", "unit price", MEASURE)
    invoice_no: str | None = text("发票号", "invoice number", 30)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class GoodsLicence:
    """A licence or qualification of a goods line (产品资质)."""

    line_no: int | None = integer("商品序号", "line number", digits=9)
    kind: str | None = text("许可证类别代码", "licence kind", 5)
    number: str | None = text("许可证编号", "licence number", 40)
    item_no: str | None = text("许可证核销明细序号", "item of the licence", 4)
    quantity: Decimal | None = decimal("许可证核销数量", "quantity written off", MEASURE)
    unit: str | None = code("许可证核销数量单位", "unit of that quantity", "unit")
    vehicles: tuple[Vehicle, ...] = many("车辆", "vehicles")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class ControlElement:
    """An element that a prohibited or controlled good has to declare (禁限管制申报要素)."""

    element_no: str | None = text("要素序号", "number of the element", 19)
    value: str | None = text("要素值", "value of the element", 512, free=True)
    category: str | None = text("禁限管制规范申报类别", "category of the declaration", 4)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class DeclarationGoods:
    """A goods line (报关单表体); a declaration has at most 50.

    `origin_country` and `destination_country` say what they are called in both directions: the message of an export carries the two in
    each other's element, which the channel sees to.
    """

    classification_mark: str | None = text("归类标志", "classification mark", 1)
    hs_code: str | None = text("商品编号", "HS code", 10, "商品编码", "HS编码", "税号")
    ledger_item_no: int | None = integer("备案序号", "ledger item number", "项号", "手册序号", digits=19)
    unit_price: Decimal | None = decimal("单价", "unit price", PRICE, "申报单价")
    exemption: str | None = code("征免方式", "exemption mode", c.ExemptionMode, "征免", "征减免税方式")
    factor: Decimal | None = decimal("比例因子", "factor of declared and statutory unit", FACTOR)
    specification: str | None = text("商品规格型号", "elements of the specification", 255, "规格型号", "申报要素")
    goods_name: str | None = text("商品名称", "goods name", 255, "品名", free=True)
    line_no: int | None = integer("商品序号", "line number", "序号", "项号", digits=19)
    origin_country: str | None = code("原产国(地区)", "country of origin", "country", "原产国", "原产地")
    currency: str | None = code("币制", "currency", "currency", "成交币制")
    total_price: Decimal | None = decimal("总价", "total price", PRICE, "申报总价")
    quantity: Decimal | None = decimal("成交数量", "declared quantity", MEASURE, "申报数量", "数量")
    statutory_quantity: Decimal | None = decimal("法定第一数量", "statutory quantity", MEASURE, "法定数量", "第一法定数量")
    second_quantity: Decimal | None = decimal("法定第二数量", "second statutory quantity", MEASURE, "第二法定数量")
    unit: str | None = code("成交计量单位", "declared unit", "unit", "成交单位", "申报单位", "单位")
    statutory_unit: str | None = code("法定第一计量单位", "statutory unit", "unit", "法定单位", "法定第一单位", "第一法定单位")
    second_unit: str | None = code("法定第二计量单位", "second statutory unit", "unit", "法定第二单位", "第二法定单位")
    use: str | None = text("用途/生产厂家", "use", 2)
    processing_fee: Decimal | None = decimal("工缴费", "processing fee", PRICE)
    part_no: str | None = text("货号", "part number", 30, "料号", "商品料号")
    consumption_version: str | None = text("单耗版本号", "consumption version", 8, "版本号")
    destination_country: str | None = code("最终目的国(地区)", "country of destination", "country", "最终目的国", "目的国")
    inspection_code: str | None = text("监管类别名称", "supervision category", 20, "检验检疫编码", "CIQ编码")
    goods_name_en: str | None = text("商品英文名称", "goods name in English", 100, free=True)
    origin_place: str | None = text("原产地区", "place of origin", 50, "原产地区代码")
    purpose: str | None = code("用途", "purpose", "purpose", "用途代码")
    valid_until: str | None = text("产品有效期", "valid until", 20)
    shelf_life: str | None = text("产品保质期", "shelf life, days", 20)
    goods_attributes: str | None = text("货物属性", "goods attributes", 20, "货物属性代码")
    ingredients: str | None = text("成份/原料/组份", "ingredients", 400, free=True)
    un_code: str | None = text("UN编码", "UN code", 20)
    dangerous_name: str | None = text("危险货物名称", "dangerous goods name", 80, free=True)
    dangerous_packing_class: str | None = text("危包类别", "dangerous packing class", 4)
    dangerous_packing: str | None = text("危包规格", "dangerous packing", 24)
    foreign_manufacturer: str | None = text("境外生产企业名称", "foreign manufacturer", 100, free=True)
    not_dangerous: str | None = text("非危险化学品", "not dangerous chemicals", 1)
    destination_place: str | None = text("目的地代码", "place of destination", 8)
    inspected_specification: str | None = text("检验检疫货物规格", "specification for inspection", 2000, free=True)
    goods_model: str | None = text("货物型号", "model", 2000, free=True)
    brand: str | None = text("货物品牌", "brand", 2000, free=True)
    produced_on: str | None = text("生产日期", "dates of production", 2000)
    batch_no: str | None = text("生产批号", "batch numbers", 2000)
    district: str | None = text("境内目的地/境内货源地", "domestic destination or source", 5, "境内目的地", "境内货源地")
    inspection_name: str | None = text("检验检疫名称", "inspection name", 50, free=True)
    manufacturer_registration: str | None = text("生产单位注册号", "manufacturer's registration", 20)
    manufacturer_name: str | None = text("生产单位名称", "manufacturer's name", 150, free=True)
    agreement_origin: str | None = code("优惠贸易协定项下原产地", "origin under an agreement", "country")
    control_code: str | None = text("禁限管制识别码", "prohibition and control code", 4)
    licences: tuple[GoodsLicence, ...] = many("产品资质", "licences of the line")
    control_elements: tuple[ControlElement, ...] = many("禁限管制申报要素", "elements of control")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Container:
    """A container (集装箱); `goods_lines` names the lines in it, divided by commas."""

    number: str | None = text("集装箱号", "container number", 32, "箱号")
    size: str | None = code("集装箱规格", "container size", "container_size", "规格")
    goods_lines: str | None = text("商品项号", "lines of its goods", 255, "商品项号关系")
    less_than_container: str | None = code("拼箱标识", "less than a container load", c.YesNo)
    goods_weight: Decimal | None = decimal("箱货重量", "weight of goods and container, kg", MEASURE)
    tare: Decimal | None = decimal("自重", "tare, kg", (13, 5))
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class LicenceDocument:
    """A document that Customs asks for (随附单证): its letter and number."""

    kind: str | None = code("单证代码", "document kind", "licence_document", "随附单证代码")
    number: str | None = text("单证编号", "document number", 32, "随附单证编号")
    carried: Carried | None = None
