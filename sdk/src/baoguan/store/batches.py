"""Rows of many documents at once: what a look over a whole journal asks for, in few queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

import attrs
from sqlalchemy import Connection, select

from baoguan.store.rows import DocumentRow, ParcelRow, SubmissionRow, typed
from baoguan.store.tables import document, number, parcel, submission

_AT_ONCE: Final = 500
"""Values of one query: every database takes so many."""

T = TypeVar("T")


def _runs(values: Iterable[T]) -> Iterator[list[T]]:
    source = iter(values)
    while run := list(islice(source, _AT_ONCE)):
        yield run


@attrs.frozen(kw_only=True)
class Rows:
    """What the journal holds beside each of some documents, the oldest first."""

    numbers: Mapping[int, Mapping[str, str]]
    submissions: Mapping[int, Sequence[SubmissionRow]]
    parcels: Mapping[int, Sequence[ParcelRow]]

    @classmethod
    def of(cls, connection: Connection, document_ids: Sequence[int]) -> Rows:
        """The rows of documents."""
        submissions: dict[int, list[SubmissionRow]] = {i: [] for i in document_ids}
        parcels: dict[int, list[ParcelRow]] = {i: [] for i in document_ids}
        for run in _runs(document_ids):
            for row in connection.execute(select(submission).where(submission.c.document_id.in_(run)).order_by(submission.c.id)):
                submissions[row.document_id].append(typed(SubmissionRow, row))
            for row in connection.execute(select(parcel).where(parcel.c.document_id.in_(run)).order_by(parcel.c.id)):
                parcels[row.document_id].append(typed(ParcelRow, row))
        return cls(numbers=numbers_among(connection, document_ids), submissions=submissions, parcels=parcels)


def numbers_among(connection: Connection, document_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The numbers that Customs gave each of some documents, by kind."""
    found: dict[int, dict[str, str]] = {i: {} for i in document_ids}
    for run in _runs(list(found)):
        for row in connection.execute(select(number).where(number.c.document_id.in_(run)).order_by(number.c.id)):
            found[row.document_id][row.kind] = row.value
    return found


def documents_of_numbers(
    connection: Connection, account_ids: Iterable[int], kind: str, values: Iterable[str]
) -> list[tuple[str, DocumentRow]]:
    """The documents of accounts that have one of some numbers, each with that number."""
    accounts = list(account_ids)
    found = []
    for run in _runs(values):
        rows = connection.execute(
            select(document, number.c.value)
            .join(number, number.c.document_id == document.c.id)
            .where(number.c.account_id.in_(accounts), number.c.kind == kind, number.c.value.in_(run))
            .order_by(document.c.id)
        )
        found += [(str(row.value), typed(DocumentRow, row)) for row in rows]
    return found
