"""Pages read back as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from lxml import html

from baoguan.codes import Codes
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.printing import Mark, Sheet, print_view

KINDS = DocumentKinds(core_kinds())


@attrs.frozen(kw_only=True)
class Page:
    """A page and what is in it."""

    source: str
    root: html.HtmlElement

    @property
    def text(self) -> str:
        """Everything that can be read, without the words in the head."""
        return str(self.root.body.text_content())

    def texts(self, css: str) -> list[str]:
        """The text of every element of a class."""
        return [str(each.text_content()) for each in self.root.body.iter() if css in (each.get("class") or "").split()]

    def box(self, words: str) -> str:
        """What stands in the box of the form that begins with these words."""
        (found,) = [text for text in self.texts("box") if text.startswith(words)]
        return found.removeprefix(words)


def page(*documents: object, mark: Mark | None = None, facts: Mapping[str, str] | None = None) -> Page:
    """The page of documents."""
    sheets = [Sheet(document=each, kind=KINDS.of(each), facts=facts or {}) for each in documents]
    source = print_view(sheets, codes=Codes.builtin(), mark=mark)
    return Page(source=source, root=html.fromstring(source))
