"""The declaration draft that an inventory list may carry (临时报关单): only where the far side shall make a full draft of it."""

from __future__ import annotations

from decimal import Decimal

import attrs

from baoguan.model import inventory_codes as c
from baoguan.model.fields import Carried, code, decimal, integer, part, text
from baoguan.model.party import Party

_QUANTITY = (13, 5)


@attrs.frozen(kw_only=True)
class DraftDeclaration:
    """Head of the draft; lengths are not public for most elements (three programs use it)."""

    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18)
    entry_seq_no: str | None = text("报关单统一编号", "declaration's pre-entry number", 18, system=True)
    ledger_no: str | None = text("备案编号", "ledger number", 64)
    operating_enterprise: Party | None = part("经营企业", "operating enterprise", "境内收发货人")
    processing_enterprise: Party | None = part("收发货企业", "processing enterprise", "消费使用/生产销售单位")
    declarant: Party | None = part("申报企业", "declarant")
    data_entry: Party | None = part("录入单位", "data entry unit", lengths={"name": 255})
    port: str | None = code("进出境关别", "customs office of entry or exit", "customs_office")
    customs_office: str | None = code("申报地关区", "office of declaration", "customs_office")
    direction: str | None = code("进出口标记", "import or export", c.Direction)
    supervision_mode: str | None = code("监管方式", "supervision mode", "supervision_mode")
    transport_mode: str | None = code("运输方式", "transport mode", "transport_mode")
    counterpart_country: str | None = code("启运国", "country of departure or arrival", "country")
    declaration_kind: str | None = code("报关单类型", "declaration kind", c.DeclarationKind)
    remark: str | None = text("备注", "remark", 4000, free=True)
    created_mark: str | None = text("是否已生成报关单", "declaration made", 1, system=True)
    bill_of_lading: str | None = text("提运单号", "bill of lading")
    contract_no: str | None = text("合同协议号", "contract number")
    levy_nature: str | None = code("征免性质", "nature of levy", "levy_nature")
    destination_port: str | None = text("经停/指运港", "port of stop or destination")
    freight_mark: str | None = text("运费标记", "freight mark")
    freight_rate: str | None = text("运费率", "freight rate")
    freight_currency: str | None = text("运费币制", "freight currency")
    insurance_mark: str | None = text("保费标记", "insurance mark")
    insurance_rate: str | None = text("保费率", "insurance rate")
    insurance_currency: str | None = text("保费币制", "insurance currency")
    other_mark: str | None = text("杂费标记", "other charges mark")
    other_rate: str | None = text("杂费率", "other charges rate")
    other_currency: str | None = text("杂费币制", "other charges currency")
    gross_weight: Decimal | None = decimal("毛重", "gross weight, kg", _QUANTITY)
    net_weight: Decimal | None = decimal("净重", "net weight, kg", _QUANTITY)
    licence_no: str | None = text("许可证号", "licence number")
    packages: str | None = text("件数", "number of packages")
    packaging: str | None = text("包装种类", "packaging")
    conveyance: str | None = text("运输工具名称", "conveyance")
    terms: str | None = code("成交方式", "terms of delivery", "transaction_mode")
    document_type: str | None = text("单据类型", "document type")
    promises: str | None = text("承诺事项", "promises")
    trading_country: str | None = code("贸易国", "trading country", "country")
    departure_port: str | None = text("启运港", "port of departure")
    entry_port: str | None = text("入境/离境口岸", "port of entry or exit")
    goods_place: str | None = text("货物存放地", "place of the goods", free=True)
    foreign_consignor_code: str | None = text("境外发货人代码", "foreign consignor code")
    foreign_consignor_name: str | None = text("境外发货人名称", "foreign consignor name", free=True)
    foreign_consignor_name_en: str | None = text("境外发货人名称(外文)", "foreign consignor name in English", free=True)
    foreign_consignor_address: str | None = text("境外发货人地址", "foreign consignor address", free=True)
    foreign_consignee_code: str | None = text("境外收货人代码", "foreign consignee code")
    foreign_consignee_name_en: str | None = text("境外收货人名称(外文)", "foreign consignee name in English", free=True)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class DraftGoods:
    """A goods line of the draft; `declaration_line_no` joins it to the lines of the list."""

    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18)
    entry_seq_no: str | None = text("报关单统一编号", "declaration's pre-entry number", 18)
    declaration_line_no: int | None = integer("报关单商品序号", "declaration line number")
    ledger_item_no: int | None = integer("备案序号", "ledger item number")
    hs_code: str | None = text("商品编码", "HS code", 10)
    goods_name: str | None = text("商品名称", "goods name", 512, wide=True, free=True)
    specification: str | None = text("规格型号", "specification", free=True)
    unit: str | None = code("申报计量单位", "declared unit", "unit")
    statutory_unit: str | None = code("法定计量单位", "statutory unit", "unit")
    second_unit: str | None = code("法定第二计量单位", "second statutory unit", "unit")
    unit_price: Decimal | None = decimal("单价", "unit price", (14, 4))
    total_price: Decimal | None = decimal("总价", "total price", (15, 2))
    currency: str | None = code("币制", "currency", "currency")
    origin_country: str | None = code("原产国", "country of origin", "country")
    destination_country: str | None = code("最终目的国", "country of destination", "country")
    statutory_quantity: Decimal | None = decimal("法定数量", "statutory quantity", _QUANTITY)
    second_quantity: Decimal | None = decimal("第二法定数量", "second statutory quantity", _QUANTITY)
    quantity: Decimal | None = decimal("申报数量", "declared quantity", _QUANTITY)
    use_code: str | None = text("用途", "use")
    remark: str | None = text("备注", "remark", free=True)
    exemption: str | None = code("征免方式", "exemption mode", c.ExemptionMode)
    inspection_code: str | None = text("检验检疫编码", "inspection code")
    inspection_name: str | None = text("检验检疫名称", "inspection name", free=True)
    goods_name_en: str | None = text("英文名称", "goods name in English", free=True)
    origin_place: str | None = text("原产地区", "place of origin")
    purpose: str | None = code("用途(检验检疫)", "purpose", "purpose")
    valid_until: str | None = text("产品有效期", "valid until")
    shelf_life: str | None = text("产品保质期", "shelf life")
    goods_attributes: str | None = text("货物属性", "goods attributes")
    ingredients: str | None = text("成份", "ingredients", free=True)
    un_code: str | None = text("UN编码", "UN code")
    dangerous_name: str | None = text("危险货物名称", "dangerous goods name", free=True)
    dangerous_packing_class: str | None = text("危包类别", "dangerous packing class")
    dangerous_packing: str | None = text("危包规格", "dangerous packing")
    not_dangerous: str | None = text("非危险化学品", "not dangerous chemicals")
    foreign_manufacturer: str | None = text("境外生产企业", "foreign manufacturer", free=True)
    destination_place: str | None = text("目的地", "destination place")
    district: str | None = text("境内货源/目的地", "domestic district")
    goods_spec: str | None = text("货物规格", "goods specification", free=True)
    goods_model: str | None = text("货物型号", "goods model", free=True)
    goods_brand: str | None = text("货物品牌", "goods brand", free=True)
    produced_on: str | None = text("生产日期", "date of production")
    batch_no: str | None = text("生产批号", "batch number")
    manufacturer_no: str | None = text("生产单位注册号", "manufacturer's registration")
    manufacturer_name: str | None = text("生产单位名称", "manufacturer's name", free=True)
    carried: Carried | None = None
