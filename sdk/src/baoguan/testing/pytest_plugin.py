"""What pytest loads with baoguan installed: the marker of contract tests, and a summary of what a channel has shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "baoguan_contract(id): a test of the channel contract, by its stable id")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Show the stable id beside the test's name in reports."""
    marker = item.get_closest_marker("baoguan_contract")
    if marker is not None:
        item.user_properties.append(("baoguan_contract", marker.args[0]))
