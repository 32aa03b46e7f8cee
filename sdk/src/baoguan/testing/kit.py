"""The contract as a class of pytest tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baoguan.testing.contract import CONTRACT, ContractTest
from baoguan.testing.rig import Rig


def channel_contract(open_rig: Callable[[], Rig]) -> type:
    """A class with one test method for every contract test. Assign it to a name that begins with `Test`.

    A test that does not apply to what the channel declares is skipped with the reason; a known gap is named in the rig's `xfail` and must
    fail. Raises ValueError for an `xfail` of an id that there is not.
    """
    unknown = set(open_rig().xfail) - set(CONTRACT)
    if unknown:
        raise ValueError(f"xfail names no contract test: {sorted(unknown)}; there are: {sorted(CONTRACT)}")
    reasons = dict(open_rig().xfail)
    methods = {test.method: _method(test, open_rig, reasons.get(test.id)) for test in CONTRACT.values()}
    return type("TestChannelContract", (), {"__doc__": "The contract of a channel.", **methods})


def _method(test: ContractTest, open_rig: Callable[[], Rig], gap: str | None) -> Callable[[object, Path], None]:
    def method(self: object, tmp_path: Path) -> None:
        if not test.run(open_rig(), tmp_path):
            pytest.skip(f"{test.id}: the channel does not declare {test.needs}")

    method.__doc__ = test.doc
    method.__name__ = test.method
    marked = pytest.mark.baoguan_contract(test.id)(method)
    return pytest.mark.xfail(reason=gap, strict=True)(marked) if gap is not None else marked
