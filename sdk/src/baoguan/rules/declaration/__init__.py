"""The rules of a customs declaration (报关单).

`DECLARATION_RULES` holds the rules of every single field and those between fields, one module a concept. What rests on one source, such as
the field list of the current interface or the filling rules of 2018 alone, is a warning; an error has a second source that agrees.
"""

from __future__ import annotations

from baoguan.rules.declaration import (
    _pack,
    attachments,
    charges,
    containers,
    countries,
    crossing,
    deprecated,
    goods,
    guarantees,
    identifiers,
    ledgers,
    licences,
    positions,
    prices,
    required_head,
    required_rows,
    sections,
    summary,
    tariff,
    transfers,
    weights,
)

DECLARATION_RULES = _pack.DECLARATION_RULES

# Importing a module declares its rules in the pack; the names are listed so that none is dropped as unused.
_MODULES = (
    required_head,
    required_rows,
    identifiers,
    positions,
    crossing,
    transfers,
    ledgers,
    countries,
    charges,
    prices,
    weights,
    goods,
    containers,
    licences,
    attachments,
    sections,
    deprecated,
    tariff,
    summary,
    guarantees,
)

__all__ = ["DECLARATION_RULES"]
