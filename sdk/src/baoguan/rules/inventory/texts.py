"""What becomes of codes and texts: numbers of countries and currencies, texts that the page may count as longer.

The list's message still names countries and currencies by the older 3-digit numbers (142, 502), while the customs declaration has taken
letters since 2018-08-01. Whether a code is known to our list is another question (`field.code`, a warning): a value that has no
number, known or not, cannot be written at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan.model.fields import Term, paths
from baoguan.rules.engine import Block, Check, Context, Hit, Mark, Rule
from baoguan.rules.fields import page_length
from baoguan.rules.inventory._pack import HEAD_TERMS, INVENTORY_RULES, LINE_TERMS, NUMBERS, PAGE, RECORDS, placed

MOST_TEXT: Final = 255
"""Characters of a specification or remark."""
HALF: Final = MOST_TEXT // 2
"""Up to this length a text fits however it is counted."""

_LISTS: Final = {"country": ("ZZA", "QQQ"), "currency": ("ZZB", "XYZ")}
"""Name of a list with numbers -> for the examples, a code that an import gave no number and one that no list knows."""

_UNKNOWN_NUMBER: Final = "999"
"""A number that our list lacks can be written: whether it is right, Customs says."""


def _without_number(path: str, name: str) -> Check[object]:
    def check(block: Block[object], context: Context) -> Iterator[Hit]:
        column = block.column(path)
        code_list = context.codes[name]
        bad = {v for v in set(column) if isinstance(v, str) and v and code_list.number_for(v) is None}
        if bad:
            yield from (Hit(i, {"value": v, "date": code_list.date}) for i, v in enumerate(column) if v in bad)

    return check


def _numbered(over: str, path: str, term: Term, name: str) -> Rule[object]:
    unnumbered, unknown = _LISTS[name]
    row = {"@codes": {name: ({"code": unnumbered, "name_zh": "示例", "legacy": ""},)}}
    return Rule(
        id=f"code.number:{over}.{path}".replace(":.", ":"),
        over=over,
        fields=(path,),
        source=NUMBERS,
        mark=Mark.TWICE,
        severity="error",
        zh=f"{term.zh} {{value}} 在代码表 {name}（{{date}}）中没有三位数字代码，而核注清单报文只收数字代码",
        en=f"{term.en} {{value}} has no 3-digit number in list {name} ({{date}}), and the message of the list takes numbers only",
        remedy_zh="改用有数字代码的代码；如是新代码，直接填其三位数字，或用 baoguan codes import 导入带数字代码的代码表",
        remedy_en="Use a code that has a number; for a new code give the 3-digit number itself, or import a list with it "
        "(`baoguan codes import`)",
        accepted=({}, row, placed(over, path, _UNKNOWN_NUMBER)),
        refused=({**row, **placed(over, path, unnumbered)}, placed(over, path, unknown)),
        check=_without_number(path, name),
    )


for _model, _over in RECORDS:
    for _path, _term in paths(_model).items():
        if isinstance(_term.codes, str) and _term.codes in _LISTS:
            INVENTORY_RULES.add(_numbered(_over, _path, _term, _term.codes))


def _long(path: str) -> Check[object]:
    def check(block: Block[object], _: Context) -> Iterator[Hit]:
        column = block.column(path)
        long = {v for v in column if isinstance(v, str) and len(v) > HALF}
        bad = {v for v in long if len(v) <= MOST_TEXT < page_length(v)}
        if bad:
            yield from (Hit(i, {"value": v, "size": page_length(str(v))}) for i, v in enumerate(column) if v in bad)

    return check


def _wide(over: str, path: str, term: Term) -> Rule[object]:
    # Seen: 255 for both. Not seen: whether the page counts these two as it counts names.
    return Rule(
        id=f"text.wide:{over}.{path}".replace(":.", ":"),
        over=over,
        fields=(path,),
        source=PAGE,
        mark=Mark.INFERRED,
        severity="warning",
        zh=f"{term.zh}按汉字算 2 计为 {{size}}，超过 {MOST_TEXT}，页面可能不收：{{value}}",
        en=f"{term.en} is {{size}} long if a Chinese character counts 2, above {MOST_TEXT}: the page may refuse it: {{value}}",
        remedy_zh="如可能请缩短",
        remedy_en="Shorten it if you can",
        accepted=({}, placed(over, path, "汉" * 127)),
        refused=(placed(over, path, "汉" * 128),),
        check=_long(path),
    )


INVENTORY_RULES.add(_wide("", "remark", HEAD_TERMS["remark"]))
for _over in ("lines", "materials"):
    for _path in ("specification", "remark"):
        INVENTORY_RULES.add(_wide(_over, _path, LINE_TERMS[_path]))
