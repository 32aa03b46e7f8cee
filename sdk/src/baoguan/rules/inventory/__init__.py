"""The rules of the bonded inventory list (保税核注清单).

`INVENTORY_RULES` holds the rules of every single field and those between fields, one module a concept. Rules that only
declaring needs are `declare_only`; only rules of an official source, or seen in two independent ones, are errors.
"""

from __future__ import annotations

from baoguan.rules.inventory import (
    _pack,
    arithmetic,
    attachments,
    books,
    change,
    change_content,
    head_conditional,
    head_required,
    identifiers,
    line_required,
    list_types,
    merging,
    operator,
    tariff,
    texts,
    transfers,
)

INVENTORY_RULES = _pack.INVENTORY_RULES

# Importing a module declares its rules in the pack; the names are listed so that none is dropped as unused.
_MODULES = (
    head_required,
    head_conditional,
    list_types,
    transfers,
    identifiers,
    texts,
    line_required,
    arithmetic,
    merging,
    change,
    change_content,
    operator,
    attachments,
    tariff,
    books,
)

__all__ = ["INVENTORY_RULES"]
