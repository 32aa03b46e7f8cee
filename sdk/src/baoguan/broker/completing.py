"""The second step of a two-step declaration: kept beside the summary from the start, or given once the summary is cleared."""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs
from sqlalchemy import Connection

from baoguan.broker.acts import Acts
from baoguan.broker.carry import carry_out
from baoguan.broker.linking import remember_list
from baoguan.broker.permit import guard_against, same_content, supported
from baoguan.broker.views import Submitted
from baoguan.clock import now, today
from baoguan.documents import DocumentKinds, Identity
from baoguan.engine.prepare import Plan, default_key
from baoguan.engine.state import Account, Engine
from baoguan.errors import Finding, InvalidDocument, Refused, Unsupported
from baoguan.lifecycle import Standing
from baoguan.model.content import content_hash
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_type import DocumentType, Stage
from baoguan.model.message import Act, Document, Step, Verb
from baoguan.store import Journal, inbox
from baoguan.store import documents as docs
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow, SubmissionRow
from baoguan.twostep import TwoStep, duty_after_all, type_of

CLEARED: Final = "cleared"
"""What a complete declaration waits for: that its summary is cleared."""


def first_step(journal: Journal, kinds: DocumentKinds, row: DocumentRow) -> Document:
    """The document as it was first declared, whatever came of a second step: the summary."""
    with journal.reading() as connection:
        filings = [s for s in docs.submissions_of(connection, row.id) if s.act is Act.FILING and s.state != "cancelled"]
    content, version = (filings[-1].content, filings[-1].content_version) if filings else (row.content, row.content_version)
    return journal.get_document(kinds[row.kind], content, version)


def as_complete(document: CustomsDeclaration, summary: CustomsDeclaration, settings: TwoStep, on: date) -> CustomsDeclaration:
    """The whole declaration with the 单据类型 of the second step, and what the summary says where it is silent: business type, combined port,
    guarantee, estimated duty."""
    given, first = DocumentType.read(document.document_type), DocumentType.read(summary.document_type)
    business, port = given.business or first.business, given.port or first.port
    return attrs.evolve(
        document,
        document_type=type_of(settings, on, Stage.COMPLETE, business=business, port=port),
        guarantee_no=document.guarantee_no or summary.guarantee_no,
        estimated_duty=document.estimated_duty if document.estimated_duty is not None else summary.estimated_duty,
    )


def warnings_of(summary: CustomsDeclaration, given: CustomsDeclaration) -> list[Finding]:
    """What a complete declaration says against its summary that no rule of one document can see."""
    found = duty_after_all(summary, given)
    return [] if found is None else [found]


def complete(
    acts: Acts,
    row: DocumentRow,
    account: Account,
    given: CustomsDeclaration,
    settings: TwoStep,
    override: str | None,
) -> Submitted:
    """Save the complete declaration under the numbers of its summary, as soon as that is cleared. Another content takes the place of one
    that still waits."""
    engine = acts.engine
    kind = engine.kinds[row.kind]
    stored = first_step(engine.journal, engine.kinds, row)
    if not isinstance(stored, CustomsDeclaration):
        raise Unsupported(
            f"{kind.title_zh}没有第二步",
            f"a {kind.title_en} has no second step",
            remedy_zh="完整申报只用于两步申报的报关单",
            remedy_en="Only declarations in two steps are completed",
        )
    document = as_complete(given, stored, settings, today())
    identity = Identity(owner=row.owner, number=row.number)
    if kind.identity(document) != identity:
        raise Refused(
            f"客户端报关单编号或境内收发货人与 {row.number} 不同",
            f"the document's identity differs from {row.number}",
            remedy_zh="完整申报沿用概要申报的编号",
            remedy_en="The complete declaration keeps the number of its summary",
        )
    findings = acts.check(kind, document, account, True, None)
    if any(f.severity == "error" for f in findings):
        raise InvalidDocument(findings)
    findings += warnings_of(stored, given)
    with engine.journal.reading() as connection:
        numbers = docs.numbers_of(connection, row.id)
    acts.fits_list(kind.with_numbers(document, numbers, Act.COMPLETION, 0))
    unproven = supported(engine, account, kind.name, [Verb.COMPLETE], acts.allow_unproven)
    digest = content_hash(document)

    def plan(connection: Connection, present: DocumentRow | None, standing: Standing) -> list[Plan]:
        del present
        guard_against(kind, standing, stored, Act.COMPLETION, Step.SAVE, override)
        known = [s for s in docs.submissions_of(connection, row.id) if s.act is Act.COMPLETION and s.state != "cancelled"]
        gone = [s for s in known if s.state != "waiting"]
        second = standing.act(Act.COMPLETION)
        state = second.state if second is not None else ""
        refused = state in kind.lifecycle.refusals | {"refused", "not_arrived"}
        if known and known[-1].hash == digest and not refused:
            # Whoever does not know whether his call was heard may repeat it: the same draft is not saved twice.
            return []
        if gone and not refused and state != "saved":
            same_content(identity.number, gone, digest)
            return []
        filing = standing.act(Act.FILING)
        cleared = filing is not None and filing.state in kind.lifecycle.completable
        every = [s for s in docs.submissions_of(connection, row.id) if s.act is Act.COMPLETION]
        return [
            Plan(
                kind=kind,
                identity=identity,
                document=document,
                act=Act.COMPLETION,
                step=Step.SAVE,
                declaration_no=max((s.declaration_no for s in every), default=0) + 1,
                key=every[-1].key if every else default_key(kind.name, identity, Act.COMPLETION, Step.SAVE, 0),
                after=standing.latest,
                waits_for=None if cleared else CLEARED,
                note=override,
            )
        ]

    remember = remember_list(document)

    def replace(connection: Connection, present: DocumentRow) -> None:
        remember(connection, present)
        for submission in docs.submissions_of(connection, present.id):
            if submission.act is Act.COMPLETION and submission.state == "waiting" and submission.hash != digest:
                _take_back(engine, connection, present, submission)

    return carry_out(engine, account, kind, identity, document, plan, unproven, findings, also=replace)


def _take_back(engine: Engine, connection: Connection, row: DocumentRow, submission: SubmissionRow) -> None:
    docs.set_submission(connection, submission.id, "waiting", "cancelled", "replaced")
    for parcel in parcel_store.parcels_of(connection, row.id):
        if parcel.submission_id == submission.id and parcel.state == "ready":
            parcel_store.move(connection, parcel, "cancelled")
    inbox.add_event(
        connection,
        "dropped",
        at=now(),
        by=engine.by,
        account_id=row.account_id,
        document_id=row.id,
        data={"step": submission.step.value, "reason": "replaced"},
    )
