"""The reference channel keeps every promise, and no test of the contract is left out for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.testing import CONTRACT, ContractTest, Rig, channel_contract
from tests.contract.reference import Reference, rig


@pytest.mark.parametrize("test", CONTRACT.values(), ids=list(CONTRACT))
def test_the_reference_keeps_it(test: ContractTest, tmp_path: Path) -> None:
    assert test.run(rig(), tmp_path), "it does not apply to the reference"


def test_ids_are_stable_words_and_every_test_says_what_it_proves() -> None:
    for name, test in CONTRACT.items():
        area, _, what = name.partition(".")
        assert area.isalpha(), name
        assert what.replace("-", "").isalnum(), name
        assert test.doc.endswith("."), name
        assert (test.applies is None) == (test.needs == ""), name


def test_a_known_gap_is_named_and_must_exist() -> None:
    made = channel_contract(lambda: Rig(Reference, xfail={"receipts.gbk": "the service cannot write it"}))
    marks = {mark.name for mark in made.test_receipts_gbk.pytestmark}  # type: ignore[attr-defined]
    assert marks == {"baoguan_contract", "xfail"}
    with pytest.raises(ValueError, match="no-such-test"):
        channel_contract(lambda: Rig(Reference, xfail={"no-such-test": "why"}))
