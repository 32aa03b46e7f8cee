"""Examples of the core's own kinds, by number and by how many rows they have; none breaks a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import attrs

from baoguan.model.inventory import BondedInventoryList
from baoguan.model.ledger import Ledger
from baoguan.model.message import Document
from baoguan.model.write_off import WriteOff

Documents = Callable[[str, int], Document]
"""Makes a document of a number and so many rows."""


def inventory(number: str, rows: int) -> BondedInventoryList:
    """A bonded inventory list of so many like lines."""
    from baoguan.rules.inventory.sample import sample

    whole = sample()
    return lengthened(attrs.evolve(whole, internal_number=number), rows)


def lengthened(document: BondedInventoryList, rows: int) -> BondedInventoryList:
    """The list with its first line so many times."""
    first = document.lines[0]
    return attrs.evolve(document, lines=tuple(attrs.evolve(first, line_no=n) for n in range(1, rows + 1)))


def ledger(number: str, rows: int) -> Ledger:
    """A handbook whose materials, products and consumptions are at least so many rows together."""
    from baoguan.rules.ledger.sample import sample

    whole = attrs.evolve(sample(), internal_number=number)
    first = whole.materials[0]
    known = len(whole.materials) + len(whole.products) + len(whole.consumptions)
    added = range(len(whole.materials) + 1, len(whole.materials) + 1 + max(rows - known, 0))
    return attrs.evolve(
        whole,
        materials=whole.materials + tuple(attrs.evolve(first, item_no=n, part_no=f"{first.part_no}-{n}") for n in added),
    )


def write_off(number: str, rows: int) -> WriteOff:
    """A write-off of an account whose lists, materials and products are at least so many rows together."""
    from baoguan.rules.write_off.sample import sample

    whole = attrs.evolve(sample(), internal_number=number)
    known = len(whole.lists) + len(whole.materials) + len(whole.products)
    first = whole.lists[0]
    added = tuple(
        attrs.evolve(first, serial_no=n, list_no=f"{(first.list_no or '')[:9]}{n:09}")
        for n in range(len(whole.lists) + 1, len(whole.lists) + 1 + max(rows - known, 0))
    )
    return attrs.evolve(whole, lists=whole.lists + added, import_lists=(whole.import_lists or 0) + len(added))


SAMPLES: Final[Mapping[str, Documents]] = {"inventory": inventory, "ledger": ledger, "write_off": write_off}
"""By the name of the kind."""
