"""A channel over HTTP: JSON to a service that knows every message by its exchange id.

PUT  /messages/{exchange id}   {"number", "verb", "document"}  ->  {"reference"}, the first answer again for a message that it has
GET  /messages/{exchange id}                                   ->  200 when it has it, 404 when it does not
GET  /receipts?limit=n                                         ->  [{"token", "name", "content"}] until acknowledged
POST /acknowledged             {"tokens"}
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import attrs

from baoguan import plugin as p


@attrs.frozen(kw_only=True)
class Settings:
    """A service and the token for it."""

    url: str = attrs.field(metadata={"help_zh": "服务地址", "help_en": "address of the service"})
    token: p.Secret = attrs.field(metadata={"help_zh": '访问令牌，写作 { env = "NAME" }', "help_en": 'token, as { env = "NAME" }'})


SENT, OTHERS = (p.Verb.SAVE, p.Verb.DECLARE), (p.Verb.CHANGE, p.Verb.WITHDRAW)
WHY_ZH, WHY_EN = "：该服务没有此功能", ": the service does not offer it"
SUPPORTS = (
    *(p.Support(kind="inventory", verb=v, level=p.Level.NATIVE, evidence=p.Evidence.ONE_SOURCE) for v in SENT),
    *(
        p.Support(
            kind="inventory", verb=v, level=p.Level.UNSUPPORTED, evidence=p.Evidence.ONE_SOURCE, note_zh=WHY_ZH, note_en=WHY_EN
        )
        for v in OTHERS
    ),
)


@p.hookimpls
class Relay:
    """One account."""

    def __init__(self, settings: Settings, context: p.ChannelContext) -> None:
        self._link = p.HttpLink(settings.url, token=settings.token, pace=context.pace)

    def baoguan_channel(self) -> p.ChannelInfo:
        """What it is."""
        return p.ChannelInfo(
            name="relay",
            title_zh="转发服务（示例）",
            title_en="relay service (example)",
            supports=SUPPORTS,
            limits=p.Limits(requests_per_second=50, at_once=2),
            dedup=p.Dedup.EXCHANGE_ID,
            settings=Settings,
            polling=p.Polling(),
        )

    def baoguan_encode(self, parcel: p.Parcel) -> p.Message:
        """The document as JSON."""
        body = {"number": parcel.number, "verb": parcel.verb.value, "document": p.to_json(parcel.document)}
        content = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
        part = p.Part(name=f"{parcel.exchange_id}.json", media_type="application/json", content=content)
        return p.Message(exchange_id=parcel.exchange_id, verb=parcel.verb, parts=(part,))

    def baoguan_submit(self, message: p.Message) -> p.Acknowledgement:
        """Put it; the same exchange id again is answered with the first reference."""
        part = message.parts[0]
        path = f"/messages/{message.exchange_id}"
        answer = self._link.request("PUT", path, content=part.content, media_type=part.media_type).taken(repeatable=True)
        with self._link.asking(path):
            return p.Acknowledgement(reference=str(json.loads(answer.content)["reference"]))

    baoguan_modify = baoguan_submit

    def baoguan_reconcile(self, message: p.Message) -> p.Reconciliation:
        """Ask for it. What the service does not have it can still get: sending it again is harmless there."""
        answer = self._link.request("GET", f"/messages/{message.exchange_id}")
        if answer.status == 404:
            return p.NotArrived(final=True, evidence="404")
        return p.Arrived(evidence="200") if answer.status == 200 else p.Unknown(reason=f"HTTP {answer.status}")

    def baoguan_receipts(self, limit: int) -> Sequence[p.RawReceipt]:
        """What waits."""
        answer = self._link.request("GET", "/receipts", query={"limit": str(limit)}).taken(repeatable=True)
        with self._link.asking("receipts"):
            rows = json.loads(answer.content)
            return [
                p.RawReceipt(token=row["token"], name=row["name"], content=row["content"].encode(), received=p.now())
                for row in rows
            ]

    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool:
        """Move the cursor."""
        content = json.dumps({"tokens": list(tokens)}).encode()
        self._link.request("POST", "/acknowledged", content=content, media_type="application/json").taken(repeatable=True)
        return True

    def baoguan_decode(self, raw: p.RawReceipt) -> Sequence[p.Receipt]:
        """`{"exchange_id", "outcome", "seq_no"}`."""
        try:
            said = json.loads(raw.content)
            numbers = {"seq_no": str(said["seq_no"])} if said.get("seq_no") else {}
            outcome = p.Outcome(said["outcome"])
            return [
                p.Receipt(
                    kind="inventory",
                    source="relay",
                    outcome=outcome,
                    exchange_id=str(said["exchange_id"]),
                    numbers=numbers,
                )
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise p.DecodeError(f"不是回执：{error!r}", f"no receipt: {error!r}") from error

    def close(self) -> None:
        """Close the connections."""
        self._link.close()


class RelayChannel:
    """What the entry point names."""

    def open(self, settings: Mapping[str, object], context: p.ChannelContext) -> Relay:
        """An account. Raises p.ConfigurationError for settings that it does not know or that are missing."""
        wrong = set(settings) ^ {"url", "token"}
        if wrong or not isinstance(settings["token"], p.Secret):
            raise p.ConfigurationError(
                f"accounts.{context.account}：设置应为 url 和 token，多或缺：{sorted(wrong)}",
                f"accounts.{context.account}: the settings are url and token, too many or missing: {sorted(wrong)}",
                remedy_zh='写法：url = "https://…"，token = { env = "NAME" }',
                remedy_en='Write: url = "https://...", token = { env = "NAME" }',
            )
        return Relay(Settings(**settings), context)  # type: ignore[arg-type]


channel = RelayChannel()
