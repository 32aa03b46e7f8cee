"""What is known of a field: its Chinese term, size and code list, declared where the field is declared.

The same `Term` is read by the rules (length, digits, code list), the wire tables, the sheets (column headings), the error
messages and the documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Final

import attrs

TERM: Final = "baoguan.term"


class CodeEnum(StrEnum):
    """A closed code list of the interface: members are their wire code and carry the regulation's wording."""

    zh: str

    def __new__(cls, code: str, zh: str) -> CodeEnum:
        """A member: its code as value, its wording beside it."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        return member

    def __str__(self) -> str:
        return str(self.value)


@attrs.frozen(kw_only=True)
class Term:
    """The facts of one field.

    `kind`: text | code | integer | decimal | date | time | party | lines. `length` counts characters as the Single Window
    page does (a Chinese character is 2 where `wide`). `digits` is (integer digits, decimals) of a decimal or (digits, 0) of
    an integer. `codes` is a closed enum or the name of an open code list. `names` are further headings by which sheets call
    the field. `system` fields are filled by Customs.
    """

    zh: str
    en: str
    kind: str
    length: int | None = None
    exact: bool = False
    wide: bool = False
    digits: tuple[int, int] | None = None
    codes: type[CodeEnum] | str | None = None
    names: tuple[str, ...] = ()
    system: bool = False
    secret: bool = False
    free: bool = False
    lengths: Mapping[str, int] = attrs.field(factory=dict)


def _field(term: Term, default: object = None) -> Any:  # noqa: ANN401  the attrs plugin of mypy needs an opaque default
    return attrs.field(default=default, metadata={TERM: term})


def text(
    zh: str,
    en: str,
    length: int | None = None,
    *names: str,
    wide: bool = False,
    exact: bool = False,
    system: bool = False,
    secret: bool = False,
    free: bool = False,
) -> Any:  # noqa: ANN401
    """A text field; `free` text is what a person types (trimmed by the page, line breaks removed)."""
    return _field(
        Term(
            zh=zh,
            en=en,
            kind="text",
            length=length,
            names=names,
            wide=wide,
            exact=exact,
            system=system,
            secret=secret,
            free=free,
        )
    )


def code(zh: str, en: str, codes: type[CodeEnum] | str, *names: str, length: int | None = None, system: bool = False) -> Any:  # noqa: ANN401
    """A coded field: an enum for a closed list, the name of a list of `baoguan.codes` for an open one."""
    return _field(Term(zh=zh, en=en, kind="code", codes=codes, names=names, length=length, system=system))


def integer(zh: str, en: str, *names: str, digits: int = 19, system: bool = False, default: int | None = None) -> Any:  # noqa: ANN401
    """A whole number."""
    return _field(Term(zh=zh, en=en, kind="integer", digits=(digits, 0), names=names, system=system), default)


def decimal(zh: str, en: str, digits: tuple[int, int], *names: str, system: bool = False) -> Any:  # noqa: ANN401
    """An exact number of at most `digits` (integer digits, decimals)."""
    return _field(Term(zh=zh, en=en, kind="decimal", digits=digits, names=names, system=system))


def day(zh: str, en: str, *names: str, system: bool = False) -> Any:  # noqa: ANN401
    """A date (`yyyyMMdd` on the wire)."""
    return _field(Term(zh=zh, en=en, kind="date", names=names, system=system))


def moment(zh: str, en: str, *names: str, system: bool = True) -> Any:  # noqa: ANN401
    """A date and time (`yyyy-MM-dd HH:mm:ss` on the wire), Asia/Shanghai."""
    return _field(Term(zh=zh, en=en, kind="time", names=names, system=system))


def part(zh: str, en: str, *names: str, lengths: Mapping[str, int] | None = None) -> Any:  # noqa: ANN401
    """A nested record such as a `Party`; `lengths` overrides lengths of its fields."""
    return _field(Term(zh=zh, en=en, kind="party", names=names, lengths=lengths or {}))


def many(zh: str, en: str) -> Any:  # noqa: ANN401
    """A tuple of records."""
    return _field(Term(zh=zh, en=en, kind="lines"), ())


@attrs.frozen
class Extra:
    """A wire element that no field of the record stands for, kept so that nothing read is lost.

    `place` is the position among the siblings, `raw` its inner markup without surrounding white space. A nameless one is text that stood
    between the elements.
    """

    name: str
    raw: str
    place: int


@attrs.frozen
class Carried:
    """What a record read from the wire carries beside its fields.

    `extras`: elements we do not know. `originals`: attribute -> the exact text read, where the field's own form of it would be
    written otherwise (a number `01`, a date in another format, a text where a number belongs). `sections`: for a record whose fields stand
    in several sections of a message, the unknown elements of each, by the section's tag.
    """

    extras: tuple[Extra, ...] = ()
    originals: Mapping[str, str] = attrs.field(factory=dict)
    sections: Mapping[str, tuple[Extra, ...]] = attrs.field(factory=dict)


Value = str | int | Decimal | date | datetime | None
"""What a single field can hold."""


@cache
def terms(record: type) -> Mapping[str, Term]:
    """Attribute -> term of a model class, in order of declaration."""
    return {a.name: a.metadata[TERM] for a in attrs.fields(record) if TERM in a.metadata}


@cache
def paths(record: type) -> Mapping[str, Term]:
    """Dotted path -> term, nested parties flattened (`declarant.customs_code`); records that repeat are left out."""
    return dict(_paths(record))


def _paths(record: type) -> Iterator[tuple[str, Term]]:
    from baoguan.model.party import Party

    for name, term in terms(record).items():
        if term.kind == "party":
            for inner, inner_term in terms(Party).items():
                length = term.lengths.get(inner, inner_term.length)
                yield (
                    f"{name}.{inner}",
                    attrs.evolve(
                        inner_term,
                        zh=term.zh + inner_term.zh,
                        en=f"{term.en} {inner_term.en}",
                        length=length,
                        names=tuple(p + s for p in (term.zh, *term.names) for s in (inner_term.zh, *inner_term.names))[1:],
                    ),
                )
        elif term.kind != "lines":
            yield name, term


def value_at(record: object, path: str) -> Value:
    """The value at a dotted path, or None when a part on the way is absent."""
    for step in path.split("."):
        if record is None:
            return None
        record = getattr(record, step)
    return record  # type: ignore[return-value]
