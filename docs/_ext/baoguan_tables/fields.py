"""The fields of the bonded inventory list: what the model, the message and the sheets call them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from baoguan import Attachment, BondedInventoryList, DraftDeclaration, DraftGoods, EcommerceBill, InventoryLine, WarehouseDocument
from baoguan.model.fields import Term, paths
from baoguan.wire import Record
from baoguan_singlewindow.customs_tables import BASIC, DETAIL
from baoguan_singlewindow.tables import HEAD
from baoguan_singlewindow.tables import SECTIONS as WIRE

from .markdown import code, plain, table


@attrs.frozen(kw_only=True)
class Section:
    """A part of a list: the attribute that holds it ('' for the head), its class, and its heading here."""

    over: str
    model: type
    title: str


SECTIONS: Final = (
    Section(over="", model=BondedInventoryList, title="Head 表头"),
    Section(over="lines", model=InventoryLine, title="Lines 表体"),
    Section(over="materials", model=InventoryLine, title="Materials of simple processing 简单加工料件"),
    Section(over="draft_declaration", model=DraftDeclaration, title="Head of the declaration draft 临时报关单表头"),
    Section(over="draft_goods", model=DraftGoods, title="Goods of the declaration draft 临时报关单表体"),
    Section(over="warehouse_documents", model=WarehouseDocument, title="In and out documents 出入库单"),
    Section(over="ecommerce_bills", model=EcommerceBill, title="E-commerce bills 电商清单"),
    Section(over="attachments", model=Attachment, title="Attachments 随附单证"),
)

_RECEIPTS: Final = {"": BASIC, "lines": DETAIL}
"""What Customs' receipts call the same fields."""


def terms_of(model: type) -> Iterator[tuple[str, Term]]:
    """Attribute path -> term."""
    yield from paths(model).items()


def _record(over: str) -> Record | None:
    return HEAD if not over else next((record for record, name in WIRE if name == over), None)


def fields() -> str:
    """One table for each part of a list. Materials have the fields of a line and are named only."""
    parts = []
    for section in SECTIONS:
        record = _record(section.over)
        tag = f"In the message: {code(record.tag)}. " if record else "Not an element of INV101. "
        where = f"In the model: {code(section.over)}" if section.over else "In the model: the list itself"
        parts.append(f"## {section.title}\n\n{tag}{where} ({code(section.model.__name__)}).\n")
        if section.over == "materials":
            parts.append("The fields are those of a line, above.\n")
            continue
        rows = [_row(path, term, record, _RECEIPTS.get(section.over)) for path, term in terms_of(section.model)]
        parts.append(
            table(("attribute", "中文", "English", "wire", "in receipts", "kind", "size", "code list", "also called"), rows)
        )
    return "\n".join(parts)


def _row(path: str, term: Term, record: Record | None, receipt: Record | None) -> tuple[str, ...]:
    said = receipt.by_path.get(path) if receipt else None
    element = record.by_path.get(path) if record else None
    name = code(element.name) if element else "—"
    notes = []
    if element and element.legacy:
        notes.append("older numbers")
    if term.system:
        notes.append("filled by Customs")
    if term.secret:
        notes.append("masked")
    return (
        code(path),
        plain(term.zh),
        plain(term.en),
        name,
        code(said.name) if said else "",
        term.kind + (f" ({', '.join(notes)})" if notes else ""),
        _size(term),
        _list(term),
        plain("、".join(term.names)),
    )


def _size(term: Term) -> str:
    if term.digits:
        whole, fraction = term.digits
        return f"{whole} + {fraction} decimals" if fraction else f"{whole} digits"
    if term.length is None:
        return ""
    return f"{'=' if term.exact else '≤'} {term.length}{', Chinese counts 2' if term.wide else ''}"


def _list(term: Term) -> str:
    if isinstance(term.codes, type):
        return f"{code(term.codes.__name__)} (closed)"
    return f"{code(term.codes)} (open)" if term.codes else ""
