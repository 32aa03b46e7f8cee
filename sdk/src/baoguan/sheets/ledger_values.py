"""Cells of a ledger's sheets to values, with what there is to say of them; gathered by section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from baoguan.codes import Codes
from baoguan.errors import Finding
from baoguan.model.fields import Value
from baoguan.model.ledger_export import Heading, Kept, Laid
from baoguan.sheets.cells import Cell, Problem, Raw, finding, is_blank
from baoguan.sheets.ledger_tables import WORDS
from baoguan.sheets.result import Located
from baoguan.sheets.tables import Section
from baoguan.sheets.values import Reader, as_text, reader, unwrapped

_KEPT_KINDS: Final = frozenset({"text", "code"})
"""Kinds of field whose unknown wording is kept beside the ledger; a number or a date that cannot be read is an error."""

_BY_PROGRAM: Final = re.compile(r"[+-]?\d(\.\d+)?E\+[1-9]")
"""How the page's program writes whole numbers that end in zeros (1.9536E+5): exact. Spreadsheet programs, which round, write E+05."""


@attrs.frozen(kw_only=True)
class Record:
    """A row that was read: where it stands, its values by path, and what no field stands for, by heading."""

    place: Cell
    values: dict[str, Value]
    kept: dict[str, str]


@attrs.define(kw_only=True)
class Gathered:
    """What was read of one section of a ledger's file."""

    section: Section
    sheet: str = ""
    paired: bool = False
    headings: list[Heading] = attrs.field(factory=list)
    records: list[Record] = attrs.field(factory=list)

    def add_headings(self, sheet: str, headings: Iterable[Heading], *, paired: bool = False) -> None:
        """Note how the section stands on a sheet; of a further sheet only the columns that are new."""
        if not self.headings:
            self.sheet, self.paired = sheet, paired
        known = {(h.text, h.path) for h in self.headings} | {("", h.path) for h in self.headings if h.path}
        self.headings += [h for h in headings if (h.text, h.path) not in known and (not h.path or ("", h.path) not in known)]

    def laid(self) -> Laid:
        """How the section stood in the file."""
        return Laid(
            section=self.section.name,
            sheet=self.sheet or self.section.zh,
            paired=self.paired,
            headings=tuple(self.headings),
        )

    def kept(self) -> list[Kept]:
        """What no field stands for, row by row."""
        head = self.section.path == ""
        return [
            Kept(section=self.section.name, row=None if head else number, heading=heading, value=value)
            for number, record in enumerate(self.records)
            for heading, value in record.kept.items()
        ]


class Cells:
    """Reads single cells and remembers what there is to say: of a warning once for each value of a field."""

    def __init__(self, codes: Codes, today: date) -> None:
        self.located: list[Located] = []
        self._codes = codes
        self._today = today
        self._readers: dict[tuple[str, str], Reader] = {}
        self._told: set[tuple[str, str, str, str]] = set()

    def say(self, problem: Problem, cell: Cell | None, *, path: str = "", value: object = "") -> None:
        """Something to say of a place."""
        self.located.append(Located(None, cell, finding(problem, path=path, value=value, cell=cell)))

    def value(self, section: Section, path: str, raw: Raw, cell: Cell) -> tuple[Value, str]:
        """The value of a field, and the text that is kept where a wording was not understood."""
        if is_blank(raw):
            return None, ""
        term = section.fields[path]
        word = WORDS.get(path, {}).get(raw.strip()) if isinstance(raw, str) else None
        if word is not None:
            return word, ""
        if term.kind == "decimal" and isinstance(raw, str) and _BY_PROGRAM.fullmatch(raw.strip()):
            plain = format(Decimal(raw.strip()), "f")
            self._once(section, _scientific(raw.strip(), plain), path, raw, cell)
            raw = plain
        if (section.name, path) not in self._readers:
            self._readers[section.name, path] = reader(path, term, self._codes, self._today)
        value, problem = self._readers[section.name, path](raw)
        value = None if isinstance(value, bool) else value
        keep = ""
        if problem is not None:
            if problem.severity == "error" and value is None and term.kind in _KEPT_KINDS and isinstance(raw, str):
                keep = unwrapped(raw).strip()
                problem = _kept(problem)
            self._once(section, problem, path, raw, cell)
        return value, keep

    def _once(self, section: Section, problem: Problem, path: str, raw: Raw, cell: Cell) -> None:
        told = (section.name, path, problem.rule, str(raw))
        if problem.severity == "error" or told not in self._told:
            self._told.add(told)
            self.say(problem, cell, path=path, value=raw)

    @property
    def findings(self) -> list[Finding]:
        """Everything said so far."""
        return [each.finding for each in self.located]


def shown(raw: Raw) -> str:
    """A cell without a field as text."""
    if isinstance(raw, str):
        return unwrapped(raw).strip()
    if isinstance(raw, date):
        return raw.isoformat()
    text, _ = as_text(raw)
    return text or str(raw)


def unique(headings: Mapping[int, str]) -> dict[int, str]:
    """Headings of columns that have no field, made different where two are the same."""
    seen: dict[str, int] = {}
    out: dict[int, str] = {}
    for index, text in headings.items():
        seen[text] = seen.get(text, 0) + 1
        out[index] = text if seen[text] == 1 else f"{text}_{seen[text]}"
    return out


def _scientific(before: str, after: str) -> Problem:
    zh = f"“{before}”读作“{after}”：导出程序写的科学计数法，是精确值"
    return Problem("scientific", "warning", zh, f"{before!r} is read as {after!r}: the exporting program writes exact numbers so")


def _kept(problem: Problem) -> Problem:
    return Problem(
        "kept_wording",
        "warning",
        f"{problem.zh}；原文保留，未作为代码读入",
        f"{problem.en}; the text is kept as it is, not read as a code",
        problem.remedy_zh,
        problem.remedy_en,
    )
