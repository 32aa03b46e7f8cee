"""Dividing lists that are too large into as few lists as possible, built one at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

import attrs

from baoguan.codes import TariffTable
from baoguan.consolidation.planning import LineBytes, Part, Plan, Summary, plan
from baoguan.consolidation.result import Consolidation
from baoguan.consolidation.settings import Settings
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.parcels import Limits
from baoguan.rules import Finding


@attrs.frozen(kw_only=True)
class Split:
    """The lists that a list was divided into, built one at a time as they are asked for; can be gone through again."""

    plan: Plan
    lines: tuple[InventoryLine, ...]

    def __len__(self) -> int:
        return len(self.plan)

    def __iter__(self) -> Iterator[Part]:
        for index, positions in enumerate(self.plan.members):
            yield self.plan.build(index, map(self.lines.__getitem__, positions))

    @property
    def lists(self) -> Iterator[BondedInventoryList]:
        """The documents alone."""
        return (part.document for part in self)

    @property
    def consolidations(self) -> Iterator[Consolidation | None]:
        """The consolidations alone."""
        return (part.consolidation for part in self)

    @property
    def summary(self) -> Summary:
        """The lists against the bound."""
        return self.plan.summary

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the whole list; known before the first part is built."""
        return self.plan.findings


def split(
    document: BondedInventoryList,
    settings: Settings | None = None,
    limits: Limits | None = None,
    tariff: TariffTable | None = None,
    on: date | None = None,
    *,
    line_bytes: LineBytes | None = None,
    taken: Collection[str] = (),
) -> Split:
    """Divide one requested list into as few lists as the limits allow; see `plan` for the rules and errors."""
    made = plan(
        attrs.evolve(document, lines=()),
        document.lines,
        settings,
        limits,
        tariff,
        on,
        line_bytes=line_bytes,
        taken=taken,
    )
    return Split(plan=made, lines=document.lines)


def split_all(
    documents: Iterable[BondedInventoryList],
    settings: Settings | None = None,
    limits: Limits | None = None,
    tariff: TariffTable | None = None,
    on: date | None = None,
    *,
    line_bytes: LineBytes | None = None,
) -> list[Split]:
    """Divide several requested lists: lines of different heads never meet, and no two lists get the same number.

    Raises UnusableInput when the number of a part is the number of another list or part; else as `plan`.
    """
    requested = list(documents)
    splits: list[Split] = []
    for index, document in enumerate(requested):
        others = [d.internal_number for i, d in enumerate(requested) if i != index and d.internal_number is not None]
        others += [n for done in splits for n in done.plan.internal_numbers if n is not None]
        splits.append(split(document, settings, limits, tariff, on, line_bytes=line_bytes, taken=frozenset(others)))
    return splits
