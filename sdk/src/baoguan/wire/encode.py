"""Compiled encoder: model objects to the bytes of their records, a block of lines at a time.

The tags of a record stand in fixed slots of one list; each block fills the value slots column by column and joins once. Only columns
that hold one of ``&<>`` are escaped. A line costs about 6 microseconds.

An element of the older numbers (countries, currencies) holds three digits or nothing: a value without a number is refused, never written
in letters and never left out. Only what was read in another form goes back as it was, and only where the caller asks for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from types import NoneType

from baoguan.codes import Codes, is_number
from baoguan.errors import UnusableInput
from baoguan.model.fields import Carried, Extra, Value, value_at
from baoguan.wire.convert import ColumnWriter, Reader, column_writer, reader
from baoguan.wire.table import Element, Record

BLOCK = 512
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\r]")

Getter = Callable[[object], Value]


def escape(text: str) -> str:
    """Text content of an element."""
    if not _SPECIAL.search(text):
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def cdata(text: str) -> str:
    """Text as a CDATA section, '' for ''; a `]]>` inside is divided over two sections, a carriage return stands between them."""
    inside = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<![CDATA[{inside}]]>" if text else ""


class RecordEncoder:
    """The encoder of one record table."""

    def __init__(self, record: Record, codes: Codes) -> None:
        self._record = record
        self._columns = [_Column(e, column_writer(e, t, codes), reader(e, t, codes)) for e, t in record.rows()]

    def encode(
        self, objects: Sequence[object], *, indent: str = "", newline: str = "\n", verbatim: bool = False
    ) -> Iterator[bytes]:
        """UTF-8 bytes of the records, in blocks. Raises UnusableInput for characters that XML cannot hold, and for a country or currency
        that has no number; `verbatim` lets one that was read in another form come back in that form."""
        originals = {path for o in objects if o.carried is not None for path in o.carried.originals}  # type: ignore[attr-defined]
        columns = [c for c in self._columns if not c.element.rare or _used(c, objects, originals)]
        template = self._template(columns, indent, newline)
        stride = len(template)
        source = iter(objects)
        start = 0
        while block := list(islice(source, BLOCK)):
            buffer = template * len(block)
            for index, column in enumerate(columns):
                texts = column.texts(block)
                if column.element.legacy:
                    column.check_numbers(texts, block, start, verbatim=verbatim)
                buffer[1 + 2 * index :: stride] = texts
            if any(o.carried is not None for o in block):  # type: ignore[attr-defined]
                _carry(buffer, stride, columns, block, verbatim=verbatim)
            yield "".join(buffer).encode("utf-8")
            start += len(block)

    def _template(self, columns: Sequence[_Column], indent: str, newline: str) -> list[str]:
        tag = self._record.tag
        template: list[str] = []
        opening = f"{indent}<{tag}>"
        for column in columns:
            template += [f"{opening}<{column.element.name}>", ""]
            opening = f"</{column.element.name}>"
        return [*template, f"{opening}", "", f"</{tag}>{newline}"]


class _Column:
    def __init__(self, element: Element, write: ColumnWriter, read: Reader) -> None:
        self.element = element
        self.write = write
        self.read = read
        self.get: Getter = attrgetter(element.path) if "." not in element.path else _deep(element.path)

    def texts(self, block: Iterable[object]) -> Sequence[str]:
        return self.safe(self.write(list(map(self.get, block))))

    def safe(self, values: Sequence[str]) -> Sequence[str]:
        joined = "".join(values)
        # What can be printed holds no character that XML cannot; the test takes a tenth of the time of a pattern.
        plain = joined.isprintable()
        if not plain and _ILLEGAL.search(joined):
            self._refuse(values)
        if self.element.cdata:
            simple = plain and "]]>" not in joined
            return [f"<![CDATA[{v}]]>" if v else "" for v in values] if simple else [cdata(v) for v in values]
        if plain and "&" not in joined and "<" not in joined and ">" not in joined:
            return values
        return [escape(v) for v in values] if _SPECIAL.search(joined) else values

    def original(self, record: object, text: str, *, verbatim: bool) -> str | None:
        """The text that was read, when it still says what the attribute holds; one of another form than its element only `verbatim`."""
        if self.element.legacy and not verbatim and not is_number(text):
            return None
        try:
            value = self.read(text)
        except ValueError:
            value = None
        return text if value == self.get(record) else None

    def check_numbers(self, texts: Sequence[str], block: Sequence[object], start: int, *, verbatim: bool) -> None:
        """Refuse a text that is neither empty nor a number, unless the record carries what was read and it shall come back."""
        odd = {text for text in set(texts) if text and not is_number(text)}
        if not odd:
            return
        for row, text in enumerate(texts):
            if text not in odd:
                continue
            carried: Carried | None = block[row].carried  # type: ignore[attr-defined]
            read = carried.originals.get(self.element.path) if carried is not None else None
            if read is None or self.original(block[row], read, verbatim=verbatim) is None:
                self._refuse_letters(text, start + row + 1)

    def _refuse_letters(self, value: str, row: int) -> None:
        name = self.element.name
        raise UnusableInput(
            f"{name} 只收三位数字代码，{value!r} 在代码表 {self.element.legacy} 中没有对应的数字代码（第 {row} 条）",
            f"{name} takes 3-digit numbers only, and {value!r} has none in list {self.element.legacy} (record {row})",
            remedy_zh="改用有数字代码的代码，或用 baoguan codes import 导入带数字代码的代码表",
            remedy_en="Use a code that has a number, or import a list with its number (`baoguan codes import`)",
        )

    def _refuse(self, values: Sequence[str]) -> None:
        row, value = next((i, v) for i, v in enumerate(values) if _ILLEGAL.search(v))
        found = _ILLEGAL.search(value)
        char = ord(found.group()) if found else 0
        raise UnusableInput(
            f"{self.element.name} 含有 XML 不允许的字符 U+{char:04X}（本块第 {row + 1} 行）：{value!r}",
            f"{self.element.name} holds U+{char:04X}, which XML cannot carry (row {row + 1} of its block): {value!r}",
            remedy_zh="删除该字符",
            remedy_en="Remove the character",
        )


def _deep(path: str) -> Getter:
    return lambda record: value_at(record, path)


def _used(column: _Column, objects: Iterable[object], originals: Collection[str]) -> bool:
    return column.element.path in originals or not set(map(type, map(column.get, objects))) <= {NoneType}


def _carry(buffer: list[str], stride: int, columns: Sequence[_Column], block: Sequence[object], *, verbatim: bool) -> None:
    """Put back what the records carry: exact texts that were read, and unknown elements before the closing tag."""
    for row, record in enumerate(block):
        carried: Carried | None = record.carried  # type: ignore[attr-defined]
        if carried is None:
            continue
        for index, column in enumerate(columns):
            text = carried.originals.get(column.element.path)
            if text is not None and (kept := column.original(record, text, verbatim=verbatim)) is not None:
                buffer[row * stride + 1 + 2 * index] = column.safe([kept])[0]
        buffer[(row + 1) * stride - 2] = extras_text(carried.extras)


def extras_text(extras: Iterable[Extra]) -> str:
    """Markup of unknown elements, in the order they stood."""
    return "".join(f"<{e.name}>{e.raw}</{e.name}>" if e.name else e.raw for e in sorted(extras, key=lambda e: e.place))
