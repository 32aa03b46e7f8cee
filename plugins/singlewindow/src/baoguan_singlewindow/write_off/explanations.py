"""What the results of a write-off mean, and what to do."""

from __future__ import annotations

from typing import Final

from baoguan.plugin import CUSTOMS_EN, CUSTOMS_ZH, Explanation, Side
from baoguan_singlewindow.write_off.receipts import ACCOUNT, HANDBOOK
from baoguan_singlewindow.write_off.results import ACCOUNT_RESULTS, HANDBOOK_RESULTS

_SOURCES: Final = {
    ACCOUNT: ("报核审批结果，一个程序 / results of the write-off in one program", "seen once"),
    HANDBOOK: ("由其他回执推断 / inferred from other receipts", "inferred"),
}

EXPLANATIONS: Final = tuple(
    Explanation(
        where=name,
        codes=(code,),
        zh=f"报核：{each.zh}",
        en=f"write-off: {each.en}",
        remedy_zh=each.remedy_zh,
        remedy_en=each.remedy_en,
        ask_zh=CUSTOMS_ZH,
        ask_en=CUSTOMS_EN,
        side=Side.CUSTOMS,
        source=_SOURCES[name][0],
        mark=_SOURCES[name][1],
    )
    for name, results in ((ACCOUNT, ACCOUNT_RESULTS), (HANDBOOK, HANDBOOK_RESULTS))
    for code, each in results.items()
)
