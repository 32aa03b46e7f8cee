"""Freight, insurance and other charges: their marks, rates and currencies, and what the terms of delivery leave to declare.

What goes with which terms follows from what the terms mean (an import is declared at the place of entry, an export where it is loaded);
no text of it was at hand, so these are warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_codes import ChargeMark
from baoguan.rules.declaration._pack import (
    DECLARATION_RULES,
    TERMS,
    TRANSCRIPT,
    exporting,
    head,
    present,
    summarised,
)
from baoguan.rules.declaration.crossing import stays
from baoguan.rules.declaration.sample import CARRIED_OVER, EXPORTED
from baoguan.rules.engine import Block, Check, Context, Hit, Mark

NAMES: Final = {"freight": "运费", "insurance": "保险费", "other": "杂费"}
_ENGLISH: Final = {"freight": "freight", "insurance": "insurance", "other": "other charges"}

CIF, CFR, FOB, C_AND_I, EXW = "1", "2", "3", "4", "7"

WITHOUT: Final = {
    ("I", CIF): ("freight", "insurance"),
    ("I", CFR): ("freight",),
    ("I", C_AND_I): ("insurance",),
    ("E", FOB): ("freight", "insurance"),
    ("E", C_AND_I): ("freight",),
    ("E", CFR): ("insurance",),
}
"""Direction and terms -> what is not declared: it is in the price already, or was never in it."""

WITH: Final = {
    ("I", CFR): ("insurance",),
    ("I", C_AND_I): ("freight",),
    ("I", FOB): ("freight", "insurance"),
    ("I", EXW): ("freight", "insurance"),
    ("E", CIF): ("freight", "insurance"),
    ("E", CFR): ("freight",),
    ("E", C_AND_I): ("insurance",),
}
"""Direction and terms -> what has to be added to the price, or taken out of it."""


def _declared(document: CustomsDeclaration, charge: str) -> bool:
    rate: Decimal | None = getattr(document, f"{charge}_rate")
    return bool(rate)


DECLARATION_RULES.rule(
    "charge.insurance_mark",
    fields=("insurance_mark",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="保险费标记只有 1（率）和 3（总价），现为 {value}",
    en="insurance is given as 1 (rate) or 3 (total), not {value}",
    remedy_zh="改为 1 或 3",
    remedy_en="Make it 1 or 3",
    accepted=({}, {"insurance_mark": "3"}),
    refused=({"insurance_mark": "2"},),
)(head(lambda d: d.insurance_mark == ChargeMark.UNIT))


def _halved(charge: str) -> Check[CustomsDeclaration]:
    return head(lambda d: present(getattr(d, f"{charge}_mark")) is not present(getattr(d, f"{charge}_rate")))


def _unnamed(charge: str) -> Check[CustomsDeclaration]:
    amounts = {ChargeMark.UNIT, ChargeMark.TOTAL}
    return head(lambda d: getattr(d, f"{charge}_mark") in amounts and not present(getattr(d, f"{charge}_currency")))


def _rated(charge: str) -> Check[CustomsDeclaration]:
    return head(lambda d: getattr(d, f"{charge}_mark") == ChargeMark.RATE and present(getattr(d, f"{charge}_currency")))


for _charge, _zh in NAMES.items():
    _en = _ENGLISH[_charge]
    _mark, _rate, _currency = f"{_charge}_mark", f"{_charge}_rate", f"{_charge}_currency"
    _by_rate = {_mark: "1", _rate: Decimal("0.3")}
    _by_total = {_mark: "3", _rate: Decimal(500), _currency: "USD"}
    DECLARATION_RULES.rule(
        f"charge.pair:{_charge}",
        fields=(_mark, _rate),
        source=TERMS,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_zh}的标记与数额只填了一个",
        en=f"of {_en}, mark and rate go together, and one of them is missing",
        remedy_zh="两个都填，或都清空",
        remedy_en="Fill in both, or clear both",
        accepted=({}, _by_rate, _by_total),
        refused=({_mark: "1"}, {_rate: Decimal(500)}),
    )(_halved(_charge))
    DECLARATION_RULES.rule(
        f"charge.currency:{_charge}",
        fields=(_currency, _mark),
        source=TERMS,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_zh}按单价或总价填写，却没有币制",
        en=f"{_en} is an amount without its currency",
        remedy_zh=f"填写{_zh}币制",
        remedy_en=f"Fill in {_currency}",
        accepted=({}, _by_rate, _by_total),
        refused=({**_by_total, _currency: None},),
    )(_unnamed(_charge))
    DECLARATION_RULES.rule(
        f"charge.rate_currency:{_charge}",
        fields=(_currency, _mark),
        source=TERMS,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_zh}按率填写，币制 {{value}} 没有意义",
        en=f"{_en} is a rate, of which currency {{value}} says nothing",
        remedy_zh=f"清空{_zh}币制，或改正标记",
        remedy_en=f"Clear {_currency}, or correct the mark",
        accepted=({}, _by_rate, _by_total),
        refused=({**_by_rate, _currency: "USD"},),
    )(_rated(_charge))

_FOB_PAID = {
    "terms": FOB,
    "freight_mark": "3",
    "freight_rate": Decimal(500),
    "freight_currency": "USD",
    "insurance_mark": "1",
    "insurance_rate": Decimal("0.3"),
}


def _by_terms(table: Mapping[tuple[str, str], tuple[str, ...]], document: CustomsDeclaration) -> tuple[str, ...]:
    return table.get((document.direction or "", document.terms or ""), ())


@DECLARATION_RULES.rule(
    "charge.not_with_terms",
    fields=("freight_rate", "insurance_rate"),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="成交方式 {terms} 的{direction_zh}报关单不填{charge_zh}，现为 {value}",
    en="{direction_en} on terms {terms} declares no {charge_en}, {value} is given",
    remedy_zh="清空{charge_zh}的三项，或改正成交方式",
    remedy_en="Clear all three fields of {charge_en}, or correct the terms",
    accepted=({}, _FOB_PAID, EXPORTED, {"other_mark": "3", "other_rate": Decimal(10), "other_currency": "USD"}),
    refused=(
        {**_FOB_PAID, "terms": CIF},
        {"freight_mark": "1", "freight_rate": Decimal(3)},
        {**EXPORTED, "insurance_mark": "1", "insurance_rate": Decimal("0.3")},
    ),
)
def _not_with_terms(block: Block[CustomsDeclaration], _: Context) -> Iterator[Hit]:
    for i, document in enumerate(block.rows):
        for charge in _by_terms(WITHOUT, document):
            if _declared(document, charge):
                yield Hit(i, {**_words(document, charge), "value": getattr(document, f"{charge}_rate")}, f"{charge}_rate")


@DECLARATION_RULES.rule(
    "charge.missing",
    fields=("freight_rate", "insurance_rate"),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="成交方式 {terms} 的{direction_zh}报关单应填{charge_zh}",
    en="{direction_en} on terms {terms} declares its {charge_en}",
    remedy_zh="填写{charge_zh}的标记和数额；确实没有的可以不填",
    remedy_en="Fill in mark and rate of {charge_en}, unless there is none",
    accepted=({}, _FOB_PAID, EXPORTED, {**CARRIED_OVER, "terms": CIF}, {"terms": FOB, "document_type": "  5"}),
    refused=({"terms": FOB}, {**_FOB_PAID, "insurance_mark": None, "insurance_rate": None}, {**EXPORTED, "terms": CIF}),
)
def _missing(block: Block[CustomsDeclaration], _: Context) -> Iterator[Hit]:
    for i, document in enumerate(block.rows):
        if not stays(document) and not summarised(document):
            for charge in _by_terms(WITH, document):
                if not _declared(document, charge):
                    yield Hit(i, {**_words(document, charge), "value": ""}, f"{charge}_rate")


def _words(document: CustomsDeclaration, charge: str) -> dict[str, object]:
    way = ("出口", "an export") if exporting(document) else ("进口", "an import")
    return {
        "terms": document.terms,
        "direction_zh": way[0],
        "direction_en": way[1],
        "charge_zh": NAMES[charge],
        "charge_en": _ENGLISH[charge],
    }
