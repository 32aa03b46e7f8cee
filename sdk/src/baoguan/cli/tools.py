"""template, codes, journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter

from baoguan.cli.common import Config, Json, code_store, open_broker
from baoguan.cli.output import DONE, FINDINGS, Out, command
from baoguan.codes import Codes, TariffTable, read_code_list, read_tariff
from baoguan.errors import ConfigurationError, UnusableInput

_TARIFF = "hs"


Workbook = Annotated[Path, Parameter(name=["--output", "-o"], help="目标文件 .xlsx · file")]
Example = Annotated[bool, Parameter(name="--example", help="带示例行 · with example rows")]


@command
def template_inventory(*, output: Workbook, example: Example = True, json: Json = False) -> int:
    """核注清单的空白表格 · A blank workbook for bonded inventory lists."""
    out = Out(json)
    _template(out, output, "inventory", example=example)
    out.put(file=output)
    return out.end()


@command
def template_declaration(*, output: Workbook, example: Example = True, json: Json = False) -> int:
    """报关单的空白表格 · A blank workbook for customs declarations."""
    out = Out(json)
    _template(out, output, "declaration", example=example)
    out.put(file=output)
    return out.end()


def _template(out: Out, output: Path, kind: str, *, example: bool) -> None:
    from baoguan.sheets import write_template

    write_template(output, with_example=example, kind=kind)
    out.say(f"{output}")


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
    store = code_store(config, codes)
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
    if name == _TARIFF:
        return _tariff(out, store.tariff() if store else None, text)
    if name not in known:
        raise UnusableInput(
            f"没有代码表 {name}",
            f"no code list {name!r}",
            remedy_zh="现有：" + "、".join([*known.names(), _TARIFF]),
            remedy_en="There are: " + ", ".join([*known.names(), _TARIFF]),
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


def _tariff(out: Out, tariff: TariffTable | None, text: str | None) -> int:
    """The imported tariff table, or the goods whose code begins with a text or whose name holds it."""
    if tariff is None:
        raise UnusableInput(
            "没有导入税则",
            "no tariff table was imported",
            remedy_zh="baoguan codes import hs 文件.xlsx",
            remedy_en="`baoguan codes import hs FILE.xlsx`",
        )
    name, digits = (text or "").strip().casefold(), (text or "").strip().replace(".", "")
    found = [e for e in tariff.entries if (digits.isdigit() and e.hs.startswith(digits)) or name in e.name.casefold()]
    for entry in found:
        units = " ".join(u for u in (entry.unit_1, entry.unit_2) if u)
        more = " ".join(t for t in (entry.supervision_conditions, entry.inspection) if t)
        until = f"  {entry.valid_from or ''}..{entry.valid_to or ''}" if entry.valid_from or entry.valid_to else ""
        out.say(f"{entry.hs:12} {entry.name}  {units}  {more}{until}".rstrip())
    rows = [
        {"code": e.hs, "name_zh": e.name, **attrs.asdict(e, filter=lambda field, _: field.name not in ("hs", "name"))}
        for e in found
    ]
    out.put(name=_TARIFF, date=tariff.date, source=tariff.source, codes=rows)
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
    store = code_store(config, codes)
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
