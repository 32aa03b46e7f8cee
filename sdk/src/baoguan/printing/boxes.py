"""Boxes of a printed form: which fields stand in which box, under which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from baoguan.printing.markup import Markup, element, escaped, joined
from baoguan.printing.values import Shown, Values, paths_of

IMPORT: Final = "I"
EXPORT: Final = "E"


@attrs.frozen(kw_only=True)
class Box:
    """A box of the form: its words, those of an export, the fields in it, and its width beside the other boxes of the row.

    Codes and the numbers of a party stand behind the words, names below. With `slashes` the fields stand below as codes, divided by slashes.
    """

    words: str
    export: str
    fields: tuple[str, ...]
    width: int = 1
    slashes: bool = False
    only: str = ""
    """The direction whose form has the box; both where it is empty."""


def box(words: str, fields: str, width: int = 1, *, slashes: bool = False, only: str = "") -> Box:
    """A box from `进口时的名称|出口时的名称` and fields divided by blanks."""
    importing, _, exporting = words.partition("|")
    return Box(
        words=importing,
        export=exporting or importing,
        fields=tuple(fields.split()),
        width=width,
        slashes=slashes,
        only=only,
    )


Rows = tuple[tuple[Box, ...], ...]


class Boxes:
    """The rows of boxes of one document. `facts` are what the journal knows of it beside its fields, by name."""

    def __init__(self, rows: Rows, document: object, values: Values, direction: str, facts: Mapping[str, str]) -> None:
        self._document = document
        self._values = values
        self._facts = facts
        self._exporting = direction == EXPORT
        own = EXPORT if self._exporting else IMPORT
        self._rows = [[box for box in row if box.only in ("", own)] for row in rows]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that stand in a box."""
        return frozenset(path for row in self._rows for box in row for path in box.fields)

    def markup(self) -> Markup:
        """All rows."""
        return joined(
            element("div", joined(self._box(box) for box in row), "row", style=f"grid-template-columns: {_columns(row)}")
            for row in self._rows
        )

    def _box(self, box: Box) -> Markup:
        shown = list(self._shown(box.fields))
        if box.slashes:
            codes, texts = [], ["/".join(value.code or value.text for _, value in shown)]
        else:
            codes = [value.code or value.text for path, value in shown if value.code or path.endswith("_code")]
            texts = [value.text for path, value in shown if not path.endswith("_code")]
        words = escaped(box.export if self._exporting else box.words)
        if codes:
            words = joined((words, element("span", escaped(f"({'/'.join(codes)})"), "code")))
        return element("div", joined((element("div", words, "words"), element("div", escaped(" ".join(texts)), "value"))), "box")

    def _shown(self, fields: Iterable[str]) -> Iterator[tuple[str, Shown]]:
        known = paths_of(self._document)
        for path in fields:
            value = self._values.of(self._document, path) if path in known else None
            if value is None and path in self._facts:
                value = Shown(self._facts[path])
            if value is not None:
                yield path, value


def _columns(row: Iterable[Box]) -> str:
    return " ".join(f"minmax(0, {box.width}fr)" for box in row)
