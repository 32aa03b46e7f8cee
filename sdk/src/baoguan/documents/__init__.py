"""The document kinds and what binds them together."""

from __future__ import annotations

from functools import cache
from typing import cast

from baoguan.documents.kind import DocumentKind, DocumentKinds, Fact, Guard, Identity

__all__ = ["DocumentKind", "DocumentKinds", "Fact", "Guard", "Identity", "core_kinds"]


@cache
def core_kinds() -> tuple[DocumentKind[object], ...]:
    """The kinds that baoguan itself brings; loaded when first asked for."""
    from baoguan.documents.inventory import INVENTORY_KIND
    from baoguan.documents.ledger import LEDGER_KIND

    return (cast("DocumentKind[object]", INVENTORY_KIND), cast("DocumentKind[object]", LEDGER_KIND))
