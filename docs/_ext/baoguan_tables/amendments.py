"""The amendment of a declaration: its fields with their elements, the field codes, the results of Customs, and what forbids one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baoguan import AmendedRow, Amendment, AmendmentItem, Confirmation, DeclarationAttachment
from baoguan.documents.amendment_guards import GUARDS
from baoguan.lifecycle.amendment import AMENDMENT
from baoguan.model.amendment_fields import FIELD_CODES, FieldCode
from baoguan.wire import Record
from baoguan_singlewindow.amendment.results import RESULTS
from baoguan_singlewindow.amendment.tables import EXTRAS, MESSAGE

from .fields import FACTS, Section, facts, names, terms_of
from .markdown import code, plain, table
from .states import guard_table, state_table, transition_table

AMENDMENT_SECTIONS: Final = (
    Section(over="", model=Amendment, title="Head of an amendment 修撤单"),
    Section(over="items", model=AmendmentItem, title="Changed fields 修撤字段"),
    Section(over="items", model=AmendedRow, title="Row of a changed field 表体", inside="row"),
    Section(over="attachments", model=DeclarationAttachment, title="Attached documents of an amendment 修撤单随附单据"),
    Section(over="confirmation", model=Confirmation, title="Answer to Customs 企业确认信息"),
)


def _elements(record: Record, over: str = "") -> Iterator[tuple[str, str]]:
    for element in record.elements:
        yield f"{over}.{element.path}".strip("."), f"{record.tag}/{element.name}"
    for nested in record.nested:
        yield from _elements(nested.record, f"{over}.{nested.path}".strip("."))


def amendment_fields() -> str:
    """One table for each part of an amendment, with its element in the message."""
    known = dict(_elements(MESSAGE))
    parts = []
    for section in AMENDMENT_SECTIONS:
        place = ".".join(filter(None, (section.over, section.inside)))
        held = code(place) if place else "the amendment itself"
        parts.append(f"## {section.title}\n\nIn the model: {held} ({code(section.model.__name__)}).\n")
        rows = []
        for path, term in terms_of(section):
            wire = known.get(f"{section.over}.{path}".strip("."))
            extra = "only where asked for" if wire is not None and wire.rpartition("/")[2] in EXTRAS else ""
            rows.append((*names(path, term), code(wire) if wire else "—", extra, *facts(term)))
        parts.append(table(("attribute", "中文", "English", "wire", "", *FACTS), rows))
    return "\n".join(parts)


def field_codes() -> str:
    """Every field code that we have, and how it is known."""
    rows = [(code(each.code), code(each.name), plain(each.term.zh), _limits(each), each.known.value) for each in FIELD_CODES]
    return table(("field code", "field of the declaration", "中文", "", "known"), rows)


def _limits(each: FieldCode) -> str:
    piece = f"characters {each.start + 1} to {each.stop or 'the last'}" if each.start or each.stop else ""
    of = {"I": "of imports", "E": "of exports"}.get(each.direction, "")
    return ", ".join(filter(None, (of, piece)))


def amendment_states() -> str:
    """The states of an amendment."""
    return state_table(AMENDMENT)


def amendment_transitions() -> str:
    """What each outcome does to an amendment."""
    return transition_table(
        AMENDMENT, f"{{}} is recorded by a person who deleted the draft on the page: the amendment is {code('deleted')}."
    )


def amendment_guards() -> str:
    """What forbids an amendment."""
    return guard_table([(row.guard, "also an answer" if row.answers else "change, withdrawal") for row in GUARDS])


def amendment_results() -> str:
    """The result codes, what each is read as, and the state it leads to."""
    states = {t.outcome: t.state for t in AMENDMENT.transitions}
    rows = [
        (code(name), plain(each.zh), plain(each.en), code(each.outcome.value), code(states.get(each.outcome) or "moves no state"))
        for name, each in RESULTS.items()
    ]
    return table(("code", "中文", "English", "read as", "leads to"), rows)
