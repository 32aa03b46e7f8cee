"""A ledger as a file gave it: the ledger, what of the file no field of it stands for, and how the file was laid out."""

from __future__ import annotations

import attrs

from baoguan.model.ledger import Ledger


@attrs.frozen(kw_only=True)
class Kept:
    """A value that no field of the ledger holds, as it was read. `row` counts the rows of the section from 0; the head has none."""

    section: str
    row: int | None
    heading: str
    value: str


@attrs.frozen(kw_only=True)
class Heading:
    """A column or label of a file: its text, and the field that it stands for ('' for none)."""

    text: str
    path: str


@attrs.frozen(kw_only=True)
class Laid:
    """How a section (head, materials, products, consumptions) stood in a file: its sheet, and its headings in their order.

    `paired`: as labels with their values beside them, not as a table.
    """

    section: str
    sheet: str
    paired: bool = False
    headings: tuple[Heading, ...] = ()


@attrs.frozen(kw_only=True)
class LedgerExport:
    """A ledger with everything that its file said. Without `sheets` the file had no layout of its own (JSON)."""

    ledger: Ledger
    kept: tuple[Kept, ...] = ()
    sheets: tuple[Laid, ...] = ()

    def laid(self, section: str) -> Laid | None:
        """How a section stood, or None where the file had none of it."""
        return next((each for each in self.sheets if each.section == section), None)
