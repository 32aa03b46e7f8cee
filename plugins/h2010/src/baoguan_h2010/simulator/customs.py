"""What Customs checks in a ledger, a change of it, or a list. Pure: contents in, contents and faults out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from .layout import Line, Message

Row = dict[str, str]
Content = dict[str, dict[str, Row]]
"""Record -> key of the row -> its values; `HEAD` has one row under ''."""

_KEYS: Mapping[str, tuple[str, ...]] = {
    "HEAD": (),
    "HEAD_H2K": (),
    "TR_HEAD": (),
    "FAS_HEAD": (),
    "TR_IMG": ("CODE_4",),
    "TR_EXG": ("CODE_4",),
    "ORG_IMG": ("G_NO",),
    "ORG_EXG": ("G_NO",),
    "IMG_DICT": ("ORG_G_NO",),
    "EXG_DICT": ("ORG_G_NO",),
    "IMG": ("G_NO",),
    "EXG": ("G_NO",),
    "FAS_IMG": ("G_NO",),
    "FAS_EXG": ("G_NO",),
    "CM": ("EXG_NO", "IMG_NO", "VERSION"),
    "ORG_BOM": ("EXG_NO", "IMG_NO", "VERSION"),
}
_IN: Mapping[str, frozenset[str]] = {
    "EMS211": frozenset({"TR_HEAD", "TR_IMG", "TR_EXG"}),
    "EMS212": frozenset({"ORG_IMG", "ORG_EXG"}),
    "EMS215": frozenset({"IMG_DICT", "EXG_DICT"}),
    "EMS213": frozenset({"HEAD", "HEAD_H2K", "IMG", "EXG"}),
    "EMS214": frozenset({"FAS_HEAD", "FAS_IMG", "FAS_EXG"}),
    "EMS226": frozenset({"CM", "ORG_BOM"}),
}
"""Which records stand in which message; a change has those of the filing (EMS221 as EMS211)."""

ADDED, CHANGED, DELETED = "3", "1", "2"
SAME = ("CODE_TS", "G_NAME", "UNIT")
"""What rows that merge agree in."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "filing": ("EMS211", "EMS212", "EMS215", "EMS213"),
    "change": ("EMS223",),
    "list": ("EMS217",),
}
"""Messages without which an act is not whole."""


@frozen
class RowFault:
    """Something wrong with one row."""

    record: str
    number: str
    field: str
    text: str


def records_of(message_type: str) -> frozenset[str] | None:
    """The records that a message of a ledger may have; None for a type that is none of a ledger."""
    return _IN.get(message_type) or _IN.get(message_type.replace("EMS22", "EMS21", 1))


def apply(before: Content, messages: Sequence[Message], *, change: bool) -> tuple[Content, list[RowFault]]:
    """The ledger as it would be, and everything that speaks against it."""
    after = copy.deepcopy(before)
    faults: list[RowFault] = []
    wanted = NEEDED["change" if change else "filing"]
    types = {m.type for m in messages}
    faults += [RowFault("KEY", "", "MSG_TYPE", f"缺少 / missing {t}") for t in wanted if t not in types]
    for message in messages:
        allowed = records_of(message.type) or frozenset()
        for line in message.lines:
            if line.tag not in allowed:
                faults.append(RowFault(line.tag, "", "", f"{message.type} 没有此记录 / has no such record"))
                continue
            faults += _put(after, line, change=change)
    return after, [*faults, *_consistent(after)]


def _put(content: Content, line: Line, *, change: bool) -> Iterator[RowFault]:
    names = _KEYS[line.tag]
    key = "/".join(line.values.get(name, "") for name in names)
    rows = content.setdefault(line.tag, {})
    values = dict(line.values)
    if not names:
        rows[""] = values
        return
    mark = values.get("MODIFY_MARK", "")
    if mark == ADDED and key not in rows:
        rows[key] = values
    elif mark == ADDED:
        yield RowFault(line.tag, key, "MODIFY_MARK", "新增的行已存在 / an added row is there already")
    elif not change:
        yield RowFault(line.tag, key, "MODIFY_MARK", f"备案的行应为 3，不是 / rows of a filing are 3, not {mark!r}")
    elif key not in rows:
        yield RowFault(line.tag, key, "MODIFY_MARK", "修改或删除的行不存在 / a changed or deleted row is not there")
    elif mark == CHANGED:
        rows[key] = values
    elif mark == DELETED:
        del rows[key]
    else:
        yield RowFault(line.tag, key, "MODIFY_MARK", f"修改标志不认识 / unknown mark {mark!r}")


def _consistent(content: Content) -> Iterator[RowFault]:
    for side in ("IMG", "EXG"):
        yield from _merging(content, side)
    for key, row in content.get("CM", {}).items():
        for side, name in (("EXG", "EXG_NO"), ("IMG", "IMG_NO")):
            if row.get(name) not in content.get(side, {}):
                yield RowFault("CM", key, name, "归并后序号不存在 / no such merged row")


def _merging(content: Content, side: str) -> Iterator[RowFault]:
    merged, scope = content.get(side, {}), content.get(f"TR_{side}", {})
    dictionary, plain = content.get(f"{side}_DICT", {}), content.get(f"ORG_{side}", {})
    sums: dict[str, Decimal] = {}
    for key, row in plain.items():
        if row.get("CODE_TS", "")[:4] not in scope:
            yield RowFault(f"ORG_{side}", key, "CODE_TS", "不在经营范围内 / outside the scope of business")
        entry = dictionary.get(key)
        target = merged.get(entry.get("G_NO", "")) if entry else None
        if entry is None or target is None:
            yield RowFault(f"{side}_DICT", key, "G_NO", "料号没有归并到任何行 / merges into no row")
            continue
        for name in SAME:
            if len({row.get(name), entry.get(name), target.get(name)}) > 1:
                yield RowFault(f"{side}_DICT", key, name, "归并前后不一致 / differs before and after merging")
        number = entry["G_NO"]
        sums[number] = sums.get(number, Decimal(0)) + Decimal(row.get("QTY") or 0)
    for key in dictionary.keys() - plain.keys():
        yield RowFault(f"{side}_DICT", key, "ORG_G_NO", "没有这个料号 / no such row before merging")
    for key, row in merged.items():
        if key not in sums:
            yield RowFault(side, key, "G_NO", "没有料号归并到此行 / nothing merges into it")
        elif Decimal(row.get("QTY") or 0) != sums[key]:
            yield RowFault(side, key, "QTY", f"与料号数量之和不符 / is not the sum {sums[key]}")


def check_list(content: Content, message: Message) -> list[RowFault]:
    """What speaks against a list under a ledger of this content."""
    heads = message.of("CL_HEAD")
    rows = message.of("CL_LIST")
    faults = [
        RowFault(line.tag, "", "", "EMS217 没有此记录 / has no such record")
        for line in message.lines
        if line.tag not in {"CL_HEAD", "CL_LIST", "ENT_HEAD", "ENT_LIST"}
    ]
    if len(heads) != 1 or not rows:
        return [*faults, RowFault("CL_HEAD", "", "", "应有一个表头和至少一行 / one head and at least one row are needed")]
    side = "EXG" if heads[0].values.get("G_FLAG") == "E" else "IMG"
    merged, dictionary = content.get(side, {}), content.get(f"{side}_DICT", {})
    parts: dict[str, set[str]] = {}
    for entry in dictionary.values():
        parts.setdefault(entry.get("COP_G_NO", ""), set()).add(entry.get("G_NO", ""))
    for line in rows:
        faults += _list_row(line.values, merged, parts)
    return faults


def _list_row(row: Mapping[str, str], merged: Mapping[str, Row], parts: Mapping[str, set[str]]) -> Iterator[RowFault]:
    number, key = row.get("LIST_G_NO", ""), row.get("G_NO", "")
    target = merged.get(key)
    if target is None:
        yield RowFault("CL_LIST", number, "G_NO", f"账册没有归并后序号 / the ledger has no merged row {key!r}")
        return
    for name in SAME:
        if row.get(name) != target.get(name):
            yield RowFault("CL_LIST", number, name, f"与账册第 {key} 项不符 / differs from row {key}: {target.get(name)}")
    part = row.get("COP_G_NO", "")
    if part and key not in parts.get(part, set()):
        yield RowFault("CL_LIST", number, "COP_G_NO", f"料号 {part} 不归并到第 {key} 项 / does not merge into row {key}")
    if Decimal(row.get("QTY") or 0) <= 0:
        yield RowFault("CL_LIST", number, "QTY", "数量应大于 0 / must be above 0")


Report = Callable[[Message], list[RowFault]]


def check_write_off(message: Message, *, entries: frozenset[str], announced: bool) -> list[RowFault]:
    """报核 comes twice: first with the declarations (预报核), then without (正式报核)."""
    heads = message.of("DCR_HEAD")
    if len(heads) != 1:
        return [RowFault("DCR_HEAD", "", "", "应有一个表头 / one head is needed")]
    listed = [line.values.get("ENTRY_NO", "") for line in message.of("DCR_ENT")]
    if heads[0].values.get("DCR_TYPE") == "1":
        faults = [] if listed else [RowFault("DCR_ENT", "", "", "预报核应列出报关单 / the first report lists the declarations")]
        return faults + [
            RowFault("DCR_ENT", e, "ENTRY_NO", "账册没有这份报关单 / no declaration of the ledger")
            for e in listed
            if e not in entries
        ]
    if heads[0].values.get("DCR_TYPE") != "2":
        return [RowFault("DCR_HEAD", "", "DCR_TYPE", "应为 1 预报核或 2 正式报核 / must be 1 or 2")]
    faults = [RowFault("DCR_ENT", "", "", "正式报核不列报关单 / the second report lists none")] if listed else []
    if not announced:
        faults.append(RowFault("DCR_HEAD", "", "DCR_TYPE", "没有通过的预报核 / no first report was approved"))
    return faults
