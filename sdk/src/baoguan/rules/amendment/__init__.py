"""The rules of an amendment of a declaration (修撤单).

`AMENDMENT_RULES` holds the rules of every single field and those between fields, one module a concept.
"""

from __future__ import annotations

from baoguan.rules.amendment import _pack, confirmation, head, items

AMENDMENT_RULES = _pack.AMENDMENT_RULES

# Importing a module declares its rules in the pack; the names are listed so that none is dropped as unused.
_MODULES = (head, items, confirmation)

__all__ = ["AMENDMENT_RULES"]
