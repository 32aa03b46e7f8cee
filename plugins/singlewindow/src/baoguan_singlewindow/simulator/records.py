"""What the simulator remembers: lists, packs, scheduled decisions, outgoing files; and the form in which a content is stored."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence

from attrs import frozen

from .message import Row
from .values import ListStage

_ROW_END, _CELL_END = "\x1e", "\x1f"
"""Characters that XML 1.0 forbids, so no value holds them; JSON for 30,000 rows takes ten times as long."""


@frozen(kw_only=True)
class Content:
    """What a list says: head and rows as declared."""

    head: Mapping[str, str]
    rows: Sequence[Row]


@frozen(kw_only=True)
class Pack:
    """One of the packs of a message; ``others`` are the names of the records beside its rows."""

    number: int
    total: int
    content: Content
    others: tuple[str, ...]


@frozen(kw_only=True)
class StoredList:
    """One list as stored, without its content."""

    seq_no: str
    enterprise: str
    number: str
    business: str
    receiver: str
    """Node that sent it, to which data-centre receipts go."""
    stage: ListStage
    list_no: str = ""
    entry_no: str = ""
    change_count: int = 0
    declarations: int = 0
    """How many acts were declared: filings, redeclarations, changes, deletions."""
    act: str = ""
    """The act that waits for a decision: filing, change, deletion, or empty."""
    effect: str = ""
    """Its effect on the books: empty, ``pre`` or ``actual``."""
    declared_at: str = ""
    pre_at: str = ""
    managed_at: str = ""
    lines: int
    gone: bool = False


@frozen(kw_only=True)
class Event:
    """A decision of Customs that is scheduled."""

    id: int
    seq_no: str
    act: str
    code: str
    count: int
    declaration: int


@frozen(kw_only=True)
class Outgoing:
    """A file to be written into an InBox."""

    id: int
    business: str
    name: str
    cut: bool
    body: bytes


def stored(content: Content) -> bytes:
    """The form in which a content is stored."""
    rows = _ROW_END.join(_CELL_END.join(row) for row in content.rows)
    return zlib.compress(f"{json.dumps(dict(content.head), ensure_ascii=False)}{_ROW_END}{rows}".encode(), 1)


def restored(blob: bytes) -> Content:
    """A stored content."""
    head, _, rows = zlib.decompress(blob).decode("utf-8").partition(_ROW_END)
    cut = [tuple(row.split(_CELL_END)) for row in rows.split(_ROW_END)] if rows else []
    return Content(head=json.loads(head), rows=cut)
