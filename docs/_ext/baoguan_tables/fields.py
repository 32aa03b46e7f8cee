"""The fields of the document kinds: what the model, the message and the sheets call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from baoguan import Attachment, BondedInventoryList, DraftDeclaration, DraftGoods, EcommerceBill, InventoryLine, WarehouseDocument
from baoguan.model.fields import Term, paths
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.wire import Record
from baoguan_singlewindow.customs_tables import BASIC, DETAIL
from baoguan_singlewindow.tables import HEAD
from baoguan_singlewindow.tables import SECTIONS as WIRE

from .markdown import code, plain, table


@attrs.frozen(kw_only=True)
class Section:
    """A part of a document: the attribute that holds it ('' for the head), its class, and its heading here. `like` names the part whose
    fields it has; `inside` leads from a row of `over` to records within it."""

    over: str
    model: type
    title: str
    like: str = ""
    inside: str = ""


SECTIONS: Final = (
    Section(over="", model=BondedInventoryList, title="Head 表头"),
    Section(over="lines", model=InventoryLine, title="Lines 表体"),
    Section(over="materials", model=InventoryLine, title="Materials of simple processing 简单加工料件", like="a line"),
    Section(over="draft_declaration", model=DraftDeclaration, title="Head of the declaration draft 临时报关单表头"),
    Section(over="draft_goods", model=DraftGoods, title="Goods of the declaration draft 临时报关单表体"),
    Section(over="warehouse_documents", model=WarehouseDocument, title="In and out documents 出入库单"),
    Section(over="ecommerce_bills", model=EcommerceBill, title="E-commerce bills 电商清单"),
    Section(over="attachments", model=Attachment, title="Attachments 随附单证"),
)

LEDGER_SECTIONS: Final = (
    Section(over="", model=Ledger, title="Head of a ledger 底账表头"),
    Section(over="materials", model=LedgerItem, title="Materials 料件"),
    Section(over="products", model=LedgerItem, title="Products 成品", like="a material"),
    Section(over="consumptions", model=UnitConsumption, title="Unit consumption 单损耗"),
    Section(over="attachments", model=Attachment, title="Attachments of a ledger 底账随附单证"),
)

_RECEIPTS: Final[Mapping[str, Record]] = {"": BASIC, "lines": DETAIL}
"""What Customs' receipts call the same fields."""

FACTS: Final = ("kind", "size", "code list", "also called")


def terms_of(section: Section) -> Iterator[tuple[str, Term]]:
    """Path of each field from a row of the section, and its term."""
    for path, term in paths(section.model).items():
        yield f"{section.inside}.{path}" if section.inside else path, term


def _record(over: str) -> Record | None:
    return HEAD if not over else next((record for record, name in WIRE if name == over), None)


def fields() -> str:
    """One table for each part of a list, with its element in the message."""
    parts = []
    for section in SECTIONS:
        record = _record(section.over)
        tag = f"In the message: {code(record.tag)}. " if record else "Not an element of INV101. "
        parts.append(_heading(section, "list", tag))
        if not section.like:
            receipt = _RECEIPTS.get(section.over)
            rows = [_row(path, term, record, receipt) for path, term in terms_of(section)]
            parts.append(table(("attribute", "中文", "English", "wire", "in receipts", *FACTS), rows))
    return "\n".join(parts)


def ledger_fields() -> str:
    """One table for each part of a ledger."""
    parts = []
    for section in LEDGER_SECTIONS:
        parts.append(_heading(section, "ledger"))
        if not section.like:
            rows = [(*names(path, term), *facts(term)) for path, term in terms_of(section)]
            parts.append(table(("attribute", "中文", "English", *FACTS), rows))
    return "\n".join(parts)


def _heading(section: Section, document: str, tag: str = "") -> str:
    where = f"In the model: {code(section.over)}" if section.over else f"In the model: the {document} itself"
    like = f"\nThe fields are those of {section.like}, above.\n" if section.like else ""
    return f"## {section.title}\n\n{tag}{where} ({code(section.model.__name__)}).\n{like}"


def _row(path: str, term: Term, record: Record | None, receipt: Record | None) -> tuple[str, ...]:
    said = receipt.by_path.get(path) if receipt else None
    element = record.by_path.get(path) if record else None
    name = code(element.name) if element else "—"
    return *names(path, term), name, code(said.name) if said else "", *facts(term, older=bool(element and element.legacy))


def names(path: str, term: Term) -> tuple[str, str, str]:
    """The cells that name a field."""
    return code(path), plain(term.zh), plain(term.en)


def facts(term: Term, *, older: bool = False) -> tuple[str, str, str, str]:
    """The cells of `FACTS`."""
    said = ((older, "older numbers"), (term.system, "filled by Customs"), (term.secret, "masked"))
    notes = ", ".join(text for holds, text in said if holds)
    return term.kind + (f" ({notes})" if notes else ""), _size(term), _list(term), plain("、".join(term.names))


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
