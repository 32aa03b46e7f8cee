"""Values as a printed form shows them: names beside codes, numbers as they are, cards masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import attrs

from baoguan.codes import Codes
from baoguan.model.fields import Term, paths

_LONGEST: Final = 4_000
_SHOWN: Final = 60
_LAST: Final = 4


@attrs.frozen
class Shown:
    """A value in words, and its code where the words are the name of one."""

    text: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.text}({self.code})" if self.code else self.text


class Values:
    """The fields of records, read by path and shown."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._names: dict[tuple[object, str], Shown] = {}

    def of(self, record: object, path: str) -> Shown | None:
        """The value at a path, or None where there is none."""
        value = value_of(record, path)
        if value is None or value == "":
            return None
        return self.shown(value, paths_of(record)[path])

    def filled(self, record: object, skipped: frozenset[str] = frozenset()) -> Iterator[tuple[str, Term, Shown]]:
        """(path, term, value) of every field that holds something."""
        for path, term in paths_of(record).items():
            value = None if path in skipped else value_of(record, path)
            if value is not None and value != "":
                yield path, term, self.shown(value, term)

    def shown(self, value: object, term: Term) -> Shown:
        """A value of a field."""
        if term.secret:
            text = str(value)
            return Shown("*" * max(len(text) - _LAST, 0) + text[-_LAST:])
        if term.codes is not None:
            known = self._names.get((term.codes, str(value)))
            if known is None:
                known = self._names[term.codes, str(value)] = self._named(str(value), term)
            return known
        return Shown(_plain(value))

    def _named(self, code: str, term: Term) -> Shown:
        if isinstance(term.codes, str):
            found = self._codes[term.codes].get(code)
            name = found.name_zh if found is not None else ""
        else:
            name = next((member.zh for member in term.codes or () if member.value == code), "")
        return Shown(name, code) if name else Shown(code)


def paths_of(record: object) -> Mapping[str, Term]:
    """Dotted path -> term of the fields of a record."""
    model: type = type(record)
    return paths(model)


def value_of(record: object, path: str) -> object:
    """The value at a dotted path, None where a part on the way is absent."""
    if "." not in path:
        return getattr(record, path)
    for step in path.split("."):
        if record is None:
            return None
        record = getattr(record, step)
    return record


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    # What is longer than any field of the form is an attached file in letters: nobody reads it on paper.
    return text if len(text) <= _LONGEST else f"{text[:_SHOWN]}…（共 {len(text):,} 个字符 characters）"


def by_code(names: Mapping[str, str], value: str) -> str:
    """The name of a value in a small table of the form, the value itself where the table has none."""
    return names.get(value, value)
