"""A sample list of invented companies that breaks no rule, and the examples of the rules applied to it.

An example is a mapping of dotted paths to values: `lines[0].quantity` is one line, `lines[].currency` every line,
`declarant.name` a part of a party, `lines` the whole tuple. Keys with @ change what the rules may know: `@declare`
(bool), `@on` (date), `@profile` (a mapping), `@before` (the example that makes the earlier version, with
`change_count`), `@tariff` (rows of a tariff table), `@codes` (list name -> rows to add to that list).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar, cast

import attrs

from baoguan.codes import Code, Codes, TariffEntry, TariffTable
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.party import Party
from baoguan.rules.engine import Before, Context, Example, Profile

T = TypeVar("T")

SAMPLE_DATE: Final = date(2025, 6, 3)
"""The day on which examples are judged unless they name another."""

MANUFACTURER: Final = Party(customs_code="4403DEM0A1", credit_code="91440300MADEM0A00H", name="虚构电子（示例）有限公司")
BROKER: Final = Party(customs_code="4403DEM0B2", credit_code="91440300MADEM0B007", name="虚构报关（示例）有限公司")

_STEP = re.compile(r"(?P<name>\w+)(?P<index>\[(?P<number>\d*)\])?")


def sample() -> BondedInventoryList:
    """A valid list: three lines of materials, imported by road under a handbook (进料加工手册)."""
    return BondedInventoryList(
        ledger_no="C530124A0001",
        inventory_type="0",
        internal_number="DEMO-2025-0001",
        change_count=0,
        operating_enterprise=MANUFACTURER,
        processing_enterprise=MANUFACTURER,
        declarant=BROKER,
        data_entry=BROKER,
        entered_on=date(2025, 6, 3),
        entry_declarant=BROKER,
        port="5301",
        customs_office="5301",
        direction="I",
        goods_kind="I",
        supervision_mode="0615",
        transport_mode="4",
        counterpart_country="JPN",
        customs_declared="1",
        declaration_relation="2",
        generate_declaration="1",
        declaration_kind="1",
        declaration_type="1",
        lines=(
            InventoryLine(
                line_no=1,
                ledger_item_no=1,
                part_no="DEMO-CAP-01",
                hs_code="8532241000",
                goods_name="片式多层瓷介电容器",
                specification="0402|无品牌",
                unit="054",
                statutory_unit="035",
                second_unit="054",
                origin_country="JPN",
                unit_price=Decimal("2.5"),
                total_price=Decimal(250),
                currency="USD",
                statutory_quantity=Decimal("1.2"),
                second_quantity=Decimal(100),
                quantity=Decimal(100),
                gross_weight=Decimal("1.5"),
                net_weight=Decimal("1.2"),
                exemption="3",
                dangerous_goods="0",
                destination_country="CHN",
                modification="3",
            ),
            InventoryLine(
                line_no=2,
                ledger_item_no=2,
                part_no="DEMO-SCR-07",
                hs_code="7318159090",
                goods_name="钢铁制螺钉",
                specification="M3|无品牌",
                unit="007",
                statutory_unit="035",
                origin_country="TWN",
                unit_price=Decimal("0.0125"),
                total_price=Decimal(125),
                currency="USD",
                statutory_quantity=Decimal("18.25"),
                quantity=Decimal(10000),
                gross_weight=Decimal(20),
                net_weight=Decimal("18.25"),
                exemption="3",
                dangerous_goods="0",
                destination_country="CHN",
                modification="3",
            ),
            InventoryLine(
                line_no=3,
                ledger_item_no=3,
                part_no="DEMO-PLA-03",
                hs_code="3926901000",
                goods_name="塑料垫圈",
                specification="尼龙|无品牌",
                unit="035",
                statutory_unit="035",
                origin_country="JPN",
                unit_price=Decimal("8.3333"),
                total_price=Decimal("25.00"),
                currency="USD",
                statutory_quantity=Decimal(3),
                quantity=Decimal(3),
                gross_weight=Decimal("3.4"),
                net_weight=Decimal(3),
                exemption="3",
                dangerous_goods="0",
                destination_country="CHN",
                modification="3",
            ),
        ),
    )


def changed(document: BondedInventoryList, example: Example) -> BondedInventoryList:
    """The document with an example applied. Raises AttributeError, IndexError or ValueError for a wrong path."""
    for path, value in example.items():
        if not path.startswith("@"):
            document = _changed(document, path.split("."), value)
    return document


def context_for(example: Example) -> Context:
    """What the rules may know in an example: nothing beyond the built-in code lists unless it says so."""
    context = Context(on=cast("date", example.get("@on", SAMPLE_DATE)), declare=bool(example.get("@declare", True)))
    if "@profile" in example:
        context = attrs.evolve(context, profile=Profile(**cast("Mapping[str, str]", example["@profile"])))
    if "@before" in example:
        earlier = dict(cast("Mapping[str, object]", example["@before"]))
        count = cast("int", earlier.pop("change_count", 0))
        context = attrs.evolve(context, before=Before(document=changed(sample(), earlier), change_count=count))
    if "@tariff" in example:
        rows = cast("tuple[Mapping[str, str], ...]", example["@tariff"])
        entries = tuple(TariffEntry(**row) for row in rows)  # type: ignore[arg-type]
        context = attrs.evolve(context, tariff=TariffTable(entries=entries, source="示例", date="2025"))
    if "@codes" in example:
        context = attrs.evolve(context, codes=_with_rows(cast("Mapping[str, tuple[Mapping[str, str], ...]]", example["@codes"])))
    return context


def _with_rows(lists: Mapping[str, tuple[Mapping[str, str], ...]]) -> Codes:
    codes = Codes.builtin()
    for name, rows in lists.items():
        more = tuple(Code(**row) for row in rows)  # type: ignore[arg-type]
        codes = codes.with_list(attrs.evolve(codes[name], codes=(*codes[name].codes, *more)))
    return codes


def _changed(record: T, steps: list[str], value: object) -> T:
    match = _STEP.fullmatch(steps[0])
    if match is None:
        raise ValueError(f"no path of an example: {steps[0]!r}")
    name, rest = match["name"], steps[1:]
    if match["index"] is None:
        inner = getattr(record, name)
        if rest and inner is None:
            inner = Party()
        return _evolved(record, name, _changed(inner, rest, value) if rest else value)
    rows = list(getattr(record, name))
    chosen = range(len(rows)) if match["number"] == "" else (int(match["number"]),)
    for index in chosen:
        rows[index] = _changed(rows[index], rest, value) if rest else value
    return _evolved(record, name, tuple(rows))


def _evolved(record: T, name: str, value: object) -> T:
    evolve = cast("Callable[..., T]", attrs.evolve)
    return evolve(record, **{name: value})
