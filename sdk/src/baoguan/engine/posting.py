"""Posting: what a document moved in the books, written in the transaction that settles its receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from baoguan.engine.state import Engine
from baoguan.ledger import STAGES, missing
from baoguan.lifecycle import ActStanding, Standing
from baoguan.store import inbox, postings
from baoguan.store.rows import DocumentRow

RECEIPT: Final = "receipt"
ADOPTED: Final = "adopted"
RECORDED: Final = "recorded"
OPENING: Final = "opening"
"""From where a posting comes; there is no other source."""
UNPOSTED: Final = "unposted"
"""The event that says what of a document was not posted, or not as our table would."""


def post(engine: Engine, connection: Connection, row: DocumentRow, standing: Standing, at: datetime, *, recorded: str = "") -> None:
    """Post what the document moved by now and was not posted yet. `recorded` names the person whose word brought the standing about."""
    kind = engine.kinds[row.kind]
    if kind.moves is None:
        return
    known = [postings.entry_of(p) for p in postings.postings_of(connection, row.id)]
    if not known and standing.state not in STAGES:
        # Nothing was moved and nothing is: the content, which may be long, need not be read.
        return
    document = engine.journal.get_document(kind, row.content, row.content_version)
    moved = kind.moves(document, standing.state, engine.effects, standing.facts.get("deduction_mode"))
    if not moved.ledger:
        return
    entries = missing(moved.entries, known)
    common = postings.common_columns(
        row.account_id,
        row.id,
        moved.ledger,
        source=RECORDED if recorded else ADOPTED if row.adopted else RECEIPT,
        cause=_cause(standing.acts),
        by=recorded or engine.by,
        at=at,
        effective=standing.latest,
    )
    postings.add_postings(connection, common, entries)
    for note in moved.notes:
        inbox.add_event(
            connection,
            UNPOSTED,
            at=at,
            by=engine.by,
            account_id=row.account_id,
            document_id=row.id,
            data={"ledger": moved.ledger, "lines": postings.spans(note.lines), "zh": note.zh, "en": note.en},
        )


def _cause(acts: Sequence[ActStanding]) -> str:
    """Which act and receipt brought it about: the latest that was answered."""
    told = [a for a in acts if a.outcome is not None]
    if not told:
        return ""
    last = max(told, key=lambda a: (a.at.isoformat() if a.at else "", acts.index(a)))
    count = f" {last.change_count}" if last.change_count else ""
    return f"{last.act}{count} {last.outcome} {last.code}".strip()
