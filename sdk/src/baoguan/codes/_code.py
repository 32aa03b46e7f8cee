"""One code and one list of codes, with the look-ups that people and programs need."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import attrs


def normalised(text: str) -> str:
    """Return the form in which names are compared: half-width, no white space, case folded.

    千克, ``千 克`` and ``ＫＧ``/``kg`` meet here; nothing is lost that tells two names of a list apart.
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@attrs.frozen(kw_only=True)
class Remark:
    """Something that a reader changed or could not use, for a person to see; not an error."""

    zh: str
    en: str


@attrs.frozen(kw_only=True)
class Code:
    """One row of a code list.

    ``legacy`` is the code of the older generation (3-digit number of a country or currency, 1-digit packaging ...),
    empty when there is none. ``preferred`` is False for a row that shares its legacy code with a row that is read
    instead of it.
    """

    code: str
    name_zh: str
    name_en: str = ""
    legacy: str = ""
    preferred: bool = True
    aliases: tuple[str, ...] = ()


def is_number(text: str) -> bool:
    """Whether a text has the form of the older numbers of countries and currencies: three ASCII digits."""
    return len(text) == 3 and text.isascii() and text.isdigit()


def _names(row: Code) -> set[str]:
    """Everything that names a row, in the compared form."""
    return {normalised(name) for name in (row.code, row.name_zh, row.name_en, *row.aliases)} - {""}


def _one_preferred(rows: Iterable[Code]) -> tuple[Code, ...]:
    """Make exactly one row of every legacy code the preferred one: the first that is marked, else the first."""
    rows = tuple(rows)
    groups: defaultdict[str, list[Code]] = defaultdict(list)
    for row in rows:
        if row.legacy:
            groups[row.legacy].append(row)
    chosen = {legacy: next((row for row in group if row.preferred), group[0]).code for legacy, group in groups.items()}
    return tuple(
        row
        if not row.legacy or row.preferred == (chosen[row.legacy] == row.code)
        else attrs.evolve(row, preferred=not row.preferred)
        for row in rows
    )


@attrs.frozen(kw_only=True, eq=False)
class CodeList:
    """A named list of codes in its printed order; look-ups by code and by legacy code are O(1).

    ``date`` says of when the list is, in words; a message about an unknown code shows it. ``closed`` is True only
    when a code outside the list is certainly wrong; no list of the customs parameter tables is. ``remarks`` is what
    an import had to change; it is not saved. Rows that share a legacy code need one preferred row; when none is, the
    first of them becomes so.
    """

    name: str
    title_zh: str
    title_en: str
    date: str
    source: str
    closed: bool = False
    note: str = ""
    codes: tuple[Code, ...] = attrs.field(converter=_one_preferred)
    remarks: tuple[Remark, ...] = ()

    @codes.validator
    def _no_code_twice(self, _attribute: attrs.Attribute[tuple[Code, ...]], rows: tuple[Code, ...]) -> None:
        if len({row.code for row in rows}) != len(rows):
            twice = next(code for code, times in Counter(row.code for row in rows).items() if times > 1)
            raise ValueError(f"list {self.name!r} holds code {twice!r} twice")

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Code | None:
        """Return the row of exactly this code (case counts: licence ``A`` and ``a`` differ), or None."""
        return self._by_code.get(code)

    def find(self, text: str) -> tuple[Code, ...]:
        """Return every row that ``text`` names, best first.

        Asked in turn, and the first that answers decides: the exact code; code, names and aliases without regard to
        case, width and white space; the legacy code (preferred row first); a code of digits that lost its leading
        zeros in a number cell, where all codes of the list are digits of one length.
        """
        exact = self._by_code.get(unicodedata.normalize("NFKC", text).strip())
        if exact is not None:
            return (exact,)
        wanted = normalised(text)
        if not wanted:
            return ()
        named = self._by_name.get(wanted)
        if named:
            return tuple(named)
        old = self.candidates_for_legacy(wanted.upper())
        if old:
            return old
        restored = self.with_leading_zeros(wanted)
        return (restored,) if restored is not None else ()

    def resolve(self, text: str) -> Code | None:
        """Return the one row that ``text`` names, or None when there is none or more than one.

        A shared legacy code counts as naming its preferred row.
        """
        found = self.find(text)
        if len(found) > 1 and all(row.legacy and row.legacy == found[0].legacy for row in found):
            return found[0] if found[0].legacy == normalised(text).upper() else None
        return found[0] if len(found) == 1 else None

    def search(self, text: str) -> tuple[Code, ...]:
        """Return every row whose code, names or aliases contain ``text``, exact answers first; for people, O(n)."""
        wanted = normalised(text)
        if not wanted:
            return ()
        first = self.find(text)
        known = {row.code for row in first}
        rest = (row for row in self.codes if row.code not in known and any(wanted in name for name in _names(row)))
        return first + tuple(rest)

    def from_legacy(self, legacy: str) -> Code | None:
        """Return the row that a legacy code is read as: its only row, or the preferred one; None when there is none."""
        rows = self._by_legacy.get(legacy)
        return rows[0] if rows else None

    def candidates_for_legacy(self, legacy: str) -> tuple[Code, ...]:
        """Return all rows of a legacy code, the preferred one first."""
        return self._by_legacy.get(legacy, ())

    def to_legacy(self, code: str) -> str | None:
        """Return the legacy code of ``code``; None when it has none or the code is unknown (a finding, never a blank
        on the wire).
        """
        row = self._by_code.get(code)
        return (row.legacy or None) if row is not None else None

    def number_for(self, code: str) -> str | None:
        """Return the 3-digit number by which messages of the older generation name ``code`` (a country or currency): that
        of its row, else ``code`` itself where it is such a number. None when there is none; letters never stand in for it.
        """
        number = self.to_legacy(code) or code
        return number if is_number(number) else None

    def with_leading_zeros(self, digits: str) -> Code | None:
        """Return the row whose code is ``digits`` with the leading zeros put back, in lists of digit codes of one
        length.
        """
        width = self.digits_width
        if width is None or not (digits.isascii() and digits.isdigit() and len(digits) < width):
            return None
        return self._by_code.get(digits.zfill(width))

    @cached_property
    def digits_width(self) -> int | None:
        """The length of the codes when all are ASCII digits of one length, else None."""
        widths = {len(row.code) if row.code.isascii() and row.code.isdigit() else 0 for row in self.codes}
        return widths.pop() if len(widths) == 1 and 0 not in widths else None

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {row.code: row for row in self.codes}

    @cached_property
    def _by_legacy(self) -> dict[str, tuple[Code, ...]]:
        groups: defaultdict[str, list[Code]] = defaultdict(list)
        for row in self.codes:
            if row.legacy:
                groups[row.legacy].append(row)
        return {legacy: tuple(sorted(rows, key=lambda row: not row.preferred)) for legacy, rows in groups.items()}

    @cached_property
    def _by_name(self) -> dict[str, list[Code]]:
        index: defaultdict[str, list[Code]] = defaultdict(list)
        for row in self.codes:
            for name in _names(row):
                index[name].append(row)
        return dict(index)
