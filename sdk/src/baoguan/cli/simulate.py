"""`baoguan simulate NAME …`: the simulators that plugins bring, as entry points `simulate.NAME` of the group `baoguan.commands`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

from baoguan.cli.output import UNUSABLE

_GROUP = "baoguan.commands"
"""As `baoguan.plugin.COMMANDS`, which would load the model and lxml only to list names."""
_PREFIX = "simulate."


def simulate(argv: Sequence[str]) -> int:
    """Hand the rest of the command line to a simulator; without a name, list those there are."""
    found = {e.name.removeprefix(_PREFIX): e for e in entry_points(group=_GROUP) if e.name.startswith(_PREFIX)}
    if not argv or argv[0] in ("-h", "--help") or argv[0] not in found:
        names = "\n".join(f"  baoguan simulate {n}    ({e.dist.name if e.dist else ''})" for n, e in sorted(found.items())) or "  —"
        wrong = bool(argv) and argv[0] not in ("-h", "--help")
        print(f"模拟器 simulators:\n{names}", file=sys.stderr if wrong else sys.stdout)
        return UNUSABLE if wrong else 0
    return int(found[argv[0]].load()(list(argv[1:])))
