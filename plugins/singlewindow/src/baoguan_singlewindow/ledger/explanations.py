"""What the results of a filing or change of a ledger mean, and what to do."""

from __future__ import annotations

from typing import Final

from baoguan.plugin import CUSTOMS_EN, CUSTOMS_ZH, Explanation, Side
from baoguan_singlewindow.ledger.results import RESULTS, STORED

_LIST: Final = "审批回执的代码表，两到三个程序 / the code list of approvals, two to three programs"
_ANALOGY: Final = "由账册等回执类推 / by analogy with the receipts of accounts"
_PACKS: Final = "入库回执的代码，一个程序 / codes of the receipt of a pack, one program"

EXPLANATIONS: Final = tuple(
    Explanation(
        where=name,
        codes=(code,),
        zh=f"{title_zh}：{each.zh}",
        en=f"{title_en}: {each.en}",
        remedy_zh=each.remedy_zh,
        remedy_en=each.remedy_en,
        ask_zh=CUSTOMS_ZH,
        ask_en=CUSTOMS_EN,
        side=Side.CUSTOMS,
        source=source,
        mark=mark,
    )
    for name, results, title_zh, title_en, source, mark in (
        ("EMS211", RESULTS, "账册备案、变更", "filing or change of an account", _LIST, "seen twice"),
        ("EML211", RESULTS, "手册备案、变更", "filing or change of a handbook", _ANALOGY, "inferred"),
        ("EMS200", STORED, "账册报文", "message of an account", _PACKS, "seen once"),
        ("EML200", STORED, "手册报文", "message of a handbook", _PACKS, "seen once"),
    )
    for code, each in results.items()
)
