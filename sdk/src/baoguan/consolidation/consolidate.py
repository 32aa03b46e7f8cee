"""Merging (归并) of the lines of one bonded inventory list into the lines of its declaration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from baoguan.codes import TariffTable
from baoguan.consolidation.compiled import collection_paused
from baoguan.consolidation.findings import finding, line_path
from baoguan.consolidation.grouping import BLOCK, Grouping
from baoguan.consolidation.numbering import field_names, number_groups
from baoguan.consolidation.result import Consolidation
from baoguan.consolidation.settings import Settings, generates_declaration
from baoguan.consolidation.sums import Sums, blocks
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.rules import Finding, Severity

_DIFFERENCES = (
    ("unit", "consolidation.units"),
    ("statutory_unit", "consolidation.units"),
    ("second_unit", "consolidation.units"),
    ("currency", "consolidation.units"),
    ("specification", "consolidation.specification"),
    ("origin_country", "consolidation.countries"),
    ("destination_country", "consolidation.countries"),
)


def consolidate(
    document: BondedInventoryList,
    settings: Settings | None = None,
    tariff: TariffTable | None = None,
    on: date | None = None,
) -> Consolidation:
    """Merge the lines of a list into declaration lines; nothing is changed in the list (see `numbered`).

    Lines merge when they agree in `settings.key`; a typed number (报关单序号) joins exactly the lines that bear it.
    Never merged are `no_merge` lines and products under export duty, which `tariff` as of `on` (by default the list's
    date of declaration) or `settings.export_dutiable` tells; where nobody knows, a finding asks. More than 50 lines
    are an error only where Customs drafts a declaration from the list. A change or a deletion keeps its numbers
    unchecked. Rules: Single Window page. Main materials (主料) merge like all else: they were blocked only until
    mid-2018.

    Raises ValueError for a tariff table without any day.
    """
    settings = settings or Settings()
    merged = merge(document, document.lines, settings, tariff, on)
    findings = merged.findings
    count = len(merged.sums.first)
    if generates_declaration(document) and count > settings.max_lines:
        findings = [
            *findings,
            finding("consolidation.too-many", path="lines", value=count, count=count, most=settings.max_lines),
        ]
    positions = merged.positions()
    in_order = sorted(merged.sums.lines(merged.numbers, positions), key=lambda line: line.number)
    return Consolidation(lines=tuple(in_order), numbers=tuple(merged.line_numbers), findings=tuple(findings))


@attrs.frozen(kw_only=True)
class Merged:
    """Sums of the merged groups, the number of each group, the group's number for every line, and what is wrong."""

    sums: Sums
    numbers: list[int]
    line_numbers: list[int]
    findings: list[Finding]

    def positions(self) -> list[list[int]]:
        """For every group the positions of its lines, from 1."""
        lines_of: defaultdict[int, list[int]] = defaultdict(list)
        for position, number in enumerate(self.line_numbers, 1):
            lines_of[number].append(position)
        return [lines_of[number] for number in self.numbers]


def merge(
    head: BondedInventoryList,
    lines: Iterable[InventoryLine],
    settings: Settings,
    tariff: TariffTable | None,
    on: date | None,
) -> Merged:
    """Group, sum and number lines that are seen once, in blocks; `head` is the list to which they belong."""
    grouping = Grouping(head, settings, tariff, on or head.declared_on)
    for block in blocks(lines, BLOCK):
        with collection_paused():
            grouping.add(block)
    numbering = number_groups(grouping)
    line_numbers = list(map(numbering.numbers.__getitem__, grouping.groups))
    target_of: dict[int, int] = {}
    targets = [target_of.setdefault(number, len(target_of)) for number in numbering.numbers]
    sums = grouping.sums.joined(targets)
    numbers = list(target_of)
    findings = numbering.findings
    findings += _unknown_duty(grouping, sums, targets)
    findings += _sums(grouping, sums, numbers)
    return Merged(sums=sums, numbers=numbers, line_numbers=line_numbers, findings=findings)


def _unknown_duty(grouping: Grouping, sums: Sums, targets: list[int]) -> Iterator[Finding]:
    """Ask about the codes of products that were merged; one question, however many codes."""
    merged = {code: group for group, code in reversed(grouping.unknown.items()) if sums.size[targets[group]] > 1}
    if merged:
        first = min(grouping.sums.first[group] for group in merged.values())
        shown = sorted(merged)
        more = f" … ({len(shown)})" if len(shown) > 8 else ""
        codes = "、".join(shown[:8]) + more
        yield finding("consolidation.export-duty-unknown", path=line_path(first, "hs_code"), value=codes, codes=codes)


def _sums(grouping: Grouping, sums: Sums, numbers: list[int]) -> Iterator[Finding]:
    """What would make a sum wrong or a first line misleading."""
    # A change skips the merge check (page), so there the same things are only told.
    severity: Severity = "warning" if grouping.stands else grouping.settings.arithmetic
    for name in ("quantity", "statutory_quantity", "total_price", "second_quantity"):
        rule = "consolidation.second-quantity" if name == "second_quantity" else "consolidation.missing-value"
        for group, missing in sums.missing[name].items():
            if missing < sums.size[group]:
                yield finding(
                    rule,
                    path=line_path(sums.first[group], name),
                    severity=severity,
                    number=numbers[group],
                    count=sums.size[group],
                    missing=missing,
                    field=field_names([name]),
                )
    for group, total in enumerate(sums.totals["quantity"]):
        if not total and sums.total("quantity", group) is not None:
            yield finding(
                "consolidation.zero-quantity",
                path=line_path(sums.first[group], "quantity"),
                value=total,
                severity=grouping.settings.arithmetic,
                number=numbers[group],
            )
    for name, rule in _DIFFERENCES:
        for group, (row, value) in sums.differing[name].items():
            yield finding(
                rule,
                path=line_path(row, name),
                value=value,
                severity=severity if rule == "consolidation.units" else None,
                number=numbers[group],
                field=field_names([name]),
                first=sums.first_value(name, group),
            )
