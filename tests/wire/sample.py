"""A small invented record with a field of every kind."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import attrs

from baoguan.model.fields import Carried, code, day, decimal, integer, moment, part, text
from baoguan.model.party import Party
from baoguan.wire import Record, elements


@attrs.frozen(kw_only=True)
class Crate:
    """A crate."""

    name: str | None = text("名称", "name", 20)
    note: str | None = text("说明", "note", 20)
    number: int | None = integer("序号", "number", digits=4)
    weight: Decimal | None = decimal("重量", "weight", (5, 2))  # noqa: RUF009  declared by helpers, as the model is
    packed: date | None = day("装箱日期", "date of packing")  # noqa: RUF009  declared by helpers, as the model is
    seen: datetime | None = moment("查验时间", "time of inspection")  # noqa: RUF009  declared by helpers, as the model is
    country: str | None = code("产国", "country", "country")
    owner: Party | None = part("货主", "owner")  # noqa: RUF009  declared by helpers, as the model is
    spare: str | None = text("备用", "spare", 20)
    carried: Carried | None = None


CRATE = Record(
    tag="Crate",
    model=Crate,
    elements=elements(
        "Name name",
        "Note note cdata",
        "No number",
        "Wt weight",
        "Packed packed",
        "Seen seen",
        "Country country legacy=country",
        "OwnerCode owner.customs_code",
        "OwnerName owner.name",
        "Spare spare rare",
    ),
)
