"""Hypothesis strategies made from record tables: values of every field at and around the borders of its length and digits."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from baoguan.clock import SHANGHAI
from baoguan.codes import Codes
from baoguan.model.fields import Term, Value
from baoguan.model.party import Party
from baoguan.wire import Element, Record

CODES = Codes.builtin()
PIECES = (
    *("A", "b", "7", "-", "/", ".", "|", '"', "'", "&", "<", ">", "&amp;", "<!--", "]]>", "]]", "<![CDATA["),
    *(
        "中",
        "海关",
        "，",
        "㎡",
        "〇",
        "镕",
        "鿫",
        "ß",
        "é",
        "€",
        "𠮷",
        "😀",
        "\u3000",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\x7f",
        "\u0085",
    ),
    *(" ", "\t", "\n"),
)
"""Markup, blanks that are no white space of XML, characters inside and outside GB2312 and GBK, and beyond the first plane."""

XML_BLANKS = " \t\r\n"
Flat = dict[str, Value]


def texts(longest: int) -> st.SearchStrategy[str]:
    """Non-empty text of at most `longest` characters without XML white space around it, often exactly that long."""
    free = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
    full = st.sampled_from(("字", "&", "X")).map(lambda char: char * longest)
    some = free.map(lambda text: text[:longest].strip(XML_BLANKS)).filter(bool)
    return st.one_of(some, some, some, full)


def integers(digits: int) -> st.SearchStrategy[int]:
    """Whole numbers of at most so many digits."""
    most = 10**digits - 1
    return st.sampled_from((0, 1, 9, 10, most)) | st.integers(0, most)


def decimals(whole: int, places: int) -> st.SearchStrategy[Decimal]:
    """Decimals within the digits, with every number of decimals written out, zeros at the end included."""
    most = 10**whole - 1

    def make(number: int, fraction: int, shown: int) -> Decimal:
        return Decimal(number).scaleb(0) if not shown else Decimal(f"{number}.{str(fraction).zfill(places)[:shown]}")

    edge = st.sampled_from(
        (Decimal(0), Decimal("0." + "0" * places), Decimal(f"0.{'0' * (places - 1)}1"), Decimal(f"{most}.{'9' * places}"))
    )
    return edge | st.builds(make, st.integers(0, most), st.integers(0, 10**places - 1), st.integers(0, places))


@cache
def unambiguous(name: str) -> tuple[str, ...]:
    """Codes of a list whose older number is read as this code again; a code without one cannot be written."""
    rows = CODES[name]
    return tuple(r.code for r in rows if r.legacy and (back := rows.from_legacy(r.legacy)) is not None and back.code == r.code)


def values(element: Element, term: Term) -> st.SearchStrategy[Value]:
    """Values of one field that its element can say."""
    if element.legacy:
        return st.sampled_from(unambiguous(element.legacy))
    if term.kind == "integer" and term.digits:
        return integers(term.digits[0])
    if term.kind == "decimal" and term.digits:
        return decimals(*term.digits)
    if term.kind == "date":
        return st.dates(date(1900, 1, 1), date(2099, 12, 31))
    if term.kind == "time":
        moments = st.datetimes(datetime(1949, 10, 1), datetime(2099, 12, 31))  # noqa: DTZ001  the zone is put on below
        return moments.map(lambda moment: moment.replace(microsecond=0, tzinfo=SHANGHAI))
    return texts(term.length or 255)


def records(record: Record) -> st.SearchStrategy[object]:
    """Objects of a table's model class: every field absent or with a value."""
    fields = {e.path: st.none() | values(e, t) for e, t in record.rows()}
    return st.fixed_dictionaries(fields).map(lambda flat: made(record.model, flat))


def made(model: type, flat: Flat) -> object:
    """An object from values by dotted path; a party without any value is absent."""
    arguments: dict[str, object] = {}
    parties: dict[str, dict[str, Value]] = {}
    for path, value in flat.items():
        if value is None:
            continue
        head, dot, tail = path.partition(".")
        if dot:
            parties.setdefault(head, {})[tail] = value
        else:
            arguments[head] = value
    parts = {name: Party(**found) for name, found in parties.items()}  # type: ignore[arg-type]
    made_object: object = model(**arguments, **parts)
    return made_object
