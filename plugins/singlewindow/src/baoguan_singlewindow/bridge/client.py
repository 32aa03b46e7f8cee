"""The account's way through the agent on the PC of the import client."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Final

from baoguan import BaoguanError
from baoguan.plugin import (
    Acknowledgement,
    Arrived,
    Cancelled,
    ChannelContext,
    Dedup,
    Diagnosis,
    HttpAnswer,
    HttpLink,
    InDoubt,
    Message,
    NotArrived,
    RawReceipt,
    Reconciliation,
    Staged,
    Unknown,
    clock_of,
    now,
)
from baoguan_singlewindow.folder import ASLEEP
from baoguan_singlewindow.settings import Settings

_MISDIRECTED: Final = 421
_MOST_RECEIPTS: Final = 1000
"""What the agent gives at once."""
_MOST_BYTES: Final = 512 * 1024 * 1024
"""A single long receipt is given alone, a third longer than it is."""


class BridgeWay:
    """`transport = "bridge"`. Safe for threads."""

    dedup = Dedup.EXCHANGE_ID

    def __init__(self, settings: Settings, context: ChannelContext) -> None:
        """Raises ConfigurationError for what is no http(s) address, and for a CA file that cannot be read."""
        self._asleep_seconds = settings.asleep_minutes * 60
        self._link = HttpLink(settings.url, token=settings.token, pace=context.pace, most_bytes=_MOST_BYTES, ca=settings.ca)
        self._root = ""
        """The root that the agent serves, once it was asked."""

    def stage(self, message: Message, owner: str) -> Staged:
        """Nothing is put; the root of the agent is named, so that a message in doubt is never asked for at another one."""
        if not self._root:
            self._root = str(self._health()["root"])
        return Staged(place=self._root)

    def arm(self, message: Message, owner: str) -> None:
        """The agent arms."""

    def send(self, message: Message) -> Acknowledgement:
        """Put it; the same exchange id again is answered with the first result."""
        part = message.parts[0]
        headers = {"X-Part-Name": part.name, **({"X-Root": self._root} if self._root else {})}
        path = _path(message)
        answer = self._link.request("PUT", path, content=part.content, media_type=part.media_type, headers=headers)
        if answer.status == _MISDIRECTED:
            # Nothing was put; before the next message the agent is asked for its root again.
            self._root = ""
        answer.taken(repeatable=True)
        with self._link.asking(path):
            told = json.loads(answer.content)
            return Acknowledgement(reference=str(told["reference"]), detail=str(told["detail"]))

    def cancel(self, message: Message, staged: str) -> Cancelled:
        """Take a file back that the client has not taken. Raises InDoubt when the agent serves another root, or does not say."""
        answer = self._link.request("DELETE", _path(message), headers=_meant(staged))
        if answer.status != 200:
            raise InDoubt(f"代理未撤回：HTTP {answer.status}", f"the agent did not take it back: HTTP {answer.status}")
        with self._link.asking("DELETE"):
            return Cancelled(json.loads(answer.content)["cancelled"])

    def reconcile(self, message: Message, staged: str) -> Reconciliation:
        """Ask for it, at the root where it was put. What the agent does not have it can still get: putting it again is harmless there."""
        answer = self._link.request("GET", _path(message), headers=_meant(staged))
        standing = _standing(answer)
        if answer.status == 200 and standing == "sent":
            return Arrived(evidence=standing)
        if answer.status == 404 and standing in {"unknown", "armed"}:
            return NotArrived(final=True, evidence=standing)
        return Unknown(reason=f"HTTP {answer.status} {standing}".strip())

    def receipts(self, limit: int) -> Sequence[RawReceipt]:
        """What waits at the agent."""
        query = {"limit": str(min(limit, _MOST_RECEIPTS))}
        answer = self._link.request("GET", "/receipts", query=query).taken(repeatable=True)
        with self._link.asking("/receipts"):
            return [
                RawReceipt(
                    token=str(row["token"]),
                    name=str(row["name"]),
                    content=base64.b64decode(row["content"], validate=True),
                    received=now(),
                )
                for row in json.loads(answer.content)
            ]

    def acknowledge(self, tokens: Sequence[str], *, foreign: bool) -> None:
        """Have files put away."""
        content = json.dumps({"tokens": list(tokens), "foreign": foreign}).encode()
        self._link.request("POST", "/acknowledged", content=content, media_type="application/json").taken(repeatable=True)

    def diagnose(self) -> Sequence[Diagnosis]:
        """What lies about in the folders behind the agent, or why it cannot be asked."""
        try:
            answer = self._link.request("GET", "/health").taken(repeatable=True)
            businesses = self._told(answer)["businesses"]
        except BaoguanError as error:
            causes = (
                "代理未运行 / the agent is not running",
                "网络或防火墙 / network or firewall",
                "令牌不一致 / the tokens differ",
            )
            return [Diagnosis(level="error", zh=error.zh, en=error.en, causes=causes)]
        assert isinstance(businesses, dict)
        return [*(d for name, told in businesses.items() for d in _diagnose(name, told, self._asleep_seconds)), *clock_of(answer)]

    def close(self) -> None:
        """Close the connections."""
        self._link.close()

    def _health(self) -> Mapping[str, object]:
        return self._told(self._link.request("GET", "/health").taken(repeatable=True))

    def _told(self, answer: HttpAnswer) -> Mapping[str, object]:
        with self._link.asking("/health"):
            told = json.loads(answer.content)
            return {"root": str(told["root"]), "businesses": _businesses(told["businesses"])}


def _businesses(told: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    keys = ("waiting", "oldest_seconds", "failed")
    return {str(name): {key: int(each[key]) for key in keys} for name, each in told.items()}


def _diagnose(name: str, told: Mapping[str, int], asleep_seconds: float) -> list[Diagnosis]:
    waiting, failed, age = told["waiting"], told["failed"], told["oldest_seconds"]
    out = []
    if waiting and age > asleep_seconds:
        zh = f"{name}/OutBox 有 {waiting} 个文件，最早的 {age // 60} 分钟未被取走；重发无济于事"
        en = f"{waiting} file(s) in {name}/OutBox, the oldest for {age // 60} minutes; sending again is no remedy"
        out.append(Diagnosis(level="error", zh=zh, en=en, causes=ASLEEP, unread=True))
    if failed:
        zh, en = f"{name}/FailBox 有 {failed} 个文件", f"{failed} file(s) in {name}/FailBox"
        out.append(Diagnosis(level="warning", zh=zh, en=en, unread=True))
    in_order = Diagnosis(level="ok", zh=f"{name} 正常（OutBox {waiting} 个文件）", en=f"{name} is in order ({waiting} in OutBox)")
    return out or [in_order]


def _path(message: Message) -> str:
    """`route` is `operator/business`."""
    return f"/messages/{message.route.rpartition('/')[2]}/{message.exchange_id}"


def _meant(staged: str) -> dict[str, str]:
    """The root where a message was put."""
    return {"X-Root": staged} if staged else {}


def _standing(answer: HttpAnswer) -> str:
    """The agent's own word; '' when somebody else answered."""
    try:
        told = json.loads(answer.content)
    except ValueError:
        return ""
    return str(told.get("standing", "")) if isinstance(told, dict) else ""
