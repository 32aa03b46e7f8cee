"""Markdown: escaped text, tables, and values as a reader would type them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

import attrs

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#{}~^$])")
_PIPE = re.compile(r"(?<!\\)\|")


def plain(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return _escaped(" ".join(text.split()))


def prose(text: str) -> str:
    """A docstring or a message as a paragraph: its `names` stay code, the rest is shown as it stands."""
    pieces = re.split(r"(``?[^`]+``?)", " ".join(text.split()))
    return "".join(code(p.strip("`")) if p.startswith("`") and p.endswith("`") else _escaped(p) for p in pieces)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def code(value: object) -> str:
    """A value in code type."""
    text = " ".join(str(value).split())
    if not text:
        return ""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(_PIPE.sub(r"\\|", cell) or " " for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def shown(value: object) -> str:
    """A value of an example: short, without the fields of records that say nothing."""
    if value is None:
        return "—"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else f'"{value[:28]}…" ({len(value)} characters)'
    if isinstance(value, date | Decimal | int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{shown(k)}: {shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple | list | set | frozenset):
        items = [shown(v) for v in value]
        return "(" + ", ".join(items[:3]) + (f", … {len(items)} in all" if len(items) > 3 else "") + ")"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    cls = type(value)
    if attrs.has(cls):
        said = [(a.name, getattr(value, a.name)) for a in attrs.fields(cls)]
        return cls.__name__ + "(" + ", ".join(f"{n}={shown(v)}" for n, v in said if v not in (None, (), "")) + ")"
    return str(value)
