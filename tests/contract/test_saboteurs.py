"""The contract kit is tested by what it must find: every test has a channel that breaks its promise, and finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from baoguan.plugin import DecodeError
from baoguan.testing import CONTRACT
from tests.contract.saboteurs import SABOTEURS


def test_every_contract_test_has_a_saboteur() -> None:
    assert set(SABOTEURS) == set(CONTRACT)


SHOWN_BY: dict[str, type[Exception]] = {
    "close.repeatable": RuntimeError,
    "decode.garbage": UnicodeDecodeError,
    "receipts.gbk": DecodeError,
}
"""Where the channel's own error says what is wrong; elsewhere the contract test says it."""


@pytest.mark.parametrize("name", SABOTEURS)
def test_a_saboteur_is_found(name: str, tmp_path: Path) -> None:
    with pytest.raises(SHOWN_BY.get(name, AssertionError)):
        CONTRACT[name].run(SABOTEURS[name](), tmp_path)
