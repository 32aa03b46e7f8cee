"""What differs between two versions of a ledger, row by row and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs

from baoguan.model.fields import Value, paths, value_at
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.model.ledger_export import LedgerExport


class Change(StrEnum):
    """What happened to a row or a field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@attrs.frozen(kw_only=True)
class Difference:
    """One difference. `row` is '' for the head, the item number, or product-material-version of a consumption; `path` is '' where a whole
    row came or went, and where no field stands for the `heading`."""

    section: str
    row: str
    change: Change
    path: str
    heading: str
    before: Value = None
    after: Value = None


_SECTIONS: Final[Mapping[str, type]] = {"materials": LedgerItem, "products": LedgerItem, "consumptions": UnitConsumption}


def differences(before: LedgerExport, after: LedgerExport) -> list[Difference]:
    """What changed from one version to another: the head first, then rows in the order of their numbers."""
    out = list(_fields("head", "", before.ledger, after.ledger, Ledger, _kept(before, "head", None), _kept(after, "head", None)))
    for section, model in _SECTIONS.items():
        old, new = _rows(before, section), _rows(after, section)
        for key in sorted({*old, *new}):
            row = "-".join(map(str, key))
            if key not in new:
                out.append(
                    Difference(section=section, row=row, change=Change.REMOVED, path="", heading="", before=_named(old[key][1]))
                )
            elif key not in old:
                out.append(
                    Difference(section=section, row=row, change=Change.ADDED, path="", heading="", after=_named(new[key][1]))
                )
            else:
                (n, one), (m, other) = old[key], new[key]
                out += _fields(section, row, one, other, model, _kept(before, section, n), _kept(after, section, m))
    return out


Key = tuple[int | str, ...]


def _rows(export: LedgerExport, section: str) -> dict[Key, tuple[int, LedgerItem | UnitConsumption]]:
    rows: Iterable[LedgerItem | UnitConsumption] = getattr(export.ledger, section)
    return {_key(row): (number, row) for number, row in enumerate(rows)}


def _key(row: LedgerItem | UnitConsumption) -> Key:
    if isinstance(row, LedgerItem):
        return (row.item_no or 0,)
    return (row.product_item_no or 0, row.material_item_no or 0, row.version or "0")


def _named(row: LedgerItem | UnitConsumption) -> str | None:
    return row.goods_name if isinstance(row, LedgerItem) else None


def _kept(export: LedgerExport, section: str, row: int | None) -> dict[str, str]:
    return {each.heading: each.value for each in export.kept if each.section == section and each.row == row}


def _fields(
    section: str, row: str, one: object, other: object, model: type, kept: Mapping[str, str], kept_after: Mapping[str, str]
) -> Iterator[Difference]:
    for path, term in paths(model).items():
        before, after = value_at(one, path), value_at(other, path)
        if before != after:
            yield _changed(section, row, path, term.zh, before, after)
    for heading in dict.fromkeys((*kept, *kept_after)):
        if kept.get(heading) != kept_after.get(heading):
            yield _changed(section, row, "", heading, kept.get(heading), kept_after.get(heading))


def _changed(section: str, row: str, path: str, heading: str, before: Value, after: Value) -> Difference:
    change = Change.ADDED if before is None else Change.REMOVED if after is None else Change.CHANGED
    return Difference(
        section=section, row=row, change=change, path=path, heading=heading, before=_plain(before), after=_plain(after)
    )


def _plain(value: Value) -> Value:
    return format(value, "f") if isinstance(value, Decimal) else value
