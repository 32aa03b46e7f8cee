"""Headings: by which names a column of a sheet means which field.

A heading is compared without regard to width, case, white space, brackets and the marks that templates put behind required
columns. Tried in this order, and a lower rank wins over a higher one: the user's own map, attribute paths and the names of a
channel's message, the Chinese term, other names of the field, and at last the heading without what stands in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Final

import attrs

from baoguan.sheets.tables import Section, SheetKind

KEY: Final = "internal_number"
"""企业内部编号, 客户端报关单编号: joins the rows of a body to their head."""

IGNORED: Final = "-"
"""The target of a map entry whose column is left out on purpose."""

_BRACKETS: Final = str.maketrans("", "", "()[]{}<>【】〔〕《》「」'\"“”‘’`")
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_MARKS: Final = "*:·.。"


@attrs.frozen(kw_only=True)
class Names:
    """Headings beyond the terms of the model: heading -> attribute path, for the head and for the lines.

    A channel gives the element names of its message this way (`Gdecd` -> `hs_code`), a user the headings of an ERP. `lines` are those of
    the main body (goods of a declaration); `sections` further ones by name (`containers`). Where names are known of several kinds of
    document, `kinds` holds those of each by its name, and they are all there is.
    """

    head: Mapping[str, str] = attrs.field(factory=dict)
    lines: Mapping[str, str] = attrs.field(factory=dict)
    sections: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    kinds: Mapping[str, Names] = attrs.field(factory=dict)

    def of(self, kind: SheetKind, section: Section) -> Mapping[str, str]:
        """The headings of one section of a kind."""
        if self.kinds:
            return self.kinds[kind.name].of(kind, section) if kind.name in self.kinds else {}
        if section is kind.head:
            return self.head
        return {**(self.lines if section is kind.main else {}), **self.sections.get(section.name, {})}


NO_NAMES: Final = Names()


class Rank(IntEnum):
    """How surely a heading names a field; a lower rank is preferred."""

    MAPPED = 0
    EXACT = 1
    TERM = 2
    ALIAS = 3
    LOOSE = 4


@attrs.frozen
class Target:
    """The field that a heading names. A bare party (经营单位) has a path without part; its values tell which part is meant."""

    section: Section
    path: str
    rank: Rank


def normalised(heading: object) -> str:
    """The form in which headings are compared."""
    text = unicodedata.normalize("NFKC", str(heading)).replace("必填", "").replace("选填", "")
    return "".join(text.translate(_BRACKETS).split()).casefold().strip(_MARKS)


class Headings:
    """The headings that are understood, for every section of a kind of document."""

    def __init__(self, kind: SheetKind, wire_names: Names = NO_NAMES, mapping: Names = NO_NAMES) -> None:
        self.kind = kind
        self._known = {
            section: _index(section, wire_names.of(kind, section), mapping.of(kind, section), head=section is kind.head)
            for section in kind.sections
        }

    def target(self, heading: object, section: Section) -> Target | None:
        """The field of a section that a heading names, or None."""
        known = self._known[section]
        plain = normalised(heading)
        if not plain:
            return None
        found = known.get(plain)
        if found is None:
            without = normalised(_IN_BRACKETS.sub("", unicodedata.normalize("NFKC", str(heading))))
            loose = known.get(without) if without and without != plain else None
            found = attrs.evolve(loose, rank=Rank.LOOSE) if loose is not None else None
        return found

    def targets(self, heading: object) -> Iterator[Target]:
        """The fields that a heading names in any section."""
        for section in self.kind.sections:
            found = self.target(heading, section)
            if found is not None:
                yield found


def _index(section: Section, wire_names: Mapping[str, str], mapping: Mapping[str, str], *, head: bool) -> dict[str, Target]:
    best: dict[str, Target] = {}
    for name, path, rank in _names(section, wire_names, mapping, head=head):
        plain = normalised(name)
        before = best.get(plain)
        if plain and (before is None or rank < before.rank):
            best[plain] = Target(section, path, rank)
    return best


def _names(
    section: Section, wire_names: Mapping[str, str], mapping: Mapping[str, str], *, head: bool
) -> Iterator[tuple[str, str, Rank]]:
    fields = section.fields
    for heading, path in mapping.items():
        yield heading, path, Rank.MAPPED
    for heading, path in wire_names.items():
        if path in fields:
            yield heading, path, Rank.EXACT
    for path, term in fields.items():
        yield path, path, Rank.EXACT
        yield f"{section.name}.{path}", path, Rank.EXACT
        yield term.zh, path, Rank.TERM
        yield section.zh + term.zh, path, Rank.EXACT
        yield term.en, path, Rank.ALIAS
        for name in term.names:
            yield name, path, Rank.ALIAS
            yield section.zh + name, path, Rank.ALIAS
    if head:
        for path, term in section.parties.items():
            for name in (term.zh, *term.names):
                yield name, path, Rank.LOOSE
    for path, term in section.flags.items():
        yield path, path, Rank.EXACT
        for name in (term.zh, *term.names):
            yield name, path, Rank.TERM
