"""A Sphinx extension: pages and parts of pages made from the tables that the code itself uses, so that they cannot disagree with it.

A page asks for a part with a comment line of its own, `% baoguan: NAME`; the line is replaced while the page is read. Nothing is
written into the source folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from . import amendments, books, channels, codes, commands, declarations, fields, rules, seams, states, write_offs

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "rules": rules.rules,
    "field-rules": rules.field_rules,
    "ledger-rules": rules.ledger_rules,
    "ledger-field-rules": rules.ledger_field_rules,
    "declaration-rules": rules.declaration_rules,
    "declaration-field-rules": rules.declaration_field_rules,
    "marks": rules.marks,
    "merge-findings": rules.merge_findings,
    "fields": fields.fields,
    "ledger-fields": fields.ledger_fields,
    "declaration-fields": declarations.declaration_fields,
    "declaration-editions": declarations.editions,
    "declaration-channels": declarations.channel_codes,
    "closed-lists": codes.closed_lists,
    "open-lists": codes.open_lists,
    "states": states.states,
    "transitions": states.transitions,
    "guards": states.guards,
    "ledger-states": states.ledger_states,
    "ledger-transitions": states.ledger_transitions,
    "ledger-guards": states.ledger_guards,
    "declaration-states": states.declaration_states,
    "declaration-transitions": states.declaration_transitions,
    "declaration-guards": states.declaration_guards,
    "amendment-fields": amendments.amendment_fields,
    "amendment-field-codes": amendments.field_codes,
    "amendment-states": amendments.amendment_states,
    "amendment-transitions": amendments.amendment_transitions,
    "amendment-guards": amendments.amendment_guards,
    "amendment-results": amendments.amendment_results,
    "amendment-rules": rules.amendment_rules,
    "amendment-field-rules": rules.amendment_field_rules,
    "book-effects": books.effects,
    "book-causes": books.causes,
    "book-figures": books.figures,
    "write-off-fields": write_offs.fields,
    "write-off-states": write_offs.states,
    "write-off-transitions": write_offs.transitions,
    "write-off-guards": write_offs.guards,
    "write-off-results": write_offs.results,
    "write-off-rules": write_offs.rules,
    "write-off-field-rules": write_offs.field_rules,
    "points": states.points,
    "channel-hooks": seams.channel_hooks,
    "plugin-hooks": seams.plugin_hooks,
    "channels": channels.channels,
    "channel-matrix": channels.matrix,
    "channel-limits": channels.limits,
    "singlewindow-capabilities": partial(channels.capabilities, "singlewindow"),
    "shenguantong-capabilities": partial(channels.capabilities, "shenguantong"),
    "shenguantong-settings": channels.shenguantong_settings,
    "shenguantong-sections": channels.shenguantong_sections,
    "shenguantong-receipts": channels.shenguantong_receipts,
    "shenguantong-explanations": partial(channels.explanations, "shenguantong"),
    "shenguantong-simulator": channels.shenguantong_simulator,
    "h2010-capabilities": partial(channels.capabilities, "h2010"),
    "h2010-settings": channels.h2010_settings,
    "h2010-messages": channels.h2010_messages,
    "h2010-receipts": channels.h2010_receipts,
    "h2010-states": channels.h2010_states,
    "h2010-explanations": partial(channels.explanations, "h2010"),
    "h2010-simulator": channels.h2010_simulator,
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
