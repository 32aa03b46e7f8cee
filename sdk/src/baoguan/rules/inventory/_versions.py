"""Two versions of a list side by side: which fields a change may touch, and which rows differ.

Compared are the fields that a declarant writes: not what Customs fills in, nor what is new with every message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from baoguan.model.fields import Value, terms
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from baoguan.model.party import Party
from baoguan.rules.engine import Block, Context
from baoguan.rules.inventory._pack import changing, list_of, present

Lines = Block[InventoryLine]

HEAD_CHANGEABLE: Final = frozenset({"supervision_mode", "transport_mode", "port", "counterpart_country", "remark"})
LINE_CHANGEABLE: Final = frozenset(
    {
        "hs_code",
        "goods_name",
        "specification",
        "currency",
        "quantity",
        "statutory_quantity",
        "second_quantity",
        "unit_price",
        "total_price",
        "origin_country",
        "destination_country",
        "consumption_version",
        "exemption",
        "remark",
    }
)
"""What a change may touch: the set of the Single Window page, which holds all that one program allows as well."""

_NUMBERS = frozenset({"seq_no", "list_no", "change_count", "declaration_type"})
_SENDING = frozenset({"data_entry", "entered_on", "declared_on", "card_no", "attachments"})
"""Filled in anew for every message: who sends it and when, and the documents that go with it."""
_GIVEN_BACK = frozenset({"entry_no", "related_entry_no", "levy_amount"})
"""Filled in by Customs later, so the earlier version may lack them."""

HEAD_FIXED: Final = tuple(
    name
    for name, term in terms(BondedInventoryList).items()
    if not term.system and term.kind != "lines" and name not in HEAD_CHANGEABLE | _NUMBERS | _SENDING | _GIVEN_BACK
)
LINE_FIXED: Final = tuple(
    name
    for name, term in terms(InventoryLine).items()
    if not term.system and name not in LINE_CHANGEABLE | {"seq_no", "line_no", "modification", "usd_total"}
)
ASSIGNED: Final = frozenset({"declaration_line_no", "ledger_item_no"})
"""Numbered by Customs or the consolidation when left blank, so one version may have them and the other not."""
FOLLOWS_HS: Final = frozenset({"statutory_unit", "second_unit"})
"""Set by the commodity code: a change of the one brings the other."""

SEQ_NO: Final = "202500000000000001"
FILED: Final = {"seq_no": SEQ_NO, "list_no": "QD530125I000000001", "lines[].seq_no": SEQ_NO}
CHANGE: Final = {**FILED, "declaration_type": "2", "change_count": 1, "lines[].modification": "0", "@before": FILED}
DELETION: Final = {**FILED, "declaration_type": "3", "@before": FILED}
"""Examples: the sample once Customs knows it, a change of it that changes nothing yet, its deletion."""


def before_of(context: Context) -> BondedInventoryList | None:
    """The earlier version. Raises TypeError when the caller gave a document of another kind."""
    if context.before is None:
        return None
    if not isinstance(context.before.document, BondedInventoryList):
        raise TypeError(f"the version before an inventory list is a {type(context.before.document).__name__}")
    return context.before.document


def earlier_rows(block: Lines, context: Context) -> list[InventoryLine | None] | None:
    """For each row its earlier version by line number; None when this is no change or that version is unknown."""
    before = before_of(context)
    if before is None or not changing(list_of(block)):
        return None
    rows = before.lines[block.start : block.start + len(block)]
    if [line.line_no for line in rows] == block.column("line_no"):
        return list(rows)
    by_number = {line.line_no: line for line in before.lines}
    return [by_number.get(line.line_no) for line in block.rows]


def differences(block: Lines, earlier: list[InventoryLine | None], name: str) -> Iterator[tuple[int, Value, Value]]:
    """Rows in which a field is no longer what it was, as (row, now, was)."""
    now = block.column(name)
    was: list[Value] = [getattr(line, name, None) for line in earlier]
    if now == was:
        return
    for i, (new, old) in enumerate(zip(now, was, strict=True)):
        if new == old or earlier[i] is None or not (present(new) or present(old)):
            continue
        if name in ASSIGNED and not (present(new) and present(old)):
            continue
        yield i, new, old


def same(now: object, was: object) -> bool:
    """Whether a field of the head is what it was; nothing, an empty text and an empty party are the same."""
    if isinstance(now, Party) or isinstance(was, Party):
        return attrs.astuple(now or Party()) == attrs.astuple(was or Party())  # type: ignore[arg-type]
    return now == was or not (present(now) or present(was))


def shown(value: object) -> object:
    """A value of the head for a message."""
    if isinstance(value, Party):
        return " ".join(part for part in (value.customs_code, value.credit_code, value.name) if part)
    return value
