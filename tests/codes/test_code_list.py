"""Look-ups in one list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan.codes import Code, CodeList, Codes


def small(*rows: Code) -> CodeList:
    return CodeList(name="demo", title_zh="示例", title_en="Demo", date="2024-01-01", source="test", codes=rows)


UNITS = Codes.builtin()["unit"]
COUNTRIES = Codes.builtin()["country"]


@pytest.mark.parametrize("text", ["035", "千克", "公斤", "KG", "kgs", "ＫＧ", " 千 克 ", "kilogram", "Kilogram", "０３５", "35"])
def test_a_unit_is_found_by_code_name_alias_width_and_lost_zeros(text: str) -> None:
    assert [row.code for row in UNITS.find(text)] == ["035"]


def test_a_text_that_means_two_rows_finds_both_and_resolves_to_neither() -> None:
    assert [row.code for row in UNITS.find("PCS")] == ["007", "011"]
    assert UNITS.resolve("PCS") is None


@pytest.mark.parametrize("text", ["", "  ", "不存在的单位", "999"])
def test_what_no_row_is_called_finds_nothing(text: str) -> None:
    assert UNITS.find(text) == ()
    assert UNITS.search(text) == ()
    assert UNITS.resolve(text) is None


def test_searching_finds_parts_of_names_after_exact_answers() -> None:
    found = [row.name_zh for row in UNITS.search("米")]
    assert found[0] == "米"
    assert {"平方米", "立方米", "千米"} <= set(found)


def test_get_is_exact_and_case_counts() -> None:
    licences = Codes.builtin()["licence_document"]
    upper, lower = licences.get("A"), licences.get("a")
    assert upper is not None
    assert lower is not None
    assert (upper.name_zh, lower.name_zh) == ("检验检疫", "保税核注清单")
    assert licences.find("a") == (lower,)
    assert UNITS.get("35") is None
    assert "035" in UNITS
    assert "35" not in UNITS


@pytest.mark.parametrize(
    ("number", "preferred"),
    [
        ("326", "NOR"),
        ("299", "SHN"),
        ("399", "ZEU"),
        ("449", "SXM"),
        ("499", "ZSA"),
        ("699", "ZOC"),
        ("701", "ZZZ"),
        ("142", "CHN"),
    ],
)
def test_a_country_number_reads_as_its_preferred_country(number: str, preferred: str) -> None:
    row = COUNTRIES.from_legacy(number)
    assert row is not None
    assert (row.code, row.preferred) == (preferred, True)
    assert COUNTRIES.resolve(number) == row


def test_all_countries_of_a_shared_number_are_candidates_the_preferred_first() -> None:
    found = COUNTRIES.candidates_for_legacy("326")
    assert [(row.code, row.preferred) for row in found] == [("NOR", True), ("BVT", False)]


def test_every_country_has_a_number_and_every_number_leads_to_one_of_its_countries() -> None:
    for row in COUNTRIES:
        number = COUNTRIES.to_legacy(row.code)
        assert number is not None
        assert row in COUNTRIES.candidates_for_legacy(number)
        read = COUNTRIES.from_legacy(number)
        assert read is not None
        assert read.legacy == number


def test_numbers_of_countries_and_of_currencies_do_not_meet() -> None:
    krone = Codes.builtin()["currency"].from_legacy("326")
    assert krone is not None
    assert krone.code == "NOK"


def test_a_row_without_a_number_and_an_unknown_code_have_none_to_give() -> None:
    rows = small(Code(code="XKA", name_zh="新国"), Code(code="XKB", name_zh="旧国", legacy="900"))
    assert rows.to_legacy("XKA") is None
    assert rows.to_legacy("XKB") == "900"
    assert rows.to_legacy("XXX") is None
    assert rows.from_legacy("") is None
    assert rows.candidates_for_legacy("") == ()


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("XKA", None),
        ("XKB", "900"),
        ("XKC", None),
        ("900", "900"),
        ("123", "123"),
        *((c, None) for c in ("XXX", "", "12", "1234", "１２３")),
    ],
)
def test_a_number_is_three_digits_or_there_is_none(code: str, number: str | None) -> None:
    rows = small(
        Code(code="XKA", name_zh="新国"),
        Code(code="XKB", name_zh="旧国", legacy="900"),
        Code(code="XKC", name_zh="他国", legacy="XC"),
    )
    assert rows.number_for(code) == number


def test_without_a_mark_the_first_row_of_a_shared_legacy_code_is_preferred() -> None:
    rows = small(*(Code(code=code, name_zh=code, legacy="7") for code in ("01", "04", "99")))
    assert [row.preferred for row in rows] == [True, False, False]


def test_a_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'01' twice"):
        small(Code(code="01", name_zh="甲"), Code(code="01", name_zh="乙"))


@given(st.lists(st.tuples(st.sampled_from(["", "1", "2", "3"]), st.booleans()), max_size=12))
def test_every_legacy_code_has_exactly_one_preferred_row(marks: list[tuple[str, bool]]) -> None:
    rows = small(*(Code(code=str(i), name_zh="名", legacy=legacy, preferred=mark) for i, (legacy, mark) in enumerate(marks)))
    for legacy in {legacy for legacy, _ in marks} - {""}:
        found = rows.candidates_for_legacy(legacy)
        assert [row.preferred for row in found] == [True] + [False] * (len(found) - 1)
        assert rows.from_legacy(legacy) == found[0]
