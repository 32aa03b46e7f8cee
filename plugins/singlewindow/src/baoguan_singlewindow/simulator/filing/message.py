"""Reading EML111 and EMS111: well-formed, in the client's envelope, only known elements, every value of its form."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence

from attrs import frozen
from lxml import etree

from ..checks import is_date
from ..declaration.fields import Field
from ..message import check_encoding, local_name, one, only, read_record
from ..problems import Findings
from ..tables import DATE, ENVELOPE, POCKET
from ..values import Card
from .tables import FORMS, TITLES, Form

_LEDGER = re.compile(rb"<(?:[\w.-]+:)?E(?:ml|ms)Message[\s/>]")
_BESIDE = frozenset({"OperCusRegCode", "NptsSign", "ImportInfo", "Status"})
_SHOWN = 5

Row = Mapping[str, str]


@frozen(kw_only=True)
class Filed:
    """What a ledger says: its head and its rows by section, every value the text of its element."""

    head: Row
    rows: Mapping[str, Sequence[Row]]

    def stored(self) -> bytes:
        """The form in which it is kept."""
        data = {"head": dict(self.head), "rows": {name: [dict(row) for row in rows] for name, rows in self.rows.items()}}
        return zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 1)

    @classmethod
    def restored(cls, blob: bytes) -> Filed:
        """What was kept."""
        return cls(**json.loads(zlib.decompress(blob)))


@frozen(kw_only=True)
class LedgerMessage:
    """One EML111 or EMS111 as it arrived."""

    form: Form
    envelope: Row
    filed: Filed
    operator: str
    """OperCusRegCode."""
    declare_flag: str
    """DelcareFlag (sic)."""

    @property
    def declares(self) -> bool:
        """Whether it goes on to Customs."""
        return self.declare_flag == "1"

    @property
    def lines(self) -> int:
        """Rows of all sections."""
        return sum(len(rows) for rows in self.filed.rows.values())


def is_ledger(data: bytes) -> bool:
    """Whether bytes hold the message of a ledger."""
    return _LEDGER.search(data) is not None


def read_ledger(data: bytes, found: Findings) -> LedgerMessage | None:
    """The message, or nothing with the reasons in ``found``. A message with faults in its values is still returned."""
    check_encoding(data, found)
    if found:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        found.add("not well-formed", "", f"XML 格式错误：{error.msg}")
        return None
    package = _package(root, found)
    envelope = one(package, "EnvelopInfo", found) if package is not None else None
    inner = one(package, "DataInfo", found) if package is not None else None
    business = one(inner, "BussinessData", found) if inner is not None else None
    if envelope is None or inner is None or business is None:
        return None
    only(inner, frozenset({"PocketInfo", "BussinessData"}), found)
    form = next((f for f in FORMS if any(local_name(child.tag) == f.root for child in business)), None)
    if form is None:
        found.add("structure", "BussinessData", "缺少 EmlMessage 或 EmsMessage")
        return None
    only(business, frozenset({form.root, "DelcareFlag"}), found)
    message, flag = one(business, form.root, found), one(business, "DelcareFlag", found)
    if message is None:
        return None
    for pocket in [child for child in inner if local_name(child.tag) == "PocketInfo"]:
        read_record(pocket, "PocketInfo", POCKET, found)
    given = LedgerMessage(
        form=form,
        envelope=read_record(envelope, "EnvelopInfo", ENVELOPE, found),
        filed=_filed(form, message, found),
        operator=next((c.text or "" for c in message if local_name(c.tag) == "OperCusRegCode"), ""),
        declare_flag=(flag.text or "").strip() if flag is not None else "",
    )
    _check(given, found)
    return given


def _package(root: etree._Element, found: Findings) -> etree._Element | None:
    if local_name(root.tag) != "Signature":
        # The flat form, a ledger as the root of its file, was seen in one program and is not known to be taken by the client.
        found.add("structure", local_name(root.tag), "根元素应为 Signature")
        return None
    outer = one(root, "Object", found)
    package = one(outer, "Package", found) if outer is not None else None
    if package is not None:
        only(package, frozenset({"EnvelopInfo", "DataInfo"}), found)
    return package


def _filed(form: Form, message: etree._Element, found: Findings) -> Filed:
    names = {record: (section, {f.name for f in known}) for section, (record, known) in form.sections.items()}
    heads: list[Row] = []
    rows: dict[str, list[Row]] = {section: [] for section in form.sections}
    for child in message:
        name = local_name(child.tag)
        if name == form.head:
            heads.append(_record(child, name, {f.name for f in form.fields}, found))
        elif name in names:
            section, known = names[name]
            rows[section].append(_record(child, f"{name}[{len(rows[section]) + 1}]", known, found))
        elif name not in _BESIDE:
            found.add("unknown element", f"{form.root}/{name}", "未知的元素")
    if len(heads) != 1:
        found.add("structure", f"{form.root}/{form.head}", f"应有且只有一个表头，实有 {len(heads)} 个")
    return Filed(head=heads[0] if heads else {}, rows=rows)


def _record(element: etree._Element, place: str, known: set[str], found: Findings) -> Row:
    values: dict[str, str] = {}
    for child in element:
        name = local_name(child.tag)
        if name not in known:
            found.add("unknown element", f"{place}/{name}", "未知的元素")
        elif name in values:
            found.add("repeated element", f"{place}/{name}", "元素重复")
        elif len(child):
            found.add("structure", f"{place}/{name}", "元素内不应再有元素")
        else:
            text = child.text or ""
            values[name] = "" if text.isspace() else text
    return values


def _check(message: LedgerMessage, found: Findings) -> None:
    form = message.form
    if message.envelope.get("message_type") != form.message:
        found.add("message_type", "EnvelopInfo/message_type", f"报文类型应为 {form.message}")
    if message.declare_flag not in {"0", "1"}:
        found.add("DelcareFlag", "BussinessData/DelcareFlag", "暂存/申报标志应为 0 或 1")
    declares = message.declares
    _values(form.head, form.zh, message.filed.head, form.fields, declares, found)
    for section, (record, fields) in form.sections.items():
        before = len(found.problems)
        for number, row in enumerate(message.filed.rows[section], 1):
            _values(f"{record}[{number}]", f"第{number}项{TITLES[section]}", row, fields, declares, found)
            if len(found.problems) > before + _SHOWN:
                break


def _values(place: str, title: str, row: Row, fields: Sequence[Field], declares: bool, found: Findings) -> None:
    for field in fields:
        value = row.get(field.name, "")
        if not value:
            if field.save or (declares and field.declare):
                found.add("missing", f"{place}/{field.name}", f"{title}：{field.zh}不能为空")
        elif not field.form.matches(value) or (field.form is DATE and not is_date(value)):
            shown = value if len(value) <= 40 else f"{value[:40]}…"
            found.add("malformed", f"{place}/{field.name}", f"{title}：{field.zh} {shown!r} 不合要求：{field.form.zh}")


def check_card(message: LedgerMessage, cards: Sequence[Card], found: Findings) -> None:
    """OperCusRegCode and the input enterprise belong to the card's enterprise, and Ic_Card is that card (the client's trouble list)."""
    place = f"{message.form.root}/OperCusRegCode"
    if message.operator != message.filed.head.get("InputEtpsTypecd", ""):
        found.add("card enterprise", place, "卡的十位编码与录入单位代码不一致")
    held = [card.number for card in cards if card.enterprise == message.operator]
    if cards and not held:
        found.add("card enterprise", place, "卡的十位编码与会话中的十位编码不一致")
    given = message.envelope.get("Ic_Card", "")
    if cards and given and given not in (held or [card.number for card in cards]):
        found.add("card number", "EnvelopInfo/Ic_Card", "不在白名单内或IC卡不合法")
