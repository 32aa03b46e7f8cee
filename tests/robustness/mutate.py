"""Mutations: of bytes, of encodings, and of elements, values and cells, which get past the outer parsers."""

from __future__ import annotations

import base64
import copy
import io
import json
import random
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from tests.robustness.seeds import Seed, zipped

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
Mutation = Callable[[bytes, random.Random], bytes]

NASTY: Final = (
    *("", " ", "\u3000", "0", "-1", "007", "1.50000", "1e5", "1E+999999999", "NaN", "-Infinity", "９", "9" * 40, "9" * 5000),
    *("0001-01-01T00:00:00+0900", "9999-12-31T23:59:59-0900", "20260230", "2026-02-30 25:61:61", "00000000", "Y", "3", "QD1"),
    *(
        "&<>",
        "]]>",
        "<b>",
        "\U0001f600𠮷",
        "㎡" * 300,
        "a\nb\tc",
        "=1+1",
        "'",
        '"',
        "1,000",
        "1_000",
        "$",
        "#N/A",
        "\\",
        "../x",
        "字" * 3000,
    ),
)
"""Texts where something else is expected."""
NAMES: Final = (
    "SeqNo",
    "GdsSeqno",
    "InvtListType",
    "InvtMessage",
    "InvtHeadType",
    "INV201",
    "Root",
    "CommonResponeMessage",
    "DecHead",
    "DecList",
    "GNo",
    "DEC_RESULT",
    "CHANNEL",
    "DecImportResponse",
    "新",
    "_x.y-z",
)


# --- bytes -----------------------------------------------------------------------------------------------------------------------


def _span(data: bytes, chance: random.Random, most: int = 64) -> tuple[int, int]:
    start = chance.randrange(max(len(data), 1))
    return start, min(len(data), start + chance.randint(1, most))


def flip(data: bytes, chance: random.Random) -> bytes:
    """Some bits the other way."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(len(data))]


def remove(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are missing in the middle."""
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def insert(data: bytes, chance: random.Random) -> bytes:
    """Some bytes more."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.randint(1, 16)) + data[at:]


def duplicate(data: bytes, chance: random.Random) -> bytes:
    """Some bytes twice."""
    start, end = _span(data, chance, 400)
    return data[:end] + data[start:]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Two stretches in each other's place."""
    places = sorted(chance.randrange(len(data) + 1) for _ in range(4))
    a, b, c, d = places
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def recode(data: bytes, chance: random.Random) -> bytes:
    """Part of the file is in another encoding, or all of it in one that it does not declare."""
    text = data.decode("utf-8", "replace")
    at = chance.randrange(len(text) + 1)
    first, second = chance.choice(
        (("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-16", "utf-16"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"))
    )
    return text[:at].encode(first) + text[at:].encode(second)


def bad_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes that no text has."""
    at = chance.randrange(len(data) + 1)
    return (
        data[:at]
        + chance.choice((b"\x00", b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\x81\x30", b"\xef\xbf\xbf", b"\x80"))
        + data[at:]
    )


BYTES: Final[Mapping[str, Mutation]] = {f.__name__: f for f in (flip, cut, remove, insert, duplicate, swap, recode, bad_bytes)}


# --- elements --------------------------------------------------------------------------------------------------------------------

Edit = Callable[[etree._Element, list[etree._Element], random.Random], None]


def _leaf(elements: list[etree._Element], chance: random.Random) -> etree._Element:
    return chance.choice([e for e in elements if not len(e)] or elements)


def _inner(elements: list[etree._Element], chance: random.Random) -> etree._Element:
    return chance.choice(elements[1:] or elements)


def rename_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    chance.choice(elements).tag = chance.choice((*NAMES, *(str(e.tag) for e in elements[:60])))


def other_text(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    _leaf(elements, chance).text = chance.choice(NASTY)


def other_texts(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    for leaf in elements:
        if not len(leaf) and chance.random() < 0.3:
            leaf.text = chance.choice(NASTY)


def drop_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element = _inner(elements, chance)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def double_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element = _inner(elements, chance)
    if element.getparent() is not None:
        twin = copy.deepcopy(element)
        for leaf in [e for e in twin.iter() if not len(e)][:1]:
            leaf.text = "又"
        element.addnext(twin)


def move_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element, target = _inner(elements, chance), chance.choice(elements)
    if element is not root and element not in list(target.iterancestors()) and element is not target:
        target.append(element)


def nest_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element = _inner(elements, chance)
    parent = element.getparent()
    if parent is not None:
        wrapper = etree.Element(chance.choice((str(element.tag), "Wrap")))
        parent.replace(element, wrapper)
        wrapper.append(element)


def unwrap_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element = _inner(elements, chance)
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = list(element)


def add_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    child = etree.Element(chance.choice((*NAMES, "New")))
    child.text = chance.choice(NASTY)
    target = chance.choice(elements)
    target.insert(chance.randrange(len(target) + 1), child)


def swap_texts(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    one, other = _leaf(elements, chance), _leaf(elements, chance)
    one.text, other.text = other.text, one.text


def shuffle_children(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element = chance.choice([e for e in elements if len(e) > 1] or elements)
    children = list(element)
    chance.shuffle(children)
    element[:] = children


def empty_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    element = chance.choice(elements[1:] or elements)
    element[:] = []
    element.text = chance.choice((None, "\n", "x"))


def namespace_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    name = etree.QName(chance.choice(elements)).localname
    for element in elements:
        if etree.QName(element).localname == name:
            element.tag = f"{{urn:{chance.randrange(3)}}}{name}"


def lower_element(root: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    for element in chance.sample(elements, min(len(elements), 5)):
        name = etree.QName(element).localname
        element.tag = name[0].swapcase() + name[1:]


EDITS: Final[Mapping[str, Edit]] = {
    f.__name__: f
    for f in (
        *(
            rename_element,
            other_text,
            other_texts,
            drop_element,
            double_element,
            move_element,
            nest_element,
            unwrap_element,
            add_element,
        ),
        *(swap_texts, shuffle_children, empty_element, namespace_element, lower_element),
    )
}


def edit_xml(data: bytes, chance: random.Random, edit: Edit) -> bytes:
    """One edit in a tree, or in the tree of what an envelope holds; the text of the result is UTF-8 or GB18030, as before."""
    encoding = "gb18030" if b"encoding" in data[:60] and b"gb" in data[:60].lower() else "utf-8"
    text = data.decode("utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode(encoding, "replace")
    root = etree.fromstring(text[text.index("?>") + 2 :] if text.lstrip("\ufeff").startswith("<?xml") else text)
    held = root.find("{*}Data") if etree.QName(root).localname == "DxpMsg" else None
    if held is not None and chance.random() < 0.7:
        held.text = base64.b64encode(edit_xml(base64.b64decode(held.text or ""), chance, edit)).decode()
    else:
        edit(root, [e for e in root.iter() if isinstance(e.tag, str)], chance)
    out: bytes = etree.tostring(root, encoding=encoding, xml_declaration=chance.random() < 0.8)  # type: ignore[assignment]
    return out


# --- containers and other texts --------------------------------------------------------------------------------------------------


def edit_zip(data: bytes, chance: random.Random, edit: Edit) -> bytes:
    """An edit in the XML of a zip, sometimes under another name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name, *others = archive.namelist()
        content = archive.read(name)
        papers = {other: archive.read(other) for other in others}
    if chance.random() < 0.1:
        name = chance.choice(("../x.xml", "a/b.xml", "C:x.xml", "x.txt", "", "x.XML", "..\\x.xml", "x.xml\x00.pdf"))
    if papers and chance.random() < 0.2:
        papers[chance.choice(("x.xml", "../x.pdf", "", *papers))] = chance.choice((b"", content, b"%PDF-"))
    return zipped(name, edit_xml(content, chance, edit), papers)


def edit_workbook(data: bytes, chance: random.Random, edit: Edit) -> bytes:
    """An edit in one of the sheets or the texts of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        parts = [n for n in archive.namelist() if "sheets/sheet1" in n or "sharedStrings" in n or "sheets/sheet2" in n]
        chosen = chance.choice(parts or archive.namelist())
        for name in archive.namelist():
            content = archive.read(name)
            out.writestr(name, edit_xml(content, chance, edit) if name == chosen else content)
    return buffer.getvalue()


def _places(data: Json) -> list[tuple[dict[str, Json] | list[Json], str | int]]:
    found: list[tuple[dict[str, Json] | list[Json], str | int]] = []
    stack: list[Json] = [data]
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            found += [(here, key) for key in here]
            stack += list(here.values())
        elif isinstance(here, list):
            found += [(here, index) for index in range(len(here))]
            stack += here
    return found


def edit_json(data: bytes, chance: random.Random) -> bytes:
    """Another value, one key less, or one key more, at any depth."""
    tree: Json = json.loads(data.decode("utf-8-sig"))
    holder, key = chance.choice(_places(tree))
    values: list[Json] = [*NASTY, None, True, 0, -1, 1.5, 10**30, [], {}, [[]], {"x": 1}, [None], [1, "a"], {"extras": 1}]
    if chance.random() < 0.2:
        del holder[key]  # type: ignore[arg-type]
    elif chance.random() < 0.2 and isinstance(holder, dict):
        holder[chance.choice(("new", "carried", "kind", "attachments", "no_merge", "lines"))] = chance.choice(values)
    else:
        holder[key] = chance.choice(values)  # type: ignore[index]
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


def edit_csv(data: bytes, chance: random.Random) -> bytes:
    """Another cell, a line less or twice, or other separators."""
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030"
    rows = [line.split(",") for line in data.decode(encoding).split("\r\n")]
    row = chance.choice(rows)
    way = chance.randrange(5)
    if way == 0:
        rows.remove(row)
    elif way == 1:
        rows.insert(chance.randrange(len(rows)), list(row))
    elif way == 2:
        row.insert(chance.randrange(len(row) + 1), chance.choice(NASTY))
    else:
        row[chance.randrange(len(row))] = chance.choice(NASTY)
    separator = chance.choice((",", ",", ",", ";", "\t"))
    return "\r\n".join(separator.join(r) for r in rows).encode(encoding, "replace")


def mutate(seed: Seed, chance: random.Random) -> tuple[str, bytes]:
    """The name of a mutation and the file it made; two of three are edits of elements, values or cells."""
    if chance.random() < 1 / 3:
        name, change = chance.choice(tuple(BYTES.items()))
        return name, change(seed.content, chance)
    if seed.kind == "json":
        return "edit_json", edit_json(seed.content, chance)
    if seed.kind == "csv":
        return "edit_csv", edit_csv(seed.content, chance)
    name, edit = chance.choice(tuple(EDITS.items()))
    editor = {"zip": edit_zip, "xlsx": edit_workbook}.get(seed.kind, edit_xml)
    return name, editor(seed.content, chance, edit)
