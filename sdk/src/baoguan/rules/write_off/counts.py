"""What the head counts equals the rows, and there is something to write off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from baoguan.model.fields import paths
from baoguan.model.inventory_codes import Direction
from baoguan.model.write_off import WriteOff, WriteOffList, WriteOffRow
from baoguan.rules.engine import Block, Check, Context, Hit, Mark
from baoguan.rules.write_off._pack import PROGRAM, TABLES, WRITE_OFF_RULES, of_head

_COUNTED: Final[tuple[tuple[str, Callable[[WriteOff], int]], ...]] = (
    ("import_lists", lambda document: _directed(document, Direction.IMPORT)),
    ("export_lists", lambda document: _directed(document, Direction.EXPORT)),
    ("material_count", lambda document: len(document.materials)),
    ("product_count", lambda document: len(document.products)),
)


def _directed(document: WriteOff, direction: Direction) -> int:
    return sum(row.direction == direction for row in document.lists)


def _differs(path: str, count: Callable[[WriteOff], int]) -> Check[WriteOff]:
    def check(block: Block[WriteOff], _: Context) -> Iterator[Hit]:
        for index, document in enumerate(block.rows):
            said, there = getattr(document, path), count(document)
            if said is not None and said != there:
                yield Hit(index, {"value": said, "there": there})

    return check


for _path, _count in _COUNTED:
    _term = paths(WriteOff)[_path]
    WRITE_OFF_RULES.rule(
        f"write_off.count:{_path}",
        fields=(_path,),
        source=TABLES,
        mark=Mark.TWICE,
        zh=f"{_term.zh} {{value}} 与表体不符（实有 {{there}}）",
        en=f"the {_term.en} says {{value}}, there are {{there}}",
        remedy_zh="改正总数；不填则按表体计算",
        remedy_en="Correct it, or leave it out: it is then counted",
        accepted=({}, {_path: None}),
        refused=({_path: 9},),
    )(_differs(_path, _count))

for _path, _zh, _en in (
    ("lists", "清单", "list"),
    ("materials", "料件行", "row of materials"),
    ("products", "成品行", "row of products"),
):
    WRITE_OFF_RULES.rule(
        f"write_off.none:{_path}",
        fields=(_path,),
        source=PROGRAM,
        mark=Mark.ONCE,
        severity="warning",
        zh=f"报核没有{_zh}",
        en=f"a write-off without any {_en}",
        remedy_zh="用 baoguan ledger write-off 从日志生成",
        remedy_en="Make it from the journal with `baoguan ledger write-off`",
        accepted=({},),
        refused=({_path: ()},),
    )(of_head(lambda row, path=_path: not getattr(row, path)))  # type: ignore[misc]


def _gaps(block: Block[WriteOffList | WriteOffRow], _: Context) -> Iterator[Hit]:
    if all(number is None for number in block.column("serial_no")):
        return
    for index, number in enumerate(block.column("serial_no")):
        if number != index + 1:
            yield Hit(index, {"value": "—" if number is None else number, "expected": index + 1})
            return


for _path, _zh, _en in (("lists", "清单", "lists"), ("materials", "料件", "materials"), ("products", "成品", "products")):
    WRITE_OFF_RULES.rule(
        f"write_off.running:{_path}",
        over=_path,
        fields=("serial_no",),
        source=PROGRAM,
        mark=Mark.ONCE,
        severity="warning",
        zh=f"{_zh}序号应从 1 连续不断号：{{value}}，应为 {{expected}}",
        en=f"the {_en} are numbered from 1 without gaps: {{value}} should be {{expected}}",
        remedy_zh="重新编号；全部不填则自动编号",
        remedy_en="Number them anew, or leave all numbers out",
        whole=True,
        accepted=({}, {f"{_path}[].serial_no": None}),
        refused=({f"{_path}[0].serial_no": 2},),
    )(_gaps)
