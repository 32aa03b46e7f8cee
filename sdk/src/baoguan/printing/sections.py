"""Everything that has no box of its own: records of any kind, as a table where they are narrow, as fields with their names where not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import attrs

from baoguan.model.fields import TERM, Carried, paths
from baoguan.model.party import Party
from baoguan.printing.markup import NOTHING, Markup, element, escaped, joined
from baoguan.printing.values import Values

_MOST_COLUMNS: Final = 12
_PARTS: Final[Mapping[str, str]] = {
    "signature": "签名",
    "transit": "转关单",
    "transit_leg": "转关单境外段",
    "tax_sheet": "报税单",
    "risk": "风险评估",
    "access": "两段准入",
    "draft_declaration": "临时报关单表头",
}
"""Parts of a document that are one record each, whose class alone tells what they are."""


@attrs.frozen(kw_only=True)
class Section:
    """Records of one kind under their title."""

    attribute: str
    title: str
    records: Sequence[object]


def sections_of(record: object) -> Iterator[Section]:
    """What a record holds beside its own fields, in the order of the model."""
    model: type = type(record)
    for field in attrs.fields(model):
        value = getattr(record, field.name)
        if isinstance(value, tuple) and value and all(attrs.has(type(each)) for each in value):
            term = field.metadata.get(TERM)
            yield Section(attribute=field.name, title=term.zh if term is not None else field.name, records=value)
        elif attrs.has(type(value)) and not isinstance(value, Party | Carried):
            yield Section(attribute=field.name, title=_PARTS.get(field.name, field.name), records=(value,))


@attrs.frozen(kw_only=True)
class Sections:
    """Writes sections."""

    values: Values

    def section(self, section: Section, skipped: frozenset[str] = frozenset(), of: str = "") -> Markup:
        """A section with everything in it; empty where nothing is filled in. `of` names the record that it is a part of."""
        shown = [
            (number, self._rows(record, skipped), list(sections_of(record)))
            for number, record in zip(_numbers(section.records), section.records, strict=True)
        ]
        if not any(rows or parts for _, rows, parts in shown):
            return NOTHING
        title = f"{of} · {section.title}" if of else section.title
        out = [element("h2", escaped(title))]
        filled = [(number, rows) for number, rows, _ in shown if rows]
        columns = {path: words for _, rows in filled for path, (words, _) in rows.items()}
        if len(section.records) > 1 and len(columns) <= _MOST_COLUMNS:
            out.append(_table(filled, columns))
        else:
            for number, rows in filled:
                out.append(_fields(rows, f"{number}" if len(section.records) > 1 else ""))
        several = len(section.records) > 1
        for number, _, parts in shown:
            inner = f"{title} {number}" if several else title
            out += [self.section(part, of=inner) for part in parts]
        return element("section", joined(out))

    def fields(self, record: object, title: str, skipped: frozenset[str]) -> Markup:
        """The fields of one record that are filled in and not shown elsewhere."""
        rows = self._rows(record, skipped)
        return element("section", joined((element("h2", escaped(title)), _fields(rows, "")))) if rows else NOTHING

    def _rows(self, record: object, skipped: frozenset[str]) -> dict[str, tuple[str, str]]:
        model: type = type(record)
        several = _shared_words(model)
        return {
            path: (f"{term.zh} {term.en}" if term.zh in several else term.zh, str(value))
            for path, term, value in self.values.filled(record, skipped)
        }


def _numbers(records: Sequence[object]) -> list[int]:
    """The numbers by which other sections name the records: their own where they have such, else their places."""
    own = [number for record in records if isinstance(number := getattr(record, "line_no", None), int)]
    return own if len(set(own)) == len(records) else list(range(1, len(records) + 1))


@cache
def _shared_words(model: type) -> frozenset[str]:
    """Terms that several fields of a record have in common, as the elements of a supplementary declaration do."""
    return frozenset(words for words, count in Counter(term.zh for term in paths(model).values()).items() if count > 1)


def _table(filled: Sequence[tuple[int, Mapping[str, tuple[str, str]]]], columns: Mapping[str, str]) -> Markup:
    heads = joined(element("th", escaped(words)) for words in ("", *columns.values()))
    rows = [
        element("tr", joined(element("td", escaped(text)) for text in (str(number), *(rows.get(c, ("", ""))[1] for c in columns))))
        for number, rows in filled
    ]
    head = element("thead", element("tr", heads))
    return element("table", joined((head, element("tbody", joined(rows)))), "records")


def _fields(rows: Mapping[str, tuple[str, str]], number: str) -> Markup:
    each = [
        element("div", joined((element("dt", escaped(words)), element("dd", escaped(text)))), "field")
        for words, text in rows.values()
    ]
    lead = [element("div", escaped(number), "number")] if number else []
    return element("dl", joined((*lead, *each)), "fields")
