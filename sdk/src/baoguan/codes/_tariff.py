"""The tariff table: what 10-digit commodity codes mean, from when to when. None is shipped; the user imports one."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

import attrs

from baoguan.codes._code import Remark
from baoguan.codes._format import damaged, join, split

TARIFF_FORMAT = "baoguan-tariff 1"
_COLUMNS = (
    "hs",
    "name",
    "unit_1",
    "unit_2",
    "supervision_conditions",
    "inspection",
    "elements",
    "export_dutiable",
    "valid_from",
    "valid_to",
    "ciq_codes",
)
_YES_NO = {True: "yes", False: "no", None: ""}
_YES_NO_READ = {"yes": True, "no": False, "": None}


@attrs.frozen(kw_only=True)
class TariffEntry:
    """One 10-digit commodity code (商品编码) during one period.

    ``unit_1`` and ``unit_2`` are codes of the list ``unit`` (第一/第二法定单位), None when the table gives none.
    ``supervision_conditions`` holds licence letters (监管条件), ``inspection`` the inspection letters (检验检疫类别),
    ``elements`` the declaration elements (申报要素) in order. ``export_dutiable`` is None when the table does not
    say. Both dates are inclusive; None leaves that side open. ``ciq_codes`` are the 3-digit inspection additions seen
    in 13-digit rows.
    """

    hs: str
    name: str = ""
    unit_1: str | None = None
    unit_2: str | None = None
    supervision_conditions: str = ""
    inspection: str = ""
    elements: tuple[str, ...] = ()
    export_dutiable: bool | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    ciq_codes: tuple[str, ...] = ()

    def valid_on(self, on: dt.date) -> bool:
        """Tell whether the entry holds on this day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@attrs.frozen(kw_only=True, eq=False)
class TariffTable:
    """All entries of a user's tariff table; look-ups are O(1) in the size of the table.

    ``source`` and ``date`` say where it is from and of when; ``remarks`` is what the import changed or could not use,
    and is not saved.
    """

    entries: tuple[TariffEntry, ...]
    source: str = ""
    date: str = ""
    remarks: tuple[Remark, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[TariffEntry]:
        return iter(self.entries)

    def get(self, hs10: str, on: dt.date) -> TariffEntry | None:
        """Return the entry of a 10-digit code that holds on a day; of several the one that began last; None when none
        does.
        """
        for entry in self._by_hs.get(hs10, ()):
            if entry.valid_on(on):
                return entry
        return None

    def history(self, hs10: str) -> tuple[TariffEntry, ...]:
        """Return all entries of a 10-digit code, the one that began last first; tells a code that ended from one that
        never was.
        """
        return self._by_hs.get(hs10, ())

    @cached_property
    def _by_hs(self) -> dict[str, tuple[TariffEntry, ...]]:
        groups: defaultdict[str, list[TariffEntry]] = defaultdict(list)
        for entry in self.entries:
            groups[entry.hs].append(entry)
        return {hs: tuple(rows) if len(rows) == 1 else tuple(sorted(rows, key=_began, reverse=True)) for hs, rows in groups.items()}


def _began(entry: TariffEntry) -> dt.date:
    return entry.valid_from or dt.date.min


def dumps_tariff(table: TariffTable) -> str:
    """Return a tariff table in our text format."""
    head = {"format": TARIFF_FORMAT, "source": table.source, "date": table.date}
    rows = (
        (
            entry.hs,
            entry.name,
            entry.unit_1 or "",
            entry.unit_2 or "",
            entry.supervision_conditions,
            entry.inspection,
            "|".join(entry.elements),
            _YES_NO[entry.export_dutiable],
            entry.valid_from.isoformat() if entry.valid_from else "",
            entry.valid_to.isoformat() if entry.valid_to else "",
            "|".join(entry.ciq_codes),
        )
        for entry in table.entries
    )
    return join(head, _COLUMNS, rows)


def loads_tariff(text: str, *, origin: str) -> TariffTable:
    """Read a tariff table in our text format; UnusableInput when it is damaged."""
    head, rows = split(text, format_name=TARIFF_FORMAT, origin=origin)
    try:
        columns = tuple(next(rows, []))
        if columns != _COLUMNS:
            raise damaged(origin, f"列名不符：{columns}", f"unexpected columns: {columns}")
        entries = tuple(_entry(row) for row in rows)
    except (csv.Error, ValueError, KeyError) as error:
        raise damaged(origin, f"内容损坏（{error}）", f"the content is damaged ({error})") from error
    return TariffTable(entries=entries, source=head.get("source", ""), date=head.get("date", ""))


def _entry(row: list[str]) -> TariffEntry:
    hs, name, unit_1, unit_2, conditions, inspection, elements, dutiable, valid_from, valid_to, ciq = row
    return TariffEntry(
        hs=hs,
        name=name,
        unit_1=unit_1 or None,
        unit_2=unit_2 or None,
        supervision_conditions=conditions,
        inspection=inspection,
        elements=tuple(elements.split("|")) if elements else (),
        export_dutiable=_YES_NO_READ[dutiable],
        valid_from=dt.date.fromisoformat(valid_from) if valid_from else None,
        valid_to=dt.date.fromisoformat(valid_to) if valid_to else None,
        ciq_codes=tuple(ciq.split("|")) if ciq else (),
    )
