from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baoguan.numbers import parse_credit_code
from baoguan.rules import Context
from baoguan.rules.inventory import INVENTORY_RULES
from baoguan.rules.inventory.sample import BROKER, MANUFACTURER, sample
from baoguan.rules.samples import SAMPLE_DATE, changed, context_for


def test_the_sample_breaks_no_rule_and_only_asks_for_a_tariff_table() -> None:
    assert [f.rule for f in INVENTORY_RULES.check(sample(), context_for({}))] == ["tariff.absent"]


def test_the_sample_breaks_no_rule_as_a_draft() -> None:
    assert INVENTORY_RULES.check(sample(), Context(on=SAMPLE_DATE, declare=False)) == []


@pytest.mark.parametrize("party", [MANUFACTURER, BROKER])
def test_the_invented_companies_have_credit_codes_with_a_right_check_character(party: object) -> None:
    code = getattr(party, "credit_code", "")
    assert parse_credit_code(code).text == code


def test_an_example_changes_the_head_a_party_one_line_and_all_lines() -> None:
    document = changed(
        sample(),
        {"port": "5304", "related_owner.name": "虚构", "lines[1].quantity": Decimal(7), "lines[].currency": "EUR"},
    )
    assert document.port == "5304"
    assert document.related_owner is not None
    assert document.related_owner.name == "虚构"
    assert [line.quantity for line in document.lines] == [Decimal(100), Decimal(7), Decimal(3)]
    assert {line.currency for line in document.lines} == {"EUR"}


@pytest.mark.parametrize("path", ["harbour", "lines[9].quantity", "lines[0].colour", "lines[-1].quantity"])
def test_an_example_with_a_path_that_leads_nowhere_is_an_error(path: str) -> None:
    with pytest.raises((AttributeError, IndexError, TypeError, ValueError)):
        changed(sample(), {path: "x"})


def test_reserved_keys_change_only_what_the_rules_may_know() -> None:
    example = {
        "@declare": False,
        "@on": date(2024, 1, 2),
        "@profile": {"customs_code": "4403DEM0B2"},
        "@before": {"port": "5304"},
    }
    context = context_for(example, sample)
    assert changed(sample(), example) == sample()
    assert not context.declare
    assert context.on == date(2024, 1, 2)
    assert context.profile is not None
    assert context.before is not None
    assert getattr(context.before.document, "port", None) == "5304"
