"""run, status, trace, read, replay, doctor."""

from __future__ import annotations

import json as json_module
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter

from baoguan.broker import Broker, Status
from baoguan.broker.look import loose
from baoguan.cli.common import ENTRY_FACTS, Account, Config, Json, code_store, kinds_of, leaving, open_broker, ref_of, refs_of
from baoguan.cli.inputs import CHANNEL, SHEETS, as_json, read_by
from baoguan.cli.output import DONE, FINDINGS, REFUSED, UNUSABLE, Out, age, command, error_data, file_failed, plain
from baoguan.codes import Codes
from baoguan.errors import BaoguanError, UnusableInput
from baoguan.plugin import ReadFile

_SETTLED = frozenset({"deducted", "rejected", "refused", "store_failed", "deleted", "cancelled", "written_off", "approved"}) | {
    "returned",
    "released",
    "cleared",
}
_BAD = frozenset({"rejected", "refused", "store_failed", "returned"})


@command
def run(
    *,
    once: Annotated[bool, Parameter(name="--once", negative="", help="只做一轮 · one round")] = False,
    watch: Annotated[bool, Parameter(name="--watch", negative="", help="一直运行 · for ever")] = False,
    interval: Annotated[float, Parameter(name="--interval", help="空闲时的间隔秒数 · seconds between idle rounds")] = 2.0,
    config: Config = None,
    json: Json = False,
) -> int:
    """发送和接收：缺省运行到无事可做 · Send and receive, by default until there is nothing to do."""
    out = Out(json)
    totals: dict[str, int] = {}
    failures: dict[str, str] = {}
    with open_broker(config) as broker:
        out.announce(f"环境 environment: {broker.environment} · 账户 accounts: {', '.join(broker.accounts)}")
        while True:
            leaving(out, broker)
            done = broker.run_once(force=once)
            for name, value in attrs.asdict(done).items():
                if isinstance(value, int):
                    totals[name] = totals.get(name, 0) + value
            failures.update(done.failures)
            for name in [n for n in failures if n not in done.failures and not done.idle]:
                del failures[name]
            for name, text in done.failures.items():
                out.note(f"! {name}: {text}")
            if once or (done.idle and not watch):
                break
            if done.idle:
                time.sleep(interval)
    out.say(" · ".join(f"{k} {v}" for k, v in totals.items()))
    out.put(**totals, failures=failures)
    return out.end(REFUSED if failures else DONE)


@command
def status(
    ref: str | None = None,
    /,
    *,
    inbox: Annotated[
        bool,
        Parameter(name="--inbox", negative="", help="列出没有归属或无法解析的回执 · receipts of no document, and unreadable ones"),
    ] = False,
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """单证现状；需要处理的排在前面 · Where documents stand, those that need somebody first."""
    out = Out(json)
    with open_broker(config) as broker:
        if inbox:
            return _inbox(out, broker, account, ref)
        refs = [None] if ref is None else refs_of(broker, ref, account)
        found = [each for one in refs for each in broker.status(one, account)]
        found.sort(key=lambda s: not (s.alerts or s.needs_person))
        for each in found:
            _show(out, each)
        counts = broker.inbox_counts()
        aside = {k: v for k, v in counts.items() if k in ("orphan", "foreign", "parked")}
        if ref is None and aside:
            shown = " · ".join(f"{k} {v}" for k, v in aside.items())
            out.say(f"回执 receipts: {shown}  (baoguan status --inbox)")
        out.put(documents=found, inbox=counts)
    return out.end()


def _inbox(out: Out, broker: Broker, account: str | None, ref: str | None) -> int:
    """The receipts that belong to no document, each with what it names, so that one can be adopted, and those that nobody could read.
    `ref`: only those of that number or file."""
    every = loose(broker.journal, [broker.account(account)] if account else broker.accounts.values())
    found = [each for each in every if ref is None or ref in (each.file, *each.numbers.values())]
    for each in found:
        numbers = " ".join(f"{k}={v}" for k, v in each.numbers.items())
        said = " ".join(t for t in (each.kind, each.outcome, each.code and f"({each.code})", numbers) if t)
        out.say(f"{each.received:%Y-%m-%d %H:%M:%S} {each.state:8} {each.file}  {said}  [{broker.environment}/{each.account}]")
        for text in (*each.texts, each.reason):
            out.say(f"    {text}")
    if not found:
        out.say("没有无归属的回执 there are no receipts without a document")
    out.put(receipts=found, inbox=broker.inbox_counts())
    return out.end()


def _show(out: Out, each: Status) -> None:
    named = {**each.numbers, **{f: each.standing.facts[f] for f in ENTRY_FACTS if each.standing.facts.get(f)}}
    numbers = " ".join(f"{k}={v}" for k, v in named.items())
    out.say(f"{each.number}  {each.state_zh} · {each.state_en} · {age(each.age)}  {numbers}  [{each.environment}/{each.account}]")
    for other in each.related:
        out.say(f"    {other.title_zh} {other.title_en}: {other.ref} · {other.state_zh} · {other.state_en}")
    pending = each.standing.pending
    if pending is not None:
        out.say(f"    进行中 pending: {pending.act.value} {pending.change_count or ''} {pending.state}")
    for act in each.standing.acts:
        for text in act.texts:
            out.say(f"    {act.act.value}: {act.code} {text}")
    for waiting in each.waiting:
        out.say(f"    等待 waits: {waiting}")
    for alert in each.alerts:
        out.say(f"    ! {alert}")
    for note in each.unproven:
        out.say(f"    未经证实 unproven: {note}")


@command
def trace(
    ref: str,
    /,
    *,
    output: Annotated[
        Path | None, Parameter(name=["--output", "-o"], help="把原始文件写到文件夹 · write the raw files into a folder")
    ] = None,
    account: Account = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """一份单证的全部往来，逐字节 · Everything sent and received for a document, byte for byte."""
    out = Out(json)
    with open_broker(config) as broker:
        found = broker.trace(ref_of(broker, ref, account), account)
    _show(out, found.status)
    for sent in found.exchanges:
        out.say(f"→ {sent.exchange_id}  {sent.act}:{sent.step}  {sent.state}")
        for at, result, detail in sent.attempts:
            out.say(f"    {at:%Y-%m-%d %H:%M:%S} {result} {detail}")
    for got in found.incoming:
        out.say(
            f"← {got.received:%Y-%m-%d %H:%M:%S} {got.name}  {got.receipt.source} {got.receipt.code} {got.receipt.outcome} [{got.state}]"
            + (f" {got.receipt.by}: {got.receipt.evidence}" if got.receipt.by else "")
        )
    for event in found.events:
        out.say(f"· {event.at:%Y-%m-%d %H:%M:%S} {event.kind} {event.by} {' '.join(f'{k}={v}' for k, v in event.data.items())}")
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        files = [file for sent in found.exchanges for file in sent.files.items()]
        files += [(got.name, got.content) for got in found.incoming if got.content is not None]
        for name, content in _apart(files):
            (output / name).write_bytes(content)
    out.put(
        status=found.status,
        exchanges=[{**attrs.asdict(e, filter=lambda a, _: a.name != "files"), "files": list(e.files)} for e in found.exchanges],
        incoming=[{"name": i.name, "received": i.received, "state": i.state, "receipt": i.receipt} for i in found.incoming],
        events=found.events,
    )
    return out.end()


def _apart(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Files under names of their own: two receipts may have come under one name, and names are one when only case differs."""
    used: dict[str, int] = {}
    for name, content in files:
        count = used[name.casefold()] = used.get(name.casefold(), 0) + 1
        path = Path(name)
        yield (name if count == 1 else f"{path.stem} ({count}){path.suffix}"), content


@command
def read(
    *files: Path,
    document: Annotated[
        bool, Parameter(name="--document", negative="", help="输出单证 JSON，可再 build · the document, for build")
    ] = False,
    config: Config = None,
    json: Json = False,
) -> int:
    """读任何报文或回执，不丢任何字段 · Read any message or receipt; nothing is lost."""
    if not files:
        raise UnusableInput("没有给出文件", "no file given", remedy_zh="baoguan read FILE…", remedy_en="baoguan read FILE…")
    out = Out(json)
    store = code_store(config)
    codes = store.codes() if store else Codes.builtin()
    shown: list[dict[str, object]] = []
    documents: list[object] = []
    for path in files:
        try:
            channel, found = _found(path, codes)
            if document:
                documents.append({CHANNEL: channel, **as_json(_document(path, found), kinds_of(config))})
        except BaoguanError as error:
            if len(files) == 1:
                raise
            print(f"{path}: {error}", file=sys.stderr)
            shown.append({"ok": False, "exit_code": error.exit_code, "file": str(path), "error": error_data(error)})
            continue
        shown.append(_as_json(path, found))
        if not document and not json:
            _words(path, found)
    if document:
        out.say(json_module.dumps(documents if len(files) > 1 else documents[0], ensure_ascii=False, indent=1))
        out.put(documents=documents)
    if len(files) == 1 and not document:
        out.put(**shown[0])
    elif not document:
        out.put(files=shown)
    failed = [each for each in shown if not each["ok"]]
    if document and failed:
        out.put(failed=failed)
    return out.end(UNUSABLE if failed else DONE)


def _found(path: Path, codes: Codes) -> tuple[str, ReadFile]:
    if path.suffix.lower() in SHEETS and path.is_file():
        raise UnusableInput(
            f"{path.name} 是表格，不是报文或回执",
            f"{path.name} is a sheet, no message or receipt",
            remedy_zh="用 baoguan check 检查其中的清单",
            remedy_en="Check the lists in it with `baoguan check`",
        )
    try:
        found = read_by(path.name, path.read_bytes(), codes)
    except OSError as error:
        raise file_failed(error) from error
    if found is None:
        raise UnusableInput(
            f"{path.name} 不是已安装的通道认识的文件",
            f"{path.name} is no file that an installed channel knows",
            remedy_zh="baoguan plugins list 查看已安装的通道",
            remedy_en="`baoguan plugins list` shows the installed channels",
        )
    return found


def _document(path: Path, found: ReadFile) -> object:
    if found.document is None:
        raise UnusableInput(
            f"{path.name} 是 {found.kind}，不含可再生成的单证",
            f"{path.name} is a {found.kind}: no document to build from",
            remedy_zh="只有发给通道的报文才有单证",
            remedy_en="Only messages to the channel carry a document",
        )
    return found.document


def _as_json(path: Path, found: ReadFile) -> dict[str, object]:
    first = found.receipts[0] if found.receipts else None
    return {
        "ok": True,
        "exit_code": DONE,
        "file": str(path),
        "kind": found.kind,
        "numbers": dict(found.numbers),
        "outcome": first.outcome.value if first else None,
        "code": first.code if first else None,
        "texts": [t for r in found.receipts for t in r.texts],
        "receipts": plain(found.receipts),
        "fields": plain(found.fields),
    }


def _words(path: Path, found: ReadFile) -> None:
    print(f"{path}  {found.kind}")
    for name, value in found.numbers.items():
        print(f"    {name}: {value}")
    for receipt in found.receipts:
        print(f"    {receipt.outcome.value} ({receipt.code}) {receipt.customs_time or ''}")
        for text in receipt.texts:
            print(f"    {text}")
    _tree(found.fields, 1)


def _tree(value: object, depth: int) -> None:
    items = value.items() if isinstance(value, dict) else ()
    for name, inner in items:
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, str):
                print(f"{'  ' * depth}{name}: {each}")
            else:
                print(f"{'  ' * depth}{name}")
                _tree(each, depth + 1)


@command
def replay(*, account: Account = None, config: Config = None, json: Json = False) -> int:
    """重新解析搁置的回执 · Decode parked receipts again."""
    out = Out(json)
    with open_broker(config) as broker:
        counts = broker.replay(account)
    out.say(" · ".join(f"{k} {v}" for k, v in counts.items()) or "没有搁置的回执 nothing is parked")
    out.put(counts=counts)
    return out.end(FINDINGS if counts.get("parked") else DONE)


@command
def doctor(*, account: Account = None, config: Config = None, json: Json = False) -> int:
    """通道和单证有什么不对，该怎么办 · What is wrong with channels and documents, and what to do."""
    out = Out(json)
    with open_broker(config) as broker:
        observations = [(n, d) for n, a in broker.accounts.items() if account in (None, n) for d in a.calls.diagnose()]
        alerts = [(s.number, a) for s in broker.status(None, account) for a in s.alerts]
        plugins = {**broker.plugins.failing, **broker.plugins.broken}
        chosen = [a for n, a in broker.accounts.items() if account in (None, n)]
        parked = [each for each in loose(broker.journal, chosen) if each.state == "parked"]
    for name, seen in observations:
        out.say(f"{seen.level:8} {name}: {seen.zh} / {seen.en}")
        for cause in seen.causes:
            out.say(f"             - {cause}")
    for number, alert in alerts:
        out.say(f"error    {number}: {alert}")
    for name, reason in plugins.items():
        out.say(f"error    plugin {name}: {reason}")
    for each in parked:
        out.say(f"error    {each.account}: 搁置的回执 parked {each.file}: {each.reason}")
        out.say("             - 更新程序后 baoguan replay / `baoguan replay` after an update of the program")
    out.put(
        observations=[{"account": n, **attrs.asdict(d)} for n, d in observations],
        alerts=[{"number": n, "alert": a} for n, a in alerts],
        broken_plugins=plugins,
        parked=parked,
    )
    red = alerts or plugins or parked or any(d.level == "error" for _, d in observations)
    return out.end(FINDINGS if red else DONE)


def wait_for(out: Out, broker: Broker, refs: list[str], account: str | None, declare: bool, timeout: float) -> int:
    """Run until every document has a result or the time is up; returns the exit code."""
    until = time.monotonic() + timeout
    wanted = _SETTLED if declare else _SETTLED | {"saved"}
    while True:
        leaving(out, broker)
        done = broker.run_once(force=True)
        found = [broker.status(r, account)[0] for r in refs]
        if all(s.state in wanted and not s.waiting for s in found) or time.monotonic() > until:
            break
        if done.idle:
            time.sleep(0.2)
    for each in found:
        _show(out, each)
    out.put(statuses=found)
    refused = any(s.state in _BAD for s in found)
    return out.end(REFUSED if refused or not all(s.state in wanted for s in found) else DONE)
