"""XML in: our own limits, no entities, no network, local names only."""

from __future__ import annotations

import re

from lxml import etree

from baoguan.errors import DecodeError
from baoguan.wire.text import decode_text, without_declaration

MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 48

Json = str | dict[str, "Json"] | list["Json"]
"""Element content as `read --json` shows it: text, nested elements, or a list where an element repeats."""

_TOO_DEEP = etree.XPath("boolean(" + "/*" * (MAX_DEPTH + 1) + ")")
_PREFIX = re.compile(r"<(/?)[A-Za-z_][\w.\-]*:(?=[A-Za-z_])")
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_xml(content: bytes, *, max_bytes: int = MAX_BYTES) -> etree._Element:
    """The root element. Raises DecodeError for anything but well-formed XML within the limits."""
    if len(content) > max_bytes:
        raise DecodeError(
            f"文件 {len(content)} 字节，超过上限 {max_bytes}",
            f"{len(content)} bytes, more than the limit of {max_bytes}",
            remedy_zh="确认文件来源",
            remedy_en="Check where the file comes from",
        )
    text = without_declaration(decode_text(content))
    if _DOCTYPE.search(text):
        raise DecodeError(
            "含有 DOCTYPE 或实体声明，拒绝读取",
            "it declares a DOCTYPE or entities, which no receipt does",
            remedy_zh="确认文件来源",
            remedy_en="Check where the file comes from",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        try:
            root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
        except etree.XMLSyntaxError as error:
            # Receipts with <ns2:INV201> were met that declare no ns2: prefixes say nothing to us.
            if "amespace prefix" not in (error.msg or ""):
                raise
            root = etree.fromstring(_PREFIX.sub(r"<\1", text).encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        raise DecodeError(
            f"XML 不完整或有误：{error.msg}",
            f"not well-formed XML: {error.msg}",
            remedy_zh="文件可能还没写完或已损坏，重新取得后执行 baoguan replay",
            remedy_en="It may be cut short or damaged: get it again, then `baoguan replay`",
        ) from None
    if _TOO_DEEP(root):
        raise DecodeError(
            f"嵌套超过 {MAX_DEPTH} 层",
            f"nested deeper than {MAX_DEPTH} levels",
            remedy_zh="确认文件来源",
            remedy_en="Check where the file comes from",
        )
    return root


def strip(text: str | None) -> str:
    """Text without the blanks that XML counts as such; a full-width space is content."""
    return (text or "").strip(" \t\r\n")


def local(element: etree._Element) -> str:
    """The name without namespace or prefix."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2]


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Child elements of a local name."""
    return element.findall(f"{{*}}{name}")


def find(element: etree._Element, *path: str) -> etree._Element | None:
    """The first element down a path of local names, or None."""
    here: etree._Element | None = element
    for name in path:
        if here is None:
            return None
        here = next((child for child in here if local(child) == name), None)
    return here


def descend(element: etree._Element, name: str) -> etree._Element | None:
    """The first element of that local name anywhere below, or the element itself."""
    return next(element.iter(f"{{*}}{name}"), None)


def text_of(element: etree._Element | None) -> str:
    """The text of an element without surrounding white space; empty for an absent one ("empty" elements may hold a newline)."""
    if element is None:
        return ""
    return strip("".join(map(str, element.itertext())) if len(element) else element.text)


def child_text(element: etree._Element, name: str) -> str:
    """The text of the first child of that local name, or ''."""
    return text_of(find(element, name))


def fields_of(element: etree._Element) -> Json:
    """Every non-empty element below, in nesting; elements that repeat become lists; text beside child elements stands under '#text'."""
    if not len(element):
        return strip(element.text)
    out: dict[str, Json] = {}
    own = strip(element.text)
    for child in element:
        value = fields_of(child)
        own += strip(child.tail)
        if value in ("", {}, []):
            continue
        name = local(child)
        if name not in out:
            out[name] = value
            continue
        before = out[name]
        if isinstance(before, list):
            before.append(value)
        else:
            out[name] = [before, value]
    if own:
        out["#text"] = own
    return out
