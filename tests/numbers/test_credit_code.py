"""统一社会信用代码: the check character, against the standard's arithmetic written out here a second time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.numbers import CREDIT_CODE_ALPHABET, BadNumber, credit_code_check, parse_credit_code

BODIES = st.text(CREDIT_CODE_ALPHABET, min_size=17, max_size=17)


def by_the_standard(body: str) -> str:
    total = sum(CREDIT_CODE_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return CREDIT_CODE_ALPHABET[(31 - total % 31) % 31]


def test_the_published_vector_is_accepted_and_its_neighbour_refused() -> None:
    assert parse_credit_code("91350100M000100Y43").check == "3"
    with pytest.raises(BadNumber) as caught:
        parse_credit_code("91350100M000100Y44")
    assert caught.value.position == 18
    assert "“3”" in caught.value.reason_zh
    assert "'3'" in caught.value.reason_en


@given(BODIES)
def test_any_body_with_its_computed_character_parses(body: str) -> None:
    check = credit_code_check(body)
    assert check == by_the_standard(body)
    number = parse_credit_code(body + check)
    parts = (number.authority, number.organisation_kind, number.region, number.organisation, number.check)
    assert "".join(parts) == body + check


@given(BODIES, st.integers(0, 17), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_any_single_changed_character_is_refused(body: str, index: int, other: str) -> None:
    good = body + credit_code_check(body)
    changed = good[:index] + other + good[index + 1 :]
    if changed == good:
        assert parse_credit_code(changed).text == good
        return
    with pytest.raises(BadNumber):
        parse_credit_code(changed)


def test_an_authority_written_with_a_letter_is_accepted() -> None:
    body = "N2440300MADEM0A00"
    assert parse_credit_code(body + credit_code_check(body)).authority == "N"


@pytest.mark.parametrize(
    ("text", "position", "remedy"),
    [
        ("91350100M000100y43", 16, "capitals"),
        ("９1350100M000100Y43", 1, "half-width"),
        ("91350100M000100I43", 16, "original"),
        ("91350100 M00010Y43", 9, "space"),
        (" 91350100M000100Y43", None, "spaces"),
        ("91350100M000100Y4", None, "missing"),
    ],
)
def test_a_refusal_names_the_place_and_a_remedy(text: str, position: int | None, remedy: str) -> None:
    with pytest.raises(BadNumber) as caught:
        parse_credit_code(text)
    assert caught.value.position == position
    assert remedy in caught.value.remedy_en
    assert caught.value.remedy_zh
