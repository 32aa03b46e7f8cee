"""One part file of a batch: the rows of a section as CSV or XML, written and read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from baoguan.plugin import Carried, Codes, DecodeError, Extra, RecordDecoder, children, escape, parse_xml
from baoguan_shenguantong.protocol import NOTICE, PROTOCOL
from baoguan_shenguantong.tables import PROTOCOL_COLUMN, Section

_ROOT: Final = "PART"


def write_csv(section: Section, rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    """Headings in Chinese, then one line a row; the first column of each line names the protocol."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([PROTOCOL_COLUMN, *section.titles])
    writer.writerows([PROTOCOL, *row] for row in rows)
    return out.getvalue().encode(encoding)


def write_xml(section: Section, rows: Sequence[Sequence[str]]) -> bytes:
    """One ROW a row; empty elements are left out."""
    names = [e.name for e in section.record.elements]
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<{_ROOT} protocol="{PROTOCOL}" section="{section.name}" notice="{NOTICE}">\n',
    ]
    for row in rows:
        cells = "".join(f"<{n}>{escape(text)}</{n}>" for n, text in zip(names, row, strict=True) if text)
        out.append(f'<ROW protocol="{PROTOCOL}">{cells}</ROW>\n')
    return "".join([*out, f"</{_ROOT}>\n"]).encode()


def read_rows(section: Section, name: str, content: bytes, encoding: str, codes: Codes) -> list[dict[str, object]]:
    """Constructor arguments of each row, unknown columns carried. Raises DecodeError for what is no part of this format."""
    decoder = RecordDecoder(section.record, codes)
    if name.lower().endswith(".xml"):
        return [decoder.values(row) for row in children(parse_xml(content), "ROW")]
    return [_with_extras(decoder.values(node), extras) for node, extras in _nodes(section, name, content, encoding)]


def _nodes(section: Section, name: str, content: bytes, encoding: str) -> Iterator[tuple[etree._Element, tuple[Extra, ...]]]:
    names = dict(zip(section.titles, (e.name for e in section.record.elements), strict=True))
    try:
        text = content.decode("gbk" if encoding == "gbk" else "utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise damaged(name, f"不是 {encoding} 的 CSV：{error}", f"is no CSV in {encoding}: {error}") from None
    if not lines or lines[0][:1] != [PROTOCOL_COLUMN]:
        raise damaged(name, f"第一列应为 {PROTOCOL_COLUMN}", f"must begin with the column {PROTOCOL_COLUMN}")
    titles = lines[0]
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(titles) or line[0] != PROTOCOL:
            raise damaged(
                name, f"第 {number} 行的列数或 protocol 不对", f"has another number of columns or another protocol in line {number}"
            )
        node = etree.Element("ROW")
        extras = []
        for place, (title, cell) in enumerate(zip(titles, line, strict=True)):
            known = names.get(title)
            if known is not None:
                _add(node, known, cell, name, number)
            elif place and cell:
                extras.append(Extra(title, escape(cell), place))
        yield node, tuple(extras)


def _add(row: etree._Element, element: str, text: str, name: str, number: int) -> None:
    try:
        etree.SubElement(row, element).text = text or None
    except ValueError:
        raise damaged(name, f"第 {number} 行含有控制字符", f"holds a control character in line {number}") from None


def _with_extras(values: dict[str, object], extras: tuple[Extra, ...]) -> dict[str, object]:
    if extras:
        carried = values.get("carried")
        originals = carried.originals if isinstance(carried, Carried) else {}
        values["carried"] = Carried(extras, originals)
    return values


def damaged(name: str, zh: str, en: str) -> DecodeError:
    """What is said of a file that is not as it should be."""
    return DecodeError(
        f"{name} {zh}",
        f"{name} {en}",
        remedy_zh="重新取得完整的文件",
        remedy_en="Get the whole file again",
    )
