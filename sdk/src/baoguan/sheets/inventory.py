"""The workbook of bonded inventory lists (保税核注清单)."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from baoguan.model.fields import Term
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import DeclarationType, ExemptionMode
from baoguan.rules.inventory.head_required import TO_DECLARE, TO_SAVE
from baoguan.rules.inventory.line_required import REQUIRED
from baoguan.rules.inventory.sample import sample
from baoguan.sheets.guidance import COLUMNS, ROWS
from baoguan.sheets.tables import Guide, Section, SheetKind

_NO_MERGE: Final = "no_merge"

_HEAD: Final = ("internal_number", "ledger_no", *(path for path, *_ in (*TO_SAVE, *TO_DECLARE) if path != "internal_number"))
_LINES: Final = tuple(path for path, _ in REQUIRED)

_GUIDE: Final = (
    (
        "表头：一行一张清单；表体：一行一项商品；两页用“企业内部编号”对应。",
        "表头: one row a list; 表体: one row a line; 企业内部编号 joins the two.",
    ),
    *COLUMNS,
    (
        "不归并填“是”的商品在报关单上单独成一项。",
        "A line with 是 under 不归并 stays alone on its declaration line.",
    ),
    *ROWS,
)


def _example(today: date) -> BondedInventoryList:
    return attrs.evolve(sample(), entered_on=today)


INVENTORY: Final = SheetKind(
    name="inventory",
    zh="清单",
    en="list",
    key_zh="企业内部编号",
    head=Section(name="head", path="", zh="表头", model=BondedInventoryList, first=_HEAD, required=_HEAD),
    bodies=(
        Section(
            name="lines",
            path="lines",
            zh="表体",
            model=InventoryLine,
            first=("line_no", "ledger_item_no", *_LINES),
            required=_LINES,
            numbered="line_no",
            flags={
                _NO_MERGE: Term(
                    zh="不归并",
                    en="keep apart when merging declaration lines",
                    kind="flag",
                    names=("是否不归并", "不参与归并", "no merge"),
                )
            },
        ),
    ),
    guide=Guide(
        title_zh="保税核注清单导入模板：填写说明",
        title_en="Template for bonded inventory lists: how to fill it in",
        texts=_GUIDE,
        codes=("unit", "currency", "country", "supervision_mode", "transport_mode"),
        titles={ExemptionMode.__name__: "征减免方式"},
        example=_example,
    ),
    lineless=lambda values: values.get("declaration_type") == DeclarationType.DELETION,
)
