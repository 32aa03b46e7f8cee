"""`baoguan.toml`: environment, journal, accounts, plugins, code lists."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, cast

import attrs

from baoguan.broker.routing import BULK_FROM, Policy, Route
from baoguan.consolidation import Limits, Settings
from baoguan.errors import ConfigurationError
from baoguan.ledger import Effect
from baoguan.ledger.effect_settings import read_effects
from baoguan.twostep import TwoStep, read_two_step

ENVIRONMENTS: Final = ("production", "test", "simulator")
HEAD_BYTES: Final = 16_384
"""Room for envelope and head where a message's size is limited."""

_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset(
        {
            "environment",
            "journal",
            "blobs",
            "codes",
            "accounts",
            "plugins",
            "rules",
            "lists",
            "declarations",
            "routing",
            "two_step",
            "effects",
            "by",
        }
    ),
    "routing": frozenset({"bulk_from", "routes"}),
    "lists": frozenset({"max_lines", "max_bytes", "merge_key"}),
    "declarations": frozenset({"overwrite_drafts", "review_days", "clearing_days"}),
}
"""The keys of the file and of its tables; accounts and rules have those of their channels and plugins."""

_PLUGIN_KEYS: Final = frozenset({"required", "disabled"})
"""The keys of `[plugins]`; its tables are settings of the plugin of that name."""

_ACCOUNT_KEYS: Final = frozenset({"channel", "allow_unproven", "requests_per_second", "at_once"})
"""The keys of an account that are not its channel's."""


@attrs.frozen(kw_only=True)
class AccountConfig:
    """One account: a channel and its settings, which are the channel's own business."""

    name: str
    channel: str
    settings: Mapping[str, object]
    allow_unproven: tuple[str, ...] = ()
    requests_per_second: float | None = None
    at_once: int | None = None
    """Limits of this account where they are stricter than the channel's own."""


@attrs.frozen(kw_only=True)
class Config:
    """Everything a Broker is opened with.

    `environment` has no default: it is part of every identity and printed before anything leaves. `base` is the folder that relative paths
    start from.
    """

    environment: str
    journal: str
    accounts: Mapping[str, AccountConfig]
    base: Path = attrs.field(factory=Path.cwd)
    blobs: Path | None = None
    codes: Path | None = None
    required_plugins: tuple[str, ...] = ()
    disabled_plugins: tuple[str, ...] = ()
    plugin_settings: Mapping[str, Mapping[str, object]] = attrs.field(factory=dict)
    """`[plugins.NAME]`: what each plugin is set to."""
    max_lines: int = 30_000
    """Lines of one list at most: Customs' advice of 2018, no limit of the interface."""
    max_bytes: int | None = None
    merge_key: tuple[str, ...] | None = None
    rule_settings: Mapping[str, str] = attrs.field(factory=dict)
    routing: Policy = attrs.field(factory=Policy)
    """Which account a document goes through when none is named."""
    overwrite_drafts: bool = False
    """Whether a declaration with the number of the draft that Customs made of a list may take its place (inferred, off)."""
    review_days: int = 3
    """Days in manual review, or of a draft that nobody declares, after which `today` shows a document."""
    clearing_days: int = 7
    """Days between release and clearance after which `today` shows a declaration."""
    two_step: TwoStep = attrs.field(factory=TwoStep)
    """How two-step declarations are dated and counted."""
    effects: tuple[Effect, ...] = ()
    """What supervision modes do to a ledger that have no public source, beside the table and over it."""
    by: str = ""

    @property
    def limits(self) -> Limits:
        """What one list may hold."""
        return Limits(max_lines=self.max_lines, max_bytes=self.max_bytes, overhead=HEAD_BYTES if self.max_bytes else 0)

    @property
    def merging(self) -> Settings | None:
        """How lines merge; None for the usual way."""
        return Settings(key=self.merge_key) if self.merge_key else None


def load_config(path: Path) -> Config:
    """Read a settings file. Raises ConfigurationError that names the key at fault and how to write it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"找不到配置文件 {path}",
            f"no settings file {path}",
            remedy_zh="新建 baoguan.toml，或用 --config 指定",
            remedy_en="Write a baoguan.toml, or name one with --config",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"配置文件 {path} 有误：{error}",
            f"the settings file {path} is no TOML: {error}",
            remedy_zh="按提示的行列改正（UTF-8 编码）",
            remedy_en="Correct it at that line (UTF-8)",
        ) from None
    return read_config(data, path.absolute().parent, str(path))


def read_config(data: Mapping[str, object], base: Path, where: str = "baoguan.toml") -> Config:
    """Settings from data. `where` is named in errors."""
    for table, known in _KEYS.items():
        for key in _table(data, table, where) if table else data:
            if key not in known:
                name = f"{table}.{key}" if table else key
                raise _bad(where, name, "没有这个设置", "there is no such setting", "、".join(sorted(known)))
    environment = data.get("environment")
    if environment not in ENVIRONMENTS:
        raise _bad(
            where,
            "environment",
            f"必须写明，得到 {environment!r}",
            f"must be given, got {environment!r}",
            " | ".join(ENVIRONMENTS),
        )
    tables = _table(data, "accounts", where)
    if not tables:
        raise _bad(
            where,
            "accounts",
            "至少要有一个账户",
            "at least one account is needed",
            '[accounts.card-a] channel = "singlewindow"',
        )
    plugins = _table(data, "plugins", where)
    lists = _table(data, "lists", where)
    declarations = _table(data, "declarations", where)
    journal = str(data.get("journal", "journal"))
    blobs = data.get("blobs")
    return Config(
        environment=str(environment),
        journal=journal if "://" in journal else str(base / journal),
        accounts={name: _account(name, table, where) for name, table in tables.items()},
        base=base,
        blobs=None if blobs is None else base / str(blobs),
        codes=base / str(data["codes"]) if "codes" in data else None,
        required_plugins=_names(plugins, "required", where, "plugins."),
        disabled_plugins=_names(plugins, "disabled", where, "plugins."),
        plugin_settings=_plugin_settings(plugins, where),
        max_lines=_count(lists, "max_lines", where, above=0, example=30_000) or 30_000,
        max_bytes=_count(lists, "max_bytes", where, above=HEAD_BYTES, example=50_000_000),
        merge_key=_merge_key(lists, where),
        routing=_routing(_table(data, "routing", where), frozenset(tables), where),
        rule_settings={k: str(v) for k, v in _table(data, "rules", where).items()},
        overwrite_drafts=_flag(declarations, "overwrite_drafts", where),
        review_days=_count(declarations, "review_days", where, above=0, example=3, table="declarations") or 3,
        clearing_days=_count(declarations, "clearing_days", where, above=0, example=7, table="declarations") or 7,
        two_step=read_two_step(_table(data, "two_step", where), base, where),
        effects=read_effects(data.get("effects", []), where),
        by=str(data.get("by", "")),
    )


def _account(name: str, table: object, where: str) -> AccountConfig:
    if not isinstance(table, dict) or not isinstance(table.get("channel"), str):
        raise _bad(where, f"accounts.{name}.channel", "缺少通道名", "the channel is missing", 'channel = "singlewindow"')
    settings = {k: v for k, v in table.items() if k not in _ACCOUNT_KEYS}
    return AccountConfig(
        name=name,
        channel=table["channel"],
        settings=settings,
        allow_unproven=_names(table, "allow_unproven", f"{where} accounts.{name}"),
        requests_per_second=_limit(table, "requests_per_second", name, where, whole=False),
        at_once=_limit(table, "at_once", name, where, whole=True),
    )


def _limit(table: Mapping[str, object], key: str, name: str, where: str, *, whole: bool) -> Any:  # noqa: ANN401
    value = table.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int if whole else int | float) or value <= 0):
        raise _bad(where, f"accounts.{name}.{key}", f"应为正数，得到 {value!r}", f"must be above 0, got {value!r}", f"{key} = 2")
    return value


def _flag(table: Mapping[str, object], key: str, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise _bad(
            where,
            f"declarations.{key}",
            f"应为 true 或 false，得到 {value!r}",
            f"must be true or false, got {value!r}",
            f"{key} = true",
        )
    return value


def _table(data: Mapping[str, object], key: str, where: str) -> dict[str, object]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _bad(where, key, "应为一个表", "must be a table", f"[{key}]")
    return cast("dict[str, object]", value)


def _routing(table: Mapping[str, object], accounts: Collection[str], where: str) -> Policy:
    bulk_from = table.get("bulk_from", BULK_FROM)
    if isinstance(bulk_from, bool) or not isinstance(bulk_from, int) or bulk_from < 1:
        raise _bad(
            where, "routing.bulk_from", f"应为正整数，得到 {bulk_from!r}", f"must be above 0, got {bulk_from!r}", "bulk_from = 500"
        )
    rows = table.get("routes", [])
    if not isinstance(rows, list):
        raise _bad(where, "routing.routes", "应为表的列表", "must be a list of tables", '[[routing.routes]] account = "…"')
    return Policy(bulk_from=bulk_from, routes=tuple(_route(row, n, accounts, where) for n, row in enumerate(rows, 1)))


def _route(row: object, number: int, accounts: Collection[str], where: str) -> Route:
    name = f"routing.routes[{number}]"
    known = {a.name for a in attrs.fields(Route)}
    if not isinstance(row, dict) or not set(row) <= known:
        wrong = sorted(set(row) - known) if isinstance(row, dict) else [repr(row)]
        raise _bad(where, f"{name}.{wrong[0]}", "没有这个设置", "there is no such setting", "、".join(sorted(known)))
    if row.get("account") not in accounts:
        told = row.get("account")
        raise _bad(where, f"{name}.account", f"没有账户 {told!r}", f"there is no account {told!r}", "、".join(accounts))
    for key in ("at_least", "at_most"):
        value = row.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _bad(
                where, f"{name}.{key}", f"应为行数，得到 {value!r}", f"must be a number of lines, got {value!r}", f"{key} = 500"
            )
    return Route(**row)


def _plugin_settings(plugins: Mapping[str, object], where: str) -> dict[str, Mapping[str, object]]:
    tables: dict[str, Mapping[str, object]] = {}
    for name, value in plugins.items():
        if name in _PLUGIN_KEYS:
            continue
        if not isinstance(value, dict):
            known = "、".join((*sorted(_PLUGIN_KEYS), "[plugins.NAME]"))
            raise _bad(where, f"plugins.{name}", "没有这个设置", "there is no such setting", known)
        tables[name] = value
    return tables


def _count(data: Mapping[str, object], key: str, where: str, *, above: int, example: int, table: str = "lists") -> int | None:
    value = data.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value <= above):
        raise _bad(
            where,
            f"{table}.{key}",
            f"应为大于 {above} 的整数，得到 {value!r}",
            f"must be a whole number above {above}, got {value!r}",
            f"{key} = {example}",
        )
    return value


def _merge_key(lists: Mapping[str, object], where: str) -> tuple[str, ...] | None:
    if "merge_key" not in lists:
        return None
    key = _names(lists, "merge_key", where, "lists.")
    try:
        return Settings(key=key).key
    except ConfigurationError:
        raise _bad(
            where,
            "lists.merge_key",
            f"应为清单表体的字段，至少一个、互不重复，得到 {list(key)!r}",
            f"must be different fields of a list line, at least one, got {list(key)!r}",
            'merge_key = ["hs_code", "goods_name", "unit", "currency"]',
        ) from None


def _names(data: Mapping[str, object], key: str, where: str, table: str = "") -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise _bad(where, table + key, f"应为文本列表，得到 {value!r}", f"must be a list of texts, got {value!r}", f'{key} = ["…"]')
    return tuple(value)


def _bad(where: str, key: str, zh: str, en: str, example: str) -> ConfigurationError:
    return ConfigurationError(
        f"{where} 的 {key}：{zh}", f"{where}, {key}: {en}", remedy_zh=f"写法：{example}", remedy_en=f"Write: {example}"
    )
