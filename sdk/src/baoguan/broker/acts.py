"""The acts of declaring: check, decide, journal. Nothing here touches a channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import attrs
from sqlalchemy import Connection

from baoguan.broker.carry import carry_out
from baoguan.broker.linking import fits_list, remember_list, with_declarations
from baoguan.broker.permit import can, guard_against, same_content, supported
from baoguan.broker.views import Submitted
from baoguan.broker.withdrawing import cancel_never_saved, cancel_unsent, drop_wish, is_wish, not_withdrawn, want_deletion
from baoguan.documents import DocumentKind, Identity
from baoguan.engine.prepare import Plan, default_key
from baoguan.engine.settle import refold
from baoguan.engine.state import Account, Engine, standing_of
from baoguan.errors import InvalidDocument, Refused
from baoguan.lifecycle import Standing
from baoguan.model.content import content_hash
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.message import Act, Document, Step, Verb
from baoguan.rules import Before, Finding
from baoguan.store import documents as docs
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow, SubmissionRow

CheckFn = Callable[[DocumentKind[object], object, Account, bool, Before | None], list[Finding]]
_RESAVE = frozenset({"refused", "not_arrived", "saved", "cancelled"})
_DELETION_OVER = frozenset({"draft", "refused", "not_arrived", "cancelled", "deleted"})
"""States of a deletion, beside those of refusal, in which withdrawing again means something; in others it has been asked for already."""
_DRAFTS = frozenset({"saved", "refused", "not_arrived"})
"""States in which, as after a refusal, a draft lies at the far side, which only a person can delete there."""


@attrs.frozen(kw_only=True)
class Acts:
    """The acts, on one engine."""

    engine: Engine
    check: CheckFn
    overwrite_drafts: bool
    allow_unproven: Mapping[str, frozenset[str]]

    def submit(
        self, document: Document, account: Account, *, declare: bool, key: str | None, override: str | None = None
    ) -> Submitted:
        """Save a document, and declare it as a second act once it is saved, if asked."""
        kind = self.engine.kinds.of(document)
        identity = kind.identity(document)
        warnings = self._checked(kind, document, account, declare, None)
        self.fits_list(document)
        unproven = supported(
            self.engine, account, kind.name, [Verb.SAVE, *([Verb.DECLARE] if declare else [])], self.allow_unproven
        )

        digest = content_hash(document)

        def plan(connection: Connection, row: DocumentRow | None, standing: Standing) -> list[Plan]:
            known = [] if row is None else docs.submissions_of(connection, row.id)
            saves = [s for s in known if s.act is Act.FILING and s.step is Step.SAVE and s.state != "cancelled"]
            save_key = key or default_key(kind.name, identity, Act.FILING, Step.SAVE, 0)
            same_content(save_key, docs.submissions_of_key(connection, account.id, save_key), digest)
            # A document is saved once, whatever key it comes under: its number is its identity at the far side too.
            same_content(identity.number, saves, digest)
            if saves:
                wanted = declare and not any(s.step is Step.DECLARE and s.state != "cancelled" for s in known)
                if wanted:
                    not_withdrawn(identity.number, known)
                return self._declare_plans(kind, identity, document, known, standing, key) if wanted else []
            guard_against(kind, standing, document, Act.FILING, Step.SAVE, override)
            plans = [
                self._plan(kind, identity, document, Act.FILING, Step.SAVE, known, standing, None, note=override, key=save_key)
            ]
            return plans + (self._declare_plans(kind, identity, document, known, standing, key) if declare else [])

        return carry_out(self.engine, account, kind, identity, document, plan, unproven, warnings, also=remember_list(document))

    def declare(self, row: DocumentRow, account: Account, *, override: str | None) -> Submitted:
        """Declare a saved document: the second act, on the same document, with the number it was saved under."""
        kind, document = self._stored(row)
        identity = Identity(owner=row.owner, number=row.number)
        unproven = supported(self.engine, account, kind.name, [Verb.DECLARE], self.allow_unproven)
        pending = self._pending_change(row)
        if pending is not None:
            return self._declare_change(row, account, pending, unproven)
        warnings = self._checked(kind, document, account, True, None, adopted=row.adopted)

        def plan(connection: Connection, present: DocumentRow | None, standing: Standing) -> list[Plan]:
            guard_against(kind, standing, document, Act.FILING, Step.DECLARE, override)
            if standing.state in kind.lifecycle.refusals | {"refused", "not_arrived"}:
                raise Refused(
                    f"清单 {row.number} 处于“{standing.state}”",
                    f"{row.number} is {standing.state}",
                    remedy_zh="改正后用 baoguan redeclare",
                    remedy_en="Correct it and use `baoguan redeclare`",
                )
            known = docs.submissions_of(connection, row.id)
            not_withdrawn(row.number, known)
            if any(s.step is Step.DECLARE and s.state in ("waiting", "ready", "held") for s in known):
                return []
            return self._declare_plans(kind, identity, document, known, standing, None)

        return carry_out(self.engine, account, kind, identity, document, plan, unproven, warnings)

    def redeclare(self, row: DocumentRow, account: Account, document: Document | None, *, declare: bool) -> Submitted:
        """After a refusal, declaration no. n + 1 with the corrected document; before the first declaration, save it anew."""
        kind, stored = self._stored(row)
        content = stored if document is None else document
        identity = Identity(owner=row.owner, number=row.number)
        if kind.identity(content) != identity:
            raise Refused(
                f"企业内部编号或经营企业与 {row.number} 不同",
                f"the document's identity differs from {row.number}",
                remedy_zh="重新申报须沿用原编号；新编号用 baoguan submit",
                remedy_en="Keep the number, or submit it as a new document",
            )
        warnings = self._checked(kind, content, account, True, None)
        self.fits_list(content)
        declares = declare or can(account, kind.name, Verb.DECLARE)
        verbs = [Verb.SAVE, *([Verb.DECLARE] if declares else [])]
        unproven = supported(self.engine, account, kind.name, verbs, self.allow_unproven)
        refusals = kind.lifecycle.refusals

        def plan(connection: Connection, present: DocumentRow | None, standing: Standing) -> list[Plan]:
            filing = standing.act(Act.FILING)
            known = docs.submissions_of(connection, row.id)
            if any(s.state in ("waiting", "ready", "held") and not is_wish(s) and self._unsent(connection, s) for s in known):
                raise Refused(
                    f"{row.number} 还有未发出的申报",
                    f"{row.number} still has a submission that has not left",
                    remedy_zh="等它发出，或先 baoguan withdraw",
                    remedy_en="Let it leave, or take it back with `baoguan withdraw`",
                )
            direct = declares and (
                standing.state in refusals
                or (
                    standing.state in ("refused", "not_arrived")
                    and filing is not None
                    and filing.declaration_no > 0
                    and "seq_no" in standing.numbers
                )
            )
            if direct:
                return [self._plan(kind, identity, content, Act.FILING, Step.DECLARE, known, standing, None)]
            if standing.state not in (_RESAVE if declares else _RESAVE | refusals):
                raise Refused(
                    f"{row.number} 处于“{standing.state}”，不能重新申报",
                    f"{row.number} is {standing.state}: there is nothing to redeclare",
                    remedy_zh="已通过的用 baoguan modify",
                    remedy_en="An approved one is changed with `baoguan modify`",
                )
            plans = [self._plan(kind, identity, content, Act.FILING, Step.SAVE, known, standing, None)]
            return plans + (
                [self._plan(kind, identity, content, Act.FILING, Step.DECLARE, known, standing, "seq_no")] if declare else []
            )

        remember = remember_list(content)

        def also(connection: Connection, present: DocumentRow) -> None:
            drop_wish(connection, present)
            remember(connection, present)

        return carry_out(self.engine, account, kind, identity, content, plan, unproven, warnings, also=also)

    def modify(self, row: DocumentRow, account: Account, document: Document, *, declare: bool, override: str | None) -> Submitted:
        """Change an approved document (变更): the n-th change of it."""
        kind, stored = self._stored(row)
        identity = Identity(owner=row.owner, number=row.number)
        unproven = supported(self.engine, account, kind.name, [Verb.CHANGE], self.allow_unproven)
        count = row.change_count + 1
        with self.engine.journal.reading() as connection:
            numbers = docs.numbers_of(connection, row.id)
        if kind.marked is not None:
            document = cast("Document", kind.marked(stored, document))
        changed = kind.with_numbers(document, numbers, Act.CHANGE, count)
        with self.engine.journal.reading() as connection:
            known = with_declarations(self.engine, connection, row, standing_of(row))
        guard_against(kind, known, stored, Act.CHANGE, Step.SAVE, override, changed)
        warnings = self._checked(kind, changed, account, True, Before(document=stored, change_count=row.change_count))
        digest = content_hash(document)

        def plan(connection: Connection, present: DocumentRow | None, standing: Standing) -> list[Plan]:
            linked = with_declarations(self.engine, connection, row, standing)
            guard_against(kind, linked, stored, Act.CHANGE, Step.SAVE, override)
            known = docs.submissions_of(connection, row.id)
            mine = [s for s in known if s.act is Act.CHANGE and s.change_count == count and s.state != "cancelled"]
            saved = [s for s in mine if s.step is Step.SAVE]
            plans = []
            if not saved or saved[-1].hash != digest:
                plans.append(self._plan(kind, identity, document, Act.CHANGE, Step.SAVE, known, standing, None, count, override))
            if declare and (plans or not any(s.step is Step.DECLARE for s in mine)):
                plans.append(
                    self._plan(kind, identity, document, Act.CHANGE, Step.DECLARE, known, standing, "saved", count, override)
                )
            return plans

        return carry_out(self.engine, account, kind, identity, document, plan, unproven, warnings)

    def withdraw(self, row: DocumentRow, account: Account, *, override: str | None) -> Submitted:
        """Withdraw by state: locally, by taking the file back, or by deletion at Customs; else say what a person must do."""
        kind, stored = self._stored(row)
        identity = Identity(owner=row.owner, number=row.number)
        with self.engine.journal.writing() as connection:
            standing = refold(self.engine, connection, row.id)
            deletion = standing.act(Act.DELETION)
            refusals = kind.lifecycle.refusals
            if deletion is not None and deletion.state not in _DELETION_OVER | refusals:
                return Submitted(account=account.name, kind=kind.name, owner=row.owner, number=row.number, repeated=True)
            local = cancel_unsent(self.engine, connection, row, account) or cancel_never_saved(
                self.engine, connection, row, account, standing
            )
            if local is not None:
                return Submitted(account=account.name, kind=kind.name, owner=row.owner, number=row.number, steps=(local,))
            if standing.state in _DRAFTS | refusals:
                want_deletion(self.engine, connection, row, account)
        if standing.state in _DRAFTS | refusals:
            raise Refused(
                f"{row.number} 在单一窗口是草稿（{standing.state}），没有删除草稿的报文；已记下要撤回，在记录删除之前不再申报",
                f"{row.number} is a draft at the far side ({standing.state}): no message deletes a draft. The wish is kept, and until "
                "its deletion is recorded it is not declared",
                remedy_zh=f"在单一窗口页面删除该草稿，然后 baoguan record {row.number} --outcome deleted；改变主意用 baoguan redeclare",
                remedy_en=f"Delete the draft on the page, then `baoguan record {row.number} --outcome deleted`; to change your mind, "
                "`baoguan redeclare`",
            )
        unproven = supported(self.engine, account, kind.name, [Verb.WITHDRAW], self.allow_unproven)
        if row.adopted:
            with self.engine.journal.reading() as connection:
                standing = with_declarations(self.engine, connection, row, standing)
            guard_against(kind, standing, stored, Act.DELETION, Step.DECLARE, override)
            # Rules ask little of a deletion, since its list was checked when it was filed; this one was filed by others.
            self._checked(kind, kind.with_numbers(stored, standing.numbers, Act.FILING, 0), account, True, None, adopted=True)

        def plan(connection: Connection, present: DocumentRow | None, now_standing: Standing) -> list[Plan]:
            linked = with_declarations(self.engine, connection, row, now_standing)
            guard_against(kind, linked, stored, Act.DELETION, Step.DECLARE, override)
            known = docs.submissions_of(connection, row.id)
            return [
                self._plan(
                    kind,
                    identity,
                    stored,
                    Act.DELETION,
                    Step.DECLARE,
                    known,
                    now_standing,
                    None,
                    row.change_count,
                    override,
                )
            ]

        return carry_out(self.engine, account, kind, identity, stored, plan, unproven, [])

    # ------------------------------------------------------------------------------------------------------------------

    def fits_list(self, document: object) -> None:
        """Refuse a declaration beside the one that Customs makes of the same list."""
        if isinstance(document, CustomsDeclaration):
            fits_list(self.engine, document, overwrite=self.overwrite_drafts)

    def _checked(
        self,
        kind: DocumentKind[object],
        document: object,
        account: Account,
        declare: bool,
        before: Before | None,
        *,
        adopted: bool = False,
    ) -> list[Finding]:
        findings = self.check(kind, document, account, declare, before)
        if any(f.severity == "error" for f in findings):
            error = InvalidDocument(findings)
            if adopted:
                error.remedy_zh = "接管的内容不全（回执不含全部字段）：用完整的清单文件再次 baoguan adopt 文件"
                error.remedy_en = (
                    "What was adopted is not all of it (receipts lack fields): `baoguan adopt FILE` again with the whole list"
                )
            raise error
        return findings

    def _declare_plans(
        self,
        kind: DocumentKind[object],
        identity: Identity,
        document: Document,
        known: list[SubmissionRow],
        standing: Standing,
        key: str | None,
    ) -> list[Plan]:
        waits = None if standing.state == "saved" and "seq_no" in standing.numbers else "seq_no"
        declare_key = f"{key}:declare" if key else None
        return [self._plan(kind, identity, document, Act.FILING, Step.DECLARE, known, standing, waits, key=declare_key)]

    def _plan(
        self,
        kind: DocumentKind[object],
        identity: Identity,
        document: Document,
        act: Act,
        step: Step,
        known: list[SubmissionRow],
        standing: Standing,
        waits_for: str | None,
        count: int = 0,
        note: str | None = None,
        key: str | None = None,
    ) -> Plan:
        """The next declaration of an act and step: its number follows all before it, cancelled ones too."""
        mine = [s for s in known if s.act is act and s.step is step and (act is not Act.CHANGE or s.change_count == count)]
        if mine:
            key = mine[-1].key
        elif key is None:
            key = default_key(kind.name, identity, act, step, count if act is Act.CHANGE else 0)
        return Plan(
            kind=kind,
            identity=identity,
            document=document,
            act=act,
            step=step,
            change_count=count,
            key=key,
            declaration_no=max((s.declaration_no for s in mine), default=0) + 1,
            after=standing.latest,
            waits_for=waits_for,
            note=note,
        )

    def _stored(self, row: DocumentRow) -> tuple[DocumentKind[object], Document]:
        kind = self.engine.kinds[row.kind]
        document = self.engine.journal.get_document(kind, row.content, row.content_version)
        return kind, document

    def _pending_change(self, row: DocumentRow) -> SubmissionRow | None:
        with self.engine.journal.reading() as connection:
            known = docs.submissions_of(connection, row.id)
        saved = [s for s in known if s.act is Act.CHANGE and s.change_count > row.change_count and s.state != "cancelled"]
        return saved[-1] if saved and saved[-1].step is Step.SAVE else None

    def _declare_change(self, row: DocumentRow, account: Account, saved: SubmissionRow, unproven: tuple[str, ...]) -> Submitted:
        kind = self.engine.kinds[row.kind]
        identity = Identity(owner=row.owner, number=row.number)
        document = self.engine.journal.get_document(kind, saved.content, saved.content_version)

        def plan(connection: Connection, present: DocumentRow | None, standing: Standing) -> list[Plan]:
            act = standing.act(Act.CHANGE, saved.change_count)
            waits = None if act is not None and act.state == "saved" else "saved"
            known = docs.submissions_of(connection, row.id)
            return [
                self._plan(
                    kind,
                    identity,
                    document,
                    Act.CHANGE,
                    Step.DECLARE,
                    known,
                    standing,
                    waits,
                    saved.change_count,
                    saved.note,
                )
            ]

        return carry_out(self.engine, account, kind, identity, document, plan, unproven, [])

    def _unsent(self, connection: Connection, submission: SubmissionRow) -> bool:
        mine = [p for p in parcel_store.parcels_of(connection, submission.document_id) if p.submission_id == submission.id]
        return not mine or any(p.state == "ready" for p in mine)
