"""单据类型, which is read by position: what its digits mean, and what is written on either side of the reform."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.errors import UnusableInput
from baoguan.model.declaration_type import DocumentType, Stage, stage_of
from baoguan.twostep import TwoStep, type_of
from baoguan.twostep.settings import NEW_MODE

DEFAULT = TwoStep()
BEFORE = NEW_MODE - timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        (None, Stage.SINGLE),
        ("", Stage.SINGLE),
        ("  ", Stage.SINGLE),
        ("ML", Stage.SINGLE),
        ("  0", Stage.SINGLE),
        ("Z", Stage.SINGLE),
        ("ZC", Stage.SINGLE),
        ("      Z", Stage.SINGLE),
        ("  5", Stage.SUMMARY),
        ("ML5", Stage.SUMMARY),
        ("  1", Stage.SUMMARY),
        ("  1011", Stage.SUMMARY),
        ("ML1000", Stage.SUMMARY),
        ("CL1001", Stage.SUMMARY),
        ("  3011", Stage.WHOLE),
        ("  6", Stage.COMPLETE),
        ("ML6", Stage.COMPLETE),
        ("  2", Stage.COMPLETE),
        ("  6   Z", Stage.COMPLETE),
    ],
)
def test_a_type_names_its_step(text: str | None, stage: Stage) -> None:
    assert stage_of(text) is stage


def test_the_positions_of_a_type_seen_in_a_real_message() -> None:
    assert DocumentType.read("ML1000") == DocumentType(business="ML", digit="1", restricted="0", inspected="0", dutiable="0")
    assert DocumentType.read("  1011") == DocumentType(digit="1", restricted="0", inspected="1", dutiable="1")
    assert DocumentType.read("  5   Z") == DocumentType(digit="5", port="Z")


@pytest.mark.parametrize(
    "text", ["  ", "ML", "Z ", "  5", "ML5", "  6", "  1011", "ML1000", "  3011", "      Z", "ML6   Z", "  1 1"]
)
def test_a_type_is_written_with_its_blanks_as_it_was_read(text: str) -> None:
    assert DocumentType.read(text).written() == text


_letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=0, max_size=2)
_digit = st.sampled_from(["", *"0123456789"])
_flag = st.sampled_from(["", "0", "1"])
types = st.builds(
    DocumentType,
    business=_letters,
    digit=_digit,
    restricted=_flag,
    inspected=_flag,
    dutiable=_flag,
    port=st.sampled_from(["", "Z"]),
)


@given(types)
def test_what_is_written_reads_back(kind: DocumentType) -> None:
    written = kind.written()
    assert 2 <= len(written) <= 7
    assert DocumentType.read(written) == kind
    assert DocumentType.read(written).written() == written


@given(st.text(max_size=12))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(DocumentType.read(text).stage, Stage)


@pytest.mark.parametrize("on", [NEW_MODE, NEW_MODE + timedelta(days=1), date(2026, 6, 3)])
@pytest.mark.parametrize(
    ("stage", "business", "port", "written"),
    [
        (Stage.SUMMARY, "", "", "  5"),
        (Stage.SUMMARY, "ML", "", "ML5"),
        (Stage.SUMMARY, "", "Z", "  5   Z"),
        (Stage.COMPLETE, "", "", "  6"),
        (Stage.COMPLETE, "ML", "", "ML6"),
        (Stage.COMPLETE, "CL", "Z", "CL6   Z"),
    ],
)
def test_since_the_reform_there_are_no_flags(on: date, stage: Stage, business: str, port: str, written: str) -> None:
    for flags in (False, True):
        assert (
            type_of(DEFAULT, on, stage, business=business, port=port, restricted=flags, inspected=flags, dutiable=flags) == written
        )


@pytest.mark.parametrize(
    ("business", "restricted", "inspected", "dutiable", "written"),
    [
        ("", False, False, False, "  1000"),
        ("ML", False, False, False, "ML1000"),
        ("", False, True, True, "  1011"),
        ("CL", True, True, True, "CL1111"),
        (" ", True, False, False, "  1100"),
    ],
)
def test_before_it_the_flags_are_said(business: str, restricted: bool, inspected: bool, dutiable: bool, written: str) -> None:
    assert (
        type_of(DEFAULT, BEFORE, Stage.SUMMARY, business=business, restricted=restricted, inspected=inspected, dutiable=dutiable)
        == written
    )


def test_the_old_complete_step_is_refused_while_nobody_knows_its_digit() -> None:
    with pytest.raises(UnusableInput) as caught:
        type_of(DEFAULT, BEFORE, Stage.COMPLETE)
    assert "old_complete_digit" in caught.value.remedy_zh
    assert "old_complete_digit" in caught.value.remedy_en
    told = TwoStep(old_complete_digit="2")
    assert type_of(told, BEFORE, Stage.COMPLETE, business="ML") == "ML2"
    assert stage_of(type_of(told, BEFORE, Stage.COMPLETE)) is Stage.COMPLETE
    assert type_of(told, NEW_MODE, Stage.COMPLETE) == "  6"


def test_the_day_of_the_reform_is_a_setting() -> None:
    pilot = TwoStep(new_mode_from=date(2025, 5, 6))
    assert type_of(pilot, date(2025, 5, 5), Stage.SUMMARY) == "  1000"
    assert type_of(pilot, date(2025, 5, 6), Stage.SUMMARY) == "  5"


@pytest.mark.parametrize("stage", [Stage.SUMMARY, Stage.COMPLETE])
@pytest.mark.parametrize("on", [BEFORE, NEW_MODE])
def test_a_business_type_that_does_not_fit_is_refused(on: date, stage: Stage) -> None:
    with pytest.raises(UnusableInput, match="two positions"):
        type_of(TwoStep(old_complete_digit="2"), on, stage, business="MLX")
