"""The rules of the write-off (报核) of a ledger.

`WRITE_OFF_RULES` holds the rules of every single field and those between fields, one module a concept.
"""

from __future__ import annotations

from baoguan.rules.write_off import _pack, counts, head, lists, products, quantities

WRITE_OFF_RULES = _pack.WRITE_OFF_RULES

# Importing a module declares its rules in the pack; the names are listed so that none is dropped as unused.
_MODULES = (head, counts, lists, quantities, products)

__all__ = ["WRITE_OFF_RULES"]
