"""The smaller sections: transit, supplements, access, promises of the enterprise, and the signature with the card behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_codes import Operation, TransitRelation
from baoguan.model.declaration_parts import AccessRequest, Promise, Signature
from baoguan.model.declaration_tax import Supplement
from baoguan.model.declaration_transit import Transit, TransitContainer, TransitGoods
from baoguan.model.fields import value_at
from baoguan.rules.declaration._pack import (
    BOTH,
    DECLARATION_RULES,
    PROGRAMS,
    SCHEMA,
    TERMS,
    TRANSCRIPT,
    each,
    exporting,
    head,
    importing,
    rows_of,
)
from baoguan.rules.declaration.containers import lines_of
from baoguan.rules.engine import Block, Context, Hit, Mark

MOST_SUPPLEMENTS: Final = 60
IMPORT_PROMISE, EXPORT_PROMISE = "101040", "102053"
_TRANSIT: Final = {"transit_relation": "1", "transit": Transit(kind="1")}
_PROFILE: Final = {"card_no": "8900000000001", "customs_code": "4403DEM0B2"}

DECLARATION_RULES.rule(
    "transit.unannounced",
    fields=("transit_relation",),
    source=BOTH,
    mark=Mark.TWICE,
    severity="warning",
    zh="填了转关单，报关/转关关系标志应为 1（转关提前）",
    en="there is a transit declaration, so transit_relation is 1",
    remedy_zh="transit_relation 填 1，或去掉转关各节",
    remedy_en="Make transit_relation 1, or leave the transit sections out",
    accepted=({}, _TRANSIT),
    refused=({**_TRANSIT, "transit_relation": "0"}, {**_TRANSIT, "transit_relation": None}),
)(
    head(
        lambda d: (
            d.transit_relation != TransitRelation.TRANSIT_EARLY
            and (d.transit is not None or d.transit_leg is not None or bool(d.transit_containers or d.transit_goods))
        )
    )
)

DECLARATION_RULES.rule(
    "transit.missing",
    fields=("transit", "transit_relation"),
    source=BOTH,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="报关/转关关系标志为 1，却没有转关单",
    en="transit_relation is 1, but there is no transit declaration",
    remedy_zh="填写转关单，或把标志改为 0",
    remedy_en="Fill in transit, or make transit_relation 0",
    accepted=({}, _TRANSIT),
    refused=({"transit_relation": "1"},),
)(head(lambda d: d.transit_relation == TransitRelation.TRANSIT_EARLY and d.transit is None))

_BOXES: Final = {
    **_TRANSIT,
    "transit_containers": (TransitContainer(number="DEMU1234560"),),
    "transit_goods": (TransitGoods(container="DEMU1234560", line_no=1),),
}

DECLARATION_RULES.rule(
    "transit.goods",
    over="transit_goods",
    fields=("container", "line_no"),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="转关箱货关系中的集装箱 {value} 或商品序号没有列出",
    en="goods in transit container {value}: the container or the goods line is not listed",
    remedy_zh="核对转关集装箱号和商品序号",
    remedy_en="Check the container number and the line number",
    accepted=({}, _BOXES),
    refused=({**_BOXES, "transit_goods[0].container": "DEMU7654322"}, {**_BOXES, "transit_goods[0].line_no": 9}),
)(
    rows_of(
        TransitGoods,
        lambda row, d: bool(
            (row.container and row.container not in {c.number for c in d.transit_containers})
            or (row.line_no is not None and str(row.line_no) not in lines_of(d))
        ),
    )
)


@DECLARATION_RULES.rule(
    "supplement.most",
    over="supplements",
    fields=("line_no",),
    source=SCHEMA,
    mark=Mark.ONCE,
    severity="warning",
    whole=True,
    zh="补充申报单 {value} 份，2018 年的接口说明最多 60 份",
    en="{value} supplementary declarations: the interface of 2018 takes 60 at most",
    remedy_zh="分成几份报关单",
    remedy_en="Make several declarations",
    accepted=({}, {"supplements": (Supplement(line_no="1", kind="A"),)}),
    refused=({"supplements": (Supplement(line_no="1", kind="A"),) * 61},),
)
def _many(block: Block[Supplement], _: Context) -> list[Hit]:
    return [Hit(MOST_SUPPLEMENTS, {"value": len(block)})] if len(block) > MOST_SUPPLEMENTS else []


DECLARATION_RULES.rule(
    "supplement.kind",
    over="supplements",
    fields=("kind",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="补充申报单类型 {value} 应为 A（价格）、B（归类）或 C（原产地）",
    en="a supplementary declaration is of price (A), classification (B) or origin (C), not {value}",
    remedy_zh="改正类型",
    remedy_en="Correct kind",
    accepted=({}, {"supplements": (Supplement(line_no="1", kind="C"),)}),
    refused=({"supplements": (Supplement(line_no="1", kind="D"),)},),
)(rows_of(Supplement, lambda row, _: bool(row.kind) and row.kind not in {"A", "B", "C"}))

DECLARATION_RULES.rule(
    "supplement.no_such_line",
    over="supplements",
    fields=("line_no",),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="补充申报单的商品序号 {value} 在表体中没有",
    en="a supplementary declaration is of goods line {value}, which there is not",
    remedy_zh="改正商品序号",
    remedy_en="Correct line_no",
    accepted=({}, {"supplements": (Supplement(line_no="2", kind="A"),)}),
    refused=({"supplements": (Supplement(line_no="3", kind="A"),)},),
)(rows_of(Supplement, lambda row, d: bool(row.line_no) and row.line_no not in lines_of(d)))

DECLARATION_RULES.rule(
    "access.site",
    over="access",
    fields=("site",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="只有申请转场检查（transfer 为 1）才填转入场所 {value}",
    en="site {value} is given only where inspection at another site is asked for (transfer is 1)",
    remedy_zh="transfer 填 1，或清空 site",
    remedy_en="Make transfer 1, or clear site",
    accepted=({}, {"access": AccessRequest(transfer="1", site="DEMO0000001")}),
    refused=({"access": AccessRequest(site="DEMO0000001")},),
)(rows_of(AccessRequest, lambda row, _: bool(row.site) and row.transfer != "1"))


def _other_promise(row: Promise, document: CustomsDeclaration) -> bool:
    return (importing(document) and row.kind == EXPORT_PROMISE) or (exporting(document) and row.kind == IMPORT_PROMISE)


DECLARATION_RULES.rule(
    "promise.direction",
    over="promises_made",
    fields=("kind",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="企业承诺 {value} 与进出口标志不符：进口为 101040，出口为 102053",
    en="promise {value} is of the other direction: 101040 is of imports, 102053 of exports",
    remedy_zh="改正代码",
    remedy_en="Correct kind",
    accepted=({}, {"promises_made": (Promise(kind="101040"),)}),
    refused=({"promises_made": (Promise(kind="102053"),)},),
)(each(_other_promise))

DECLARATION_RULES.rule(
    "signature.operation",
    over="signature",
    fields=("operation",),
    source=PROGRAMS,
    mark=Mark.TWICE,
    severity="warning",
    zh="操作类型 {value}：导入客户端只说明了 G（暂存），真实报文也都是 G",
    en="operation {value}: the import client is documented for G (save) alone, and every real message says G",
    remedy_zh="清空，由账户设置决定",
    remedy_en="Clear it: the account's settings decide",
    accepted=({}, {"signature": Signature(operation="G")}),
    refused=({"signature": Signature(operation="C")},),
)(rows_of(Signature, lambda row, _: bool(row.operation) and row.operation != Operation.SAVE))


@DECLARATION_RULES.rule(
    # The numbers are not named: a card number is a secret.
    "operator.card",
    fields=("typist_card_no", "signature.card_no"),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="IC 卡号不是账户所用的卡",
    en="the card number is not that of this account's card",
    remedy_zh="清空，由账户的卡号填写；或改用那张卡的账户",
    remedy_en="Clear it, the account fills it in; or use the account of that card",
    accepted=({}, {"@profile": _PROFILE}, {"@profile": _PROFILE, "typist_card_no": "8900000000001"}),
    refused=(
        {"@profile": _PROFILE, "typist_card_no": "8900000000002"},
        {"@profile": _PROFILE, "signature": Signature(card_no="8900000000002")},
    ),
)
def _card(block: Block[CustomsDeclaration], context: Context) -> Iterator[Hit]:
    expected = context.profile.card_no if context.profile is not None else ""
    for path in ("typist_card_no", "signature.card_no"):
        given = value_at(block.rows[0], path)
        if expected and given and given != expected:
            yield Hit(0, {"value": "***"}, path)


@DECLARATION_RULES.rule(
    "operator.data_entry",
    fields=("data_entry.customs_code",),
    source=SCHEMA,
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="录入单位 {value} 不是操作员卡所属企业 {expected}：录入单位是首次暂存所用卡的企业",
    en="data entry unit {value} is not the enterprise of the card, {expected}: it is the one whose card saves first",
    remedy_zh="清空录入单位，由账户的卡填写",
    remedy_en="Clear data_entry: the account's card fills it in",
    accepted=({}, {"@profile": _PROFILE}, {"@profile": _PROFILE, "data_entry": None}),
    refused=({"@profile": {**_PROFILE, "customs_code": "4403DEM0C3"}},),
)
def _data_entry(block: Block[CustomsDeclaration], context: Context) -> Iterator[Hit]:
    expected = context.profile.customs_code if context.profile is not None else ""
    given = value_at(block.rows[0], "data_entry.customs_code")
    if expected and given and given != expected:
        yield Hit(0, {"value": given, "expected": expected})
