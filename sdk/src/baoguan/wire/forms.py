"""Forms of records: which elements they have in which order, and how these become values. Real programs write few of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from itertools import islice, repeat
from typing import Protocol

import attrs
from lxml import etree

from baoguan.codes import is_number
from baoguan.model.fields import Carried, Term, Value
from baoguan.model.making import Maker, maker
from baoguan.wire.convert import Reader, Writer, usual
from baoguan.wire.table import Element
from baoguan.wire.xml import strip


class Rest(Protocol):
    """Takes what of a record stands in no single field."""

    originals: dict[str, str]

    def take(self, name: str, nested: object, child: etree._Element, place: int, sections: frozenset[str] = frozenset()) -> None:
        """An element that is no field."""


BLANKS = " \t\r\n"
_PLAIN = frozenset({"text", "code"})
"""Kinds of fields whose value is the text itself."""
_MOST_SHARED = 1_000
"""Texts of an element whose value is made once: line numbers, prices and quantities come again and again."""


class How(Enum):
    """How an element is read."""

    PLAIN = 1
    TYPED = 2
    BLANKS = 3
    INNER = 4
    """No field: nested records, or unknown."""


class Known:
    """How one element is read."""

    __slots__ = ("_legacy", "_matches", "_read", "_shared", "_usual", "_write", "how", "path")

    def __init__(self, element: Element, term: Term, read: Reader, write: Writer) -> None:
        plain = term.kind in _PLAIN and not element.legacy
        self.path = element.path
        self.how = How.BLANKS if element.blanks else How.PLAIN if plain else How.TYPED
        self._matches, self._usual = usual(element, term)
        self._legacy = element.legacy
        self._read = read
        self._write = write
        self._shared: dict[str | None, Value] = {None: None}

    def column(self, texts: Sequence[str | None], originals: dict[int, dict[str, str]]) -> list[Value]:
        """The values of an element of several records; `originals` takes by record what is carried."""
        if self.how is How.BLANKS:
            return [(text and with_blanks(text)) or None for text in texts]
        given = [(text and text.strip(BLANKS)) or None for text in texts]
        if self.how is How.PLAIN:
            return given  # type: ignore[return-value]  # a text is a value
        shared, matches, read = self._shared, self._matches, self._usual
        values: list[Value] = []
        for row, text in enumerate(given):
            if text is None or text in shared:
                values.append(shared[text])
            elif matches(text):
                values.append(value := read(text))
                # Hostile files could bring any number of texts.
                if len(shared) < _MOST_SHARED:
                    shared[text] = value
            else:
                values.append(self.value(text, originals.setdefault(row, {})))
        return values

    def value(self, text: str, originals: dict[str, str]) -> Value:
        """The value; a text that would be written otherwise is carried."""
        if self._matches(text):
            return self._usual(text)
        try:
            value = self._read(text)
        except ValueError:
            value = None
        # A country or currency in letters is carried too: the encoder writes letters only where they were read.
        if value is None or self._write(value) != text or (self._legacy and not is_number(text)):
            originals[self.path] = text
        return value


class Form:
    """Records that have the same elements in the same order, each field once: their fields are read together."""

    __slots__ = ("_blanks", "_fields", "_inner", "_known", "_paths", "_typed", "closings")

    def __init__(self, found: Sequence[Place]) -> None:
        fields = [(place, known) for place, (_, how, _, known, _) in enumerate(found) if how is not How.INNER]
        self._known = tuple(known for _, known in fields)
        self._paths = tuple(known.path for known in self._known)
        self._typed = tuple(known for known in self._known if known.how is How.TYPED)
        self._blanks = tuple((n, known.path) for n, known in enumerate(self._known) if known.how is How.BLANKS)
        self._inner = tuple((place, name, nested) for place, (_, how, name, _, nested) in enumerate(found) if how is How.INNER)
        self._fields = tuple(place for place, _ in fields) if self._inner else None
        self.closings = None if self._inner else [f"/{name}" for _, _, name, *_ in found]
        """The closing tags of a record that has fields alone."""

    def read(self, children: Sequence[etree._Element], rest: Rest) -> dict[str, Value] | None:
        """The fields; what stands in none goes to the rest. None, with nothing read, where a field holds elements."""
        fields = children if self._fields is None else [children[n] for n in self._fields]
        if any(map(len, fields)):
            return None
        flat = self.flat([field.text for field in fields], rest.originals)
        for place, name, nested in self._inner:
            rest.take(name, nested, children[place], place)
        return flat

    def flat(self, texts: Sequence[str | None], originals: dict[str, str]) -> dict[str, Value]:
        """The fields of one record from the texts of its elements."""
        flat: dict[str, Value] = {
            path: value for path, text in zip(self._paths, texts, strict=True) if text and (value := text.strip(BLANKS))
        }
        for n, path in self._blanks:
            if value := with_blanks(texts[n] or ""):
                flat[path] = value
        for known in self._typed:
            if known.path in flat:
                flat[known.path] = known.value(flat[known.path], originals)  # type: ignore[arg-type]
        return flat

    def read_together(
        self, nodes: Sequence[etree._Element], rows: Sequence[Sequence[etree._Element]], model: type
    ) -> list[object] | None:
        """The records of nodes with these elements. None, with nothing read, where they hold more than texts in known elements."""
        if self._inner:
            return None
        children = [child for row in rows for child in row]
        if any(map(len, children)):
            return None
        loose = [text for node in nodes if (text := node.text)] + [tail for child in children if (tail := child.tail)]
        if strip("".join(loose)):
            return None
        texts = [child.text for child in children]
        width = len(self._known)
        return self.together([texts[place::width] for place in range(width)], len(rows), model)

    def together(self, texts: Sequence[Sequence[str | None]], count: int, model: type) -> list[object] | None:
        """So many records from the texts of each element. None, with nothing read, for a class that is not made of columns."""
        plan = _plan(model)
        if plan is None or not plan.plain.issuperset(self._paths):
            return None
        columns: dict[str, Iterable[object]] = {**plan.defaults}
        originals: dict[int, dict[str, str]] = {}
        for known, column in zip(self._known, texts, strict=True):
            columns[known.path] = known.column(column, originals)
        if any(originals.values()):
            columns["carried"] = [Carried((), kept, {}) if (kept := originals.get(row)) else None for row in range(count)]
        # Every column is as long as the rows but those of defaults, which have no end.
        return list(islice(map(plan.make, *columns.values()), count))


@attrs.frozen
class _Plan:
    """How records of a class are made of columns: the fields that are absent where they are None, every field's default, for ever again, the
    constructor."""

    plain: frozenset[str]
    defaults: Mapping[str, repeat[object]]
    make: Maker[object]


@cache
def _plan(model: type) -> _Plan | None:
    make = maker(model)
    if make is None:
        return None
    defaults = {f.name: f.default for f in attrs.fields(model)}
    plain = frozenset(name for name, default in defaults.items() if default is None)
    return _Plan(plain, {name: repeat(default) for name, default in defaults.items()}, make) if "carried" in plain else None


NOTHING = Known(Element(name="", path=""), Term(zh="", en="", kind="text"), str, str)
"""Stands for no field, where none is asked for."""


Place = tuple[str, How, str, Known, object]
"""Path, way of reading, name, field, nested records."""


def with_blanks(text: str) -> str:
    """A text that is read by position: its blanks count, line breaks around it do not."""
    return text.strip(BLANKS) if set(text) & {"\n", "\r", "\t"} else text
