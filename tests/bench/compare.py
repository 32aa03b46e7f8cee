"""Whether two folders hold the same messages, element by element."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

MOST = 10
"""Differences that are told; one mistake shows in every line."""


def differences(ours: Path, theirs: Path) -> list[str]:
    """What differs, at most `MOST` of them; an empty element and one with empty text are the same, and so is CDATA."""
    return list(islice(_differences(ours, theirs), MOST))


def _differences(ours: Path, theirs: Path) -> Iterator[str]:
    names = {folder: {path.name for path in folder.glob("*.xml")} for folder in (ours, theirs)}
    for name in sorted(names[ours] ^ names[theirs]):
        yield f"{name}: only in {'ours' if name in names[ours] else 'theirs'}"
    if not names[ours] | names[theirs]:
        yield "there are no messages"
    for name in sorted(names[ours] & names[theirs]):
        for place, mine, other in _unequal(fromstring((ours / name).read_bytes()), fromstring((theirs / name).read_bytes())):
            yield f"{name} {place}: ours {mine!r}, theirs {other!r}"


def _unequal(mine: Element | None, other: Element | None, above: str = "") -> Iterator[tuple[str, str, str]]:
    if mine is None or other is None or _plain(mine) != _plain(other):
        yield above or "/", _shown(mine), _shown(other)
        return
    here = f"{above}/{mine.tag}"
    for number, (a, b) in enumerate(zip_longest(mine, other), 1):
        yield from _unequal(a, b, f"{here}[{number}]")


def _plain(element: Element) -> tuple[str, str, dict[str, str]]:
    return element.tag, (element.text or "").strip(), dict(element.attrib)


def _shown(element: Element | None) -> str:
    return "nothing" if element is None else f"<{element.tag}>{(element.text or '').strip()}"
