"""What a change (变更) may touch: the sets of the official page and of one program, taken together; nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .message import Inv101, Row
from .problems import Findings
from .tables import COLUMN, HEAD, ROW_NAMES

HEAD_CHANGEABLE = frozenset({"ImpexpPortcd", "SupvModecd", "TrspModecd", "StshipTrsarvNatcd", "Rmk"})
ROW_CHANGEABLE = frozenset(
    {
        "Gdecd",
        "GdsNm",
        "GdsSpcfModelDesc",
        "Natcd",
        "DclUprcAmt",
        "DclTotalAmt",
        "DclCurrcd",
        "LawfQty",
        "SecdLawfQty",
        "DclQty",
        "LvyrlfModecd",
        "UcnsVerno",
        "DestinationNatcd",
        "Rmk",
        # Follows the total.
        "UsdStatTotalAmt",
    }
)
# Numbers, counts and marks of this sending, the person who sends it, and what Customs fills in itself.
_HEAD_IGNORED = frozenset(
    {
        *("SeqNo", "BondInvtNo", "ChgTmsCnt", "DclTypecd", "InputCode", "InputCreditCode", "InputName", "InputTime"),
        *("InvtDclTime", "EntryDclTime", "EntryNo", "RltEntryNo", "IcCardNo", "VrfdedMarkcd", "InvtIochkptStucd"),
        *(
            "PrevdTime",
            "FormalVrfdedTime",
            "EntryStucd",
            "PassportUsedTypeCd",
            "NeedEntryModified",
            "ListStat",
            "AddTime",
        ),
    }
)
_ROW_IGNORED = frozenset({"SeqNo", "ModfMarkcd", "AddTime"})
_HEAD_FIXED = tuple(e.name for e in HEAD if e.name not in HEAD_CHANGEABLE | _HEAD_IGNORED)
_ROW_FIXED = tuple(COLUMN[n] for n in ROW_NAMES if n not in ROW_CHANGEABLE | _ROW_IGNORED)
_ROW_COMPARED = tuple(COLUMN[n] for n in ROW_NAMES if n not in _ROW_IGNORED)
_NUMBER, _MARK = COLUMN["GdsSeqno"], COLUMN["ModfMarkcd"]
_ASSIGNED = frozenset({COLUMN["EntryGdsSeqno"], COLUMN["PutrecSeqno"]})

DELETION_ONLY = frozenset("1489")
"""集报, 简单加工, 保税电商, 一纳: such lists are deleted and filed anew, never changed (secondary sources agree)."""


def check_change(message: Inv101, head: Mapping[str, str], rows: Sequence[Row], found: Findings) -> None:
    """Add what the change alters although it may not; ``head`` and ``rows`` are the list as it stands."""
    if head.get("InvtType") in DELETION_ONLY:
        found.add("change", "InvtHeadType/InvtType", "该类型清单不能变更，只能删除后重新申报")
    for name in _HEAD_FIXED:
        if message.head.get(name, "") != head.get(name, ""):
            found.add("change", f"InvtHeadType/{name}", "变更时该栏目不得修改")
    if len(message.rows) != len(rows):
        found.add("change", "InvtListType", "变更时不得增加或删除商品")
        return
    standing = {row[_NUMBER]: row for row in rows}
    for number, row in enumerate(message.rows, 1):
        before = standing.get(row[_NUMBER])
        if before is None or row[_MARK] in {"2", "3"}:
            found.add("change", f"InvtListType[{number}]", "变更时不得增加或删除商品")
            continue
        for place in _ROW_FIXED:
            if row[place] != before[place] and not _assigned(place, before[place], row[place]):
                found.add("change", f"InvtListType[{number}]/{ROW_NAMES[place]}", "变更时该栏目不得修改")
        touched = [place for place in _ROW_COMPARED if not _assigned(place, before[place], row[place])]
        if row[_MARK] == "0" and any(row[place] != before[place] for place in touched):
            found.add("change", f"InvtListType[{number}]/ModfMarkcd", "已修改的商品修改标志应为 1")


def same_content(head: Mapping[str, str], rows: Sequence[Row], message: Inv101) -> bool:
    """Whether a message says what a list says already, apart from numbers, marks and dates of the sending."""
    if len(rows) != len(message.rows):
        return False
    if any(message.head.get(e.name, "") != head.get(e.name, "") for e in HEAD if e.name not in _HEAD_IGNORED):
        return False
    return all(
        before[place] == after[place] or _assigned(place, before[place], after[place])
        for before, after in zip(rows, message.rows, strict=True)
        for place in _ROW_COMPARED
    )


def _assigned(place: int, before: str, after: str) -> bool:
    """Numbers that Customs assigns when left blank: one side may have it and the other not."""
    return place in _ASSIGNED and not (before and after)
