"""The rules of summaries and complete steps: their examples hold, and a summary that we make breaks none of them."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from baoguan.model.declaration_goods import LicenceDocument
from baoguan.rules import Example, Rule
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.rules.declaration.sample import sample
from baoguan.rules.engine import RulePack
from baoguan.rules.samples import changed, context_for
from baoguan.twostep import ITEMS, TwoStep, preview, summary_of

RULES = [r for r in DECLARATION_RULES.rules if r.id.startswith(("summary.", "complete.", "goods.hs-digits"))]
EXAMPLES = [
    pytest.param(rule, example, refused, id=f"{rule.id}-{refused}-{n}")
    for rule in RULES
    for refused, examples in ((False, rule.accepted), (True, rule.refused))
    for n, example in enumerate(examples)
]
LIST = LicenceDocument(kind="a", number="QD530126I000000001")


def found(example: Example, *rules: Rule[object]) -> set[str]:
    pack = RulePack("some")
    for rule in rules or RULES:
        pack.add(rule)
    return {f.rule for f in pack.check(changed(sample(), example), context_for(example))}


@pytest.mark.parametrize(("rule", "example", "refused"), EXAMPLES)
def test_a_rule_speaks_for_what_it_refuses_alone(rule: Rule[object], example: Example, refused: bool) -> None:
    assert bool(found(example, rule)) is refused


def test_every_item_has_a_rule_in_the_old_mode_and_in_the_new() -> None:
    ids = {r.id: r.severity for r in RULES}
    assert {i for i in ids if i.startswith("summary.item:")} == {f"summary.item:{item.name}" for item in ITEMS}
    new = {f"summary.item-new:{item.name}" for item in ITEMS}
    assert {i for i in ids if i.startswith("summary.item-new:")} == new
    assert {ids[i] for i in new} == {"warning"}


@pytest.mark.parametrize("on", [date(2024, 3, 1), date(2026, 6, 4)])
def test_a_summary_that_we_make_breaks_no_rule_of_summaries(on: date) -> None:
    summary = summary_of(sample(), TwoStep(), on)
    assert [f.rule for f in DECLARATION_RULES.check(summary, context_for({"@on": on})) if f.severity == "error"] == []
    pack = RulePack("summaries")
    for rule in RULES:
        pack.add(rule)
    assert pack.check(summary, context_for({"@on": on})) == []


def test_since_the_reform_documents_and_qualifications_are_no_surplus() -> None:
    permit = {"licence_documents": (LicenceDocument(kind="1", number="DEMO-1"),), "goods[].purpose": "99"}
    summary = summary_of(changed(sample(), permit), TwoStep(), date(2026, 6, 4), restricted=True, inspected=True)
    pack = RulePack("surplus")
    pack.add(next(r for r in RULES if r.id == "summary.more"))
    assert pack.check(summary, context_for({})) == []
    old = changed(summary, {"document_type": "  1000"})
    assert {f.rule for f in pack.check(old, context_for({}))} == {"summary.more"}


@pytest.mark.parametrize(
    ("example", "rules"),
    [
        ({"document_type": "  5", "ledger_no": "C530124A0001", "licence_documents": (LIST,)}, {"summary.list"}),
        ({"document_type": "  5", "ledger_no": "C530124A0001"}, set()),
        ({"document_type": "  6", "ledger_no": "C530124A0001"}, {"complete.list"}),
        ({"document_type": "  6", "ledger_no": "C530124A0001", "licence_documents": (LIST,)}, set()),
        ({"document_type": "  6", "ledger_no": "C53012400001"}, set()),
        ({"document_type": "  6"}, set()),
        ({"ledger_no": "C530124A0001"}, set()),
    ],
)
def test_the_bonded_list_belongs_to_the_second_step(example: Example, rules: set[str]) -> None:
    assert found(example) & {"summary.list", "complete.list"} == rules


def test_the_items_of_the_reform_are_those_of_the_settings_once_they_are_given() -> None:
    day, named = date(2026, 6, 4), ("trader", "hs_code", "goods_name", "full_hs_code")
    settings = TwoStep(new_items=named)
    summary = summary_of(sample(), settings, day)
    shown = preview(summary, restricted=False, inspected=False, only=named)
    assert ({item.name for item, _ in shown.given}, [item.name for item in shown.missing]) == (
        {"trader", "hs_code", "goods_name"},
        ["full_hs_code"],
    )
    assert summary.gross_weight is None, "no item of the settings"
    assert [g.hs_code for g in summary.goods] == [g.hs_code for g in sample().goods], "all ten digits are an item"
    context = attrs.evolve(context_for({"@on": day}), two_step=settings)
    rules = {f.rule for f in DECLARATION_RULES.check(attrs.evolve(summary, trader=None), context)}
    assert "summary.item-new:trader" in rules
    assert {r for r in rules if r.startswith("summary.item-new:")} == {"summary.item-new:trader", "summary.item-new:full_hs_code"}
    assert summary_of(sample(), settings, date(2024, 3, 1)) == summary_of(sample(), TwoStep(), date(2024, 3, 1)), (
        "the old mode has its own"
    )
