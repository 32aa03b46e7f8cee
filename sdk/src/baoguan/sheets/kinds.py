"""The kinds of document that sheets can hold, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baoguan.errors import UnusableInput
from baoguan.sheets.declaration import DECLARATION
from baoguan.sheets.inventory import INVENTORY
from baoguan.sheets.tables import SheetKind

KINDS: Final[Mapping[str, SheetKind]] = {kind.name: kind for kind in (INVENTORY, DECLARATION)}


def kind_named(name: str) -> SheetKind:
    """The kind of a name. Raises UnusableInput naming those there are."""
    found = KINDS.get(name)
    if found is None:
        raise UnusableInput(
            f"表格没有单证种类 {name}",
            f"sheets hold no documents of kind {name!r}",
            remedy_zh="可用的种类：" + "、".join(f"{kind.name} {kind.zh}" for kind in KINDS.values()),
            remedy_en="The kinds: " + ", ".join(KINDS),
        )
    return found


def kind_of(document: object) -> SheetKind:
    """The kind of a document. Raises UnusableInput for one that sheets do not hold."""
    for kind in KINDS.values():
        if type(document) is kind.model:
            return kind
    raise UnusableInput(
        f"表格不能容纳 {type(document).__name__}",
        f"sheets hold no {type(document).__name__}",
        remedy_zh="可用的种类：" + "、".join(f"{kind.name} {kind.zh}" for kind in KINDS.values()),
        remedy_en="The kinds: " + ", ".join(KINDS),
    )
