"""An invented message with records inside records: in wrappers, without, alone, and as sections of one record."""

from __future__ import annotations

from decimal import Decimal

import attrs

from baoguan.model.fields import Carried, decimal, integer, many, part, text
from baoguan.model.party import Party
from baoguan.wire import Nested, Record, elements


@attrs.frozen(kw_only=True)
class Label:
    """A label of a box."""

    word: str | None = text("字样", "word", 20)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Box:
    """A box of a load."""

    number: int | None = integer("序号", "number", digits=4)
    weight: Decimal | None = decimal("重量", "weight", (5, 2))  # noqa: RUF009  declared by helpers, as the model is
    note: str | None = text("说明", "note", 20)
    labels: tuple[Label, ...] = many("标签", "labels")
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Seal:
    """The seal of a load."""

    code: str | None = text("封志", "seal", 20)
    carried: Carried | None = None


@attrs.frozen(kw_only=True)
class Load:
    """A load: its fields stand in two sections."""

    name: str | None = text("名称", "name", 20)
    flags: str | None = text("标志", "flags, by position", 6)
    owner: Party | None = part("货主", "owner")  # noqa: RUF009  declared by helpers, as the model is
    count: int | None = integer("件数", "count", digits=4)
    remark: str | None = text("备注", "remark", 20)
    boxes: tuple[Box, ...] = many("箱", "boxes")
    papers: tuple[Label, ...] = many("单据", "papers")
    seal: Seal | None = None
    carried: Carried | None = None


LABEL = Record(tag="Label", model=Label, elements=elements("Word word"))
BOX = Record(
    tag="Box",
    model=Box,
    elements=elements("No number", "Wt weight", "Note note rare"),
    nested=(Nested(record=LABEL, path="labels", wrapper="Labels", after="No"),),
)
SEAL = Record(tag="Seal", model=Seal, elements=elements("Code code"))
PAPER = Record(tag="Paper", model=Label, elements=elements("Word word"))
HEAD = Record(
    tag="Head",
    model=Load,
    elements=elements("Name name", "Flags flags blanks", "OwnerName owner.name", "Count count"),
    section="Head",
)
TAIL = Record(tag="Tail", model=Load, elements=elements("Remark remark rare"), section="Tail")
LOAD = Record(
    tag="Load",
    model=Load,
    nested=(
        Nested(record=HEAD),
        Nested(record=BOX, path="boxes", wrapper="Boxes"),
        Nested(record=PAPER, path="papers"),
        Nested(record=TAIL),
        Nested(record=SEAL, path="seal"),
    ),
)
