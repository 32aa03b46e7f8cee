"""Rules: declared once as data with their source, run over blocks of lines, rendered for hits only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Generic, TypeVar

import attrs

from baoguan.codes import Codes, TariffTable
from baoguan.errors import Finding, Severity
from baoguan.model.fields import Value, value_at
from baoguan.rules.book import Book
from baoguan.twostep.settings import TwoStep

BLOCK = 2048

R = TypeVar("R")


class Mark(StrEnum):
    """How well a rule is known; only the first two may be errors."""

    OFFICIAL = "official"
    TWICE = "seen twice"
    ONCE = "seen once"
    INFERRED = "inferred"
    RECALLED = "recalled"


@attrs.frozen(kw_only=True)
class Profile:
    """The operator in whose name a message goes: the holder of the card."""

    card_no: str = ""
    customs_code: str = ""
    credit_code: str = ""
    name: str = ""


@attrs.frozen(kw_only=True)
class Before:
    """The last version that Customs knows, for the rules of a change."""

    document: object
    change_count: int


@attrs.frozen(kw_only=True)
class Context:
    """What rules may know beside the document. Absent knowledge is asked for, never guessed."""

    on: date
    codes: Codes = attrs.field(factory=Codes.builtin)
    tariff: TariffTable | None = None
    profile: Profile | None = None
    declare: bool = True
    """Check what declaring needs; False checks what saving needs."""
    before: Before | None = None
    settings: Mapping[str, str] = attrs.field(factory=dict)
    two_step: TwoStep = attrs.field(factory=TwoStep)
    """Settings of two-step declarations: guarantees and until when they hold."""
    book: Book | None = None
    """The ledger that the document moves, where one is known."""


@attrs.frozen
class Hit:
    """A row at fault and the values its texts name; `field` overrides the first of the rule's fields."""

    row: int
    values: Mapping[str, object] = attrs.field(factory=dict)
    field: str | None = None


class Block(Generic[R]):
    """A run of rows of one document; `start` is the index of the first, `path` where they stand (`lines`)."""

    __slots__ = ("_columns", "_distinct", "_present", "document", "path", "rows", "start")

    def __init__(self, rows: Sequence[R], start: int, path: str, document: object) -> None:
        self.rows = rows
        self.start = start
        self.path = path
        self.document = document
        self._columns: dict[str, list[Value]] = {}
        self._distinct: dict[str, frozenset[Value]] = {}
        self._present: dict[str, list[Value]] = {}

    def column(self, field: str) -> list[Value]:
        """The values of a field, row by row; shared by all rules, so never to be changed. A dotted path may lead nowhere (None)."""
        column = self._columns.get(field)
        if column is None:
            rows = self.rows
            column = [value_at(row, field) for row in rows] if "." in field else list(map(attrgetter(field), rows))
            self._columns[field] = column
        return column

    def present(self, field: str) -> list[Value]:
        """The values of a field without the absent ones; shared as `column` is."""
        present = self._present.get(field)
        if present is None:
            present = self._present[field] = [value for value in self.column(field) if value is not None]
        return present

    def distinct(self, field: str) -> frozenset[Value]:
        """The different values of a field, without the absent ones. Hashing a Decimal is slow: not for columns of numbers."""
        distinct = self._distinct.get(field)
        if distinct is None:
            distinct = self._distinct[field] = frozenset(self.column(field)) - {None}
        return distinct

    def place(self, row: int) -> str:
        """The index of a row as paths show it, from 1; nothing for a record that stands alone."""
        return f"[{self.start + row + 1}]" if isinstance(getattr(self.document, self.path, ()), tuple) else ""

    def __len__(self) -> int:
        return len(self.rows)


Check = Callable[[Block[R], Context], Iterable[Hit]]
Example = Mapping[str, object]


@attrs.frozen(kw_only=True)
class Rule(Generic[R]):
    """One rule. `over` is '' for the head or the name of a tuple of records; `whole` rules see all rows at once (duplicates).

    `accepted` and `refused` are changes to the pack's sample document under which the rule is silent or speaks.
    """

    id: str
    over: str
    fields: tuple[str, ...]
    source: str
    mark: Mark
    severity: Severity
    zh: str
    en: str
    remedy_zh: str = ""
    remedy_en: str = ""
    since: date | None = None
    until: date | None = None
    declare_only: bool = False
    whole: bool = False
    secret: bool = False
    """The value at fault is not shown."""
    accepted: tuple[Example, ...] = ()
    refused: tuple[Example, ...] = ()
    check: Check[R]

    def valid(self, on: date) -> bool:
        """Whether the rule holds on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def findings(self, block: Block[R], context: Context) -> Iterator[Finding]:
        """The hits of one block, rendered."""
        for hit in self.check(block, context):
            field = hit.field or (self.fields[0] if self.fields else "")
            row = block.rows[hit.row]
            value = "***" if self.secret else hit.values.get("value", _value(row, field))
            path = field if not block.path else f"{block.path}{block.place(hit.row)}.{field}".rstrip(".")
            values = {"value": _shown(value), **{k: _shown(v) for k, v in hit.values.items() if k != "value"}}
            yield Finding(
                rule=self.id,
                severity=self.severity,
                path=path,
                value=_shown(value),
                zh=self.zh.format_map(values),
                en=self.en.format_map(values),
                remedy_zh=self.remedy_zh.format_map(values),
                remedy_en=self.remedy_en.format_map(values),
                source=self.source,
                mark=self.mark.value,
            )


def _rows(document: object, over: str) -> Sequence[object]:
    rows: object = getattr(document, over) if over else document
    if isinstance(rows, tuple):
        return rows
    return () if rows is None else (rows,)


def _value(row: object, field: str) -> object:
    for step in field.split("."):
        row = getattr(row, step, None)
    return row


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 120 else text[:117] + "..."


class RulePack:
    """The rules of one document kind, in the order they were declared."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rules: list[Rule[object]] = []
        self._ids: set[str] = set()

    def add(self, rule: Rule[R]) -> None:
        """Add a rule; ids are unique within a pack. Raises ValueError for a repeated id or an error on a weak mark."""
        if rule.id in self._ids:
            raise ValueError(f"rule {rule.id} is declared twice in pack {self.name}")
        if rule.severity == "error" and rule.mark not in (Mark.OFFICIAL, Mark.TWICE):
            raise ValueError(f"rule {rule.id} is an error but only {rule.mark}: make it a warning")
        self._ids.add(rule.id)
        self.rules.append(rule)  # type: ignore[arg-type]

    def rule(
        self,
        id: str,
        *,
        over: str = "",
        fields: Sequence[str] = (),
        source: str,
        mark: Mark,
        severity: Severity = "error",
        zh: str,
        en: str,
        remedy_zh: str = "",
        remedy_en: str = "",
        since: date | None = None,
        until: date | None = None,
        declare_only: bool = False,
        whole: bool = False,
        accepted: Sequence[Example] = (),
        refused: Sequence[Example] = (),
    ) -> Callable[[Check[R]], Check[R]]:
        """Declare a rule over a block; the function yields a Hit a row at fault."""

        def declare(check: Check[R]) -> Check[R]:
            self.add(
                Rule(
                    id=id,
                    over=over,
                    fields=tuple(fields),
                    source=source,
                    mark=mark,
                    severity=severity,
                    zh=zh,
                    en=en,
                    remedy_zh=remedy_zh,
                    remedy_en=remedy_en,
                    since=since,
                    until=until,
                    declare_only=declare_only,
                    whole=whole,
                    accepted=tuple(accepted),
                    refused=tuple(refused),
                    check=check,
                )
            )
            return check

        return declare

    def extended(self, others: Iterable[RulePack]) -> RulePack:
        """This pack with the rules of plugins behind its own."""
        pack = RulePack(self.name)
        pack.rules = [*self.rules, *(rule for other in others for rule in other.rules)]
        return pack

    def check(self, document: object, context: Context) -> list[Finding]:
        """Everything wrong with a document, in the order of lines within each rule."""
        return list(self.iter_findings(document, context))

    def iter_findings(self, document: object, context: Context) -> Iterator[Finding]:
        """As `check`, one by one."""
        valid = [r for r in self.rules if r.valid(context.on) and (context.declare or not r.declare_only)]
        for over in dict.fromkeys(r.over for r in valid):
            rules = [r for r in valid if r.over == over]
            rows = _rows(document, over)
            blocks = [Block(rows[i : i + BLOCK], i, over, document) for i in range(0, len(rows), BLOCK)]
            everything = Block(rows, 0, over, document)
            for rule in rules:
                for block in (everything,) if rule.whole else blocks:
                    yield from rule.findings(block, context)


def each_row(predicate: Callable[[R, Context], bool]) -> Check[R]:
    """Lift a per-row predicate (True = at fault) to a check; for third parties that do not need speed."""

    def check(block: Block[R], context: Context) -> Iterator[Hit]:
        return (Hit(i) for i, row in enumerate(block.rows) if predicate(row, context))

    return check
