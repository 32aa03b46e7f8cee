"""The ledgers of processing trade under 金关二期: 手册 (handbook), 账册 (account) and 物流账册 (logistics account).

One class serves a ledger as it is filed or changed and as it stands in an export: what only Customs writes is marked `system`.
Countries and currencies are held as letters (CHN, USD).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from baoguan.model import ledger_codes as c
from baoguan.model.attachment import Attachment
from baoguan.model.fields import Carried, code, day, decimal, integer, many, part, text
from baoguan.model.party import Party

QUANTITY = (14, 5)
"""Quantities: 19 digits, 5 of them decimals."""
AMOUNT = (20, 5)
CONSUMPTION = (10, 9)
"""净耗: 19 digits, 9 of them decimals."""
RATE = (10, 9)
"""Rates are per cent: 3 means 3 %."""
_LEDGER_NO = ("加工贸易手册编号", "加工贸易账册编号", "物流账册编号", "保税物流账册编号")


@attrs.frozen(kw_only=True)
class LedgerItem:
    """A row of materials (料件) or products (成品) of a ledger. Quantities are in `unit`, amounts in `currency`."""

    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18, "中心统一编号", "统一编号", system=True)
    item_no: int | None = integer("商品序号", "item number", "序号", "项号", "底账序号", "备案序号")
    part_no: str | None = text("商品料号", "part number", 32, "料号", "物料号", "物料编码")
    hs_code: str | None = text("商品编码", "HS code", 10, "HS编码", "税号", "商品编号", exact=True)
    goods_name: str | None = text("商品名称", "goods name", 512, "品名", "名称", wide=True, free=True)
    specification: str | None = text("规格型号", "specification", 512, "商品规格型号", "规格", "型号", free=True)
    unit: str | None = code("申报计量单位", "declared unit", "unit", "申报单位", "计量单位", "单位")
    statutory_unit: str | None = code("法定计量单位", "statutory unit", "unit", "法定单位", "法定第一单位")
    second_unit: str | None = code("法定第二计量单位", "second statutory unit", "unit", "法定第二单位", "第二法定单位")
    quantity: Decimal | None = decimal("申报数量", "declared quantity", QUANTITY, "数量", "备案数量")
    unit_price: Decimal | None = decimal("申报单价", "unit price", AMOUNT, "单价", "申报单价金额")
    total_price: Decimal | None = decimal("申报总价", "total price", AMOUNT, "总价", "申报总价金额")
    currency: str | None = code("币制", "currency", "currency", "申报币制")
    country: str | None = code("产销国", "country of origin or sale", "country", "产销国(地区)", "原产国", "国别")
    exemption: str | None = text("征免方式", "exemption mode", 6, "征减免方式", "征免")
    material_rank: str | None = code("主辅料标记", "main or auxiliary material", c.MaterialRank, "主料标志", "主辅料标志")
    goods_attribute: str | None = code("商品属性", "goods attribute", c.GoodsAttribute, length=4)
    quantity_control: str | None = text("数量控制标记", "quantity control mark", 1, "数量控制标志")
    opening_quantity: Decimal | None = decimal("期初数量", "opening quantity", QUANTITY, "核销周期初始数量")
    approved_remainder: Decimal | None = decimal("批准最大余数量", "approved greatest remainder", QUANTITY, "批准最大余量")
    modification: str | None = code("修改标志", "modification mark", c.RowModification, "修改标记")
    enterprise_mark: str | None = code("企业执行标记", "enterprise's execution mark", c.EnterpriseMark, "企业执行标志")
    customs_mark: str | None = code("海关执行标志", "Customs' execution mark", c.CustomsMark, "海关执行标记", system=True)
    consumption_doubted: str | None = text("单耗质疑标志", "consumption doubted", 1, "单耗质疑标记", system=True)
    consumption_negotiated: str | None = text("磋商标志", "consumption negotiated", 1, "磋商标记", system=True)
    remark: str | None = text("备注", "remark", 4000, free=True)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class UnitConsumption:
    """A row of 单损耗: how much of a material goes into one unit of a product, in one version.

    What leaves the ledger for one unit of product is net / (1 - tangible - intangible), of which the bonded share counts.
    """

    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18, "中心统一编号", "统一编号", system=True)
    serial_no: int | None = integer("序号", "serial number")
    product_item_no: int | None = integer("成品序号", "product item number", "成品商品序号")
    product_part_no: str | None = text("成品料号", "product part number", 32, "成品商品料号")
    product_hs_code: str | None = text("成品商品编码", "product HS code", 10, "成品编码", exact=True)
    product_name: str | None = text("成品商品名称", "product name", 512, "成品名称", wide=True, free=True)
    material_item_no: int | None = integer("料件序号", "material item number", "料件商品序号")
    material_part_no: str | None = text("料件料号", "material part number", 32, "料件商品料号")
    material_hs_code: str | None = text("料件商品编码", "material HS code", 10, "料件编码", exact=True)
    material_name: str | None = text("料件商品名称", "material name", 512, "料件名称", wide=True, free=True)
    version: str | None = text("单耗版本号", "consumption version", 8, "版本号")
    consumption: Decimal | None = decimal("单耗数量", "unit consumption", CONSUMPTION, "单耗")
    net: Decimal | None = decimal("净耗数量", "net consumption", CONSUMPTION, "净耗")
    tangible_loss: Decimal | None = decimal("有形损耗率", "tangible loss, per cent", RATE, "有形损耗率(%)", "有形损耗")
    intangible_loss: Decimal | None = decimal("无形损耗率", "intangible loss, per cent", RATE, "无形损耗率(%)", "无形损耗")
    bonded_share: Decimal | None = decimal("保税料件比例", "bonded share, per cent", RATE, "保税料件比例(%)")
    state: str | None = code("单耗申报状态", "state of declaration", c.ConsumptionState)
    modification: str | None = code("修改标志", "modification mark", c.RowModification, "修改标记")
    enterprise_mark: str | None = code("企业执行标记", "enterprise's execution mark", c.EnterpriseMark, "企业执行标志")
    valid_until: date | None = day("单耗有效期", "valid until", "有效期")
    remark: str | None = text("备注", "remark", 4000, free=True)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Ledger:
    """A ledger: what it is allowed to hold, by rows, and how products consume materials.

    Source: field lists of the sub-systems NPTS (手册), NEMS (账册) and of the logistics accounts, and the pages' own exports.
    """

    family: str | None = code("底账种类", "which book it is", c.LedgerFamily)
    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18, "中心统一编号", "统一编号")
    ledger_no: str | None = text("备案编号", "ledger number", 12, "手册编号", "账册编号", "底账编号", "手(账)册编号", *_LEDGER_NO)
    internal_number: str | None = text("企业内部编号", "enterprise's internal number", 64)
    ledger_type: str | None = text("账册类型", "type of ledger", 25, "手册类型", "区域场所类别")
    act: str | None = code("申报类型", "act", c.LedgerAct)
    change_count: int | None = integer("变更次数", "count of changes", "手册变更次数")
    master_customs: str | None = code("主管海关", "customs in charge", "customs_office", "主管关区", "主管海关代码")
    operating_enterprise: Party | None = part("经营单位", "operating enterprise", "经营企业")
    processing_enterprise: Party | None = part("加工单位", "processing enterprise", "加工企业", "收货企业")
    declarant: Party | None = part("申报单位", "declarant", "申报企业")
    declarant_kind: str | None = code("申报企业类型", "kind of declarant", c.DeclarantKind, "申报单位类型")
    input_enterprise: Party | None = part("录入单位", "enterprise that typed it", "录入企业")
    region: str | None = text("加工企业地区代码", "region of the processor", 6, "收货企业地区代码")
    supervision_mode: str | None = code("监管方式", "supervision mode", "supervision_mode", "贸易方式")
    levy_nature: str | None = code("征免性质", "nature of levy", "levy_nature")
    processing_kind: str | None = text("加工种类", "kind of processing", 25)
    port: str | None = code("进出口岸", "port of entry or exit", "customs_office")
    approval_no: str | None = text("批准证编号", "approval number", 64, "业务批准证编号")
    archive_no: str | None = text("企业档案库编号", "archive number", 64, "联网企业档案库编号")
    import_contract: str | None = text("进口合同号", "import contract", 64, free=True)
    export_contract: str | None = text("出口合同号", "export contract", 64, free=True)
    import_currency: str | None = code("进口币制", "import currency", "currency")
    export_currency: str | None = code("出口币制", "export currency", "currency")
    valid_until: date | None = day("有效期", "valid until", "结束有效期", "有效期限")
    consumption_stage: str | None = code("单耗申报环节", "stage of declaring consumption", c.ConsumptionStage, "单耗申报环节代码")
    use: str | None = code("手册用途", "use", c.LedgerUse, "账册用途")
    capacity: Decimal | None = decimal("加工生产能力", "production capacity", AMOUNT, "加工率")
    max_turnover: Decimal | None = decimal("最大周转金额", "greatest turnover, 10,000 USD", AMOUNT, "最大周转金额(万美元)")
    max_import: Decimal | None = decimal("最大进口金额", "greatest import, USD", AMOUNT, "最大进口金额(美元)")
    write_off_cycle: int | None = integer("核销周期", "days of a write-off period", "核销周期值", "核销周期(天)")
    pause_mark: str | None = code("暂停进出口标记", "pause mark", c.PauseMark, "账册执行标志", "手册执行标志", system=True)
    change_pause_mark: str | None = code("暂停变更标记", "mark of paused changes", c.ChangePauseMark, "暂停变更标志", system=True)
    declaration_source: str | None = code(
        "申报来源标志", "source of the declaration", c.DeclarationSource, "申报来源标志代码", system=True
    )
    self_accounting: str | None = text(
        "自核资格标记", "may reckon its own write-off", 1, "企业具备自核资格标志", "自核资格标志", system=True
    )
    version_control: str | None = text("单耗版本号控制标志", "control of consumption versions", 1, "单耗版本控制标志", system=True)
    first_export_on: date | None = day("首次出口日期", "first exported on", system=True)
    contact: str | None = text("联系人", "contact", 255, "企业联系人", free=True)
    contact_phone: str | None = text("联系电话", "contact's telephone", 64, "联系人电话", "联系人手机号")
    declared_on: date | None = day("申报日期", "declared on", "申报时间")
    entered_on: date | None = day("录入日期", "typed on", "录入时间")
    filed_on: date | None = day("备案批准日期", "filing approved on", "备案批准时间", system=True)
    changed_on: date | None = day("变更批准日期", "change approved on", "变更批准时间", system=True)
    written_off_on: date | None = day("最近核销日期", "last written off on", "最近核销时间", system=True)
    material_count: int | None = integer("料件项数", "count of materials", system=True)
    product_count: int | None = integer("成品项数", "count of products", system=True)
    actual_import: Decimal | None = decimal("实际进口总金额", "imported so far", AMOUNT, "实际进口金额", system=True)
    actual_export: Decimal | None = decimal("实际出口总金额", "exported so far", AMOUNT, "实际出口金额", system=True)
    remark: str | None = text("备注", "remark", 4000, free=True)
    materials: tuple[LedgerItem, ...] = many("料件", "materials")
    products: tuple[LedgerItem, ...] = many("成品", "products")
    consumptions: tuple[UnitConsumption, ...] = many("单损耗", "unit consumptions")
    attachments: tuple[Attachment, ...] = many("随附单证", "attachments")
    carried: Carried | None = None
