"""The journeys of customs declarations, and the far side that they need: somebody who presses 申报, and what Customs then says."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import attrs

from baoguan import AmendmentRequest, Broker, CustomsDeclaration, DeclarationAttachment, UnknownReference
from baoguan.model.message import Act
from baoguan.store import documents as docs
from baoguan.store.rows import DocumentRow
from baoguan.twostep import TwoStep, summary_of
from baoguan_singlewindow.simulator import Amending, Arrival, Declaring
from tests.crash.journeys import Journey, state_is
from tests.support.declarations import declaration

BUSINESS: Final = "Deccus001"
PRESS_AFTER: Final = 1
RETURNED, REJECTED = "Z", "E"
"""Prefixes of declarations that Customs returns to be corrected, or rejects, at first; the next time all is well."""
AMENDED: Final = "M"
"""Prefix of declarations that stay released, so that they can be amended."""
SCRIPTS: Final[Mapping[str, tuple[str, ...]]] = {
    f"{RETURNED}-*": ("7", "Z"),
    f"{REJECTED}-*": ("7", "L", "E"),
    f"{AMENDED}-*": ("7", "L", "P"),
}
AMENDING: Final = Amending(press_after=PRESS_AFTER)
DECLARING: Final = Declaring(press_after=PRESS_AFTER, plans=SCRIPTS)
OPTIONS: Final = (
    *("--press-after", str(PRESS_AFTER)),
    *(word for number, codes in SCRIPTS.items() for word in ("--declaration-plan", f"{number}={','.join(codes)}")),
)
"""The same for a simulator that is a process of its own."""

PAPER: Final = "invoice.pdf"
_FIRST_CHANGE: Final = "-M1"
_SAVE, _SUMMARY, _WHOLE = ("DEC", "G"), ("DEC summary", "G"), ("DEC complete", "G")
_MODE: Final = TwoStep(new_mode_from=date(2026, 1, 1))
TWO_STEP: Final = {"new_mode_from": _MODE.new_mode_from}


def write_paper(folder: Path) -> None:
    """The document that is attached, unless it is there: bytes that no zip makes smaller."""
    paper = folder / PAPER
    if not paper.exists():
        paper.write_bytes(b"%PDF-1.4\n" + random.Random(20260105).randbytes(30_000))


def with_paper(number: str, **changes: object) -> CustomsDeclaration:
    """A declaration that travels in a zip."""
    return declaration(number, attachments=(DeclarationAttachment(kind="00000001", path=PAPER),), **changes)


def summary(number: str) -> CustomsDeclaration:
    """The first step of a declaration."""
    return summary_of(declaration(number), _MODE, date(2026, 6, 3))


def _submit(make: Callable[[str], CustomsDeclaration]) -> Callable[[Broker, str], None]:
    def begin(broker: Broker, number: str) -> None:
        broker.submit(make(number))

    return begin


def _correct(make: Callable[..., CustomsDeclaration]) -> Callable[[Broker, DocumentRow], None]:
    def go_on(broker: Broker, row: DocumentRow) -> None:
        if row.state in ("returned", "rejected"):
            broker.redeclare(row.number, make(row.number, remark="更正"))

    return go_on


def _complete(broker: Broker, row: DocumentRow, *, states: frozenset[str] | None = None) -> None:
    if (states is None or row.state in states) and row.state != "cleared" and not _completed(broker, row):
        broker.complete(row.number, declaration(row.number))


def _completed(broker: Broker, row: DocumentRow) -> bool:
    with broker.journal.reading() as connection:
        return any(s.act is Act.COMPLETION for s in docs.submissions_of(connection, row.id))


def _keep(broker: Broker, number: str) -> None:
    broker.submit(summary(number))
    broker.complete(number, declaration(number))


def _complete_later(broker: Broker, row: DocumentRow) -> None:
    _complete(broker, row, states=frozenset({"audited"}))


def _amend(broker: Broker, number: str) -> None:
    """Declare what is to be amended, and amend it once it is released; until then there is nothing to ask for."""
    first = number.removesuffix(_FIRST_CHANGE)
    try:
        (status,) = broker.status(first)
    except UnknownReference:
        broker.submit(declaration(first))
        return
    if status.state == "released":
        after = attrs.evolve(declaration(first), packages=(declaration(first).packages or 0) + 1)
        broker.submit(broker.amendment(first, AmendmentRequest(reason="件数录入差错", after=after)))


def document_of(arrival: Arrival, expected: Mapping[str, str]) -> str:
    """The document on a journey that an arrival belongs to. An amendment's message has no place for its number, its file's name has; and the
    declaration that it amends is a part of its journey."""
    of_amendment = arrival.business == AMENDING.business
    for number in expected:
        if (of_amendment and arrival.file_name.startswith(number)) or number == f"{arrival.number}{_FIRST_CHANGE}":
            return number
    return arrival.number


_CLEARED = state_is("cleared")
_FILED = Journey(begin=_submit(declaration), arrived=_CLEARED, arrivals=(_SAVE,), prefix="D")

JOURNEYS: Mapping[str, Journey] = {
    "filed": _FILED,
    "papers": attrs.evolve(_FILED, begin=_submit(with_paper)),
    "returned": attrs.evolve(_FILED, arrived=state_is("returned"), prefix=RETURNED),
    "corrected": attrs.evolve(_FILED, go_on=_correct(declaration), arrivals=(_SAVE, _SAVE), prefix=RETURNED, follows="returned"),
    "rejected": attrs.evolve(_FILED, begin=_submit(with_paper), arrived=state_is("rejected"), prefix=REJECTED),
    "redeclared": attrs.evolve(
        _FILED,
        begin=_submit(with_paper),
        go_on=_correct(with_paper),
        arrivals=(_SAVE, _SAVE),
        prefix=REJECTED,
        follows="rejected",
    ),
    "summary": attrs.evolve(_FILED, begin=_submit(summary), arrived=state_is("audited"), arrivals=(_SUMMARY,), prefix="S"),
    "completed": attrs.evolve(
        _FILED, begin=_submit(summary), go_on=_complete_later, arrivals=(_SUMMARY, _WHOLE), prefix="S", follows="summary"
    ),
    "kept": attrs.evolve(_FILED, begin=_keep, go_on=_complete, arrivals=(_SUMMARY, _WHOLE), prefix="S"),
    "released": attrs.evolve(_FILED, arrived=state_is("released"), prefix=AMENDED),
    "amended": Journey(
        begin=_amend, arrived=state_is("approved"), arrivals=(_SAVE, ("MOD 1", "G")), prefix=AMENDED, suffix=_FIRST_CHANGE
    ),
    "direct declaration": _FILED,
    "direct zip": _FILED,
}
"""Arrivals are (DEC and the step of two, 操作类型). "completed": the second step is given when the first is cleared; "kept": both are given at
the start; "amended": a declaration is released, then changed, and the document is the amendment; "direct" are the naive sender's."""
