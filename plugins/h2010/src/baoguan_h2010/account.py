"""An opened account: the hooks of the channel."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import quote

import attrs

from baoguan import BondedInventoryList
from baoguan.plugin import (
    Acknowledgement,
    Act,
    Arrived,
    ChannelContext,
    ChannelInfo,
    Dedup,
    Diagnosis,
    Evidence,
    Finding,
    HttpAnswer,
    HttpLink,
    InDoubt,
    Inquiry,
    Ledger,
    Level,
    Limits,
    Mark,
    Message,
    NotArrived,
    Parcel,
    Part,
    Polling,
    RawReceipt,
    Receipt,
    Reconciliation,
    Step,
    Support,
    TooLarge,
    Unsupported,
    UnusableInput,
    Verb,
    clock_of,
    hookimpl,
    now,
)
from baoguan_h2010 import inventory, ledger
from baoguan_h2010.codec import Value, Writer, sealed
from baoguan_h2010.messages import TYPES
from baoguan_h2010.receipts import receipts_of
from baoguan_h2010.settings import Settings

MEDIA_TYPE: Final = "text/plain; charset=GBK"
MOCK: Final = "模拟的旧系统（mock），不是真实的 H2010 / a mock of the old system, not the real H2010"

_SAVE: Final = ("（预检，无草稿）", " (a check without draft)")
_NO_WITHDRAWAL: Final = ("：旧系统没有撤回报文", ": the old system has no message that withdraws")
_NO_CHANGE: Final = ("：旧系统的报关清单没有变更报文", ": the old system has no message that changes a list")


def _support(kind: str, verb: Verb, level: Level, evidence: Evidence, note: tuple[str, str] = ("", "")) -> Support:
    return Support(kind=kind, verb=verb, level=level, evidence=evidence, note_zh=note[0], note_en=note[1])


SUPPORTS: Final = (
    _support(ledger.KIND, Verb.SAVE, Level.EMULATED, Evidence.INFERRED, _SAVE),
    _support(ledger.KIND, Verb.DECLARE, Level.NATIVE, Evidence.ONE_SOURCE),
    _support(ledger.KIND, Verb.CHANGE, Level.NATIVE, Evidence.ONE_SOURCE),
    _support(ledger.KIND, Verb.WITHDRAW, Level.UNSUPPORTED, Evidence.ONE_SOURCE, _NO_WITHDRAWAL),
    _support(inventory.KIND, Verb.SAVE, Level.EMULATED, Evidence.INFERRED, _SAVE),
    _support(inventory.KIND, Verb.DECLARE, Level.NATIVE, Evidence.ONE_SOURCE),
    _support(inventory.KIND, Verb.CHANGE, Level.UNSUPPORTED, Evidence.ONE_SOURCE, _NO_CHANGE),
    _support(inventory.KIND, Verb.WITHDRAW, Level.UNSUPPORTED, Evidence.ONE_SOURCE, _NO_WITHDRAWAL),
)


_FORM: Final = "h2010.form"
_TEXT: Final = "h2010.text"


def _finding(rule: str, zh: str, en: str, remedy_zh: str = "", remedy_en: str = "", *, path: str = "", value: str = "") -> Finding:
    return Finding(
        rule=rule,
        severity="error",
        path=path,
        value=value,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        source="定长文本的宽度表（模拟）/ the mock's table of widths",
        mark=Mark.INFERRED,
    )


class LegacyAccount:
    """One account at a mock server. Safe for threads."""

    def __init__(self, settings: Settings, context: ChannelContext) -> None:
        self._settings = settings
        self._link = HttpLink(settings.url, pace=context.pace, token=settings.token, timeout=settings.timeout)
        self._ledgers = ledger.LedgerMessages(context.codes)
        self._lists = inventory.InventoryMessages(context.codes)
        self._foreign: set[str] = set()
        self._lock = threading.Lock()

    @hookimpl
    def baoguan_channel(self) -> ChannelInfo:
        """What the channel is and can do."""
        return ChannelInfo(
            name="h2010",
            title_zh="H2010 电子账册（模拟）",
            title_en="H2010 electronic accounts (a mock)",
            supports=SUPPORTS,
            limits=Limits(bytes=self._settings.max_bytes),
            dedup=Dedup.EXCHANGE_ID,
            settings=Settings,
            messages=tuple(t.up for t in TYPES),
            polling=Polling(deadline=timedelta(minutes=self._settings.overdue_minutes)),
            silence_zh="模拟服务器未运行、回执丢失；会按企业内部编号查询，重发无济于事",
            silence_en="the mock server is not running, or a receipt was lost; it is asked by number, sending again is no remedy",
        )

    # ------------------------------------------------------------------------------------------------------------- encoding

    @hookimpl
    def baoguan_encode(self, parcel: Parcel) -> Message:
        """One .ems text an object; rows beyond `batch_rows` of a ledger go in several batches. Raises UnusableInput that names everything
        the text cannot hold, Unsupported for what the old system does not know, TooLarge beyond the limit."""
        writer = Writer()
        key, objects, notes = self._objects(parcel, writer)
        writer.line("KEY", key)
        writer.check()
        rows = sum(len(o.rows) for o in objects)
        if parcel.packs == 1 and parcel.kind == ledger.KIND and rows > self._settings.batch_rows:
            parcel = attrs.evolve(parcel, packs=-(-rows // self._settings.batch_rows))
        key |= {"BATCH_NO": parcel.pack, "BATCH_TOTAL": parcel.packs}
        parts = tuple(self._parts(parcel, key, objects, rows))
        size = sum(len(p.content) for p in parts)
        if size > self._settings.max_bytes:
            raise TooLarge(
                f"{parcel.number} 的报文 {size} 字节，超过 {self._settings.max_bytes}",
                f"the message of {parcel.number} has {size} bytes, more than {self._settings.max_bytes}",
                remedy_zh="账册：减小 batch_rows；清单：拆成多份",
                remedy_en="A ledger: a smaller batch_rows. A list: divide it into more lists",
            )
        return Message(
            exchange_id=parcel.exchange_id,
            verb=parcel.verb,
            route=f"{key['TRADE_CODE']}/{key['COP_EMS_NO']}",
            parts=parts,
            pack=parcel.pack,
            packs=parcel.packs,
            unproven=(MOCK, *notes),
        )

    @hookimpl
    def baoguan_findings(self, document: object, act: Act) -> Sequence[Finding]:
        """Characters outside GBK, texts longer than their width, codes without a number, and what the old system does not know."""
        writer = Writer()
        found: list[Finding] = []
        try:
            self._lines(document, act, writer)
        except (UnusableInput, Unsupported) as error:
            found.append(_finding(_FORM, error.zh, error.en, error.remedy_zh, error.remedy_en))
        seen = {(f.path, f.zh): f for f in writer.faults}
        return [*found, *(_finding(_TEXT, f.zh, f.en, path=f.path, value=f.value) for f in seen.values())]

    def _lines(self, document: object, act: Act, writer: Writer) -> tuple[str, list[ledger.Outgoing], list[str]] | None:
        """DECLARE_TYPE, the objects, and what of the document they do not carry; None where the old system has no message."""
        if isinstance(document, Ledger) and act is not Act.DELETION:
            objects = self._ledgers.objects(document, act, writer)
            return "2" if act is Act.CHANGE else "1", objects, ledger.not_carried(document)
        if isinstance(document, BondedInventoryList) and act is Act.FILING:
            return "B", self._lists.objects(document, writer), inventory.not_carried(document)
        return None

    def _objects(self, parcel: Parcel, writer: Writer) -> tuple[dict[str, Value], list[ledger.Outgoing], list[str]]:
        document = parcel.document
        made = self._lines(document, parcel.act, writer)
        if made is None or not isinstance(document, Ledger | BondedInventoryList):
            raise Unsupported(
                f"旧系统没有 {parcel.kind} 的 {parcel.verb} 报文",
                f"the old system has no message to {parcel.verb} a {parcel.kind}",
                remedy_zh="联系主管海关",
                remedy_en="Ask the competent customs office",
            )
        declare_type, objects, lost = made
        operating = document.operating_enterprise
        code = operating.customs_code if operating else None
        ledger.needed(parcel, document.internal_number, code)
        key: dict[str, Value] = {
            "TRADE_CODE": code,
            "COP_EMS_NO": document.internal_number,
            "SEQ_NO": document.seq_no,
            "EMS_NO": document.ledger_no,
            "DECLARE_TYPE": declare_type,
            "MODIFY_TIMES": parcel.change_count if parcel.act is Act.CHANGE else 0,
            "STEP": "1" if parcel.step is Step.DECLARE else "0",
            "FILE_NAME": parcel.exchange_id,
            "CREATE_TIME": parcel.created.strftime("%Y%m%d%H%M%S"),
        }
        notes = [f"本模拟不承载 / not carried by this mock: {', '.join(lost)}"] if lost else []
        return key, objects, notes

    def _parts(self, parcel: Parcel, key: Mapping[str, Value], objects: Sequence[ledger.Outgoing], rows: int) -> Iterator[Part]:
        start, stop = (parcel.pack - 1) * rows // parcel.packs, parcel.pack * rows // parcel.packs
        before = 0
        for whole in objects:
            one = whole.of_batch(parcel.pack == 1, start - before, stop - before)
            before += len(whole.rows)
            if not (one.head or one.rows):
                continue
            head = Writer().line("KEY", {**key, "MSG_TYPE": one.type})
            name = f"{one.type}_{key['CREATE_TIME']}_{parcel.exchange_id}.ems"
            yield Part(name=name, media_type=MEDIA_TYPE, content=sealed([head, *one.head, *one.rows]))

    # -------------------------------------------------------------------------------------------------------------- sending

    @hookimpl
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        """All objects of a message in one request, which the far side takes as a whole or not at all."""
        return self._send(message)

    @hookimpl
    def baoguan_modify(self, message: Message) -> Acknowledgement:
        """Changes leave the same way."""
        return self._send(message)

    def _send(self, message: Message) -> Acknowledgement:
        answer = self._link.request(
            "POST",
            f"/exchange/{quote(message.exchange_id, safe='')}",
            content=b"".join(part.content for part in message.parts),
            media_type=MEDIA_TYPE,
        ).taken(repeatable=True)
        with self._link.asking("POST /exchange"):
            told = _object(answer)
            if told["exchange"] != message.exchange_id:
                raise ValueError(told)
            return Acknowledgement(reference=str(told["number"]), detail=str(told["taken"]))

    @hookimpl
    def baoguan_reconcile(self, message: Message) -> Reconciliation:
        """Whether the far side lists the exchange under the document's number. It knows every exchange that it has, so that one which it
        does not list can be sent again: should the first come after all, it is taken once."""
        code, _, number = message.route.partition("/")
        known = self._query(code, number)["exchanges"]
        with self._link.asking("GET /query"):
            listed = {str(e) for e in _rows(known)}
        if message.exchange_id in listed:
            return Arrived(evidence=f"GET /query: {message.exchange_id}")
        return NotArrived(
            final=True, evidence="GET /query：未列出；对方按报文标识去重 / not listed; the far side knows messages by their id"
        )

    # ------------------------------------------------------------------------------------------------------------ receiving

    @hookimpl
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        """What lies in the mailbox, except what was found to be somebody else's."""
        with self._lock:
            foreign = set(self._foreign)
        answer = self._link.request("GET", "/receipts", query={"limit": str(limit + len(foreign))}).taken(repeatable=True)
        with self._link.asking("GET /receipts"):
            given = [_raw(row) for row in _rows(_object(answer)["receipts"])]
        return [raw for raw in given if raw.token not in foreign][:limit]

    @hookimpl
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool:
        """Take receipts out of the mailbox; those of other people stay, unless nobody else reads it."""
        if foreign and not self._settings.own_mailbox:
            with self._lock:
                self._foreign.update(tokens)
            return True
        content = json.dumps({"tokens": list(tokens)}).encode("ascii")
        answer = self._link.request("POST", "/acknowledge", content=content, media_type="application/json").taken(repeatable=True)
        with self._link.asking("POST /acknowledge"):
            _object(answer)
        return True

    @hookimpl
    def baoguan_inquire(self, inquiry: Inquiry) -> Sequence[RawReceipt]:
        """Every receipt that the far side ever made out for the document, lost ones too."""
        told = self._query(inquiry.owner, inquiry.number)
        with self._link.asking("GET /query"):
            return [_raw(row) for row in _rows(told["receipts"])]

    def _query(self, code: str, number: str) -> Mapping[str, object]:
        answer = self._link.request("GET", "/query", query={"TRADE_CODE": code, "COP_EMS_NO": number}).taken(repeatable=True)
        with self._link.asking("GET /query"):
            told = _object(answer)
            if told["number"] != number or not {"exchanges", "receipts"} <= told.keys():
                raise ValueError(told)
            return told

    @hookimpl
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt]:
        """The receipts of a text."""
        return receipts_of(raw)

    @hookimpl
    def baoguan_diagnose(self) -> Sequence[Diagnosis]:
        """Whether the mock server answers."""
        answer = self._link.request("GET", "/status")
        if answer.status in {401, 403}:
            answer.taken(repeatable=True)
        if answer.status == 503:
            wait = answer.retry_after
            return [
                Diagnosis(
                    level="warning", zh=f"{self._link.url} 维护中（{wait}）", en=f"{self._link.url} is being maintained ({wait})"
                )
            ]
        told = _object(answer.taken(repeatable=True)) if "json" in answer.media_type else {}
        if told.get("system") != "h2010-mock":
            return [
                Diagnosis(
                    level="error",
                    zh=f"{self._link.url} 不是旧系统的模拟服务器（HTTP {answer.status}）",
                    en=f"{self._link.url} is no mock server of the old system (HTTP {answer.status})",
                    causes=("地址不对 / wrong url", "服务器未启动：baoguan simulate h2010 / not started",),
                )
            ]  # fmt: skip
        fine = Diagnosis(level="ok", zh=f"{self._link.url} 正常（模拟）", en=f"{self._link.url} answers (a mock)")
        return [fine, *clock_of(answer)]

    def close(self) -> None:
        """Close the connections."""
        self._link.close()


def _object(answer: HttpAnswer) -> dict[str, object]:
    """The JSON object of an answer. Raises InDoubt for an HTML page, an empty body or anything else."""
    if answer.media_type != "application/json" or not answer.content:
        raise InDoubt(
            f"应答不是 JSON（{answer.media_type or '无类型'}，{len(answer.content)} 字节），可能来自代理",
            f"the answer is no JSON ({answer.media_type or 'no type'}, {len(answer.content)} bytes), perhaps from a proxy",
            remedy_zh="会先向对方核实；检查 url 和代理",
            remedy_en="The far side is asked first; check the url and proxies",
        )
    told = json.loads(answer.content)
    if not isinstance(told, dict):
        raise TypeError(told)
    return told


def _rows(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _raw(row: object) -> RawReceipt:
    if not isinstance(row, dict):
        raise TypeError(row)
    content = base64.b64decode(row["content"], validate=True)
    return RawReceipt(token=str(row["token"]), name=str(row["name"]), content=content, received=now())
