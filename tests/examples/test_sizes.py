"""A channel is small: the examples stay within what the documentation promises."""

from __future__ import annotations

import tokenize
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def logical_lines(path: Path) -> int:
    """Statements and decorators, however many lines each is written over; comments and blank lines do not count."""
    with path.open("rb") as source:
        return sum(token.type == tokenize.NEWLINE for token in tokenize.tokenize(source.readline))


@pytest.mark.parametrize(
    ("path", "most"),
    [("echo/src/baoguan_echo/__init__.py", 25), ("echo/tests/test_contract.py", 4)],
)
def test_the_smallest_channel_stays_small(path: str, most: int) -> None:
    assert 0 < logical_lines(EXAMPLES / path) <= most


def test_the_contract_of_the_smallest_channel_is_four_lines_of_text() -> None:
    assert len((EXAMPLES / "echo/tests/test_contract.py").read_text(encoding="utf-8").splitlines()) == 4


def test_the_channel_over_http_fits_on_a_few_screens() -> None:
    assert len((EXAMPLES / "relay/src/baoguan_relay/__init__.py").read_text(encoding="utf-8").splitlines()) <= 150
