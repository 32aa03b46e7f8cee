"""How a kind of document whose messages have no place for our number is settled by what is said of the document that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

import attrs

from baoguan.lifecycle import Standing
from baoguan.model.receipt import Receipt

D = TypeVar("D")


@attrs.frozen(kw_only=True)
class Follows(Generic[D]):
    """The kind that it is about, and what of that kind speaks of it.

    `named_by`: number of the other document -> the field that names it. `on`: states of the other document that say something; `told` is what
    they say of a document of ours in a standing, at a time of Customs. `claims`: whether an answer that names no message of ours and no known
    number speaks of this document; heeded only where one document alone, which waits for its first answer, says yes.
    """

    kind: str
    named_by: Mapping[str, str]
    on: frozenset[str]
    told: Callable[[D, Standing, datetime | None], Receipt | None]
    claims: Callable[[D, Receipt], bool]
