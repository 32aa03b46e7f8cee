"""The contract kit is tested by what it must find: every test has a channel that breaks its promise, and finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.testing import CONTRACT
from tests.contract.saboteurs import SABOTEURS


def test_every_contract_test_has_a_saboteur() -> None:
    assert set(SABOTEURS) == set(CONTRACT)


@pytest.mark.parametrize("name", SABOTEURS)
def test_a_saboteur_is_found(name: str, tmp_path: Path) -> None:
    with pytest.raises(Exception) as found:  # noqa: PT011  however it shows
        CONTRACT[name].run(SABOTEURS[name](), tmp_path)
    assert found.type.__name__ != "Skipped"
