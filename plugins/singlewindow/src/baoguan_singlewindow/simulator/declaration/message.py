"""Reading a DecMessage: well-formed, right structure, only known elements. Values are judged in :mod:`.checks`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen, mutable
from lxml import etree

from ..message import check_encoding, local_name
from ..problems import Findings
from .fields import Section
from .sections import ATTACHMENT, CONTAINER, DOCUMENT, GOODS, HEAD, SECTIONS, SIGN

ROOT = "DecMessage"
WRONG_FORMAT = "01 暂存的业务报文格式数据不正确！"
"""What the real client says of a message that it cannot read (manual, FAQ)."""

_BY_POSITION = frozenset({"Type", "PromiseItmes", "SpecDeclFlag", "DataSource"})
"""Texts that are read by position: their blanks count."""
_SUMMARIES = frozenset("15")
_COMPLETE = "6"


@mutable
class Record:
    """One record as it arrived; every value is the text of its element, without those that were empty."""

    section: Section
    place: str
    values: dict[str, str] = field(factory=dict)
    inside: list[Record] = field(factory=list)

    def get(self, name: str) -> str:
        """The value of an element, empty if there is none."""
        return self.values.get(name, "")

    def walk(self) -> Iterator[Record]:
        """This record and all inside it."""
        yield self
        for each in self.inside:
            yield from each.walk()


@frozen(kw_only=True)
class DecMessage:
    """One DecMessage as it arrived."""

    edition: str
    """The attribute Version (or version), empty if there is none."""
    records: Sequence[Record]

    def of(self, section: Section) -> list[Record]:
        """The records of a section."""
        return [record for record in self.records if record.section.name == section.name]

    def _only(self, section: Section) -> Record:
        return next(iter(self.of(section)), Record(section, section.zh))

    @property
    def head(self) -> Record:
        """DecHead."""
        return self._only(HEAD)

    @property
    def sign(self) -> Record:
        """DecSign."""
        return self._only(SIGN)

    @property
    def goods(self) -> list[Record]:
        """The goods lines."""
        return self.of(GOODS)

    @property
    def containers(self) -> list[Record]:
        """The containers."""
        return self.of(CONTAINER)

    @property
    def documents(self) -> list[Record]:
        """随附单证: documents that Customs asks for."""
        return self.of(DOCUMENT)

    @property
    def attachments(self) -> list[Record]:
        """随附单据: the list of attached files."""
        return self.of(ATTACHMENT)

    @property
    def number(self) -> str:
        """客户端报关单编号 (ClientSeqNo)."""
        return self.sign.get("ClientSeqNo")

    @property
    def enterprise(self) -> str:
        """境内收发货人: its customs code, or its credit code where it has none."""
        return self.head.get("TradeCode") or self.head.get("TradeCoScc")

    @property
    def card(self) -> str:
        """The IC card that sends it."""
        return self.sign.get("ICCode") or self.head.get("TypistNo")

    def step(self, complete_digit: str) -> str:
        """``summary`` or ``complete`` of a two-step declaration by position 3 of its type, else empty."""
        digit = self.head.get("Type")[2:3]
        return "summary" if digit in _SUMMARIES and digit else "complete" if digit and digit in _COMPLETE + complete_digit else ""

    def content(self) -> Mapping[str, list[list[str]]]:
        """What it says, apart from the numbers and the date of this sending, for comparison."""
        said: dict[str, list[list[str]]] = {}
        for record in self.records:
            for each in record.walk():
                kept = sorted(f"{k}={v}" for k, v in each.values.items() if (each.section.name, k) not in _OF_SENDING)
                said.setdefault(each.section.name, []).append(kept)
        return said


_OF_SENDING = frozenset({("DecHead", "SeqNo"), ("DecHead", "EntryId"), ("DecSign", "SignDate"), ("DecSign", "Sign")})


def read_declaration(data: bytes, found: Findings) -> DecMessage | None:
    """The message, or nothing with the reasons in ``found``. A message with unknown elements is still returned."""
    root = parsed(data, ROOT, found)
    if root is None:
        return None
    edition = next((str(value) for key, value in root.attrib.items() if str(key).lower() == "version"), "")
    records = _records(root, SECTIONS, found)
    for section in (HEAD, SIGN):
        if not any(record.section is section for record in records):
            found.add("structure", section.name, f"缺少{section.zh} {section.name}")
    return DecMessage(edition=edition, records=records)


def parsed(data: bytes, name: str, found: Findings) -> etree._Element | None:
    """The root of a message of that name, or nothing with the reasons in ``found``."""
    problems = Findings()
    check_encoding(data, problems)
    if problems:
        found.add("format", "", WRONG_FORMAT)
        found.problems.extend(problems.problems)
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        found.add("not well-formed", "", f"{WRONG_FORMAT}{error.msg}")
        return None
    if local_name(root.tag) != name:
        found.add("structure", local_name(root.tag), f"{WRONG_FORMAT}根元素应为 {name}")
        return None
    return root


def _records(parent: etree._Element, sections: Sequence[Section], found: Findings) -> list[Record]:
    """The records inside an element, and inside the wrappers in it; what is neither is unknown."""
    own = {section.name: section for section in sections if not section.wrapper}
    wrapped = {section.wrapper: section for section in sections if section.wrapper}
    out: list[Record] = []
    count: dict[str, int] = {}
    for child in parent:
        name = local_name(child.tag)
        if name in own:
            _take(child, own[name], count, out, found)
        elif name in wrapped:
            section = wrapped[name]
            if name in count:
                found.add("repeated element", name, f"{section.zh}重复")
            count[name] = 1
            for inner in child:
                if local_name(inner.tag) == section.name:
                    _take(inner, section, count, out, found)
                else:
                    _unknown(f"{name}/{local_name(inner.tag)}", section.zh, local_name(inner.tag), found)
        else:
            _unknown(f"{local_name(parent.tag)}/{name}", "报文", name, found)
    return out


def _unknown(place: str, zh: str, name: str, found: Findings) -> None:
    found.add("unknown element", place, f"{zh}有未知的元素 {name}")


def _take(element: etree._Element, section: Section, count: dict[str, int], out: list[Record], found: Findings) -> None:
    number = count[section.name] = count.get(section.name, 0) + 1
    if number == section.most + 1:
        found.add("too many", section.name, f"{section.zh}超过 {section.most} 项" if section.most > 1 else f"{section.zh}重复")
    out.append(read_record(element, section, section.place(number), found))


def read_record(element: etree._Element, section: Section, place: str, found: Findings) -> Record:
    """What stands in an element, with everything that its section does not know in ``found``."""
    record = Record(section, place)
    nested = {each.wrapper or each.name for each in section.inside}
    holder = etree.Element(section.name)
    for child in list(element):
        name = local_name(child.tag)
        if name in nested:
            holder.append(child)
        elif name not in section.known:
            _unknown(f"{section.name}/{name}", place, name, found)
        else:
            if name in record.values:
                found.add("repeated element", f"{section.name}/{name}", f"{place}的{section.known[name].zh}重复")
            if len(child):
                found.add("structure", f"{section.name}/{name}", f"{place}的{section.known[name].zh}内不应再有元素")
            text = child.text or ""
            if text and (name in _BY_POSITION or not text.isspace()):
                record.values[name] = text
    record.inside = _records(holder, section.inside, found)
    return record
