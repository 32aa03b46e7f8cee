"""A list against the ledger that it moves: rows, names, paused directions, and what is still available.

The ledger is the one that was imported last, or that was filed over this journal; without one these rules are silent. What a row still
allows is worked out by the books and given to the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final
from unicodedata import normalize

from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import Direction, GoodsKind
from baoguan.model.ledger import LedgerItem
from baoguan.model.ledger_codes import CustomsMark, EnterpriseMark, PauseMark
from baoguan.rules.book import Book, Bound
from baoguan.rules.engine import Block, Check, Context, Hit, Mark
from baoguan.rules.inventory._pack import FIELDS, GUIDE, INVENTORY_RULES, ONE_PROGRAM, PAGE, deleting, list_of, once

Lines = Block[InventoryLine]

AS_PRESENTED: Final = frozenset({"0844", "0845", "5200", "0400", "0864", "0865"})
"""Modes of scrap and by-products: HS code, name and unit are those of what is presented, not those of the ledger (filling rules, page)."""

_BALANCE: Final = (
    "余额算法见一个程序，记账回执有同样的四个数 / balances of one program; the booking receipt has the same four counters"
)
_MATERIALS: Final = "核销平衡公式 / material balance of the write-off"

_BOTH: Final = frozenset({Direction.IMPORT.value, Direction.EXPORT.value})
PAUSED_ROW: Final[Mapping[str, frozenset[str]]] = {
    CustomsMark.PAUSED.value: _BOTH,
    CustomsMark.IMPORTS_PAUSED.value: frozenset({Direction.IMPORT.value}),
    CustomsMark.EXPORTS_PAUSED.value: frozenset({Direction.EXPORT.value}),
    CustomsMark.ALL_PAUSED.value: _BOTH,
}
"""海关执行标志 of a row -> directions that it pauses."""
PAUSED_LEDGER: Final[Mapping[str, frozenset[str]]] = {
    PauseMark.PAUSED.value: _BOTH,
    PauseMark.IMPORTS_PAUSED.value: frozenset({Direction.IMPORT.value}),
    PauseMark.EXPORTS_PAUSED.value: frozenset({Direction.EXPORT.value}),
    PauseMark.ALL_PAUSED.value: _BOTH,
}
"""暂停进出口标记 of the ledger -> directions that it pauses."""


def _book(block: Lines, context: Context) -> tuple[BondedInventoryList, Book] | None:
    document = list_of(block)
    book = context.book
    return None if book is None or deleting(document) or book.number != document.ledger_no else (document, book)


def _rows(document: BondedInventoryList, book: Book) -> dict[int, LedgerItem]:
    rows = book.ledger.products if document.goods_kind == GoodsKind.PRODUCT else book.ledger.materials
    return {row.item_no: row for row in rows if row.item_no is not None}


def _source(book: Book) -> dict[str, object]:
    return {"source_zh": book.source_zh, "source_en": book.source_en}


def _of_row(
    differs: Callable[[BondedInventoryList, InventoryLine, LedgerItem], Mapping[str, object] | None],
) -> Check[InventoryLine]:
    """A rule over lines whose row is in the ledger."""

    def check(block: Lines, context: Context) -> Iterator[Hit]:
        seen = _book(block, context)
        if seen is None:
            return
        document, book = seen
        rows = _rows(document, book)
        for index, line in enumerate(block.rows):
            row = rows.get(line.ledger_item_no or 0)
            found = None if row is None else differs(document, line, row)
            if found is not None:
                yield Hit(index, {"row": line.ledger_item_no, **_source(book), **found})

    return check


def _plain(text: str | None) -> str:
    """Full-width and half-width forms and blanks are no difference."""
    return "".join(normalize("NFKC", text or "").split())


def _differs(field: str) -> Check[InventoryLine]:
    def differs(document: BondedInventoryList, line: InventoryLine, row: LedgerItem) -> Mapping[str, object] | None:
        if document.supervision_mode in AS_PRESENTED:
            return None
        ours, theirs = getattr(line, field), getattr(row, field)
        return {"expected": theirs} if ours and theirs and _plain(ours) != _plain(theirs) else None

    return _of_row(differs)


_REMEDY_ZH: Final = "改正清单；底账已变更的，重新导出并 baoguan ledger import（现用：{source_zh}）"
_REMEDY_EN: Final = "Correct the list; if the ledger was changed, export it again and `baoguan ledger import` it (now: {source_en})"

_EQUAL: Final[tuple[tuple[str, str, str, Mark, str], ...]] = (
    ("goods_name", "商品名称", "goods name", Mark.OFFICIAL, GUIDE),
    ("unit", "申报计量单位", "declared unit", Mark.OFFICIAL, GUIDE),
    ("hs_code", "商品编码", "HS code", Mark.ONCE, PAGE),
    ("part_no", "料号", "part number", Mark.INFERRED, ONE_PROGRAM),
)
"""Fields of a line that are those of its row, scrap and by-products excepted, and how well that is known."""


@INVENTORY_RULES.rule(
    "book.row",
    over="lines",
    fields=("ledger_item_no",),
    source=f"{FIELDS}；{GUIDE}",
    mark=Mark.TWICE,
    zh="底账 {ledger} 没有{kind_zh}第 {value} 项",
    en="ledger {ledger} has no {kind_en} row {value}",
    remedy_zh=_REMEDY_ZH,
    remedy_en=_REMEDY_EN,
    accepted=({}, {"@book": {}}),
    refused=({"@book": {"missing": (3,)}},),
)
def _row(block: Lines, context: Context) -> Iterator[Hit]:
    seen = _book(block, context)
    if seen is None:
        return
    document, book = seen
    rows = _rows(document, book)
    product = document.goods_kind == GoodsKind.PRODUCT
    common = {
        "ledger": book.number,
        "kind_zh": "成品" if product else "料件",
        "kind_en": "product" if product else "material",
        **_source(book),
    }
    for index, number in enumerate(block.column("ledger_item_no")):
        if number is not None and number not in rows:
            yield Hit(index, common)


for _field, _zh, _en, _mark, _from in _EQUAL:
    INVENTORY_RULES.rule(
        f"book.{_field}",
        over="lines",
        fields=(_field,),
        source=_from,
        mark=_mark,
        severity="error" if _mark is Mark.OFFICIAL else "warning",
        zh=f"{_zh} {{value}} 与底账第 {{row}} 项的 {{expected}} 不同",
        en=f"{_en} {{value}} differs from {{expected}} of row {{row}} of the ledger",
        remedy_zh=_REMEDY_ZH,
        remedy_en=_REMEDY_EN,
        accepted=({"@book": {}}, {"@book": {"rows": {1: {_field: "999"}}}, "supervision_mode": "0844"}),
        refused=({"@book": {"rows": {1: {_field: "999"}}}},),
    )(_differs(_field))


def _paused_row(document: BondedInventoryList, line: InventoryLine, row: LedgerItem) -> Mapping[str, object] | None:
    del line
    if document.direction in PAUSED_ROW.get(row.customs_mark or "", ()):
        said = next(mark.zh for mark in CustomsMark if mark == row.customs_mark)
        return {"said_zh": said, "said_en": f"Customs' mark {row.customs_mark}"}
    if row.enterprise_mark == EnterpriseMark.STOPPED:
        return {"said_zh": "企业停用", "said_en": "stopped by the enterprise"}
    return None


INVENTORY_RULES.rule(
    "book.paused_row",
    over="lines",
    fields=("ledger_item_no",),
    source=ONE_PROGRAM,
    mark=Mark.ONCE,
    severity="warning",
    zh="底账第 {row} 项已暂停：{said_zh}",
    en="row {row} of the ledger is paused: {said_en}",
    remedy_zh="向主管海关恢复后再申报；已恢复的，重新导入底账（现用：{source_zh}）",
    remedy_en="Have it resumed by Customs first; if it was, import the ledger again (now: {source_en})",
    accepted=({"@book": {"rows": {1: {"customs_mark": "6"}}}},),
    refused=({"@book": {"rows": {1: {"customs_mark": "5"}}}}, {"@book": {"rows": {1: {"enterprise_mark": "2"}}}}),
)(_of_row(_paused_row))


def _paused(document: BondedInventoryList, context: Context) -> bool:
    book = context.book
    if book is None or book.number != document.ledger_no or deleting(document):
        return False
    return document.direction in PAUSED_LEDGER.get(book.ledger.pause_mark or "", ())


INVENTORY_RULES.rule(
    "book.paused",
    fields=("ledger_no",),
    source=ONE_PROGRAM,
    mark=Mark.ONCE,
    severity="warning",
    zh="底账 {value} 已暂停本方向进出口",
    en="ledger {value} is paused for this direction",
    remedy_zh="向主管海关恢复后再申报；已恢复的，重新导入底账",
    remedy_en="Have it resumed by Customs first; if it was, import the ledger again",
    accepted=({"@book": {"pause_mark": "8"}},),
    refused=({"@book": {"pause_mark": "7"}}, {"@book": {"pause_mark": "9"}}),
)(once(_paused))


def _unposted(document: BondedInventoryList, context: Context) -> bool:
    return context.book is not None and not context.book.posts and not deleting(document)


INVENTORY_RULES.rule(
    "book.mode",
    fields=("supervision_mode",),
    source="监管方式对底账的作用表 / table of what modes do to a ledger",
    mark=Mark.INFERRED,
    severity="warning",
    zh="监管方式 {value} 对底账的作用没有公开依据：余额不能核对，核扣后也不记账",
    en="what mode {value} does to a ledger is not known: nothing can be checked against it, and nothing will be posted",
    remedy_zh="在设置的 [[effects]] 写明，或由插件的 baoguan_effects 给出",
    remedy_en="Say it in the settings (`[[effects]]`), or by a plugin (`baoguan_effects`)",
    accepted=({"@book": {}},),
    refused=({"@book": {"posts": False}},),
)(once(_unposted))


def _beyond(bound: Bound) -> Check[InventoryLine]:
    def check(block: Lines, context: Context) -> Iterator[Hit]:
        seen = _book(block, context)
        if seen is None:
            return
        _, book = seen
        allowed = {item: allowance for item, each in book.allowances.items() for allowance in each if allowance.bound is bound}
        asked: dict[int, Decimal] = {}
        first: dict[int, int] = {}
        for index, line in enumerate(block.rows):
            item = line.ledger_item_no
            if item in allowed and line.quantity is not None:
                asked[item] = asked.get(item, Decimal(0)) + line.quantity
                first.setdefault(item, index)
        for item, quantity in asked.items():
            allowance = allowed[item]
            if quantity > allowance.quantity:
                values = {"value": f"{quantity:f}", "row": item, "left": f"{allowance.quantity:f}"}
                yield Hit(first[item], {**values, "sum_zh": allowance.zh, "sum_en": allowance.en})

    return check


_BOUNDS: Final[tuple[tuple[Bound, str, str, Mark, str], ...]] = (
    (Bound.STOCK, "库存可用", "available in stock", Mark.TWICE, _BALANCE),
    (Bound.FILED, "备案尚余", "left of what was filed", Mark.ONCE, ONE_PROGRAM),
    (Bound.REMAINDER, "最大余量尚余", "left below the greatest remainder", Mark.INFERRED, FIELDS),
    (Bound.THEORETICAL, "理论结余可用", "available by the theoretical balance", Mark.INFERRED, _MATERIALS),
)

for _bound, _zh, _en, _mark, _from in _BOUNDS:
    INVENTORY_RULES.rule(
        f"book.available:{_bound.value}",
        over="lines",
        fields=("quantity",),
        source=_from,
        mark=_mark,
        severity="error" if _mark is Mark.TWICE else "warning",
        zh=f"底账第 {{row}} 项本单共 {{value}}，超过{_zh} {{left}}（{{sum_zh}}）",
        en=f"row {{row}} of the ledger: {{value}} in this list is more than {{left}} {_en} ({{sum_en}})",
        remedy_zh="减少数量，或查 baoguan ledger explain 的每一笔；底账有变更的先重新导入",
        remedy_en="Ask for less, or see every movement with `baoguan ledger explain`; import the ledger again if it was changed",
        whole=True,
        accepted=({"@book": {"allowances": {1: (_bound, Decimal(100))}}},),
        refused=({"@book": {"allowances": {1: (_bound, Decimal("99.99999"))}}},),
    )(_beyond(_bound))


def _versionless(block: Lines, context: Context) -> Iterator[Hit]:
    seen = _book(block, context)
    if seen is None or seen[1].versions is None:
        return
    versions = seen[1].versions
    for index, line in enumerate(block.rows):
        known = versions.get(line.ledger_item_no or 0, ())
        if line.ledger_item_no is not None and (line.consumption_version or "0") not in known:
            yield Hit(
                index, {"value": line.consumption_version or "0", "row": line.ledger_item_no, "known": "、".join(known) or "—"}
            )


INVENTORY_RULES.rule(
    "book.version",
    over="lines",
    fields=("consumption_version",),
    source=f"{ONE_PROGRAM}；{_MATERIALS}",
    mark=Mark.INFERRED,
    severity="warning",
    zh="底账成品第 {row} 项没有单耗版本 {value}（有：{known}），料件耗用算不出",
    en="product row {row} of the ledger has no unit consumption of version {value} (there are: {known}): what it consumes is unknown",
    remedy_zh="改正版本号，或先备案该版本的单耗再导入底账；报核前申报单耗的可以后补",
    remedy_en="Correct the version, or file its consumption and import the ledger again; with consumption declared before the write-off, later",
    accepted=({"@book": {"versions": {1: ("0",), 2: ("0",), 3: ("0",)}}},),
    refused=({"@book": {"versions": {1: ("7",), 2: ("0",), 3: ("0",)}}},),
)(_versionless)


def _over_turnover(block: Block[BondedInventoryList], context: Context) -> Iterator[Hit]:
    for index, document in enumerate(block.rows):
        told = context.book.turnover if context.book is not None else None
        if told is not None and told.value > told.limit and not deleting(document):
            yield Hit(index, {"value": f"{told.value:f}", "limit": f"{told.limit:f}", "uncounted": told.uncounted})


INVENTORY_RULES.rule(
    "book.turnover",
    fields=("ledger_no",),
    source=FIELDS,
    mark=Mark.INFERRED,
    severity="warning",
    zh="本单入账后料件结余约 {value} 万美元，超过最大周转金额 {limit} 万美元（按备案单价；{uncounted} 项无美元单价未计）",
    en="with this list about {value} (10,000 USD) would lie in the account, more than the greatest turnover {limit} (at filed prices; "
    "{uncounted} rows without a USD price are not counted)",
    remedy_zh="先出口或核销，或申请变更最大周转金额",
    remedy_en="Export or write off first, or have the turnover changed",
    accepted=({"@book": {"turnover": (Decimal(100), Decimal(100))}},),
    refused=({"@book": {"turnover": (Decimal(100), Decimal("100.1"))}},),
)(_over_turnover)
