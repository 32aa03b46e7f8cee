"""The write-off (报核): fields with their elements, states, guards and rules."""

from __future__ import annotations

from typing import Final

from baoguan import WriteOff, WriteOffAttachment, WriteOffList, WriteOffRow
from baoguan.documents.write_off import WRITE_OFF_KIND
from baoguan.lifecycle.write_off import WRITE_OFF
from baoguan.rules.write_off import WRITE_OFF_RULES
from baoguan.wire import Record
from baoguan_singlewindow.write_off.results import ACCOUNT_RESULTS, HANDBOOK_RESULTS
from baoguan_singlewindow.write_off.tables import ACCOUNT, HANDBOOK

from .fields import FACTS, Section, facts, names, terms_of
from .markdown import code, plain, prose, table
from .rules import rules_of, tables_of_field_rules
from .states import found_guards, state_table, transition_table

WRITE_OFF_SECTIONS: Final = (
    Section(over="", model=WriteOff, title="Head of a write-off 报核表头"),
    Section(over="lists", model=WriteOffList, title="Lists of the period 报核清单"),
    Section(over="materials", model=WriteOffRow, title="Materials 报核料件"),
    Section(over="products", model=WriteOffRow, title="Products 报核成品"),
    Section(over="attachments", model=WriteOffAttachment, title="Attachments of a write-off 报核随附单证"),
)
_RECORDS: Final = {
    "": (HANDBOOK.head, ACCOUNT.head),
    "lists": (HANDBOOK.lists, ACCOUNT.lists),
    "materials": (HANDBOOK.materials, ACCOUNT.materials),
    "products": (HANDBOOK.products, ACCOUNT.products),
    "attachments": (HANDBOOK.attachments, ACCOUNT.attachments),
}


def fields() -> str:
    """One table for each part, with the elements of both messages."""
    parts = []
    for section in WRITE_OFF_SECTIONS:
        where = code(section.over) if section.over else "the write-off itself"
        handbook, account = _RECORDS[section.over]
        rows = [
            (*names(path, term), _element(handbook, path), _element(account, path), *facts(term))
            for path, term in terms_of(section)
        ]
        parts.append(f"## {section.title}\n\nIn the model: {where} ({code(section.model.__name__)}).\n")
        parts.append(table(("attribute", "中文", "English", handbook.tag, account.tag, *FACTS), rows))
    return "\n".join(parts)


def _element(record: Record, path: str) -> str:
    element = record.by_path.get(path)
    return code(element.name) if element is not None else "—"


def states() -> str:
    """The states of a write-off."""
    return state_table(WRITE_OFF)


def transitions() -> str:
    """What each outcome of a receipt does to a write-off."""
    return transition_table(WRITE_OFF, f"{{}} means that a draft is {code('deleted')}.")


def guards() -> str:
    """What forbids an act on a write-off."""
    return found_guards(WRITE_OFF_KIND, WRITE_OFF, WriteOff())


def results() -> str:
    """The codes of EMS221 and EML221."""
    rows = [
        (name, code(result), f"{prose(each.zh)}<br>{prose(each.en)}", code(each.outcome.value), plain(each.remedy_zh))
        for name, known in (("EMS221", ACCOUNT_RESULTS), ("EML221", HANDBOOK_RESULTS))
        for result, each in known.items()
    ]
    return table(("receipt", "code", "says", "outcome", "办法"), rows)


def rules() -> str:
    """The rules of write-offs."""
    return rules_of(WRITE_OFF_RULES)


def field_rules() -> str:
    """The compiled rules of write-offs."""
    return tables_of_field_rules(WRITE_OFF_RULES, WRITE_OFF_SECTIONS)
