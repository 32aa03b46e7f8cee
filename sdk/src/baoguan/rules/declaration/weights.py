"""Weights and packages: net within gross, what a weight below one kilogram is declared as, packages and their kinds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_parts import OtherPacking
from baoguan.model.fields import paths
from baoguan.rules.declaration._pack import (
    DECLARATION_RULES,
    EDITION_496,
    EDITION_496_SINCE,
    GUIDE,
    GUIDE_SINCE,
    TERMS,
    TRANSCRIPT,
    head,
)
from baoguan.rules.engine import Check, Mark

UNPACKED: Final = "01"
"""裸装."""
_ONE: Final = Decimal(1)
_WHOLE_UNTIL: Final = date(2024, 4, 9)
_OLD: Final = {"@on": _WHOLE_UNTIL}

DECLARATION_RULES.rule(
    "weight.net_above_gross",
    fields=("net_weight", "gross_weight"),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="净重 {value} 大于毛重",
    en="net weight {value} is above the gross weight",
    remedy_zh="核对毛重和净重（千克）",
    remedy_en="Check both weights, in kilograms",
    accepted=({}, {"net_weight": Decimal("1250.5")}, {"gross_weight": None}),
    refused=({"net_weight": Decimal("1250.51")},),
)(head(lambda d: d.net_weight is not None and d.gross_weight is not None and d.net_weight > d.gross_weight))


def _weight(document: CustomsDeclaration, path: str) -> Decimal | None:
    value: Decimal | None = getattr(document, path)
    return value


def _below_one(path: str) -> Check[CustomsDeclaration]:
    def fails(document: CustomsDeclaration) -> bool:
        value = _weight(document, path)
        return value is not None and value < _ONE

    return head(fails)


def _too_fine(path: str) -> Check[CustomsDeclaration]:
    def fails(document: CustomsDeclaration) -> bool:
        value = _weight(document, path)
        return value is not None and 0 < value < _ONE and value != value.quantize(Decimal("0.01"))

    return head(fails)


def _nothing(path: str) -> Check[CustomsDeclaration]:
    return head(lambda document: _weight(document, path) == 0)


for _path in ("gross_weight", "net_weight"):
    _term = paths(CustomsDeclaration)[_path]
    _light = {"gross_weight": Decimal("0.25"), "net_weight": Decimal("0.25")}
    DECLARATION_RULES.rule(
        f"weight.whole_kilogram:{_path}",
        fields=(_path,),
        source="《报关单填制规范》2018 年与 4.9.6 版通知 / filling rules of 2018 and the notice of edition 4.9.6",
        mark=Mark.TWICE,
        since=GUIDE_SINCE,
        until=_WHOLE_UNTIL,
        zh=f"{_term.zh}不足 1 千克的填 1，现为 {{value}}",
        en=f"until 2024-04-09 a weight below 1 kg is declared as 1: {_term.en} is {{value}}",
        remedy_zh="改为 1",
        remedy_en="Make it 1",
        accepted=({}, _light, {**_OLD, _path: _ONE}),
        refused=({**_OLD, **_light},),
    )(_below_one(_path))
    DECLARATION_RULES.rule(
        f"weight.two_decimals:{_path}",
        fields=(_path,),
        source=EDITION_496,
        mark=Mark.TWICE,
        since=EDITION_496_SINCE,
        zh=f"{_term.zh}不足 1 千克的保留两位小数，现为 {{value}}",
        en=f"a weight below 1 kg has two decimals: {_term.en} is {{value}}",
        remedy_zh="四舍五入到两位小数后自行填写",
        remedy_en="Round it to two decimals yourself",
        accepted=({}, _light, {_path: Decimal("1200.125")}),
        refused=({"gross_weight": Decimal("0.255"), "net_weight": Decimal("0.255")},),
    )(_too_fine(_path))
    DECLARATION_RULES.rule(
        f"weight.zero:{_path}",
        fields=(_path,),
        source=EDITION_496,
        mark=Mark.INFERRED,
        severity="warning",
        since=EDITION_496_SINCE,
        zh=f"{_term.zh}为 {{value}}",
        en=f"{_term.en} is {{value}}",
        remedy_zh="不足 1 千克的保留两位小数，例如 0.01",
        remedy_en="A weight below 1 kg has two decimals, 0.01 for example",
        accepted=({}, _light),
        refused=({_path: Decimal(0)},),
    )(_nothing(_path))

DECLARATION_RULES.rule(
    "packages.zero",
    fields=("packages",),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    since=GUIDE_SINCE,
    zh="件数不能为 {value}；散装、裸装填 1",
    en="the number of packages is never {value}: goods in bulk or unpacked count as 1",
    remedy_zh="填写件数，至少为 1",
    remedy_en="Give the number, at least 1",
    accepted=({}, {"packages": 1}),
    refused=({"packages": 0},),
)(head(lambda d: d.packages == 0))

DECLARATION_RULES.rule(
    "packages.unpacked",
    fields=("packages", "packaging"),
    source=GUIDE,
    mark=Mark.OFFICIAL,
    severity="warning",
    since=GUIDE_SINCE,
    zh="裸装货物的件数填 1，现为 {value}",
    en="unpacked goods count as 1 package, not {value}",
    remedy_zh="件数改为 1，或改正包装种类",
    remedy_en="Make packages 1, or correct packaging",
    accepted=({}, {"packaging": UNPACKED, "packages": 1}),
    refused=({"packaging": UNPACKED},),
)(head(lambda d: d.packaging == UNPACKED and d.packages is not None and d.packages != 1))

DECLARATION_RULES.rule(
    "packing.others",
    fields=("no_other_packing", "other_packings"),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="“无其他包装”为 {value}，与其他包装的有无不符（1 无，0 有）",
    en="no_other_packing is {value}, which is not what other_packings say (1 there is none, 0 there is)",
    remedy_zh="清空 no_other_packing（由通道填写），或改正其他包装",
    remedy_en="Clear no_other_packing, the channel fills it in; or correct other_packings",
    accepted=(
        {},
        {"no_other_packing": None},
        {"no_other_packing": "0", "other_packings": (OtherPacking(quantity=Decimal(2), kind="92"),)},
    ),
    refused=(
        {"no_other_packing": "0"},
        {"other_packings": (OtherPacking(quantity=Decimal(2), kind="92"),)},
    ),
)(head(lambda d: (d.no_other_packing == "1" and bool(d.other_packings)) or (d.no_other_packing == "0" and not d.other_packings)))
