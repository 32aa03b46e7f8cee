"""Examples of rules applied to a sample document.

An example is a mapping of dotted paths to values: `lines[0].quantity` is one line, `lines[].currency` every line,
`declarant.name` a part of a party, `lines` the whole tuple. Keys with @ change what the rules may know: `@declare`
(bool), `@on` (date), `@profile` (a mapping), `@before` (the example that makes the earlier version, with
`change_count`), `@tariff` (rows of a tariff table), `@codes` (list name -> rows to add to that list), `@book` (see `_book`),
`@guarantees` (number -> last day), `@new_items` (`two_step.new_items`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar, cast

import attrs

from baoguan.codes import Code, Codes, TariffEntry, TariffTable
from baoguan.model.inventory import BondedInventoryList
from baoguan.model.ledger import Ledger, LedgerItem
from baoguan.model.party import Party
from baoguan.rules.book import Allowance, Book, Bound, Turnover
from baoguan.rules.engine import Before, Context, Example, Profile
from baoguan.twostep import Guarantee, TwoStep

T = TypeVar("T")

SAMPLE_DATE: Final = date(2025, 6, 3)
"""The day on which examples are judged unless they name another."""

_STEP = re.compile(r"(?P<name>\w+)(?P<index>\[(?P<number>\d*)\])?")


def changed(document: T, example: Example) -> T:
    """The document with an example applied. Raises AttributeError, IndexError or ValueError for a wrong path."""
    for path, value in example.items():
        if not path.startswith("@"):
            document = _changed(document, path.split("."), value)
    return document


def context_for(example: Example, sample: Callable[[], object] | None = None) -> Context:
    """What the rules may know in an example: nothing beyond the built-in code lists unless it says so.

    `sample` makes what `@before` changes. Raises ValueError when an example needs it and none is given.
    """
    context = Context(on=cast("date", example.get("@on", SAMPLE_DATE)), declare=bool(example.get("@declare", True)))
    if "@profile" in example:
        context = attrs.evolve(context, profile=Profile(**cast("Mapping[str, str]", example["@profile"])))
    if "@before" in example:
        if sample is None:
            raise ValueError("@before needs a sample")
        earlier = dict(cast("Mapping[str, object]", example["@before"]))
        count = cast("int", earlier.pop("change_count", 0))
        context = attrs.evolve(context, before=Before(document=changed(sample(), earlier), change_count=count))
    if "@tariff" in example:
        rows = cast("tuple[Mapping[str, str], ...]", example["@tariff"])
        entries = tuple(TariffEntry(**row) for row in rows)  # type: ignore[arg-type]
        context = attrs.evolve(context, tariff=TariffTable(entries=entries, source="示例", date="2025"))
    if "@guarantees" in example:
        days = cast("Mapping[str, date]", example["@guarantees"])
        held = {number: Guarantee(amount=Decimal(1), valid_until=day) for number, day in days.items()}
        context = attrs.evolve(context, two_step=TwoStep(guarantees=held))
    if "@new_items" in example:
        given = cast("tuple[str, ...]", example["@new_items"])
        context = attrs.evolve(context, two_step=attrs.evolve(context.two_step, new_items=given))
    if "@book" in example:
        if sample is None:
            raise ValueError("@book needs a sample")
        context = attrs.evolve(context, book=_book(changed(sample(), example), cast("Mapping[str, object]", example["@book"])))
    if "@codes" in example:
        context = attrs.evolve(context, codes=_with_rows(cast("Mapping[str, tuple[Mapping[str, str], ...]]", example["@codes"])))
    return context


def _book(document: object, spec: Mapping[str, object]) -> Book:
    """A ledger that holds the rows of a list's sample as it names them. `rows` (row -> fields) changes some, `missing` leaves rows out;
    `allowances` (row -> (bound, quantity)), `versions`, `turnover` (limit, value), `posts` and `pause_mark` as in `Book` and `Ledger`. Of a
    ledger's own sample: `booked`, as in `Book`.
    """
    if isinstance(document, Ledger):
        booked = cast("Mapping[tuple[str, int], Decimal]", spec["booked"])
        return Book(number=document.ledger_no or "", source_zh="示例", source_en="example", ledger=document, booked=booked)
    if not isinstance(document, BondedInventoryList):
        raise TypeError("@book needs a bonded inventory list or a ledger")
    changes = cast("Mapping[int, Mapping[str, str]]", spec.get("rows", {}))
    names = ("part_no", "hs_code", "goods_name", "unit")
    rows = tuple(
        attrs.evolve(
            LedgerItem(item_no=line.ledger_item_no, **{name: getattr(line, name) for name in names}),
            **cast("Mapping[str, Any]", changes.get(line.ledger_item_no or 0, {})),
        )
        for line in document.lines
        if line.ledger_item_no not in cast("tuple[int, ...]", spec.get("missing", ()))
    )
    allowed = cast("Mapping[int, tuple[Bound, Decimal]]", spec.get("allowances", {}))
    turnover = cast("tuple[Decimal, Decimal] | None", spec.get("turnover"))
    return Book(
        number=document.ledger_no or "",
        source_zh="示例",
        source_en="example",
        ledger=Ledger(
            ledger_no=document.ledger_no, materials=rows, products=rows, pause_mark=cast("str | None", spec.get("pause_mark"))
        ),
        posts=bool(spec.get("posts", True)),
        allowances={
            row: (Allowance(bound=bound, quantity=quantity, zh="示例", en="example"),) for row, (bound, quantity) in allowed.items()
        },
        versions=cast("Mapping[int, tuple[str, ...]] | None", spec.get("versions")),
        turnover=None if turnover is None else Turnover(limit=turnover[0], value=turnover[1]),
    )


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
