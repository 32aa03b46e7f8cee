"""The contents of documents whose statuses are known, each read once and only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baoguan.broker.broker import Broker
from baoguan.broker.views import Status
from baoguan.model.message import Document
from baoguan.store import documents as docs


class Contents:
    """Statuses of one look at the journal, and what their documents say."""

    def __init__(self, broker: Broker, statuses: Sequence[Status]) -> None:
        self.statuses = statuses
        self._broker = broker
        self._read: dict[tuple[str, str, str, str], Document] = {}

    def of(self, status: Status) -> Document:
        """The content that Customs knows, or will know first. Raises LookupError for a document that the journal does not have."""
        key = (status.account, status.kind, status.owner, status.number)
        if key not in self._read:
            broker = self._broker
            with broker.journal.reading() as connection:
                row = docs.find_document(connection, broker.account(status.account).id, *key[1:])
            if row is None:
                raise LookupError(status.number)
            self._read[key] = broker.journal.get_document(broker.kinds[row.kind], row.content, row.content_version)
        return self._read[key]

    def of_kind(self, kind: str) -> Iterator[Status]:
        """The statuses of a kind of document."""
        return (status for status in self.statuses if status.kind == kind)
