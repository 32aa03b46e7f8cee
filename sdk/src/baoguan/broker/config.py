"""`baoguan.toml`: environment, journal, accounts, plugins, code lists."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

import attrs

from baoguan.errors import ConfigurationError

ENVIRONMENTS: Final = ("production", "test", "simulator")


@attrs.frozen(kw_only=True)
class AccountConfig:
    """One account: a channel and its settings, which are the channel's own business."""

    name: str
    channel: str
    settings: Mapping[str, object]
    allow_unproven: tuple[str, ...] = ()


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
    max_lines: int = 30_000
    """Lines of one list at most: Customs' advice of 2018, no limit of the interface."""
    max_bytes: int | None = None
    merge_key: tuple[str, ...] | None = None
    rule_settings: Mapping[str, str] = attrs.field(factory=dict)
    by: str = ""


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
    known = {"environment", "journal", "blobs", "codes", "accounts", "plugins", "rules", "lists", "by"}
    for key in data:
        if key not in known:
            raise _bad(where, key, "没有这个设置", "there is no such setting", "、".join(sorted(known)))
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
    journal = str(data.get("journal", "journal"))
    blobs = data.get("blobs")
    return Config(
        environment=str(environment),
        journal=journal if "://" in journal else str(base / journal),
        accounts={name: _account(name, table, where) for name, table in tables.items()},
        base=base,
        blobs=None if blobs is None else base / str(blobs),
        codes=base / str(data["codes"]) if "codes" in data else None,
        required_plugins=_names(plugins, "required", where),
        disabled_plugins=_names(plugins, "disabled", where),
        max_lines=_count(lists, "max_lines", where) or 30_000,
        max_bytes=_count(lists, "max_bytes", where),
        merge_key=_names(lists, "merge_key", where) or None,
        rule_settings={k: str(v) for k, v in _table(data, "rules", where).items()},
        by=str(data.get("by", "")),
    )


def _account(name: str, table: object, where: str) -> AccountConfig:
    if not isinstance(table, dict) or not isinstance(table.get("channel"), str):
        raise _bad(where, f"accounts.{name}.channel", "缺少通道名", "the channel is missing", 'channel = "singlewindow"')
    settings = {k: v for k, v in table.items() if k not in ("channel", "allow_unproven")}
    return AccountConfig(
        name=name,
        channel=table["channel"],
        settings=settings,
        allow_unproven=_names(table, "allow_unproven", f"{where} accounts.{name}"),
    )


def _table(data: Mapping[str, object], key: str, where: str) -> dict[str, object]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise _bad(where, key, "应为一个表", "must be a table", f"[{key}]")
    return cast("dict[str, object]", value)


def _count(data: Mapping[str, object], key: str, where: str) -> int | None:
    value = data.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise _bad(
            where,
            f"lists.{key}",
            f"应为正整数，得到 {value!r}",
            f"must be a whole number above zero, got {value!r}",
            f"{key} = 30000",
        )
    return value


def _names(data: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise _bad(where, key, "应为文本列表", "must be a list of texts", f'{key} = ["…"]')
    return tuple(value)


def _bad(where: str, key: str, zh: str, en: str, example: str) -> ConfigurationError:
    return ConfigurationError(
        f"{where} 的 {key}：{zh}", f"{where}, {key}: {en}", remedy_zh=f"写法：{example}", remedy_en=f"Write: {example}"
    )
