"""The customs declaration: its fields with their elements and editions, the editions, the CHANNEL codes of its receipts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan import CustomsDeclaration
from baoguan.lifecycle.declaration import DECLARATION
from baoguan.model.fields import terms
from baoguan.rules.declaration._pack import NESTED, RECORDS
from baoguan_singlewindow.declaration.channels import CHANNELS
from baoguan_singlewindow.declaration.editions import DEFAULT, EDITIONS, Row, Table
from baoguan_singlewindow.declaration.message import IMPORT

from .fields import FACTS, Section, facts, names, terms_of
from .markdown import code, plain, table

_ALONE: Final = {
    "": "Head of a declaration 报关单表头",
    "signature": "Signature 签名",
    "transit": "Transit declaration 转关单表头",
    "transit_leg": "Leg across the border 转关单境外段",
    "tax_sheet": "Tax sheet 报税单",
    "risk": "Risk assessment 风险评估",
    "access": "Two-stage access 两段准入",
    "goods.licences": "Licences of a line 产品资质",
    "goods.licences.vehicles": "Vehicles of a licence 许可证车辆",
    "goods.control_elements": "Elements of control 禁限管制申报要素",
    "tax_sheet.lines": "Lines of the tax sheet 报税单表体",
    "tax_sheet.taxes": "Taxes of the tax sheet 报税单税额",
}
"""Headings of the parts that the model names nowhere in both languages."""

_TERMS: Final = terms(CustomsDeclaration)


def _title(place: str) -> str:
    return _ALONE[place] if place in _ALONE else f"{_TERMS[place].en[:1].upper()}{_TERMS[place].en[1:]} {_TERMS[place].zh}"


def _sections() -> Iterator[Section]:
    for model, over in RECORDS:
        yield Section(over=over, model=model, title=_title(over))
        for inner, of, path in NESTED:
            if of == over:
                yield Section(over=over, model=inner, title=_title(f"{over}.{path}"), inside=path)


DECLARATION_SECTIONS: Final = tuple(_sections())


def _places(part: Table, over: str = "") -> Iterator[tuple[str, tuple[str, Row]]]:
    """Path of each field in a declaration, with the tag of its record and its row; the number of the declaration stands in DecSign."""
    for row in part.rows:
        path = f"{over}.{row.element.path}" if over else row.element.path
        yield ("internal_number" if path == "signature.client_no" else path), (part.tag, row)
    for inside in part.inside:
        yield from _places(inside.table, f"{over}.{inside.path}".strip(".") if inside.path else over)


PLACES: Final = dict(_places(IMPORT))
"""Path of each field -> the tag of its record and its row in the table of the message."""


def declaration_fields() -> str:
    """One table for each part of a declaration, with its element in the message and the editions that have it."""
    parts = []
    for section in DECLARATION_SECTIONS:
        place = ".".join(filter(None, (section.over, section.inside)))
        held = code(place) if place else "the declaration itself"
        parts.append(f"## {section.title}\n\nIn the model: {held} ({code(section.model.__name__)}).\n")
        rows = []
        for path, term in terms_of(section):
            found = PLACES.get(f"{section.over}.{path}" if section.over else path)
            wire = (code(f"{found[0]}/{found[1].element.name}"), _editions(found[1])) if found else ("—", "")
            rows.append((*names(path, term), *wire, *facts(term)))
        parts.append(table(("attribute", "中文", "English", "wire", "editions", *FACTS), rows))
    return "\n".join(parts)


def _editions(row: Row) -> str:
    said = (
        f"from {row.since}" if row.since else "",
        f"before {row.until}" if row.until else "",
        f"≤ {row.old} in 3.1" if row.old else "",
    )
    return ", ".join(filter(None, said))


def editions() -> str:
    """The editions of the interface, with the elements that each brought and dropped."""
    rows = []
    for name, text in EDITIONS.items():
        brought = [row.element.name for _, row in PLACES.values() if row.since == name]
        dropped = [row.element.name for _, row in PLACES.values() if row.until == name]
        told = f"{code(name)} (as set by default)" if name == DEFAULT else code(name)
        rows.append((told, plain(text), _some(brought), _some(dropped)))
    return table(("edition", "what it brought, and from where it is known", "new elements", "dropped elements"), rows)


def _some(elements: list[str]) -> str:
    return ", ".join(map(code, dict.fromkeys(elements)))


def channel_codes() -> str:
    """The codes of receipts, what each is read as, and the state it leads to."""
    states = {t.outcome: t.state for t in DECLARATION.transitions}
    rows = []
    for name, each in CHANNELS.items():
        state = states.get(each.outcome)
        moved = code(state) if state else "moves no state"
        rows.append((code(name), plain(each.zh), plain(each.en), code(each.outcome.value), moved, plain(each.source)))
    return table(("code", "中文", "English", "read as", "leads to", "known from"), rows)
