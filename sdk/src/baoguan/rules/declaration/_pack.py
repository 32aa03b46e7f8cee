"""The pack itself, the sources that its rules name, and the few helpers that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, TypeVar

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_codes import Direction
from baoguan.model.declaration_goods import (
    Container,
    ControlElement,
    DeclarationGoods,
    GoodsLicence,
    LicenceDocument,
    Vehicle,
)
from baoguan.model.declaration_parts import (
    AccessRequest,
    CertificateRequest,
    DeclarationAttachment,
    MarkAttachment,
    OriginRelation,
    OtherPacking,
    Promise,
    Qualification,
    RiskAssessment,
    RoyaltyFee,
    Signature,
    UserContact,
)
from baoguan.model.declaration_tax import Supplement, TaxAmount, TaxLine, TaxSheet
from baoguan.model.declaration_transit import Transit, TransitContainer, TransitGoods, TransitLeg
from baoguan.model.declaration_type import Stage, stage_of
from baoguan.rules.declaration._nested import add_nested_field_rules
from baoguan.rules.engine import Block, Check, Context, Hit, RulePack
from baoguan.rules.fields import add_field_rules

R = TypeVar("R")

TRANSCRIPT: Final = (
    "报关单导入接口字段表（现行版转录，仅一个程序） / field list of the current interface, transcribed in one program"
)
SCHEMA: Final = "2018 年官方接口说明 / official interface description of 2018"
BOTH: Final = "2018 年官方接口说明与现行版字段表一致 / the official interface description of 2018 and the current field list agree"
GUIDE: Final = (
    "《报关单填制规范》（2018 年第 60 号公告；以后的修订未见） / filling rules, announcement 60 of 2018; later editions not seen"
)
GUIDE_AND_WIRE: Final = "《报关单填制规范》（2018 年第 60 号公告），真实报文一致 / filling rules of 2018, and a real message agrees"
EDITION_496: Final = (
    "海关总署公告 2024 年第 30 号与电子口岸数据中心通知（4.9.6 版） / announcement 30 of 2024 and the notice of edition 4.9.6"
)
PROGRAMS: Final = "真实报文与多个程序一致 / real messages and several programs agree"
TERMS: Final = "由接口字段的含义推出 / follows from what the fields mean"
CLIENT: Final = "自动导入客户端操作手册常见问题 / import client manual, FAQ"

GUIDE_SINCE: Final = date(2018, 8, 1)
"""Rules that rest on the filling rules of 2018 hold from then on; no later edition was seen that ends them."""
EDITION_496_SINCE: Final = date(2024, 4, 10)

DECLARATION_RULES: Final = RulePack("declaration")

RECORDS: Final[tuple[tuple[type, str], ...]] = (
    (CustomsDeclaration, ""),
    (DeclarationGoods, "goods"),
    (Container, "containers"),
    (LicenceDocument, "licence_documents"),
    (CertificateRequest, "certificate_requests"),
    (OtherPacking, "other_packings"),
    (Qualification, "qualifications"),
    (UserContact, "user_contacts"),
    (MarkAttachment, "mark_attachments"),
    (Signature, "signature"),
    (Transit, "transit"),
    (TransitLeg, "transit_leg"),
    (TransitContainer, "transit_containers"),
    (TransitGoods, "transit_goods"),
    (Supplement, "supplements"),
    (DeclarationAttachment, "attachments"),
    (OriginRelation, "origin_relations"),
    (TaxSheet, "tax_sheet"),
    (RiskAssessment, "risk"),
    (Promise, "promises_made"),
    (AccessRequest, "access"),
    (RoyaltyFee, "royalties"),
)
"""The records of a declaration and where they stand in it."""

NESTED: Final[tuple[tuple[type, str, str], ...]] = (
    (GoodsLicence, "goods", "licences"),
    (Vehicle, "goods", "licences.vehicles"),
    (ControlElement, "goods", "control_elements"),
    (TaxLine, "tax_sheet", "lines"),
    (TaxAmount, "tax_sheet", "taxes"),
)
"""Records inside a row: their class, the rows, and the attributes that lead to them."""

for _model, _over in RECORDS:
    add_field_rules(DECLARATION_RULES, _model, _over)
for _model, _over, _path in NESTED:
    add_nested_field_rules(DECLARATION_RULES, _model, _over, _path)


def declaration_of(block: Block[R]) -> CustomsDeclaration:
    """The declaration that the rows of a block belong to. Raises TypeError for another kind of document."""
    if not isinstance(block.document, CustomsDeclaration):
        raise TypeError(f"the rules of a declaration were given a {type(block.document).__name__}")
    return block.document


def importing(document: CustomsDeclaration) -> bool:
    """Whether the goods come in."""
    return document.direction == Direction.IMPORT


def exporting(document: CustomsDeclaration) -> bool:
    """Whether the goods go out."""
    return document.direction == Direction.EXPORT


def summarised(document: CustomsDeclaration) -> bool:
    """Whether only a summary (概要申报) is declared, which needs far less than a whole declaration and has rules of its own."""
    return stage_of(document.document_type) is Stage.SUMMARY


def line_numbers(document: CustomsDeclaration) -> tuple[int, ...]:
    """The numbers of the goods lines; a line without one is numbered by its place, as it will be sent."""
    return tuple(g.line_no if g.line_no is not None else n for n, g in enumerate(document.goods, 1))


def present(value: object) -> bool:
    """Whether a field holds something; zero is something."""
    return bool(value) or not (value is None or isinstance(value, str | tuple))


def each(predicate: Callable[[R, CustomsDeclaration], bool]) -> Check[R]:
    """A rule of rows from a predicate over a row and its declaration (True = at fault).

    The check counts as of the predicate's module, under whose subject the documentation lists the rule.
    """

    def check(block: Block[R], _: Context) -> Iterator[Hit]:
        document = declaration_of(block)
        return (Hit(index) for index, row in enumerate(block.rows) if predicate(row, document))

    check.__module__ = predicate.__module__
    return check


def rows_of(model: type[R], predicate: Callable[[R, CustomsDeclaration], bool]) -> Check[R]:
    """As `each`, with the class of the rows named for the type checker."""
    del model
    return each(predicate)


def head(predicate: Callable[[CustomsDeclaration], bool]) -> Check[CustomsDeclaration]:
    """A rule of the head from a predicate (True = at fault)."""
    check: Check[CustomsDeclaration] = each(lambda document, _: predicate(document))
    check.__module__ = predicate.__module__
    return check


__all__ = [
    "BOTH",
    "CLIENT",
    "DECLARATION_RULES",
    "EDITION_496",
    "EDITION_496_SINCE",
    "GUIDE",
    "GUIDE_AND_WIRE",
    "GUIDE_SINCE",
    "NESTED",
    "PROGRAMS",
    "RECORDS",
    "SCHEMA",
    "TERMS",
    "TRANSCRIPT",
    "declaration_of",
    "each",
    "exporting",
    "head",
    "importing",
    "line_numbers",
    "present",
    "rows_of",
    "summarised",
]
