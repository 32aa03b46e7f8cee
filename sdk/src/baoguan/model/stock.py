"""A count of materials (盘点): what is really left of each row of a ledger."""

from __future__ import annotations

from decimal import Decimal

import attrs

from baoguan.model.fields import decimal, integer, text

_QUANTITY = (14, 5)


@attrs.frozen(kw_only=True)
class StockRow:
    """What was counted of a material, in its declared unit, by its row of the ledger or by its part number."""

    item_no: int | None = integer("备案序号", "ledger row", "料件序号", "序号", "项号", "商品序号")
    part_no: str | None = text("料号", "part number", 32, "商品料号", "物料号", "物料编码", "料件料号")
    quantity: Decimal | None = decimal(
        "实际剩余数量", "is left", _QUANTITY, "实际剩余", "实盘数量", "盘点数量", "实际库存", "库存数量", "数量"
    )
    reason: str | None = text("差异原因", "reason", 4000, "原因", "备注", "说明", free=True)
