"""EMS221 and EML221: every result, whose it is, and that each is explained."""

from __future__ import annotations

import pytest

from baoguan.plugin import Outcome
from baoguan_singlewindow.explanations import EXPLANATIONS
from baoguan_singlewindow.write_off.results import ACCOUNT_RESULTS, HANDBOOK_RESULTS
from plugins.singlewindow.tests.write_off.papers import receipt

OUTCOMES = {
    ("EMS221", "Y"): Outcome.STORED,
    ("EMS221", "Z"): Outcome.STORE_FAILED,
    ("EMS221", "B"): Outcome.RECHECK,
    ("EMS221", "5"): Outcome.AUDITED,
    ("EMS221", "6"): Outcome.RETURNED,
    ("EMS221", "A"): Outcome.MANUAL,
    ("EMS221", "7"): Outcome.SUPPLEMENT,
    ("EMS221", "2"): Outcome.APPROVED,
    ("EMS221", "3"): Outcome.REJECTED,
    ("EML221", "Y"): Outcome.STORED,
    ("EML221", "Z"): Outcome.STORE_FAILED,
    ("EML221", "1"): Outcome.APPROVED,
    ("EML221", "2"): Outcome.INFORMED,
    ("EML221", "3"): Outcome.REJECTED,
    ("EML221", "9"): Outcome.INFORMED,
}


@pytest.mark.parametrize(("name", "code"), OUTCOMES)
def test_each_result_does_what_it_says(name: str, code: str) -> None:
    found = receipt(name, code, note="料件 1 未说明原因")
    assert (found.kind, found.source, found.outcome, found.code) == ("write_off", name, OUTCOMES[name, code], code)
    assert found.numbers == {"seq_no": "202600000000000088"}
    assert found.facts == {"ledger_no": "E5301B0A0001", "sequence": "1", "approval_mark": "1"}
    assert found.texts == ("料件 1 未说明原因",)


def test_one_that_names_the_enterprises_own_number_says_whose() -> None:
    assert receipt("EMS221", "Y", number="DEMO-W-1").numbers == {"number": "DEMO-W-1", "owner": "4403DEM0A1"}


def test_every_code_is_explained() -> None:
    known = {(e.where, code) for e in EXPLANATIONS for code in e.codes}
    assert {("EMS221", code) for code in ACCOUNT_RESULTS} | {("EML221", code) for code in HANDBOOK_RESULTS} <= known
