"""Unit consumption (单损耗): one row a product, material and version; rates that leave something; rows that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_codes import LedgerFamily
from baoguan.rules.engine import Block, Check, Context, Hit, Mark
from baoguan.rules.ledger._pack import FIELDS, LEDGER_RULES, ONE_PROGRAM, UNIT, alive, closing, each, filing, ledger_of, required

HANDBOOK_VERSION: Final = "0"
"""Handbooks do not use versions."""

_WHOLE = Decimal(100)


def _key(row: UnitConsumption) -> tuple[int | None, int | None, str]:
    return row.product_item_no, row.material_item_no, row.version or HANDBOOK_VERSION


def _repeated(block: Block[UnitConsumption], _: Context) -> Iterator[Hit]:
    counts = Counter(_key(row) for row in block.rows if alive(row))
    for index, row in enumerate(block.rows):
        if counts[_key(row)] > 1:
            product, material, version = _key(row)
            yield Hit(index, {"value": f"{product}/{material}/{version}"})


def _points_nowhere(field: str, rows: str) -> Check[UnitConsumption]:
    def check(block: Block[UnitConsumption], _: Context) -> Iterator[Hit]:
        ledger = ledger_of(block)
        if not filing(ledger):
            return
        items: tuple[LedgerItem, ...] = getattr(ledger, rows)
        known = {item.item_no for item in items if alive(item)}
        yield from (Hit(i) for i, number in enumerate(block.column(field)) if number is not None and number not in known)

    return check


def _loss(row: UnitConsumption, _: Ledger) -> bool:
    losses = (row.tangible_loss or Decimal(0), row.intangible_loss or Decimal(0))
    return min(losses) < 0 or sum(losses) >= _WHOLE


def _nothing(row: UnitConsumption, _: Ledger) -> bool:
    return row.net is not None and row.net <= 0 and alive(row)


def _share_off(row: UnitConsumption, _: Ledger) -> bool:
    return row.bonded_share is not None and not 0 < row.bonded_share <= _WHOLE


def _versioned(row: UnitConsumption, ledger: Ledger) -> bool:
    return ledger.family == LedgerFamily.HANDBOOK and row.version not in {None, HANDBOOK_VERSION}


for _path in ("product_item_no", "material_item_no", "version", "net"):
    required(_path, "consumptions", UnitConsumption, mark=Mark.TWICE, when=lambda ledger: not closing(ledger))

LEDGER_RULES.rule(
    "consumption.key",
    over="consumptions",
    fields=("product_item_no", "material_item_no", "version"),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="成品、料件、版本 {value} 的单耗重复",
    en="the consumption of product, material and version {value} is given twice",
    remedy_zh="同一成品、料件、版本只留一行",
    remedy_en="Keep one row for a product, material and version",
    whole=True,
    accepted=({}, {"family": "account", "consumptions[1].material_item_no": 1, "consumptions[1].version": "2"}),
    refused=({"consumptions[1].material_item_no": 1},),
)(_repeated)

for _field, _rows, _zh, _en in (
    ("product_item_no", "products", "成品", "product"),
    ("material_item_no", "materials", "料件", "material"),
):
    LEDGER_RULES.rule(
        f"consumption.{_field}",
        over="consumptions",
        fields=(_field,),
        source=FIELDS,
        mark=Mark.TWICE,
        zh=f"单耗引用的{_zh}序号 {{value}} 不在{_zh}表中",
        en=f"the {_en} number {{value}} of a consumption is no row of the {_rows}",
        remedy_zh=f"改正序号，或补充该{_zh}",
        remedy_en=f"Correct the number, or add the {_en}",
        whole=True,
        accepted=({}, {"act": "2", "change_count": 1, "ledger_no": "C530124A0001", f"consumptions[0].{_field}": 77}),
        refused=({f"consumptions[0].{_field}": 77},),
    )(_points_nowhere(_field, _rows))

LEDGER_RULES.rule(
    "consumption.net",
    over="consumptions",
    fields=("net",),
    source=UNIT,
    mark=Mark.TWICE,
    zh="净耗应大于 0，现为 {value}",
    en="net consumption must be above 0, not {value}",
    remedy_zh="填写物化在单位成品中的料件数量",
    remedy_en="Give the quantity of material that is in one unit of the product",
    accepted=({},),
    refused=({"consumptions[0].net": Decimal(0)}, {"consumptions[0].net": Decimal(-1)}),
)(each(_nothing))

LEDGER_RULES.rule(
    "consumption.loss",
    over="consumptions",
    fields=("tangible_loss", "intangible_loss"),
    source=UNIT,
    mark=Mark.TWICE,
    zh="有形损耗率 {value} 与无形损耗率之和应在 0 到 100 之间（不含 100）",
    en="tangible loss {value} and intangible loss together must be from 0 to below 100 per cent",
    remedy_zh="损耗率按百分数填写，3% 填 3",
    remedy_en="Rates are per cent: 3 for 3 %",
    accepted=({}, {"consumptions[0].tangible_loss": Decimal(60), "consumptions[0].intangible_loss": Decimal(39)}),
    refused=(
        {"consumptions[0].tangible_loss": Decimal(60), "consumptions[0].intangible_loss": Decimal(40)},
        {"consumptions[0].tangible_loss": Decimal(-1)},
    ),
)(each(_loss))

LEDGER_RULES.rule(
    "consumption.bonded_share",
    over="consumptions",
    fields=("bonded_share",),
    source=FIELDS,
    mark=Mark.TWICE,
    zh="保税料件比例 {value} 应大于 0 且不超过 100",
    en="the bonded share {value} must be above 0 and at most 100 per cent",
    remedy_zh="全部保税填 100",
    remedy_en="100 when all of it is bonded",
    accepted=({}, {"consumptions[0].bonded_share": Decimal("33.3")}),
    refused=({"consumptions[0].bonded_share": Decimal(0)}, {"consumptions[0].bonded_share": Decimal(101)}),
)(each(_share_off))

LEDGER_RULES.rule(
    "consumption.handbook_version",
    over="consumptions",
    fields=("version",),
    source=ONE_PROGRAM,
    mark=Mark.ONCE,
    severity="warning",
    zh="手册不使用单耗版本，应填 0，现为 {value}",
    en="handbooks use no versions of consumption: 0, not {value}",
    remedy_zh="单耗版本号填 0",
    remedy_en="Give 0 as the version",
    accepted=({}, {"family": "account", "consumptions[0].version": "5"}),
    refused=({"consumptions[0].version": "5"},),
)(each(_versioned))
