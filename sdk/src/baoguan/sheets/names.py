"""Headings: by which names a column of a sheet means which field.

A heading is compared without regard to width, case, white space, brackets and the marks that templates put behind required
columns. Tried in this order, and a lower rank wins over a higher one: the user's own map, attribute paths and the names of a
channel's message, the Chinese term, other names of the field, and at last the heading without what stands in brackets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import IntEnum, StrEnum
from typing import Final

import attrs

from baoguan.model.fields import Term, paths, terms
from baoguan.model.inventory import BondedInventoryList, InventoryLine

KEY: Final = "internal_number"
"""企业内部编号: joins the rows of a body to their head."""

NO_MERGE: Final = "no_merge"
NO_MERGE_NAMES: Final = ("不归并", "是否不归并", "不参与归并", "no merge")
IGNORED: Final = "-"
"""The target of a map entry whose column is left out on purpose."""

_BRACKETS: Final = str.maketrans("", "", "()[]{}<>【】〔〕《》「」'\"“”‘’`")
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_MARKS: Final = "*:·.。"


class Section(StrEnum):
    """The part of a list that a column belongs to."""

    HEAD = "head"
    LINES = "lines"

    @property
    def zh(self) -> str:
        """表头 or 表体."""
        return "表头" if self is Section.HEAD else "表体"


@attrs.frozen(kw_only=True)
class Names:
    """Headings beyond the terms of the model: heading -> attribute path, for the head and for the lines.

    A channel gives the element names of its message this way (`Gdecd` -> `hs_code`), a user the headings of an ERP.
    """

    head: Mapping[str, str] = attrs.field(factory=dict)
    lines: Mapping[str, str] = attrs.field(factory=dict)

    def of(self, section: Section) -> Mapping[str, str]:
        """The headings of one section."""
        return self.head if section is Section.HEAD else self.lines


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


def fields_of(section: Section) -> Mapping[str, Term]:
    """Attribute path -> term of the fields that a section of a sheet can hold."""
    return paths(BondedInventoryList if section is Section.HEAD else InventoryLine)


def parties() -> Mapping[str, Term]:
    """The parties of the head: attribute -> term."""
    return {name: term for name, term in terms(BondedInventoryList).items() if term.kind == "party"}


class Headings:
    """The headings that are understood, for both sections."""

    def __init__(self, wire_names: Names = NO_NAMES, mapping: Names = NO_NAMES) -> None:
        self._known = {section: _index(section, wire_names.of(section), mapping.of(section)) for section in Section}

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


def _index(section: Section, wire_names: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, Target]:
    best: dict[str, Target] = {}
    for name, path, rank in _names(section, wire_names, mapping):
        plain = normalised(name)
        before = best.get(plain)
        if plain and (before is None or rank < before.rank):
            best[plain] = Target(section, path, rank)
    return best


def _names(section: Section, wire_names: Mapping[str, str], mapping: Mapping[str, str]) -> Iterator[tuple[str, str, Rank]]:
    fields = fields_of(section)
    for heading, path in mapping.items():
        yield heading, path, Rank.MAPPED
    for heading, path in wire_names.items():
        if path in fields:
            yield heading, path, Rank.EXACT
    for path, term in fields.items():
        yield path, path, Rank.EXACT
        yield f"{section.value}.{path}", path, Rank.EXACT
        yield term.zh, path, Rank.TERM
        yield section.zh + term.zh, path, Rank.EXACT
        yield term.en, path, Rank.ALIAS
        for name in term.names:
            yield name, path, Rank.ALIAS
            yield section.zh + name, path, Rank.ALIAS
    if section is Section.HEAD:
        for path, term in parties().items():
            for name in (term.zh, *term.names):
                yield name, path, Rank.LOOSE
    else:
        yield NO_MERGE, NO_MERGE, Rank.EXACT
        for name in NO_MERGE_NAMES:
            yield name, NO_MERGE, Rank.TERM
