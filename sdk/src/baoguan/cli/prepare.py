"""check, build, submit: from a PATH to findings, files, or the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter

from baoguan.broker import Arranged, Broker, arrange, load_config
from baoguan.cli.common import Account, Config, Json, announce, open_broker, submitted
from baoguan.cli.inputs import Loaded, load
from baoguan.cli.output import DONE, FINDINGS, Out, command
from baoguan.clock import today
from baoguan.codes import Codes
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.errors import Finding
from baoguan.model.message import Document
from baoguan.rules import Context

Map = Annotated[Path | None, Parameter(name="--map", help="自有表头对照（TOML） · your own headings")]


def _find(config: Path | None) -> Path | None:
    path = config or Path("baoguan.toml")
    return path if config is not None or path.is_file() else None


def _checked(
    broker: Broker | None, loaded: Loaded, arranged: Arranged, account: str | None, declare: bool
) -> list[tuple[int, Finding]]:
    """What reading, merging and the rules say of the requested documents, so that every path leads to the sheet's own rows."""
    findings = [*loaded.findings, *arranged.findings]
    kinds = DocumentKinds(core_kinds())
    for origin, document in enumerate(loaded.documents):
        if broker is not None:
            found = broker.check(document, account, declare=declare)
        else:
            found = kinds.of(document).rules.check(document, Context(on=today(), codes=Codes.builtin(), declare=declare))
        findings += [(origin, f) for f in found]
    if broker is not None and broker.config.merge_key and not any(f.severity == "error" for _, f in findings):
        findings += [(-1, f) for d in arranged.documents for f in _of_merged(broker, d, account, declare)]
    return findings


def _of_merged(broker: Broker, document: Document, account: str | None, declare: bool) -> list[Finding]:
    """Errors that only merging made: a merge key of one's own may join what the rules keep apart. Paths begin with the made list's number."""
    number = getattr(document, "internal_number", None) or ""
    found = broker.check(document, account, declare=declare)
    return [attrs.evolve(f, path=f"{number} {f.path}".strip()) for f in found if f.severity == "error"]


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
    config: Config = None,
    json: Json = False,
) -> int:
    """检查单证，一次列出全部问题 · Check documents and list everything wrong at once."""
    out = Out(json)
    settings = _find(config)
    broker = Broker(load_config(settings)) if settings else None
    try:
        codes = broker.codes if broker else Codes.builtin()
        loaded = load(path, codes, broker.kinds if broker else None, map)
        arranged = broker.arrange(loaded.documents) if broker else arrange(loaded.documents)
        findings = _checked(broker, loaded, arranged, account, not save_only)
    finally:
        if broker is not None:
            broker.close()
    _show(out, arranged, findings)
    if annotate is not None and loaded.reading is not None:
        from baoguan.sheets import annotate as mark

        mark(path, loaded.reading, [(i, f) for i, f in findings if i >= 0], annotate)
        out.say(f"标注副本 annotated copy: {annotate}")
    wrong = [f for _, f in findings if f.severity == "error"]
    out.say(f"{len(arranged.documents)} 份 documents · {len(wrong)} 错误 errors · {len(findings) - len(wrong)} 警告 warnings")
    out.put(documents=len(arranged.documents), errors=len(wrong), warnings=len(findings) - len(wrong))
    return out.end(FINDINGS if wrong else DONE)


def _show(out: Out, arranged: Arranged, findings: list[tuple[int, Finding]]) -> None:
    for summary in arranged.summaries:
        out.say(str(summary))
    for origin, finding in findings:
        number = (
            getattr(arranged.documents[arranged.origins.index(origin)], "internal_number", "") if origin in arranged.origins else ""
        )
        out.findings([finding], number or "")


@command
def build(
    path: Path,
    /,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"], help="目标文件夹 · folder")],
    declare: Annotated[bool, Parameter(name="--declare", negative="", help="写申报报文而非暂存 · declaring messages")] = False,
    account: Account = None,
    map: Map = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """写出将要发送的报文文件，不联网、不记日志 · Write the exact message files, without network or journal."""
    out = Out(json)
    from baoguan.cli.offline import offline_builder

    builder = offline_builder(_find(config), account)
    loaded = load(path, builder.codes, builder.kinds, map)
    arranged = builder.arrange(loaded.documents)
    findings = [*loaded.findings, *arranged.findings]
    wrong = [f for _, f in findings if f.severity == "error"]
    if wrong:
        _show(out, arranged, findings)
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
    declare: Annotated[
        bool, Parameter(name="--declare", negative="", help="暂存后接着申报（法律行为） · declare after saving: a legal act")
    ] = False,
    key: Annotated[str | None, Parameter(name="--key", help="幂等键，缺省为单证编号 · idempotency key")] = None,
    wait: Annotated[bool, Parameter(name="--wait", negative="", help="运行到有结果为止 · run until there is a result")] = False,
    timeout: Annotated[float, Parameter(name="--timeout", help="--wait 的秒数上限 · seconds at most")] = 600,
    map: Map = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """暂存单证（--declare 才申报） · Save documents; only --declare declares them."""
    out = Out(json)
    with open_broker(config) as broker:
        loaded = load(path, broker.codes, broker.kinds, map)
        arranged = broker.arrange(loaded.documents)
        findings = _checked(broker, loaded, arranged, account, declare)
        if any(f.severity == "error" for _, f in findings):
            _show(out, arranged, findings)
            out.note("没有提交任何单证 nothing was submitted")
            return out.end(FINDINGS)
        for summary in arranged.summaries:
            out.say(str(summary))
        what = "暂存并申报 SAVE AND DECLARE" if declare else "只暂存，不申报 save only, not declared"
        announce(out, broker, broker.account(account).name, f"{len(arranged.documents)} 份 · {what}")
        results = [
            broker.submit(d, account, declare=declare, key=key if len(arranged.documents) == 1 else None)
            for d in out.progress(arranged.documents, "提交 submit")
        ]
        submitted(out, results)
        if wait:
            from baoguan.cli.look import wait_for

            return wait_for(out, broker, [r.ref for r in results], account, declare, timeout)
        out.note("已记入日志；baoguan run 发送 · journalled; `baoguan run` sends")
    return out.end()
