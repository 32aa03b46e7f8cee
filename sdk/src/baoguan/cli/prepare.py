"""check, build, submit: from a PATH to findings, files, or the journal."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from baoguan.broker import Arranged, Broker, Submitted, arrange, load_config
from baoguan.cli.common import (
    Account,
    Config,
    DeclareToo,
    Json,
    Key,
    Timeout,
    Wait,
    announce,
    known,
    open_broker,
    settings_file,
    submitted,
)
from baoguan.cli.findings import Checked, check_all
from baoguan.cli.inputs import SHEETS, Loaded, channel_of, load
from baoguan.cli.output import DONE, FINDINGS, Out, command
from baoguan.clock import today
from baoguan.codes import Codes
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.errors import BaoguanError, Finding, UnusableInput
from baoguan.model.message import Document
from baoguan.rules import Context

Map = Annotated[Path | None, Parameter(name="--map", help="自有表头对照（TOML） · your own headings")]

Kind = Annotated[
    str | None,
    Parameter(
        name=["--kind", "-k"],
        help="表格里的单证种类 inventory、declaration，缺省看列名 · kind of the documents of a sheet, by default told by its headings",
    ),
]


@command
def check(
    path: Path,
    /,
    *,
    annotate: Annotated[
        Path | None, Parameter(name="--annotate", help="写出标注了问题的副本（.xlsx） · a copy with the faults marked")
    ] = None,
    save_only: Annotated[bool, Parameter(name="--save-only", negative="", help="只查暂存所需 · only what saving needs")] = False,
    account: Account = None,
    map: Map = None,
    kind: Kind = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """检查单证，一次列出全部问题 · Check documents and list everything wrong at once."""
    out = Out(json)
    if annotate is not None and path.suffix.lower() not in SHEETS:
        raise UnusableInput(
            f"{path.name} 不是表格，没有可标注的单元格",
            f"{path.name} is no sheet: it has no cells to mark",
            remedy_zh=f"--annotate 只用于 {' '.join(SHEETS)}",
            remedy_en=f"Use --annotate with {' '.join(SHEETS)} only",
        )
    settings = settings_file(config)
    broker = Broker(load_config(settings)) if settings else None
    try:
        codes = broker.codes if broker else Codes.builtin()
        loaded = load(path, codes, broker.kinds if broker else None, map, kind)
        arranged = broker.arrange(loaded.documents) if broker else arrange(loaded.documents)
        checked = (
            _by_broker(broker, loaded, arranged, account, not save_only) if broker else _by_core(loaded, arranged, not save_only)
        )
    finally:
        if broker is not None:
            broker.close()
    _show(out, arranged, checked)
    if annotate is not None and loaded.reading is not None:
        from baoguan.sheets import annotate as mark

        mark(path, loaded.reading, checked.by_rules, annotate)
        out.say(f"标注副本 annotated copy: {annotate}")
    warnings = len(checked.told) - checked.errors
    out.say(f"{len(arranged.documents)} 份 documents · {checked.errors} 错误 errors · {warnings} 警告 warnings")
    out.put(documents=len(arranged.documents), errors=checked.errors, warnings=warnings)
    return out.end(FINDINGS if checked.errors else DONE)


def _by_broker(broker: Broker, loaded: Loaded, arranged: Arranged, account: str | None, declare: bool) -> Checked:
    def check(document: Document) -> list[Finding]:
        return broker.check(document, account, declare=declare)

    made = bool(broker.config.merge_key)
    # What merging made is looked at besides what was asked for, and moves the same: together they would count twice.
    with nullcontext() if made else broker.together():
        return check_all(loaded, arranged, check, made=made)


def _by_core(loaded: Loaded, arranged: Arranged, declare: bool) -> Checked:
    kinds, context = DocumentKinds(core_kinds()), Context(on=today(), codes=Codes.builtin(), declare=declare)
    return check_all(loaded, arranged, lambda document: kinds.of(document).rules.check(document, context), made=False)


def _show(out: Out, arranged: Arranged, checked: Checked) -> None:
    for summary in arranged.summaries:
        out.say(str(summary))
    out.findings(checked.told)


def _warn_of_others(out: Out, broker: Broker, arranged: Arranged, account: str) -> None:
    """The account is part of a list's identity, so that nothing else would notice the same list under another one."""
    others = [name for name in broker.accounts if name != account]
    for document in arranged.documents if others else ():
        identity = broker.kinds.of(document).identity(document)
        for name in others:
            if known(broker, f"{identity.owner}/{identity.number}", name):
                out.announce(
                    f"注意 note: {identity.number} 也在账户 {name} 中，两处分别发送 is in account {name} too; each sends its own"
                )


@command
def build(
    path: Path,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="目标文件夹 · folder")],
    declare: Annotated[bool, Parameter(name="--declare", negative="", help="写申报报文而非暂存 · declaring messages")] = False,
    account: Account = None,
    map: Map = None,
    kind: Kind = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """写出将要发送的报文文件，不联网、不记日志 · Write the exact message files, without network or journal."""
    out = Out(json)
    from baoguan.cli.offline import offline_builder

    settings = settings_file(config)
    builder = offline_builder(settings, account, None if settings else channel_of(path))
    loaded = load(path, builder.codes, builder.kinds, map, kind)
    arranged = builder.arrange(loaded.documents)
    checked = check_all(loaded, arranged, lambda d: builder.check(d, declare=declare), made=builder.merges_by_own_key)
    _show(out, arranged, checked)
    if checked.errors and not loaded.verbatim:
        out.note("没有写出任何文件 no file was written")
        return out.end(FINDINGS)
    messages = [m for d in arranged.documents for m in builder.build(d, declare=declare)]
    output.mkdir(parents=True, exist_ok=True)
    files = []
    for message in messages:
        for part in message.parts:
            (output / part.name).write_bytes(part.content)
            files.append(str(output / part.name))
            out.say(f"{output / part.name}  {len(part.content)} 字节 bytes")
        for note in message.unproven:
            out.say(f"    未经证实 unproven: {note}")
    out.put(files=files)
    return out.end()


@command
def submit(
    path: Path,
    /,
    *,
    account: Account = None,
    declare: DeclareToo = False,
    key: Key = None,
    wait: Wait = False,
    timeout: Timeout = 600,
    map: Map = None,
    kind: Kind = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """暂存单证（--declare 才申报） · Save documents; only --declare declares them."""
    out = Out(json)
    with open_broker(config) as broker:
        loaded = load(path, broker.codes, broker.kinds, map, kind)
        arranged = broker.arrange(loaded.documents)
        checked = _by_broker(broker, loaded, arranged, account, declare)
        if checked.errors:
            _show(out, arranged, checked)
            out.note("没有提交任何单证 nothing was submitted")
            return out.end(FINDINGS)
        if key is not None and len(arranged.documents) != 1:
            raise UnusableInput(
                f"--key 只用于一份单证，这里有 {len(arranged.documents)} 份",
                f"--key is for one document, here are {len(arranged.documents)}",
                remedy_zh="每份单证一个文件，或不写 --key（缺省为单证编号）",
                remedy_en="Give one document a file, or leave --key out: the document's number is its key",
            )
        for summary in arranged.summaries:
            out.say(str(summary))
        what = "暂存并申报 SAVE AND DECLARE" if declare else "只暂存，不申报 save only, not declared"
        chosen = Counter(broker.route(document, account, declare=declare)[0].name for document in arranged.documents)
        for name, count in chosen.items():
            _warn_of_others(out, broker, arranged, name)
            announce(out, broker, name, f"{count} 份 · {what}")
        results: list[Submitted] = []
        for document in out.progress(arranged.documents, "提交 submit"):
            try:
                results.append(broker.submit(document, account, declare=declare, key=key))
            except BaoguanError as error:
                submitted(out, results, warnings=True)
                out.note(
                    f"已提交 {len(results)}/{len(arranged.documents)} 份；改正后重复本命令，已提交的不会再提交"
                    f" · {len(results)} of {len(arranged.documents)} were submitted; repeat the command when it is put right:"
                    " none of them is submitted twice"
                )
                return out.fail(error, document=broker.kinds.of(document).identity(document).number)
        submitted(out, results, warnings=True)
        if wait:
            from baoguan.cli.look import wait_for

            return wait_for(out, broker, [r.ref for r in results], account, declare, timeout)
        out.note("已记入日志；baoguan run 发送 · journalled; `baoguan run` sends")
    return out.end()
