"""The language in which the tables of DecMessage are written, and the editions that they speak of.

A line is an element: name, Chinese name, form, and options. A form is ``C32`` (text), ``N9`` (whole number), ``N19,5`` (digits, of them
decimals), ``D8`` (date), ``B`` (base64), the name of a form below, or a pattern. Options: ``save`` (must be filled to be saved),
``declare`` (must be filled to be declared), ``since=`` and ``until=`` an edition, ``old=C70`` the form before 4.5, ``old=C10@4.9.6``
before another edition.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from ..tables import DATE, Format, code, digits, number, text

EDITIONS = ("3.1", "4.0", "4.5", "4.8", "4.9", "4.9.6", "4.9.7", "5.0")
"""What stands in the attribute Version of the messages that are taken, oldest first."""
NEWEST = EDITIONS[-1]
_TEXTS_GREW = "4.5"

_NAMED: Mapping[str, Format] = {
    "D8": DATE,
    "B": code(r"[A-Za-z0-9+/\s]*={0,2}\s*", "base64"),
    "COUNTRY": code(r"[A-Z]{3}", "3 位字母国别（地区）代码"),
    "CURRENCY": code(r"[A-Z]{3}", "3 位字母币制代码"),
    "UNIT": code(r"[0-9]{3}", "3 位计量单位代码"),
    "PORT": code(r"[A-Z]{3}[0-9]{3}|[0-9]{6}", "6 位港口代码"),
    "CUSTOMS": code(r"[0-9]{4}", "4 位关区代码"),
    "CREDIT": code(r"[0-9A-Z]{18}", "18 位统一社会信用代码"),
}


def order(edition: str) -> int:
    """The place of an edition among those that are known; a newer one than those counts as the newest."""
    return EDITIONS.index(edition) if edition in EDITIONS else len(EDITIONS)


@frozen(kw_only=True)
class Field:
    """One element of a record over all editions."""

    name: str
    zh: str
    form: Format
    save: bool = False
    declare: bool = False
    since: str = EDITIONS[0]
    until: str = ""
    older: Format | None = None
    changed: str = _TEXTS_GREW
    """The edition with which ``form`` took the place of ``older``."""

    def begins(self, edition: str) -> bool:
        """Whether the edition has it, now or formerly."""
        return order(edition) >= order(self.since)

    def ended(self, edition: str) -> bool:
        """Whether the edition still knows it and asks not to send it."""
        return bool(self.until) and order(edition) >= order(self.until)

    def form_in(self, edition: str) -> Format:
        """How its value must look."""
        return self.older if self.older is not None and order(edition) < order(self.changed) else self.form


@frozen(kw_only=True)
class Section:
    """A record of the message: where it stands, how often, and what stands inside it."""

    name: str
    zh: str
    fields: tuple[Field, ...]
    wrapper: str = ""
    most: int = 1
    inside: tuple[Section, ...] = ()
    since: str = EDITIONS[0]
    known: Mapping[str, Field] = field(init=False, eq=False, repr=False)

    @known.default
    def _by_name(self) -> Mapping[str, Field]:
        return {each.name: each for each in self.fields}

    def place(self, number: int) -> str:
        """How a person is told where a value stands; ``number`` counts from 1."""
        return f"第{number}项{self.zh}" if self.most > 1 else self.zh


def table(lines: str) -> tuple[Field, ...]:
    """The elements of a record from the lines of its table."""
    return tuple(_field(line.split()) for line in lines.strip().splitlines())


def _field(words: list[str]) -> Field:
    name, zh, form, *options = words
    given = dict(option.split("=", 1) for option in options if "=" in option)
    older, _, changed = given.get("old", "").partition("@")
    return Field(
        name=name,
        zh=zh,
        form=_form(form),
        save="save" in options,
        declare="declare" in options,
        since=given.get("since", EDITIONS[0]),
        until=given.get("until", ""),
        older=_form(older) if older else None,
        changed=changed or _TEXTS_GREW,
    )


def _form(written: str) -> Format:
    known = _NAMED.get(written)
    if known is not None:
        return known
    kind, size = written[0], written[1:]
    if kind == "C" and size.isdigit():
        return text(int(size))
    if kind == "N" and size.isdigit():
        return digits(int(size))
    if kind == "N" and size.replace(",", "").isdigit():
        whole, _, decimals = size.partition(",")
        return number(int(whole) - int(decimals), int(decimals))
    if not set("[|(") & set(written):
        raise ValueError(written)
    return code(written.replace("_", " "), f"应为 {written.replace('_', '空格')}")
