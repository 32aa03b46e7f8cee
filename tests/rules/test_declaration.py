"""The rules of a customs declaration where examples of single rules do not show enough."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs
import pytest

from baoguan.errors import Finding
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import Container, ControlElement, DeclarationGoods, GoodsLicence, LicenceDocument, Vehicle
from baoguan.model.declaration_parts import DeclarationAttachment, Signature
from baoguan.model.declaration_transit import Transit
from baoguan.model.fields import paths
from baoguan.rules import Example, Mark
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.rules.declaration._pack import NESTED, RECORDS
from baoguan.rules.declaration.required_head import FILLED_IN
from baoguan.rules.declaration.sample import CARRIED_OVER, EXPORTED, sample
from baoguan.rules.samples import changed, context_for

ASKED: list[str] = ["attachment.delegation", "tariff.absent"]
"""What the samples are always asked for: the power of attorney, and a tariff table."""

TABLE = (
    {"hs": "8542399000", "unit_1": "007", "unit_2": "035", "elements": ("品牌类型", "出口享惠情况", "用途", "品牌", "型号")},
    {"hs": "8504409999", "unit_1": "001", "elements": ("用途", "品牌", "型号")},
)
AGREEMENT = DeclarationAttachment(kind="10000001", format="US", number="DEMO-2025-1")


def findings(example: Example) -> list[Finding]:
    return DECLARATION_RULES.check(changed(sample(), example), context_for(example))


def said(example: Example) -> list[tuple[str, str, str]]:
    """What is found beyond what the samples are always asked for."""
    return [(f.severity, f.rule, f.path) for f in findings(example) if f.rule not in ASKED]


@pytest.mark.parametrize("example", [{}, CARRIED_OVER, EXPORTED], ids=["import", "carry-over", "export"])
def test_the_samples_break_no_rule(example: Example) -> None:
    assert [f.rule for f in findings(example)] == ASKED
    assert findings({**example, "@tariff": TABLE, "attachments": (AGREEMENT,)}) == []


def test_a_draft_is_asked_for_less_than_a_declaration() -> None:
    bare: Example = {"@declare": False, "supervision_mode": None, "goods[0].goods_name": None, "packages": None}
    assert said(bare) == []
    assert len(said({**bare, "@declare": True})) == 3


def test_what_the_channel_fills_in_is_not_demanded() -> None:
    left_out = dict.fromkeys((*FILLED_IN, "no_other_packing", "signature"))
    left_out = {path: value for path, value in left_out.items() if not path.startswith("data_entry")}
    assert [rule for _, rule, _ in said({**left_out, "data_entry": None})] == ["promises.unanswered"]
    exported = {**EXPORTED, **left_out, "data_entry": None}
    assert said(exported) == []


@pytest.mark.parametrize(
    "document",
    [
        CustomsDeclaration(),
        CustomsDeclaration(goods=(DeclarationGoods(),), containers=(Container(),), licence_documents=(LicenceDocument(),)),
        CustomsDeclaration(direction="X", document_type="?", promises="?", goods=(DeclarationGoods(line_no=-1),)),
    ],
    ids=["nothing", "empty rows", "nonsense"],
)
def test_a_declaration_that_says_nothing_or_nonsense_is_judged_without_a_crash(document: CustomsDeclaration) -> None:
    for declare in (True, False):
        found = DECLARATION_RULES.check(document, context_for({"@declare": declare, "@tariff": TABLE}))
        assert any(f.severity == "error" for f in found)


@pytest.mark.parametrize("value", ["", " ", "？", "1,", "<", "00000000000000000\u0000"])
def test_no_text_of_any_field_makes_a_rule_fail(value: str) -> None:
    judged = 0
    for model, over in RECORDS:
        for path, term in paths(model).items():
            if term.kind not in {"text", "code"} or "." in path:
                continue
            document = sample()
            if over:
                row = model(**{path: value})
                several = isinstance(getattr(document, over), tuple)
                document = changed(document, {over: (row,) if several else row})
            else:
                document = changed(document, {path: value})
            DECLARATION_RULES.check(document, context_for({"@profile": {"card_no": "1", "customs_code": "2"}}))
            judged += 1
    assert judged > 200


def test_fields_of_records_inside_a_line_are_judged_and_found_by_their_place() -> None:
    licence = GoodsLicence(line_no=2, kind="411", number="DEMO-411", vehicles=(Vehicle(licence_no="D", licence_kind="411 long"),))
    found = findings({"goods[1].licences": (licence,), "goods[0].control_elements": (ControlElement(element_no="1"),)})
    assert [(f.rule, f.path, f.value) for f in found if f.rule not in ASKED] == [
        ("field.length:goods.licences.vehicles.licence_kind", "goods[2].licences[1].vehicles[1].licence_kind", "411 long"),
        ("row.required:goods.control_elements.category", "goods[1].control_elements[1].category", ""),
    ]
    for _, over, path in NESTED:
        assert any(rule.id.startswith("field.") and f":{over}.{path}." in rule.id for rule in DECLARATION_RULES.rules)


def test_a_card_number_is_never_shown() -> None:
    example: Example = {
        "@profile": {"card_no": "8900000000001"},
        "typist_card_no": "8900000000002",
        "signature": Signature(card_no="89000000000023"),
    }
    found = findings(example)
    assert [f.rule for f in found if "card" in f.rule] == ["operator.card", "operator.card", "field.length:signature.card_no"]
    assert all("89000" not in str(attrs.asdict(f)) for f in found)


def test_lines_without_numbers_are_known_by_their_place() -> None:
    assert said({"goods[].line_no": None}) == []
    assert sorted(said({"goods[].line_no": None, "containers[0].goods_lines": "2,3"})) == [
        ("error", "container.no_such_line", "containers[1].goods_lines"),
        ("warning", "container.line_without", "goods[1].line_no"),
    ]


@pytest.mark.parametrize(
    ("day", "weight", "rules"),
    [
        (date(2024, 4, 9), "1", []),
        (date(2024, 4, 9), "0.50", ["weight.whole_kilogram:net_weight"]),
        (date(2024, 4, 10), "0.50", []),
        (date(2024, 4, 10), "0.505", ["weight.two_decimals:net_weight"]),
        (date(2024, 4, 10), "1.505", []),
    ],
)
def test_the_weight_of_less_than_a_kilogram_changed_on_a_day(day: date, weight: str, rules: list[str]) -> None:
    assert [rule for _, rule, _ in said({"@on": day, "net_weight": Decimal(weight)})] == rules


def test_fields_that_were_dropped_are_no_matter_before_that_day() -> None:
    office: Example = {"accepting_office": "470000", "destination_office": "47DE"}
    assert said({**office, "@on": date(2024, 4, 9)}) == []
    assert [rule for _, rule, _ in said(office)] == ["dropped:accepting_office", "destination_office.office"]


def test_a_carry_over_is_judged_more_strictly_where_a_message_agrees() -> None:
    crossing: Example = {**CARRIED_OVER, "transport_mode": "2", "counterpart_country": "JPN"}
    assert {(severity, rule) for severity, rule, _ in said(crossing)} == {
        ("error", "crossing.transport_mode:deep_processing"),
        ("error", "crossing.counterpart_country:deep_processing"),
    }
    leftover = {severity for severity, rule, _ in said({**crossing, "supervision_mode": "0657"}) if rule.startswith("crossing")}
    assert leftover == {"warning"}


def test_the_taker_of_a_carry_over_names_no_declaration() -> None:
    taker: Example = {**CARRIED_OVER, "direction": "I", "terms": "1", "seq_no": "I20250000000000001", "related_entry_no": None}
    assert said(taker) == []


def test_rules_of_the_filling_guide_alone_are_warnings_from_its_day_on() -> None:
    guide = [r for r in DECLARATION_RULES.rules if "第 60 号公告；" in r.source]
    assert len(guide) > 15
    assert {r.severity for r in guide} == {"warning"}
    assert {r.since for r in guide} == {date(2018, 8, 1)}


def test_an_error_has_an_official_or_a_second_source_and_one_source_is_said() -> None:
    for rule in DECLARATION_RULES.rules:
        if "仅一个程序" in rule.source:
            assert rule.severity == "warning", rule.id
            assert rule.mark in {Mark.ONCE, Mark.INFERRED}, rule.id


def test_a_summary_is_not_asked_for_a_whole_declaration() -> None:
    bare: Example = {"document_type": "  5", "packages": None, "terms": None, "goods[].unit_price": None, "promises": None}
    assert {rule for _, rule, _ in said(bare)} <= {"summary.more"}


def test_transit_belongs_to_a_declaration_that_says_so() -> None:
    assert said({"transit": Transit(kind="1"), "transit_relation": "1"}) == []
    assert [rule for _, rule, _ in said({"transit": Transit(kind="1")})] == ["transit.unannounced"]


@pytest.mark.parametrize(
    ("letters", "example", "missing"),
    [
        ("1", {}, ["1"]),
        ("1", EXPORTED, []),
        ("4x", EXPORTED, ["4", "x"]),
        ("7A", {}, ["7"]),
        ("B", {}, []),
        ("B", EXPORTED, ["B"]),
        ("I", {}, ["I"]),
        ("I", EXPORTED, ["I"]),
    ],
)
def test_conditions_of_the_tariff_ask_for_the_documents_of_their_direction(
    letters: str, example: Example, missing: list[str]
) -> None:
    table = ({**TABLE[0], "supervision_conditions": letters}, TABLE[1])
    full = {**example, "@tariff": table}
    found = [f for f in findings(full) if f.rule == "tariff.documents"]
    assert [f.en.split("document ")[1][0] for f in found] == missing
    given = tuple(LicenceDocument(kind=letter, number=f"DEMO-{letter}") for letter in letters)
    assert [r for _, r, _ in said({**full, "licence_documents": given}) if r == "tariff.documents"] == []


def test_elements_are_counted_with_the_two_that_open_every_specification() -> None:
    table = ({**TABLE[0], "elements": ("用途", "品牌", "型号")}, TABLE[1])
    assert said({"@tariff": table}) == []
    assert [p for _, r, p in said({"@tariff": table, "goods[1].specification": "用途|品牌|型号"}) if r == "tariff.elements"] == [
        "goods[2].specification"
    ]


def test_a_file_needs_neither_number_nor_format_and_a_document_without_one_does() -> None:
    assert said({"attachments": (DeclarationAttachment(kind="00000001", path="scans/DEMO.pdf"),)}) == []
    assert [rule for _, rule, _ in said({"attachments": (DeclarationAttachment(kind="00000001"),)})] == [
        "row.required:attachments.number",
        "row.required:attachments.format",
    ]
