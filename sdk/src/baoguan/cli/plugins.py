"""plugins list, plugins doctor, plugins new."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter

from baoguan.broker import AccountConfig, Broker, load_config
from baoguan.broker import Config as Settings
from baoguan.cli.common import Config, Json, settings_file
from baoguan.cli.declared import declared, opened
from baoguan.cli.output import DONE, FINDINGS, Out, command
from baoguan.errors import BaoguanError, UnusableInput
from baoguan.plugin import (
    CHANNELS,
    COMMANDS,
    PLUGINS,
    ChannelCalls,
    ChannelSpecs,
    Diagnosis,
    Listed,
    PluginSpecs,
    Support,
    diagnosis_of,
    hooks_of,
    installed,
    listed,
)

_SOURCES = {"env": "环境变量 environment variable", "file": "文件 file", "keyring": "系统钥匙串 keyring"}


@command
def plugins_list(*, config: Config = None, json: Json = False) -> int:
    """已安装的插件；坏的写明原因 · Installed plugins, broken ones with the reason."""
    out = Out(json)
    environment = _environment(settings_file(config))
    out.say(" · ".join(f"{k} {v}" for k, v in environment.items()))
    rows = [*_listed(CHANNELS), *_listed(PLUGINS), *(listed(e, None) for e in installed(COMMANDS))]
    supports: list[dict[str, object]] = []
    for row in rows:
        out.say(
            f"{row.group:18} {row.name:24} {row.distribution} {row.version}"
            + (f"  损坏 broken: {row.broken}" if row.broken else "")
        )
        if row.hooks:
            out.say(f"    钩子 hooks: {_short(row.hooks)}")
        info = declared(row.name) if row.group == CHANNELS and not row.broken else None
        if info is not None:
            out.say(f"    {info.title_zh} · {info.title_en}")
            supports += [_support(out, row.name, support) for support in info.supports]
        elif row.group == CHANNELS and not row.broken:
            out.say("    能力随账户而定，见 plugins doctor · it declares what it can with an account: plugins doctor")
    out.put(environment=environment, plugins=rows, supports=supports)
    return out.end(FINDINGS if any(r.broken for r in rows) else DONE)


def _environment(settings: Path | None) -> dict[str, str]:
    """Where the plugins run; `environment` is that of the settings file, or why it cannot be read."""
    told = {"baoguan": version("baoguan"), "python": platform.python_version(), "platform": platform.system()}
    if settings is None:
        return {**told, "environment": "-", "settings": "-"}
    try:
        return {**told, "environment": load_config(settings).environment, "settings": str(settings)}
    except BaoguanError as error:
        return {**told, "environment": f"? {error}", "settings": str(settings)}


def _short(hooks: tuple[str, ...]) -> str:
    return " ".join(hook.removeprefix("baoguan_") for hook in hooks)


def _listed(group: str) -> list[Listed]:
    """The plugins of a group; each is loaded, and the reason is noted where that fails."""
    rows = []
    for entry in installed(group):
        reason: str | None = None
        hooks: tuple[str, ...] = ()
        try:
            found = entry.load()
            hooks = hooks_of(opened(entry.name) if group == CHANNELS else found, ChannelSpecs, PluginSpecs)
        except Exception as error:  # noqa: BLE001  shown, whatever it is
            reason = repr(error)
        rows.append(attrs.evolve(listed(entry, reason), hooks=hooks))
    return rows


@command
def plugins_doctor(
    name: Annotated[str | None, Parameter(help="通道或账户，缺省为全部 · channel or account, all by default")] = None,
    /,
    *,
    config: Config = None,
    json: Json = False,
) -> int:
    """通道的能力、依据、设置和现状 · What channels can do, on what evidence, how they are set, and how they are."""
    out = Out(json)
    settings = load_config(settings_file(config) or Path("baoguan.toml"))
    chosen = {n: a for n, a in settings.accounts.items() if name in (None, n, a.channel)}
    used = {a.channel for a in settings.accounts.values()}
    # Without accounts: what is wrong with the journal or the plugins themselves is no account's.
    with Broker(attrs.evolve(settings, accounts={})) as broker:
        broken = dict(broker.plugins.broken)
    others = [p for p in _listed(CHANNELS) if p.name not in used] + _listed(PLUGINS)
    others = [attrs.evolve(p, broken=p.broken or broken.get(p.name)) for p in others if name in (None, p.name)]
    if not chosen and not others:
        raise UnusableInput(
            f"没有名为 {name} 的通道或账户",
            f"there is no channel and no account {name}",
            remedy_zh="账户：" + "、".join(settings.accounts) + "；通道见 baoguan plugins list",
            remedy_en="Accounts: " + ", ".join(settings.accounts) + "; `baoguan plugins list` shows the channels",
        )
    looks = [_look(out, settings, n) for n in chosen]
    for plugin in others:
        well = "没有账户使用它 no account uses it" if plugin.group == CHANNELS else "已加载 loaded"
        out.say(
            f"{plugin.name}: {plugin.distribution} {plugin.version}  "
            + (f"损坏 broken: {plugin.broken}" if plugin.broken else well)
        )
    seen = [d for look in looks for d in look.observations]
    out.put(
        supports=[s for look in looks for s in look.supports],
        settings=[s for look in looks for s in look.settings],
        observations=seen,
        plugins=others,
    )
    red = any(d.level == "error" for d in seen) or any(p.broken for p in others)
    return out.end(FINDINGS if red else DONE)


@attrs.frozen(kw_only=True)
class _Looked:
    """What one account showed."""

    supports: list[dict[str, object]] = attrs.field(factory=list)
    settings: list[dict[str, object]] = attrs.field(factory=list)
    observations: list[Diagnosis] = attrs.field(factory=list)


def _look(out: Out, config: Settings, name: str) -> _Looked:
    """Open one account alone and look at it: another that cannot be opened stands in nobody's way."""
    account = config.accounts[name]
    looked = _Looked()
    try:
        with Broker(attrs.evolve(config, accounts={name: account})) as broker:
            calls = broker.accounts[name].calls
            out.say(f"{name}: {calls.info.title_zh} · {calls.info.title_en}")
            looked.supports.extend(_support(out, name, s) for s in calls.info.supports)
            looked.settings.extend(_settings(out, name, account, calls))
            if calls.hooks:
                out.say(f"    钩子 hooks: {_short(calls.hooks)}")
            looked.observations.extend(calls.diagnose())
            silence = f"{calls.info.silence_zh} / {calls.info.silence_en}" if calls.info.silence_zh else ""
    except (BaoguanError, OSError) as error:
        out.say(f"{name}: {account.channel}")
        looked.observations.append(diagnosis_of(error))
        silence = ""
    for diagnosis in looked.observations:
        out.say(f"    {diagnosis.level}: {diagnosis.zh} / {diagnosis.en}")
        for cause in diagnosis.causes:
            out.say(f"        - {cause}")
    if silence:
        out.say(f"    没有应答时 while nothing is answered: {silence}")
    return looked


def _settings(out: Out, name: str, account: AccountConfig, calls: ChannelCalls) -> list[dict[str, object]]:
    """Every setting of the channel as it is in force; of a credential, where it comes from."""
    known = attrs.fields(calls.info.settings) if calls.info.settings is not None else ()
    rows: list[dict[str, object]] = []
    for field in known:
        written = account.settings.get(field.name, field.default)
        if written is attrs.NOTHING or (isinstance(field.default, attrs.Factory) and written is field.default):  # type: ignore[arg-type]
            continue
        given = field.name in account.settings
        shown = _shown(written, secret="Secret" in str(field.type))
        rows.append({"account": name, "name": field.name, "value": shown, "given": given})
        if given:
            out.say(f"    设置 setting: {field.name} = {shown}")
    return rows


def _shown(value: object, *, secret: bool = False) -> str:
    """A value as it is written; of a credential its source, never itself."""
    if isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _SOURCES:
        ((source, place),) = value.items()
        return f"{_SOURCES[str(source)]} {place}（已找到 found）"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k} = {_shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_shown(v) for v in value) + "]"
    return "***" if secret and value is not None else str(value)


def _support(out: Out, account: str, support: Support) -> dict[str, object]:
    evidence = support.evidence.name.lower()
    out.say(f"    {support.kind}:{support.verb} {support.level} · {evidence}")
    return {"account": account, "kind": support.kind, "verb": support.verb, "level": support.level, "evidence": evidence}


@command
def plugins_new(
    name: Annotated[str, Parameter(help="通道名，如 my_channel · name of the channel")],
    /,
    *,
    output: Annotated[
        Path | None,
        Parameter(name=["--output", "-o"], help="新文件夹，缺省 baoguan-NAME · folder to make, by default baoguan-NAME"),
    ] = None,
    http: Annotated[bool, Parameter(name="--http", negative="", help="经 HTTP 的通道 · a channel over HTTP")] = False,
    json: Json = False,
) -> int:
    """新建一个可运行、通过契约测试的通道插件 · Begin a channel of your own: it works and keeps the contract."""
    from baoguan.cli import scaffold

    out = Out(json)
    folder = output or Path(scaffold.distribution_of(name))
    files = scaffold.create(name, folder, http=http)
    for path in files:
        out.say(f"{path}")
    out.say(f'下一步 next: cd {folder} && pip install --editable ".[testing]" && pytest')
    out.put(folder=folder, files=files)
    return out.end()
