"""Amendments from what the journal holds: the request to change or withdraw a declaration, and the answer to Customs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import attrs
from sqlalchemy import Connection

from baoguan.broker.acts import Acts
from baoguan.broker.carry import carry_out
from baoguan.broker.kindred import AMENDMENT, Known, amendments_of
from baoguan.broker.permit import guard_against, same_content, supported
from baoguan.broker.views import Submitted
from baoguan.clock import SHANGHAI
from baoguan.codes import Codes
from baoguan.documents.amended_values import amended
from baoguan.documents.amending import amendment_of, confirmation_of, withdrawal_of
from baoguan.documents.amendment_guards import OPEN
from baoguan.engine.prepare import Plan, default_key
from baoguan.engine.state import Account, Engine, standing_of
from baoguan.errors import InvalidDocument, UnusableInput
from baoguan.lifecycle import Standing
from baoguan.model.amendment import Amendment, Confirmation
from baoguan.model.amendment_codes import AmendmentType, ReviewMark
from baoguan.model.content import content_hash
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_parts import DeclarationAttachment
from baoguan.model.message import Act, Document, Step, Verb
from baoguan.rules.amendment.confirmation import ASKED_FACT
from baoguan.store import documents as docs
from baoguan.store.rows import DocumentRow

_AGAIN: Final = frozenset({"refused", "not_arrived"})
_NEVER: Final = datetime.min.replace(tzinfo=SHANGHAI)


@attrs.frozen(kw_only=True)
class AmendmentRequest:
    """What shall become of a declaration: `after`, or its withdrawal, or a `confirmation`."""

    reason: str
    after: CustomsDeclaration | None = None
    withdrawal: bool = False
    confirmation: Confirmation | None = None
    review: str = ReviewMark.OTHER.value
    number: str | None = None
    """The amendment's own; made from that of the declaration unless given."""
    field_codes: Mapping[str, str] = attrs.field(factory=dict)
    """Field of the declaration (`goods.brand`) -> the code that the user knows for it."""
    attachments: tuple[DeclarationAttachment, ...] = ()
    contact: str | None = None
    telephone: str | None = None
    asked_on: date | None = None
    """The day on which Customs asked for the confirmation; that which was recorded of the declaration unless given."""


def make_amendment(acts: Acts, row: DocumentRow, account: Account, request: AmendmentRequest, lists: Codes) -> Amendment:
    """The amendment of a declaration of the journal, not yet submitted.

    Raises UnusableInput for another kind of document and for wanting nothing or several things, InvalidDocument for what an amendment
    cannot say, and for an `after` with faults that the declaration does not have yet.
    """
    if (request.after is not None) + request.withdrawal + (request.confirmation is not None) != 1 and not (
        request.withdrawal and request.confirmation is not None and request.after is None
    ):
        raise UnusableInput(
            "须写明修改后的报关单、撤销、企业确认三者之一",
            "one of three is needed: the declaration as it shall be, its withdrawal, or an answer to Customs",
            remedy_zh="baoguan amend REF 文件 | --withdraw | --confirm agree",
            remedy_en="baoguan amend REF FILE | --withdraw | --confirm agree",
        )
    asked_on = request.asked_on or _asked_on(row)
    with acts.engine.journal.reading() as connection:
        known = amendments_of(acts.engine, connection, row)
        before = present_content(acts.engine, connection, row, known)
    number = request.number or _number(row, known)
    if request.confirmation is not None:
        made = confirmation_of(
            before, request.confirmation, number=number, reason=request.reason, withdrawal=request.withdrawal, review=request.review
        )
    elif request.after is None:
        made = withdrawal_of(before, number=number, reason=request.reason, review=request.review)
    else:
        made = amendment_of(
            before,
            request.after,
            number=number,
            reason=request.reason,
            review=request.review,
            codes=request.field_codes,
            lists=lists,
        )
        _no_new_faults(acts, row, account, before, amended(before, made.items))
    made = attrs.evolve(
        made,
        attachments=request.attachments,
        contact=request.contact,
        telephone=request.telephone,
        asked_on=asked_on if request.confirmation is not None else None,
    )
    return _same_again(made, known) if request.number is None else made


def present_content(engine: Engine, connection: Connection, row: DocumentRow, known: Sequence[Known]) -> CustomsDeclaration:
    """A declaration as Customs has it: what was declared, with the changes that were agreed since. Raises UnusableInput for another kind
    of document, and where a change cannot be applied."""
    kind = engine.kinds[row.kind]
    stored = engine.journal.get_document(kind, row.content, row.content_version)
    if not isinstance(stored, CustomsDeclaration):
        raise UnusableInput(
            f"{row.number} 是{kind.title_zh}，修撤单只针对报关单",
            f"{row.number} is a {kind.title_en}: only declarations are amended",
            remedy_zh="变更用 baoguan modify，删除用 baoguan withdraw",
            remedy_en="Change it with `baoguan modify`, delete it with `baoguan withdraw`",
        )
    present = kind.with_numbers(stored, docs.numbers_of(connection, row.id), Act.FILING, 0)
    agreed = [k for k in known if k.row.state == "approved" and k.document.amendment_type == AmendmentType.CHANGE]
    for each in sorted(agreed, key=_agreed_at):
        present = amended(present, each.document.items)  # type: ignore[arg-type]
    return present  # type: ignore[return-value]


def _agreed_at(known: Known) -> datetime:
    filing = standing_of(known.row).act(Act.FILING)
    return (filing.at if filing is not None else None) or _NEVER


def _asked_on(row: DocumentRow) -> date | None:
    recorded = standing_of(row).facts.get(ASKED_FACT)
    return date.fromisoformat(recorded) if recorded else None


def _number(row: DocumentRow, known: Sequence[Known]) -> str:
    taken = {k.row.number for k in known}
    return next(n for n in (f"{row.number}-M{i}" for i in range(1, len(taken) + 2)) if n not in taken)


def _same_again(made: Amendment, known: Sequence[Known]) -> Amendment:
    """The amendment under the number of an undecided one that says the same: a repeated call is the same request."""
    for each in reversed(known):
        if each.row.state in OPEN and attrs.evolve(made, internal_number=each.row.number) == each.document:
            return each.document
    return made


def _no_new_faults(acts: Acts, row: DocumentRow, account: Account, before: CustomsDeclaration, after: CustomsDeclaration) -> None:
    kind = acts.engine.kinds[row.kind]
    had = {(f.rule, f.path) for f in acts.check(kind, before, account, True, None)}
    new = [f for f in acts.check(kind, after, account, True, None) if f.severity == "error" and (f.rule, f.path) not in had]
    if new:
        raise InvalidDocument(new)


def answer_customs(acts: Acts, document: Amendment, account: Account, override: str | None) -> Submitted:
    """Send the answer to a change that Customs started: one message, and a legal act. After a refusal it may be sent again."""
    engine = acts.engine
    kind = engine.kinds[AMENDMENT]
    identity = kind.identity(document)
    findings = acts.check(kind, document, account, True, None)
    if any(f.severity == "error" for f in findings):
        raise InvalidDocument(findings)
    unproven = supported(engine, account, kind.name, [Verb.DECLARE], acts.allow_unproven)
    digest = content_hash(document)
    content: Document = document

    def plan(connection: Connection, row: DocumentRow | None, standing: Standing) -> list[Plan]:
        known = [] if row is None else docs.submissions_of(connection, row.id)
        sent = [s for s in known if s.state != "cancelled"]
        if sent and standing.state not in kind.lifecycle.refusals | _AGAIN:
            same_content(identity.number, sent, digest)
            return []
        guard_against(kind, standing, document, Act.FILING, Step.DECLARE, override)
        return [
            Plan(
                kind=kind,
                identity=identity,
                document=content,
                act=Act.FILING,
                step=Step.DECLARE,
                declaration_no=max((s.declaration_no for s in known), default=0) + 1,
                key=known[-1].key if known else default_key(kind.name, identity, Act.FILING, Step.DECLARE, 0),
                after=standing.latest,
                note=override,
            )
        ]

    return carry_out(engine, account, kind, identity, content, plan, unproven, findings)
