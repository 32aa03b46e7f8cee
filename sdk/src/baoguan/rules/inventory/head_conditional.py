"""What the flags of the head ask for: 报关标志, 是否生成报关单, 报关类型 and 报关单类型."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan.model.fields import value_at
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.inventory_codes import (
    CustomsDeclared,
    DeclarationKind,
    DeclarationRelation,
    Direction,
    GenerateDeclaration,
)
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.inventory._pack import (
    FIELDS,
    HEAD_TERMS,
    INVENTORY_RULES,
    PAGE,
    deleting,
    filing,
    generates,
    labels,
    once,
    present,
)

Head = Block[BondedInventoryList]

RELATED_UNITS: Final = ("related_consignee", "related_owner", "related_declarant")
OWN_UNITS: Final = ("entry_declarant",)

_TWO_STEP = frozenset({DeclarationKind.TWO_STEP_IMPORT, DeclarationKind.TWO_STEP_ENTRY_RECORD})
_OF_DIRECTION: Final = {Direction.IMPORT: frozenset("135BGIKOQSXY"), Direction.EXPORT: frozenset("246CFHJLMNPRTUV")}
"""Kinds of declaration by the direction that their names say."""

_DEMO = {"customs_code": "4403DEM0C3", "name": "虚构贸易（示例）有限公司"}
_NOT_DECLARED = {
    "customs_declared": "2",
    "generate_declaration": "2",
    "declaration_relation": None,
    "declaration_kind": None,
    "entry_declarant": None,
}
_RELATED = {
    "declaration_relation": "1",
    "entry_declarant": None,
    **{f"{unit}.{part}": value for unit in RELATED_UNITS for part, value in _DEMO.items()},
}


@INVENTORY_RULES.rule(
    "declaring.none_generated",
    fields=("generate_declaration",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="报关标志为 2 非报关时，是否生成报关单只能为 2，现为 {value}",
    en="a list that is not declared to Customs generates no declaration: generate_declaration is {value}, must be 2",
    remedy_zh="是否生成报关单改为 2，或报关标志改为 1",
    remedy_en="Set generate_declaration to 2, or customs_declared to 1",
    accepted=({}, _NOT_DECLARED),
    refused=({**_NOT_DECLARED, "generate_declaration": "1"},),
)
def _none_generated(block: Head, _: Context) -> list[Hit]:
    document = block.rows[0]
    wrong = _undeclared(document) and document.generate_declaration == GenerateDeclaration.YES
    return [Hit(0)] if wrong else []


@INVENTORY_RULES.rule(
    "declaring.not_declared",
    fields=("declaration_relation", "declaration_kind"),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="报关标志为 2 非报关时，{field_zh}应为空，现为 {value}",
    en="a list that is not declared to Customs has no {field_en}: it is {value}, must be empty",
    remedy_zh="清空{field_zh}，或报关标志改为 1",
    remedy_en="Clear {path}, or set customs_declared to 1",
    accepted=({}, _NOT_DECLARED),
    refused=({**_NOT_DECLARED, "declaration_relation": "2"}, {**_NOT_DECLARED, "declaration_kind": "1"}),
)
def _not_declared(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    if _undeclared(document):
        yield from _filled(document, ("declaration_relation", "declaration_kind"))


@INVENTORY_RULES.rule(
    "declaring.relation",
    fields=("declaration_relation",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="报关标志为 1 报关时，报关类型必填",
    en="a list that is declared to Customs needs its declaration_relation",
    remedy_zh="填写报关类型：1 关联报关，2 对应报关",
    remedy_en="Set declaration_relation: 1 related, 2 own declaration",
    accepted=({}, _NOT_DECLARED),
    refused=({"declaration_relation": None},),
)
def _relation(block: Head, _: Context) -> list[Hit]:
    document = block.rows[0]
    needed = document.customs_declared == CustomsDeclared.YES and not deleting(document)
    return [Hit(0)] if needed and not present(document.declaration_relation) else []


@INVENTORY_RULES.rule(
    "declaring.kind",
    fields=("declaration_kind",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="报关且生成报关单时，报关单类型必填",
    en="a list that generates a declaration needs its declaration_kind",
    remedy_zh="填写报关单类型，如 1 进口报关单、2 出口报关单",
    remedy_en="Set declaration_kind, e.g. 1 import, 2 export declaration",
    accepted=({}, {"generate_declaration": "2", "declaration_kind": None}),
    refused=({"declaration_kind": None},),
)
def _kind(block: Head, _: Context) -> list[Hit]:
    document = block.rows[0]
    needed = generates(document) and not deleting(document)
    return [Hit(0)] if needed and not present(document.declaration_kind) else []


_UNITS_NEEDED: Final = {
    DeclarationRelation.RELATED: tuple(f"{unit}.{part}" for unit in RELATED_UNITS for part in ("customs_code", "name")),
    DeclarationRelation.OWN: tuple(f"{unit}.{part}" for unit in OWN_UNITS for part in ("customs_code", "name")),
}
_UNITS_CLEARED: Final = {
    DeclarationRelation.RELATED: tuple(f"{unit}.{part}" for unit in OWN_UNITS for part in ("customs_code", "credit_code", "name")),
    DeclarationRelation.OWN: tuple(f"{unit}.{part}" for unit in RELATED_UNITS for part in ("customs_code", "credit_code", "name")),
}


@INVENTORY_RULES.rule(
    "declaring.units_needed",
    fields=(*_UNITS_NEEDED[DeclarationRelation.RELATED], *_UNITS_NEEDED[DeclarationRelation.OWN]),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="报关类型为 {relation} 时，{field_zh}必填",
    en="with declaration_relation {relation}, {field_en} is needed",
    remedy_zh="填写{field_zh}；没有海关编码的企业，编码填 NO",
    remedy_en="Fill in {path}; the code of an enterprise without one is NO",
    accepted=({}, _RELATED, {**_RELATED, "related_owner.customs_code": "NO"}, _NOT_DECLARED),
    refused=(
        {"entry_declarant.name": None},
        {**_RELATED, "related_consignee": None},
        {**_RELATED, "related_owner.customs_code": None},
    ),
)
def _units_needed(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    if _undeclared(document) or deleting(document):
        return
    relation = document.declaration_relation or ""
    for path in _UNITS_NEEDED.get(relation, ()):  # type: ignore[call-overload]
        if not present(value_at(document, path)):
            yield Hit(0, {**labels(HEAD_TERMS[path]), "path": path, "relation": relation}, path)


@INVENTORY_RULES.rule(
    "declaring.units_cleared",
    fields=(*_UNITS_CLEARED[DeclarationRelation.RELATED], *_UNITS_CLEARED[DeclarationRelation.OWN]),
    source=PAGE,
    mark=Mark.OFFICIAL,
    zh="报关类型为 {relation} 时，{field_zh}应为空，现为 {value}",
    en="with declaration_relation {relation}, {field_en} must be empty: {value}",
    remedy_zh="清空{field_zh}，或改正报关类型",
    remedy_en="Clear {path}, or correct declaration_relation",
    accepted=({}, _RELATED),
    refused=({"related_owner.name": "虚构贸易（示例）有限公司"}, {"declaration_relation": "1"}),
)
def _units_cleared(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    relation = document.declaration_relation or ""
    yield from _filled(document, _UNITS_CLEARED.get(relation, ()), relation=relation)  # type: ignore[call-overload]


_ENTRY_NUMBER: Final = {DeclarationRelation.RELATED: "related_entry_no", DeclarationRelation.OWN: "entry_no"}
"""Which number tells the declaration (概要申报) that a two-step list completes."""


@INVENTORY_RULES.rule(
    "declaring.two_step",
    fields=("related_entry_no", "entry_no"),
    source=PAGE,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="报关单类型为 {kind}（两步申报）且报关类型为 {relation} 时，{field_zh}必填，填概要申报的报关单号",
    en="a two-step declaration (kind {kind}, relation {relation}) needs {field_en}: the number of its summary declaration",
    remedy_zh="填写{field_zh}（18 位）",
    remedy_en="Fill in {path}, 18 digits",
    accepted=(
        {},
        {"declaration_kind": "X", "entry_no": "530120251000000011"},
        {**_RELATED, "declaration_kind": "Y", "related_entry_no": "530120251000000011"},
    ),
    refused=({"declaration_kind": "X"}, {**_RELATED, "declaration_kind": "Y", "entry_no": "530120251000000011"}),
)
def _two_step(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    path = _ENTRY_NUMBER.get(document.declaration_relation or "")  # type: ignore[call-overload]
    if path is None or document.declaration_kind not in _TWO_STEP or deleting(document):
        return
    if not present(value_at(document, path)):
        values = {"path": path, "kind": document.declaration_kind, "relation": document.declaration_relation}
        yield Hit(0, {**labels(HEAD_TERMS[path]), **values}, path)


@INVENTORY_RULES.rule(
    # The page locks both fields, yet the interface's field table lets 关联报关单编号 be given; so it is no error.
    "declaring.entry_numbers",
    fields=("related_entry_no", "entry_no"),
    source=PAGE,
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="报关单类型不是 X、Y（两步申报）时，{field_zh}由系统返填，页面不让填写，现为 {value}",
    en="{field_en} is {value}: unless the declaration is a two-step one (X, Y) Customs fills it in and the page locks it",
    remedy_zh="如非结转等特别要求，清空{field_zh}",
    remedy_en="Clear {path} unless you were told to fill it in",
    accepted=({}, {"declaration_kind": "X", "entry_no": "530120251000000011"}),
    refused=({"entry_no": "530120251000000011"},),
)
def _entry_numbers(block: Head, _: Context) -> Iterator[Hit]:
    document = block.rows[0]
    if filing(document) and document.declaration_kind not in _TWO_STEP:
        yield from _filled(document, ("related_entry_no", "entry_no"))


INVENTORY_RULES.rule(
    "declaring.direction",
    fields=("declaration_kind",),
    source=FIELDS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="对应报关的报关单类型 {value} 与清单的进出口标记不一致",
    en="the own declaration is of kind {value}, which is not of the list's direction",
    remedy_zh="核对进出口标记与报关单类型",
    remedy_en="Compare direction and declaration_kind",
    # A related (关联) declaration may be the other side's, in the other direction; the own one is ours.
    accepted=({}, {**_RELATED, "declaration_kind": "2"}),
    refused=({"declaration_kind": "2"}, {"direction": "E"}),
)(
    once(
        lambda document, _: (
            document.declaration_relation == DeclarationRelation.OWN
            and document.direction in _OF_DIRECTION
            and (document.declaration_kind or "")
            in _OF_DIRECTION[Direction.EXPORT if document.direction == Direction.IMPORT else Direction.IMPORT]
        )
    )
)


def _undeclared(document: BondedInventoryList) -> bool:
    return document.customs_declared == CustomsDeclared.NO


def _filled(document: BondedInventoryList, paths: tuple[str, ...], **values: object) -> Iterator[Hit]:
    for path in paths:
        if present(value_at(document, path)):
            yield Hit(0, {**labels(HEAD_TERMS[path]), "path": path, **values}, path)
