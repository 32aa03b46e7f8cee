"""Messages in the plain form, taken apart without a tree: a third of the time of one.

Plain is what most programs write: UTF-8 that says so, every element written out, none with a prefix, no entity, comment or CDATA section, no
attribute but on the root. Of any other bytes nothing is said here, neither that they are XML nor that they are not: `parse_xml` judges
them, and reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from baoguan.wire.xml import strip

_LONGEST: Final = 64 * 1024 * 1024
_OPENING: Final = re.compile(rb'<\?xml version="1\.0" encoding="(?i:utf-8)"\?>')
_ORDINARY: Final = bytes(byte for byte in range(256) if byte not in b"<>&" and (byte >= 0x20 or byte in b"\t\n"))
"""Bytes that stand for themselves. A carriage return does not: XML makes a line feed of it."""
_NO_CHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""U+FFFE and U+FFFF: UTF-8 can say them, XML cannot. Of control characters the bytes tell, surrogates are no UTF-8."""


@attrs.frozen
class Rows:
    """Records of the same elements: their names, closing tags, and for each of them the texts of all records."""

    names: tuple[str, ...]
    closings: list[str]
    texts: Sequence[Sequence[str]]
    count: int


@attrs.frozen
class PlainMessage:
    """A message as its tags in turn, without brackets, and behind each the text up to the next one."""

    tags: list[str]
    texts: list[str]

    def text_of(self, name: str, within: str) -> str:
        """The text of the first element of a name inside the first one named `within`, '' where there is none."""
        try:
            start = self.tags.index(within)
            place = self.tags.index(name, start, self.tags.index(f"/{within}", start))
        except ValueError:
            return ""
        return strip(self.texts[place])

    def elements(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """(name, first tag inside, closing tag) of the elements from tag `start` to before `end`. What is not made of elements and blanks
        has one of the name ''."""
        here, loose = start, [self.texts[start - 1]]
        while here < end:
            name = self.tags[here]
            try:
                close = self.tags.index(f"/{name}", here, end)
            except ValueError:
                break
            yield name, here + 1, close
            loose.append(self.texts[close])
            here = close + 1
        if here != end or strip("".join(loose)):
            yield "", start, end

    def row(self, start: int, end: int) -> Rows | None:
        """A record of texts alone from tag `start` to before `end`."""
        if (end - start) % 2 or strip("".join(self.texts[start - 1 : end : 2])):
            return None
        texts = [[text] for text in self.texts[start:end:2]]
        return Rows(tuple(self.tags[start:end:2]), self.tags[start + 1 : end : 2], texts, 1)

    def rows(self, tag: str, start: int, end: int) -> Rows | None:
        """The records of texts alone from tag `start` to before `end`, all with the same elements; None where they are not."""
        if start == end or self.tags[start] != tag:
            return None
        try:
            width = self.tags.index(f"/{tag}", start, end) - start + 1
        except ValueError:
            return None
        count, left = divmod(end - start, width)
        first = self.tags[start : start + width]
        if left or width % 2 or self.tags[start:end] != first * count:
            return None
        # Behind the wrapper, each opening, each closing element, each record.
        loose = (self.texts[start - 1], *self.texts[start:end:2], *self.texts[start + width - 1 : end : width])
        if strip("".join(loose)):
            return None
        texts = [self.texts[place:end:width] for place in range(start + 1, start + width - 1, 2)]
        return Rows(tuple(first[1:-1:2]), first[2:-1:2], texts, count)


def plain_message(content: bytes) -> PlainMessage | None:
    """The tags and texts of a message in the plain form, the root's first; None for all other bytes.

    Whether the elements are closed in order is for the reader to see: it knows the names.
    """
    opening = _OPENING.match(content)
    if opening is None or len(content) > _LONGEST or any(map(content.__contains__, _NO_CHARACTERS)):
        return None
    markup = content[opening.end() :]
    brackets = markup.translate(None, _ORDINARY)
    if brackets != b"<>" * (len(brackets) // 2):
        return None
    try:
        text = markup.decode("utf-8")
    except UnicodeDecodeError:
        return None
    before, *parts = text.replace(">", "<").split("<")
    tags, texts = parts[::2], parts[1::2]
    if not tags or strip(before) or strip(texts[-1]):
        return None
    return PlainMessage(tags, texts)
