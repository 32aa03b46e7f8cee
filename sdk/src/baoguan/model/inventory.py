"""The bonded inventory list (保税核注清单): the voucher by which the ledgers of 金关二期 are written.

Attributes are named by the field's standard English terms; the Chinese term, size and code list stand beside each. Countries and
currencies are held as letters (CHN, USD); the message of the list carries the older numbers (142, 502), which the channel writes.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import attrs

from baoguan.model import inventory_codes as c
from baoguan.model.attachment import Attachment
from baoguan.model.fields import Carried, code, day, decimal, integer, many, moment, part, text
from baoguan.model.inventory_draft import DraftDeclaration, DraftGoods
from baoguan.model.party import Party

QUANTITY = (13, 5)
"""Quantities, weights, factors: 13 integer digits and 5 decimals (Single Window page)."""
PRICE = (14, 4)
AMOUNT = (15, 2)


@attrs.frozen(kw_only=True)
class InventoryLine:
    """A line of a list (清单表体). Quantities are in the units named beside them, amounts in `currency`."""

    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18, "中心统一编号")
    line_no: int | None = integer("商品序号", "line number", "序号", "清单序号")
    ledger_item_no: int | None = integer("备案序号", "ledger item number", "对应底账序号", "项号", "底账序号", "手册序号")
    part_no: str | None = text("商品料号", "part number", 32, "料号", "物料编码", "物料号")
    hs_code: str | None = text("商品编码", "HS code", 10, "HS编码", "税号", "商品编号", exact=True)
    goods_name: str | None = text("商品名称", "goods name", 512, "品名", "名称", wide=True, free=True)
    specification: str | None = text("商品规格型号", "specification", 255, "规格型号", "规格", "型号", free=True)
    unit: str | None = code("申报计量单位", "declared unit", "unit", "申报单位", "计量单位", "单位", "成交单位")
    statutory_unit: str | None = code("法定计量单位", "statutory unit", "unit", "法定单位", "第一法定单位", "法定第一单位")
    second_unit: str | None = code(
        "法定第二计量单位",
        "second statutory unit",
        "unit",
        "第二法定单位",
        "法定第二单位",
        "第二法定计量单位",
        "第二单位",
    )
    origin_country: str | None = code("原产国", "country of origin", "country", "原产国(地区)", "产销国", "原产地")
    unit_price: Decimal | None = decimal("企业申报单价", "unit price", PRICE, "申报单价", "单价")
    total_price: Decimal | None = decimal("企业申报总价", "total price", AMOUNT, "申报总价", "总价", "金额")
    usd_total: Decimal | None = decimal("美元统计总金额", "statistical total in USD", (20, 5), "美元总价")
    currency: str | None = code("币制", "currency", "currency", "币种")
    statutory_quantity: Decimal | None = decimal("法定数量", "statutory quantity", QUANTITY, "第一法定数量", "法定第一数量")
    second_quantity: Decimal | None = decimal("第二法定数量", "second statutory quantity", QUANTITY, "法定第二数量", "第二数量")
    weight_factor: Decimal | None = decimal("重量比例因子", "weight factor", QUANTITY)
    first_factor: Decimal | None = decimal("第一比例因子", "first factor", QUANTITY)
    second_factor: Decimal | None = decimal("第二比例因子", "second factor", QUANTITY)
    quantity: Decimal | None = decimal("申报数量", "declared quantity", QUANTITY, "数量", "成交数量")
    gross_weight: Decimal | None = decimal("毛重", "gross weight, kg", QUANTITY, "毛重(千克)", "毛重(KG)")
    net_weight: Decimal | None = decimal("净重", "net weight, kg", QUANTITY, "净重(千克)", "净重(KG)")
    key_goods: str | None = code("重点商品标识", "key goods mark", c.KeyGoods, "用途代码", "用途", length=4)
    exemption: str | None = code("征减免方式", "exemption mode", c.ExemptionMode, "征免方式", "征免", length=6)
    consumption_version: str | None = text("单耗版本号", "consumption version", 8, "单耗版本", "版本号")
    dangerous_goods: str | None = code("危化品标志", "dangerous chemicals mark", c.DangerousGoods, "归类标志", length=4)
    declaration_line_no: int | None = integer("报关单商品序号", "declaration line number", "报关单序号", "归并序号")
    application_item_no: int | None = integer("流转申报表序号", "transfer application item", "申报表序号")
    destination_country: str | None = code("最终目的国", "country of destination", "country", "最终目的国(地区)", "目的国")
    modification: str | None = code("修改标志", "modification mark", c.LineModification)
    remark: str | None = text("备注", "remark", 255, free=True)
    origin_mark: str | None = code("来源标识", "source mark", c.LineOrigin, "备用1", length=64)
    spare_2: str | None = text("备用2", "spare 2", 64)
    spare_3: Decimal | None = decimal("备用3", "spare 3", (14, 5))
    spare_4: str | None = text("备用4", "spare 4", 32)
    added_at: datetime | None = moment("入库时间", "time of entry")
    no_merge: bool | None = None
    """不归并: keeps the line alone on its declaration line; a wish of the declarant, not an element of the message."""
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class WarehouseDocument:
    """An in- or out-document of a consolidated list (集报清单随附出入库单)."""

    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18)
    line_no: int | None = integer("序号", "number")
    list_no: str | None = text("清单编号", "list number", 64)
    document_no: str | None = text("出入库单编号", "in/out document number", 64)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class EcommerceBill:
    """An e-commerce bill of a bonded e-commerce list (保税电商清单)."""

    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18)
    list_no: str | None = text("清单编号", "list number", 64)
    bill_no: str | None = text("电商清单编号", "e-commerce bill number", 64)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class BondedInventoryList:
    """A bonded inventory list: head, lines and the sections that special kinds of list need.

    `internal_number` (企业内部编号) is the enterprise's own key: with the operating enterprise it is unique at Customs while the
    list has no pre-entry number, so it is also the identity in the journal.
    """

    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18, "中心统一编号", "统一编号")
    list_no: str | None = text("清单编号", "list number", 64, "保税清单编号", "核注清单编号", "QD号")
    change_count: int | None = integer("变更次数", "change count")
    ledger_no: str | None = text(
        "备案编号",
        "ledger number",
        64,
        "手册编号",
        "账册编号",
        "手(账)册编号",
        "手账册号",
        "账册号",
        "手册号",
        "备案号",
    )
    inventory_type: str | None = code("清单类型", "list type", c.InventoryType)
    internal_number: str | None = text("企业内部编号", "internal number", 64, "企业内部清单编号", "内部编号", "清单内部编号")
    operating_enterprise: Party | None = part("经营企业", "operating enterprise", "经营单位")
    processing_enterprise: Party | None = part(
        "收货企业", "processing enterprise", "加工单位", "加工企业", "收发货企业", "收货单位"
    )
    declarant: Party | None = part("申报企业", "declarant", "申报单位")
    data_entry: Party | None = part("录入单位", "data entry unit", lengths={"name": 255})
    entered_on: date | None = day("录入日期", "date of entry")
    declared_on: date | None = day("清单申报日期", "date of declaration", "申报日期", "清单申报时间")
    entry_declared_at: datetime | None = moment("报关单申报时间", "declaration's time")
    entry_no: str | None = text("对应报关单编号", "own declaration number", 64, "报关单编号")
    entry_declarant: Party | None = part("对应报关单申报单位", "declarant of the own declaration", "对应报关单申报企业")
    related_list_no: str | None = text("关联清单编号", "related list number", 64)
    related_ledger_no: str | None = text("关联备案编号", "related ledger number", 64, "关联手账册备案号")
    related_entry_no: str | None = text("关联报关单编号", "related declaration number", 64)
    related_consignee: Party | None = part("关联报关单境内收发货人", "consignee of the related declaration", "关联报关单收发货单位")
    related_owner: Party | None = part(
        "关联报关单生产销售/消费使用单位",
        "owner of the related declaration",
        "关联报关单消费使用单位",
        "关联报关单生产销售单位",
    )
    related_declarant: Party | None = part("关联报关单申报单位", "declarant of the related declaration")
    port: str | None = code("进出境关别", "customs office of entry or exit", "customs_office", "进境关别", "出境关别", "进出口口岸")
    customs_office: str | None = code("主管海关", "competent customs office", "customs_office", "申报地关区", "申报地海关")
    direction: str | None = code("进出口标记", "import or export", c.Direction, "进出口标志", "进出口")
    goods_kind: str | None = code("料件成品标记", "materials or products", c.GoodsKind, "料件成品标志", "料件/成品")
    supervision_mode: str | None = code("监管方式", "supervision mode", "supervision_mode", "贸易方式")
    transport_mode: str | None = code("运输方式", "transport mode", "transport_mode")
    counterpart_country: str | None = code(
        "启运/运抵国",
        "country of departure or arrival",
        "country",
        "启运国",
        "运抵国",
        "启运国(地区)",
        "运抵国(地区)",
        "起运/运抵国(地区)",
        "启运/运抵国(地区)",
    )
    application_no: str | None = text("申报表编号", "application number", 64, "申请表编号", "申请(申报)表编号", "流转申报表编号")
    transfer_type: str | None = code("流转类型", "transfer type", c.TransferType)
    customs_declared: str | None = code("报关标志", "declared to Customs", c.CustomsDeclared, "是否报关")
    declaration_relation: str | None = code("报关类型", "declaration relation", c.DeclarationRelation)
    generate_declaration: str | None = code("是否生成报关单", "generate declaration", c.GenerateDeclaration, "生成报关单")
    declaration_kind: str | None = code("报关单类型", "declaration kind", c.DeclarationKind)
    card_no: str | None = text("申报人IC卡号", "IC card number", 20, "IC卡号", secret=True)
    declaration_type: str | None = code("申报类型", "filing, change or deletion", c.DeclarationType)
    deduction_mark: str | None = code("核扣标记", "deduction mark", c.DeductionMark, system=True)
    gate_status: str | None = code("清单进出卡口状态", "gate status", c.GateStatus, "卡口状态", system=True)
    pre_deducted_at: datetime | None = moment("预核扣时间", "time of pre-deduction")
    deducted_at: datetime | None = moment("正式核扣时间", "time of deduction")
    entry_status: str | None = code("报关状态", "declaration status", c.EntryStatus, system=True)
    pass_use: str | None = code("核放单生成标志", "pass generated", c.PassUse, system=True)
    entry_to_be_modified: str | None = code(
        "报关单同步修改标志", "declaration still to be changed", c.EntryToBeModified, system=True
    )
    levy_amount: Decimal | None = decimal("计征金额", "amount for levying", (20, 5))
    list_status: str | None = code("清单状态", "list status", c.ListStatus, system=True)
    remark: str | None = text("备注", "remark", 255, free=True)
    spare_1: str | None = text("备用1", "spare 1", 64)
    spare_2: str | None = text("备用2", "spare 2", 64)
    spare_3: Decimal | None = decimal("备用3", "spare 3", (14, 5))
    spare_4: str | None = text("备用4", "spare 4", 32)
    added_at: datetime | None = moment("入库时间", "time of entry")
    lines: tuple[InventoryLine, ...] = many("表体", "lines")
    draft_declaration: DraftDeclaration | None = None
    """Head of a declaration draft that the list may carry (临时报关单表头)."""
    draft_goods: tuple[DraftGoods, ...] = many("临时报关单表体", "goods of the declaration draft")
    materials: tuple[InventoryLine, ...] = many("简单加工料件", "materials of simple processing")
    warehouse_documents: tuple[WarehouseDocument, ...] = many("出入库单", "in and out documents")
    ecommerce_bills: tuple[EcommerceBill, ...] = many("电商清单", "e-commerce bills")
    attachments: tuple[Attachment, ...] = many("随附单证", "attachments")
    carried: Carried | None = None
