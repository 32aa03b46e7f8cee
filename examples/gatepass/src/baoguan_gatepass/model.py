"""The pass itself."""

from __future__ import annotations

import attrs

from baoguan.plugin import text


@attrs.frozen(kw_only=True)
class GatePass:
    """A pass (核放单) of one lorry, for the goods of one bonded inventory list."""

    number: str | None = text("企业内部编号", "internal number", 64)
    enterprise: str | None = text("申报企业海关编码", "customs code of the declaring enterprise", 10)
    plate: str | None = text("承运车牌号", "number plate of the lorry", 32)
    list_no: str | None = text("核注清单编号", "number of the bonded inventory list", 64)
    seq_no: str | None = text("预录入统一编号", "pre-entry number", 18, system=True)
