"""The message types: what goes up, what comes down, and the objects they carry.

Types, meanings and record names: one program of that time. Which records stand in which message where the program did not show it, and
everything in `KEY`, is the mock's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs


@attrs.frozen(kw_only=True)
class MessageType:
    """A message up and its receipt. `data_type` is the letter of RESULT (5 = 归并关系 is known, the others are the mock's own)."""

    up: str
    down: str
    zh: str
    en: str
    records: tuple[str, ...]
    data_type: str
    kind: str
    """The document kind, or `other` where there is none yet."""
    lead: bool = False
    """Whether its receipts speak of the document as a whole."""


def _types() -> tuple[MessageType, ...]:
    rows = (
        ("EMS211", "EMS221", "经营范围", "scope of business", "TR_HEAD TR_IMG TR_EXG", "1", False),
        ("EMS212", "EMS222", "归并关系（归并前）", "rows before merging", "ORG_IMG ORG_EXG", "5", False),
        ("EMS215", "EMS225", "归并关系（归并后）", "rows after merging", "IMG_DICT EXG_DICT", "5", False),
        ("EMS213", "EMS223", "电子账册", "ledger", "HEAD HEAD_H2K IMG EXG", "3", True),
        ("EMS214", "EMS224", "分册", "sub-book", "FAS_HEAD FAS_IMG FAS_EXG", "4", False),
    )
    out = []
    for filing, change, zh, en, records, data, lead in rows:
        for up, what, word in ((filing, "备案", "filing"), (change, "变更", "change")):
            out.append(
                MessageType(
                    up=up,
                    down=f"EMS3{up[4:]}",
                    zh=f"{zh}{what}",
                    en=f"{en}, {word}",
                    records=tuple(records.split()),
                    data_type=data,
                    kind="ledger",
                    lead=lead,
                )
            )
    out.append(
        MessageType(
            up="EMS226", down="", zh="单耗变更", en="unit consumption", records=("CM", "ORG_BOM"), data_type="6", kind="ledger"
        )
    )
    out.append(
        MessageType(
            up="EMS217",
            down="EMS317",
            zh="报关清单",
            en="list for the declaration",
            records=("CL_HEAD", "CL_LIST", "ENT_HEAD", "ENT_LIST"),
            data_type="7",
            kind="inventory",
            lead=True,
        )
    )
    reports = (
        ("EMS230", "中期核查", "interim check", "COL_HEAD COL_IMG COL_EXG"),
        (
            "EMS231",
            "报核",
            "write-off report",
            "DCR_HEAD DCR_IMG DCR_EXG DCR_ENT DCR_EXR DCR_IMR CLR_IMG CLR_EXG ORG_CLR_IMG ORG_CLR_EXG",
        ),
        ("EMS232", "实时核查", "check at once", "COL_HEAD COL_IMG COL_EXG"),
    )
    for up, zh, en, records in reports:
        out.append(
            MessageType(up=up, down=f"EMS3{up[4:]}", zh=zh, en=en, records=tuple(records.split()), data_type="8", kind="other")
        )
    return tuple(out)


TYPES: Final = _types()
UP: Final[Mapping[str, MessageType]] = {t.up: t for t in TYPES}
DOWN: Final[Mapping[str, MessageType]] = {t.down: t for t in TYPES if t.down}
"""EMS326 was not seen: nothing answers EMS226 by itself, its result stands in that of the ledger."""
