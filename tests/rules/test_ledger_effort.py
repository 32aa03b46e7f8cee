"""The rules of ledgers read every row a fixed number of times: no rule goes over one table for every row of another. Counted, not timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs
import pytest

from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.rules import Context, Hit, Mark, RulePack
from baoguan.rules.engine import BLOCK, Block
from baoguan.rules.ledger import LEDGER_RULES
from baoguan.rules.samples import SAMPLE_DATE
from tests.rules.ledgers import long


class Watch:
    """Counts what the rules read: fields of rows, and rows of whole tables."""

    def __init__(self) -> None:
        self.reads: Counter[str] = Counter()
        self.passes: Counter[str] = Counter()


def watched(document: Ledger, watch: Watch) -> Ledger:
    """A ledger whose rows count every reading of a field, and whose tables count every pass over all rows."""
    tables: dict[str, Any] = {}
    for name in ("materials", "products", "consumptions"):
        rows = getattr(document, name)
        base = type(rows[0])

        class Row(base):  # type: ignore[misc, valid-type]
            __slots__ = ()
            table = name

            def __getattribute__(self, field: str) -> object:
                watch.reads[type(self).table] += 1
                return super().__getattribute__(field)

        class Table(tuple[object, ...]):
            __slots__ = ()
            table = name

            def __iter__(self) -> Iterator[object]:
                watch.passes[type(self).table] += 1
                return super().__iter__()

        fields = [a.name for a in attrs.fields(base)]
        tables[name] = Table(Row(**{field: getattr(row, field) for field in fields}) for row in rows)
    watch.reads.clear()
    return attrs.evolve(document, **tables)


def effort(document: Ledger, pack: RulePack = LEDGER_RULES) -> Watch:
    """What a check of all rules reads."""
    watch = Watch()
    watched_document = watched(document, watch)
    watch.reads.clear()
    watch.passes.clear()
    assert [f for f in pack.check(watched_document, Context(on=SAMPLE_DATE)) if f.severity == "error"] == []
    return watch


def test_every_row_is_read_as_often_in_a_ledger_of_thirty_thousand_rows_as_in_a_short_one() -> None:
    short, large = effort(long(500, 10, 1_000)), effort(long(15_000, 300, 30_000))
    for table, count in (("materials", 500), ("products", 10), ("consumptions", 1_000)):
        assert count < short.reads[table]
        assert large.reads[table] <= 30 * short.reads[table], table


def test_no_rule_passes_over_a_whole_table_for_every_row_or_block_of_another() -> None:
    one_block, many_blocks = effort(long(500, 10, 1_000)), effort(long(500, 100, 20_000))
    assert 5 * BLOCK < 20_000
    for table in ("materials", "products"):
        assert one_block.passes[table] == many_blocks.passes[table], table
    assert many_blocks.passes["materials"] < 100


def test_a_rule_that_goes_over_the_materials_for_every_consumption_would_be_seen() -> None:
    slow = RulePack("slow")

    @slow.rule("slow.material", over="consumptions", source="-", mark=Mark.INFERRED, severity="warning", zh="无", en="none")
    def _slow(block: Block[UnitConsumption], _: Context) -> Iterator[Hit]:
        ledger = block.document
        assert isinstance(ledger, Ledger)
        numbers = (row.material_item_no for row in block.rows)
        return (Hit(i) for i, number in enumerate(numbers) if all(item.item_no != number for item in ledger.materials))

    short, large = effort(long(50, 1, 100), slow), effort(long(500, 1, 1_000), slow)
    assert large.reads["materials"] > 50 * short.reads["materials"]
    assert large.passes["materials"] == 10 * short.passes["materials"]


@pytest.mark.parametrize("table", ["materials", "products", "consumptions"])
def test_a_ledger_that_is_wrong_in_every_row_is_judged_with_as_many_readings_a_row(table: str) -> None:
    readings = []
    for size in (300, 3_000):
        document = long(size, size, size)
        watch = Watch()
        broken: dict[str, Any] = {table: tuple(_broken(row) for row in getattr(document, table))}
        spoiled = attrs.evolve(document, **broken)
        counted = watched(spoiled, watch)
        watch.reads.clear()
        problems = LEDGER_RULES.check(counted, Context(on=SAMPLE_DATE))
        assert len([f for f in problems if f.path.startswith(table)]) >= size
        readings.append(watch.reads[table])
    assert readings[1] <= 10 * readings[0]


def _broken(row: object) -> object:
    if isinstance(row, UnitConsumption):
        return attrs.evolve(row, product_item_no=1, material_item_no=1, net=Decimal(0))
    assert isinstance(row, LedgerItem)
    return attrs.evolve(row, item_no=1, part_no="M", goods_name=None, quantity=None)
