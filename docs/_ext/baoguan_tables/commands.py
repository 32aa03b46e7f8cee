"""The command line: commands with their arguments and options, as the program itself declares them."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Annotated, get_args, get_origin, get_type_hints

import attrs
from cyclopts import Parameter

from baoguan.cli import app
from baoguan_singlewindow.bridge import command as agent
from baoguan_singlewindow.simulator import command as far_side

from .markdown import code, plain, table


@attrs.frozen(kw_only=True)
class Command:
    """A command: the words that call it, its one line of help, and the function behind it."""

    words: str
    help: str
    function: Callable[..., int]


def all_commands() -> Iterator[Command]:
    """Every command but `simulate` and `bridge`, whose options are those of plugins."""
    for module, name, text in app._COMMANDS:
        yield Command(words=name, help=text, function=_function(f"baoguan.cli.{module}", name))
        for under, function, word, words in app.UNDER.get(name, ()):
            yield Command(words=f"{name} {word}", help=words, function=_function(f"baoguan.cli.{under}", function))
    for group, _, names in app._GROUPS:
        for name, text in names:
            yield Command(words=f"{group} {name}", help=text, function=_function(*app.place_of(group, name)))


def _function(module: str, name: str) -> Callable[..., int]:
    found: Callable[..., int] = getattr(import_module(module), name)
    return found


def commands() -> str:
    """One part for each command."""
    return "\n".join(_command(each) for each in all_commands())


def _command(each: Command) -> str:
    hints = get_type_hints(each.function, include_extras=True)
    usage, rows = [], []
    for parameter in inspect.signature(each.function).parameters.values():
        names, text = _facts(parameter, hints[parameter.name])
        required = parameter.default is inspect.Parameter.empty
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            rows.append((" ".join(map(code, names)), "required" if required else _default(parameter.default), plain(text)))
            if required:
                usage.append(f"{names[0]} …")
        else:
            word = parameter.name.upper() + ("…" if parameter.kind is inspect.Parameter.VAR_POSITIONAL else "")
            usage.append(word if required else f"[{word}]")
            if text:
                rows.append((code(word), "required" if required else "", plain(text)))
    line = " ".join(["baoguan", each.words, *usage])
    head = f"### `baoguan {each.words}`\n\n{plain(each.help)}\n\n```text\n{line}\n```\n\n"
    return head + (table(("", "default", "中文 · English"), rows) if rows else "")


def _facts(parameter: inspect.Parameter, hint: object) -> tuple[tuple[str, ...], str]:
    found = next((a for a in get_args(hint) if isinstance(a, Parameter)), None) if get_origin(hint) is Annotated else None
    given = found.name if found is not None and found.name else ()
    names = (given,) if isinstance(given, str) else tuple(given or ())
    return names or (f"--{parameter.name.replace('_', '-')}",), (found.help if found is not None else None) or ""


def _default(value: object) -> str:
    return "" if value is None or value is False else code(value)


def simulator() -> str:
    """The options of the Single Window simulator."""
    return options(far_side._parser())


def bridge() -> str:
    """The options of the agent on the import client's PC."""
    return options(agent._parser())


def options(parser: argparse.ArgumentParser) -> str:
    """The options of a program of its own."""
    rows = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        shown = "" if action.default in (None, False, [], argparse.SUPPRESS) else code(action.default)
        text = (action.help or "") % {"default": action.default}
        rows.append((" ".join(map(code, action.option_strings)), "required" if action.required else shown, plain(text)))
    return table(("option", "default", "中文 / English"), rows)
