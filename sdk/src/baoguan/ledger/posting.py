"""From a list and where it stands to what it moves: entries per row, and the postings that are still missing.

What a list moves follows from its standing alone, so the order of receipts cannot matter: postings are only ever added, and what a list
should have moved by now less what was posted of it is what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from baoguan.ledger.effects import BookCounter, BookRow, Effect, Effects, UnknownEffect
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.inventory_codes import GoodsKind


class Stage(StrEnum):
    """How firm a movement is."""

    PRE = "pre"
    """预核扣."""
    ACTUAL = "actual"
    """已核扣."""


STAGES: Final[Mapping[str, Stage]] = {"pre_deducted": Stage.PRE, "deducted": Stage.ACTUAL, "written_off": Stage.ACTUAL}
"""State of a list -> stage of its movements; in every other state it moves nothing."""

_ROWS: Final = {GoodsKind.MATERIAL.value: BookRow.MATERIAL, GoodsKind.PRODUCT.value: BookRow.PRODUCT}
_BY_CUSTOMS: Final = {"D": 1, "F": -1, "N": 0, "NF": 0}
"""核扣方式 of Customs: forward, reverse, none. E (deducted from the bonded warehouse) is a decrease whatever the direction."""


@attrs.frozen(kw_only=True)
class Entry:
    """What a list moves of one row: `quantity` in the declared unit (below 0 takes back); `sign` on the counters of the row."""

    row: BookRow
    item_no: int
    counter: BookCounter
    stage: Stage
    version: str
    sign: int
    quantity: Decimal
    lines: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[BookRow, int, BookCounter, Stage, str, int]:
        """What entries are summed by."""
        return self.row, self.item_no, self.counter, self.stage, self.version, self.sign


@attrs.frozen(kw_only=True)
class Unposted:
    """Something of a list that was not posted, or not as our table would, and why."""

    lines: tuple[int, ...]
    zh: str
    en: str


def entries_of(
    document: BondedInventoryList, state: str, effects: Effects, deduction_mode: str | None = None
) -> tuple[list[Entry], list[Unposted]]:
    """What a list has moved in a state, summed per row, and what could not be posted. `deduction_mode` is Customs' own 核扣方式, which
    is posted as Customs says."""
    stage = STAGES.get(state)
    if stage is None or not document.lines:
        return [], []
    direction, mode = document.direction or "", document.supervision_mode or ""
    row = _ROWS.get(document.goods_kind or "", BookRow.MATERIAL)
    lines = tuple(line.line_no or n for n, line in enumerate(document.lines, 1))
    try:
        effect = effects.of(mode, direction, row)
    except UnknownEffect:
        said = f"监管方式 {mode or '—'}（{direction or '—'}，{row}）"
        return [], [
            Unposted(
                lines=lines,
                zh=f"{said}对底账的作用没有依据，未记账",
                en=f"what mode {mode or '—'} ({direction or '—'}, {row}) does to a ledger is not known: not posted",
            )
        ]
    sign, notes = _sign(effect, deduction_mode, direction, lines)
    if sign == 0 and effect.on_scrap == 0:
        return [], notes
    groups: dict[tuple[int, str], tuple[Decimal, list[int]]] = {}
    loose: list[int] = []
    for number, line in zip(lines, document.lines, strict=True):
        if line.ledger_item_no is None or line.quantity is None:
            loose.append(number)
            continue
        key = line.ledger_item_no, _version(line, effect, row)
        total, numbers = groups.setdefault(key, (Decimal(0), []))
        groups[key] = (total + line.quantity, numbers)
        numbers.append(number)
    if loose:
        notes.append(Unposted(lines=tuple(loose), zh="没有备案序号或数量，未记账", en="without ledger row or quantity: not posted"))
    entries = [
        Entry(
            row=row,
            item_no=item,
            counter=effect.counter,
            stage=stage,
            version=version,
            sign=sign,
            quantity=total,
            lines=tuple(numbers),
        )
        for (item, version), (total, numbers) in groups.items()
    ]
    return entries, notes


def _version(line: InventoryLine, effect: Effect, row: BookRow) -> str:
    return (line.consumption_version or "0") if row is BookRow.PRODUCT and effect.on_material else ""


def _sign(effect: Effect, mode: str | None, direction: str, lines: tuple[int, ...]) -> tuple[int, list[Unposted]]:
    """The sign on the row, as Customs says where it says so, with a note where our table disagrees."""
    if mode is None or mode == "":
        return effect.on_row, []
    usual = 1 if direction == "I" else -1
    said = -1 if mode == "E" else _BY_CUSTOMS.get(mode)
    if said is None:
        note = Unposted(
            lines=lines, zh=f"核扣方式 {mode} 不认识，按监管方式记账", en=f"deduction mode {mode} is not known: posted by the table"
        )
        return effect.on_row, [note]
    customs = said if mode == "E" else said * usual
    if customs == effect.on_row:
        return customs, []
    return customs, [
        Unposted(
            lines=lines,
            zh=f"海关核扣方式 {mode}（{customs:+d}）与本表（{effect.on_row:+d}）不同，按海关记账",
            en=f"Customs' deduction mode {mode} ({customs:+d}) differs from our table ({effect.on_row:+d}): posted as Customs says",
        )
    ]


def missing(wanted: Iterable[Entry], posted: Iterable[Entry]) -> list[Entry]:
    """What has still to be posted so that the sums of a list are as wanted; negative quantities take back."""
    sums: dict[tuple[object, ...], Decimal] = {}
    known: dict[tuple[object, ...], Entry] = {}
    for entry in posted:
        sums[entry.key] = sums.get(entry.key, Decimal(0)) - entry.quantity
        known.setdefault(entry.key, entry)
    for entry in wanted:
        sums[entry.key] = sums.get(entry.key, Decimal(0)) + entry.quantity
        known[entry.key] = entry
    return [attrs.evolve(known[key], quantity=quantity) for key, quantity in sums.items() if quantity]
