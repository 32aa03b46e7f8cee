"""The write-off (报核) of a ledger: what a 手册 or 账册 took in and let go, list by list and row by row, and what is left of it.

One class serves both books; which fields their messages carry stands in the channel's tables. `internal_number` is ours: the messages have no
place for it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import attrs

from baoguan.model import write_off_codes as c
from baoguan.model.fields import Carried, code, day, decimal, integer, many, moment, part, text
from baoguan.model.inventory_codes import DeductionMark, Direction
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.model.party import Party

QUANTITY = (14, 5)
"""Quantities: 19 digits, 5 of them decimals."""
AMOUNT = (20, 5)


@attrs.frozen(kw_only=True)
class WriteOffList:
    """A bonded inventory list (核注清单) of the period."""

    serial_no: int | None = integer("序号", "serial number")
    list_no: str | None = text("清单编号", "list number", 64, "核注清单编号", "报关清单号")
    direction: str | None = code("进出口标志", "import or export", Direction)
    declaration_type: str | None = text("申报类型", "type of declaration", 1)
    deduction_mark: str | None = code("核扣标记", "deduction mark", DeductionMark)
    """What the journal knows; it is not sent."""
    ledger_no: str | None = text("备案编号", "ledger number", 64)
    """As a message repeats it in every row; of a row that is sent it is the head's."""
    sequence: int | None = integer("报核次数", "count of write-offs")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class WriteOffRow:
    """A row of materials or products, in its declared unit.

    What came in as 余料转入 or 料件退换 is part of `total`, and what went out as 料件退换 part of `reexported`: the messages have no fields of
    their own for them (inferred).
    """

    serial_no: int | None = integer("行号", "serial number")
    kind: str | None = code("类型", "kind of row", c.WriteOffRowKind)
    item_no: int | None = integer("备案序号", "row of the ledger", "料件序号", "成品序号")
    part_no: str | None = text("料号", "part number", 32)
    hs_code: str | None = text("商品编码", "HS code", 10, exact=True)
    goods_name: str | None = text("商品名称", "goods name", 512, wide=True, free=True)
    unit: str | None = code("申报计量单位", "declared unit", "unit")
    opening: Decimal | None = decimal("期初数量", "opening", QUANTITY, "核销周期初始数量")
    total: Decimal | None = decimal("进（出）口数量", "imported, or exported", QUANTITY, "进口数量", "出口数量")
    transferred: Decimal | None = decimal("深加工结转数量", "transferred in, or out", QUANTITY)
    exchanged_in: Decimal | None = decimal("成品退换进口数量", "products that came back", QUANTITY)
    exchanged_out: Decimal | None = decimal("成品退换出口数量", "products sent in exchange", QUANTITY)
    sold: Decimal | None = decimal("内销数量", "sold domestically", QUANTITY)
    sold_amount: Decimal | None = decimal("内销总金额", "amount of domestic sales", AMOUNT)
    reexported: Decimal | None = decimal("复出口数量", "re-exported", QUANTITY)
    surplus_out: Decimal | None = decimal("余料转出数量", "surplus carried over", QUANTITY)
    destroyed: Decimal | None = decimal("销毁数量", "destroyed", QUANTITY, "料件销毁数量")
    scrap: Decimal | None = decimal("边角料数量", "scrap", QUANTITY)
    scrap_amount: Decimal | None = decimal("边角料总金额", "amount of scrap", AMOUNT)
    scrap_destroyed: Decimal | None = decimal("边角料销毁数量", "scrap destroyed", QUANTITY)
    consumed: Decimal | None = decimal("产品总耗用量", "consumed by products", QUANTITY, "消耗总数量")
    consumed_amount: Decimal | None = decimal("消耗总金额", "amount consumed", AMOUNT)
    tangible_loss: Decimal | None = decimal("有形损耗数量", "tangible loss", QUANTITY)
    intangible_loss: Decimal | None = decimal("无形损耗数量", "intangible loss", QUANTITY)
    increased: Decimal | None = decimal("核增数量", "increased by Customs", QUANTITY)
    decreased: Decimal | None = decimal("核减数量", "decreased by Customs", QUANTITY)
    theoretical: Decimal | None = decimal("应剩余数量", "should be left", QUANTITY)
    theoretical_amount: Decimal | None = decimal("应剩余总金额", "amount that should be left", AMOUNT)
    remaining: Decimal | None = decimal("实际剩余数量", "is left", QUANTITY, "料件剩余数量")
    remaining_amount: Decimal | None = decimal("实际剩余总金额", "amount that is left", AMOUNT)
    difference: Decimal | None = decimal("差异数量", "difference", QUANTITY)
    difference_amount: Decimal | None = decimal("差异金额", "amount of the difference", QUANTITY)
    difference_rate: Decimal | None = decimal("差异率", "rate of the difference, per cent", QUANTITY)
    average_price: Decimal | None = decimal("平均单价", "average price", QUANTITY, "报关清单平均单价金额")
    spare_mark: str | None = text("备用标记", "spare mark", 4)
    spare_amount: Decimal | None = decimal("备用金额", "spare amount", AMOUNT)
    spare_quantity: Decimal | None = decimal("备用数量", "spare quantity", QUANTITY)
    reason: str | None = text("差异原因", "reason of the difference", 4000, "备注", free=True)
    ledger_no: str | None = text("备案编号", "ledger number", 64)
    sequence: int | None = integer("报核次数", "count of write-offs")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class WriteOffAttachment:
    """A document that goes with a write-off (随附单证); the file itself is uploaded on the page."""

    serial_no: int | None = integer("随附单证序号", "serial number")
    kind: str | None = text("随附单证类型", "kind", 25)
    number: str | None = text("随附单证编号", "number", 64)
    fixed_no: str | None = text("固定编号", "fixed number", 64)
    file_name: str | None = text("随附单证文件名称", "file name", 512)
    remark: str | None = text("备注", "remark", 4000, free=True)
    ledger_no: str | None = text("备案编号", "ledger number", 64)
    sequence: int | None = integer("报核次数", "count of write-offs")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class WriteOff:
    """A write-off (报核) of a 手册, whole, or of a 账册, by period.

    `sequence` is the how-manieth write-off of a 账册 it is. Counts and amounts that are left out are filled in from the rows when it is sent.
    """

    family: str | None = code("底账种类", "which book it is", LedgerFamily)
    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18, system=True)
    internal_number: str | None = text("企业内部编号", "enterprise's internal number", 64)
    ledger_no: str | None = text("备案编号", "ledger number", 12, "手册号", "账册编号")
    sequence: int | None = integer("报核次数", "count of write-offs", digits=9)
    write_off_type: str | None = code("报核类型", "type of write-off", c.WriteOffType)
    period_from: date | None = day("报核开始日期", "first day of the period")
    period_to: date | None = day("报核截止日期", "last day of the period")
    operating_enterprise: Party | None = part("经营单位", "operating enterprise", "经营企业")
    processing_enterprise: Party | None = part("加工单位", "processing enterprise", "加工企业", "收货企业")
    declarant: Party | None = part("申报单位", "declarant")
    master_customs: str | None = code("主管海关", "customs in charge", "customs_office")
    import_lists: int | None = integer("进口清单总数", "count of import lists")
    export_lists: int | None = integer("出口清单总数", "count of export lists")
    material_count: int | None = integer("报核料件总数", "count of materials")
    product_count: int | None = integer("报核成品总数", "count of products")
    scrap_count: int | None = integer("报核边角料总数", "count of scrap rows")
    defective_count: int | None = integer("报核残次品总数", "count of defective rows")
    import_amount: Decimal | None = decimal("进口料件总金额", "amount of imported materials", AMOUNT)
    export_amount: Decimal | None = decimal("出口成品总金额", "amount of exported products", AMOUNT)
    entered_at: datetime | None = moment("录入时间", "typed at", system=False)
    declared_on: date | None = day("报核申报日期", "declared on")
    declared_at: datetime | None = moment("报核申报时间", "declared at", system=False)
    source: str | None = code("申报来源", "where it was declared", c.WriteOffSource)
    customs_officer: str | None = text("录入关员编号", "officer who typed it", 8, system=True)
    spare_mark: str | None = text("备用标记", "spare mark", 4)
    spare_amount: Decimal | None = decimal("备用金额", "spare amount", AMOUNT)
    spare_quantity: Decimal | None = decimal("备用数量", "spare quantity", QUANTITY)
    remark: str | None = text("备注", "remark", 4000, free=True)
    write_off_mark: str | None = text("报核标记", "write-off mark", 4, system=True)
    approval_mark: str | None = text("审批标记", "approval mark", 4, system=True)
    approved_at: datetime | None = moment("审批时间", "approved at")
    handling_mark: str | None = text("处理标记", "handling mark", 4, system=True)
    lists: tuple[WriteOffList, ...] = many("清单", "lists")
    materials: tuple[WriteOffRow, ...] = many("料件", "materials")
    products: tuple[WriteOffRow, ...] = many("成品", "products")
    attachments: tuple[WriteOffAttachment, ...] = many("随附单证", "attached documents")
    carried: Carried | None = None
