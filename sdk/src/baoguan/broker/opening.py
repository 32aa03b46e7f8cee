"""Opening: the code lists; an account with its row in the journal, its secrets, its pace, its channel with every wrapper plugin around it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from baoguan.broker.config import Config
from baoguan.broker.secrets import resolve
from baoguan.codes import CodeList, Codes, CodeStore, TariffTable
from baoguan.documents import DocumentKinds
from baoguan.engine.pace import JournalPace
from baoguan.engine.state import Account
from baoguan.engine.worker import Worker
from baoguan.plugin import CHANNELS, ChannelCalls, ChannelContext, MessageType, Plugins, load_one
from baoguan.store import Journal
from baoguan.store import documents as docs


def load_codes(plugins: Plugins, folder: Path | None) -> tuple[Codes, TariffTable | None]:
    """The code lists of the library and of the plugins, under what was imported into a folder; and its tariff, when there is one."""
    codes, tariff = Codes.builtin(), None
    for extra in plugins.gather("baoguan_codes", CodeList):
        codes = codes.with_list(extra)
    if folder is not None:
        store = CodeStore(folder)
        codes, tariff = store.codes(codes), store.tariff()
    return codes, tariff


def open_account(
    name: str,
    *,
    config: Config,
    journal: Journal,
    worker: Worker,
    plugins: Plugins,
    kinds: DocumentKinds,
    codes: Codes,
    channels: Mapping[str, object],
) -> Account:
    """An account of the configuration, opened. Raises ConfigurationError for settings that cannot be used."""
    account = config.accounts[name]
    channel = channels.get(account.channel) or load_one(CHANNELS, account.channel)
    with journal.reading() as connection:
        row = docs.find_account(connection, config.environment, name)
    if row is None:
        with journal.writing() as connection:
            row = docs.account_row(connection, config.environment, name, account.channel)
    pace = JournalPace(journal, worker, row.id)
    context = ChannelContext(
        environment=config.environment,
        account=name,
        codes=codes,
        kinds=kinds,
        base=config.base,
        journal=journal.id,
        messages=tuple(m for m in plugins.gather("baoguan_messages", MessageType) if m.channel == account.channel),
        allow_unproven=frozenset(account.allow_unproven),
        pace=pace,
    )
    settings = resolve(account.settings, config.base, f"accounts.{name}")
    calls = ChannelCalls(channel, settings, context, plugins.wrappers())
    limits = calls.info.limits
    pace.set_limits(per_second=account.requests_per_second or limits.requests_per_second, at_once=account.at_once or limits.at_once)
    return Account(id=row.id, name=name, calls=calls)
