"""Goods that do not cross the border (结转、内销、流转): how transport, countries, ports and terms are filled in.

The filling rules of 2018 say it of all of them; a real message of a 深加工结转 agrees about transport, country and port, so these are errors
there and warnings elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.rules.declaration._modes import (
    CHINA,
    CHINESE_PORT,
    DEEP_PROCESSING,
    DOMESTIC_TRANSPORT,
    NOT_CROSSING,
    OTHER_TRANSPORT,
    mode_in,
)
from baoguan.rules.declaration._pack import DECLARATION_RULES, GUIDE, GUIDE_AND_WIRE, GUIDE_SINCE, exporting, head, importing
from baoguan.rules.declaration.sample import CARRIED_OVER
from baoguan.rules.engine import Mark

Fault = Callable[[CustomsDeclaration], bool]

COLLECTIVE: Final = "集中申报"
"""The conveyance of a declaration that sums up a period's lists."""

_CIF, _FOB = "1", "3"
_LEFTOVER: Final = {**CARRIED_OVER, "supervision_mode": "0657"}


def _deep(document: CustomsDeclaration) -> bool:
    return mode_in(document, DEEP_PROCESSING)


def _others(document: CustomsDeclaration) -> bool:
    return mode_in(document, NOT_CROSSING - DEEP_PROCESSING)


def _port_elsewhere(port: str | None) -> bool:
    return bool(port) and port != CHINESE_PORT


def _of(group: Fault, fault: Fault) -> Fault:
    return lambda document: group(document) and fault(document)


FACTS: Final[tuple[tuple[str, str, Fault, object, str, str, str, str], ...]] = (
    (
        "transport_mode",
        "transport_mode",
        lambda d: bool(d.transport_mode) and d.transport_mode not in DOMESTIC_TRANSPORT,
        "2",
        "货物没有实际进出境，运输方式不应为 {value}",
        "the goods do not cross the border, so they do not travel by {value}",
        "结转和区外内销填 9，与特殊区域之间按区域填写",
        "9 for carry-overs and domestic sale, the letter of the area for moves from or to one",
    ),
    (
        "counterpart_country",
        "counterpart_country",
        lambda d: bool(d.counterpart_country) and d.counterpart_country != CHINA,
        "JPN",
        "货物没有实际进出境，启运国/运抵国应为 CHN（中国），现为 {value}",
        "the goods do not cross the border: the country of departure or arrival is CHN, not {value}",
        "改为 CHN",
        "Make it CHN",
    ),
    (
        "destination_port",
        "destination_port",
        lambda d: _port_elsewhere(d.destination_port),
        "HKG003",
        "货物没有实际进出境，经停港/指运港应为 CHN000（中国境内），现为 {value}",
        "the goods do not cross the border: the port of stop or destination is CHN000, not {value}",
        "改为 CHN000",
        "Make it CHN000",
    ),
)
"""Name, field, when it is at fault, a value at fault, both texts and remedies."""

for _name, _field, _fault, _bad, _zh, _en, _remedy_zh, _remedy_en in FACTS:
    DECLARATION_RULES.rule(
        f"crossing.{_name}:deep_processing",
        fields=(_field, "supervision_mode"),
        source=GUIDE_AND_WIRE,
        mark=Mark.TWICE,
        zh=_zh,
        en=_en,
        remedy_zh=_remedy_zh,
        remedy_en=_remedy_en,
        since=GUIDE_SINCE,
        accepted=({}, CARRIED_OVER, {**_LEFTOVER, _field: _bad}),
        refused=({**CARRIED_OVER, _field: _bad},),
    )(head(_of(_deep, _fault)))
    DECLARATION_RULES.rule(
        f"crossing.{_name}",
        fields=(_field, "supervision_mode"),
        source=GUIDE,
        mark=Mark.OFFICIAL,
        severity="warning",
        zh=_zh,
        en=_en,
        remedy_zh=_remedy_zh,
        remedy_en=_remedy_en,
        since=GUIDE_SINCE,
        accepted=({}, _LEFTOVER),
        refused=({**_LEFTOVER, _field: _bad},),
    )(head(_of(_others, _fault)))


def stays(document: CustomsDeclaration) -> bool:
    """Whether the goods stay in the country, by mode or, where the mode does not tell, by transport other than 9."""
    by_letter = document.transport_mode in DOMESTIC_TRANSPORT - {OTHER_TRANSPORT}
    return mode_in(document, NOT_CROSSING) or by_letter


def _collective(document: CustomsDeclaration) -> bool:
    return document.conveyance == COLLECTIVE


def _filled(field: str) -> Fault:
    return lambda document: stays(document) and not _collective(document) and bool(getattr(document, field))


for _field, _zh, _en, _bad in (
    ("conveyance", "运输工具名称", "conveyance", "DEMO VESSEL"),
    ("voyage_no", "航次号", "voyage number", "DEMO01"),
    ("bill_of_lading", "提运单号", "bill of lading", "DEMOBL0001"),
):
    DECLARATION_RULES.rule(
        f"crossing.{_field}",
        fields=(_field,),
        source=GUIDE,
        mark=Mark.OFFICIAL,
        severity="warning",
        zh=f"货物没有实际进出境，{_zh}应为空，现为 {{value}}",
        en=f"the goods do not cross the border: the {_en} is left empty, not {{value}}",
        remedy_zh=f"清空{_zh}",
        remedy_en=f"Clear {_field}",
        since=GUIDE_SINCE,
        accepted=({}, CARRIED_OVER),
        refused=({**CARRIED_OVER, _field: _bad},),
    )(head(_filled(_field)))

DECLARATION_RULES.rule(
    "crossing.departure_port",
    fields=("departure_port",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="货物没有实际进出境，启运港应为 CHN000（中国境内），现为 {value}",
    en="the goods do not cross the border: the port of departure is CHN000, not {value}",
    remedy_zh="改为 CHN000",
    remedy_en="Make it CHN000",
    since=GUIDE_SINCE,
    accepted=({}, CARRIED_OVER, {**CARRIED_OVER, "departure_port": None}),
    refused=({**CARRIED_OVER, "departure_port": "JPN000"},),
)(head(lambda d: mode_in(d, NOT_CROSSING) and _port_elsewhere(d.departure_port)))

DECLARATION_RULES.rule(
    "crossing.terms",
    fields=("terms",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="货物没有实际进出境，成交方式进口填 1（CIF）、出口填 3（FOB），现为 {value}",
    en="the goods do not cross the border: the terms are 1 (CIF) for an import and 3 (FOB) for an export, not {value}",
    remedy_zh="按进出口标志改正成交方式",
    remedy_en="Correct the terms by the direction",
    since=GUIDE_SINCE,
    accepted=({}, CARRIED_OVER),
    refused=({**CARRIED_OVER, "terms": "1"}, {"supervision_mode": "0644", "terms": "3"}),
)(
    head(
        lambda d: (
            mode_in(d, NOT_CROSSING)
            and ((importing(d) and d.terms not in {None, _CIF}) or (exporting(d) and d.terms not in {None, _FOB}))
        )
    )
)

DECLARATION_RULES.rule(
    "crossing.office",
    fields=("port", "customs_office"),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="货物没有实际进出境，进出境关别应为接受申报的海关，现为 {value}",
    en="the goods do not cross the border: the office of entry or exit is the one that takes the declaration, not {value}",
    remedy_zh="改为申报地海关；特殊区域之间流转的填对方区域海关",
    remedy_en="Make it customs_office; between special areas it is the other area's office",
    since=GUIDE_SINCE,
    accepted=({}, CARRIED_OVER, {"port": "5304"}, {**CARRIED_OVER, "port": "5304", "transport_mode": "Y"}),
    refused=({**CARRIED_OVER, "port": "5304"},),
)(
    head(
        lambda d: (
            mode_in(d, NOT_CROSSING)
            and d.transport_mode == OTHER_TRANSPORT
            and bool(d.port and d.customs_office)
            and d.port != d.customs_office
        )
    )
)
