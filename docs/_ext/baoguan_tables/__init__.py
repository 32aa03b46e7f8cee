"""A Sphinx extension: pages and parts of pages made from the tables that the code itself uses, so that they cannot disagree with it.

A page asks for a part with a comment line of its own, `% baoguan: NAME`; the line is replaced while the page is read. Nothing is
written into the source folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from . import codes, commands, fields, rules, seams, states

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "rules": rules.rules,
    "field-rules": rules.field_rules,
    "ledger-rules": rules.ledger_rules,
    "ledger-field-rules": rules.ledger_field_rules,
    "marks": rules.marks,
    "merge-findings": rules.merge_findings,
    "fields": fields.fields,
    "ledger-fields": fields.ledger_fields,
    "closed-lists": codes.closed_lists,
    "open-lists": codes.open_lists,
    "states": states.states,
    "transitions": states.transitions,
    "guards": states.guards,
    "ledger-states": states.ledger_states,
    "ledger-transitions": states.ledger_transitions,
    "ledger-guards": states.ledger_guards,
    "points": states.points,
    "channel-hooks": seams.channel_hooks,
    "plugin-hooks": seams.plugin_hooks,
    "capabilities": seams.capabilities,
    "receipts": seams.receipts,
    "errors": seams.errors,
    "channel-settings": seams.channel_settings,
    "api": seams.api,
    "plugin-api": seams.plugin_api,
    "commands": commands.commands,
    "simulator": commands.simulator,
    "bridge": commands.bridge,
}
"""Name of a part -> the function that makes its Markdown."""

WANTED: Final = re.compile(r"^% baoguan: (?P<name>\S+)[ \t]*$", re.MULTILINE)


def filled(text: str) -> str:
    """A page with its parts put in. Raises KeyError for a part that there is not."""
    return WANTED.sub(lambda found: PARTS[found["name"]](), text)


def _read(app: Sphinx, docname: str, source: list[str]) -> None:
    source[0] = filled(source[0])


def _made(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Pages with made parts are read anew in every build: what they are made of lies outside the source folder."""
    pages = {name: Path(env.doc2path(name)) for name in env.found_docs}
    return [name for name, path in pages.items() if WANTED.search(path.read_text(encoding="utf-8"))]


def setup(app: Sphinx) -> dict[str, object]:
    """Called by Sphinx."""
    app.connect("source-read", _read)
    app.connect("env-get-outdated", _made)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
