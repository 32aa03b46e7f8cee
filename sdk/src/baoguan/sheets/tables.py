"""What sheets know of a kind of document: the sections of its workbook, their records and headings. One table a kind, no branches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

import attrs

from baoguan.model.fields import Term, Value, paths, terms
from baoguan.model.message import Document

Said = tuple[tuple[str, str], ...]
"""Texts in Chinese and English."""


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Section:
    """A part of a document that stands on a sheet of its own: the head, one row a document, or records that belong to one.

    `path` is the attribute that holds the records, '' for the head; `zh` is the name of the sheet in our workbooks. `first` are the columns
    that a template begins with, `required` those that declaring needs. Where no column gives `numbered`, the rows are counted. `flags` are
    columns of 是 or 否 that are no fields of a message: path -> term.

    Records may hang on those of another section that stands before it (`goods.licences`): `joins` names the fields that tell on which,
    field -> field of the other. `single` is a section that a document has one record of at most. `rare` ones get no sheet where a workbook
    has none of their records.
    """

    name: str
    path: str
    zh: str
    model: type
    first: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    numbered: str = ""
    flags: Mapping[str, Term] = attrs.field(factory=dict)
    joins: Mapping[str, str] = attrs.field(factory=dict)
    single: bool = False
    rare: bool = False

    @cached_property
    def fields(self) -> Mapping[str, Term]:
        """Attribute path -> term of the fields that the section can hold."""
        return paths(self.model)

    @cached_property
    def parties(self) -> Mapping[str, Term]:
        """The parties of the section: attribute -> term."""
        return {name: term for name, term in terms(self.model).items() if term.kind == "party"}


@attrs.frozen(kw_only=True)
class Guide:
    """What a template says of itself: its titles, how it is filled in, the code lists that it shows, and an example."""

    title_zh: str
    title_en: str
    texts: Said
    codes: tuple[str, ...]
    titles: Mapping[str, str] = attrs.field(factory=dict)
    """Titles of closed lists that go by another name than the first column with them: class name -> title."""
    example: Callable[[date], Document]


@attrs.frozen(kw_only=True, eq=False, slots=False)
class SheetKind:
    """A kind of document that sheets can hold. The first of the `bodies` may stand with its head in one flat table; further ones are
    sheets beside it.

    `key` is the field that joins the sheets, the same in every kind; `zh`, `en` and `key_zh` are what messages call document and key.
    """

    name: str
    zh: str
    en: str
    key_zh: str
    head: Section
    bodies: tuple[Section, ...]
    guide: Guide
    lineless: Callable[[Mapping[str, Value]], bool] = lambda values: False
    """Whether a head may stand without rows of the main body."""

    @property
    def main(self) -> Section:
        """The body that every document has."""
        return self.bodies[0]

    def body_at(self, path: str) -> Section:
        """The body whose records stand at a path. Raises KeyError where there is none."""
        return self._by_path[path]

    @cached_property
    def _by_path(self) -> Mapping[str, Section]:
        return {body.path: body for body in self.bodies}

    @property
    def sections(self) -> Sequence[Section]:
        """The head, then the bodies."""
        return (self.head, *self.bodies)

    @property
    def model(self) -> type:
        """The class of the documents."""
        return self.head.model
