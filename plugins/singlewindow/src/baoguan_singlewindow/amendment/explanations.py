"""What the results of an amendment mean, and what to do."""

from __future__ import annotations

from typing import Final

from baoguan.plugin import CUSTOMS_EN, CUSTOMS_ZH, Explanation, Side
from baoguan_singlewindow.amendment.receipts import RESULT
from baoguan_singlewindow.amendment.results import RESULTS

EXPLANATIONS: Final = tuple(
    Explanation(
        where=RESULT,
        codes=(code,),
        zh=f"修撤单：{each.zh}",
        en=f"amendment of a declaration: {each.en}",
        remedy_zh=each.remedy_zh,
        remedy_en=each.remedy_en,
        ask_zh=CUSTOMS_ZH,
        ask_en=CUSTOMS_EN,
        side=Side.CUSTOMS,
        source="修撤单审批结果，一个程序 / results of amendments in one program",
        mark="seen once",
    )
    for code, each in RESULTS.items()
)
