"""What every line must say, and the numbers of the lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan.errors import Severity
from baoguan.model.inventory import InventoryLine
from baoguan.model.inventory_codes import Direction
from baoguan.numbers import BadNumber, parse_ledger
from baoguan.rules.engine import Block, Check, Context, Hit, Mark, Rule
from baoguan.rules.inventory._pack import (
    CLIENT,
    FIELDS,
    INVENTORY_RULES,
    LINE_TERMS,
    ONE_PROGRAM,
    PAGE,
    deleting,
    list_of,
    placed,
    present,
)

Lines = Block[InventoryLine]

REQUIRED: Final[tuple[tuple[str, Mark], ...]] = (
    ("part_no", Mark.TWICE),
    ("hs_code", Mark.TWICE),
    ("goods_name", Mark.TWICE),
    ("specification", Mark.TWICE),
    ("unit", Mark.TWICE),
    ("statutory_unit", Mark.ONCE),
    ("origin_country", Mark.TWICE),
    ("unit_price", Mark.TWICE),
    ("total_price", Mark.TWICE),
    ("currency", Mark.TWICE),
    ("statutory_quantity", Mark.TWICE),
    ("quantity", Mark.TWICE),
    ("exemption", Mark.TWICE),
    ("destination_country", Mark.TWICE),
)
"""Fields of a line that declaring needs; of the statutory unit two programs disagree."""


def _absent(path: str) -> Check[InventoryLine]:
    def check(block: Lines, _: Context) -> Iterator[Hit]:
        column = block.column(path)
        if not all(column) and not deleting(list_of(block)):
            yield from (Hit(i) for i, value in enumerate(column) if not present(value))

    return check


for _path, _mark in REQUIRED:
    _term = LINE_TERMS[_path]
    _severity: Severity = "error" if _mark is Mark.TWICE else "warning"
    INVENTORY_RULES.add(
        Rule(
            id=f"line.required:{_path}",
            over="lines",
            fields=(_path,),
            source=FIELDS if _mark is Mark.TWICE else ONE_PROGRAM,
            mark=_mark,
            severity=_severity,
            declare_only=True,
            zh=f"{_term.zh}未填写",
            en=f"{_term.en} is missing",
            remedy_zh=f"填写{_term.zh}",
            remedy_en=f"Fill in {_path}",
            accepted=({},),
            refused=({f"lines[1].{_path}": None},),
            check=_absent(_path),
        )
    )


@INVENTORY_RULES.rule(
    "line.dangerous_goods",
    over="lines",
    fields=("dangerous_goods",),
    source=ONE_PROGRAM,
    mark=Mark.ONCE,
    severity="warning",
    whole=True,
    declare_only=True,
    zh="{count} 项商品未填危化品标志；近年有系统要求填写",
    en="{count} lines have no mark for dangerous chemicals; one recent program requires it",
    remedy_zh="填写 0 否 或 1 是",
    remedy_en="Set dangerous_goods to 0 or 1",
    accepted=({},),
    refused=({"lines[].dangerous_goods": None},),
)
def _dangerous_goods(block: Lines, _: Context) -> list[Hit]:
    column = block.column("dangerous_goods")
    if all(column) or deleting(list_of(block)):
        return []
    missing = [i for i, value in enumerate(column) if not present(value)]
    return [Hit(missing[0], {"count": len(missing)})]


def _repeated(block: Lines, _: Context) -> Iterator[Hit]:
    column = block.column("line_no")
    if len(set(column)) == len(column):
        return
    first: dict[object, int] = {}
    for i, number in enumerate(column):
        if number is not None and first.setdefault(number, i) != i:
            yield Hit(i, {"first": first[number] + 1})


def _outside(block: Lines, _: Context) -> Iterator[Hit]:
    column = block.column("line_no")
    last = len(column)
    if column != list(range(1, last + 1)):
        for i, number in enumerate(column):
            if not isinstance(number, int) or not 1 <= number <= last:
                yield Hit(i, {"last": last})


for _over, _zh, _en in (("lines", "商品序号", "line number"), ("materials", "料件序号", "number of the material")):
    INVENTORY_RULES.add(
        Rule(
            id=f"line_no.repeated:{_over}",
            over=_over,
            fields=("line_no",),
            source=CLIENT,
            mark=Mark.OFFICIAL,
            severity="error",
            whole=True,
            zh=f"{_zh} {{value}} 重复，第 {{first}} 行已用",
            en=f"{_en} {{value}} is repeated: row {{first}} has it",
            remedy_zh="从 1 起依次编号",
            remedy_en="Number the rows from 1 on",
            accepted=({},),
            refused=({"lines[2].line_no": 1},) if _over == "lines" else ({_over: (InventoryLine(line_no=1),) * 2},),
            check=_repeated,
        )
    )
    INVENTORY_RULES.add(
        Rule(
            id=f"line_no.sequence:{_over}",
            over=_over,
            fields=("line_no",),
            source=FIELDS,
            mark=Mark.TWICE,
            severity="error",
            whole=True,
            zh=f"{_zh}“{{value}}”不在 1 到 {{last}} 之间",
            en=f"{_en} {{value!r}} is not between 1 and {{last}}",
            remedy_zh="从 1 起依次编号，不留空号",
            remedy_en="Number the rows from 1 on without gaps",
            accepted=({},),
            refused=(placed(_over, "line_no", 7), placed(_over, "line_no", None)),
            check=_outside,
        )
    )


@INVENTORY_RULES.rule(
    "line.ledger_item",
    over="lines",
    fields=("ledger_item_no",),
    source=PAGE,
    mark=Mark.TWICE,
    declare_only=True,
    zh="备案序号未填写；只有物流账册的进口商品可以不填",
    en="ledger item number is missing: only imports of a logistics ledger may do without it",
    remedy_zh="填写手册或账册中的备案序号",
    remedy_en="Fill in ledger_item_no, the row of the ledger",
    accepted=(
        {},
        {"ledger_no": "T5301W00A001", "lines[].ledger_item_no": None},
        {"ledger_no": None, "inventory_type": "4", "lines[].ledger_item_no": None},
    ),
    refused=({"lines[0].ledger_item_no": None},),
)
def _ledger_item(block: Lines, _: Context) -> Iterator[Hit]:
    column = block.column("ledger_item_no")
    document = list_of(block)
    if not all(column) and document.ledger_no and not _is_logistics(document.ledger_no) and not deleting(document):
        yield from (Hit(i) for i, number in enumerate(column) if number is None)


@INVENTORY_RULES.rule(
    # Only concluded from what the page lets through, hence no error.
    "line.ledger_item_logistics",
    over="lines",
    fields=("ledger_item_no",),
    source=PAGE,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="物流账册的出口商品应填备案序号",
    en="exports of a logistics ledger name the row that they leave",
    remedy_zh="填写入库时账册给出的备案序号",
    remedy_en="Fill in ledger_item_no, given by the ledger when the goods came in",
    accepted=({}, {"ledger_no": "T5301W00A001", "lines[].ledger_item_no": None}),
    refused=({"ledger_no": "T5301W00A001", "direction": "E", "lines[1].ledger_item_no": None},),
)
def _ledger_item_logistics(block: Lines, _: Context) -> Iterator[Hit]:
    column = block.column("ledger_item_no")
    document = list_of(block)
    leaving = document.direction == Direction.EXPORT and _is_logistics(document.ledger_no or "")
    if leaving and not all(column) and not deleting(document):
        yield from (Hit(i) for i, number in enumerate(column) if number is None)


PRODUCT_RETURNS: Final = frozenset({"4400", "4600"})


@INVENTORY_RULES.rule(
    "line.consumption_version",
    over="lines",
    fields=("consumption_version",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="E 账册以监管方式 4400、4600（成品退换）进口时，单耗版本号必填",
    en="imports of an E ledger under mode 4400 or 4600 (returned products) need the consumption version",
    remedy_zh="填写原出口成品的单耗版本号",
    remedy_en="Fill in consumption_version of the product that left",
    accepted=(
        {},
        {"ledger_no": "E5301B0A0001", "supervision_mode": "4600", "lines[].consumption_version": "0"},
        {"ledger_no": "E5301B0A0001", "supervision_mode": "4600", "direction": "E"},
    ),
    refused=(
        {"ledger_no": "E5301B0A0001", "supervision_mode": "4600"},
        {"ledger_no": "E5301B0A0001", "supervision_mode": "4400"},
    ),
)
def _consumption_version(block: Lines, _: Context) -> Iterator[Hit]:
    document = list_of(block)
    needed = (
        (document.ledger_no or "").startswith("E")
        and document.direction == Direction.IMPORT
        and document.supervision_mode in PRODUCT_RETURNS
        and not deleting(document)
    )
    if needed:
        yield from (Hit(i) for i, version in enumerate(block.column("consumption_version")) if not present(version))


def _is_logistics(ledger: str) -> bool:
    try:
        return parse_ledger(ledger).is_logistics
    except BadNumber:
        # Its shape is a finding of its own; a ledger that cannot be classified is held to the stricter rule.
        return False
