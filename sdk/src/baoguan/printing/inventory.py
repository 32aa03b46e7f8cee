"""The plain table of a bonded inventory list (保税核注清单)."""

from __future__ import annotations

from typing import Final

from baoguan.printing.lines import column

LINES: Final = (
    column("商品序号/备案序号", "line_no", "ledger_item_no()", width=2),
    column("商品料号", "part_no", width=3),
    column("商品编码", "hs_code", width=3),
    column("商品名称及规格型号", "goods_name", "specification", width=6),
    column(
        "数量及单位（申报/法定/第二）",
        "quantity unit=",
        "statutory_quantity statutory_unit=",
        "second_quantity second_unit=",
        width=4,
    ),
    column("单价/总价/币制", "unit_price", "total_price", "currency", width=3),
    column("毛重/净重（千克）", "gross_weight", "net_weight", width=2),
    column("原产国", "origin_country", width=2),
    column("最终目的国", "destination_country", width=2),
    column("征免方式", "exemption", width=2),
    column("报关单商品序号", "declaration_line_no", width=2),
)
