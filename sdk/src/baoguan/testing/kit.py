"""The contract as a class of pytest tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baoguan.testing.contract import CONTRACT, ContractTest
from baoguan.testing.rig import Rig
from baoguan.testing.world import Known


def channel_contract(open_rig: Callable[[], Rig]) -> type:
    """A class with one test method for every contract test. Assign it to a name that begins with `Test`.

    A test that does not apply to what the channel declares of the rig's kind, or to what the rig has of it, is skipped with the
    reason; a known gap is named in the rig's `xfail` and must fail. Raises ValueError for an `xfail` of an id that there is not.
    """
    unknown = set(open_rig().xfail) - set(CONTRACT)
    if unknown:
        raise ValueError(f"xfail names no contract test: {sorted(unknown)}; there are: {sorted(CONTRACT)}")
    reasons, known = dict(open_rig().xfail), Known()
    methods = {test.method: _method(test, open_rig, known, reasons.get(test.id)) for test in CONTRACT.values()}
    return type("TestChannelContract", (), {"__doc__": "The contract of a channel.", **methods})


def _method(test: ContractTest, open_rig: Callable[[], Rig], known: Known, gap: str | None) -> Callable[[object, Path], None]:
    def method(self: object, tmp_path: Path) -> None:
        if not test.run(open_rig(), tmp_path, known):
            pytest.skip(f"{test.id}: needs {test.needs}")

    method.__doc__ = test.doc
    method.__name__ = test.method
    marked = pytest.mark.baoguan_contract(test.id)(method)
    return pytest.mark.xfail(reason=gap, strict=True)(marked) if gap is not None else marked
