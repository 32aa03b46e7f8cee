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
    if words[:1] == ["bridge"]:
        from baoguan.cli.bridge import bridge

        raise SystemExit(bridge(words[1:]))
    from cyclopts import CycloptsError

    from baoguan.cli.app import build_app

    as_json = "--json" in words
    try:
        result = build_app(version("baoguan"))(
            words, result_action="return_value", exit_on_error=not as_json, print_error=not as_json
        )
        sys.stdout.flush()
    except CycloptsError as error:
        result = _misused(str(error))
    except BrokenPipeError:
        # Whoever read our output has had enough; nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        result = 0
    raise SystemExit(result if isinstance(result, int) else 0)


def _misused(what: str) -> int:
    """A command line that makes no sense, in the shape of --json."""
    from baoguan.cli.output import Out
    from baoguan.errors import UnusableInput

    return Out(as_json=True).fail(
        UnusableInput(
            f"命令行有误：{what}",
            f"the command line makes no sense: {what}",
            remedy_zh="见 baoguan COMMAND --help",
            remedy_en="See `baoguan COMMAND --help`",
        )
    )
