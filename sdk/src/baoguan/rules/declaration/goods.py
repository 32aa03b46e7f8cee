"""Goods lines: how many, their numbers, quantities, prices and totals.

Nothing here multiplies or rounds in the caller's decimal context: see `baoguan.rules.inventory.arithmetic`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods
from baoguan.model.fields import paths
from baoguan.rules.declaration._pack import (
    BOTH,
    DECLARATION_RULES,
    PROGRAMS,
    TERMS,
    TRANSCRIPT,
    declaration_of,
    each,
    line_numbers,
    rows_of,
)
from baoguan.rules.engine import Block, Check, Context, Hit, Mark
from baoguan.rules.inventory.arithmetic import expected_price, expected_total

Goods = Block[DeclarationGoods]

MOST_LINES: Final = 50
_PAGE_OF_LISTS: Final = (
    "单一窗口核注清单页面的算法；报关单未见说明 / arithmetic of the Single Window page of lists; none was seen for declarations"
)
_FIFTY: Final = "2018 年官方接口说明与多个程序 / official interface description of 2018 and several programs"


@DECLARATION_RULES.rule(
    "goods.most",
    over="goods",
    fields=("line_no",),
    source=_FIFTY,
    mark=Mark.TWICE,
    whole=True,
    zh="一份报关单最多 50 项商品，现有 {value} 项",
    en="a declaration holds at most 50 goods lines, this one has {value}",
    remedy_zh="分成几份报关单",
    remedy_en="Make several declarations",
    accepted=({}, {"goods": (DeclarationGoods(),) * MOST_LINES}),
    refused=({"goods": (DeclarationGoods(),) * (MOST_LINES + 1)},),
)
def _most(block: Goods, _: Context) -> list[Hit]:
    return [Hit(MOST_LINES, {"value": len(block)})] if len(block) > MOST_LINES else []


@DECLARATION_RULES.rule(
    "goods.number_repeated",
    over="goods",
    fields=("line_no",),
    source=BOTH,
    mark=Mark.TWICE,
    whole=True,
    zh="商品序号 {value} 重复：集装箱、原产地证、补充申报凭它指明商品",
    en="line number {value} is repeated: containers, certificates and supplements name lines by it",
    remedy_zh="从 1 起依次编号，或都不填",
    remedy_en="Number the lines from 1 on, or none of them",
    accepted=({}, {"goods[].line_no": None}),
    refused=({"goods[1].line_no": 1}, {"goods[0].line_no": 2, "goods[1].line_no": None}),
)
def _repeated(block: Goods, _: Context) -> Iterator[Hit]:
    numbers = line_numbers(declaration_of(block))
    counts = Counter(numbers)
    yield from (Hit(i, {"value": n}) for i, n in enumerate(numbers) if counts[n] > 1)


@DECLARATION_RULES.rule(
    "goods.number_range",
    over="goods",
    fields=("line_no",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    whole=True,
    zh="商品序号 {value} 超出 1 到 {most}",
    en="line number {value} is not between 1 and {most}",
    remedy_zh="从 1 起依次编号",
    remedy_en="Number the lines from 1 on",
    accepted=({},),
    refused=({"goods[1].line_no": 3}, {"goods[0].line_no": 0}),
)
def _range(block: Goods, _: Context) -> Iterator[Hit]:
    numbers = line_numbers(declaration_of(block))
    yield from (Hit(i, {"value": n, "most": len(numbers)}) for i, n in enumerate(numbers) if not 1 <= n <= len(numbers))


@DECLARATION_RULES.rule(
    "goods.total",
    over="goods",
    fields=("total_price", "unit_price", "quantity"),
    source=_PAGE_OF_LISTS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="总价 {value} 与成交数量 {quantity}、单价 {price} 不符：按数量×单价应为 {total_expected}，或按总价÷数量，单价应为 {price_expected}",
    en="total {value} does not go with quantity {quantity} and unit price {price}: quantity x price gives {total_expected}, "
    "or total / quantity gives a price of {price_expected}",
    remedy_zh="核对数量、单价和总价",
    remedy_en="Check quantity, unit price and total",
    # The second line agrees only from the total to the price: 333333 x 0.0002 is 66.67, 70 / 333333 is 0.0002.
    accepted=(
        {},
        {"goods[0].quantity": Decimal(333333), "goods[0].unit_price": Decimal("0.0002"), "goods[0].total_price": Decimal(70)},
        {"goods[0].quantity": None},
    ),
    refused=({"goods[0].total_price": Decimal(2501)},),
)
def _total(block: Goods, _: Context) -> Iterator[Hit]:
    for i, row in enumerate(block.rows):
        quantity, price, total = row.quantity, row.unit_price, row.total_price
        if not quantity or price is None or total is None:
            # What is absent or zero is a finding of its own.
            continue
        by_price, by_total = expected_total(quantity, price), expected_price(total, quantity)
        if total != by_price and price != by_total:
            facts = {"quantity": quantity, "price": price, "total_expected": by_price, "price_expected": by_total}
            yield Hit(i, {**facts, "value": total})


def _more_decimals(value: Decimal | None, places: int) -> bool:
    exponent = value.normalize().as_tuple().exponent if value is not None else 0
    return isinstance(exponent, int) and -exponent > places


DECLARATION_RULES.rule(
    "goods.total_cents",
    over="goods",
    fields=("total_price",),
    source=PROGRAMS,
    mark=Mark.ONCE,
    severity="warning",
    zh="总价 {value} 多于两位小数：接口允许四位，在用的程序只发两位",
    en="total {value} has more than 2 decimals: the interface allows 4, programs in production send 2",
    remedy_zh="总价保留两位小数",
    remedy_en="Give the total with 2 decimals",
    accepted=({}, {"goods[0].total_price": Decimal("2500.00")}),
    refused=({"goods[0].total_price": Decimal("2500.001")},),
)(rows_of(DeclarationGoods, lambda row, _: _more_decimals(row.total_price, 2)))


def _zero(path: str) -> Callable[[DeclarationGoods, CustomsDeclaration], bool]:
    def fails(row: DeclarationGoods, _: CustomsDeclaration) -> bool:
        value: Decimal | None = getattr(row, path)
        return value is not None and value == 0

    return fails


for _path in ("quantity", "statutory_quantity"):
    _term = paths(DeclarationGoods)[_path]
    DECLARATION_RULES.rule(
        f"goods.positive:{_path}",
        over="goods",
        fields=(_path,),
        source=_PAGE_OF_LISTS,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_term.zh}应大于 0，现为 {{value}}",
        en=f"{_term.en} must be more than 0, is {{value}}",
        remedy_zh=f"改正{_term.zh}，或删去这一行",
        remedy_en=f"Correct {_path}, or leave the line out",
        accepted=({}, {f"goods[0].{_path}": Decimal("0.00001")}),
        refused=({f"goods[0].{_path}": Decimal(0)},),
    )(each(_zero(_path)))


def _pair(given: str, wanted: str) -> Check[DeclarationGoods]:
    return rows_of(DeclarationGoods, lambda row, _: getattr(row, given) not in {None, ""} and getattr(row, wanted) in {None, ""})


DECLARATION_RULES.rule(
    "goods.second_quantity",
    over="goods",
    fields=("second_quantity", "second_unit"),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    declare_only=True,
    zh="填了法定第二计量单位，法定第二数量必填",
    en="a second statutory unit is given, so its quantity is needed",
    remedy_zh="填写 second_quantity",
    remedy_en="Fill in second_quantity",
    accepted=({},),
    refused=({"goods[0].second_quantity": None},),
)(_pair("second_unit", "second_quantity"))

DECLARATION_RULES.rule(
    "goods.second_unit",
    over="goods",
    fields=("second_unit", "second_quantity"),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="填了法定第二数量，却没有法定第二计量单位",
    en="a second statutory quantity is given without its unit",
    remedy_zh="填写 second_unit，或清空数量",
    remedy_en="Fill in second_unit, or clear the quantity",
    accepted=({},),
    refused=({"goods[0].second_unit": None},),
)(_pair("second_quantity", "second_unit"))


@DECLARATION_RULES.rule(
    "goods.same_unit",
    over="goods",
    fields=("quantity", "statutory_quantity", "second_quantity"),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="成交单位与{name_zh}同为 {unit}，数量却不同：{value} 与 {other}",
    en="the declared and the {name_en} unit are both {unit}, the quantities are not the same: {value} and {other}",
    remedy_zh="核对两个数量和单位",
    remedy_en="Check both quantities and units",
    accepted=({}, {"goods[0].quantity": None}),
    refused=(
        {"goods[1].statutory_quantity": Decimal(201)},
        {"goods[0].second_unit": "007", "goods[0].second_quantity": Decimal(7)},
    ),
)
def _same_unit(block: Goods, _: Context) -> Iterator[Hit]:
    for i, row in enumerate(block.rows):
        if not row.unit or row.quantity is None:
            continue
        for zh, en, unit, other in (
            ("法定单位", "statutory", row.statutory_unit, row.statutory_quantity),
            ("法定第二单位", "second statutory", row.second_unit, row.second_quantity),
        ):
            if unit == row.unit and other is not None and other != row.quantity:
                yield Hit(i, {"name_zh": zh, "name_en": en, "unit": unit, "value": row.quantity, "other": other})
