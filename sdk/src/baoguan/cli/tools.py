"""template, codes, plugins, journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from baoguan.broker import load_config
from baoguan.cli.common import Config, Json, open_broker
from baoguan.cli.output import DONE, FINDINGS, Out, command
from baoguan.codes import Codes, CodeStore, read_code_list, read_tariff
from baoguan.errors import ConfigurationError, UnusableInput

_TARIFF = "hs"


@command
def template_inventory(
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="目标文件 .xlsx · file")],
    example: Annotated[bool, Parameter(name="--example", help="带示例行 · with example rows")] = True,
    json: Json = False,
) -> int:
    """核注清单的空白表格 · A blank workbook for bonded inventory lists."""
    from baoguan.sheets import write_template

    out = Out(json)
    write_template(output, with_example=example)
    out.say(f"{output}")
    out.put(file=output)
    return out.end()


def _store(config: Path | None, folder: Path | None) -> CodeStore | None:
    if folder is not None:
        return CodeStore(folder)
    path = config or Path("baoguan.toml")
    if config is None and not path.is_file():
        return None
    settings = load_config(path)
    return CodeStore(settings.codes) if settings.codes is not None else None


Folder = Annotated[
    Path | None, Parameter(name="--codes", help="代码表文件夹，缺省取配置的 codes · folder, by default the settings' codes")
]


@command
def codes_show(
    name: str | None = None,
    text: str | None = None,
    /,
    *,
    codes: Folder = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """列出代码表，或在一个表中按代码、名称查找 · List the code lists, or search one by code or name."""
    out = Out(json)
    store = _store(config, codes)
    known = store.codes() if store else Codes.builtin()
    if name is None:
        lists = [known[n] for n in known.names()]
        for each in lists:
            out.say(f"{each.name:20} {len(each):5}  {each.title_zh} · {each.title_en}  [{each.date}] {each.source}")
        tariff = store.tariff() if store else None
        out.say(
            f"{_TARIFF:20} {len(tariff.entries) if tariff else 0:5}  税则 · tariff table"
            + ("" if tariff else "（未导入 not imported）")
        )
        out.put(
            lists=[
                {
                    "name": c.name,
                    "count": len(c),
                    "title_zh": c.title_zh,
                    "title_en": c.title_en,
                    "date": c.date,
                    "source": c.source,
                    "closed": c.closed,
                }
                for c in lists
            ],
            tariff=len(tariff.entries) if tariff else 0,
        )
        return out.end()
    if name not in known:
        raise UnusableInput(
            f"没有代码表 {name}",
            f"no code list {name!r}",
            remedy_zh="现有：" + "、".join(known.names()),
            remedy_en="There are: " + ", ".join(known.names()),
        )
    found = known[name].search(text) if text else tuple(known[name])
    for code in found:
        out.say(f"{code.code:12} {code.name_zh}  {code.name_en}" + (f"  旧 old {code.legacy}" if code.legacy else ""))
    out.put(
        name=name,
        date=known[name].date,
        source=known[name].source,
        codes=[{"code": c.code, "name_zh": c.name_zh, "name_en": c.name_en, "legacy": c.legacy} for c in found],
    )
    return out.end(DONE if found else FINDINGS)


@command
def codes_import(
    name: Annotated[str, Parameter(help="代码表名，税则为 hs · list name, hs for the tariff table")],
    path: Path,
    /,
    *,
    codes: Folder = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """导入较新的代码表或自己的税则表（hs） · Import a newer list, or your tariff table (hs)."""
    out = Out(json)
    store = _store(config, codes)
    if store is None:
        raise ConfigurationError(
            "没有存放代码表的文件夹",
            "there is no folder to keep code lists in",
            remedy_zh='在 baoguan.toml 写 codes = "codes"，或用 --codes',
            remedy_en='Put codes = "codes" into baoguan.toml, or give --codes',
        )
    if name == _TARIFF:
        tariff = read_tariff(path)
        store.save_tariff(tariff)
        remarks, count = tariff.remarks, len(tariff.entries)
    else:
        imported = read_code_list(path, name)
        store.save(imported)
        remarks, count = imported.remarks, len(imported)
    for remark in remarks:
        out.say(f"注意 note: {remark.zh} / {remark.en}")
    out.say(f"{name}: {count}")
    out.put(name=name, count=count, remarks=remarks)
    return out.end()


@command
def plugins_list(*, json: Json = False) -> int:
    """已安装的插件；坏的写明原因 · Installed plugins, broken ones with the reason."""
    from baoguan.plugin import CHANNELS, COMMANDS, PLUGINS, installed, listed

    out = Out(json)
    rows = []
    for group in (CHANNELS, PLUGINS, COMMANDS):
        for entry in installed(group):
            reason = None
            if group != COMMANDS:
                try:
                    entry.load()
                except Exception as error:  # noqa: BLE001  shown, whatever it is
                    reason = repr(error)
            rows.append(listed(entry, reason))
    for row in rows:
        out.say(
            f"{row.group:18} {row.name:24} {row.distribution} {row.version}"
            + (f"  损坏 broken: {row.broken}" if row.broken else "")
        )
    out.put(plugins=rows)
    return out.end(FINDINGS if any(r.broken for r in rows) else DONE)


@command
def plugins_doctor(name: str, /, *, config: Config = None, json: Json = False) -> int:
    """一个通道的能力、依据和现状 · What a channel can do, on what evidence, and how it is."""
    out = Out(json)
    with open_broker(config) as broker:
        chosen = [a for a in broker.accounts.values() if name in (a.calls.info.name, a.name)]
        if not chosen:
            raise UnusableInput(
                f"没有使用通道 {name} 的账户",
                f"no account uses channel {name}",
                remedy_zh="、".join(broker.accounts),
                remedy_en=", ".join(broker.accounts),
            )
        supports, seen = [], []
        for account in chosen:
            info = account.calls.info
            out.say(f"{account.name}: {info.title_zh} · {info.title_en}")
            for support in info.supports:
                out.say(f"    {support.kind}:{support.verb} {support.level} · {support.evidence.name.lower()}")
                supports.append(
                    {
                        "account": account.name,
                        "kind": support.kind,
                        "verb": support.verb,
                        "level": support.level,
                        "evidence": support.evidence.name.lower(),
                    }
                )
            for diagnosis in account.calls.diagnose():
                out.say(f"    {diagnosis.level}: {diagnosis.zh} / {diagnosis.en}")
                for cause in diagnosis.causes:
                    out.say(f"        - {cause}")
                seen.append(diagnosis)
    out.put(supports=supports, observations=seen)
    return out.end(FINDINGS if any(d.level == "error" for d in seen) else DONE)


@command
def journal_backup(target: Path, /, *, config: Config = None, json: Json = False) -> int:
    """备份日志到一个新文件夹 · Back the journal up into a new folder."""
    out = Out(json)
    with open_broker(config) as broker:
        count = broker.journal.backup(target)
    out.say(f"{target}: {count} 个内容文件 content files")
    out.put(target=target, blobs=count)
    return out.end()


@command
def journal_verify(*, config: Config = None, json: Json = False) -> int:
    """核对日志：内容文件是否齐全、完好 · Check that every content file is there and whole."""
    out = Out(json)
    with open_broker(config) as broker:
        found = broker.journal.verify()
    out.say(f"{found.blobs} 个内容文件 content files · 损坏 damaged {len(found.damaged)} · 缺失 missing {len(found.missing)}")
    for digest in (*found.damaged, *found.missing):
        out.say(f"    {digest}")
    out.put(blobs=found.blobs, damaged=found.damaged, missing=found.missing)
    return out.end(FINDINGS if found.damaged or found.missing else DONE)
