"""Reading an INV101: well-formed, right structure, only known elements. Values are judged in :mod:`.checks`.

Rows come out as tuples in the order of :data:`.tables.ROW_NAMES`, so that checks can run by column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO

from attrs import field, frozen, mutable
from lxml import etree

from .problems import Findings
from .tables import COLUMN, ENVELOPE, POCKET, RECORDS, REPEATED, ROW_NAMES, SCALARS, Element

Row = tuple[str, ...]

_DECLARATION = re.compile(rb"\A<\?xml\s+version\s*=\s*[\"']1\.[01][\"']([^?]*)\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_SPECIFICATION = re.compile(rb"<((?:[\w.-]+:)?GdsSpcfModelDesc)(?:\s[^>]*)?(?<!/)>(.*?)</\1\s*>", re.DOTALL)
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.DOTALL)


@frozen(kw_only=True)
class Inv101:
    """One INV101 as it arrived; every value is the text of its element, empty if the element is absent or empty."""

    envelope: Mapping[str, str]
    pocket: Mapping[str, str]
    head: Mapping[str, str]
    rows: Sequence[Row]
    others: Mapping[str, Sequence[Mapping[str, str]]]
    """The other records of InvtMessage by name."""
    operator: str
    """OperCusRegCode."""
    sys_id: str
    declare_flag: str
    """DelcareFlag (sic)."""


@mutable
class _Body:
    head: dict[str, str] | None = None
    rows: list[Row] = field(factory=list)
    others: dict[str, list[Mapping[str, str]]] = field(factory=dict)
    scalars: dict[str, str] = field(factory=dict)


def read_inv101(data: bytes, found: Findings) -> Inv101 | None:
    """The message, or nothing with the reasons in ``found``. A message with unknown elements is still returned."""
    check_encoding(data, found)
    if found:
        return None
    body = _Body()
    try:
        root = _parse(data, body, found)
    except etree.XMLSyntaxError as error:
        found.add("not well-formed", "", f"XML 格式错误：{error.msg}")
        return None
    message = _assemble(root, body, found)
    _check_cdata(data, found)
    return message


def check_encoding(data: bytes, found: Findings) -> None:
    """Add what keeps bytes from being read as XML in UTF-8 without entities."""
    declaration = _DECLARATION.match(data.removeprefix(b"\xef\xbb\xbf"))
    if declaration is None:
        found.add("no declaration", "", "报文缺少 XML 声明")
        return
    encoding = _ENCODING.search(declaration.group(1))
    if encoding is not None and encoding.group(1).lower() not in {b"utf-8", b"utf8"}:
        found.add("encoding", "", "报文应为 UTF-8 编码")
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        found.add("encoding", "", f"报文不是有效的 UTF-8：第 {error.start + 1} 字节")
        return
    # Looked for in the whole file, so that no comment hides it; huge_tree lifts the parser's own limits on expansion.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        found.add("doctype", "", "报文不得包含 DOCTYPE 或实体声明")


def _parse(data: bytes, body: _Body, found: Findings) -> etree._Element:
    """One pass: rows are taken and emptied as they end, so that 30,000 of them need little memory."""
    context = etree.iterparse(
        BytesIO(data),
        events=("end",),
        tag=[f"{{*}}{name}" for name in REPEATED],
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    places = dict(COLUMN)
    for _, element in context:
        name = local_name(element.tag)
        parent = element.getparent()
        if parent is None or local_name(parent.tag) != "InvtMessage":
            continue
        if name == "InvtListType":
            body.rows.append(_read_row(element, places, len(body.rows) + 1, found))
        else:
            records = body.others.setdefault(name, [])
            records.append(read_record(element, f"{name}[{len(records) + 1}]", RECORDS[name], found))
        element.clear(keep_tail=False)
    root: etree._Element = context.root
    return root


_LOCAL: dict[str, str] = {}


def local_name(tag: object) -> str:
    """The name without its namespace."""
    text = str(tag)
    known = _LOCAL.get(text)
    if known is None:
        known = text.rpartition("}")[2]
        # Hostile files could bring any number of names; the memory of them must not grow with them.
        if len(_LOCAL) < 1000:
            _LOCAL[text] = known
    return known


def _read_row(element: etree._Element, places: dict[str, int], number: int, found: Findings) -> Row:
    """``places`` starts with local names and learns the qualified ones: this runs a million times a message."""
    values: list[str] = [""] * len(ROW_NAMES)
    filled = bytearray(len(ROW_NAMES))
    for child in element:
        tag = child.tag
        place = places.get(tag)
        if place is None:
            place = places.get(local_name(tag))
            if place is None:
                found.add("unknown element", f"InvtListType[{number}]/{local_name(tag)}", "未知的元素")
                continue
            places[tag] = place
        if filled[place]:
            found.add("repeated element", f"InvtListType[{number}]/{ROW_NAMES[place]}", "元素重复")
        filled[place] = 1
        text = child.text
        if text and not text.isspace():
            values[place] = text
        if len(child):
            found.add("structure", f"InvtListType[{number}]/{ROW_NAMES[place]}", "元素内不应再有元素")
    return tuple(values)


def read_record(element: etree._Element, place: str, table: Sequence[Element], found: Findings) -> dict[str, str]:
    """The values of a record by element; unknown and repeated elements are told."""
    names = {entry.name for entry in table}
    values: dict[str, str] = {}
    for child in element:
        name = local_name(child.tag)
        if name not in names:
            found.add("unknown element", f"{place}/{name}", "未知的元素")
            continue
        if name in values:
            found.add("repeated element", f"{place}/{name}", "元素重复")
        if len(child):
            found.add("structure", f"{place}/{name}", "元素内不应再有元素")
        values[name] = _text(child)
    return values


def _text(element: etree._Element) -> str:
    text = element.text
    return "" if text is None or text.isspace() else text


def one(parent: etree._Element, name: str, found: Findings) -> etree._Element | None:
    """The only child of that name; its absence or repetition is a wrong structure."""
    children = [child for child in parent if local_name(child.tag) == name]
    if len(children) != 1:
        found.add("structure", f"{local_name(parent.tag)}/{name}", f"应有且只有一个 {name} 元素，实有 {len(children)} 个")
        return None
    return children[0]


def only(parent: etree._Element, names: frozenset[str], found: Findings) -> None:
    """Tell every child of another name."""
    for child in parent:
        if local_name(child.tag) not in names:
            found.add("unknown element", f"{local_name(parent.tag)}/{local_name(child.tag)}", "未知的元素")


def _assemble(root: etree._Element, body: _Body, found: Findings) -> Inv101 | None:
    if local_name(root.tag) != "Signature":
        found.add("structure", local_name(root.tag), "根元素应为 Signature")
        return None
    only(root, frozenset({"SignedInfo", "SignatureValue", "KeyInfo", "Object"}), found)
    place: etree._Element | None = root
    for name in ("Object", "Package"):
        place = one(place, name, found) if place is not None else None
    if place is None:
        return None
    only(place, frozenset({"EnvelopInfo", "DataInfo"}), found)
    envelope = one(place, "EnvelopInfo", found)
    data = one(place, "DataInfo", found)
    business = one(data, "BussinessData", found) if data is not None else None
    if envelope is None or data is None or business is None:
        return None
    only(data, frozenset({"PocketInfo", "BussinessData"}), found)
    pocket = next((child for child in data if local_name(child.tag) == "PocketInfo"), None)
    only(business, frozenset({"InvtMessage", "DelcareFlag"}), found)
    invt = one(business, "InvtMessage", found)
    flag = one(business, "DelcareFlag", found)
    if invt is None:
        return None
    _read_message(invt, body, found)
    return Inv101(
        envelope=read_record(envelope, "EnvelopInfo", ENVELOPE, found),
        pocket=read_record(pocket, "PocketInfo", POCKET, found) if pocket is not None else {},
        head=body.head or {},
        rows=body.rows,
        others=body.others,
        operator=body.scalars.get("OperCusRegCode", ""),
        sys_id=body.scalars.get("SysId", ""),
        declare_flag=_text(flag) if flag is not None else "",
    )


def _read_message(invt: etree._Element, body: _Body, found: Findings) -> None:
    for child in invt:
        name = local_name(child.tag)
        if name in REPEATED:
            continue
        if name in SCALARS:
            if name in body.scalars:
                found.add("repeated element", f"InvtMessage/{name}", "元素重复")
            body.scalars[name] = _text(child)
        elif name == "InvtHeadType":
            if body.head is not None:
                found.add("repeated element", f"InvtMessage/{name}", "元素重复")
            body.head = read_record(child, name, RECORDS[name], found)
        elif name in RECORDS:
            body.others.setdefault(name, []).append(read_record(child, name, RECORDS[name], found))
        else:
            # The real client answers success without a SeqNo here (FAQ 15); refusing says more and is noticed sooner.
            found.add("unknown element", f"InvtMessage/{name}", "未知的元素")
    if body.head is None:
        found.add("structure", "InvtMessage/InvtHeadType", "缺少表头 InvtHeadType")


def _check_cdata(data: bytes, found: Findings) -> None:
    """规格型号 stands in CDATA whenever it is not empty (official manual, FAQ 13)."""
    for number, match in enumerate(_SPECIFICATION.finditer(data), 1):
        if _CDATA.sub(b"", match.group(2)).strip():
            found.add("cdata", f"GdsSpcfModelDesc[{number}]", "系统异常：规格型号应放在 CDATA 中")
