"""Rows of products and of materials: each row of the ledger once, under the number it has there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from baoguan.model.write_off import WriteOffRow
from baoguan.model.write_off_codes import WriteOffRowKind
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.write_off._pack import SCHEMA, TABLES, WRITE_OFF_RULES, handbook, of_rows, required


def _repeated(block: Block[WriteOffRow], _: Context) -> Iterator[Hit]:
    counts = Counter(block.present("item_no"))
    yield from (Hit(index) for index, number in enumerate(block.column("item_no")) if number is not None and counts[number] > 1)


for _over, _zh, _en, _kind in (
    ("materials", "料件", "material", WriteOffRowKind.MATERIAL),
    ("products", "成品", "product", WriteOffRowKind.PRODUCT),
):
    required("item_no", _over, WriteOffRow, mark=Mark.OFFICIAL, source=SCHEMA)
    required("hs_code", _over, WriteOffRow, mark=Mark.TWICE, source=TABLES, when=handbook, example={"family": "handbook"})
    WRITE_OFF_RULES.rule(
        f"write_off.row-once:{_over}",
        over=_over,
        fields=("item_no",),
        source=SCHEMA,
        mark=Mark.OFFICIAL,
        zh=f"{_zh}序号 {{value}} 有不止一行",
        en=f"{_en} {{value}} has more than one row",
        remedy_zh="同一备案序号合为一行",
        remedy_en="Put what belongs to one row of the ledger together",
        whole=True,
        accepted=({},),
        refused=({_over: tuple(WriteOffRow(serial_no=n, item_no=1, reason="示例") for n in (1, 2))},),
    )(_repeated)
    WRITE_OFF_RULES.rule(
        f"write_off.row-kind:{_over}",
        over=_over,
        fields=("kind",),
        source=SCHEMA,
        mark=Mark.OFFICIAL,
        zh=f"{_zh}行的类型应为 {_kind.value}，现为 {{value}}",
        en=f"the kind of a {_en} is {_kind.value}, not {{value}}",
        remedy_zh="改正类型，或不填",
        remedy_en="Correct it, or leave it out",
        accepted=({}, {f"{_over}[0].kind": None}),
        refused=({f"{_over}[0].kind": {"I": "E", "E": "I"}[_kind.value]},),
    )(of_rows(lambda row, _, kind=_kind: row.kind is not None and row.kind != kind))  # type: ignore[misc]
