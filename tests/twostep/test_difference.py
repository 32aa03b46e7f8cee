"""What a complete declaration says otherwise than its summary, and duty that turns up in the second step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from baoguan import CustomsDeclaration
from baoguan.model.declaration_goods import Container, LicenceDocument
from baoguan.rules.declaration.sample import sample
from baoguan.rules.samples import changed
from baoguan.twostep import TwoStep, differences, duty_after_all, rate_day, summary_of

NEW = date(2026, 6, 4)
PERMIT = LicenceDocument(kind="1", number="DEMO-1")
LIST = LicenceDocument(kind="a", number="QD530126I000000001")


def pair(
    given: Mapping[str, object], then: Mapping[str, object], *, restricted: bool = False, inspected: bool = False
) -> tuple[CustomsDeclaration, CustomsDeclaration]:
    """A summary of the sample with `given`, and the whole sample with `then`."""
    summary = summary_of(changed(sample(), given), TwoStep(), NEW, restricted=restricted, inspected=inspected)
    return summary, changed(sample(), then)


def told(
    given: Mapping[str, object], then: Mapping[str, object], *, restricted: bool = False, inspected: bool = False
) -> dict[str, tuple[object, object]]:
    return {d.path: (d.summary, d.complete) for d in differences(*pair(given, then, restricted=restricted, inspected=inspected))}


def test_a_complete_declaration_says_more_and_not_otherwise() -> None:
    assert told({}, {}) == {}
    assert told({}, {}, restricted=True, inspected=True) == {}


@pytest.mark.parametrize(
    ("given", "then", "found"),
    [
        ({}, {"gross_weight": Decimal("1250.50")}, {}),
        ({}, {"gross_weight": Decimal(1300)}, {"gross_weight": (Decimal("1250.5"), Decimal(1300))}),
        ({"goods[0].total_price": Decimal(2000)}, {}, {"goods[1].total_price": (Decimal(2000), Decimal(2500))}),
        ({}, {"goods[1].hs_code": "8504401990"}, {}),
        ({}, {"goods[1].hs_code": "8504311000"}, {"goods[2].hs_code": ("850440", "8504311000")}),
        ({}, {"goods[1].hs_code": None}, {"goods[2].hs_code": ("850440", None)}),
        ({"voyage_no": None}, {}, {}),
        ({}, {"voyage_no": None}, {"voyage_no": ("DEMO01", None)}),
        ({}, {"containers": ()}, {"containers[1]": ("1", None)}),
        ({"containers": ()}, {}, {"containers[1]": (None, "1")}),
        ({}, {"containers[0].number": "DEMU7654321"}, {"containers[1].number": ("DEMU1234560", "DEMU7654321")}),
        ({}, {"net_weight": Decimal(1)}, {}),
    ],
)
def test_what_differs_is_named_with_both_values(
    given: Mapping[str, object], then: Mapping[str, object], found: dict[str, tuple[object, object]]
) -> None:
    assert told(given, then) == found


def test_lines_that_are_more_or_fewer_are_named() -> None:
    summary, whole = pair({}, {})
    fewer = changed(whole, {"goods": whole.goods[:1]})
    assert [(d.path, d.summary, d.complete) for d in differences(summary, fewer)] == [("goods[2]", "2", None)]
    more = changed(
        whole, {"goods": (*whole.goods, whole.goods[0]), "containers": (*whole.containers, Container(number="DEMU7654321"))}
    )
    assert [d.path for d in differences(summary, more)] == ["goods[3]", "containers[2]"]


def test_an_inspected_code_of_ten_digits_is_compared_whole() -> None:
    assert told({}, {"goods[0].hs_code": "8542391000"}, inspected=True) == {"goods[1].hs_code": ("8542399000", "8542391000")}


def test_a_document_of_the_summary_that_is_gone_is_named_and_a_new_one_is_not() -> None:
    found = told({"licence_documents": (PERMIT,)}, {"licence_documents": (LIST,)}, restricted=True)
    assert found == {"licence_documents[1]": ("1 DEMO-1", None)}


EXEMPT = {"goods[].exemption": "3"}
DUE = {"estimated_duty": Decimal(100)}


@pytest.mark.parametrize(
    ("summary_type", "summary_exempt", "complete", "path"),
    [
        ("  1000", False, {}, "goods[1].exemption"),
        ("  1000", False, {"goods[0].exemption": "3"}, "goods[2].exemption"),
        ("  1000", False, EXEMPT, None),
        ("  1000", False, {**EXEMPT, **DUE}, "estimated_duty"),
        ("  1000", False, {**EXEMPT, "estimated_duty": Decimal(0)}, None),
        ("ML1110", False, DUE, "estimated_duty"),
        ("  1001", False, DUE, None),
        ("  1", False, DUE, None),
        ("  1", True, DUE, "estimated_duty"),
        ("  1001", True, {}, "goods[1].exemption"),
        ("  5", False, DUE, None),
        ("  5", True, DUE, "estimated_duty"),
        ("  5", True, {}, None),
    ],
)
def test_duty_that_turns_up_in_the_second_step_needs_a_withdrawal(
    summary_type: str, summary_exempt: bool, complete: Mapping[str, object], path: str | None
) -> None:
    summary, whole = pair({}, complete)
    summary = changed(summary, {"document_type": summary_type, **(EXEMPT if summary_exempt else {})})
    found = duty_after_all(summary, whole)
    assert (found and found.path) == path
    if found is not None:
        assert found.severity == "warning"
        assert "撤销" in found.zh
        assert "撤销" in found.remedy_zh
        assert "withdraw" in found.en
        assert "127" in found.source


@pytest.mark.parametrize(
    ("summary_on", "completed_on", "day"),
    [
        (date(2024, 12, 1), date(2024, 12, 9), date(2024, 12, 1)),
        (date(2024, 11, 30), date(2024, 12, 9), date(2024, 12, 9)),
        (date(2024, 11, 30), None, None),
        (date(2026, 6, 3), None, date(2026, 6, 3)),
        (None, date(2026, 6, 9), date(2026, 6, 9)),
        (None, None, None),
    ],
)
def test_rates_are_those_of_the_summary_since_the_rule_of_2024(
    summary_on: date | None, completed_on: date | None, day: date | None
) -> None:
    assert rate_day(summary_on, completed_on) == day
