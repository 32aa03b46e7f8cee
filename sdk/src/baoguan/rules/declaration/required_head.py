"""What a declaration must say in its head: the fields needed to save it, and those needed to declare it.

Asked for is what the current field list marks as needed (one transcription); it is an error where the official schema of 2018 has the
element as mandatory too, else a warning. Not asked for is what the channel fills in from the account's card: data entry unit, typist,
declarer, signature, and the marks of an ordinary declaration.
"""

from __future__ import annotations

from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.fields import paths, value_at
from baoguan.rules.declaration._pack import (
    BOTH,
    DECLARATION_RULES,
    TERMS,
    TRANSCRIPT,
    exporting,
    head,
    present,
    summarised,
)
from baoguan.rules.declaration.sample import EXPORTED
from baoguan.rules.engine import Check, Mark, Rule

TERMS_OF_FIELDS: Final = paths(CustomsDeclaration)

TO_SAVE: Final = (
    "direction",
    "declarant.customs_code",
    "declarant.name",
    "customs_office",
    "trading_country",
    "internal_number",
)
"""Fields without which a declaration cannot be saved; the schema has all of them."""

TO_DECLARE: Final[tuple[tuple[str, bool], ...]] = (
    ("trader.customs_code", True),
    ("trader.name", True),
    ("trader.credit_code", False),
    ("owner.name", True),
    ("owner.credit_code", False),
    ("declarant.credit_code", False),
    ("port", False),
    ("counterpart_country", True),
    ("destination_port", True),
    ("entry_port", True),
    ("supervision_mode", True),
    ("transport_mode", True),
    ("terms", False),
    ("packaging", True),
    ("packages", True),
    ("gross_weight", True),
    ("net_weight", True),
)
"""Fields needed to declare, and whether the official schema of 2018 has them as mandatory too."""

OF_IMPORTS: Final = ("departure_port", "goods_place")
"""Fields of which both sources ask for every declaration, but whose meaning (启运港, 存放地点) is that of goods that come in."""

FILLED_IN: Final = (
    "data_entry.customs_code",
    "data_entry.name",
    "typist_card_no",
    "typist_name",
    "declarer_name",
    "document_type",
    "entry_type",
    "transit_kind",
    "transit_relation",
    "promises",
)
"""Fields that are needed, too, and that the channel fills in where they are left out."""


def _absent(path: str) -> Check[CustomsDeclaration]:
    return head(lambda document: not present(value_at(document, path)))


def _required(path: str, *, agreed: bool, declare_only: bool, check: Check[CustomsDeclaration]) -> Rule[CustomsDeclaration]:
    term = TERMS_OF_FIELDS[path]
    zh, en = ("申报", "declared") if declare_only else ("暂存", "saved")
    doubt_zh, doubt_en = ("", "") if agreed else ("（仅一个来源）", " (one source)")
    return Rule(
        id=f"head.required:{path}",
        over="",
        fields=(path,),
        source=BOTH if agreed else TRANSCRIPT,
        mark=Mark.TWICE if agreed else Mark.ONCE,
        severity="error" if agreed else "warning",
        zh=f"{term.zh}未填写，不能{zh}{doubt_zh}",
        en=f"{term.en} is missing: the declaration cannot be {en}{doubt_en}",
        remedy_zh=f"填写{term.zh}",
        remedy_en=f"Fill in {path}",
        declare_only=declare_only,
        accepted=({}, *(({path: None, "document_type": "  5"},) if declare_only else ())),
        refused=({path: None},),
        check=check,
    )


def _whole_and_absent(path: str) -> Check[CustomsDeclaration]:
    return head(lambda document: not summarised(document) and not present(value_at(document, path)))


for _path in TO_SAVE:
    DECLARATION_RULES.add(_required(_path, agreed=True, declare_only=False, check=_absent(_path)))
for _path, _agreed in TO_DECLARE:
    DECLARATION_RULES.add(_required(_path, agreed=_agreed, declare_only=True, check=_whole_and_absent(_path)))


def _absent_from(path: str, *, export: bool) -> Check[CustomsDeclaration]:
    def fails(document: CustomsDeclaration) -> bool:
        return exporting(document) is export and not summarised(document) and not present(value_at(document, path))

    return head(fails)


for _path in OF_IMPORTS:
    _term = TERMS_OF_FIELDS[_path]
    DECLARATION_RULES.add(_required(_path, agreed=True, declare_only=True, check=_absent_from(_path, export=False)))
    DECLARATION_RULES.add(
        Rule(
            id=f"head.required_of_export:{_path}",
            over="",
            fields=(_path,),
            source=TERMS,
            mark=Mark.INFERRED,
            severity="warning",
            zh=f"出口报关单未填{_term.zh}：接口说明不分进出口都要求，其含义却只适用于进口",
            en=f"an export without {_term.en}: the interface asks for it in both directions, its meaning is that of imports",
            remedy_zh="先照此暂存；被退回时再填写",
            remedy_en="Save it as it is; fill it in if it is refused",
            declare_only=True,
            accepted=({}, EXPORTED, {_path: None}),
            refused=({**EXPORTED, _path: None},),
            check=_absent_from(_path, export=True),
        )
    )


DECLARATION_RULES.rule(
    "internal_number.long",
    fields=("internal_number",),
    source="接口说明为 18 位，真实回执有 21 位 / the interface says 18, a real answer has 21",
    mark=Mark.ONCE,
    severity="warning",
    zh="客户端报关单编号 {value} 超过 18 位：接口说明为 18 位，更长的只在一个程序中见过",
    en="internal number {value} is longer than 18: the interface says 18, longer ones were seen in one program",
    remedy_zh="尽量不超过 18 位",
    remedy_en="Keep it within 18 characters if you can",
    accepted=({}, {"internal_number": "D" * 18}),
    refused=({"internal_number": "D" * 19},),
)(head(lambda document: len(document.internal_number or "") > 18))
