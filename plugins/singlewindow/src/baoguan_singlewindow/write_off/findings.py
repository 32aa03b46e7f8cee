"""What the message of a write-off does not carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from baoguan import WriteOff
from baoguan.plugin import Finding, Record, paths, value_at
from baoguan_singlewindow.write_off.tables import MESSAGES

_SCHEMA: Final = "报核官方报文结构（2017 年） / official schemas of the write-off, 2017"
_OURS: Final = frozenset(
    {
        *("family", "internal_number", "seq_no"),
        *("declared_on", "declared_at", "entered_at"),
        *("serial_no", "direction", "deduction_mark", "declaration_type", "ledger_no", "sequence"),
        *("goods_name", "unit", "part_no", "hs_code"),
        *("theoretical", "theoretical_amount", "difference", "difference_amount", "difference_rate", "average_price"),
        *("tangible_loss", "intangible_loss", "consumed_amount", "remaining_amount", "sold_amount", "scrap_amount"),
        *("import_amount", "export_amount", "period_from", "period_to"),
    }
)
"""What the message says as a whole or by its order, what the journal alone knows, what only describes a row of the ledger, and what Customs
computes from the rest where the message has no element for it."""
_USUAL: Final = {"write_off_type": "1"}
"""What a message without the element means."""


def write_off_findings(document: WriteOff) -> Iterator[Finding]:
    """The findings: one for each field that is filled in and has no element, with how often."""
    message = MESSAGES.get(document.family or "")
    if message is None:
        return
    yield from _of_rows(message.root, message.head, [document], "")
    yield from _of_rows(message.root, message.materials, document.materials, "materials")
    yield from _of_rows(message.root, message.products, document.products, "products")


def _of_rows(root: str, record: Record, rows: Sequence[object], over: str) -> Iterator[Finding]:
    for path, term in paths(record.model).items():
        if term.system or record.by_path.get(path) is not None or path.partition(".")[0] in _OURS or path.startswith("declarant"):
            continue
        values = [(number, value_at(row, path)) for number, row in enumerate(rows, 1)]
        held = [(number, value) for number, value in values if value and value != _USUAL.get(path)]
        if not held:
            continue
        number, value = held[0]
        yield Finding(
            rule="singlewindow.write-off-field",
            severity="warning",
            path=f"{over}[{number}].{path}" if over else path,
            value=str(value),
            zh=f"{root} 没有“{term.zh}”（{len(held)} 处），不随报文发送",
            en=f"{root} has no element for the {term.en} ({len(held)} values): it is not sent",
            remedy_zh="海关需要的在单一窗口页面补录；不需要的，删去此项",
            remedy_en="Type it on the page if Customs needs it; else leave it out",
            source=_SCHEMA,
            mark="official",
        )
