"""The plan of a division: which line goes to which list under which numbers, from keys, sums and sizes alone."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, repeat
from operator import attrgetter

import attrs

from baoguan.codes import TariffTable
from baoguan.consolidation.consolidate import Merged, merge
from baoguan.consolidation.findings import finding, line_path
from baoguan.consolidation.grouping import BLOCK
from baoguan.consolidation.naming import part_numbers
from baoguan.consolidation.renumber import closed_up, with_numbers
from baoguan.consolidation.result import Consolidation
from baoguan.consolidation.settings import Settings, generates_declaration, keeps_numbers
from baoguan.consolidation.sums import Sums, blocks
from baoguan.errors import ConfigurationError, Refused, TooLarge
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.parcels import GroupSize, Limits, lower_bound, partition_sizes
from baoguan.rules import Finding

LineBytes = Callable[[InventoryLine], int]
"""Estimates the bytes of a line in the message."""

_UNDIVIDED = (
    "seq_no",
    "list_no",
    "draft_declaration",
    "draft_goods",
    "materials",
    "warehouse_documents",
    "ecommerce_bills",
)
"""With one of these a list stays whole: it is known to Customs by a number already, or has sections of which nothing
says to which lines they belong."""


@attrs.frozen(kw_only=True)
class Summary:
    """How a list was divided: its number, lines and merge groups, the lists made of it and the bound on their number.

    `bound` is max(ceil(groups / 50), ceil(lines / 30,000)), with the limits in use, and with the bytes where they are
    limited; `groups` is None where no declaration is generated, so that nothing merges.
    """

    internal_number: str | None
    lines: int
    groups: int | None
    lists: int
    bound: int

    def __str__(self) -> str:
        zh_groups, en_groups = ("", "") if self.groups is None else (f"、{self.groups} 组", f", {self.groups} groups")
        return (
            f"{self.internal_number or '-'}：{self.lines} 行{zh_groups} → {self.lists} 份（下限 {self.bound}）"
            f" / {self.lines} lines{en_groups} -> {self.lists} lists (bound {self.bound})"
        )


@attrs.frozen(kw_only=True)
class Part:
    """One list of those that a list was divided into; `merged` where a declaration is generated."""

    document: BondedInventoryList
    merged: bool

    @cached_property
    def consolidation(self) -> Consolidation | None:
        """Its declaration lines, summed up when they are first asked for; None where no declaration is generated."""
        return _consolidation(self.document) if self.merged else None


@attrs.frozen(kw_only=True)
class Plan:
    """Where every line goes; made of keys and sums alone, before any list is built.

    `members[k]` are the positions (from 0, ascending) of the lines of list k, `numbers[i]` the declaration line
    number that the line at position i will have there. `findings` speak of the whole list, so they are known before
    the first list is.
    """

    head: BondedInventoryList
    members: tuple[Sequence[int], ...]
    numbers: Sequence[int | None]
    internal_numbers: tuple[str | None, ...]
    merged: bool
    summary: Summary
    findings: tuple[Finding, ...]

    def __len__(self) -> int:
        return len(self.members)

    def build(self, index: int, lines: Iterable[InventoryLine]) -> Part:
        """Build list `index` (from 0) of its lines in the order of `members[index]`.

        Lines are numbered 1, 2, 3 ..., except in a change or a deletion. Raises ValueError for another number of lines.
        """
        own = tuple(lines)
        positions = self.members[index]
        if len(own) != len(positions):
            raise ValueError(f"list {index} has {len(positions)} lines, not {len(own)}")
        numbers = [self.numbers[position] for position in positions]
        document = attrs.evolve(
            self.head,
            internal_number=self.internal_numbers[index],
            lines=with_numbers(own, numbers, keep_line_no=keeps_numbers(self.head)),
        )
        return Part(document=document, merged=self.merged)


def plan(
    head: BondedInventoryList,
    lines: Iterable[InventoryLine],
    settings: Settings | None = None,
    limits: Limits | None = None,
    tariff: TariffTable | None = None,
    on: date | None = None,
    *,
    line_bytes: LineBytes | None = None,
    taken: Collection[str] = (),
) -> Plan:
    """Plan the lists of one head in one pass over its lines, of which only keys, sums and sizes are held.

    Where Customs drafts a declaration (报关标志 1, 是否生成报关单 1) a list holds at most `settings.max_lines`
    declaration lines, and a merge group stays in one list unless it alone exceeds a limit: then it is divided and
    each part is a group of its own, which a finding tells. Otherwise nothing merges and the lines are cut in order.
    `line_bytes` estimates the bytes of a line where `limits.max_bytes` is set. A part is numbered `<internal
    number>-01` and on; `taken` are numbers in use.

    Raises TooLarge for a line or an indivisible list beyond the limits, Refused for a list that cannot be divided
    although it is too large, UnusableInput for numbers of parts that clash or exceed 64 characters,
    ConfigurationError for a limit of bytes without `line_bytes`.
    """
    limits = _limits(head, settings or Settings(), limits or Limits(), line_bytes)
    measured = _Measured(lines, line_bytes if limits.max_bytes is not None else None)
    merging = generates_declaration(head)
    if merging:
        found = _merging(head, merge(head, measured, settings or Settings(), tariff, on), measured.sizes, limits)
    else:
        found = _apart(head, measured, limits)
    count, sizes = len(found.members), measured.sizes
    bound = max(lower_bound(found.groups or 0, len(sizes), sum(sizes), limits), 1)
    _check_divisible(head, count, bound)
    findings = found.findings
    if count > bound:
        above = finding("parcels.above-bound", path="lines", value=count, count=count, bound=bound)
        findings = [*findings, above]
    return Plan(
        head=head,
        members=tuple(found.members),
        numbers=found.numbers,
        internal_numbers=part_numbers(head.internal_number, count, taken),
        merged=merging,
        summary=Summary(internal_number=head.internal_number, lines=len(sizes), groups=found.groups, lists=count, bound=bound),
        findings=tuple(findings),
    )


def _limits(head: BondedInventoryList, settings: Settings, limits: Limits, line_bytes: LineBytes | None) -> Limits:
    if limits.max_bytes is not None and line_bytes is None:
        raise ConfigurationError(
            "设置了字节上限，但没有估算每行字节数的函数",
            "bytes are limited, but nothing estimates the bytes of a line",
            remedy_zh="传入 line_bytes",
            remedy_en="Pass line_bytes",
        )
    if not generates_declaration(head):
        return attrs.evolve(limits, max_groups=None)
    most = settings.max_lines if limits.max_groups is None else min(settings.max_lines, limits.max_groups)
    return attrs.evolve(limits, max_groups=most)


class _Measured:
    """Lines on their way through, measured a block at a time as they pass."""

    def __init__(self, lines: Iterable[InventoryLine], line_bytes: LineBytes | None) -> None:
        self.sizes = array("q")
        self.typed: list[int | None] = []
        self._lines = lines
        self._line_bytes = line_bytes

    def __iter__(self) -> Iterator[InventoryLine]:
        return chain.from_iterable(map(self._measured, blocks(self._lines, BLOCK)))

    def _measured(self, block: list[InventoryLine]) -> list[InventoryLine]:
        measure = self._line_bytes
        self.sizes.extend(repeat(0, len(block)) if measure is None else map(measure, block))
        self.typed += map(attrgetter("declaration_line_no"), block)
        return block


@attrs.frozen(kw_only=True)
class _Arrangement:
    members: list[Sequence[int]]
    numbers: Sequence[int | None]
    groups: int | None
    findings: list[Finding]


def _merging(head: BondedInventoryList, merged: Merged, sizes: Sequence[int], limits: Limits) -> _Arrangement:
    """Lists of whole groups, in order of the groups' numbers."""
    count = len(merged.numbers)
    if keeps_numbers(head):
        _check_one_list(len(sizes), sum(sizes), count, limits)
        return _Arrangement(members=[range(len(sizes))], numbers=merged.line_numbers, groups=count, findings=merged.findings)
    findings = list(merged.findings)
    pieces: list[Sequence[int]] = []
    for number, positions in sorted(zip(merged.numbers, merged.positions(), strict=True)):
        parts = _cut([position - 1 for position in positions], sizes, limits)
        if len(parts) > 1:
            path = line_path(positions[0] - 1, "declaration_line_no")
            findings.append(finding("parcels.group-divided", path=path, number=number, lines=len(positions), count=len(parts)))
        pieces += parts
    packed = partition_sizes([GroupSize(lines=len(piece), bytes=sum(map(sizes.__getitem__, piece))) for piece in pieces], limits)
    if len(packed) <= 1:
        return _Arrangement(members=[range(len(sizes))], numbers=merged.line_numbers, groups=count, findings=findings)
    numbers: list[int | None] = [None] * len(sizes)
    members: list[Sequence[int]] = []
    for own in packed:
        for number, piece in enumerate(own, 1):
            for position in pieces[piece]:
                numbers[position] = number
        members.append(array("q", sorted(position for piece in own for position in pieces[piece])))
    return _Arrangement(members=members, numbers=numbers, groups=count, findings=findings)


def _apart(head: BondedInventoryList, measured: _Measured, limits: Limits) -> _Arrangement:
    """Lists of lines in order, where nothing merges; typed numbers close up in each."""
    for _ in measured:
        pass
    sizes, numbers = measured.sizes, measured.typed
    if keeps_numbers(head):
        _check_one_list(len(sizes), sum(sizes), 0, limits)
        return _Arrangement(members=[range(len(sizes))], numbers=numbers, groups=None, findings=[])
    members = _cut(range(len(sizes)), sizes, limits) or [range(0)]
    if len(members) > 1:
        numbers = [n for own in members for n in closed_up([measured.typed[position] for position in own])]
    return _Arrangement(members=members, numbers=numbers, groups=None, findings=[])


def _cut(positions: Sequence[int], sizes: Sequence[int], limits: Limits) -> list[Sequence[int]]:
    """Cut a run of lines into as few runs as hold to the limits on lines and bytes."""
    if limits.max_bytes is None:
        return [positions[i : i + limits.max_lines] for i in range(0, len(positions), limits.max_lines)]
    runs: list[Sequence[int]] = []
    start = size = 0
    for place, position in enumerate(positions):
        own = sizes[position]
        if own > limits.byte_room:
            raise TooLarge(
                f"第 {position + 1} 行约 {own} 字节，一份清单的表体只能有 {limits.byte_room} 字节",
                f"line {position + 1} of about {own} bytes exceeds the {limits.byte_room} bytes for lines of a list",
                remedy_zh="缩短该行内容，或放宽字节上限",
                remedy_en="Shorten the line, or raise the limit of bytes",
            )
        size += own
        if not limits.hold(place - start + 1, size):
            runs.append(positions[start:place])
            start, size = place, own
    return [*runs, positions[start:]] if positions else []


def _check_one_list(lines: int, size: int, groups: int, limits: Limits) -> None:
    if not limits.hold(lines, size) or groups > (limits.max_groups or groups):
        raise TooLarge(
            f"变更或删除的清单不能拆分，但有 {lines} 行、{groups} 项，超过一份清单的上限",
            f"a change or deletion cannot be divided, but has {lines} lines and {groups} declaration lines: too many",
            remedy_zh="放宽上限，或在页面上办理",
            remedy_en="Raise the limits, or do it on the page",
        )


def _check_divisible(head: BondedInventoryList, count: int, bound: int) -> None:
    held = [name for name in _UNDIVIDED if getattr(head, name)]
    if count > 1 and held:
        raise Refused(
            f"清单须拆成 {count} 份（下限 {bound}），但含有 {'、'.join(held)}，不能自动拆分",
            f"the list needs {count} lists (bound {bound}), but has {', '.join(held)} and cannot be divided by itself",
            remedy_zh="请自行分成几份清单，或删去这些内容后重试",
            remedy_en="Divide it by hand, or take these out and try again",
        )


def _consolidation(document: BondedInventoryList) -> Consolidation:
    """The declaration lines of a list of which every line bears its number."""
    numbers = [line.declaration_line_no or 0 for line in document.lines]
    groups: dict[int, list[int]] = {}
    for position, number in enumerate(numbers, 1):
        groups.setdefault(number, []).append(position)
    places = {number: place for place, number in enumerate(groups)}
    sums = Sums(compared=())
    sums.add(list(map(places.__getitem__, numbers)), document.lines)
    lines = sorted(sums.lines(list(groups), list(groups.values())), key=lambda line: line.number)
    return Consolidation(lines=tuple(lines), numbers=tuple(numbers))
