"""An enterprise as every message names it: code, credit code, name."""

from __future__ import annotations

import attrs

from baoguan.model.fields import text


@attrs.frozen(kw_only=True)
class Party:
    """An enterprise (企业) in one of its roles.

    The 10-character customs code (企业海关编码) is alphanumeric; where a rule allows it, `NO` stands for an enterprise without one.
    """

    customs_code: str | None = text("编码", "customs code", 10, "代码", "海关编码", "编号", exact=True)
    credit_code: str | None = text("社会信用代码", "credit code", 18, "统一社会信用代码", "信用代码", exact=True)
    name: str | None = text("名称", "name", 512, wide=True, free=True)
