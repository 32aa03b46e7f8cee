"""What the tests of INV101 share: an account of invented companies, parcels, and values of a message as plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lxml import etree

from baoguan import BondedInventoryList
from baoguan.clock import SHANGHAI
from baoguan.plugin import Act, Codes, Parcel, Step, from_json, parse_xml, to_json
from baoguan_singlewindow.inventory import KIND, InventoryMessages, read_inventory
from baoguan_singlewindow.settings import Operator, Settings
from tests.support.lists import AGENT, MAKER

CODES = Codes.builtin()
CREATED = datetime(2026, 1, 5, 9, 30, 15, tzinfo=SHANGHAI)
OPERATOR = Operator(
    customs_code=AGENT.customs_code or "",
    credit_code=AGENT.credit_code or "",
    name=AGENT.name or "",
    card_no="8930000000001",
    client_id="4403000001",
)
_MESSAGES = ("InvtMessage", "EML121", "EMS121")
XML_BLANKS = " \t\r\n"
"""White space by the definition of XML; the blank of full width is a character like any other."""


def settings(*operators: Operator) -> Settings:
    """Settings of an account; nothing is written below the root."""
    return Settings(root=Path("ImpPath"), operators=operators or (OPERATOR,))


def messages(*operators: Operator) -> InventoryMessages:
    """The encoder with the tables that stand in the channel at this moment."""
    return InventoryMessages(settings(*operators), CODES)


def stranger() -> InventoryMessages:
    """An encoder of an account in which nobody may declare for the lists of these tests."""
    return messages(Operator(customs_code=MAKER.customs_code or ""))


def parcel(
    document: BondedInventoryList,
    *,
    act: Act = Act.FILING,
    step: Step = Step.DECLARE,
    verbatim: bool = False,
    exchange_id: str = "",
) -> Parcel:
    """A parcel as the engine would hand it over."""
    number = document.internal_number or ""
    return Parcel(
        exchange_id=exchange_id or f"X-{number}",
        environment="test",
        kind=KIND,
        number=number,
        act=act,
        step=step,
        change_count=document.change_count or 0,
        created=CREATED,
        document=document,
        verbatim=verbatim,
    )


def encoded(document: BondedInventoryList, *, act: Act = Act.FILING, step: Step = Step.DECLARE) -> bytes:
    """The XML of a list."""
    return b"".join(messages().encode(parcel(document, act=act, step=step)))


def read(content: bytes) -> BondedInventoryList:
    """The list of a message."""
    return read_inventory(parse_xml(content), CODES)


def through_json(content: bytes) -> BondedInventoryList:
    """The list of a message after it was written as a JSON document and read again."""
    return from_json(to_json(read(content)), BondedInventoryList)


def rebuilt(content: bytes, encoder: InventoryMessages | None = None) -> bytes:
    """The message that `build` makes of the document that `read` makes of a message."""
    document = through_json(content)
    return b"".join((encoder or stranger()).encode(parcel(document, verbatim=True)))


def name_of(element: etree._Element) -> str:
    """Local name, taken without the code under test."""
    return str(element.tag).rpartition("}")[2]


def leaves(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Path and text of every element that holds a text, also beside other elements, in document order."""

    def walk(node: etree._Element, path: str) -> Iterator[tuple[str, str]]:
        for child in node:
            if not isinstance(child.tag, str):
                continue
            here = f"{path}/{name_of(child)}" if path else name_of(child)
            if text := "".join(filter(None, (child.text, *(c.tail for c in child)))).strip(XML_BLANKS):
                yield here, text
            yield from walk(child, here)

    return walk(root, name_of(root))


def values(content: bytes) -> Counter[tuple[str, str]]:
    """Multiset of (place, non-empty value)."""
    return Counter((place(path), text) for path, text in leaves(etree.fromstring(content)))


def place(path: str) -> str:
    """The part of a path that must survive: from the message itself on, else below Package, else below the root.

    What stands around may be absent in a message and is then put around it.
    """
    parts = path.split("/")
    for message in _MESSAGES:
        if message in parts:
            return "/".join(parts[parts.index(message) :])
    start = parts.index("Package") if "Package" in parts else 0
    return "/".join(parts[start + 1 :])
