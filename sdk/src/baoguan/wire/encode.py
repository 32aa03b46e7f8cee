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
from typing import Any

from baoguan.codes import Codes, is_number
from baoguan.errors import UnusableInput
from baoguan.model.fields import Carried, Extra, Value
from baoguan.wire.convert import ColumnWriter, Reader, column_writer, reader
from baoguan.wire.table import Element, Nested, Record

BLOCK = 512
_MOST_TEMPLATES = 256
"""Which rare elements are used differs from message to message; more variants than these are made anew each time."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\r]")

Getter = Callable[[object], Value]


def escape(text: str) -> str:
    """Text content of an element."""
    if not _SPECIAL.search(text):
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _is_simple(text: str) -> bool:
    """Whether a text can be written as it stands. What can be printed holds no character that XML cannot; the test takes a tenth of the time
    of a pattern."""
    return text.isprintable() and "&" not in text and "<" not in text and ">" not in text


def cdata(text: str) -> str:
    """Text as a CDATA section, '' for ''; a `]]>` inside is divided over two sections, a carriage return stands between them."""
    inside = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<![CDATA[{inside}]]>" if text else ""


class RecordEncoder:
    """The encoder of one record table."""

    def __init__(self, record: Record, codes: Codes) -> None:
        self._record = record
        self._columns = list(_columns(record, codes))
        paths = [c.path for c in self._columns if c.plain]
        # With one name alone an attrgetter gives no tuple.
        self._plain = attrgetter(*paths) if len(paths) > 1 else None
        if self._plain is None:
            for column in self._columns:
                column.plain = False
        self._templates: dict[tuple[object, ...], list[str]] = {}

    def encode(
        self, objects: Sequence[object], *, indent: str = "", newline: str = "\n", verbatim: bool = False
    ) -> Iterator[bytes]:
        """UTF-8 bytes of the records, in blocks. Raises UnusableInput for characters that XML cannot hold, and for a country or currency
        that has no number; `verbatim` lets one that was read in another form come back in that form."""
        for text in self.texts(objects, indent=indent, newline=newline, verbatim=verbatim):
            yield text.encode("utf-8")

    def texts(self, objects: Sequence[object], *, indent: str = "", newline: str = "\n", verbatim: bool = False) -> Iterator[str]:
        """As `encode`, before it becomes bytes."""
        if not objects:
            return
        if len(objects) == 1 and (single := self._single(objects[0], indent, newline, verbatim=verbatim)) is not None:
            yield single
            return
        originals = {path for o in objects if o.carried is not None for path in o.carried.originals}  # type: ignore[attr-defined]
        if len(objects) <= BLOCK:
            whole = self._values(objects)
            used = [
                n for n, c in enumerate(self._columns) if not c.rare or c.path in originals or whole[n].count(None) < len(objects)
            ]
        else:
            whole = []
            used = [n for n, c in enumerate(self._columns) if not c.rare or _used(c, objects, originals)]
        columns = [self._columns[n] for n in used]
        template = self._template(used, indent, newline)
        stride = len(template)
        source = iter(objects)
        start = 0
        while block := list(islice(source, BLOCK)):
            buffer = template * len(block)
            values = whole or self._values(block)
            for index, (number, column) in enumerate(zip(used, columns, strict=True)):
                if isinstance(column, _Inner):
                    buffer[1 + 2 * index :: stride] = column.texts(values[number], newline=newline, verbatim=verbatim)
                    continue
                texts = column.texts(values[number])
                if column.element.legacy:
                    column.check_numbers(texts, block, start, verbatim=verbatim)
                buffer[1 + 2 * index :: stride] = texts
            if any(o.carried is not None for o in block):  # type: ignore[attr-defined]
                _carry(buffer, stride, columns, block, self._record.section, verbatim=verbatim)
            yield "".join(buffer)
            start += len(block)

    def _single(self, record: object, indent: str, newline: str, *, verbatim: bool) -> str | None:
        """One record whose texts stand in the message as they are; None where it carries something or a text wants a closer look."""
        if record.carried is not None:  # type: ignore[attr-defined]
            return None
        plain = iter(self._plain(record)) if self._plain is not None else iter(())
        pieces, texts = [f"{indent}<{self._record.tag}>"], []
        for column in self._columns:
            value = next(plain) if column.plain else column.get(record)
            if value is None and column.rare:
                continue
            if isinstance(column, _Inner):
                pieces.append(column.text(value, newline=newline, verbatim=verbatim))
                continue
            legacy, framed = column.element.legacy, column.element.cdata
            text = value if type(value) is str and not legacy else column.write((value,))[0]  # type: ignore[arg-type]
            if legacy and text and not is_number(text):
                return None
            texts.append(text)
            pieces += column.opening, f"<![CDATA[{text}]]>" if framed and text else text, column.closing
        if not _is_simple("".join(texts)):
            return None
        return "".join((*pieces, f"</{self._record.tag}>{newline}"))

    def _values(self, block: Sequence[object]) -> list[Sequence[Any]]:
        """The values of all columns of a block: those of plain attributes in one call a record."""
        plain = iter(zip(*map(self._plain, block), strict=True)) if self._plain is not None else iter(())
        return [next(plain) if column.plain else tuple(map(column.get, block)) for column in self._columns]

    def _template(self, used: Sequence[int], indent: str, newline: str) -> list[str]:
        key = (indent, newline, *used)
        known = self._templates.get(key)
        if known is None:
            tag = self._record.tag
            template: list[str] = []
            opening = f"{indent}<{tag}>"
            for column in (self._columns[n] for n in used):
                template += [f"{opening}{column.opening}", ""]
                opening = column.closing
            known = [*template, f"{opening}", "", f"</{tag}>{newline}"]
            if len(self._templates) < _MOST_TEMPLATES:
                self._templates[key] = known
        return known


def _columns(record: Record, codes: Codes) -> Iterator[_Column | _Inner]:
    behind: dict[str, list[_Inner]] = {}
    for nested in record.nested:
        behind.setdefault(nested.after, []).append(_Inner(nested, codes))
    for element, term in record.rows():
        yield _Column(element, column_writer(element, term, codes), reader(element, term, codes))
        yield from behind.get(element.name, ())
    yield from behind.get("", ())


class _Inner:
    """The place of nested records among the elements of the outer one."""

    rare = True
    opening = closing = ""

    def __init__(self, nested: Nested, codes: Codes) -> None:
        self._encoder = RecordEncoder(nested.record, codes)
        self._wrapper = nested.wrapper
        self.path = nested.path
        self.plain = bool(nested.path)
        self.get: Callable[[object], object] = attrgetter(nested.path) if nested.path else _itself

    def texts(self, values: Iterable[object], *, newline: str, verbatim: bool) -> list[str]:
        return [self.text(value, newline=newline, verbatim=verbatim) for value in values]

    def text(self, value: object, *, newline: str, verbatim: bool) -> str:
        if value is None or value == ():
            return ""
        objects = value if isinstance(value, tuple) else (value,)
        inside = "".join(self._encoder.texts(objects, newline=newline, verbatim=verbatim))
        return f"<{self._wrapper}>{newline}{inside}</{self._wrapper}>{newline}" if self._wrapper else inside


def _itself(record: object) -> object:
    return record


class _Column:
    def __init__(self, element: Element, write: ColumnWriter, read: Reader) -> None:
        self.element = element
        self.path = element.path
        self.rare = element.rare
        self.opening = f"<{element.name}>"
        self.closing = f"</{element.name}>"
        self.write = write
        self.read = read
        self.plain = "." not in element.path
        self.get: Getter = attrgetter(element.path) if self.plain else _deep(element.path)

    def texts(self, values: Sequence[Value]) -> Sequence[str]:
        return self.safe(self.write(values))

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
    head, _, tail = path.partition(".")
    outer, inner = attrgetter(head), attrgetter(tail)

    def get(record: object) -> Value:
        part = outer(record)
        return None if part is None else inner(part)

    return get


def _used(column: _Column | _Inner, objects: Iterable[object], originals: Collection[str]) -> bool:
    return column.path in originals or not set(map(type, map(column.get, objects))) <= {NoneType}


def _carry(
    buffer: list[str],
    stride: int,
    columns: Sequence[_Column | _Inner],
    block: Sequence[object],
    section: str,
    *,
    verbatim: bool,
) -> None:
    """Put back what the records carry: exact texts that were read, and unknown elements before the closing tag."""
    for row, record in enumerate(block):
        carried: Carried | None = record.carried  # type: ignore[attr-defined]
        if carried is None:
            continue
        for index, column in enumerate(columns):
            text = carried.originals.get(column.path) if isinstance(column, _Column) else None
            if (
                text is not None
                and isinstance(column, _Column)
                and (kept := column.original(record, text, verbatim=verbatim)) is not None
            ):
                buffer[row * stride + 1 + 2 * index] = column.safe([kept])[0]
        buffer[(row + 1) * stride - 2] = extras_text(carried.sections.get(section, ()) if section else carried.extras)


def extras_text(extras: Iterable[Extra]) -> str:
    """Markup of unknown elements, in the order they stood."""
    return "".join(f"<{e.name}>{e.raw}</{e.name}>" if e.name else e.raw for e in sorted(extras, key=lambda e: e.place))
