"""Comparing a message with a golden file, element by element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from plugins.singlewindow.tests.messages import XML_BLANKS

GOLDEN = Path(__file__).parent / "golden"
_CDATA = re.compile(rb"<(\w+)>((?:<!\[CDATA\[.*?\]\]>)+)</\1>", re.DOTALL)


def golden(name: str) -> bytes:
    """The bytes of a golden file."""
    return (GOLDEN / f"{name}.xml").read_bytes()


def differences(written: bytes, expected: bytes) -> list[str]:
    """Where a message departs from a golden file; empty when it says the same in the same form.

    Same elements in the same order with the same attributes and texts, same texts in CDATA. Elements without content may be
    written that the file leaves out (senders differ, and all are taken), but none that it names may be left out.
    """
    out = [] if written.startswith(b'<?xml version="1.0" encoding="UTF-8"?>') else ["the XML declaration differs"]
    try:
        ours, theirs = etree.fromstring(written), etree.fromstring(expected)
    except etree.XMLSyntaxError as error:
        return [*out, f"not well-formed: {error.msg}"]
    given, wanted = list(_flat(ours)), list(_flat(theirs))
    full, expected_full = [item for item in given if item[1]], [item for item in wanted if item[1]]
    if full != expected_full:
        at = next(
            (i for i, (a, b) in enumerate(zip(full, expected_full, strict=False)) if a != b), min(len(full), len(expected_full))
        )
        out.append(f"element {at}: {full[at : at + 1]} instead of {expected_full[at : at + 1]}")
    out += [f"{path} is missing" for path in dict(wanted).keys() - dict(given).keys()]
    if (texts := _CDATA.findall(written)) != _CDATA.findall(expected):
        out.append(f"CDATA differs: {texts[:1]!r}")
    return out


def _flat(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Path and content of every element.

    A path has names with their namespaces and positions among siblings of that name; the content is text and attributes, or a mark
    for an element that holds others.
    """

    def walk(node: etree._Element, path: str) -> Iterator[tuple[str, str]]:
        attributes = "".join(f"[@{key!r}={value!r}]" for key, value in sorted(node.attrib.items()))
        text = (node.text or "").strip(XML_BLANKS)
        yield path, "(elements)" + attributes if len(node) else text + attributes
        seen: dict[str, int] = {}
        for child in node:
            name = str(child.tag)
            seen[name] = seen.get(name, 0) + 1
            yield from walk(child, f"{path}/{name}[{seen[name]}]")

    return walk(root, str(root.tag))
