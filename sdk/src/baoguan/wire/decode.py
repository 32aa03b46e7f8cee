"""Records of a message to model objects; nothing that is read gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from itertools import islice, repeat
from typing import TypeVar

import attrs
from lxml import etree

from baoguan.codes import Codes, is_number
from baoguan.model.fields import Carried, Extra, Term, Value, terms
from baoguan.model.making import Maker, maker
from baoguan.model.party import Party
from baoguan.wire.convert import Reader, Writer, reader, usual, writer
from baoguan.wire.encode import BLOCK, escape
from baoguan.wire.table import Element, Nested, Record
from baoguan.wire.xml import local, strip

T = TypeVar("T")


class RecordDecoder:
    """The decoder of one record table."""

    def __init__(self, record: Record, codes: Codes) -> None:
        self._record = record
        self._section = record.section
        self._known = {e.name: _Known(e, t, reader(e, t, codes), writer(e, t, codes)) for e, t in record.rows()}
        self._nested = {n.name: _Inner(n, record.model, codes) for n in record.nested}
        self._has_parties = any("." in e.path for e in record.elements)
        self._by_tag: dict[object, _Place] = {}
        self._forms: dict[tuple[object, ...], _Form | None] = {}

    def decode(self, node: etree._Element, model: type[T], sections: frozenset[str] = frozenset()) -> T:
        """One record. `model` is the table's class, named again for the type checker; elements of `sections` are left out, another
        table reads them."""
        return model(**self.values(node, sections))

    def records(self, nodes: Sequence[etree._Element]) -> list[object]:
        """Records of the table's class, in order: those of one form a field at a time, the others each by itself."""
        found: list[object] = []
        for start in range(0, len(nodes), BLOCK):
            found += self._block(nodes[start : start + BLOCK])
        return found

    def _block(self, nodes: Sequence[etree._Element]) -> list[object]:
        rows = [[*node] for node in nodes]
        alike: dict[tuple[object, ...], list[int]] = {}
        for number, row in enumerate(rows):
            alike.setdefault(tuple([child.tag for child in row]), []).append(number)
        found: dict[int, object] = {}
        for numbers in alike.values():
            form = self._form(rows[numbers[0]]) if len(numbers) > 1 else None
            made = form and form.read_together([nodes[n] for n in numbers], [rows[n] for n in numbers], self._record.model)
            found |= zip(numbers, made or [self.decode(nodes[n], self._record.model) for n in numbers], strict=True)
        return [found[number] for number in range(len(nodes))]

    def values(self, node: etree._Element, sections: frozenset[str] = frozenset()) -> dict[str, object]:
        """Constructor arguments of one record, with `carried` when there is anything to carry."""
        children = [*node]
        rest = _Rest()
        form = None if sections else self._form(children)
        flat = None if form is None else form.read(children, rest)
        if flat is None:
            flat = self._one_by_one(children, rest, sections)
        out = {**(nest(flat) if self._has_parties else flat), **rest.inner}
        own = strip(node.text) + "".join([strip(tail) for child in children if (tail := child.tail)])
        if own:
            rest.extras.append(Extra("", escape(own), -1))
        if self._section and rest.extras:
            rest.behind[self._section] = tuple(rest.extras)
            rest.extras = []
        if rest.originals or rest.extras or rest.behind:
            out["carried"] = Carried(tuple(rest.extras), rest.originals, rest.behind)
        return out

    def _one_by_one(self, children: Sequence[etree._Element], rest: _Rest, sections: frozenset[str]) -> dict[str, Value]:
        """The fields of a record of any form; what stands in none goes to the rest."""
        flat: dict[str, Value] = {}
        for place, child in enumerate(children):
            path, how, name, known, nested = self._by_tag.get(child.tag) or self._look_up(child)
            if how is _How.INNER or len(child):
                if nested is None or not rest.inner_of(nested, child, place):
                    rest.unknown(name, child, place, sections)
            elif path in flat or name in sections:
                rest.unknown(name, child, place, sections)
            elif (inside := child.text) and (value := inside.strip(_BLANKS) if how is not _How.BLANKS else _with_blanks(inside)):
                flat[path] = known.value(value, rest.originals) if how is _How.TYPED else value
        return flat

    def _form(self, children: Sequence[etree._Element]) -> _Form | None:
        """What is known of records with these elements in this order; None where they must be read one by one."""
        tags = tuple([child.tag for child in children])
        try:
            return self._forms[tags]
        except KeyError:
            pass
        found = [self._by_tag.get(child.tag) or self._look_up(child) for child in children]
        fields = [path for path, how, *_ in found if how is not _How.INNER]
        form = _Form(found) if len(set(fields)) == len(fields) else None
        # Like the tags: forms of real programs are few, those of a hostile file must not stay.
        if len(self._forms) < _MOST_FORMS and sum(len(str(tag)) for tag in tags) < _LONGEST_FORM:
            self._forms[tags] = form
        return form

    def _look_up(self, child: etree._Element) -> _Place:
        """An element by its tag, namespace included, so that each is taken apart once."""
        name = local(child)
        known, nested = self._known.get(name), self._nested.get(name)
        found = ("", _How.INNER, name, _NOTHING, nested) if known is None else (known.path, known.how, name, known, nested)
        # Hostile files could bring any number of names; the memory of them must not grow with them.
        if len(self._by_tag) < _MOST_TAGS:
            self._by_tag[child.tag] = found
        return found


_BLANKS = " \t\r\n"
_PLAIN = frozenset({"text", "code"})
"""Kinds of fields whose value is the text itself."""
_MOST_TAGS = 1_000
_MOST_SHARED = 1_000
"""Texts of an element whose value is made once: line numbers, prices and quantities come again and again."""
_MOST_FORMS = 256
_LONGEST_FORM = 16_384
"""Characters of the tags of a form that is remembered."""


class _How(Enum):
    """How an element is read."""

    PLAIN = 1
    TYPED = 2
    BLANKS = 3
    INNER = 4
    """No field: nested records, or unknown."""


class _Known:
    """How one element is read."""

    __slots__ = ("_legacy", "_matches", "_read", "_shared", "_usual", "_write", "how", "path")

    def __init__(self, element: Element, term: Term, read: Reader, write: Writer) -> None:
        plain = term.kind in _PLAIN and not element.legacy
        self.path = element.path
        self.how = _How.BLANKS if element.blanks else _How.PLAIN if plain else _How.TYPED
        self._matches, self._usual = usual(element, term)
        self._legacy = element.legacy
        self._read = read
        self._write = write
        self._shared: dict[str | None, Value] = {None: None}

    def column(self, texts: Sequence[str | None], originals: dict[int, dict[str, str]]) -> list[Value]:
        """The values of an element of several records; `originals` takes by record what is carried."""
        if self.how is _How.BLANKS:
            return [(text and _with_blanks(text)) or None for text in texts]
        given = [(text and text.strip(_BLANKS)) or None for text in texts]
        if self.how is _How.PLAIN:
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


class _Form:
    """Records that have the same elements in the same order, each field once: their fields are read together."""

    __slots__ = ("_blanks", "_fields", "_inner", "_known", "_paths", "_typed")

    def __init__(self, found: Sequence[_Place]) -> None:
        fields = [(place, path, how, known) for place, (path, how, _, known, _) in enumerate(found) if how is not _How.INNER]
        self._paths = tuple(path for _, path, _, _ in fields)
        self._known = tuple(known for *_, known in fields)
        self._typed = tuple((path, known) for _, path, how, known in fields if how is _How.TYPED)
        self._blanks = tuple((path, place) for place, path, how, _ in fields if how is _How.BLANKS)
        self._inner = tuple((place, name, nested) for place, (_, how, name, _, nested) in enumerate(found) if how is _How.INNER)
        self._fields = tuple(place for place, *_ in fields) if self._inner else None

    def read(self, children: Sequence[etree._Element], rest: _Rest) -> dict[str, Value] | None:
        """The fields; what stands in none goes to the rest. None, with nothing read, where a field holds elements."""
        fields = children if self._fields is None else [children[n] for n in self._fields]
        if any(map(len, fields)):
            return None
        flat: dict[str, Value] = {
            path: value
            for path, field in zip(self._paths, fields, strict=True)
            if (text := field.text) and (value := text.strip(_BLANKS))
        }
        for path, place in self._blanks:
            if value := _with_blanks(children[place].text or ""):
                flat[path] = value
        for path, known in self._typed:
            if path in flat:
                flat[path] = known.value(flat[path], rest.originals)  # type: ignore[arg-type]
        for place, name, nested in self._inner:
            if nested is None or not rest.inner_of(nested, children[place], place):
                rest.unknown(name, children[place], place, frozenset())
        return flat

    def read_together(
        self, nodes: Sequence[etree._Element], rows: Sequence[Sequence[etree._Element]], model: type
    ) -> list[object] | None:
        """The records of nodes with these elements. None, with nothing read, where they hold more than texts in known elements."""
        plan = None if self._inner else _plan(model)
        if plan is None or not plan.plain.issuperset(self._paths):
            return None
        children = [child for row in rows for child in row]
        if any(map(len, children)):
            return None
        loose = [text for node in nodes if (text := node.text)] + [tail for child in children if (tail := child.tail)]
        if strip("".join(loose)):
            return None
        texts = [child.text for child in children]
        columns: dict[str, Iterable[object]] = {**plan.defaults}
        originals: dict[int, dict[str, str]] = {}
        for place, known in enumerate(self._known):
            columns[known.path] = known.column(texts[place :: len(self._known)], originals)
        if any(originals.values()):
            columns["carried"] = [Carried((), kept, {}) if (kept := originals.get(row)) else None for row in range(len(rows))]
        # Every column is as long as the rows but those of defaults, which have no end.
        return list(islice(map(plan.make, *columns.values()), len(rows)))


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


_NOTHING = _Known(Element(name="", path=""), Term(zh="", en="", kind="text"), str, str)
"""Stands for no field, where none is asked for."""


_Place = tuple[str, _How, str, _Known, "_Inner | None"]
"""Path, way of reading, name, field, nested records."""


class _Rest:
    """What of a record stands in no single field."""

    def __init__(self) -> None:
        self.inner: dict[str, object] = {}
        self.originals: dict[str, str] = {}
        self.extras: list[Extra] = []
        self.behind: dict[str, tuple[Extra, ...]] = {}
        self._seen: set[str] = set()

    def unknown(self, name: str, child: etree._Element, place: int, sections: frozenset[str]) -> None:
        """Keep an element that no field stands for, unless another table reads it."""
        if name not in sections and (raw := inner_markup(child)):
            self.extras.append(Extra(name, raw, place))

    def inner_of(self, nested: _Inner, child: etree._Element, place: int) -> bool:
        """Read nested records; False for one that stands alone and comes again."""
        if nested.name in self._seen and not nested.many:
            return False
        self._seen.add(nested.name)
        if nested.path:
            found = nested.records(child, self.extras, place)
            self.inner[nested.path] = (*self.inner.get(nested.path, ()), *found) if nested.many else found[0]  # type: ignore[misc]
            return True
        fields = nested.fields(child)
        carried = fields.pop("carried", None)
        self.inner.update(fields)
        if isinstance(carried, Carried):
            self.originals.update(carried.originals)
            self.behind.update(carried.sections)
        return True


class _Inner:
    """Reads the records nested in another one. A record that stands alone and comes twice is kept as an unknown element."""

    def __init__(self, nested: Nested, outer: type, codes: Codes) -> None:
        self._nested = nested
        self._decoder = RecordDecoder(nested.record, codes)
        self.path = nested.path
        self.name = nested.name
        self.many = bool(nested.path) and terms(outer).get(nested.path) is not None

    def fields(self, node: etree._Element) -> dict[str, object]:
        """Constructor arguments of the outer record that stand in this section of it."""
        return self._decoder.values(node)

    def records(self, node: etree._Element, extras: list[Extra], place: int) -> list[object]:
        """The records in an element; what else a wrapper holds goes to the outer record's `extras`."""
        if not self._nested.wrapper:
            return [self._record(node)]
        tag = self._nested.record.tag
        inside = [*node]
        own = [n for n in inside if local(n) == tag]
        rest = ""
        if len(own) != len(inside):
            others = [(local(n), inner_markup(n)) for n in inside if local(n) != tag]
            rest = "".join(f"<{name}>{markup}</{name}>" for name, markup in others if markup)
        rest += escape(strip(node.text) + "".join([strip(tail) for n in inside if (tail := n.tail)]))
        if rest:
            extras.append(Extra(self._nested.wrapper, rest, place))
        return self._decoder.records(own)

    def _record(self, node: etree._Element) -> object:
        model: Callable[..., object] = self._nested.record.model
        return model(**self._decoder.values(node))


def _with_blanks(text: str) -> str:
    """A text that is read by position: its blanks count, line breaks around it do not."""
    return text.strip(_BLANKS) if set(text) & {"\n", "\r", "\t"} else text


def nest(flat: dict[str, Value]) -> dict[str, object]:
    """Dotted paths to constructor arguments: `declarant.name` into a Party."""
    out: dict[str, object] = {}
    parties: dict[str, dict[str, Value]] = {}
    for path, value in flat.items():
        head, dot, tail = path.partition(".")
        if dot:
            parties.setdefault(head, {})[tail] = value
        else:
            out[head] = value
    for head, values in parties.items():
        out[head] = Party(**values)  # type: ignore[arg-type]
    return out


def inner_markup(node: etree._Element) -> str:
    """The inside of an element with local names only and without blank text, '' when nothing in it has a value."""
    if not len(node):
        return escape(strip(node.text))
    out = [escape(strip(node.text))]
    for child in node:
        inside = inner_markup(child)
        if inside:
            name = local(child)
            out.append(f"<{name}>{inside}</{name}>")
        out.append(escape(strip(child.tail)))
    return "".join(out)
