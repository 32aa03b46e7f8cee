"""From documents to one page of HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import attrs

from baoguan.codes import Codes
from baoguan.documents import DocumentKind
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.inventory import BondedInventoryList
from baoguan.printing import declaration as form
from baoguan.printing import inventory
from baoguan.printing.boxes import Boxes
from baoguan.printing.lines import Lines, fields_of
from baoguan.printing.marks import Mark
from baoguan.printing.markup import NOTHING, Markup, element, escaped, joined
from baoguan.printing.sections import Section, Sections, sections_of
from baoguan.printing.style import CSS
from baoguan.printing.values import Values

_REST: Final = "其他申报内容"


@attrs.frozen(kw_only=True)
class Sheet:
    """A document to print, with what its file does not hold: facts of the journal by field (申报日期 as `declared_on`)."""

    document: object
    kind: DocumentKind[object]
    facts: Mapping[str, str] = attrs.field(factory=dict)


def print_view(sheets: Sequence[Sheet], *, codes: Codes, mark: Mark | None, notes: Sequence[str] = ()) -> str:
    """The documents as one HTML page that needs nothing else: each begins on a new sheet of paper, A4 landscape.

    A customs declaration has the layout of the paper form, with everything that has no box there on the pages behind; other kinds are plain
    tables. `mark` stands across every page, `notes` above every document. Everything is escaped; numbers of cards are masked.
    """
    values = Values(codes)
    shown = [_document(sheet, values, notes) for sheet in sheets]
    across = element("div", escaped(f"{mark.zh} {mark.en}"), "mark") if mark is not None else NOTHING
    title = " ".join(str(getattr(sheet.document, "internal_number", None) or sheet.kind.title_zh) for sheet in sheets[:1])
    # No script, font or picture is loaded, whatever a document holds.
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    head = f'<meta charset="utf-8">{policy}<title>{escaped(title)}</title><style>{CSS}</style>'
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head>\n<body>{across}{joined(shown)}</body></html>\n'


def _document(sheet: Sheet, values: Values, notes: Sequence[str]) -> Markup:
    write = _LAYOUTS.get(sheet.kind.model, _plain)
    remarks = element("div", joined(element("span", escaped(note)) for note in notes), "notes") if notes else NOTHING
    return element("article", joined((remarks, write(sheet, values))), "document")


def _declaration(sheet: Sheet, values: Values) -> Markup:
    document = sheet.document
    if not isinstance(document, CustomsDeclaration):
        raise TypeError(f"a {type(document).__name__} is no customs declaration")
    boxes = Boxes(form.BOXES, document, values, document.direction or "", sheet.facts)
    exporting = form.exporting(document)
    front = (
        element("h1", escaped(form.title(document))),
        form.numbers(document, values),
        element(
            "div",
            joined(
                (
                    boxes.markup(),
                    form.below_the_boxes(document),
                    Lines(columns=form.GOODS, values=values, exporting=exporting).markup(document.goods),
                    form.foot(document, values),
                )
            ),
            "form",
        ),
    )
    further = _further(document, values, boxes.fields | form.FOOT_FIELDS, {"goods": fields_of(form.GOODS)})
    return joined((*front, element("div", further, "further") if further else NOTHING))


def _list(sheet: Sheet, values: Values) -> Markup:
    document = sheet.document
    if not isinstance(document, BondedInventoryList):
        raise TypeError(f"a {type(document).__name__} is no bonded inventory list")
    head = Sections(values=values).fields(document, "表头", frozenset())
    lines = Lines(columns=inventory.LINES, values=values, exporting=False, rest="其他").markup(document.lines)
    title = element("h1", escaped("保税核注清单"))
    others = [section for section in sections_of(document) if section.attribute != "lines"]
    return joined((title, head, element("h2", escaped("表体")), lines, *(Sections(values=values).section(s) for s in others)))


def _plain(sheet: Sheet, values: Values) -> Markup:
    title = element("h1", escaped(sheet.kind.title_zh))
    sections = Sections(values=values)
    head = sections.fields(sheet.document, "表头", frozenset())
    return joined((title, head, *(sections.section(section) for section in sections_of(sheet.document))))


def _further(document: object, values: Values, shown: frozenset[str], shown_inside: Mapping[str, frozenset[str]]) -> Markup:
    """What has no place on the form: further fields of the head, of every line, and all other sections."""
    sections = Sections(values=values)
    parts = [sections.fields(document, _REST, shown)]
    for section in sections_of(document):
        inside = shown_inside.get(section.attribute)
        if inside is None:
            parts.append(sections.section(section))
        else:
            named = Section(attribute=section.attribute, title=f"{section.title} · {_REST}", records=section.records)
            parts.append(sections.section(named, inside))
    return joined(parts)


_LAYOUTS: Final[Mapping[type, Callable[[Sheet, Values], Markup]]] = {CustomsDeclaration: _declaration, BondedInventoryList: _list}
