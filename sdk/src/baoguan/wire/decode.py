"""Records of a message to model objects; nothing that is read gets lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from lxml import etree

from baoguan.codes import Codes
from baoguan.model.fields import Carried, Extra, Value, terms
from baoguan.model.party import Party
from baoguan.wire.convert import reader, writer
from baoguan.wire.encode import BLOCK, escape
from baoguan.wire.forms import BLANKS, NOTHING, Form, How, Known, Place, with_blanks
from baoguan.wire.plain import PlainMessage
from baoguan.wire.table import Nested, Record
from baoguan.wire.xml import local, strip

T = TypeVar("T")
_MOST_TAGS = 1_000
_MOST_FORMS = 256
_LONGEST_FORM = 16_384
"""Characters of the tags of a form that is remembered."""


class RecordDecoder:
    """The decoder of one record table."""

    def __init__(self, record: Record, codes: Codes) -> None:
        self._record = record
        self._section = record.section
        self._known = {e.name: Known(e, t, reader(e, t, codes), writer(e, t, codes)) for e, t in record.rows()}
        self._nested = {n.name: _Inner(n, record.model, codes) for n in record.nested}
        self._has_parties = any("." in e.path for e in record.elements)
        self._by_tag: dict[object, Place] = {}
        self._forms: dict[tuple[object, ...], Form | None] = {}
        self._plain_forms: dict[tuple[str, ...], Form | None] = {}

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

    def plain_values(self, message: PlainMessage, start: int, end: int) -> dict[str, object] | None:
        """As `values`, of the tags from `start` to before `end` of a message in the plain form; None where a tree must be read."""
        rest = _Rest()
        # A record of sections alone is no row, however its tags fall.
        row = message.row(start, end) if self._known else None
        form = self._plain_form(row.names) if row is not None else None
        flat: dict[str, Value] = {}
        if row is not None and form is not None and form.closings == row.closings:
            flat = form.flat([text for (text,) in row.texts], rest.originals)
        elif not self._plain_sections(message, start, end, rest):
            return None
        out = {**(nest(flat) if self._has_parties else flat), **rest.inner}
        if rest.originals or rest.behind:
            out["carried"] = Carried((), rest.originals, rest.behind)
        return out

    def _plain_sections(self, message: PlainMessage, start: int, end: int, rest: _Rest) -> bool:
        """Read elements that all hold records or sections; False where there is anything else."""
        for name, first, last in message.elements(start, end):
            nested = self._nested.get(name)
            found = nested.plain(message, first, last) if nested is not None and rest.expects(nested) else None
            if nested is None or found is None:
                return False
            rest.put(nested, found)
        return True

    def plain_records(self, message: PlainMessage, start: int, end: int) -> list[object] | None:
        """As `records`, of rows that are all alike; None for others."""
        rows = message.rows(self._record.tag, start, end)
        form = self._plain_form(rows.names) if rows is not None else None
        if rows is None or form is None or form.closings != rows.closings:
            return None
        return form.together(rows.texts, rows.count, self._record.model)

    def _plain_form(self, names: tuple[str, ...]) -> Form | None:
        """What is known of records of these fields alone, each once; None for others."""
        try:
            return self._plain_forms[names]
        except KeyError:
            pass
        known = [self._known.get(name) for name in names]
        found: list[Place] = [(k.path, k.how, name, k, None) for name, k in zip(names, known, strict=True) if k is not None]
        # Two elements may stand for one field, and then one of them is carried.
        form = Form(found) if len({path for path, *_ in found}) == len(names) else None
        if len(self._plain_forms) < _MOST_FORMS and sum(map(len, names)) < _LONGEST_FORM:
            self._plain_forms[names] = form
        return form

    def _one_by_one(self, children: Sequence[etree._Element], rest: _Rest, sections: frozenset[str]) -> dict[str, Value]:
        """The fields of a record of any form; what stands in none goes to the rest."""
        flat: dict[str, Value] = {}
        for place, child in enumerate(children):
            path, how, name, known, nested = self._by_tag.get(child.tag) or self._look_up(child)
            if how is How.INNER or len(child):
                rest.take(name, nested, child, place, sections)
            elif path in flat or name in sections:
                rest.unknown(name, child, place, sections)
            elif (inside := child.text) and (value := inside.strip(BLANKS) if how is not How.BLANKS else with_blanks(inside)):
                flat[path] = known.value(value, rest.originals) if how is How.TYPED else value
        return flat

    def _form(self, children: Sequence[etree._Element]) -> Form | None:
        """What is known of records with these elements in this order; None where they must be read one by one."""
        tags = tuple([child.tag for child in children])
        try:
            return self._forms[tags]
        except KeyError:
            pass
        found = [self._by_tag.get(child.tag) or self._look_up(child) for child in children]
        fields = [path for path, how, *_ in found if how is not How.INNER]
        form = Form(found) if len(set(fields)) == len(fields) else None
        # Like the tags: forms of real programs are few, those of a hostile file must not stay.
        if len(self._forms) < _MOST_FORMS and sum(len(str(tag)) for tag in tags) < _LONGEST_FORM:
            self._forms[tags] = form
        return form

    def _look_up(self, child: etree._Element) -> Place:
        """An element by its tag, namespace included, so that each is taken apart once."""
        name = local(child)
        known, nested = self._known.get(name), self._nested.get(name)
        found = ("", How.INNER, name, NOTHING, nested) if known is None else (known.path, known.how, name, known, nested)
        # Hostile files could bring any number of names; the memory of them must not grow with them.
        if len(self._by_tag) < _MOST_TAGS:
            self._by_tag[child.tag] = found
        return found


class _Rest:
    """What of a record stands in no single field."""

    def __init__(self) -> None:
        self.inner: dict[str, object] = {}
        self.originals: dict[str, str] = {}
        self.extras: list[Extra] = []
        self.behind: dict[str, tuple[Extra, ...]] = {}
        self._seen: set[str] = set()

    def take(self, name: str, nested: object, child: etree._Element, place: int, sections: frozenset[str] = frozenset()) -> None:
        """An element that is no field: nested records, or what nobody knows."""
        if not isinstance(nested, _Inner) or not self.inner_of(nested, child, place):
            self.unknown(name, child, place, sections)

    def unknown(self, name: str, child: etree._Element, place: int, sections: frozenset[str]) -> None:
        """Keep an element that no field stands for, unless another table reads it."""
        if name not in sections and (raw := inner_markup(child)):
            self.extras.append(Extra(name, raw, place))

    def inner_of(self, nested: _Inner, child: etree._Element, place: int) -> bool:
        """Read nested records; False for one that stands alone and comes again."""
        if not self.expects(nested):
            return False
        self.put(nested, nested.records(child, self.extras, place) if nested.path else nested.fields(child))
        return True

    def expects(self, nested: _Inner) -> bool:
        """Whether these may still come: what stands alone comes once."""
        again = nested.name in self._seen
        self._seen.add(nested.name)
        return nested.many or not again

    def put(self, nested: _Inner, found: list[object] | dict[str, object]) -> None:
        """Keep what was read of nested records, or of the fields of a section."""
        if isinstance(found, list):
            self.inner[nested.path] = (*self.inner.get(nested.path, ()), *found) if nested.many else found[0]  # type: ignore[misc]
            return
        carried = found.pop("carried", None)
        self.inner.update(found)
        if isinstance(carried, Carried):
            self.originals.update(carried.originals)
            self.behind.update(carried.sections)


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

    def plain(self, message: PlainMessage, start: int, end: int) -> list[object] | dict[str, object] | None:
        """As `records` or `fields`, of the tags from `start` to before `end` of a message in the plain form."""
        if self._nested.wrapper:
            return self._decoder.plain_records(message, start, end)
        values = self._decoder.plain_values(message, start, end)
        if values is None or not self.path:
            return values
        model: Callable[..., object] = self._nested.record.model
        return [model(**values)]

    def _record(self, node: etree._Element) -> object:
        model: Callable[..., object] = self._nested.record.model
        return model(**self._decoder.values(node))


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
