"""Who may declare in two steps: every condition says yes, no, or that it cannot tell, on the days on which it is in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs
import pytest

from baoguan import CustomsDeclaration
from baoguan.codes import Codes
from baoguan.model.declaration_goods import GoodsLicence, LicenceDocument
from baoguan.rules.declaration.sample import sample
from baoguan.rules.samples import changed
from baoguan.twostep import CONDITIONS, Answer, Situation, eligible
from baoguan.twostep.eligibility import PILOT_OFFICES

BEFORE = date(2019, 8, 23)
PILOT = date(2019, 8, 24)
LAST_OF_PILOT = date(2019, 12, 31)
NATIONAL = date(2020, 1, 1)
BEFORE_REFORM = date(2025, 6, 15)
REFORM = date(2025, 6, 16)
NOW = date(2026, 6, 4)

KNOWN = Situation(
    credit="general",
    entered_on=date(2026, 6, 1),
    manifest=True,
    paper=False,
    guarantee="DEMO-G-1",
    dutiable=True,
    negative_list=False,
)


def answers(on: date = NOW, situation: Situation = KNOWN, example: Mapping[str, object] | None = None) -> dict[str, Answer]:
    found = eligible(changed(sample(), example or {}), situation, on)
    return {answer.condition.name: answer for answer in found}


def said(name: str, on: date = NOW, situation: Situation = KNOWN, example: Mapping[str, object] | None = None) -> bool | None:
    return answers(on, situation, example)[name].holds


CASES: list[tuple[str, Mapping[str, object], Mapping[str, object], bool | None]] = [
    ("import", {}, {}, True),
    ("import", {"direction": "E"}, {}, False),
    ("import", {"direction": None}, {}, None),
    ("no_transit", {}, {}, True),
    ("no_transit", {"transit_relation": "1"}, {}, False),
    ("no_transit", {"transit_relation": None}, {}, True),
    ("credit_not_dishonest", {}, {"credit": "certified"}, True),
    ("credit_not_dishonest", {}, {"credit": "registered"}, True),
    ("credit_not_dishonest", {}, {"credit": "dishonest"}, False),
    ("credit_not_dishonest", {}, {"credit": None}, None),
    ("enters", {}, {}, True),
    *[("enters", {"transport_mode": mode}, {}, False) for mode in "01789HTWXYZ"],
    ("enters", {"transport_mode": None}, {}, None),
    ("paperless", {}, {}, True),
    ("paperless", {}, {"paper": True}, False),
    ("paperless", {"entry_type": "0"}, {}, False),
    ("paperless", {"entry_type": "L"}, {"paper": None}, False),
    ("paperless", {}, {"paper": None}, None),
    ("in_time", {}, {}, True),
    ("in_time", {}, {"entered_on": date(2026, 5, 21)}, True),
    ("in_time", {}, {"entered_on": date(2026, 5, 20)}, False),
    ("in_time", {"import_export_date": date(2026, 6, 3)}, {"entered_on": None}, True),
    ("in_time", {"import_export_date": None}, {"entered_on": None}, None),
    ("manifest", {}, {}, True),
    ("manifest", {}, {"manifest": False}, False),
    ("manifest", {}, {"manifest": None}, None),
    ("bonded", {}, {}, True),
    ("bonded", {"ledger_no": "C530124A0001"}, {}, True),
    ("bonded", {"ledger_no": "C53012400001"}, {}, False),
    ("bonded", {"ledger_no": "???"}, {}, None),
    ("negative_list", {}, {}, True),
    ("negative_list", {}, {"negative_list": True}, False),
    ("negative_list", {}, {"negative_list": None}, None),
    ("certificates", {}, {}, True),
    ("certificates", {"licence_documents": (LicenceDocument(kind="1", number="DEMO-1"),)}, {}, True),
    ("certificates", {"licence_documents": (LicenceDocument(kind="a", number="QD530125E000000001"),)}, {}, True),
    ("certificates", {"licence_documents": (LicenceDocument(kind="6", number="DEMO-6"),)}, {}, None),
    ("certificates", {"goods[0].licences": (GoodsLicence(kind="DEMO"),)}, {}, None),
    ("guarantee", {}, {}, True),
    ("guarantee", {}, {"guarantee": None, "dutiable": False}, True),
    ("guarantee", {"guarantee_no": "DEMO-G-2"}, {"guarantee": None}, True),
    ("guarantee", {}, {"guarantee": None}, False),
    ("guarantee", {}, {"guarantee": None, "dutiable": None}, None),
]


@pytest.mark.parametrize(("name", "example", "situation", "holds"), CASES)
def test_a_condition_is_answered(
    name: str, example: Mapping[str, object], situation: Mapping[str, object], holds: bool | None
) -> None:
    answer = answers(NOW, attrs.evolve(KNOWN, **situation), example)[name]  # type: ignore[arg-type]
    assert answer.holds is holds
    assert answer.why_zh
    assert answer.why_en.isascii()


def test_every_condition_has_cases_for_all_its_answers() -> None:
    told: dict[str, set[bool | None]] = {}
    for name, _, _, holds in CASES:
        told.setdefault(name, set()).add(holds)
    in_the_pilot = {"credit", "pilot_office"}
    assert {c.name for c in CONDITIONS} == set(told) | in_the_pilot
    two = {"no_transit": {True, False}, "certificates": {True, None}}
    assert {name: answers for name, answers in told.items() if answers != {True, False, None}} == two


def test_before_the_pilot_there_is_no_two_step_declaration() -> None:
    (answer,) = eligible(sample(), KNOWN, BEFORE)
    assert answer.holds is False
    assert "2019-08-24" in answer.condition.zh


@pytest.mark.parametrize(
    ("on", "names"),
    [
        (PILOT, {"credit", "pilot_office"}),
        (LAST_OF_PILOT, {"credit", "pilot_office"}),
        (NATIONAL, {"credit_not_dishonest", "paperless", "in_time", "manifest"}),
        (BEFORE_REFORM, {"credit_not_dishonest", "paperless", "in_time", "manifest"}),
        (REFORM, {"credit_not_dishonest", "paperless", "in_time", "manifest", "negative_list"}),
    ],
)
def test_conditions_hold_in_their_time(on: date, names: set[str]) -> None:
    always = {"import", "no_transit", "enters", "bonded", "certificates", "guarantee"}
    assert set(answers(on)) == always | names


@pytest.mark.parametrize("credit", [None, "general", "registered", "certified", "dishonest"])
def test_the_credit_of_the_pilot_is_general_or_better(credit: str | None) -> None:
    expected = None if credit is None else credit != "dishonest"
    assert said("credit", PILOT, attrs.evolve(KNOWN, credit=credit)) is expected


@pytest.mark.parametrize("office", PILOT_OFFICES)
def test_the_offices_of_the_pilot_are_known_to_the_code_list(office: str) -> None:
    assert office in {code.code for code in Codes.builtin()["customs_office"].codes}
    assert said("pilot_office", PILOT, example={"port": office}) is True


@pytest.mark.parametrize(("office", "holds"), [("5301", False), ("2902", False), (None, None)])
def test_another_office_was_not_in_the_pilot(office: str | None, holds: bool | None) -> None:
    assert said("pilot_office", PILOT, example={"port": office, "customs_office": office}) is holds


def test_the_office_of_entry_counts_before_that_of_declaring() -> None:
    assert said("pilot_office", PILOT, example={"port": "5304", "customs_office": "5301"}) is True
    assert said("pilot_office", PILOT, example={"port": None, "customs_office": "5304"}) is True


@pytest.mark.parametrize("on", [PILOT, NATIONAL, REFORM])
def test_what_is_known_of_an_ordinary_import_lets_it_through(on: date) -> None:
    situation = attrs.evolve(KNOWN, entered_on=on)
    assert {a.holds for a in eligible(changed(sample(), {"port": "5304"}), situation, on)} == {True}


def test_nothing_is_assumed_of_an_empty_declaration() -> None:
    found = {a.condition.name: a.holds for a in eligible(CustomsDeclaration(), Situation(), NOW)}
    assert {name for name, holds in found.items() if holds is True} == {"no_transit", "bonded", "certificates"}
    assert False not in found.values()


def test_every_condition_names_its_source_in_both_languages_and_how_well_it_is_known() -> None:
    assert all("/ " in each.source and each.source.split("/ ")[-1].isascii() for each in CONDITIONS)
    assert {each.mark for each in CONDITIONS} <= {"official", "seen twice", "seen once"}
