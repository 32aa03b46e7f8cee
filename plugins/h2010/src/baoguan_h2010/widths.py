"""The width table: records, their fields, kind, width and start offset, each with its source.

`widths.csv` is the data. Source `known`: seen in a program of that time (RESULT up to the check mark, the numbers of CM, the unified
number of CHK_INFO). Source `mock`: not public, and therefore a definition of this mock and of nothing else.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

import attrs

TAG: Final = 22
"""Bytes of the tag that begins every line: `<EMS_EDI_xxx>`, padded with blanks (known)."""

PREFIX: Final = "EMS_EDI_"


@attrs.frozen(kw_only=True)
class Field:
    """One field. `kind`: X text padded with blanks, 9 digits, Z a number padded with zeros; widths and starts count GBK bytes."""

    name: str
    kind: str
    width: int
    decimals: int
    start: int
    source: str
    attribute: str
    """Attribute path of the model that it carries, or empty."""
    codes: str
    """`country` and `currency` are written as their 3-digit numbers, `stage` (单耗申报环节) as the codes of that time."""
    zh: str

    @property
    def known(self) -> bool:
        """Whether its place was seen in a program, as against defined by this mock."""
        return self.source == "known"


@attrs.frozen(kw_only=True)
class Layout:
    """The fields of one record."""

    record: str
    title: str
    fields: tuple[Field, ...]

    @property
    def tag(self) -> bytes:
        """The 22 bytes that begin its line."""
        return f"<{PREFIX}{self.record}>".ljust(TAG).encode("ascii")

    @property
    def size(self) -> int:
        """Bytes of a line, without the line end."""
        return self.fields[-1].start + self.fields[-1].width


@cache
def layouts() -> Mapping[str, Layout]:
    """Record name -> layout, in the order of the table."""
    text = resources.files("baoguan_h2010").joinpath("widths.csv").read_text(encoding="utf-8")
    titles: dict[str, str] = {}
    fields: dict[str, list[Field]] = {}
    for row in csv.DictReader(text.splitlines()):
        titles[row["record"]] = row["title"]
        fields.setdefault(row["record"], []).append(_field(row))
    return {record: Layout(record=record, title=titles[record], fields=tuple(fields[record])) for record in titles}


def _field(row: Mapping[str, str]) -> Field:
    return Field(
        name=row["field"],
        kind=row["kind"],
        width=int(row["width"]),
        decimals=int(row["decimals"] or 0),
        start=int(row["start"]),
        source=row["source"],
        attribute=row["attribute"],
        codes=row["codes"],
        zh=row["zh"],
    )
