"""Building messages without a journal: a channel's `offline` opener gives an instance that encodes and touches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

import attrs

from baoguan.broker import Arranged, Checker, Config, arrange, load_config
from baoguan.codes import Codes, CodeStore, TariffTable
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.engine.prepare import offline_messages
from baoguan.errors import ConfigurationError, Finding
from baoguan.model.message import Document, Message
from baoguan.plugin import CHANNELS, ChannelCalls, ChannelContext, DocumentKind, Plugins, installed, load_one
from baoguan.rules import RulePack
from baoguan.twostep import TwoStep


@attrs.frozen(kw_only=True)
class Builder:
    """Builds messages of one channel."""

    calls: ChannelCalls
    codes: Codes
    tariff: TariffTable | None
    kinds: DocumentKinds
    checker: Checker
    environment: str
    account: str
    config: Config | None

    @property
    def merges_by_own_key(self) -> bool:
        """Whether the settings name the fields by which lines merge."""
        return self.config is not None and bool(self.config.merge_key)

    def check(self, document: Document, *, declare: bool) -> list[Finding]:
        """What the rules say of a document, as `submit` with the same settings asks them."""
        kind = self.kinds.of(document)
        return self.checker.check(kind, document, self.calls, declare=declare)

    def arrange(self, documents: Sequence[Document]) -> Arranged:
        """Merge and divide as `submit` does with the same settings."""
        if self.config is None:
            return arrange(documents, tariff=self.tariff)
        return arrange(documents, tariff=self.tariff, limits=self.config.limits, settings=self.config.merging)

    def build(self, document: Document, *, declare: bool) -> Sequence[Message]:
        """The messages of a first save or declaration; what a document read from the wire carries is kept."""
        kind = self.kinds.of(document)
        return offline_messages(self.calls, self.environment, self.account, kind, document, self.checker.base, declare=declare)


def offline_builder(path: Path | None, account: str | None, channel: str | None = None) -> Builder:
    """A builder for an account of a settings file; without one, for a channel that needs no card (files read from the wire): that
    `channel`, or the only one there is."""
    config = load_config(path) if path else None
    own = Plugins({}, disabled=config.disabled_plugins if config else ())
    kinds = DocumentKinds([*core_kinds(), *own.gather("baoguan_documents", DocumentKind)])
    codes, tariff = Codes.builtin(), None
    if config is not None and config.codes is not None:
        store = CodeStore(config.codes)
        codes, tariff = store.codes(codes), store.tariff()
    name, channel, settings, environment = _account(config, account, channel)
    context = ChannelContext(
        environment=environment, account=name, codes=codes, kinds=kinds, journal="build", base=config.base if config else Path.cwd()
    )
    opened = getattr(load_one(CHANNELS, channel), "offline", None)
    target = _Offline(opened) if opened is not None else load_one(CHANNELS, channel)
    return Builder(
        calls=ChannelCalls(target, settings, context),
        codes=codes,
        tariff=tariff,
        kinds=kinds,
        checker=Checker(
            codes=codes,
            tariff=tariff,
            packs=own.gather("baoguan_rules", RulePack),
            settings=config.rule_settings if config is not None else {},
            two_step=config.two_step if config is not None else TwoStep(),
            base=context.base,
        ),
        environment=environment,
        account=name,
        config=config,
    )


class _Offline:
    """The `offline` opener of a channel in the shape of a channel."""

    def __init__(self, opener: object) -> None:
        self.open = opener


def _builds_offline(entry: EntryPoint) -> bool:
    """A broken plugin does not; `plugins list` shows why."""
    try:
        return hasattr(entry.load(), "offline")
    except Exception:  # noqa: BLE001  as said above
        return False


def _account(config: Config | None, account: str | None, channel: str | None) -> tuple[str, str, dict[str, object], str]:
    if config is None:
        names = [e.name for e in installed(CHANNELS) if _builds_offline(e)]
        if channel in names:
            return "offline", channel, {}, "test"
        if len(names) > 1:
            raise ConfigurationError(
                f"没有 baoguan.toml，而能离线生成报文的通道有几个：{'、'.join(names)}",
                f"no baoguan.toml, and several channels build offline: {', '.join(names)}",
                remedy_zh="写一个 baoguan.toml，或用 --config 指定",
                remedy_en="Write a baoguan.toml, or name one with --config",
            )
        if not names:
            raise ConfigurationError(
                "没有 baoguan.toml，也没有能离线生成报文的通道",
                "no baoguan.toml, and no channel that builds offline",
                remedy_zh="写一个 baoguan.toml，或用 --config 指定",
                remedy_en="Write a baoguan.toml, or name one with --config",
            )
        return "offline", names[0], {}, "test"
    if account is None and len(config.accounts) > 1:
        raise ConfigurationError(
            f"有多个账户：{'、'.join(config.accounts)}",
            f"several accounts: {', '.join(config.accounts)}",
            remedy_zh="用 --account 指定",
            remedy_en="Name one with --account",
        )
    chosen = config.accounts.get(account or next(iter(config.accounts)))
    if chosen is None:
        raise ConfigurationError(
            f"没有账户 {account}",
            f"no account {account!r}",
            remedy_zh="、".join(config.accounts),
            remedy_en=", ".join(config.accounts),
        )
    return chosen.name, chosen.channel, dict(chosen.settings), config.environment
