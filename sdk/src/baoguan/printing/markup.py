"""Markup as text that is known to be safe: everything that comes from a document passes `escaped`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final, NewType

Markup = NewType("Markup", str)

NOTHING: Final = Markup("")
_NOT_IN_HTML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def escaped(text: str) -> Markup:
    """A text as it may stand in an element or an attribute; characters that HTML does not know become �."""
    return Markup(_NOT_IN_HTML.sub("\ufffd", escape(text)))


def joined(parts: Iterable[Markup]) -> Markup:
    """Parts one behind the other."""
    return Markup("".join(parts))


def element(tag: str, content: Markup, kind: str = "", **attributes: str) -> Markup:
    """An element with a class and further attributes."""
    written = "".join(f' {name}="{escaped(value)}"' for name, value in attributes.items())
    named = f' class="{kind}"' if kind else ""
    return Markup(f"<{tag}{named}{written}>{content}</{tag}>")
