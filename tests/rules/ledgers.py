"""Valid ledgers of many rows."""

from __future__ import annotations

import attrs

from baoguan.model.ledger import Ledger
from baoguan.rules.ledger.sample import sample


def long(materials: int, products: int = 1, consumptions: int = 1) -> Ledger:
    """A valid handbook of so many rows; its consumptions go over all materials."""
    first = sample()
    return attrs.evolve(
        first,
        materials=tuple(attrs.evolve(first.materials[0], item_no=n, part_no=f"M-{n}") for n in range(1, materials + 1)),
        products=tuple(attrs.evolve(first.products[0], item_no=n, part_no=f"P-{n}") for n in range(1, products + 1)),
        consumptions=tuple(
            attrs.evolve(
                first.consumptions[0], serial_no=n + 1, product_item_no=n // materials + 1, material_item_no=n % materials + 1
            )
            for n in range(consumptions)
        ),
    )
