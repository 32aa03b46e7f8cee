"""What the tests of the declaration share: an account of invented companies, parcels, and values of a message as plain text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
from lxml import etree

from baoguan import CustomsDeclaration
from baoguan.plugin import Act, ChannelContext, DocumentKinds, Parcel, Step, from_json, to_json
from baoguan_singlewindow.account import SingleWindow
from baoguan_singlewindow.declaration.message import KIND, DeclarationMessages
from baoguan_singlewindow.reading import read_file
from baoguan_singlewindow.settings import Operator, Settings
from baoguan_singlewindow.ways import open_way
from plugins.singlewindow.tests.messages import CODES, CREATED, XML_BLANKS, name_of
from plugins.singlewindow.tests.messages import OPERATOR as CARD

OPERATOR = attrs.evolve(CARD, person="示例录入员")
NAMESPACE = "http://www.chinaport.gov.cn/dec"
SHARED = Path(__file__).parents[5] / "shared" / "wire"
BY_POSITION = ("Type", "DataSource", "PromiseItmes", "SpecDeclFlag")
"""Elements that are read by position: their blanks count."""


def account(*operators: Operator, **changes: object) -> Settings:
    """Settings of an account; nothing is written below the root."""
    chosen = Settings(root=Path("ImpPath"), operators=operators or (OPERATOR,))
    return attrs.evolve(chosen, **changes)  # type: ignore[arg-type]


def parcel(
    document: CustomsDeclaration,
    *,
    verbatim: bool = False,
    step: Step = Step.SAVE,
    files: Mapping[str, bytes] | None = None,
    exchange_id: str = "X-1",
) -> Parcel:
    """A parcel as the engine would hand it over."""
    return Parcel(
        exchange_id=exchange_id,
        environment="test",
        kind=KIND,
        number=document.internal_number or "",
        act=Act.FILING,
        step=step,
        created=CREATED,
        document=document,
        files=files or {},
        verbatim=verbatim,
    )


def encoded(document: CustomsDeclaration, settings: Settings | None = None, *, files: Mapping[str, bytes] | None = None) -> bytes:
    """The message of a declaration by the first card of the account."""
    chosen = settings or account()
    return DeclarationMessages(chosen, CODES).encode(parcel(document, files=files), chosen.operators[0])


def channel(folder: Path, settings: Settings | None = None) -> SingleWindow:
    """An account on folders of its own."""
    context = ChannelContext(
        environment="test", account="demo", codes=CODES, kinds=DocumentKinds(()), journal="test-journal", base=folder
    )
    chosen = attrs.evolve(settings or account(), root=folder / "ImpPath")
    return SingleWindow(chosen, context, open_way(chosen, context))


def read(content: bytes) -> CustomsDeclaration:
    """The declaration of a message, in an envelope or bare."""
    found = read_file("message.xml", content, CODES)
    assert found is not None
    assert isinstance(found.document, CustomsDeclaration)
    return found.document


def written(document: CustomsDeclaration) -> bytes:
    """The message that `build` makes of a document."""
    return DeclarationMessages(account(), CODES).encode(parcel(document, verbatim=True), None)


def rebuilt(content: bytes) -> bytes:
    """The message that `build` makes of the document that `read` makes of a message, by way of JSON."""
    return written(from_json(to_json(read(content)), CustomsDeclaration))


def leaves(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Name and text of every element that holds a text, also beside other elements."""
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        # What stands between elements counts as one text of the element around it, without the blanks that make lines.
        text = "".join((piece or "").strip(XML_BLANKS) for piece in (node.text, *(child.tail for child in node)))
        if text:
            yield name_of(node), text


def values(content: bytes) -> Counter[tuple[str, str]]:
    """Multiset of (local name, non-empty text) of a message."""
    return Counter(leaves(etree.fromstring(content, etree.XMLParser(huge_tree=True, remove_comments=True, remove_pis=True))))


def element(content: bytes, *path: str) -> etree._Element:
    """The one element down a path of local names below the root."""
    here = etree.fromstring(content)
    for name in path:
        (here,) = here.findall(f"{{*}}{name}")
    return here


def texts(content: bytes, *path: str) -> dict[str, str]:
    """The direct children of an element, with their texts as they stand."""
    return {name_of(child): child.text or "" for child in element(content, *path)}
