"""A change of a ledger beside the ledger that Customs has, and beside what lists have moved of it by now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from baoguan.model.fields import Value, terms
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_codes import ChangePauseMark, LedgerFamily, PauseMark, RowModification
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.ledger._pack import FIELDS, LEDGER_RULES, ONE_PROGRAM, changing, ledger_of

_TITLES: Final = {"materials": ("料件", "material"), "products": ("成品", "product")}
_PAUSED: Final = frozenset({PauseMark.CHANGES_PAUSED.value, PauseMark.PAUSED.value})
_SENT_ANEW: Final = frozenset({"seq_no", "modification", "carried"})
_COMPARED: Final = tuple(name for name, term in terms(LedgerItem).items() if not term.system and name not in _SENT_ANEW)

NUMBER: Final = "C53015A00001"
_FILED: Final = {"ledger_no": NUMBER, "seq_no": "202500000000000001"}
CHANGE: Final[Mapping[str, object]] = {
    **_FILED,
    "act": "2",
    "change_count": 1,
    "materials[].modification": "0",
    "products[].modification": "0",
    "consumptions[].modification": "0",
    "@before": _FILED,
}
"""An example: the sample once Customs knows it, and a change of it that changes nothing yet."""


def _before(context: Context) -> Ledger | None:
    """The version that Customs has. Raises TypeError when the caller gave a document of another kind."""
    if context.before is None:
        return None
    if not isinstance(context.before.document, Ledger):
        raise TypeError(f"the version before a ledger is a {type(context.before.document).__name__}")
    return context.before.document


def _pairs(block: Block[LedgerItem], context: Context, over: str) -> Iterator[tuple[int, LedgerItem, LedgerItem | None]]:
    """Rows of a change with those of the same number that Customs has."""
    before = _before(context)
    if before is None or not changing(ledger_of(block)):
        return
    known: Mapping[int | None, LedgerItem] = {row.item_no: row for row in getattr(before, over)}
    for index, row in enumerate(block.rows):
        if row.item_no is not None:
            yield index, row, known.get(row.item_no)


def _marked(over: str) -> Callable[[Block[LedgerItem], Context], Iterator[Hit]]:
    """Rows whose mark says something else than the two versions do."""

    def check(block: Block[LedgerItem], context: Context) -> Iterator[Hit]:
        for index, row, known in _pairs(block, context, over):
            right = _right_mark(row, known)
            if row.modification is not None and row.modification not in right:
                yield Hit(index, {"value": row.modification, "right": "/".join(sorted(right))})

    return check


def _right_mark(row: LedgerItem, known: LedgerItem | None) -> frozenset[str]:
    if known is None:
        return frozenset({RowModification.ADDED.value})
    same = all(_said(row, name) in (None, _said(known, name)) for name in _COMPARED)
    changed = RowModification.NONE if same else RowModification.CHANGED
    return frozenset({changed.value, RowModification.DELETED.value, *([RowModification.CHANGED.value] if same else [])})


def _said(row: LedgerItem, name: str) -> Value:
    value: Value = getattr(row, name)
    return value or None


def _unit_changed(over: str) -> Callable[[Block[LedgerItem], Context], Iterator[Hit]]:
    def check(block: Block[LedgerItem], context: Context) -> Iterator[Hit]:
        for index, row, known in _pairs(block, context, over):
            if known is not None and row.unit and known.unit and row.unit != known.unit:
                yield Hit(index, {"value": row.unit, "before": known.unit})

    return check


def _below_booked(over: str) -> Callable[[Block[LedgerItem], Context], Iterator[Hit]]:
    """A handbook's row that is left with less than lists have booked on it, or taken out altogether."""

    def check(block: Block[LedgerItem], context: Context) -> Iterator[Hit]:
        ledger = ledger_of(block)
        if context.book is None or not changing(ledger):
            return
        booked = context.book.booked
        for index, row in enumerate(block.rows):
            moved = booked.get((over, row.item_no or 0), Decimal(0))
            deleted = row.modification == RowModification.DELETED
            left = Decimal(0) if deleted else row.quantity
            if moved > 0 and left is not None and left < moved and (deleted or ledger.family == LedgerFamily.HANDBOOK):
                yield Hit(index, {"value": f"{left:f}", "booked": f"{moved:f}"})

    return check


for _over, (_zh, _en) in _TITLES.items():
    LEDGER_RULES.rule(
        f"ledger.change_mark:{_over}",
        over=_over,
        fields=("modification",),
        source=FIELDS,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_zh}修改标志为 {{value}}，与海关已有的版本对照应为 {{right}}",
        en=f"the {_en} is marked {{value}}; beside the version that Customs has it should be {{right}}",
        remedy_zh="0 未修改，1 修改，2 删除，3 增加：改正标志，或改正内容",
        remedy_en="0 unchanged, 1 changed, 2 deleted, 3 added: correct the mark or the row",
        accepted=(CHANGE, {**CHANGE, f"{_over}[0].unit_price": Decimal("0.6"), f"{_over}[0].modification": "1"}),
        refused=({**CHANGE, f"{_over}[0].unit_price": Decimal("0.6")}, {**CHANGE, f"{_over}[0].modification": "3"}),
    )(_marked(_over))
    LEDGER_RULES.rule(
        f"ledger.change_unit:{_over}",
        over=_over,
        fields=("unit",),
        source=FIELDS,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_zh}申报计量单位由 {{before}} 改为 {{value}}：已记账的数量仍以原单位计",
        en=f"the {_en}'s unit changes from {{before}} to {{value}}: what is booked stays in the old one",
        remedy_zh="另增一行用新单位，原行用完为止",
        remedy_en="Add a row in the new unit, and use the old one up",
        accepted=(CHANGE,),
        refused=({**CHANGE, f"{_over}[0].unit": "035", f"{_over}[0].modification": "1"},),
    )(_unit_changed(_over))
    LEDGER_RULES.rule(
        f"ledger.change_booked:{_over}",
        over=_over,
        fields=("quantity",),
        source=FIELDS,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{_zh}变更后只剩 {{value}}，少于核注清单已记账的 {{booked}}",
        en=f"after the change the {_en} has {{value}}, less than the {{booked}} that lists have booked",
        remedy_zh="数量不少于已记账数；已有记账的行不能删除（baoguan ledger explain）",
        remedy_en="Leave at least what is booked; a row with bookings cannot be taken out (`baoguan ledger explain`)",
        accepted=({**CHANGE, "@book": {"booked": {(_over, 1): Decimal(10000)}}},),
        refused=(
            {**CHANGE, "@book": {"booked": {(_over, 1): Decimal(10001)}}},
            {**CHANGE, f"{_over}[0].modification": "2", "@book": {"booked": {(_over, 1): Decimal(1)}}},
        ),
    )(_below_booked(_over))


@LEDGER_RULES.rule(
    "ledger.change_paused",
    fields=("ledger_no",),
    source=ONE_PROGRAM,
    mark=Mark.ONCE,
    severity="warning",
    zh="海关已暂停该底账的变更（标志 {value}）",
    en="Customs has paused changes of this ledger (mark {value})",
    remedy_zh="向主管海关了解原因；恢复后再变更",
    remedy_en="Ask the competent customs office why; change it once it is resumed",
    accepted=(CHANGE, {**CHANGE, "@before": {**_FILED, "pause_mark": "1", "change_pause_mark": "1"}}),
    refused=(
        {**CHANGE, "@before": {**_FILED, "pause_mark": "5"}},
        {**CHANGE, "@before": {**_FILED, "pause_mark": "6"}},
        {**CHANGE, "@before": {**_FILED, "change_pause_mark": "3"}},
    ),
)
def _paused(block: Block[Ledger], context: Context) -> Iterator[Hit]:
    before = _before(context)
    if before is None:
        return
    mark = (
        before.pause_mark
        if before.pause_mark in _PAUSED
        else before.change_pause_mark
        if before.change_pause_mark == ChangePauseMark.PAUSED
        else None
    )
    if mark is not None:
        yield from (Hit(index, {"value": mark}) for index, row in enumerate(block.rows) if changing(row))


@LEDGER_RULES.rule(
    "consumption.change_booked",
    over="consumptions",
    fields=("net",),
    source=FIELDS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="成品 {value} 已有出口记账，其单耗改变后，已出口部分的耗用也按新单耗计算",
    en="product {value} has exports booked: with another consumption, what was exported is reckoned anew too",
    remedy_zh="新单耗用新的版本号（账册），或先与主管海关确认",
    remedy_en="Give the new consumption a version of its own (accounts), or ask the competent customs office first",
    accepted=({**CHANGE, "@book": {"booked": {("products", 1): Decimal(5)}}},),
    refused=(
        {
            **CHANGE,
            "consumptions[0].net": Decimal(3),
            "consumptions[0].modification": "1",
            "@book": {"booked": {("products", 1): Decimal(5)}},
        },
    ),
)
def _consumption_changed(block: Block[UnitConsumption], context: Context) -> Iterator[Hit]:
    before = _before(context)
    if before is None or context.book is None or not changing(ledger_of(block)):
        return
    known = {_key(row): _rates(row) for row in before.consumptions}
    for index, row in enumerate(block.rows):
        booked = context.book.booked.get(("products", row.product_item_no or 0), Decimal(0))
        if booked > 0 and known.get(_key(row), _rates(row)) != _rates(row):
            yield Hit(index, {"value": row.product_item_no})


def _key(row: UnitConsumption) -> tuple[int | None, int | None, str]:
    return row.product_item_no, row.material_item_no, row.version or "0"


def _rates(row: UnitConsumption) -> tuple[Decimal | None, ...]:
    return row.net, row.tangible_loss or Decimal(0), row.intangible_loss or Decimal(0), row.bonded_share
