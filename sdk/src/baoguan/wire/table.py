"""Record tables: how the attributes of a model class stand in a message.

A table row names the wire element and the attribute; type, length, digits, code list and Chinese term are the attribute's own (see
`baoguan.model.fields`). From a table come the encoder, the decoder and the field documentation.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cached_property

import attrs

from baoguan.model.fields import Term, paths


@attrs.frozen(kw_only=True)
class Element:
    """One element of a record. `legacy` names the code list whose older numbers the element carries; `rare` elements are written only
    in messages where some record has a value; of one with `blanks` every blank counts, since its text is read by position."""

    name: str
    path: str
    legacy: str | None = None
    cdata: bool = False
    rare: bool = False
    blanks: bool = False
    date_format: str = "%Y%m%d"


@attrs.frozen(kw_only=True)
class Nested:
    """Records inside a record: those at attribute `path`, one or a tuple of them, in an element `wrapper` where there is one.

    They stand behind the element `after`, at the end where it is not given. Without a `path` they are further fields of the record itself.
    """

    record: Record
    path: str = ""
    wrapper: str = ""
    after: str = ""

    @property
    def name(self) -> str:
        """The element that the outer record holds."""
        return self.wrapper or self.record.tag


@attrs.frozen(kw_only=True, slots=False)
class Record:
    """A record of a message: element `tag`, model class, elements in the order they are written.

    `section` names a record that holds some of the fields of a larger one: what it carries beside them is kept under that name.
    """

    tag: str
    model: type
    elements: tuple[Element, ...] = ()
    nested: tuple[Nested, ...] = ()
    section: str = ""

    @cached_property
    def by_name(self) -> dict[str, Element]:
        """Element name -> row; unknown names are what `extras` keep."""
        return {e.name: e for e in self.elements}

    @cached_property
    def by_path(self) -> dict[str, Element]:
        """Attribute path -> row."""
        return {e.path: e for e in self.elements}

    def term(self, element: Element) -> Term:
        """The facts of the element's attribute."""
        return paths(self.model)[element.path]

    def rows(self) -> Iterator[tuple[Element, Term]]:
        """Elements with their terms, in order."""
        known = paths(self.model)
        for element in self.elements:
            yield element, known[element.path]


def elements(*rows: str) -> tuple[Element, ...]:
    """Elements from rows of text `Name attribute.path [legacy=list] [cdata] [rare] [blanks]`: the compact form tables are kept in."""
    return tuple(_element(row) for row in rows)


def _element(row: str) -> Element:
    name, path, *options = row.split()
    legacy = next((o.removeprefix("legacy=") for o in options if o.startswith("legacy=")), None)
    return Element(
        name=name,
        path=sys.intern(path),
        legacy=legacy,
        cdata="cdata" in options,
        rare="rare" in options,
        blanks="blanks" in options,
    )
