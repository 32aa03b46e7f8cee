"""What the tariff table says of a line: the commodity code and its days, statutory units, second quantity, export duty.

No tariff table comes with baoguan. Without one these rules say nothing, except that one warning asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from baoguan.codes import TariffEntry
from baoguan.model.fields import Value
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import GoodsKind
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.inventory._pack import INVENTORY_RULES, PAGE, TARIFF, deleting, list_of, once, present
from baoguan.rules.inventory.merging import typed_numbers

Lines = Block[InventoryLine]
Entries = dict[str, TariffEntry | None]

_TABLE = (
    {"hs": "8532241000", "unit_1": "035", "unit_2": "054", "export_dutiable": False},
    {"hs": "7318159090", "unit_1": "035", "export_dutiable": False},
    {"hs": "3926901000", "unit_1": "035", "export_dutiable": True},
)
_WITH_TABLE = {"@tariff": _TABLE}


INVENTORY_RULES.rule(
    "tariff.absent",
    source=TARIFF,
    mark=Mark.OFFICIAL,
    severity="warning",
    declare_only=True,
    zh="没有税则：第二法定数量、法定单位和出口关税未核对",
    en="no tariff table: second quantity, statutory units and export duty are not checked",
    remedy_zh="用 baoguan codes import hs 导入贵司使用的税则",
    remedy_en="Import your tariff table with `baoguan codes import hs`",
    accepted=(_WITH_TABLE, {"lines": ()}),
    refused=({},),
)(once(lambda document, context: context.tariff is None and bool(document.lines) and not deleting(document)))


def _entries(column: list[Value], context: Context) -> Entries:
    """The entries of the different codes of a column on the day; None for a code that has none then."""
    table = context.tariff
    assert table is not None
    return {code: table.get(code, context.on) for code in set(column) if isinstance(code, str) and code}


def _judged(block: Lines, context: Context) -> bool:
    return context.tariff is not None and not deleting(list_of(block))


@INVENTORY_RULES.rule(
    # The user's table may be a part of the tariff, so a code that it lacks is not thereby wrong.
    "tariff.unknown",
    over="lines",
    fields=("hs_code",),
    source=TARIFF,
    mark=Mark.INFERRED,
    severity="warning",
    zh="商品编码 {value} 不在税则（{date}）中",
    en="commodity code {value} is not in the tariff table ({date})",
    remedy_zh="核对商品编码；如税则较旧，用 baoguan codes import hs 更新",
    remedy_en="Check it; import a newer table with `baoguan codes import hs`",
    accepted=(_WITH_TABLE, {}),
    refused=({**_WITH_TABLE, "lines[0].hs_code": "8532249999"},),
)
def _unknown(block: Lines, context: Context) -> Iterator[Hit]:
    if _judged(block, context):
        column = block.column("hs_code")
        missing = {code for code in _entries(column, context) if not context.tariff.history(code)}  # type: ignore[union-attr]
        if missing:
            edition = context.tariff.date  # type: ignore[union-attr]
            yield from (Hit(i, {"date": edition}) for i, code in enumerate(column) if code in missing)


@INVENTORY_RULES.rule(
    "tariff.day",
    over="lines",
    fields=("hs_code",),
    source=TARIFF,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="商品编码 {value} 在 {on} 无效（有效期 {periods}）",
    en="commodity code {value} is not valid on {on} (valid {periods})",
    remedy_zh="改用当日有效的商品编码",
    remedy_en="Use the code that is valid on that day",
    accepted=(_WITH_TABLE,),
    refused=({"@tariff": ({"hs": "8532241000", "valid_to": date(2024, 12, 31)},)},),
)
def _day(block: Lines, context: Context) -> Iterator[Hit]:
    if not _judged(block, context):
        return
    column = block.column("hs_code")
    ended = {code: _periods(code, context) for code, entry in _entries(column, context).items() if entry is None}
    for i, code in enumerate(column) if any(ended.values()) else ():
        if isinstance(code, str) and ended.get(code):
            yield Hit(i, {"on": context.on, "periods": ended[code]})


def _periods(code: str, context: Context) -> str:
    history = context.tariff.history(code) if context.tariff is not None else ()
    return "、".join(f"{entry.valid_from or ''}–{entry.valid_to or ''}" for entry in history[:3])


def _unit_rule(name: str, field: str, zh: str, en: str, of: Callable[[TariffEntry], str | None]) -> None:
    def check(block: Lines, context: Context) -> Iterator[Hit]:
        if not _judged(block, context):
            return
        codes, units = block.column("hs_code"), block.column(field)
        # A row without a first unit is one of a table without units: it says nothing about the second either.
        expected = {c: of(e) or "" for c, e in _entries(codes, context).items() if e is not None and e.unit_1}
        if {(c, u or "") for c, u in set(zip(codes, units, strict=True)) if c in expected} <= expected.items():
            return
        for i, (code, unit) in enumerate(zip(codes, units, strict=True)):
            if code in expected and (unit or "") != expected[code]:  # type: ignore[index]
                yield Hit(i, {"code": code, "expected": expected[code]})  # type: ignore[index]

    INVENTORY_RULES.rule(
        name,
        over="lines",
        fields=(field,),
        source=TARIFF,
        mark=Mark.OFFICIAL,
        declare_only=True,
        zh=f"商品编码 {{code}} 的{zh}应为“{{expected}}”，现为“{{value}}”",
        en=f"{en} of {{code}} is {{expected!r}}, not {{value!r}}",
        remedy_zh=f"改正{zh}",
        remedy_en=f"Correct {field}",
        accepted=(_WITH_TABLE, {}),
        refused=({**_WITH_TABLE, f"lines[0].{field}": "011"}, {**_WITH_TABLE, f"lines[0].{field}": None}),
    )(check)


_unit_rule("tariff.statutory_unit", "statutory_unit", "法定计量单位", "the statutory unit", lambda entry: entry.unit_1)
_unit_rule("tariff.second_unit", "second_unit", "法定第二计量单位", "the second statutory unit", lambda entry: entry.unit_2)


@INVENTORY_RULES.rule(
    "tariff.second_quantity",
    over="lines",
    fields=("second_quantity",),
    source=TARIFF,
    mark=Mark.OFFICIAL,
    declare_only=True,
    zh="商品编码 {code} {zh}法定第二计量单位，第二法定数量{must_zh}",
    en="{code} has {en} second statutory unit: second quantity {must_en}",
    remedy_zh="按税则填写或清空第二法定数量",
    remedy_en="Fill it in or clear it as the tariff says",
    accepted=(_WITH_TABLE, {}),
    refused=({**_WITH_TABLE, "lines[0].second_quantity": None}, {**_WITH_TABLE, "lines[1].second_quantity": 1}),
)
def _second_quantity(block: Lines, context: Context) -> Iterator[Hit]:
    if not _judged(block, context):
        return
    codes, quantities = block.column("hs_code"), block.column("second_quantity")
    needs = {c: bool(e.unit_2) for c, e in _entries(codes, context).items() if e is not None and e.unit_1}
    for i, (code, quantity) in enumerate(zip(codes, quantities, strict=True)):
        need = needs.get(code)  # type: ignore[arg-type]
        if need is not None and need is (quantity is None):
            words = ("有", "必填", "a", "is needed") if need else ("没有", "应为空", "no", "must be empty")
            yield Hit(i, dict(zip(("zh", "must_zh", "en", "must_en"), words, strict=True)) | {"code": code})


_DUTIABLE = {
    **_WITH_TABLE,
    "goods_kind": "E",
    "lines[2].declaration_line_no": 1,
    "lines[1].declaration_line_no": 1,
    "lines[0].declaration_line_no": 2,
}


@INVENTORY_RULES.rule(
    "tariff.export_duty",
    over="lines",
    fields=("declaration_line_no",),
    source=PAGE,
    mark=Mark.OFFICIAL,
    whole=True,
    zh="成品 {code} 须征出口关税，不能归并，但报关单商品序号 {value} 由多行使用",
    en="product {code} is export-dutiable and never merged, yet declaration line {value} has several rows",
    remedy_zh="给这一行单独的报关单商品序号",
    remedy_en="Give this row a declaration line number of its own",
    accepted=(_WITH_TABLE, {**_DUTIABLE, "goods_kind": "I"}, {**_DUTIABLE, "lines[1].declaration_line_no": 3}),
    refused=(_DUTIABLE,),
)
def _export_duty(block: Lines, context: Context) -> Iterator[Hit]:
    numbers = typed_numbers(block) if context.tariff is not None and _of_products(list_of(block)) else None
    if numbers is None:
        return
    codes = block.column("hs_code")
    dutiable = {code for code, entry in _entries(codes, context).items() if entry is not None and entry.export_dutiable}
    times: dict[Value, int] = {}
    for number in numbers:
        times[number] = times.get(number, 0) + 1
    for i, (number, code) in enumerate(zip(numbers, codes, strict=True)):
        if present(number) and times[number] > 1 and code in dutiable:
            yield Hit(i, {"code": code})


def _of_products(document: BondedInventoryList) -> bool:
    return document.goods_kind == GoodsKind.PRODUCT
