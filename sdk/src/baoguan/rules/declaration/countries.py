"""Origin and destination. The model calls both what they are; in the message of an export each stands in the other's element."""

from __future__ import annotations

from baoguan.model.declaration_goods import DeclarationGoods
from baoguan.rules.declaration._modes import BONDED, CHINA, DOMESTIC_TRANSPORT, mode_in
from baoguan.rules.declaration._pack import (
    BOTH,
    DECLARATION_RULES,
    PROGRAMS,
    exporting,
    importing,
    rows_of,
)
from baoguan.rules.declaration.crossing import stays
from baoguan.rules.declaration.sample import CARRIED_OVER, EXPORTED
from baoguan.rules.engine import Mark

DECLARATION_RULES.rule(
    "country.import_destination",
    over="goods",
    fields=("destination_country",),
    source=PROGRAMS,
    mark=Mark.TWICE,
    severity="warning",
    zh="进口货物的最终目的国应为 CHN（中国），现为 {value}",
    en="the destination of an import is CHN, not {value}",
    remedy_zh="改为 CHN；保税转口货物除外",
    remedy_en="Make it CHN, unless the goods go on to another country under bond",
    accepted=({}, EXPORTED, {"supervision_mode": "1233", "goods[0].destination_country": "VNM"}),
    refused=({"goods[0].destination_country": "JPN"},),
)(
    rows_of(
        DeclarationGoods,
        lambda row, d: (
            importing(d) and not mode_in(d, BONDED) and bool(row.destination_country) and row.destination_country != CHINA
        ),
    )
)

DECLARATION_RULES.rule(
    "country.export_destination",
    over="goods",
    fields=("destination_country", "origin_country"),
    source=BOTH,
    mark=Mark.INFERRED,
    severity="warning",
    zh="出口货物的最终目的国为 {value}：是否把两个国别对调了？对调由通道完成",
    en="the destination of an export is {value}: were the two countries swapped? The channel does that",
    remedy_zh="origin_country 填原产国，destination_country 填最终目的国",
    remedy_en="origin_country is where the goods are from, destination_country where they go",
    accepted=({}, EXPORTED, CARRIED_OVER),
    refused=({**EXPORTED, "goods[1].destination_country": "CHN"},),
)(
    rows_of(
        DeclarationGoods,
        lambda row, d: (
            exporting(d) and not stays(d) and d.transport_mode not in DOMESTIC_TRANSPORT and row.destination_country == CHINA
        ),
    )
)
