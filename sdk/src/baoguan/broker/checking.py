"""What is wrong with a document: the rules of its kind, those that plugins add, and what the channel's own form cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from baoguan.clock import today
from baoguan.codes import Codes, TariffTable
from baoguan.documents import DocumentKind
from baoguan.engine.attached import attached_findings
from baoguan.engine.state import Account
from baoguan.model.message import Act
from baoguan.plugin import ChannelCalls
from baoguan.rules import Before, Context, Finding, RulePack
from baoguan.rules.book import Book
from baoguan.twostep import TwoStep


@attrs.frozen(kw_only=True)
class Checker:
    """Asks all of them with the same knowledge, with and without a journal."""

    codes: Codes
    tariff: TariffTable | None
    packs: Sequence[RulePack]
    settings: Mapping[str, str]
    two_step: TwoStep = attrs.field(factory=TwoStep)
    books: Callable[[DocumentKind[object], object], Book | None] | None = None
    """The ledger that a document moves, where a journal knows it."""
    base: Path
    """The folder that paths of attached files start from."""

    def of_account(
        self, kind: DocumentKind[object], document: object, account: Account | None, declare: bool, before: Before | None
    ) -> list[Finding]:
        """As `check`, with the channel of an account where one is chosen."""
        return self.check(kind, document, account.calls if account else None, declare=declare, before=before)

    def check(
        self,
        kind: DocumentKind[object],
        document: object,
        calls: ChannelCalls | None,
        *,
        declare: bool,
        before: Before | None = None,
    ) -> list[Finding]:
        """Everything at once. Without `calls` no account is chosen yet: what depends on the operator or the channel is not asked."""
        context = Context(
            on=today(),
            codes=self.codes,
            tariff=self.tariff,
            declare=declare,
            before=before,
            profile=calls.profile(document) if calls else None,
            settings=self.settings,
            two_step=self.two_step,
            book=self.books(kind, document) if self.books is not None else None,
        )
        found = kind.rules.extended([p for p in self.packs if p.name == kind.name]).check(document, context)
        found += attached_findings(kind, document, self.base)
        if calls is not None:
            found += calls.findings(document, Act.FILING if before is None else Act.CHANGE)
        return found
