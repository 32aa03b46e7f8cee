"""What tests of drafted declarations share."""

from __future__ import annotations

from typing import Any

import attrs

from baoguan.consolidation.declaration import Drafted
from baoguan.model.inventory import BondedInventoryList, InventoryLine
from tests.support.lists import inventory

LIST_NO = "QD530026I000000001"


def listed(*lines: InventoryLine, **head: Any) -> BondedInventoryList:  # noqa: ANN401
    return attrs.evolve(inventory(**head), lines=tuple(attrs.evolve(one, line_no=n) for n, one in enumerate(lines, 1)))


def why(drafted: Drafted, path: str) -> str:
    """Why a field is missing; fails where it is not."""
    (found,) = (m for m in drafted.missing if m.path == path)
    assert found.zh
    assert found.en
    assert bool(found.why_zh) is bool(found.why_en)
    return found.why_en


def missing(drafted: Drafted) -> set[str]:
    listed = [m.path for m in drafted.missing]
    assert len(listed) == len(set(listed))
    return set(listed)
