"""The Broker: the façade of everything. Synchronous and thread-safe; async callers use `asyncio.to_thread`."""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import attrs

from baoguan.broker.acts import Acts
from baoguan.broker.adopting import adopt
from baoguan.broker.amending import AmendmentRequest, answer_customs, make_amendment
from baoguan.broker.arrange import Arranged, arrange
from baoguan.broker.checking import Checker
from baoguan.broker.completing import complete
from baoguan.broker.config import Config, load_config
from baoguan.broker.facts import Facts
from baoguan.broker.look import Look
from baoguan.broker.opening import load_codes, open_account
from baoguan.broker.rerouting import reroute
from baoguan.broker.resending import request
from baoguan.broker.rounds import run_once
from baoguan.broker.routing import choose
from baoguan.broker.snapshots import Snapshots
from baoguan.broker.views import Requested, Round, Status, Submitted, Trace
from baoguan.documents import DocumentKind, DocumentKinds, core_kinds
from baoguan.engine.prepare import offline_messages
from baoguan.engine.receive import settle_parked
from baoguan.engine.state import Account, Engine
from baoguan.engine.worker import Worker
from baoguan.errors import ConfigurationError
from baoguan.ledger import Effect, Effects
from baoguan.model.amendment import Amendment
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.message import Document, Message, Verb
from baoguan.plugin import Event, Plugins
from baoguan.rules import Before, Finding, RulePack
from baoguan.store import Journal
from baoguan.store import parcels as parcel_store
from baoguan.store.rows import DocumentRow


class Broker:
    """Declares documents over the accounts of a configuration.

    `submit`, `declare`, `redeclare`, `modify`, `withdraw` and `record` check and journal; `run_once` alone sends and receives. `own` are
    plugin objects given by the program itself, `channels` channel objects by name, both beside the installed ones.
    """

    def __init__(
        self, config: Config, *, own: Mapping[str, object] | None = None, channels: Mapping[str, object] | None = None
    ) -> None:
        self.config = config
        self.plugins = Plugins(
            own or {},
            config.required_plugins,
            disabled=config.disabled_plugins,
            settings=config.plugin_settings,
            base=config.base,
        )
        for name in self.plugins.unconfigured():
            raise ConfigurationError(
                f"[plugins.{name}]：没有安装这个插件",
                f"[plugins.{name}]: no such plugin is installed",
                remedy_zh="已安装：" + "、".join(self.plugins.loaded),
                remedy_en="Installed: " + ", ".join(self.plugins.loaded),
            )
        kinds = [*core_kinds(), *self.plugins.gather("baoguan_documents", DocumentKind)]
        self.kinds = DocumentKinds(kinds)
        self.codes, self.tariff = load_codes(self.plugins, config.codes)
        self._checker = Checker(
            codes=self.codes,
            tariff=self.tariff,
            packs=self.plugins.gather("baoguan_rules", RulePack),
            settings=config.rule_settings,
            two_step=config.two_step,
            base=config.base,
        )
        self.journal = Journal(config.journal, blobs=config.blobs)
        accounts: dict[str, Account] = {}
        worker = Worker(self.journal)
        try:
            for name in config.accounts:
                accounts[name] = open_account(
                    name,
                    config=config,
                    journal=self.journal,
                    worker=worker,
                    plugins=self.plugins,
                    kinds=self.kinds,
                    codes=self.codes,
                    channels=channels or {},
                )
            self._engine = Engine(
                environment=config.environment,
                journal=self.journal,
                kinds=self.kinds,
                plugins=self.plugins,
                accounts=accounts,
                worker=worker,
                by=config.by or getpass.getuser(),
                effects=Effects([*self.plugins.gather("baoguan_effects", Effect), *config.effects]),
                base=config.base,
            )
        except BaseException:
            for account in accounts.values():
                account.calls.close()
            worker.close()
            self.journal.close()
            raise
        self._snapshots = Snapshots(self._engine)
        self._checker = attrs.evolve(self._checker, books=self._snapshots.of)
        self._acts = Acts(
            engine=self._engine,
            check=self._checker.of_account,
            overwrite_drafts=config.overwrite_drafts,
            allow_unproven={n: frozenset(a.allow_unproven) for n, a in config.accounts.items()},
        )
        self._facts = Facts(engine=self._engine)
        self._look = Look(engine=self._engine)

    @classmethod
    def open(cls, path: str | Path = "baoguan.toml") -> Self:
        """A Broker from a settings file."""
        return cls(load_config(Path(path)))

    # -- looking things up ---------------------------------------------------------------------------------------------

    @property
    def environment(self) -> str:
        """production | test | simulator."""
        return self.config.environment

    @property
    def effects(self) -> Effects:
        """What lists do to ledgers, plugins' rows too."""
        return self._engine.effects

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The opened accounts by name."""
        return self._engine.accounts

    def account(self, name: str | None) -> Account:
        """An account by name; the only one when there is one. Raises ConfigurationError naming those there are."""
        if name is None and len(self._engine.accounts) == 1:
            return next(iter(self._engine.accounts.values()))
        found = self._engine.accounts.get(name or "")
        if found is None:
            names = "、".join(self._engine.accounts)
            raise ConfigurationError(
                f"没有账户 {name}，现有：{names}",
                f"no account {name!r}; there are: {names}",
                remedy_zh="用 --account 指定",
                remedy_en="Name one with --account",
            )
        return found

    def route(self, document: Document, account: str | None = None, *, declare: bool = False) -> tuple[Account, str]:
        """The account that a document goes through, and why: the one that is named, or what the policy of the settings chooses."""
        if account is not None:
            return self.account(account), "named"
        verbs = [Verb.SAVE, *([Verb.DECLARE] if declare else [])]
        return choose(self.config.routing, self._engine.accounts, self.kinds.of(document), document, verbs)

    def find(self, ref: str, account: str | None = None) -> DocumentRow:
        """The document of a reference: its number, `enterprise/number`, or a number Customs gave. Raises UnknownReference for none, or for
        several."""
        return self._look.find(ref, [self.account(account).id] if account else self._engine.account_ids)

    def account_name(self, ref: str, account: str | None = None) -> str:
        """The account under which a document is declared."""
        return self._known(ref, account)[1].name

    def _known(self, ref: str, account: str | None) -> tuple[DocumentRow, Account]:
        row = self.find(ref, account)
        return row, self._engine.account_of(row.account_id)

    # -- checking and building -----------------------------------------------------------------------------------------

    def check(
        self, document: Document, account: str | None = None, *, declare: bool = True, before: Before | None = None
    ) -> list[Finding]:
        """Everything wrong with a document at once; `before` is the version that Customs has, for a change."""
        kind = self.kinds.of(document)
        chosen = self.account(account) if account or len(self._engine.accounts) == 1 else None
        return self._checker.of_account(kind, document, chosen, declare, before)

    def together(self) -> AbstractContextManager[None]:
        """Within it documents are checked as if they were declared one after the other: what each would move of its ledger counts for those
        that follow."""
        return self._snapshots.together()

    def arrange(self, documents: Sequence[Document]) -> Arranged:
        """Merge and divide requested lists as the settings say: what `submit` of the command line does before it submits each."""
        return arrange(documents, tariff=self.tariff, limits=self.config.limits, settings=self.config.merging)

    def build(self, document: Document, account: str | None = None, *, declare: bool = False) -> Sequence[Message]:
        """The exact messages of a first save (or declaration) of a document, without journal or network."""
        chosen = self.account(account)
        kind = self.kinds.of(document)
        return offline_messages(chosen.calls, self.environment, chosen.name, kind, document, self.config.base, declare=declare)

    # -- acts ----------------------------------------------------------------------------------------------------------

    def submit(
        self,
        document: Document,
        account: str | None = None,
        *,
        declare: bool = False,
        key: str | None = None,
        override: str | None = None,
    ) -> Submitted:
        """Save a document at the far side; with `declare`, declare it as a second act as soon as it is saved.

        Repeating it with the same content changes nothing. Raises InvalidDocument, IdempotencyConflict, Unsupported, Unproven, TooLarge,
        Refused; then nothing was journalled.
        """
        self._may_send()
        if declare and isinstance(document, Amendment) and document.confirmation is not None:
            return answer_customs(self._acts, document, self.account(account), override)
        chosen = self.route(document, account, declare=declare)[0]
        return self._acts.submit(document, chosen, declare=declare, key=key, override=override)

    def amendment(self, ref: str, request: AmendmentRequest, account: str | None = None) -> Amendment:
        """The amendment (修撤单) of a declaration, to be submitted: its items are what differs from what Customs has by the journal."""
        row, chosen = self._known(ref, account)
        return make_amendment(self._acts, row, chosen, request, self.codes)

    def reroute(self, ref: str, to: str, account: str | None = None) -> Submitted:
        """Submit a document over another account, when it has provably not left over its own. Raises Refused when it may have."""
        self._may_send()
        row, chosen = self._known(ref, account)
        return reroute(self._acts, row, chosen, self.account(to))

    def declare(self, ref: str, account: str | None = None, *, override: str | None = None) -> Submitted:
        """Declare a saved document (or its saved change)."""
        self._may_send()
        row, chosen = self._known(ref, account)
        return self._acts.declare(row, chosen, override=override)

    def complete(
        self, ref: str, document: CustomsDeclaration, account: str | None = None, *, override: str | None = None
    ) -> Submitted:
        """The second step of a two-step declaration: the whole data under the numbers of its summary, saved as soon as that is cleared.

        Given beside the summary from the start (备录), it waits by itself; another content takes the place of one that still waits.
        """
        self._may_send()
        row, chosen = self._known(ref, account)
        return complete(self._acts, row, chosen, document, self.config.two_step, override)

    def redeclare(
        self, ref: str, document: Document | None = None, account: str | None = None, *, declare: bool = False
    ) -> Submitted:
        """After a refusal, declare again with the corrected document; before any declaration, save it again."""
        self._may_send()
        row, chosen = self._known(ref, account)
        return self._acts.redeclare(row, chosen, document, declare=declare)

    def modify(
        self,
        ref: str,
        document: Document,
        account: str | None = None,
        *,
        declare: bool = False,
        override: str | None = None,
    ) -> Submitted:
        """Change an approved document: save the change, and declare it if asked."""
        self._may_send()
        row, chosen = self._known(ref, account)
        return self._acts.modify(row, chosen, document, declare=declare, override=override)

    def withdraw(self, ref: str, account: str | None = None, *, override: str | None = None) -> Submitted:
        """Withdraw by state: cancel locally, take the file back, or delete at Customs."""
        row, chosen = self._known(ref, account)
        return self._acts.withdraw(row, chosen, override=override)

    def copy(self, ref: str, number: str, account: str | None = None) -> Document:
        """A new document of the same content under another number, without what Customs gave."""
        row, _ = self._known(ref, account)
        kind = self.kinds[row.kind]
        copied: Document = kind.copy(self.document(ref, account), number)  # type: ignore[assignment]
        return copied

    def document(self, ref: str, account: str | None = None) -> Document:
        """The content that Customs knows, or will know first."""
        row, _ = self._known(ref, account)
        return self.journal.get_document(self.kinds[row.kind], row.content, row.content_version)

    def approve(self, ref: str, account: str | None = None, *, by: str) -> tuple[str, ...]:
        """Release what a gate holds; returns the reasons that were released."""
        row, _ = self._known(ref, account)
        return self._facts.approve(row, by)

    def record(
        self,
        ref: str,
        account: str | None = None,
        *,
        by: str,
        evidence: str,
        outcome: str | None = None,
        numbers: Mapping[str, str] | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> Status:
        """Take what a named person read on the page, with evidence; kept apart from receipts for ever."""
        row, _ = self._known(ref, account)
        self._facts.record(row, by=by, evidence=evidence, outcome=outcome, numbers=numbers or {}, facts=facts or {})
        return self.status(ref, account)[0]

    def adopt(self, document: Document, account: str | None = None, *, by: str) -> Submitted:
        """Take a document made elsewhere (typed on the page) under our care: its receipts are matched from now on.

        Adopted again it stays one document; a fuller content replaces what was adopted, until we declare something on it.
        """
        return adopt(self._engine, self.kinds.of(document), document, self.account(account), by)

    def request_receipts(self, ref: str, account: str | None = None) -> Requested:
        """Ask the far side to send the receipts of a document again: once for a document and a day, and it declares nothing.

        What comes then settles like every receipt. Raises Unsupported, Unproven, Refused, and what the channel raises.
        """
        self._may_send()
        row, chosen = self._known(ref, account)
        return request(self._engine, chosen, row, self._acts.allow_unproven)

    def _may_send(self) -> None:
        missing = self.plugins.missing_required()
        if missing:
            reasons = "；".join(f"{n}: {self.plugins.broken.get(n, 'not installed')}" for n in missing)
            raise ConfigurationError(
                f"必需的插件不可用，拒绝发送：{reasons}",
                f"a required plugin is missing, nothing is sent: {reasons}",
                remedy_zh="修复或安装该插件",
                remedy_en="Repair or install it",
            )

    # -- running -------------------------------------------------------------------------------------------------------

    def run_once(self, *, limit: int = 200, force: bool = False) -> Round:
        """One round over all accounts that are due: receive, settle what is in doubt, send. `force` ignores waiting times."""
        self._may_send()
        return run_once(self._engine, limit=limit, force=force)

    def run(self, *, interval: float = 2.0, until: Callable[[], bool] | None = None) -> None:
        """Round after round until `until` says so (or for ever)."""
        while until is None or not until():
            if self.run_once().idle:
                time.sleep(interval)

    def outgoing(self) -> Sequence[tuple[str, str, int]]:
        """What the next round may send: account, step (save or declare), number of messages."""
        with self.journal.reading() as connection:
            rows = parcel_store.outgoing(connection, self._engine.account_ids)
        return [(self._engine.account_of(account).name, step, count) for account, step, count in rows]

    def loose_receipts(self, number: str, account: str | None = None) -> Sequence[tuple[str, bytes]]:
        """Raw receipts that belong to no document of ours and name a number: file name and bytes."""
        return self._look.loose_of(number, [self.account(account).id] if account else self._engine.account_ids)

    def replay(self, account: str | None = None) -> Mapping[str, int]:
        """Decode parked rows again; returns how many came to what."""
        return settle_parked(self._engine, account)

    # -- looking -------------------------------------------------------------------------------------------------------

    def status(self, ref: str | None = None, account: str | None = None, *, patience: timedelta | None = None) -> list[Status]:
        """Where documents stand; `patience` is how long a message may go without its first answer
        before it alerts, the channel's own unless given."""
        rows = [self.find(ref, account)] if ref else self._look.all(self.account(account) if account else None)
        return self._look.statuses(rows, patience)

    def trace(self, ref: str, account: str | None = None) -> Trace:
        """Everything sent and received for a document, byte for byte."""
        return self._look.trace(self.find(ref, account))

    def inbox_counts(self) -> Mapping[str, int]:
        """Raw receipts by state (applied, repeat, orphan, foreign, parked)."""
        return self._look.inbox_counts()

    def events(self, after: int = 0, limit: int = 1000) -> Iterator[Event]:
        """Committed events behind a cursor, in order."""
        return self._look.events(after, limit)

    def close(self) -> None:
        """Close accounts and journal."""
        for account in self._engine.accounts.values():
            account.calls.close()
        self._engine.worker.close()
        self.journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
