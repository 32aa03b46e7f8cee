"""The document kinds and what binds them together."""

from __future__ import annotations

from functools import cache
from typing import cast

from baoguan.documents.kind import DocumentKind, DocumentKinds, Fact, Guard, Identity, Moves

__all__ = ["DocumentKind", "DocumentKinds", "Fact", "Guard", "Identity", "Moves", "core_kinds"]


@cache
def core_kinds() -> tuple[DocumentKind[object], ...]:
    """The kinds that baoguan itself brings; loaded when first asked for."""
    from baoguan.documents.amendment import AMENDMENT_KIND
    from baoguan.documents.declaration import DECLARATION_KIND
    from baoguan.documents.inventory import INVENTORY_KIND
    from baoguan.documents.ledger import LEDGER_KIND
    from baoguan.documents.write_off import WRITE_OFF_KIND

    kinds = (INVENTORY_KIND, DECLARATION_KIND, AMENDMENT_KIND, LEDGER_KIND, WRITE_OFF_KIND)
    return tuple(cast("DocumentKind[object]", kind) for kind in kinds)
