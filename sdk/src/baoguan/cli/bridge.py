"""`baoguan bridge …`: the agent on the import client's PC, which a plugin brings as entry point `bridge` of the group `baoguan.commands`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import entry_points

from baoguan.cli.output import UNUSABLE

_GROUP = "baoguan.commands"
"""As `baoguan.plugin.COMMANDS`, which would load the model and lxml only to find a name."""


def bridge(argv: Sequence[str]) -> int:
    """Hand the rest of the command line to the agent; gives its exit status."""
    for found in entry_points(group=_GROUP, name="bridge"):
        return int(found.load()(list(argv)))
    print(
        '没有安装代理 · no agent is installed: pip install "baoguan-singlewindow[bridge]"',
        file=sys.stdout if argv[:1] in (["-h"], ["--help"]) else sys.stderr,
    )
    return UNUSABLE
