"""What a summary (概要申报) must say and may not: the items of annex 1, six or ten digits of the code, no transit, imports alone.

The items rest on an official text for the mode up to 2025; those of the reform were not seen, so there a missing one is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods, LicenceDocument
from baoguan.model.declaration_type import NEW_SUMMARY, DocumentType, Stage, stage_of
from baoguan.numbers import BadNumber, LedgerSystem, parse_ledger
from baoguan.rules.declaration._modes import PROCESSING, mode_in
from baoguan.rules.declaration._pack import DECLARATION_RULES, declaration_of, each
from baoguan.rules.engine import Block, Check, Context, Hit, Mark, Rule
from baoguan.twostep.annex import ITEMS, SOURCE, Group, Item
from baoguan.twostep.items import BONDED_LIST, lacks, unwanted
from baoguan.twostep.settings import TwoStep

_OLD: Final = {"document_type": "  1"}
_OLD_BOTH: Final = {"document_type": "  111"}
_NEW: Final = {"document_type": "  5"}
_SUMMARY_GOODS: Final = {"goods[].hs_code": "854239"}
_BONDED: Final = "海关总署公告 2019 年第 127 号，一（四） / announcement 127 of 2019, 1 (4)"
_LIST: Final = LicenceDocument(kind=BONDED_LIST, number="QD530126I000000001")
_LEDGER: Final = "C530124A0001"
_REFORM: Final = (
    "公告 2025 年第 44、115 号的政策解读：概要项目有调整，清单未见 / readings of the reform of 2025; the list was not seen"
)
_ALWAYS: Final = frozenset({Group.BASIC, Group.LOGISTICS})


def is_summary(document: CustomsDeclaration) -> bool:
    """Whether it is the first step of two."""
    return stage_of(document.document_type) is Stage.SUMMARY


def _asked(document: CustomsDeclaration, item: Item, settings: TwoStep, *, new: bool) -> bool:
    kind = DocumentType.read(document.document_type)
    if kind.stage is not Stage.SUMMARY or (kind.digit == NEW_SUMMARY) is not new:
        return False
    only = settings.items(new=new)
    if only is not None:
        return item.name in only
    # Since the reform no flag says which goods are restricted or inspected: without the settings only what all need is asked for.
    flags = {Group.RESTRICTED: kind.restricted == "1", Group.INSPECTED: kind.inspected == "1"}
    return flags.get(item.group, item.group in _ALWAYS)


def _check(item: Item, *, new: bool) -> Check[CustomsDeclaration]:
    def check(block: Block[CustomsDeclaration], context: Context) -> Iterator[Hit]:
        document = declaration_of(block)
        if _asked(document, item, context.two_step, new=new) and lacks(document, item):
            yield Hit(0)

    return check


def _without(item: Item) -> dict[str, object]:
    """An example that lacks an item."""
    path = item.paths[0]
    if item.any_of:
        return {"trader": None} if path.startswith("trader") else {"licence_no": None, "licence_documents": ()}
    top, dot, below = path.partition(".")
    return {f"{top}[0].{below}" if dot else path: () if path == "goods.licences" else None}


def _named(item: Item, *, new: bool) -> dict[str, object]:
    """The settings under which the new mode asks for an item that only some goods have."""
    return {"@new_items": (item.name,)} if new and item.group not in _ALWAYS else {}


def _declare(item: Item, *, new: bool) -> None:
    name = item.name.replace("_", " ")
    DECLARATION_RULES.add(
        Rule(
            id=f"summary.item{'-new' if new else ''}:{item.name}",
            over="",
            fields=(item.paths[0],),
            source=_REFORM if new else SOURCE,
            mark=Mark.INFERRED if new else Mark.OFFICIAL,
            severity="warning" if new else "error",
            zh=f"概要申报缺少项目：{item.zh}",
            en=f"the summary lacks an item: {name} ({item.zh})",
            remedy_zh="补填该项目",
            remedy_en="Fill it in",
            accepted=({},),
            refused=({**(_NEW if new else _OLD_BOTH), **_SUMMARY_GOODS, **_named(item, new=new), **_without(item)},),
            check=_check(item, new=new),
        )
    )


for _item in ITEMS:
    _declare(_item, new=False)
    _declare(_item, new=True)


@DECLARATION_RULES.rule(
    "summary.more",
    fields=("document_type",),
    source=SOURCE,
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="概要申报多出不在项目之列的字段：{fields}",
    en="the summary says more than its items: {fields}",
    remedy_zh="用 baoguan two-step summary 生成；多出的内容留给完整申报",
    remedy_en="Let `baoguan two-step summary` make it; keep the rest for the complete step",
    accepted=({},),
    refused=({**_OLD, **_SUMMARY_GOODS},),
)
def more(block: Block[CustomsDeclaration], context: Context) -> Iterator[Hit]:
    """Fields that are no item and that the message does not need. Since the reform no flag says which of the further items are needed."""
    document = declaration_of(block)
    kind = DocumentType.read(document.document_type)
    if kind.stage is not Stage.SUMMARY:
        return
    new = kind.digit == NEW_SUMMARY
    fields = unwanted(
        document,
        restricted=new or kind.restricted == "1",
        inspected=new or kind.inspected == "1",
        only=context.two_step.items(new=new),
    )
    if fields:
        yield Hit(0, {"fields": "、".join(fields[:10]) + ("…" if len(fields) > 10 else "")})


def _rule(
    name: str,
    fields: tuple[str, ...],
    zh: str,
    en: str,
    remedy: tuple[str, str],
    predicate: Callable[[CustomsDeclaration, CustomsDeclaration], bool],
    refused: Mapping[str, object],
) -> None:
    DECLARATION_RULES.add(
        Rule(
            id=f"summary.{name}",
            over="",
            fields=fields,
            source=SOURCE,
            mark=Mark.OFFICIAL,
            severity="error",
            zh=zh,
            en=en,
            remedy_zh=remedy[0],
            remedy_en=remedy[1],
            accepted=({},),
            refused=({**_OLD, **refused},),
            check=each(predicate),
        )
    )


_rule(
    "import",
    ("direction",),
    "两步申报仅限进口",
    "two-step declarations are imports",
    ("出口用一次申报", "Declare exports in one step"),
    lambda d, _: is_summary(d) and d.direction == "E",
    {"direction": "E"},
)
_rule(
    "transit",
    ("transit_relation",),
    "转关暂不适用两步申报",
    "transit is not declared in two steps",
    ("改为一次申报", "Declare it in one step"),
    lambda d, _: is_summary(d) and (d.transit is not None or d.transit_relation == "1"),
    {"transit_relation": "1"},
)


@DECLARATION_RULES.rule(
    "goods.hs-digits",
    over="goods",
    fields=("hs_code",),
    source=f"2018 年官方接口说明；{SOURCE}",
    mark=Mark.OFFICIAL,
    zh="商品编号 {value} 应为 10 位数字（不涉检的概要申报可为 6 位）",
    en="HS code {value} must be 10 digits (a summary that needs no inspection may have 6)",
    remedy_zh="补全商品编号",
    remedy_en="Complete the code",
    accepted=({}, {**_OLD, "goods[0].hs_code": "854239"}),
    refused=({"goods[0].hs_code": "854239"}, {"document_type": "  101", "goods[0].hs_code": "8542399"}),
)
def hs_digits(block: Block[DeclarationGoods], _: Context) -> Iterator[Hit]:
    """Ten digits; six in a summary."""
    document = declaration_of(block)
    kind = DocumentType.read(document.document_type)
    lengths = (6, 10) if kind.stage is Stage.SUMMARY and kind.inspected != "1" else (10,)
    for row, code in enumerate(block.column("hs_code")):
        if code is not None and not (str(code).isascii() and str(code).isdigit() and len(str(code)) in lengths):
            yield Hit(row)


def chooses_guarantee(document: CustomsDeclaration) -> bool:
    """Whether it is a summary with a guarantee, or one that says it is dutiable."""
    kind = DocumentType.read(document.document_type)
    return kind.stage is Stage.SUMMARY and bool(document.guarantee_no or kind.dutiable == "1" or document.estimated_duty)


@DECLARATION_RULES.rule(
    "summary.guarantee",
    fields=("guarantee_no",),
    source="公告 2021 年第 100 号：在报关单申报界面选取担保备案编号 / announcement 100 of 2021: chosen on the page of the declaration",
    mark=Mark.TWICE,
    severity="warning",
    zh="应税的概要申报：报文没有担保备案编号的元素，申报前须在页面选取担保 {value}",
    en="a dutiable summary: no element carries the guarantee's number; choose guarantee {value} on the page before declaring",
    remedy_zh="暂存后在单一窗口页面选取担保，再申报",
    remedy_en="Once it is saved, choose the guarantee on the page, then declare",
    accepted=({},),
    refused=({**_NEW, "guarantee_no": "DEMO-G-1"}, {"document_type": "  1001"}),
)
def guarantee(block: Block[CustomsDeclaration], _: Context) -> Iterator[Hit]:
    """A summary with a guarantee, or one that says it is dutiable."""
    document = declaration_of(block)
    if chooses_guarantee(document):
        yield Hit(0, {"value": document.guarantee_no or "（未填）"})


def _quotes_a_list(document: CustomsDeclaration) -> bool:
    return any(d.kind == BONDED_LIST for d in document.licence_documents)


@DECLARATION_RULES.rule(
    "summary.list",
    over="licence_documents",
    fields=("kind",),
    source=_BONDED,
    mark=Mark.OFFICIAL,
    zh="概要申报不使用核注清单（随附单证 a）；完整申报时再由核注清单生成",
    en="a summary is without the bonded list (document a); the complete step is made from it",
    remedy_zh="概要申报去掉随附单证 a，完整申报时填写",
    remedy_en="Leave document a out of the summary, and give it in the complete step",
    accepted=({}, {"document_type": "  6", "licence_documents": (_LIST,)}, {**_OLD_BOTH, "licence_documents": ()}),
    refused=({**_OLD_BOTH, "licence_documents": (_LIST,)}, {**_NEW, "licence_documents": (_LIST,)}),
)
def summary_list(block: Block[LicenceDocument], _: Context) -> Iterator[Hit]:
    """A summary that quotes a bonded list."""
    if is_summary(declaration_of(block)):
        yield from (Hit(row) for row, document in enumerate(block.rows) if document.kind == BONDED_LIST)


@DECLARATION_RULES.rule(
    "complete.list",
    fields=("licence_documents",),
    source=_BONDED,
    mark=Mark.OFFICIAL,
    severity="warning",
    zh="金关二期账册 {value} 的完整申报由核注清单生成，应有随附单证 a 和清单编号",
    en="the complete step under ledger {value} of the new system is made from a bonded list: document a with its number",
    remedy_zh="先申报核注清单（报关单类型 X 或 Y），取得清单编号后填入随附单证 a",
    remedy_en="Declare the bonded list first (declaration type X or Y), and give its number as document a",
    accepted=(
        {},
        {"document_type": "  6"},
        {"document_type": "  6", "ledger_no": _LEDGER, "licence_documents": (_LIST,)},
        {**_NEW, "ledger_no": _LEDGER},
    ),
    refused=({"document_type": "  6", "ledger_no": _LEDGER},),
)
def complete_list(block: Block[CustomsDeclaration], _: Context) -> Iterator[Hit]:
    """A complete step of bonded goods that quotes no list. Of processing trade `list.document` says it."""
    document = declaration_of(block)
    second = stage_of(document.document_type) is Stage.COMPLETE and not mode_in(document, PROCESSING)
    if second and document.ledger_no and not _quotes_a_list(document) and _of_the_new_system(document.ledger_no):
        yield Hit(0, {"value": document.ledger_no})


def _of_the_new_system(ledger_no: str) -> bool:
    try:
        return parse_ledger(ledger_no).system is LedgerSystem.GOLDEN_GATE_2
    except BadNumber:
        # Its shape is a finding of its own.
        return False
