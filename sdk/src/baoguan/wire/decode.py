"""Records of a message to model objects; nothing that is read gets lost."""

from __future__ import annotations

from typing import TypeVar

from lxml import etree

from baoguan.codes import Codes, is_number
from baoguan.model.fields import Carried, Extra, Value
from baoguan.model.party import Party
from baoguan.wire.convert import Reader, Writer, reader, writer
from baoguan.wire.encode import escape
from baoguan.wire.table import Element, Record
from baoguan.wire.xml import local, strip, text_of

T = TypeVar("T")


class RecordDecoder:
    """The decoder of one record table."""

    def __init__(self, record: Record, codes: Codes) -> None:
        self._model = record.model
        self._known: dict[str, tuple[Element, Reader, Writer]] = {
            e.name: (e, reader(e, t, codes), writer(e, t, codes)) for e, t in record.rows()
        }

    def decode(self, node: etree._Element, model: type[T], sections: frozenset[str] = frozenset()) -> T:
        """One record. `model` is the table's class, named again for the type checker; elements of `sections` are left out, another
        table reads them."""
        return model(**self.values(node, sections))

    def values(self, node: etree._Element, sections: frozenset[str] = frozenset()) -> dict[str, object]:
        """Constructor arguments of one record, with `carried` when there is anything to carry."""
        flat: dict[str, Value] = {}
        originals: dict[str, str] = {}
        extras: list[Extra] = []
        if own := strip(node.text) + "".join(strip(child.tail) for child in node):
            extras.append(Extra("", escape(own), -1))
        for place, child in enumerate(node):
            name = local(child)
            if name in sections:
                continue
            known = self._known.get(name)
            if known is None or len(child) or known[0].path in flat:
                if raw := inner_markup(child):
                    extras.append(Extra(name, raw, place))
                continue
            text = text_of(child)
            if text == "":
                continue
            element, read, write = known
            try:
                value = read(text)
            except ValueError:
                value = None
            flat[element.path] = value
            # A country or currency in letters is carried too: the encoder writes letters only where they were read.
            if value is None or write(value) != text or (element.legacy and not is_number(text)):
                originals[element.path] = text
        out = nest(flat)
        if originals or extras:
            out["carried"] = Carried(tuple(extras), originals)
        return out


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
