"""What a list must say in its head: the fields needed to save it, and those needed to declare it."""

from __future__ import annotations

from typing import Final

from baoguan.model.fields import value_at
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.inventory_codes import InventoryType
from baoguan.rules.engine import Block, Check, Context, Hit, Mark, Rule
from baoguan.rules.inventory._pack import (
    FIELDS,
    HEAD_TERMS,
    INVENTORY_RULES,
    ONE_PROGRAM,
    PAGE,
    deleting,
    labels,
    once,
    present,
)

TO_SAVE: Final[tuple[tuple[str, str, Mark], ...]] = (
    ("inventory_type", PAGE, Mark.OFFICIAL),
    ("operating_enterprise.customs_code", PAGE, Mark.OFFICIAL),
    ("goods_kind", PAGE, Mark.OFFICIAL),
    ("customs_declared", PAGE, Mark.OFFICIAL),
    ("generate_declaration", PAGE, Mark.OFFICIAL),
    ("supervision_mode", PAGE, Mark.OFFICIAL),
    ("internal_number", FIELDS, Mark.TWICE),
)
"""Fields without which a list cannot be saved, beside the ledger number, which 简单加工 may leave out."""

TO_DECLARE: Final[tuple[tuple[str, str, Mark], ...]] = (
    ("operating_enterprise.name", PAGE, Mark.OFFICIAL),
    ("processing_enterprise.customs_code", PAGE, Mark.OFFICIAL),
    ("processing_enterprise.name", PAGE, Mark.OFFICIAL),
    ("declarant.customs_code", PAGE, Mark.OFFICIAL),
    ("declarant.name", PAGE, Mark.OFFICIAL),
    ("entered_on", PAGE, Mark.OFFICIAL),
    ("transport_mode", PAGE, Mark.OFFICIAL),
    ("port", PAGE, Mark.OFFICIAL),
    ("customs_office", PAGE, Mark.OFFICIAL),
    ("counterpart_country", PAGE, Mark.OFFICIAL),
    ("direction", FIELDS, Mark.TWICE),
    ("data_entry.customs_code", FIELDS, Mark.TWICE),
    ("data_entry.name", FIELDS, Mark.TWICE),
)
"""Fields needed to declare, beside those needed to save."""

CREDIT_CODES: Final = tuple(
    f"{party}.credit_code" for party in ("operating_enterprise", "processing_enterprise", "declarant", "data_entry")
)


def _absent(path: str) -> Check[BondedInventoryList]:
    return once(lambda document, _: not deleting(document) and not present(value_at(document, path)))


def _required(path: str, source: str, mark: Mark, *, declare_only: bool) -> Rule[BondedInventoryList]:
    term = HEAD_TERMS[path]
    zh, en = ("申报", "declared") if declare_only else ("暂存", "saved")
    return Rule(
        id=f"head.required:{path}",
        over="",
        fields=(path,),
        source=source,
        mark=mark,
        severity="error",
        zh=f"{term.zh}未填写，不能{zh}",
        en=f"{term.en} is missing: the list cannot be {en}",
        remedy_zh=f"填写{term.zh}",
        remedy_en=f"Fill in {path}",
        declare_only=declare_only,
        accepted=({},),
        refused=({path: None},),
        check=_absent(path),
    )


for _path, _source, _mark in TO_SAVE:
    INVENTORY_RULES.add(_required(_path, _source, _mark, declare_only=False))
for _path, _source, _mark in TO_DECLARE:
    INVENTORY_RULES.add(_required(_path, _source, _mark, declare_only=True))


@INVENTORY_RULES.rule(
    "head.required:ledger_no",
    fields=("ledger_no",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="备案编号（手册、账册编号）未填写，不能暂存；只有简单加工清单可以不填",
    en="ledger number is missing: only a list of simple processing may do without one",
    remedy_zh="填写 12 位的手册或账册编号",
    remedy_en="Fill in the 12 characters of ledger_no",
    accepted=({}, {"ledger_no": None, "inventory_type": "4"}),
    refused=({"ledger_no": None},),
)
def _ledger(block: Block[BondedInventoryList], _: Context) -> list[Hit]:
    document = block.rows[0]
    optional = deleting(document) or document.inventory_type == InventoryType.SIMPLE_PROCESSING
    return [] if optional or present(document.ledger_no) else [Hit(0)]


@INVENTORY_RULES.rule(
    "head.required:lines",
    fields=("lines",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="表体没有商品（{value} 项），至少要有一项才能申报",
    en="the list has {value} lines: at least one is needed to declare it",
    remedy_zh="加入表体商品",
    remedy_en="Add the lines",
    accepted=({},),
    refused=({"lines": ()},),
)
def _lines(block: Block[BondedInventoryList], _: Context) -> list[Hit]:
    document = block.rows[0]
    return [] if document.lines or deleting(document) else [Hit(0, {"value": 0})]


@INVENTORY_RULES.rule(
    "head.credit_codes",
    fields=CREDIT_CODES,
    source=ONE_PROGRAM,
    mark=Mark.ONCE,
    severity="warning",
    declare_only=True,
    zh="{field_zh}未填写；有的系统要求填写",
    en="{field_en} is missing; one program requires it",
    remedy_zh="建议填写 18 位统一社会信用代码",
    remedy_en="Better fill in the 18 characters of the credit code",
    accepted=({},),
    refused=({"declarant.credit_code": None},),
)
def _credit_codes(block: Block[BondedInventoryList], _: Context) -> list[Hit]:
    document = block.rows[0]
    missing = () if deleting(document) else (p for p in CREDIT_CODES if not present(value_at(document, p)))
    return [Hit(0, labels(HEAD_TERMS[path]), path) for path in missing]
