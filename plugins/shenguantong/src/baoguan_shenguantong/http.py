"""The account over HTTP: a batch is POSTed under its exchange id, receipts are fetched until acknowledged.

The far side answers a repeated exchange id with its first result, so that the same batch may be sent again once it says, asked by
number, that it does not have it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, cast
from urllib.parse import quote

from baoguan import BaoguanError
from baoguan.plugin import (
    Acknowledgement,
    Arrived,
    ChannelContext,
    Dedup,
    Diagnosis,
    HttpAnswer,
    HttpLink,
    Inquiry,
    Message,
    NotArrived,
    RawReceipt,
    Reconciliation,
    Rejected,
    Secret,
    clock_of,
    diagnosis_of,
    hookimpl,
    now,
)
from baoguan_shenguantong.account import Shenguantong
from baoguan_shenguantong.folder import ASSUMED
from baoguan_shenguantong.protocol import PROTOCOL
from baoguan_shenguantong.settings import Settings

_INQUIRED: Final = "inquiry"
"""Token of an answer to our own question: there is nothing to acknowledge."""
_PAGE: Final = 200
Answer = Mapping[str, object]


class HttpAccount(Shenguantong):
    """Batches are POSTed; nothing is staged, since the far side knows every exchange id."""

    dedup = Dedup.EXCHANGE_ID
    fast = timedelta(seconds=5)
    slow = timedelta(minutes=5)

    def __init__(self, settings: Settings, context: ChannelContext) -> None:
        super().__init__(settings, context)
        token: Secret | None = settings.token
        self._link = HttpLink(settings.url, pace=context.pace, token=token, timeout=settings.timeout_seconds)
        self._left: set[str] = set()
        """Receipts of others that were seen and stay at the far side."""

    @hookimpl
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        """POST the batch. Raises Rejected when the far side refused it."""
        return self._post(message)

    @hookimpl
    def baoguan_modify(self, message: Message) -> Acknowledgement:
        """Changes leave the same way."""
        return self._post(message)

    def _post(self, message: Message) -> Acknowledgement:
        part = message.parts[0]
        answer = self._link.request(
            "POST", f"/batches/{quote(message.exchange_id, safe='')}", content=part.content, media_type=part.media_type
        ).taken(repeatable=True)
        with self._link.asking("提交 / the batch"):
            told = _read(answer)
            if told["exchange_id"] != message.exchange_id:
                raise ValueError(f"it speaks of {told['exchange_id']!r}")
            result, reference = told["result"], str(told["reference"])
            if result == "refused":
                text = str(told.get("text", ""))
                raise Rejected(f"对方拒收：{text}", f"the far side refused it: {text}")
            if result != "accepted":
                raise ValueError(f"unknown result {result!r}")
        return Acknowledgement(reference=reference, detail=f"accepted {reference} ({PROTOCOL}, assumed)")

    @hookimpl
    def baoguan_reconcile(self, message: Message, staged: str) -> Reconciliation:
        """Ask by 企业内部编号 whether the far side has this exchange. What it does not have may be sent again under the same id."""
        kind, owner, number = message.route.split("/", 2)
        told, _ = self._ask(kind, owner, number)
        exchanges = cast("Sequence[str]", told.get("exchanges", []))
        if message.exchange_id in exchanges:
            return Arrived(evidence=f"{owner}/{number}: exchange {message.exchange_id} is known")
        return NotArrived(final=True, evidence=f"{owner}/{number}: exchange {message.exchange_id} is not among {list(exchanges)}")

    @hookimpl
    def baoguan_inquire(self, inquiry: Inquiry) -> Sequence[RawReceipt]:
        """What the far side has said of a document, lost receipts included; nothing when it does not know the number."""
        told, content = self._ask(inquiry.kind, inquiry.owner, inquiry.number)
        if not told["known"]:
            return []
        return [RawReceipt(token=_INQUIRED, name=f"inquiry-{inquiry.number}.json", content=content, received=now())]

    def _ask(self, kind: str, owner: str, number: str) -> tuple[Answer, bytes]:
        query = {"kind": kind, "owner": owner, "number": number}
        answer = self._link.request("GET", "/documents", query=query).taken(repeatable=True)
        with self._link.asking("按内部编号查询 / the query by number"):
            told = _read(answer)
            if not isinstance(told["known"], bool) or not isinstance(told.get("exchanges", []), list):
                raise ValueError("known or exchanges is of another type")
            if (told["kind"], told["owner"], told["number"]) != (kind, owner, number):
                raise ValueError(f"it speaks of {told['owner']}/{told['number']}")
        return told, answer.content

    @hookimpl
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        """The oldest receipts that nobody has acknowledged, page by page past those of others."""
        out: list[RawReceipt] = []
        after = ""
        while len(out) < limit:
            page = self._page(after, min(limit, _PAGE))
            if not page or page[-1].token == after:
                break
            after = page[-1].token
            out += [raw for raw in page if raw.token not in self._left]
        return out[:limit]

    def _page(self, after: str, limit: int) -> list[RawReceipt]:
        answer = self._link.request("GET", "/receipts", query={"after": after, "limit": str(limit)}).taken(repeatable=True)
        with self._link.asking("取回执 / the receipts"):
            rows = cast("Sequence[Answer]", _read(answer)["receipts"])
            return [
                RawReceipt(
                    token=str(row["token"]), name=str(row["name"]), content=str(row["content"]).encode("utf-8"), received=now()
                )
                for row in rows
            ]

    @hookimpl
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool:
        """Move the far side on. Receipts of others stay there for them, unless this program alone reads them."""
        mine = [token for token in tokens if token != _INQUIRED]
        if foreign and not self._settings.own_inbox:
            self._left.update(mine)
            return True
        if mine:
            body = json.dumps({"protocol": PROTOCOL, "tokens": mine}).encode()
            answer = self._link.request("POST", "/receipts/acknowledged", content=body, media_type="application/json")
            with self._link.asking("确认回执 / the acknowledgement"):
                _read(answer.taken(repeatable=True))
            self._left.difference_update(mine)
        return True

    @hookimpl
    def baoguan_diagnose(self) -> Sequence[Diagnosis]:
        """The format is assumed; and whether the far side answers in it."""
        try:
            with self._link.asking("GET /status"):
                answer = self._link.request("GET", "/status").taken(repeatable=True)
                told = _read(answer)
        except BaoguanError as error:
            return [ASSUMED, diagnosis_of(error)]
        name = str(told.get("name", ""))
        fine = Diagnosis(level="ok", zh=f"{self._link.url} 有应答：{name}", en=f"{self._link.url} answers: {name}")
        return [ASSUMED, fine, *clock_of(answer)]

    def close(self) -> None:
        """Close the connections."""
        self._link.close()


def _read(answer: HttpAnswer) -> Answer:
    """The object of an answer. Raises ValueError for another media type, no JSON, or another protocol."""
    if answer.media_type != "application/json":
        raise ValueError(f"media type {answer.media_type!r}, {len(answer.content)} bytes")
    told: object = json.loads(answer.content)
    if not isinstance(told, dict) or told.get("protocol") != PROTOCOL:
        raise ValueError(f"not in {PROTOCOL}")
    return told
