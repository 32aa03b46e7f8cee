"""The command line. Every command is a thin layer over `Broker`; nothing heavy is imported before a command runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from baoguan.cli.output import safe_streams


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of the `baoguan` program."""
    safe_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["simulate"]:
        from baoguan.cli.simulate import simulate

        raise SystemExit(simulate(words[1:]))
    from baoguan.cli.app import build_app

    try:
        result = build_app(version("baoguan"))(words, result_action="return_value")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        result = 0
    raise SystemExit(result if isinstance(result, int) else 0)
