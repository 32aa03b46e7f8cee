"""Quantities, prices and weights of a line, and how they go together.

Nothing here multiplies or rounds in the caller's decimal context: the product of the longest quantity and price has
more digits than that context keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from decimal import Context as Arithmetic
from itertools import repeat
from operator import gt
from typing import Final

from baoguan.model.fields import Value
from baoguan.model.inventory import InventoryLine
from baoguan.rules.engine import Block, Check, Context, Hit, Mark, Rule
from baoguan.rules.inventory._pack import FIELDS, INVENTORY_RULES, LINE_TERMS, PAGE, placed, present

Lines = Block[InventoryLine]

CENT: Final = Decimal("0.01")
PRICE_STEP: Final = Decimal("0.0001")
# Without traps an absurd operand gives NaN, which equals nothing, so the line is reported instead of the check failing.
EXACT: Final = Arithmetic(prec=120, rounding=ROUND_HALF_EVEN, traps=[])


def expected_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Quantity x unit price to 2 decimals, half-even (Single Window page)."""
    return EXACT.quantize(EXACT.multiply(quantity, unit_price), CENT)


def expected_price(total: Decimal, quantity: Decimal) -> Decimal:
    """Total / quantity to 4 decimals, half-even (Single Window page)."""
    return EXACT.quantize(EXACT.divide(total, quantity), PRICE_STEP)


def _total(block: Lines, _: Context) -> Iterator[Hit]:
    quantities, prices, totals = block.column("quantity"), block.column("unit_price"), block.column("total_price")
    # Not `None in`: comparing a Decimal with None costs more than the product.
    if all(quantities) and all(prices) and _products(quantities, prices) == totals:
        return
    for i, (quantity, price, total) in enumerate(zip(quantities, prices, totals, strict=True)):
        # An absent or zero quantity is a finding of its own.
        if not quantity or price is None or total is None:
            continue
        if total != expected_total(quantity, price) and price != expected_price(total, quantity):  # type: ignore[arg-type]
            yield Hit(
                i,
                {
                    "quantity": quantity,
                    "price": price,
                    "value": total,
                    "total_expected": expected_total(quantity, price),  # type: ignore[arg-type]
                    "price_expected": expected_price(total, quantity),  # type: ignore[arg-type]
                },
            )


def _products(quantities: list[Value], prices: list[Value]) -> list[Value]:
    return list(map(EXACT.quantize, map(EXACT.multiply, quantities, prices), repeat(CENT)))  # type: ignore[arg-type]


def _zero(path: str) -> Check[InventoryLine]:
    def check(block: Lines, _: Context) -> Iterator[Hit]:
        column = block.column(path)
        if not all(column):
            yield from (Hit(i) for i, value in enumerate(column) if isinstance(value, Decimal) and value == 0)

    return check


_GOOD = InventoryLine(quantity=Decimal(3), unit_price=Decimal("8.3333"), total_price=Decimal(25))
_BAD = InventoryLine(quantity=Decimal(3), unit_price=Decimal("8.3333"), total_price=Decimal("25.01"))

for _over in ("lines", "materials"):
    INVENTORY_RULES.add(
        Rule(
            id=f"total:{_over}",
            over=_over,
            fields=("total_price", "unit_price", "quantity"),
            source=PAGE,
            mark=Mark.OFFICIAL,
            severity="error",
            zh="企业申报总价 {value} 与申报数量 {quantity}、单价 {price} 不符：按数量×单价应为 {total_expected}，"
            "或按总价÷数量，单价应为 {price_expected}",
            en="total {value} does not go with quantity {quantity} and unit price {price}: "
            "quantity x price gives {total_expected}, or total / quantity gives a price of {price_expected}",
            remedy_zh="总价改为 {total_expected}（两位小数，银行家舍入），或单价改为 {price_expected}（四位小数）",
            remedy_en="Make the total {total_expected} (2 decimals, half-even) or the unit price {price_expected} (4 decimals)",
            # The last line agrees only from the total to the price: 333333 x 0.0002 is 66.67, 70 / 333333 is 0.0002.
            accepted=(
                {},
                {
                    _over: (
                        _GOOD,
                        InventoryLine(quantity=Decimal(333333), unit_price=Decimal("0.0002"), total_price=Decimal(70)),
                    )
                },
            ),
            refused=({_over: (_GOOD, _BAD)},),
            check=_total,
        )
    )
    for _path in ("quantity", "statutory_quantity"):
        _term = LINE_TERMS[_path]
        INVENTORY_RULES.add(
            Rule(
                id=f"positive:{_over}.{_path}",
                over=_over,
                fields=(_path,),
                source=PAGE if _path == "quantity" else FIELDS,
                mark=Mark.OFFICIAL if _path == "quantity" else Mark.TWICE,
                severity="error",
                zh=f"{_term.zh}应大于 0，现为 {{value}}",
                en=f"{_term.en} must be more than 0, is {{value}}",
                remedy_zh=f"改正{_term.zh}，或删去这一行",
                remedy_en=f"Correct {_path}, or leave the line out",
                accepted=({}, placed(_over, _path, Decimal("0.00001"))),
                refused=(placed(_over, _path, Decimal(0)),),
                check=_zero(_path),
            )
        )


@INVENTORY_RULES.rule(
    "second_quantity.missing",
    over="lines",
    fields=("second_quantity",),
    source=FIELDS,
    mark=Mark.TWICE,
    declare_only=True,
    zh="填了法定第二计量单位 {unit}，第二法定数量必填",
    en="second statutory unit {unit} is given, so the second quantity is needed",
    remedy_zh="填写第二法定数量",
    remedy_en="Fill in second_quantity",
    accepted=({},),
    refused=({"lines[0].second_quantity": None},),
)
def _second_missing(block: Lines, _: Context) -> Iterator[Hit]:
    pairs = zip(block.column("second_unit"), block.column("second_quantity"), strict=True)
    yield from (Hit(i, {"unit": unit}) for i, (unit, quantity) in enumerate(pairs) if unit and quantity is None)


@INVENTORY_RULES.rule(
    "second_quantity.without_unit",
    over="lines",
    fields=("second_unit",),
    source=FIELDS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="填了第二法定数量 {quantity}，但没有法定第二计量单位",
    en="a second quantity of {quantity} is given without its unit",
    remedy_zh="填写法定第二计量单位，或清空第二法定数量",
    remedy_en="Fill in second_unit, or clear second_quantity",
    accepted=({},),
    refused=({"lines[0].second_unit": None},),
)
def _second_without_unit(block: Lines, _: Context) -> Iterator[Hit]:
    pairs = zip(block.column("second_unit"), block.column("second_quantity"), strict=True)
    yield from (
        Hit(i, {"quantity": quantity}) for i, (unit, quantity) in enumerate(pairs) if quantity is not None and not present(unit)
    )


@INVENTORY_RULES.rule(
    "weight.net_above_gross",
    over="lines",
    fields=("net_weight", "gross_weight"),
    source=FIELDS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="净重 {value} 大于毛重 {gross}",
    en="net weight {value} is above gross weight {gross}",
    remedy_zh="核对毛重和净重（千克）",
    remedy_en="Check both weights, in kilograms",
    accepted=({}, {"lines[0].gross_weight": None}),
    refused=({"lines[0].net_weight": Decimal("1.6")},),
)
def _weights(block: Lines, _: Context) -> Iterator[Hit]:
    nets, grosses = block.column("net_weight"), block.column("gross_weight")
    if all(nets) and all(grosses) and not any(map(gt, nets, grosses)):  # type: ignore[arg-type]
        return
    for i, (net, gross) in enumerate(zip(nets, grosses, strict=True)):
        if net is not None and gross is not None and net > gross:  # type: ignore[operator]
            yield Hit(i, {"gross": gross})
