"""Fixed-width GBK text: records to lines and back.

    content = encode("EMS231", [("DCR_HEAD", {...}), ("DCR_ENT", {...})], key={...})
    for record in decode(content): record.tag, record.values

Everything that the text cannot hold is found before anything is sent, all at once: a character outside GBK, a text that is too long, a
number with too many digits.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

import attrs

from baoguan.plugin import DecodeError, UnusableInput
from baoguan_h2010.widths import PREFIX, TAG, Field, layouts

ENCODING: Final = "gbk"
LINE_END: Final = b"\r\n"
_SHOWN: Final = 20
_CONTROL: Final = frozenset(map(chr, range(32))) | {"\x7f", "\x85"}

Value = str | int | Decimal | None


@attrs.frozen
class Fault:
    """Something that the text cannot hold: where it stands, the value, and why, in both languages."""

    path: str
    value: str
    zh: str
    en: str


@attrs.frozen(kw_only=True)
class Record:
    """One line. `values` are the texts of its fields without padding, absent ones left out; `rest` is what stands behind the last field
    that the table knows. A record that the table lacks has its whole text there."""

    tag: str
    values: Mapping[str, str] = attrs.field(factory=dict)
    rest: str = ""
    number: int = 0

    def get(self, name: str) -> str:
        """The text of a field, or ''."""
        return self.values.get(name, "")


class Writer:
    """Collects lines, and every fault of every line."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def line(self, tag: str, values: Mapping[str, Value], where: str = "", names: Mapping[str, str] | None = None) -> bytes:
        """One line with its line end. `where` and `names` (field -> attribute) say in messages where a value came from. A name that the
        record does not have is a mistake of the caller and raises KeyError."""
        layout = layouts()[tag]
        unknown = values.keys() - {f.name for f in layout.fields}
        if unknown:
            raise KeyError(f"{tag} has no {sorted(unknown)}")
        cells = []
        for field in layout.fields:
            path = ".".join(p for p in (where, (names or {}).get(field.name) or field.attribute or f"{tag}.{field.name}") if p)
            cells.append(self._cell(field, values.get(field.name), path))
        return layout.tag + b"".join(cells) + LINE_END

    def check(self) -> None:
        """Raises UnusableInput that names every fault."""
        if not self.faults:
            return
        shown, more = self.faults[:_SHOWN], len(self.faults) - _SHOWN
        raise UnusableInput(
            "；".join(f.path + f.zh for f in shown) + (f"；另有 {more} 处" if more > 0 else ""),
            "; ".join(f"{f.path}: {f.en}" for f in shown) + (f"; and {more} more" if more > 0 else ""),
            remedy_zh="改正这些值后重新提交；尚未发送任何内容",
            remedy_en="Correct these values and submit again; nothing has been sent",
        )

    def fault(self, path: str, value: object, zh: str, en: str) -> None:
        """Note something that the text cannot hold."""
        self.faults.append(Fault(path, _short(str(value)), zh, en))

    def _cell(self, field: Field, value: Value, path: str) -> bytes:
        if value is None or value == "":
            return b" " * field.width
        return {"X": self._text, "9": self._digits, "Z": self._number}[field.kind](field, value, path).ljust(field.width)

    def _text(self, field: Field, value: Value, path: str) -> bytes:
        text = str(value)
        bad = next((c for c in text if not _holds(c)), None)
        if bad is not None:
            self.fault(
                path,
                value,
                f"（{field.zh}）“{_short(text)}”中的“{bad}”（U+{ord(bad):04X}）不在 GBK 中：改用 GBK 中的字",
                f"{bad!r} (U+{ord(bad):04X}) in {_short(text)!r} is no character of GBK: write it with one that is",
            )
            return b""
        if any(c in _CONTROL for c in text):
            self.fault(
                path,
                value,
                f"（{field.zh}）含换行或控制字符：{_short(text)!r}，定长文本每行一条记录",
                f"holds a line break or control character: {_short(text)!r}; each record is one line",
            )
            return b""
        content = text.encode(ENCODING)
        if len(content) > field.width:
            self.fault(
                path,
                value,
                f"（{field.zh}）“{_short(text)}”有 {len(content)} 字节，上限 {field.width}（汉字算 2）",
                f"{_short(text)!r} has {len(content)} bytes of GBK, at most {field.width} (a Chinese character is 2)",
            )
        return content[: field.width]

    def _digits(self, field: Field, value: Value, path: str) -> bytes:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) == field.width):
            self.fault(
                path,
                value,
                f"（{field.zh}）应为 {field.width} 位数字，得到“{_short(text)}”",
                f"must be {field.width} digits, not {_short(text)!r}",
            )
            return b""
        return text.encode("ascii")

    def _number(self, field: Field, value: Value, path: str) -> bytes:
        number = _decimal(value)
        if number is None or number < 0:
            self.fault(
                path,
                value,
                f"（{field.zh}）应为不小于 0 的数，得到“{_short(str(value))}”",
                f"must be a number not below 0, got {_short(str(value))!r}",
            )
            return b""
        exponent = number.as_tuple().exponent
        places = max(-exponent if isinstance(exponent, int) else 0, 0)
        digits = format(number, "f")
        if places > field.decimals:
            digits = digits.rstrip("0").rstrip(".")
            places = len(digits.partition(".")[2])
        whole, _, behind = digits.partition(".")
        written = f"{whole}.{behind.ljust(field.decimals, '0')}" if field.decimals else whole
        if places > field.decimals or len(written) > field.width:
            room = field.width - field.decimals - 1 if field.decimals else field.width
            self.fault(
                path,
                value,
                f"（{field.zh}）{digits} 超出 {room} 位整数、{field.decimals} 位小数",
                f"{digits} is more than {room} whole digits and {field.decimals} decimals",
            )
            return b""
        return written.zfill(field.width).encode("ascii")


def _holds(character: str) -> bool:
    try:
        character.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def _decimal(value: Value) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str | int | Decimal) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number.adjusted()) <= 60 else None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def sealed(lines: Sequence[bytes]) -> bytes:
    """A message with its control records: how many of each record, and the digest of all before it (both of the mock's own making)."""
    writer = Writer()
    counts = Counter(line[:TAG].decode("ascii").strip(" <>").removeprefix(PREFIX) for line in lines)
    body = b"".join([*lines, *(writer.line("ELEMENT", {"TAG": tag, "RECORDS": n}) for tag, n in counts.items())])
    return body + writer.line("HASH_SIGN", {"METHOD": "SHA256", "DIGEST": hashlib.sha256(body).hexdigest()})


def encode(message_type: str, records: Iterable[tuple[str, Mapping[str, Value]]], *, key: Mapping[str, Value]) -> bytes:
    """A whole message of records. Raises UnusableInput that names everything the text cannot hold."""
    writer = Writer()
    lines = [writer.line("KEY", {"MSG_TYPE": message_type, "STEP": "1", "BATCH_NO": 1, "BATCH_TOTAL": 1, **key})]
    lines += [writer.line(tag, values, f"{tag}[{n}]") for n, (tag, values) in enumerate(records, 1)]
    writer.check()
    return sealed(lines)


def looks_like(content: bytes) -> bool:
    """Whether bytes begin as this text does."""
    return content.lstrip(b"\r\n").startswith(b"<" + PREFIX.encode("ascii"))


def decode(content: bytes) -> list[Record]:
    """The records of a text. Unknown records and longer lines are kept. Raises DecodeError for what is no such text."""
    out = []
    for number, raw in enumerate(content.split(b"\n"), 1):
        line = raw.rstrip(b"\r")
        if not line.strip():
            continue
        tag = line[:TAG].rstrip()
        if not (tag.startswith(b"<" + PREFIX.encode("ascii")) and tag.endswith(b">")):
            raise _bad(number, f"不以记录标签开头：{line[:TAG]!r}", f"does not begin with a record tag: {line[:TAG]!r}")
        out.append(_record(tag[1:-1].decode("ascii", "replace").removeprefix(PREFIX), line, number))
    if not out:
        raise _bad(0, "没有记录", "there are no records")
    return out


def _record(tag: str, line: bytes, number: int) -> Record:
    layout = layouts().get(tag)
    if layout is None:
        return Record(tag=tag, rest=_plain(line[TAG:], number).rstrip(" "), number=number)
    values = {}
    for field in layout.fields:
        text = _plain(line[field.start : field.start + field.width], number).rstrip(" ")
        if text:
            values[field.name] = text
    return Record(tag=tag, values=values, rest=_plain(line[layout.size :], number).rstrip(" "), number=number)


def _plain(data: bytes, number: int) -> str:
    try:
        return data.decode(ENCODING)
    except UnicodeDecodeError as error:
        raise _bad(number, f"不是 GBK，或汉字被截断（{error}）", f"is no GBK, or a character is cut ({error})") from None


def _bad(number: int, zh: str, en: str) -> DecodeError:
    return DecodeError(
        f"第 {number} 行{zh}",
        f"line {number} {en}",
        remedy_zh="确认是 EMS 定长文本（GBK）且完整",
        remedy_en="Check that it is the fixed-width EMS text in GBK, and whole",
    )
