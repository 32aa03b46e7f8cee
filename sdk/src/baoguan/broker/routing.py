"""Which account a document goes through when none is named: a policy as data, and what the channels say of themselves.

The default follows the advice of Shenzhen Customs (2018): what is typed or small goes through a channel for single documents, what is
imported in bulk through one that is named for it. A policy chooses only among accounts that can do what is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from baoguan.clock import today
from baoguan.documents import DocumentKind
from baoguan.engine.state import Account
from baoguan.errors import ConfigurationError, Unsupported
from baoguan.model.capability import Level
from baoguan.model.message import Verb

BULK_FROM: Final = 500
"""Lines from which a document counts as bulk, where the policy does not say otherwise: nobody types as many."""


@attrs.frozen(kw_only=True)
class Route:
    """One row of a policy: documents of a kind (any when not given) and size go through an account."""

    account: str
    kind: str | None = None
    at_least: int = 0
    at_most: int | None = None

    def fits(self, kind: str, lines: int) -> bool:
        """Whether a document is meant."""
        return self.kind in {None, kind} and self.at_least <= lines and (self.at_most is None or lines <= self.at_most)


@attrs.frozen(kw_only=True)
class Policy:
    """Routes, of which the first that fits holds; behind them the size decides."""

    routes: tuple[Route, ...] = ()
    bulk_from: int = BULK_FROM


def choose(
    policy: Policy, accounts: Mapping[str, Account], kind: DocumentKind[object], document: object, verbs: Sequence[Verb]
) -> tuple[Account, str]:
    """The account of a document, and why. Raises Unsupported when no account can do it, ConfigurationError when several can and nothing
    decides between them."""
    able = {name: account for name, account in accounts.items() if can(account, kind.name, verbs)}
    lines = kind.lines(document)
    if not able:
        wanted = "、".join(verbs)
        why = _why_not(accounts, kind.name, verbs)
        raise Unsupported(
            f"没有账户能对 {kind.title_zh} 做 {wanted}{''.join(why)}",
            f"no account can {', '.join(verbs)} a {kind.title_en}{''.join(why.values())}",
            remedy_zh="配置一个支持它的通道（baoguan plugins list）",
            remedy_en="Configure a channel that can (`baoguan plugins list`)",
        )
    for route in policy.routes:
        if route.fits(kind.name, lines) and route.account in able:
            return able[route.account], f"routing: {route.account}"
    if len(able) == 1:
        ((name, account),) = able.items()
        return account, f"only {name} can" if len(accounts) > 1 else "the only account"
    bulk = lines >= policy.bulk_from
    suited = {name: account for name, account in able.items() if account.calls.info.bulk is bulk}
    if len(suited) == 1:
        ((name, account),) = suited.items()
        return account, f"{lines} lines, {'at least' if bulk else 'fewer than'} {policy.bulk_from}"
    names = list(suited or able)
    raise ConfigurationError(
        f"{lines} 行的 {kind.title_zh} 可用账户不止一个：{'、'.join(names)}",
        f"several accounts suit a {kind.title_en} of {lines} lines: {', '.join(names)}",
        remedy_zh='用 --account 指定，或在 [[routing.routes]] 中写明 account = "…"',
        remedy_en='Name one with --account, or in [[routing.routes]] with account = "..."',
    )


def _why_not(accounts: Mapping[str, Account], kind: str, verbs: Sequence[Verb]) -> dict[str, str]:
    """What the channels say of the verbs that they do not have, in Chinese and English, each once."""
    supports = (account.calls.info.support(kind, verb, today()) for account in accounts.values() for verb in verbs)
    return {s.note_zh: s.note_en for s in supports if s is not None and s.level is Level.UNSUPPORTED}


def can(account: Account, kind: str, verbs: Sequence[Verb]) -> bool:
    """Whether an account's channel can do all of it today."""
    supports = [account.calls.info.support(kind, verb, today()) for verb in verbs]
    return all(s is not None and s.level is not Level.UNSUPPORTED for s in supports)
