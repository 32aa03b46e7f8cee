from __future__ import annotations

from collections.abc import Callable

import pytest

from baoguan.errors import Finding
from baoguan.rules import Example, Mark, Rule, RulePack
from baoguan.rules.amendment import AMENDMENT_RULES
from baoguan.rules.amendment.sample import sample as amendment
from baoguan.rules.declaration import DECLARATION_RULES
from baoguan.rules.declaration.sample import sample as declaration
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.rules.inventory.sample import sample as inventory
from baoguan.rules.ledger import LEDGER_RULES
from baoguan.rules.ledger.sample import sample as ledger
from baoguan.rules.samples import changed, context_for
from baoguan.rules.write_off import WRITE_OFF_RULES
from baoguan.rules.write_off.sample import sample as write_off

Sample = Callable[[], object]

PACKS: tuple[tuple[RulePack, Sample], ...] = (
    (INVENTORY_RULES, inventory),
    (LEDGER_RULES, ledger),
    (DECLARATION_RULES, declaration),
    (AMENDMENT_RULES, amendment),
    (WRITE_OFF_RULES, write_off),
)
WRITTEN = [(rule, sample) for pack, sample in PACKS for rule in pack.rules if not rule.id.startswith("field.")]
ACCEPTED = [pytest.param(rule, example, s, id=f"{rule.id}-{n}") for rule, s in WRITTEN for n, example in enumerate(rule.accepted)]
REFUSED = [pytest.param(rule, example, s, id=f"{rule.id}-{n}") for rule, s in WRITTEN for n, example in enumerate(rule.refused)]


def findings(rule: Rule[object], example: Example, sample: Sample) -> list[Finding]:
    pack = RulePack("one rule")
    pack.add(rule)
    return pack.check(changed(sample(), example), context_for(example, sample))


@pytest.mark.parametrize(("rule", "example", "sample"), ACCEPTED)
def test_a_rule_is_silent_for_what_it_accepts(rule: Rule[object], example: Example, sample: Sample) -> None:
    assert findings(rule, example, sample) == []


@pytest.mark.parametrize(("rule", "example", "sample"), REFUSED)
def test_a_rule_speaks_for_what_it_refuses_in_both_languages_and_with_a_remedy(
    rule: Rule[object], example: Example, sample: Sample
) -> None:
    found = findings(rule, example, sample)
    assert found
    for finding in found:
        assert finding.rule == rule.id
        assert any("一" <= c <= "鿿" for c in finding.zh)
        assert any(c.isascii() and c.isalpha() for c in finding.en)
        assert finding.remedy_zh
        assert finding.remedy_en
        assert "{" not in finding.zh + finding.en + finding.remedy_zh + finding.remedy_en
        assert "None" not in finding.zh + finding.en


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule, _ in WRITTEN])
def test_a_rule_has_examples_of_both_kinds_and_names_its_source(rule: Rule[object]) -> None:
    assert rule.accepted
    assert rule.refused
    assert " / " in rule.source or rule.source[0].isascii() or rule.source.startswith("《")


def test_only_official_or_twice_seen_rules_are_errors() -> None:
    weak = [r.id for pack, _ in PACKS for r in pack.rules if r.severity == "error" and r.mark not in (Mark.OFFICIAL, Mark.TWICE)]
    assert weak == []


@pytest.mark.parametrize(("pack", "sample"), PACKS, ids=lambda value: getattr(value, "name", ""))
def test_the_samples_have_no_errors(pack: RulePack, sample: Sample) -> None:
    assert [f for f in pack.check(sample(), context_for({})) if f.severity == "error"] == []
