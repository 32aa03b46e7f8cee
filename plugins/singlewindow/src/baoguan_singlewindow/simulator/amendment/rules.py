"""Rules between the elements of a DecModMessage, and between it, its files, its card and the declaration that it amends."""

from __future__ import annotations

from collections.abc import Sequence

from ..declaration.message import DecMessage
from ..declaration.plans import OPEN
from ..declaration.records import StoredDeclaration
from ..problems import Findings
from ..values import Card, DeclarationStage
from .held import held, place_of, same
from .message import CHANGE, CONFIRM, DECLARE, SAVE, ModMessage

_REPEATED = (
    ("CustomsCode", "CustomMaster", "申报地海关"),
    ("TradeCode", "TradeCode", "经营单位海关编码"),
    ("AgentCode", "AgentCode", "申报单位海关编码"),
    ("IeFlag", "IEFlag", "进出口类型"),
)
"""What an amendment repeats of the head of its declaration."""


def check_rules(message: ModMessage, found: Findings) -> None:
    """What a message asks for fits its kind: a change has items, a withdrawal none, an answer to Customs its confirmation."""
    answers = message.get("OperType") == CONFIRM
    confirmation = message.confirmation
    if answers != (confirmation is not None):
        found.add("CopAffirmData", "CopAffirmData", "企业确认信息与操作类型 H 应同时填写")
    if confirmation is not None:
        if confirmation.get("EntryId") != message.get("EntryId"):
            found.add("CopAffirmData", "CopAffirmData/EntryId", "确认书的报关单号与修撤单不一致")
        if confirmation.get("AffirmResult") == "1" and not confirmation.get("Note"):
            found.add("CopAffirmData", "CopAffirmData/Note", "不同意时应填写理由")
    change = message.get("DecModType") == CHANGE
    if change and not message.items and not answers:
        found.add("no items", "Items", "修单申请应有修改项")
    if not change and message.items:
        found.add("items", "Items", "撤单申请不应有修改项")
    for place, item in enumerate(message.items, 1):
        if item.get("No") != str(place):
            found.add("No", "Item/No", f"{item.place}的序号应为 {place}")
        if item.get("OldValue") == item.get("NewValue"):
            found.add("no change", "Item/NewValue", f"{item.place}的新值与原值相同")


def check_operation(message: ModMessage, found: Findings, *, direct: bool) -> None:
    """A message saves; it declares or answers only where the client allows it."""
    operation = message.get("OperType")
    if operation != SAVE and not (direct and operation in {DECLARE, CONFIRM}):
        found.add("OperType", "DecModMessage/OperType", f"导入客户端不支持操作类型 {operation}")


def check_card(message: ModMessage, cards: Sequence[Card], found: Findings) -> None:
    """The card is one of the client's and belongs to the declarant."""
    if not cards:
        return
    # One program writes the number of the certificate behind a bar.
    number = message.get("IcCode").partition("|")[0]
    card = next((each for each in cards if each.number == number), None)
    if card is None:
        found.add("card number", "DecModMessage/IcCode", "不在白名单内或IC卡不合法")
    elif card.enterprise != message.get("AgentCode"):
        found.add("card enterprise", "DecModMessage/AgentCode", "申报单位与IC卡所属企业不一致")


def check_files(message: ModMessage, files: Sequence[str], found: Findings) -> None:
    """Every unstructured document is a PDF of the zip under one of its two names, and every PDF is named."""
    named: set[str] = set()
    for record in message.attachments:
        names = {record.get(key) for key in ("EdocID", "EdocCopId")} - {""}
        if record.get("EdocFomatType") == "US" and names.isdisjoint(files):
            found.add("missing file", "EdocsRealation", f"{record.place}的文件 {'、'.join(sorted(names))} 不在压缩包内")
        named |= names
    for name in files:
        if name not in named:
            found.add("unnamed file", "EdocsRealation", f"压缩包内的 {name} 未在随附单据中列明")


def check_declaration(message: ModMessage, known: StoredDeclaration, declaration: DecMessage, found: Findings) -> None:
    """The declaration is the one that is named, Customs has it, and it holds what shall be replaced."""
    if not known.entry_no or known.entry_no != message.get("EntryId"):
        found.add("EntryId", "DecModMessage/EntryId", "报关单号与报关单统一编号不符")
        return
    if known.stage in OPEN:
        found.add("declaration", "DecModMessage/EntryId", "报关单未申报或已退回，不能修撤")
    if known.stage is DeclarationStage.INSPECTION:
        found.add("declaration", "DecModMessage/EntryId", "报关单布控、查验中，不能修撤")
    for ours, theirs, zh in _REPEATED:
        if declaration.head.get(theirs) and message.get(ours) != declaration.head.get(theirs):
            found.add(ours, f"DecModMessage/{ours}", f"{zh}与报关单不一致")
    for item in message.items:
        place = place_of(item)
        if place is None:
            continue
        value = held(declaration, place)
        if value is None:
            found.add("no row", "List/GNo", f"{item.place}：报关单没有第 {place.row} 项{place.section.zh}")
        elif not same(value, item.get("OldValue")):
            found.add("OldValue", "Item/OldValue", f"{item.place}的原值“{item.get('OldValue')}”与报关单的“{value}”不一致")
