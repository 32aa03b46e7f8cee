"""What `read --json` shows of a file, against what an independent walk through it finds; and what decoding says to it."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from baoguan import BaoguanError
from baoguan.clock import SHANGHAI
from baoguan.plugin import DecodeError, RawReceipt, parse_xml
from baoguan_singlewindow.receipts import decode

BLANKS = " \t\r\n"
Fields = str | dict[str, "Fields"] | list["Fields"]


def unshown(root: etree._Element, fields: Fields) -> str:
    """The non-empty elements that the fields of a file lack, '' when they lack none. What an envelope holds counts as unfolded where it is
    shown so."""
    expected = Counter(_elements(root, ""))
    if isinstance(fields, dict) and len(fields) > 1:
        held = root.find("{*}Data")
        assert held is not None, sorted(fields)
        expected.subtract(_elements(held, "DxpMsg"))
        expected.update(_elements(inner(root), ""))
    missing = +expected
    missing.subtract(_shown(fields, ""))
    return ", ".join(f"{path}={text[:30]!r}" for path, text in sorted(+missing)[:3])


def inner(root: etree._Element) -> etree._Element:
    """The root of what an envelope holds, or the root itself."""
    held = root.find("{*}Data")
    if _name(root) != "DxpMsg" or held is None:
        return root
    try:
        return parse_xml(base64.b64decode("".join("".join(map(str, held.itertext())).split())))
    except ValueError:
        return root


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _elements(element: etree._Element, above: str) -> Iterator[tuple[str, str]]:
    path = f"{above}/{_name(element)}".lstrip("/")
    pieces = [element.text, *(child.tail for child in element)]
    if text := "".join((piece or "").strip(BLANKS) for piece in pieces):
        yield path, text
    for child in element:
        yield from _elements(child, path)


def _shown(fields: Fields, above: str) -> Iterator[tuple[str, str]]:
    if isinstance(fields, str):
        if fields:
            yield above, fields
        return
    for name, value in fields.items() if isinstance(fields, dict) else ():
        path = above if name == "#text" else f"{above}/{name}".lstrip("/")
        for each in value if isinstance(value, list) else [value]:
            yield from _shown(each, path)


def not_decoded(name: str, content: bytes) -> str:
    """What went wrong in decoding a file as a receipt; a DecodeError parks it and is nothing wrong."""
    try:
        decode(RawReceipt(token=name, name=name, content=content, received=datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)))
    except DecodeError:
        return ""
    except BaoguanError as error:
        return type(error).__name__
    return ""
