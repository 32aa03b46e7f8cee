"""Containers and the goods in them; how goods lines are named by number in other sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import Container, DeclarationGoods
from baoguan.model.declaration_parts import DeclarationAttachment
from baoguan.rules.declaration._pack import (
    BOTH,
    DECLARATION_RULES,
    SCHEMA,
    TERMS,
    TRANSCRIPT,
    declaration_of,
    line_numbers,
)
from baoguan.rules.engine import Block, Context, Hit, Mark

MOST_CONTAINERS: Final = 500
_TWO: Final = (
    Container(number="DEMU1234560", size="21", goods_lines="1"),
    Container(number="DEMU7654322", size="21", goods_lines="2"),
)


def named_lines(text: str | None) -> tuple[int, ...] | None:
    """The lines that a text like `1,3` names; None when it is written otherwise."""
    if not text:
        return ()
    parts = text.split(",")
    if all(part.isascii() and part.isdigit() for part in parts):
        return tuple(map(int, parts))
    return None


@DECLARATION_RULES.rule(
    "container.most",
    over="containers",
    fields=("number",),
    source=SCHEMA,
    mark=Mark.ONCE,
    severity="warning",
    whole=True,
    zh="集装箱 {value} 个，2018 年的接口说明最多 500 个",
    en="{value} containers: the interface of 2018 takes 500 at most",
    remedy_zh="分成几份报关单",
    remedy_en="Make several declarations",
    accepted=({}, {"containers": _TWO * 250}),
    refused=({"containers": _TWO * 251},),
)
def _most(block: Block[Container], _: Context) -> list[Hit]:
    return [Hit(MOST_CONTAINERS, {"value": len(block)})] if len(block) > MOST_CONTAINERS else []


@DECLARATION_RULES.rule(
    "container.repeated",
    over="containers",
    fields=("number",),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    whole=True,
    zh="集装箱号 {value} 重复",
    en="container {value} is given twice",
    remedy_zh="同一集装箱只填一行，商品项号写在一起",
    remedy_en="Give a container once, with all its lines",
    accepted=({}, {"containers": _TWO}),
    refused=({"containers": (_TWO[0], _TWO[0])},),
)
def _repeated(block: Block[Container], _: Context) -> Iterator[Hit]:
    counts = Counter(row.number for row in block.rows)
    yield from (Hit(i) for i, row in enumerate(block.rows) if row.number and counts[row.number] > 1)


@DECLARATION_RULES.rule(
    "container.goods_lines",
    over="containers",
    fields=("goods_lines",),
    source=BOTH,
    mark=Mark.TWICE,
    zh="商品项号 {value} 应为半角逗号分隔的序号，例如 1,3",
    en="the lines {value} are written as numbers divided by commas: 1,3",
    remedy_zh="改为半角逗号分隔，不带空格",
    remedy_en="Divide them by commas, without blanks",
    accepted=({}, {"containers": _TWO}),
    refused=({"containers[0].goods_lines": "1，2"}, {"containers[0].goods_lines": "1-2"}, {"containers[0].goods_lines": "1, 2"}),
)
def _misspelt(block: Block[Container], _: Context) -> Iterator[Hit]:
    yield from (Hit(i) for i, row in enumerate(block.rows) if named_lines(row.goods_lines) is None)


@DECLARATION_RULES.rule(
    "container.no_such_line",
    over="containers",
    fields=("goods_lines",),
    source=BOTH,
    mark=Mark.TWICE,
    zh="集装箱 {number} 的商品项号 {lines} 在表体中没有",
    en="container {number} names goods lines that there are not: {lines}",
    remedy_zh="改正商品项号",
    remedy_en="Correct goods_lines",
    accepted=({}, {"containers": _TWO}),
    refused=({"containers[0].goods_lines": "1,2,3"},),
)
def _no_such_line(block: Block[Container], _: Context) -> Iterator[Hit]:
    known = set(line_numbers(declaration_of(block)))
    for i, row in enumerate(block.rows):
        missing = [n for n in named_lines(row.goods_lines) or () if n not in known]
        if missing:
            yield Hit(i, {"number": row.number or "", "lines": ",".join(map(str, missing)), "value": row.goods_lines})


@DECLARATION_RULES.rule(
    "container.line_without",
    over="goods",
    fields=("line_no",),
    source=TERMS,
    mark=Mark.INFERRED,
    severity="warning",
    whole=True,
    declare_only=True,
    zh="第 {value} 项商品不在任何集装箱中，而报关单列有集装箱",
    en="goods line {value} is in no container, though the declaration has containers",
    remedy_zh="在集装箱的商品项号中加上它；确为散货的可以不加",
    remedy_en="Name it in the goods_lines of its container, unless it travels loose",
    accepted=({}, {"containers": ()}, {"containers": _TWO}, {"containers[0].goods_lines": None}),
    refused=({"containers[0].goods_lines": "1"},),
)
def _line_without(block: Block[DeclarationGoods], _: Context) -> Iterator[Hit]:
    document = declaration_of(block)
    named = [named_lines(c.goods_lines) for c in document.containers]
    if not named or not all(named):
        # No container, or one whose lines are missing or misspelt, which is a finding of its own.
        return
    packed = {n for lines in named for n in lines or ()}
    yield from (Hit(i, {"value": n}) for i, n in enumerate(line_numbers(document)) if n not in packed)


@DECLARATION_RULES.rule(
    "attachment.goods_lines",
    over="attachments",
    fields=("goods_lines",),
    source=TRANSCRIPT,
    mark=Mark.ONCE,
    severity="warning",
    zh="随附单据的商品项号 {value} 写法不对，或指向没有的商品",
    en="the lines {value} of an attached document are misspelt, or are not there",
    remedy_zh="填半角逗号分隔的现有商品序号",
    remedy_en="Give numbers of goods lines divided by commas",
    accepted=({}, {"attachments": (DeclarationAttachment(goods_lines="1,2"),)}),
    refused=(
        {"attachments": (DeclarationAttachment(goods_lines="1;2"),)},
        {"attachments": (DeclarationAttachment(goods_lines="7"),)},
    ),
)
def _attached_lines(block: Block[DeclarationAttachment], _: Context) -> Iterator[Hit]:
    known = set(line_numbers(declaration_of(block)))
    for i, row in enumerate(block.rows):
        lines = named_lines(row.goods_lines)
        if lines is None or not known.issuperset(lines):
            yield Hit(i)


def lines_of(document: CustomsDeclaration) -> frozenset[str]:
    """The numbers of the goods lines as other sections write them."""
    return frozenset(map(str, line_numbers(document)))
