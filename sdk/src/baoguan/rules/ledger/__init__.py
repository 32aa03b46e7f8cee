"""The rules of a ledger (手册, 账册, 物流账册) as it is filed or changed.

`LEDGER_RULES` holds the rules of every single field and those between fields, one module a concept.
"""

from __future__ import annotations

from baoguan.rules.ledger import _pack, changes, consumptions, head, items

LEDGER_RULES = _pack.LEDGER_RULES

# Importing a module declares its rules in the pack; the names are listed so that none is dropped as unused.
_MODULES = (head, items, consumptions, changes)

__all__ = ["LEDGER_RULES"]
