"""The certificates of annex 2: as many, and named, as there, and mapped to letters that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.codes import Codes
from baoguan.twostep import CERTIFICATES
from baoguan.twostep.certificates import NETWORKED, OF_OTHER_KIND

SEED = next((Path(__file__).parents[3] / "shared" / "seeds").glob("002_*.txt"), None)
LETTERS = frozenset(code.code for code in Codes.builtin()["licence_document"].codes)


def annex() -> list[str]:
    """The names of the annex in their order; two of them stand in lines of one number."""
    assert SEED is not None
    _, _, text = SEED.read_text(encoding="utf-8").partition("已实现电子联网核查的监管证件名称")
    lines = [line.strip().rstrip("|").strip() for line in text.splitlines()]
    names: list[str] = []
    for line in (each for each in lines if each and each not in ("序号", "证件名称")):
        if line.isdigit():
            names.append("")
        else:
            names[-1] += f" / {line}" if names[-1] else line
    return names


def test_there_are_42_and_no_name_stands_twice() -> None:
    assert len(CERTIFICATES) == 42
    assert len({each.name for each in CERTIFICATES}) == 42


@pytest.mark.skipif(SEED is None, reason="the text of the announcement is not beside the checkout")
def test_the_names_are_those_of_the_annex() -> None:
    assert [each.name for each in CERTIFICATES] == annex()


def test_every_letter_is_one_of_the_code_list() -> None:
    assert NETWORKED <= LETTERS
    assert OF_OTHER_KIND - {"B"} <= LETTERS
    assert not NETWORKED & OF_OTHER_KIND


def test_what_is_of_exports_alone_says_so() -> None:
    exports = {each.name for each in CERTIFICATES if "进" not in each.name and ("出口" in each.name or "出境" in each.name)}
    assert {each.name for each in CERTIFICATES if not each.imports} == exports
