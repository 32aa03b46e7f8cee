"""Materials and products of a ledger: numbered once, filled in, with quantities that say something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from baoguan.model.ledger import Ledger, LedgerItem
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.rules.engine import Block, Check, Context, Hit, Mark
from baoguan.rules.ledger._pack import FIELDS, LEDGER_RULES, ONE_PROGRAM, alive, closing, each, filing, required
from baoguan.rules.ledger.head import handbook, processing

_TITLES = {"materials": ("料件", "material"), "products": ("成品", "product")}


def _content(ledger: Ledger) -> bool:
    return not closing(ledger)


def _unique(field: str) -> Check[LedgerItem]:
    def check(block: Block[LedgerItem], _: Context) -> Iterator[Hit]:
        values = block.column(field)
        counts = Counter(value for value, row in zip(values, block.rows, strict=True) if value is not None and alive(row))
        return (Hit(index) for index, value in enumerate(values) if value is not None and counts[value] > 1)

    return check


def _nothing(row: LedgerItem, ledger: Ledger) -> bool:
    return handbook(ledger) and alive(row) and (row.quantity is None or row.quantity <= 0)


def _total_off(row: LedgerItem, _: Ledger) -> bool:
    if row.quantity is None or row.unit_price is None or row.total_price is None:
        return False
    return abs(row.quantity * row.unit_price - row.total_price) > max(Decimal(1), row.total_price / 100)


for _over, (_zh, _en) in _TITLES.items():
    for _path in ("item_no", "part_no", "hs_code", "goods_name", "unit", "statutory_unit"):
        required(_path, _over, LedgerItem, mark=Mark.TWICE, when=_content)
    for _path in ("currency", "country", "exemption"):
        required(_path, _over, LedgerItem, mark=Mark.TWICE, declare_only=True, when=handbook)
    LEDGER_RULES.rule(
        f"ledger.item_no:{_over}",
        over=_over,
        fields=("item_no",),
        source=FIELDS,
        mark=Mark.TWICE,
        zh=f"{_zh}序号 {{value}} 重复",
        en=f"the {_en} number {{value}} is given twice",
        remedy_zh="每行用不同的序号；序号备案后不能改作他用",
        remedy_en="Give each row a number of its own; a number once filed stands for that row",
        whole=True,
        accepted=({},),
        refused=({f"{_over}[1].item_no": 1},),
    )(_unique("item_no"))
    LEDGER_RULES.rule(
        f"ledger.part_no:{_over}",
        over=_over,
        fields=("part_no",),
        source=ONE_PROGRAM,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_zh}料号 {{value}} 出现在多行：核注清单凭料号和序号对应底账，容易对错行",
        en=f"the {_en} part number {{value}} stands in several rows: lists may be booked to the wrong one",
        remedy_zh="确认是否同一货物；是则合并为一行",
        remedy_en="Check whether it is the same thing; if so, make one row of it",
        whole=True,
        accepted=({},),
        refused=({f"{_over}[1].part_no": f"DEMO-{_over[0].upper()}-1"},),
    )(_unique("part_no"))
    LEDGER_RULES.rule(
        f"ledger.quantity:{_over}",
        over=_over,
        fields=("quantity",),
        source=FIELDS,
        mark=Mark.TWICE,
        zh=f"手册{_zh}的申报数量应大于 0，现为“{{value}}”",
        en=f"the quantity of a handbook's {_en} must be above 0, not '{{value}}'",
        remedy_zh="填写备案数量",
        remedy_en="Give the quantity to be filed",
        declare_only=True,
        accepted=({}, {"family": "account", f"{_over}[0].quantity": None}),
        refused=({f"{_over}[0].quantity": None}, {f"{_over}[0].quantity": Decimal(0)}),
    )(each(_nothing))
    LEDGER_RULES.rule(
        f"ledger.total:{_over}",
        over=_over,
        fields=("total_price", "quantity", "unit_price"),
        source=FIELDS,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_zh}总价 {{value}} 与数量×单价相差超过 1%",
        en=f"the {_en}'s total {{value}} is more than 1 % off quantity times unit price",
        remedy_zh="核对数量、单价和总价",
        remedy_en="Check quantity, unit price and total",
        accepted=({},),
        refused=({f"{_over}[0].total_price": Decimal(999999)},),
    )(each(_total_off))


def _bookless(ledger: Ledger, _: Ledger) -> bool:
    return processing(ledger) and not (ledger.materials and ledger.products)


def _stocked(ledger: Ledger, _: Ledger) -> bool:
    return ledger.family == LedgerFamily.LOGISTICS and filing(ledger) and bool(ledger.products or ledger.consumptions)


LEDGER_RULES.rule(
    "ledger.rows",
    fields=("materials", "products"),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="备案的手册或账册至少要有一项料件和一项成品",
    en="a handbook or account is filed with at least one material and one product",
    remedy_zh="补充料件和成品",
    remedy_en="Add the materials and products",
    declare_only=True,
    accepted=({},),
    refused=({"materials": (), "consumptions": ()},),
)(each(_bookless))

LEDGER_RULES.rule(
    "ledger.logistics_rows",
    fields=("products", "consumptions"),
    source=ONE_PROGRAM,
    mark=Mark.INFERRED,
    severity="warning",
    zh="物流账册没有成品和单损耗：其表体由海关按核注清单记账形成",
    en="a logistics account has no products and no consumption: Customs writes its rows as lists are booked",
    remedy_zh="去掉成品和单损耗",
    remedy_en="Leave products and consumptions out",
    accepted=({},),
    refused=({"family": "logistics"},),
)(each(_stocked))
