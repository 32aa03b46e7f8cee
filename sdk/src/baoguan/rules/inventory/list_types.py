"""What each kind of list (清单类型) asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from baoguan.errors import Severity
from baoguan.model.fields import value_at
from baoguan.model.inventory import BondedInventoryList, EcommerceBill, InventoryLine, WarehouseDocument
from baoguan.model.inventory_codes import ExemptionMode, InventoryType
from baoguan.rules.engine import Block, Check, Context, Example, Hit, Mark
from baoguan.rules.inventory._pack import (
    GUIDE,
    HEAD_TERMS,
    INVENTORY_RULES,
    PAGE,
    SHENZHEN,
    deleting,
    list_of,
    once,
    present,
)


class Fixed(NamedTuple):
    """A field that a kind of list fixes to one value; `when_absent` also refuses an empty field, when declaring."""

    kind: InventoryType
    path: str
    value: str
    source: str = PAGE
    mark: Mark = Mark.OFFICIAL
    severity: Severity = "error"
    when_absent: bool = False


FIXED: Final = (
    Fixed(kind=InventoryType.ECOMMERCE, path="customs_declared", value="2"),
    Fixed(kind=InventoryType.GENERAL_TAXPAYER_SALE, path="customs_declared", value="1"),
    Fixed(kind=InventoryType.GENERAL_TAXPAYER_SALE, path="generate_declaration", value="1"),
    Fixed(kind=InventoryType.GENERAL_TAXPAYER_SALE, path="declaration_relation", value="2"),
    Fixed(kind=InventoryType.GENERAL_TAXPAYER_SALE, path="transfer_type", value="Y", when_absent=True),
    Fixed(
        kind=InventoryType.ENTER_FIRST,
        path="direction",
        value="I",
        source=SHENZHEN,
        mark=Mark.INFERRED,
        severity="warning",
    ),
    Fixed(
        kind=InventoryType.AREA_PORT,
        path="direction",
        value="I",
        source=SHENZHEN,
        mark=Mark.INFERRED,
        severity="warning",
    ),
    Fixed(
        kind=InventoryType.AREA_PORT,
        path="customs_declared",
        value="1",
        source=SHENZHEN,
        mark=Mark.ONCE,
        severity="warning",
    ),
    Fixed(
        kind=InventoryType.WITHIN_AREA,
        path="transport_mode",
        value="9",
        source=GUIDE,
        mark=Mark.INFERRED,
        severity="warning",
    ),
)


def _differs(row: Fixed) -> Callable[[BondedInventoryList, Context], bool]:
    def differs(document: BondedInventoryList, _: Context) -> bool:
        value = value_at(document, row.path)
        if document.inventory_type != row.kind or deleting(document):
            return False
        return value != row.value if present(value) else row.when_absent

    return differs


for _row in FIXED:
    _term = HEAD_TERMS[_row.path]
    _good: Example = {"inventory_type": _row.kind.value, _row.path: _row.value}
    _bad: Example = {**_good, _row.path: {"1": "2", "2": "1", "I": "E", "Y": "A", "9": "4"}[_row.value]}
    INVENTORY_RULES.rule(
        f"list_type.{_row.kind.value}:{_row.path}",
        fields=(_row.path,),
        source=_row.source,
        mark=_row.mark,
        severity=_row.severity,
        declare_only=_row.when_absent,
        zh=f"清单类型为 {_row.kind.value} {_row.kind.zh}时，{_term.zh}应为 {_row.value}，现为“{{value}}”",
        en=f"a list of type {_row.kind.value} has {_term.en} {_row.value}, not {{value!r}}",
        remedy_zh=f"{_term.zh}改为 {_row.value}，或改正清单类型",
        remedy_en=f"Set {_row.path} to {_row.value}, or correct inventory_type",
        accepted=({}, _good),
        refused=(_bad, {**_good, _row.path: None}) if _row.when_absent else (_bad,),
    )(once(_differs(_row)))


@INVENTORY_RULES.rule(
    "list_type.9:application_no",
    fields=("application_no",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="清单类型为 9 一纳成品内销时，申报表编号必填",
    en="a list of type 9 needs its application_no",
    remedy_zh="填写申报表编号",
    remedy_en="Fill in application_no",
    accepted=({}, {"inventory_type": "9", "application_no": "DEMO-APP-1"}),
    refused=({"inventory_type": "9"},),
)
def _application(block: Block[BondedInventoryList], _: Context) -> list[Hit]:
    document = block.rows[0]
    needed = document.inventory_type == InventoryType.GENERAL_TAXPAYER_SALE and not deleting(document)
    return [Hit(0)] if needed and not present(document.application_no) else []


class Section(NamedTuple):
    """A section that a kind of list cannot do without, with a row of it for the example."""

    kind: InventoryType
    field: str
    zh: str
    en: str
    mark: Mark
    severity: Severity
    row: object


SECTIONS: Final = (
    Section(
        kind=InventoryType.SIMPLE_PROCESSING,
        field="materials",
        zh="简单加工料件",
        en="materials of simple processing",
        mark=Mark.OFFICIAL,
        severity="error",
        row=InventoryLine(line_no=1),
    ),
    Section(
        kind=InventoryType.CONSOLIDATED,
        field="warehouse_documents",
        zh="出入库单",
        en="in and out documents",
        mark=Mark.INFERRED,
        severity="warning",
        row=WarehouseDocument(document_no="DEMO-1"),
    ),
    Section(
        kind=InventoryType.ECOMMERCE,
        field="ecommerce_bills",
        zh="电商清单",
        en="e-commerce bills",
        mark=Mark.INFERRED,
        severity="warning",
        row=EcommerceBill(bill_no="DEMO-1"),
    ),
)


def _empty(row: Section) -> Check[BondedInventoryList]:
    def check(block: Block[BondedInventoryList], _: Context) -> Iterator[Hit]:
        document = block.rows[0]
        if document.inventory_type == row.kind and not getattr(document, row.field) and not deleting(document):
            yield Hit(0, {"value": 0})

    return check


for _section in SECTIONS:
    INVENTORY_RULES.rule(
        f"list_type.{_section.kind.value}:{_section.field}",
        fields=(_section.field,),
        source=PAGE,
        mark=_section.mark,
        severity=_section.severity,
        declare_only=True,
        zh=f"清单类型为 {_section.kind.value} {_section.kind.zh}时，应有{_section.zh}",
        en=f"a list of type {_section.kind.value} has {_section.en}",
        remedy_zh=f"加入{_section.zh}",
        remedy_en=f"Add {_section.field}",
        accepted=({}, {"inventory_type": _section.kind.value, _section.field: (_section.row,)}),
        refused=({"inventory_type": _section.kind.value},),
    )(_empty(_section))


@INVENTORY_RULES.rule(
    "list_type.8:exemption",
    over="lines",
    fields=("exemption",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="保税电商清单的征减免方式应为 3 全免，现为 {value}",
    en="the lines of an e-commerce list have exemption mode 3, not {value}",
    remedy_zh="征减免方式改为 3",
    remedy_en="Set exemption to 3",
    accepted=({}, {"inventory_type": "8"}, {"lines[0].exemption": "1"}),
    refused=({"inventory_type": "8", "lines[1].exemption": "1"},),
)
def _ecommerce_exemption(block: Block[InventoryLine], _: Context) -> Iterator[Hit]:
    if list_of(block).inventory_type != InventoryType.ECOMMERCE:
        return
    column = block.column("exemption")
    if column.count(ExemptionMode.EXEMPT) < len(column):
        yield from (Hit(i) for i, value in enumerate(column) if present(value) and value != ExemptionMode.EXEMPT)
