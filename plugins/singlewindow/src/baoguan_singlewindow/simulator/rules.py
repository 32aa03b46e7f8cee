"""Rules between the elements of an INV101: flags, numbers of rows, merging, arithmetic, the card.

Sources: the official import client's trouble list (FAQ 13-19), the rules and arithmetic of the official list page.
Called only when every single value has the right form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from .ledgers import is_logistics, subsystems
from .message import Inv101
from .problems import Findings
from .tables import COLUMN
from .values import Card

MERGE_KEY = ("Gdecd", "GdsNm", "DclUnitcd", "DclCurrcd", "Natcd", "DestinationNatcd")
"""Rows of one 报关单 line agree in these (official page)."""
MOST_ENTRY_LINES = 50
SIMPLE_PROCESSING = "4"

_Predicate = Callable[[str], bool]
_RELATED = ("RltEntryBizopEtps", "RltEntryRcvgdEtps", "RltEntryDclEtps")
_IMPORT_DECLARATIONS = frozenset("135BXY")
_EXPORT_DECLARATIONS = frozenset("246C")
_CENT = Decimal("0.01")
_TENTH_OF_MILLE = Decimal("0.0001")


def check_rules(message: Inv101, found: Findings) -> None:
    """Add what contradicts itself inside the message."""
    _check_flags(message, found)
    _check_numbers(message, found)
    if message.rows:
        _check_row_numbers(message, found)
        _check_quantities(message, found)
        _check_ledger_rows(message, found)
        # The merge check is skipped for a change (official page); a deletion brings nothing to merge.
        if message.head["DclTypecd"] == "1" and message.head["DclcusFlag"] == "1":
            _check_merging(message, found)


def check_card(message: Inv101, cards: Sequence[Card], found: Findings) -> None:
    """InputCode and OperCusRegCode belong to the card's enterprise (FAQ 14); Ic_Card is that card (FAQ 18)."""
    entered = message.head.get("InputCode", "")
    if message.operator != entered:
        found.add("card enterprise", "InvtMessage/OperCusRegCode", "卡的十位编码与录入单位代码不一致")
    if not cards:
        return
    held = [card.number for card in cards if card.enterprise == message.operator]
    if not held:
        found.add("card enterprise", "InvtMessage/OperCusRegCode", "卡的十位编码与会话中的十位编码不一致")
    given = message.envelope.get("Ic_Card", "")
    if given and given not in (held or [card.number for card in cards]):
        found.add("card number", "EnvelopInfo/Ic_Card", "不在白名单内或IC卡不合法")


def unseen_reason(message: Inv101, cards: Sequence[Card]) -> str:
    """Why an accepted message is nowhere to be found later (FAQ 17); empty if it goes the normal way."""
    expected = subsystems(message.head.get("PutrecNo", ""))
    if expected and message.sys_id not in expected:
        return f"wrong SysId: {message.sys_id} 与账册 {message.head['PutrecNo']} 不符，目标系统查不到该清单"
    if cards and message.declare_flag == "1" and message.head["DclEtpsno"] != message.operator:
        return f"wrong declarant: 申报单位 {message.head['DclEtpsno']} 不是卡所属企业，目标系统查不到该清单"
    return ""


def _check_flags(message: Inv101, found: Findings) -> None:
    head = message.head
    declared, kind, generate = head["DclcusFlag"], head.get("DclcusTypecd", ""), head["GenDecFlag"]
    declaration = head.get("DecType", "")
    if declared == "2":
        for name, zh in (("DclcusTypecd", "报关类型"), ("DecType", "报关单类型")):
            if head.get(name):
                found.add("flags", f"InvtHeadType/{name}", f"非报关时{zh}应为空")
        if generate != "2":
            found.add("flags", "InvtHeadType/GenDecFlag", "非报关时不得生成报关单")
        return
    if not kind:
        found.add("missing", "InvtHeadType/DclcusTypecd", "报关时报关类型不能为空")
    if generate == "1" and not declaration:
        found.add("missing", "InvtHeadType/DecType", "生成报关单时报关单类型不能为空")
    related = [f"{stem}{end}" for stem in _RELATED for end in ("no", "Nm")]
    matching = ["CorrEntryDclEtpsNo", "CorrEntryDclEtpsNm"]
    needed, cleared = (related, matching) if kind == "1" else (matching, related)
    if kind:
        for name in needed:
            if not head.get(name):
                found.add("missing", f"InvtHeadType/{name}", f"报关类型为 {kind} 时不能为空")
        for name in cleared:
            if head.get(name):
                found.add("flags", f"InvtHeadType/{name}", f"报关类型为 {kind} 时应为空")
    if declaration in {"X", "Y"}:
        name = "RltEntryNo" if kind == "1" else "EntryNo"
        if not head.get(name):
            found.add("missing", f"InvtHeadType/{name}", "两步申报时不能为空")
    # A related (关联) declaration may be the other side's, in the other direction; the corresponding one is our own.
    wrong = _EXPORT_DECLARATIONS if head["ImpexpMarkcd"] == "I" else _IMPORT_DECLARATIONS
    if kind == "2" and declaration in wrong:
        found.add("flags", "InvtHeadType/DecType", "报关单类型与进出口标记不符")


def _check_numbers(message: Inv101, found: Findings) -> None:
    head = message.head
    seq_no = head.get("SeqNo", "")
    if not head.get("PutrecNo") and head["InvtType"] != SIMPLE_PROCESSING:
        found.add("missing", "InvtHeadType/PutrecNo", "备案编号不能为空")
    if head["InvtType"] == SIMPLE_PROCESSING and "InvtGoodsType" not in message.others:
        found.add("missing", "InvtGoodsType", "简单加工清单应有料件")
    if head["DclTypecd"] == "1":
        if head["ChgTmsCnt"] != "0":
            found.add("change count", "InvtHeadType/ChgTmsCnt", "备案时变更次数应为 0")
        _each(message, "SeqNo", lambda value: value in {"", seq_no}, "表体统一编号与表头不一致", found)
        _each(message, "ModfMarkcd", lambda value: value == "3", "备案时修改标志应为 3", found)
        return
    for name, zh in (("SeqNo", "预录入统一编号"), ("BondInvtNo", "清单编号")):
        if not head.get(name):
            found.add("missing", f"InvtHeadType/{name}", f"系统异常：变更或删除时{zh}不能为空")
    _each(message, "SeqNo", lambda value: value == seq_no, "系统异常：变更时表体统一编号应与表头一致", found)


def _each(message: Inv101, name: str, good: _Predicate, zh: str, found: Findings) -> None:
    place = COLUMN[name]
    for number in [n for n, row in enumerate(message.rows, 1) if not good(row[place])][:3]:
        found.add(name, f"InvtListType[{number}]/{name}", zh)


def _check_row_numbers(message: Inv101, found: Findings) -> None:
    place = COLUMN["GdsSeqno"]
    numbers = [int(row[place]) for row in message.rows]
    if len(set(numbers)) != len(numbers):
        found.add("repeated GdsSeqno", "InvtListType/GdsSeqno", "系统异常：商品序号重复")
    elif sorted(numbers) != list(range(1, len(numbers) + 1)):
        found.add("GdsSeqno", "InvtListType/GdsSeqno", "商品序号应从 1 起连续编号")


def _check_quantities(message: Inv101, found: Findings) -> None:
    total, price, quantity = COLUMN["DclTotalAmt"], COLUMN["DclUprcAmt"], COLUMN["DclQty"]
    lawful, second, second_unit = COLUMN["LawfQty"], COLUMN["SecdLawfQty"], COLUMN["SecdLawfUnitcd"]
    for number, row in enumerate(message.rows, 1):
        place = f"InvtListType[{number}]"
        declared = Decimal(row[quantity])
        if not declared or not Decimal(row[lawful]):
            found.add("quantity", place, "申报数量、法定数量应大于 0")
            continue
        if bool(row[second]) != bool(row[second_unit]):
            found.add("second quantity", f"{place}/SecdLawfQty", "第二法定数量与法定第二计量单位应同时填写")
        if not _agree(Decimal(row[total]), Decimal(row[price]), declared):
            found.add("total", f"{place}/DclTotalAmt", "申报总价与申报数量乘单价不符")


def _agree(total: Decimal, price: Decimal, quantity: Decimal) -> bool:
    """The page derives the total from the unit price (2 decimals), or the unit price from the total (4 decimals)."""
    if abs(total - price * quantity) <= _CENT:
        return True
    # With large quantities a price rounded to 4 decimals cannot give the total back to the cent.
    return (total / quantity).quantize(_TENTH_OF_MILLE, ROUND_HALF_EVEN) == price.quantize(_TENTH_OF_MILLE)


def _check_ledger_rows(message: Inv101, found: Findings) -> None:
    head = message.head
    ledger = head.get("PutrecNo", "")
    if ledger and not (is_logistics(ledger) and head["ImpexpMarkcd"] == "I"):
        # Only a 物流账册 opens a new row for goods that come in (official page).
        _each(message, "PutrecSeqno", bool, "系统异常：备案序号不能为空", found)
    if ledger[:1] == "E" and head["ImpexpMarkcd"] == "I" and head["SupvModecd"] in {"4400", "4600"}:
        _each(message, "UcnsVerno", bool, "成品退换进口时单耗版本号不能为空", found)


def _check_merging(message: Inv101, found: Findings) -> None:
    place = COLUMN["EntryGdsSeqno"]
    keys = [COLUMN[name] for name in MERGE_KEY]
    groups: dict[str, tuple[str, ...]] = {}
    assigned: set[tuple[str, ...]] = set()
    for number, row in enumerate(message.rows, 1):
        key = tuple([row[k] for k in keys])
        group = row[place]
        if not group:
            assigned.add(key)
        elif groups.setdefault(group, key) != key:
            found.add("merge", f"InvtListType[{number}]/EntryGdsSeqno", "系统异常：报关单商品序号重复，该项不可归并")
    count = len(groups) + len(assigned - set(groups.values()))
    if count > MOST_ENTRY_LINES:
        found.add("merge", "InvtListType/EntryGdsSeqno", f"归并后报关单商品超过 {MOST_ENTRY_LINES} 项")
    if not assigned and {int(group) for group in groups} != set(range(1, len(groups) + 1)):
        found.add("merge", "InvtListType/EntryGdsSeqno", "报关单商品序号应从 1 起连续编号")
