"""Fields that edition 4.9.6 (2024-04-10) dropped or changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods
from baoguan.model.declaration_parts import Signature
from baoguan.model.fields import paths
from baoguan.rules.declaration._pack import DECLARATION_RULES, EDITION_496, EDITION_496_SINCE, each, head, present
from baoguan.rules.engine import Block, Check, Context, Hit, Mark

DROPPED: Final[tuple[tuple[str, str, type, object, bool], ...]] = (
    ("", "port_inspection_office", CustomsDeclaration, "470000", True),
    ("", "certificate_office", CustomsDeclaration, "470000", True),
    ("", "accepting_office", CustomsDeclaration, "470000", True),
    ("goods", "inspection_name", DeclarationGoods, "示例", True),
    ("signature", "host", Signature, "DEMO", False),
)
"""Where a dropped field stands, its name, its class, a value for the examples, whether the announcement says so beside the notice."""


def _filled(path: str) -> Check[object]:
    def check(block: Block[object], _: Context) -> Iterator[Hit]:
        return (Hit(i) for i, row in enumerate(block.rows) if present(getattr(row, path)))

    return check


for _over, _path, _model, _value, _announced in DROPPED:
    _term = paths(_model)[_path]
    _place = {"": _path, "goods": f"goods[0].{_path}"}.get(_over, _over)
    DECLARATION_RULES.rule(
        f"dropped:{_over + '.' if _over else ''}{_path}",
        over=_over,
        fields=(_path,),
        source=EDITION_496,
        mark=Mark.TWICE if _announced else Mark.ONCE,
        severity="warning",
        since=EDITION_496_SINCE,
        zh=f"{_term.zh}自 2024-04-10（4.9.6 版）起停用，不会发送：{{value}}",
        en=f"{_term.en} was dropped by edition 4.9.6 on 2024-04-10 and is not sent: {{value}}",
        remedy_zh="清空",
        remedy_en="Clear it",
        accepted=({},),
        refused=({_place: Signature(host="DEMO") if _over == "signature" else _value},),
    )(_filled(_path))


def _digits(pattern: str, path: str) -> Callable[[object], bool]:
    return lambda row: present(getattr(row, path)) and re.fullmatch(pattern, getattr(row, path)) is None


_office, _category = _digits(r"[0-9]{4}", "destination_office"), _digits(r"[0-9]{3}", "inspection_code")

DECLARATION_RULES.rule(
    "destination_office.office",
    fields=("destination_office",),
    source=EDITION_496,
    mark=Mark.TWICE,
    since=EDITION_496_SINCE,
    zh="目的地海关 {value} 应为 4 位关区代码（此前填检验检疫机关）",
    en="the customs office of destination is a code of 4 digits, not {value} (before, it was an inspection office)",
    remedy_zh="改填目的地海关的关区代码",
    remedy_en="Give the code of the customs office",
    accepted=({}, {"destination_office": "5301"}),
    refused=({"destination_office": "47DE"},),
)(head(_office))

DECLARATION_RULES.rule(
    "inspection_code.category",
    over="goods",
    fields=("inspection_code",),
    source="4.9.6 版通知与 2018 年官方接口说明 / notice of edition 4.9.6 and the official interface description of 2018",
    mark=Mark.TWICE,
    severity="warning",
    zh="监管类别 {value} 应为 3 位数字（13 位编码的后三位）",
    en="the supervision category has 3 digits, the last of the 13-digit code, not {value}",
    remedy_zh="填 3 位代码，例如 999",
    remedy_en="Give the 3 digits, 999 for example",
    accepted=({}, {"goods[0].inspection_code": "999"}),
    refused=({"goods[0].inspection_code": "8542399000999"},),
)(each(lambda row, _: _category(row)))
