"""What the tariff table says of a goods line: its days, units, second quantity, declaration elements, documents and inspection.

No tariff table comes with baoguan. Without one these rules say nothing, except that one warning asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from baoguan.codes import TariffEntry
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods, LicenceDocument
from baoguan.rules.declaration._pack import (
    DECLARATION_RULES,
    TRANSCRIPT,
    declaration_of,
    exporting,
    importing,
    summarised,
)
from baoguan.rules.declaration.sample import EXPORTED
from baoguan.rules.engine import Block, Context, Hit, Mark

Goods = Block[DeclarationGoods]

TARIFF: Final = "用户导入的税则 / the tariff table that the user imported"
_CONDITIONS: Final = (
    "用户税则的监管条件与监管证件代码表；缺证时海关回执有提示 / conditions of the user's tariff and the code list of documents; "
    "Customs' answers speak of missing ones"
)
_INSPECTED: Final = "海关总署公告 2019 年第 127 号附件 1 / annex 1 of announcement 127 of 2019"

INSPECTION: Final = "A"
"""检验检疫: no document since 2018-08, the declaration itself carries the inspection."""
LEDGER_OF_EXPORTS: Final = "B"
"""电子底账."""
PROHIBITED_EXPORT, PROHIBITED_IMPORT, USED_GOODS = "8", "9", "6"
_NO_DOCUMENT: Final = frozenset({INSPECTION, PROHIBITED_EXPORT, PROHIBITED_IMPORT, USED_GOODS})
LEADING: Final = "品牌类型"
"""The first element of every specification; 出口享惠情况 is the second."""

_TABLE = (
    {"hs": "8542399000", "unit_1": "007", "unit_2": "035", "elements": ("品牌类型", "出口享惠情况", "用途", "品牌", "型号")},
    {"hs": "8504409999", "unit_1": "001", "elements": ("用途", "品牌", "型号")},
)
_WITH: Final = {"@tariff": _TABLE}


def _conditions(letters: str, inspection: str = "") -> dict[str, object]:
    return {"@tariff": ({**_TABLE[0], "supervision_conditions": letters, "inspection": inspection}, _TABLE[1])}


def _entries(block: Goods, context: Context) -> Iterator[tuple[int, DeclarationGoods, TariffEntry]]:
    """The lines whose code the table has on the day."""
    if context.tariff is None or summarised(declaration_of(block)):
        return
    for i, row in enumerate(block.rows):
        entry = context.tariff.get(row.hs_code, context.on) if row.hs_code else None
        if entry is not None:
            yield i, row, entry


@DECLARATION_RULES.rule(
    "tariff.absent",
    fields=("goods",),
    source=TARIFF,
    mark=Mark.OFFICIAL,
    severity="warning",
    declare_only=True,
    zh="没有税则：{value} 项商品的法定单位、第二数量、申报要素、监管证件未核对",
    en="no tariff table: units, second quantities, elements and documents of {value} goods lines are not checked",
    remedy_zh="用 baoguan codes import hs 导入贵司使用的税则",
    remedy_en="Import your tariff table with `baoguan codes import hs`",
    accepted=(_WITH, {"goods": ()}),
    refused=({},),
)
def _absent(block: Block[CustomsDeclaration], context: Context) -> Iterator[Hit]:
    if context.tariff is None:
        yield from (Hit(i, {"value": len(d.goods)}) for i, d in enumerate(block.rows) if d.goods and not summarised(d))


@DECLARATION_RULES.rule(
    # The user's table may be a part of the tariff, so a code that it lacks is not thereby wrong.
    "tariff.unknown",
    over="goods",
    fields=("hs_code",),
    source=TARIFF,
    mark=Mark.INFERRED,
    severity="warning",
    zh="商品编号 {value} 不在税则（{date}）中",
    en="HS code {value} is not in the tariff table ({date})",
    remedy_zh="核对商品编号；如税则较旧，用 baoguan codes import hs 更新",
    remedy_en="Check it; import a newer table with `baoguan codes import hs`",
    accepted=(_WITH, {}),
    refused=({**_WITH, "goods[0].hs_code": "8542399001"},),
)
def _unknown(block: Goods, context: Context) -> Iterator[Hit]:
    if context.tariff is not None and not summarised(declaration_of(block)):
        for i, row in enumerate(block.rows):
            if row.hs_code and not context.tariff.history(row.hs_code):
                yield Hit(i, {"date": context.tariff.date})


@DECLARATION_RULES.rule(
    "tariff.day",
    over="goods",
    fields=("hs_code",),
    source=TARIFF,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="商品编号 {value} 在 {on} 无效（有效期 {periods}）",
    en="HS code {value} is not valid on {on} (valid {periods})",
    remedy_zh="改用当日有效的商品编号",
    remedy_en="Use the code that is valid on that day",
    accepted=(_WITH,),
    refused=({"@tariff": ({"hs": "8542399000", "valid_to": date(2024, 12, 31)},)},),
)
def _day(block: Goods, context: Context) -> Iterator[Hit]:
    if context.tariff is None:
        return
    for i, row in enumerate(block.rows):
        history = context.tariff.history(row.hs_code or "")
        if history and context.tariff.get(row.hs_code or "", context.on) is None:
            periods = "、".join(f"{e.valid_from or ''}–{e.valid_to or ''}" for e in history[:3])
            yield Hit(i, {"on": context.on, "periods": periods})


def _unit_rule(name: str, field: str, zh: str, en: str, of: Callable[[TariffEntry], str | None]) -> None:
    def check(block: Goods, context: Context) -> Iterator[Hit]:
        for i, row, entry in _entries(block, context):
            given: str | None = getattr(row, field)
            # An entry without a first unit is of a table without units: it says nothing about the second either.
            if entry.unit_1 and (given or "") != (of(entry) or ""):
                yield Hit(i, {"code": row.hs_code, "expected": of(entry) or ""})

    DECLARATION_RULES.rule(
        name,
        over="goods",
        fields=(field,),
        source=TARIFF,
        mark=Mark.OFFICIAL,
        declare_only=True,
        zh=f"商品编号 {{code}} 的{zh}应为“{{expected}}”，现为“{{value}}”",
        en=f"{en} of {{code}} is {{expected!r}}, not {{value!r}}",
        remedy_zh=f"改正{zh}",
        remedy_en=f"Correct {field}",
        accepted=(_WITH, {}),
        refused=({**_WITH, f"goods[0].{field}": "011"}, {**_WITH, f"goods[0].{field}": None}),
    )(check)


_unit_rule("tariff.statutory_unit", "statutory_unit", "法定第一计量单位", "the statutory unit", lambda e: e.unit_1)
_unit_rule("tariff.second_unit", "second_unit", "法定第二计量单位", "the second statutory unit", lambda e: e.unit_2)


@DECLARATION_RULES.rule(
    "tariff.second_quantity",
    over="goods",
    fields=("second_quantity",),
    source=TARIFF,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="商品编号 {code} {zh}法定第二计量单位，法定第二数量{must_zh}",
    en="{code} has {en} second statutory unit: second quantity {must_en}",
    remedy_zh="按税则填写或清空法定第二数量",
    remedy_en="Fill it in or clear it as the tariff says",
    accepted=(_WITH, {}),
    refused=({**_WITH, "goods[0].second_quantity": None}, {**_WITH, "goods[1].second_quantity": Decimal(1)}),
)
def _second_quantity(block: Goods, context: Context) -> Iterator[Hit]:
    for i, row, entry in _entries(block, context):
        need = bool(entry.unit_2)
        if entry.unit_1 and need is (row.second_quantity is None):
            words = ("有", "必填", "a", "is needed") if need else ("没有", "应为空", "no", "must be empty")
            yield Hit(i, dict(zip(("zh", "must_zh", "en", "must_en"), words, strict=True)) | {"code": row.hs_code})


@DECLARATION_RULES.rule(
    "tariff.elements",
    over="goods",
    fields=("specification",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    declare_only=True,
    zh="规格型号有 {count} 个申报要素，税则要求 {needed} 个：{names}",
    en="the specification has {count} elements, the tariff asks for {needed}: {names}",
    remedy_zh="用 | 分隔，按税则顺序逐项填写，没有的留空",
    remedy_en="Give them in the tariff's order, divided by |, and leave empty what does not apply",
    accepted=(_WITH, {}, {"@tariff": ({"hs": "8542399000"},)}),
    refused=({**_WITH, "goods[0].specification": "4|3|示例用途"}, {**_WITH, "goods[1].specification": None}),
)
def _elements(block: Goods, context: Context) -> Iterator[Hit]:
    for i, row, entry in _entries(block, context):
        if not entry.elements:
            continue
        # Tables name the two that open every specification, or begin behind them.
        names = entry.elements if entry.elements[0] == LEADING else (LEADING, "出口享惠情况", *entry.elements)
        count = len(row.specification.split("|")) if row.specification else 0
        if count != len(names):
            yield Hit(i, {"count": count, "needed": len(names), "names": "|".join(names)})


def _applies(letter: str, title: str, document: CustomsDeclaration) -> bool:
    """Whether a condition asks for its document in this direction, as its name says; B is of exports."""
    if letter in _NO_DOCUMENT:
        return False
    if letter == LEDGER_OF_EXPORTS:
        return exporting(document)
    inward, outward = "进口" in title, "出口" in title
    both = inward is outward or "进出口" in title
    return both or (importing(document) if inward else exporting(document))


@DECLARATION_RULES.rule(
    "tariff.documents",
    over="goods",
    fields=("hs_code",),
    source=_CONDITIONS,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="商品编号 {value} 的监管条件要求单证 {letter}（{title}），随附单证中没有",
    en="the tariff asks for document {letter} ({title}) of {value}, and it is not among the documents",
    remedy_zh="加入该单证；不在管理范围内或加工贸易免证的可以不加",
    remedy_en="Add the document, unless the goods are outside its scope or exempt as processing trade",
    accepted=(
        _WITH,
        {**_conditions("7A"), "licence_documents": (LicenceDocument(kind="7", number="DEMO-7"),)},
        _conditions("4"),
        _conditions("B"),
        _conditions("689"),
    ),
    refused=(_conditions("7"), {**EXPORTED, **_conditions("B")}, {**EXPORTED, **_conditions("4")}, _conditions("1")),
)
def _documents(block: Goods, context: Context) -> Iterator[Hit]:
    document = declaration_of(block)
    given = {x.kind for x in document.licence_documents}
    titles = context.codes["licence_document"]
    for i, row, entry in _entries(block, context):
        for letter in dict.fromkeys(entry.supervision_conditions):
            known = titles.get(letter)
            title = known.name_zh if known is not None else ""
            if letter not in given and _applies(letter, title, document):
                yield Hit(i, {"value": row.hs_code, "letter": letter, "title": title})


@DECLARATION_RULES.rule(
    "tariff.prohibited",
    over="goods",
    fields=("hs_code",),
    source=_CONDITIONS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="商品编号 {value} 的监管条件 {letter}：{title}",
    en="condition {letter} of {value}: {title}, its {way} is prohibited",
    remedy_zh="核对商品编号；确属禁止的不能申报",
    remedy_en="Check the code; what is prohibited cannot be declared",
    accepted=(_WITH, _conditions("8"), {**EXPORTED, **_conditions("9")}, _conditions("6")),
    refused=(_conditions("9"), {**EXPORTED, **_conditions("8")}),
)
def _prohibited(block: Goods, context: Context) -> Iterator[Hit]:
    document = declaration_of(block)
    letter, way = (PROHIBITED_EXPORT, "export") if exporting(document) else (PROHIBITED_IMPORT, "import")
    for i, row, entry in _entries(block, context):
        if letter in entry.supervision_conditions:
            known = context.codes["licence_document"].get(letter)
            yield Hit(i, {"value": row.hs_code, "letter": letter, "title": known.name_zh if known else letter, "way": way})


@DECLARATION_RULES.rule(
    "tariff.inspection",
    over="goods",
    fields=("inspection_code", "goods_attributes", "purpose"),
    source=_INSPECTED,
    mark=Mark.INFERRED,
    severity="warning",
    declare_only=True,
    zh="商品编号 {code} 须检验检疫（{letters}），{names_zh}未填写",
    en="{code} is inspected ({letters}): {names} missing",
    remedy_zh="填写监管类别、货物属性和用途",
    remedy_en="Fill in inspection_code, goods_attributes and purpose",
    accepted=(
        _WITH,
        {
            **_conditions("A", "M"),
            "goods[0].inspection_code": "999",
            "goods[0].goods_attributes": "11,19",
            "goods[0].purpose": "99",
        },
        {**EXPORTED, **_conditions("A", "M")},
    ),
    refused=(_conditions("A"), _conditions("", "M/N")),
)
def _inspection(block: Goods, context: Context) -> Iterator[Hit]:
    names = {"inspection_code": "监管类别", "goods_attributes": "货物属性", "purpose": "用途"}
    if not importing(declaration_of(block)):
        return
    for i, row, entry in _entries(block, context):
        missing = [name for name in names if not getattr(row, name)]
        if missing and (INSPECTION in entry.supervision_conditions or entry.inspection):
            letters = entry.inspection or INSPECTION
            zh = "、".join(names[name] for name in missing)
            yield Hit(
                i, {"code": row.hs_code, "letters": letters, "names": ", ".join(missing), "names_zh": zh, "value": ""}, missing[0]
            )
