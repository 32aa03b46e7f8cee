"""Editions of DecMessage as data: which elements each one has, and how long they may be.

A table of an edition is a `Record` of those elements; what was read from the wire is written by the table of all of them, so that nothing
gets lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import attrs

from baoguan.plugin import Element, Nested, Record, elements

EDITIONS: Final = {
    "3.1": "海关总署公告 2018 年第 67 号：关检融合（2018-08-01）/ joint declaration with inspection",
    "4.5": "2020-01：两步申报 / two-step declaration",
    "4.8": "2024 年的报文仍用 / still sent in 2024",
    "4.9.6": "海关总署公告 2024 年第 30 号（2024-04-10）：检验检疫机关停用，目的地海关 / inspection offices dropped",
    "4.9.7": "电子口岸数据中心通知（2024-09-13）：组合港 / combined ports; the last one officially noticed",
    "5.0": "2025：新模式两步申报（仅一个来源）/ new-mode two-step, one source",
}
"""Edition -> what it brought, and from where it is known."""

DEFAULT: Final = "4.9.7"
ALL: Final = ""
"""The table of every edition together."""
_ORDER: Final = {name: place for place, name in enumerate(EDITIONS)}


@attrs.frozen(kw_only=True)
class Row:
    """An element with the editions that have it: from `since`, and before `until`. `old` is its length in the first edition."""

    element: Element
    since: str = ""
    until: str = ""
    old: int | None = None

    def stands_in(self, edition: str) -> bool:
        """Whether an edition has it."""
        if edition == ALL:
            return True
        place = _ORDER[edition]
        return not (self.since and place < _ORDER[self.since]) and not (self.until and place >= _ORDER[self.until])


@attrs.frozen(kw_only=True)
class Inside:
    """Records nested in one of a table; see `Nested`."""

    table: Table
    path: str = ""
    wrapper: str = ""
    after: str = ""
    since: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Table:
    """A record of the message over all editions."""

    tag: str
    model: type
    rows: tuple[Row, ...] = ()
    inside: tuple[Inside, ...] = ()
    section: str = ""

    def of(self, edition: str) -> Record:
        """The record of an edition, or of all of them (`ALL`)."""
        return _record(self, edition)

    def walk(self) -> Iterator[Table]:
        """This table and all inside it."""
        yield self
        for each in self.inside:
            yield from each.table.walk()


@cache
def _record(table: Table, edition: str) -> Record:
    return Record(
        tag=table.tag,
        model=table.model,
        elements=tuple(attrs.evolve(r.element, rare=r.element.rare or edition == ALL) for r in table.rows if r.stands_in(edition)),
        nested=tuple(
            Nested(record=_record(i.table, edition), path=i.path, wrapper=i.wrapper, after=_behind(table, i.after, edition))
            for i in table.inside
            if edition == ALL or not i.since or _ORDER[edition] >= _ORDER[i.since]
        ),
        section=table.section,
    )


def _behind(table: Table, after: str, edition: str) -> str:
    """The last element of an edition up to the one named: the edition may lack that one."""
    names = [r.element.name for r in table.rows]
    if after not in names:
        return ""
    standing = [r.element.name for r in table.rows[: names.index(after) + 1] if r.stands_in(edition)]
    return standing[-1] if standing else ""


def rows(*texts: str) -> tuple[Row, ...]:
    """Rows from texts `Name attribute.path [options]`: those of `elements`, and since=, until=, old=."""
    return tuple(_row(text) for text in texts)


def _row(text: str) -> Row:
    name, path, *options = text.split()
    own = dict(o.split("=") for o in options if o.startswith(("since=", "until=", "old=")))
    plain = [o for o in options if not o.startswith(("since=", "until=", "old="))]
    (element,) = elements(" ".join((name, path, *plain)))
    return Row(
        element=element, since=own.get("since", ""), until=own.get("until", ""), old=int(own["old"]) if "old" in own else None
    )
