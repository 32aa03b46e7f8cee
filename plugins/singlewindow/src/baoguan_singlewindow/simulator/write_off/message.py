"""Reading an EML121 or EMS121: well-formed, in its folder, only known elements in their order, every value of its form."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import pairwise

from attrs import frozen
from lxml import etree

from ..message import local_name
from ..problems import Findings
from .tables import FORMS, Form

Row = Mapping[str, str]


@frozen(kw_only=True)
class WriteOffMessage:
    """One message as it arrived."""

    form: Form
    number: str
    """business_id of the envelope: the message itself has no place for the sender's own number."""
    card: str
    flag: str
    records: Mapping[str, Sequence[Row]]
    digest: str
    """Of everything in the message but when it was typed and declared."""

    @property
    def head(self) -> Row:
        """The head, empty where there is none."""
        return next(iter(self.records[self.form.head]), {})

    @property
    def rows(self) -> int:
        """How many lists, materials and products there are."""
        return sum(len(self.records[name]) for name in {self.form.lists, self.form.materials, self.form.products})


_OF_SENDING = frozenset({"inputTime", "chgoffDclTime", "chgoffDclDate"})


def read_write_off(data: bytes, business: str, found: Findings) -> WriteOffMessage | None:
    """The message; nothing for a file of another kind. What is wrong with it stands in ``found``."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return None
    form, body = next(((f, e) for f in FORMS for e in root.iter(f"{{*}}{f.root}")), (None, None))
    if form is None or body is None:
        return None
    if business.lower() != form.folder:
        found.add("folder", business, f"{form.root} 应通过 {form.folder.capitalize()} 通道报送")
    message = WriteOffMessage(
        form=form,
        number=_said(root, "business_id"),
        card=_said(root, "Ic_Card"),
        flag=_said(root, "DelcareFlag"),
        records=_records(form, body, found),
        digest=_digest(body),
    )
    if not message.number:
        found.add("business_id", "EnvelopInfo/business_id", "不能为空")
    if message.flag not in {"0", "1"}:
        found.add("DelcareFlag", "BussinessData/DelcareFlag", "应为 0 或 1")
    if len(message.records[form.head]) != 1:
        found.add("head", form.head, "应恰有一个表头")
    return message


def _records(form: Form, body: etree._Element, found: Findings) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {name: [] for name in form.records}
    order = {name: place for place, name in enumerate(form.records)}
    names = [local_name(child.tag) for child in body]
    for child, name in zip(body, names, strict=True):
        if name not in order:
            found.add("unknown element", f"{form.root}/{name}", "未知的节点")
            continue
        out[name].append(_row(form, name, len(out[name]) + 1, child, found))
    known = [name for name in names if name in order]
    if any(order[after] < order[before] for before, after in pairwise(known)):
        found.add("order", form.root, "节点的顺序与结构不符")
    return out


def _row(form: Form, name: str, place: int, node: etree._Element, found: Findings) -> Row:
    values = {local_name(cell.tag): (cell.text or "").strip() for cell in node}
    known = {element.name: element for element in form.records[name]}
    for key in values.keys() - known.keys():
        found.add("unknown element", f"{name}[{place}]/{key}", "未知的元素")
    if [key for key in values if key in known] != [key for key in known if key in values]:
        found.add("order", f"{name}[{place}]", "元素的顺序与结构不符")
    for key, element in known.items():
        if fault := element.fault(values.get(key, "")):
            found.add("value", f"{name}[{place}]/{key}", fault)
    return values


def _said(root: etree._Element, name: str) -> str:
    return next(((node.text or "").strip() for node in root.iter(f"{{*}}{name}")), "")


def _digest(body: etree._Element) -> str:
    said = (f"{local_name(e.tag)}={(e.text or '').strip()}" for e in body.iter() if local_name(e.tag) not in _OF_SENDING)
    return hashlib.blake2b("\x1f".join(said).encode(), digest_size=12).hexdigest()
