"""The contract as a table: one row a test, with a stable id, a line of documentation, and what a channel must declare for it to apply."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import attrs

from baoguan.testing.rig import Rig
from baoguan.testing.world import Known, World

Check = Callable[[World], None]
Applies = Callable[[World], bool]


class NotApplicable(Exception):
    """Raised by a check that finds nothing to check."""


@attrs.frozen(kw_only=True)
class ContractTest:
    """One promise of a channel. `applies` is None where every channel must keep it."""

    id: str
    doc: str
    check: Check
    applies: Applies | None = None
    needs: str = ""
    """In words, what a channel declares for the test to apply."""

    @property
    def method(self) -> str:
        """The name of its test method."""
        return "test_" + self.id.replace(".", "_").replace("-", "_")

    def run(self, rig: Rig, folder: Path, known: Known | None = None) -> bool:
        """Run it in an empty folder; False when it does not apply. Raises AssertionError when the promise is not kept.

        `known` is shared by the tests of one channel: what one of them found out is not run again for the next.
        """
        with World(rig, folder, known) as world:
            if self.applies is not None and not self.applies(world):
                return False
            try:
                self.check(world)
            except NotApplicable:
                return False
        return True


CONTRACT: Final[dict[str, ContractTest]] = {}
"""Every contract test by id, in the order in which a channel is best brought up."""


def contract(id: str, doc: str, *, applies: Applies | None = None, needs: str = "") -> Callable[[Check], Check]:
    """Enter a check into the table. Raises ValueError for an id that is taken."""

    def enter(check: Check) -> Check:
        if id in CONTRACT:
            raise ValueError(f"contract test {id} is declared twice")
        CONTRACT[id] = ContractTest(id=id, doc=doc, check=check, applies=applies, needs=needs)
        return check

    return enter
