"""One entry of the catalogue: what a code or text means, why it comes, what to do, and whom to ask."""

from __future__ import annotations

import attrs

from baoguan.errors import Side

CUSTOMS_ZH = "12360 服务热线、属地海关综合业务窗口、审核中心咨询窗口"
CUSTOMS_EN = "the 12360 hotline, the integrated business window (综合业务窗口) of your customs office, its audit centre's desk"
"""Where Customs says that questions are answered (Shenzhen Customs, 2018)."""


@attrs.frozen(kw_only=True)
class Explanation:
    """An entry. `codes` are looked up exactly, `words` are what the far side's own texts contain; `side` says who has to act."""

    where: str
    """The channel or message that says it: `singlewindow`, `INV201`, `DXP`. Several are divided by `/`, and `*` stands for any ending."""
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    zh: str
    en: str
    cause_zh: str = ""
    cause_en: str = ""
    remedy_zh: str = ""
    remedy_en: str = ""
    ask_zh: str = ""
    ask_en: str = ""
    side: Side
    source: str
    mark: str

    def text(self) -> str:
        """Everything that can be searched."""
        parts = (
            self.where,
            *self.codes,
            *self.words,
            self.zh,
            self.en,
            self.cause_zh,
            self.cause_en,
            self.remedy_zh,
            self.remedy_en,
        )
        return "\n".join(parts).casefold()
