"""Documents that Customs asks for (随附单证), certificates of origin and the lines they cover, licences of goods lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods, GoodsLicence, LicenceDocument
from baoguan.model.declaration_parts import OriginRelation
from baoguan.rules.declaration._pack import (
    BOTH,
    DECLARATION_RULES,
    SCHEMA,
    TERMS,
    TRANSCRIPT,
    declaration_of,
    each,
    line_numbers,
    rows_of,
)
from baoguan.rules.declaration.containers import lines_of
from baoguan.rules.engine import Block, Context, Hit, Mark

ORIGIN: Final = "Y"
"""原产地证明."""
MOST_DOCUMENTS: Final = 7
MOST_RELATIONS: Final = 20
AGREEMENT: Final = re.compile(r"Y\d{2}")
_CERTIFICATE: Final = re.compile(r"<(\d{2})>[A-Za-z].+")
_UNIT_SINCE: Final = date(2018, 12, 9)

_ONE: Final = LicenceDocument(kind="7", number="DEMO-7-1")
_OF_ORIGIN: Final = LicenceDocument(kind="Y", number="<14>CDEMO-0001")
_RELATION: Final = OriginRelation(kind="Y14", number="CDEMO-0001", line_no="1", document_line_no="1")
_COVERED: Final = {"licence_documents": (_OF_ORIGIN,), "origin_relations": (_RELATION,)}


@DECLARATION_RULES.rule(
    "document.most",
    over="licence_documents",
    fields=("kind",),
    source=SCHEMA,
    mark=Mark.ONCE,
    severity="warning",
    whole=True,
    zh="随附单证 {value} 项，2018 年的接口说明最多 7 项",
    en="{value} documents: the interface of 2018 takes 7 at most",
    remedy_zh="分成几份报关单",
    remedy_en="Make several declarations",
    accepted=({}, {"licence_documents": (_ONE,) * 7}),
    refused=({"licence_documents": (_ONE,) * 8},),
)
def _most(block: Block[LicenceDocument], _: Context) -> list[Hit]:
    return [Hit(MOST_DOCUMENTS, {"value": len(block)})] if len(block) > MOST_DOCUMENTS else []


@DECLARATION_RULES.rule(
    "document.repeated",
    over="licence_documents",
    fields=("number", "kind"),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    whole=True,
    zh="随附单证 {kind} {value} 重复",
    en="document {kind} {value} is given twice",
    remedy_zh="同一单证只填一次",
    remedy_en="Give a document once",
    accepted=({}, {"licence_documents": (_ONE, LicenceDocument(kind="7", number="DEMO-7-2"))}),
    refused=({"licence_documents": (_ONE, _ONE)},),
)
def _repeated(block: Block[LicenceDocument], _: Context) -> Iterator[Hit]:
    counts = Counter((row.kind, row.number) for row in block.rows)
    for i, row in enumerate(block.rows):
        if row.kind and row.number and counts[row.kind, row.number] > 1:
            yield Hit(i, {"kind": row.kind})


DECLARATION_RULES.rule(
    "document.origin_number",
    over="licence_documents",
    fields=("number",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="原产地证明的编号 {value} 应为“<协定代码>”加 C 或 D 和证书号，例如 <14>C…",
    en="the number {value} of a certificate of origin is <agreement>, C or D, and the certificate's number: <14>C…",
    remedy_zh="在证书号前写上两位协定代码（尖括号内）和字母",
    remedy_en="Put the two-digit agreement in angle brackets and the letter before the number",
    accepted=({}, _COVERED, {"licence_documents": (_ONE,)}),
    refused=({"licence_documents": (LicenceDocument(kind="Y", number="DEMO-0001"),)},),
)(
    rows_of(
        LicenceDocument, lambda row, _: row.kind == ORIGIN and bool(row.number) and _CERTIFICATE.fullmatch(row.number or "") is None
    )
)

DECLARATION_RULES.rule(
    "document.origin_lines",
    over="licence_documents",
    fields=("number",),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="有原产地证明 {value}，却没有单证对应关系说明它适用于哪些商品",
    en="there is a certificate of origin, {value}, but nothing says which goods lines it covers",
    remedy_zh="在 origin_relations 中填写对应的商品项号",
    remedy_en="Say so in origin_relations",
    accepted=({}, _COVERED),
    refused=({"licence_documents": (_OF_ORIGIN,)},),
)(
    rows_of(
        LicenceDocument,
        lambda row, d: row.kind == ORIGIN and not any(AGREEMENT.fullmatch(r.kind or "") for r in d.origin_relations),
    )
)


@DECLARATION_RULES.rule(
    "origin.most",
    over="origin_relations",
    fields=("line_no",),
    source=SCHEMA,
    mark=Mark.ONCE,
    severity="warning",
    whole=True,
    zh="单证对应关系 {value} 行，2018 年的接口说明最多 20 行",
    en="{value} relations of documents to lines: the interface of 2018 takes 20 at most",
    remedy_zh="分成几份报关单",
    remedy_en="Make several declarations",
    accepted=({}, {"origin_relations": (_RELATION,) * 20}),
    refused=({"origin_relations": (_RELATION,) * 21},),
)
def _many(block: Block[OriginRelation], _: Context) -> list[Hit]:
    return [Hit(MOST_RELATIONS, {"value": len(block)})] if len(block) > MOST_RELATIONS else []


def _misnamed(row: OriginRelation, _: CustomsDeclaration) -> bool:
    kind = row.kind or ""
    return bool(kind) and AGREEMENT.fullmatch(kind) is None and (len(kind) != 1 or kind == ORIGIN)


DECLARATION_RULES.rule(
    "origin.kind",
    over="origin_relations",
    fields=("kind",),
    source=BOTH,
    mark=Mark.TWICE,
    zh="单证代码 {value} 应为 Y 加两位协定代码（例如 Y14），或其他单证的一位代码",
    en="kind {value} is Y with a two-digit agreement (Y14), or the letter of another document",
    remedy_zh="补上协定代码",
    remedy_en="Add the agreement",
    accepted=({}, _COVERED, {"origin_relations": (OriginRelation(kind="e"),)}),
    refused=({"origin_relations": (OriginRelation(kind="Y"),)}, {"origin_relations": (OriginRelation(kind="14"),)}),
)(each(_misnamed))

DECLARATION_RULES.rule(
    "origin.no_such_line",
    over="origin_relations",
    fields=("line_no",),
    source=BOTH,
    mark=Mark.TWICE,
    zh="单证对应关系的商品项号 {value} 在表体中没有",
    en="a document covers goods line {value}, which there is not",
    remedy_zh="改正 line_no",
    remedy_en="Correct line_no",
    accepted=({}, _COVERED, {"goods[].line_no": None, **_COVERED}),
    refused=({**_COVERED, "origin_relations[0].line_no": "3"},),
)(rows_of(OriginRelation, lambda row, d: bool(row.line_no) and row.line_no not in lines_of(d)))


def _agreements(document: CustomsDeclaration) -> set[str]:
    found = (_CERTIFICATE.fullmatch(x.number or "") for x in document.licence_documents if x.kind == ORIGIN)
    return {match[1] for match in found if match}


def _without_document(row: OriginRelation, document: CustomsDeclaration) -> bool:
    if AGREEMENT.fullmatch(row.kind or "") is None:
        return False
    known = _agreements(document)
    certificates = [x for x in document.licence_documents if x.kind == ORIGIN]
    return not certificates or (bool(known) and (row.kind or "")[1:] not in known)


DECLARATION_RULES.rule(
    "origin.document",
    over="origin_relations",
    fields=("kind", "number"),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="单证对应关系 {value} 在随附单证中没有同一协定的原产地证明（Y）",
    en="relation {value}: no certificate of origin (Y) of that agreement is among the documents",
    remedy_zh="在 licence_documents 中加上 Y，或改正协定代码",
    remedy_en="Add document Y, or correct the agreement",
    accepted=({}, _COVERED),
    refused=({"origin_relations": (_RELATION,)}, {**_COVERED, "origin_relations[0].kind": "Y03"}),
)(each(_without_document))


@DECLARATION_RULES.rule(
    "goods_licence.unit",
    over="goods",
    fields=("licences.unit",),
    source="V4.0 版通知（2018-12-09，仅一处） / notice of edition 4.0, one place",
    mark=Mark.ONCE,
    severity="warning",
    since=_UNIT_SINCE,
    zh="填了许可证核销数量 {value}，核销数量单位必填",
    en="a quantity of {value} is written off a licence, so its unit is needed",
    remedy_zh="填写核销数量单位",
    remedy_en="Fill in the unit",
    accepted=({}, {"goods[0].licences": (GoodsLicence(line_no=1, kind="411", number="DEMO-411"),)}),
    refused=({"goods[0].licences": (GoodsLicence(line_no=1, kind="411", number="DEMO-411", quantity=Decimal(5)),)},),
)
def _unitless(block: Block[DeclarationGoods], _: Context) -> Iterator[Hit]:
    for i, row in enumerate(block.rows):
        for n, licence in enumerate(row.licences, 1):
            if licence.quantity is not None and not licence.unit:
                yield Hit(i, {"value": licence.quantity}, f"licences[{n}].unit")


@DECLARATION_RULES.rule(
    "goods_licence.line",
    over="goods",
    fields=("licences.line_no",),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    whole=True,
    zh="产品资质的商品序号 {value} 不是它所在的第 {line} 项",
    en="a licence names line {value} but stands at line {line}",
    remedy_zh="改为所在商品的序号",
    remedy_en="Give the number of its own line",
    accepted=({}, {"goods[1].licences": (GoodsLicence(line_no=2),)}),
    refused=({"goods[1].licences": (GoodsLicence(line_no=1),)},),
)
def _other_line(block: Block[DeclarationGoods], _: Context) -> Iterator[Hit]:
    for i, (row, line) in enumerate(zip(block.rows, line_numbers(declaration_of(block)), strict=True)):
        for n, licence in enumerate(row.licences, 1):
            if licence.line_no is not None and licence.line_no != line:
                yield Hit(i, {"value": licence.line_no, "line": line}, f"licences[{n}].line_no")
