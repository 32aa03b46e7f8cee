"""Two tables of DecMessage, written apart from each other: what the channel writes, the simulator knows, in every edition."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args, get_origin, get_type_hints

import attrs
import pytest

from baoguan import CustomsDeclaration, Party
from baoguan.model.fields import TERM, Term
from baoguan_singlewindow.declaration.editions import EDITIONS
from baoguan_singlewindow.simulator.declaration.checks import check_values
from baoguan_singlewindow.simulator.declaration.message import DecMessage, read_declaration
from baoguan_singlewindow.simulator.problems import Findings
from plugins.singlewindow.tests.declaration.papers import account, encoded

OPEN_CODES = {
    "attachment_kind": "00000001",
    "container_size": "21",
    "country": "JPN",
    "currency": "USD",
    "customs_office": "5301",
    "levy_nature": "101",
    "licence_document": "A",
    "packaging": "22",
    "port": "HKG003",
    "purpose": "99",
    "supervision_mode": "0110",
    "transaction_mode": "1",
    "transport_mode": "2",
    "unit": "007",
}
OF_A_FORM = {
    "seq_no": "I20260000000000001",
    "ledger_no": "C53000000001",
    "related_ledger_no": "C53000000001",
    "direction": "I",
    "document_type": "  ",
    "promises": "00000",
    "entry_port": "470501",
    "destination_place": "440300",
    "goods_attributes": "11,18",
    "not_dangerous": "1",
    "electronic_seal": "Y",
    "form": "1",
    "format": "US",
    "transfer": "1",
    "conditional_release": "1",
    "joint_inspection": "1",
    "declaration_case": "1",
    "payment_kind": "1",
    "special_business": "1000000",
    "inspection_code": "999",
}
"""Texts that are codes on the wire, by the name of the attribute."""


def full(model: type) -> object:
    """A record with every field filled, texts and numbers to their length."""
    hints = get_type_hints(model)
    values = {f.name: _value(f, hints[f.name]) for f in attrs.fields(model) if f.name not in {"carried", "path", "signature"}}
    return model(**{k: v for k, v in values.items() if v is not None})


def _value(field: attrs.Attribute[object], hint: object) -> object:
    term: Term | None = field.metadata.get(TERM)
    if get_origin(hint) is tuple:
        return (full(get_args(hint)[0]),)
    inner = next((a for a in get_args(hint) if isinstance(a, type) and attrs.has(a)), None)
    if inner is Party:
        lengths = term.lengths if term is not None else {}
        return Party(customs_code="4403DEM0B2", credit_code="91440300MADEM0B007", name="名" * lengths.get("name", 70))
    if inner is not None:
        return full(inner)
    if term is None:
        return None
    if field.name in OF_A_FORM:
        return OF_A_FORM[field.name]
    if term.kind == "date":
        return date(2026, 6, 3)
    if term.kind == "code":
        return OPEN_CODES[term.codes] if isinstance(term.codes, str) else next(iter(term.codes or ())).value
    if term.kind in {"integer", "decimal"}:
        whole, decimals = term.digits or (1, 0)
        return int("9" * whole) if term.kind == "integer" else Decimal("9" * whole + "." + "9" * decimals)
    return "9" * (term.length or 8)


@pytest.fixture(scope="module")
def document() -> CustomsDeclaration:
    made = full(CustomsDeclaration)
    assert isinstance(made, CustomsDeclaration)
    return made


def judged(document: CustomsDeclaration, edition: str) -> tuple[DecMessage, Findings, list[str]]:
    """The message of a document as the simulator reads it."""
    found = Findings()
    message = read_declaration(encoded(document, account(edition=edition)), found)
    assert message is not None
    return message, found, check_values(message, found)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_simulator_knows_every_element_that_an_edition_carries(document: CustomsDeclaration, edition: str) -> None:
    message, found, warnings = judged(document, edition)
    assert message.edition == edition
    assert [p.place for p in found.problems if p.code in {"unknown element", "structure", "repeated element"}] == []
    assert warnings == []
    assert sum(len(r.values) for top in message.records for r in top.walk()) > 300


@pytest.mark.parametrize("edition", [e for e in EDITIONS if e != "3.1"])
def test_nothing_that_the_model_can_hold_is_too_long_for_the_wire(document: CustomsDeclaration, edition: str) -> None:
    _, found, _ = judged(document, edition)
    assert [(p.place, p.zh) for p in found.problems] == []
