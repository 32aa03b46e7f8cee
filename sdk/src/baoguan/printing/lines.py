"""The table of goods: several fields below each other in one cell, as on the paper form; its headings are repeated on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from baoguan.printing.markup import NOTHING, Markup, element, escaped, joined
from baoguan.printing.values import Values


@attrs.frozen(kw_only=True)
class Column:
    """A column of the table: its words, those of an export, and the fields of its cells, one inner tuple a line of the cell.

    Behind a field, `=` wants its name alone and `()` puts it into brackets.
    """

    words: str
    export: str
    lines: tuple[tuple[str, ...], ...]
    width: int = 1


def column(words: str, *lines: str, width: int = 1) -> Column:
    """A column from `进口时的名称|出口时的名称` and the lines of its cell, fields divided by blanks."""
    importing, _, exporting = words.partition("|")
    return Column(words=importing, export=exporting or importing, lines=tuple(tuple(line.split()) for line in lines), width=width)


_NAME_ALONE: Final = "="
_IN_BRACKETS: Final = "()"


def plain(field: str) -> str:
    """The path of a field, without what tells how it is shown."""
    return field.removesuffix(_NAME_ALONE).removesuffix(_IN_BRACKETS)


def fields_of(columns: Iterable[Column]) -> frozenset[str]:
    """The fields that the columns show."""
    return frozenset(plain(field) for column in columns for line in column.lines for field in line)


@attrs.frozen(kw_only=True)
class Lines:
    """A table of records."""

    columns: Sequence[Column]
    values: Values
    exporting: bool
    rest: str = ""
    """The words of a last column for what no other one shows; without them it is left out here."""

    def markup(self, records: Sequence[object]) -> Markup:
        """The table; its headings stand above every page of it."""
        rest = [self._rest(record) for record in records] if self.rest else []
        with_rest = any(rest)
        words = [(c.export if self.exporting else c.words, c.width) for c in self.columns] + [(self.rest, 3)] * with_rest
        total = sum(width for _, width in words)
        heads = joined(element("th", escaped(text), style=f"width: {100 * width / total:.2f}%") for text, width in words)
        body = joined(
            element("tr", joined((*self._cells(record), *([element("td", rest[n])] if with_rest else []))))
            for n, record in enumerate(records)
        )
        head = element("thead", element("tr", heads))
        return element("table", joined((head, element("tbody", body))), "lines")

    def _cells(self, record: object) -> Iterator[Markup]:
        for column in self.columns:
            lines = [" ".join(filter(None, (self._field(record, field) for field in line))) for line in column.lines]
            # An empty line keeps its place: which quantity is which is told by where it stands.
            while lines and not lines[-1]:
                lines.pop()
            yield element("td", joined(element("div", escaped(line)) for line in lines))

    def _field(self, record: object, field: str) -> str:
        value = self.values.of(record, plain(field))
        if value is None:
            return ""
        if field.endswith(_NAME_ALONE):
            return value.text
        return f"({value})" if field.endswith(_IN_BRACKETS) else str(value)

    def _rest(self, record: object) -> Markup:
        filled = list(self.values.filled(record, fields_of(self.columns)))
        return joined(element("div", escaped(f"{term.zh}：{value}")) for _, term, value in filled) if filled else NOTHING
