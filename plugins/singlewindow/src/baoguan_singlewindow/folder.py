"""The account's way through the folders of the import client, and what lies about in them."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from baoguan.plugin import (
    Acknowledgement,
    Cancelled,
    ChannelContext,
    Dedup,
    Diagnosis,
    ExchangeFolder,
    InBox,
    InDoubt,
    Message,
    RawReceipt,
    Reconciliation,
    Root,
    Staged,
    Unknown,
    claim_root,
    open_root,
    read_tokens,
)
from baoguan_singlewindow.settings import Settings

ASLEEP: Final = (
    "客户端未运行 / client not running",
    "IC 卡锁定或 PIN 未输入 / card locked or PIN not entered",
    "链路未连通 / link down",
    "未勾选技术回执 / technical receipts off",
)
"""Why files stay in OutBox, the likely first."""

ELSEWHERE: Final = (
    "其他软件或页面业务的回执 / receipts of other software",
    "设置 routes 的目录名与导入客户端不一致 / the setting `routes` names another folder than the import client",
)
"""Why receipts lie in a folder that is not read, the likely first."""


class FolderWay:
    """`transport = "folder"`: the roots of an account and its cards. Without `claim` nothing is made or opened: then it only knows names."""

    dedup = Dedup.BUSINESS_NUMBER

    def __init__(self, root: Path, settings: Settings, context: ChannelContext, *, claim: bool = True) -> None:
        """Raises ConfigurationError for a root that belongs to another account."""
        self._settings = settings
        roots = {"": root, **{o.customs_code: o.root for o in settings.operators if o.root is not None}}
        self._roots = roots
        names = dict.fromkeys(settings.routes.values())
        self._businesses = {f"{code}/{name}": ExchangeFolder(path=r / name) for code, r in roots.items() for name in names}
        self._opened: dict[Path, Root] = {}
        if claim:
            for each in dict.fromkeys(roots.values()):
                claim_root(each, context.journal, context.account)
                self._opened[each] = open_root(each)
            for business in self._businesses.values():
                business.make()
        self._inboxes = {
            key: InBox(key, b, own_inbox=settings.own_inbox, stable_seconds=settings.stable_seconds)
            for key, b in self._businesses.items()
        }

    def _business(self, message: Message) -> ExchangeFolder:
        """The folder of a message's route, `operator/business`: no path is journalled, so that an import root can move."""
        code, _, name = message.route.partition("/")
        return (
            self._businesses.get(message.route)
            or self._businesses.get(f"/{name}")
            or ExchangeFolder(path=self._roots.get(code, self._roots[""]) / name)
        )

    def _root_of(self, message: Message) -> Root:
        path = self._business(message).path.parent
        return self._opened.get(path) or open_root(path)

    def stage(self, message: Message, owner: str) -> Staged:
        """The bytes, durably, under the owner's private name; gives the root, since the setting may change before the send is known."""
        self._business(message).stage(message, owner)
        return Staged(place=self._root_of(message).place)

    def arm(self, message: Message, owner: str) -> None:
        """Private name -> `.Temp`."""
        self._business(message).arm(message, owner)

    def send(self, message: Message) -> Acknowledgement:
        """`.Temp` -> `.zip`: the send."""
        return self._business(message).send(message)

    def cancel(self, message: Message, staged: str) -> Cancelled:
        """Take a file back that the client has not taken. Raises InDoubt when it lies in another root."""
        if (why := self._root_of(message).elsewhere(staged)) is not None:
            raise InDoubt(*why)
        return self._business(message).cancel(message)

    def reconcile(self, message: Message, staged: str) -> Reconciliation:
        """By the `.Temp` rule, in the root where the message was put; in another one nothing is known."""
        if (why := self._root_of(message).elsewhere(staged)) is not None:
            return Unknown(reason=" / ".join(why))
        return self._business(message).reconcile(message)

    def receipts(self, limit: int) -> Sequence[RawReceipt]:
        """Stable files of every InBox."""
        out: list[RawReceipt] = []
        for inbox in self._inboxes.values():
            for path in inbox.ready():
                if len(out) >= limit:
                    return out
                raw = inbox.read(path)
                if raw is not None:
                    out.append(raw)
        return out

    def acknowledge(self, tokens: Sequence[str], *, foreign: bool) -> None:
        """Put files away."""
        for key, name, stamp in read_tokens(tokens):
            if key in self._inboxes:
                self._inboxes[key].acknowledge(name, stamp, foreign=foreign)

    def diagnose(self) -> Sequence[Diagnosis]:
        """What lies about in the folders, and in those beside them that no account reads."""
        read = {b.path for b in self._businesses.values()}
        beside = [d for root in dict.fromkeys(self._roots.values()) for d in unread(root, read)]
        return [*(d for b in self._businesses.values() for d in diagnose(b, self._settings.asleep_minutes * 60)), *beside]

    def close(self) -> None:
        """Nothing is held open."""


def unread(root: Path, read: Collection[Path]) -> list[Diagnosis]:
    """Receipts in the InBox of a business that the account does not read: other software's, or ours under another name."""
    boxes = [each / "InBox" for each in sorted(root.iterdir()) if each not in read] if root.is_dir() else []
    counts = {box: sum(p.is_file() for p in box.iterdir()) for box in boxes if box.is_dir()}
    return [
        Diagnosis(
            level="warning",
            zh=f"{box} 有 {count} 个文件，本账户不读这个目录",
            en=f"{count} file(s) in {box}, which this account does not read",
            causes=ELSEWHERE,
            unread=True,
        )
        for box, count in counts.items()
        if count
    ]


def diagnose(business: ExchangeFolder, asleep_seconds: float) -> list[Diagnosis]:
    """Files that the client has left lying, and files it put into FailBox."""
    out = []
    waiting = [p for p in business.out_box.iterdir() if p.suffix.lower() in (".zip", ".xml")]
    late = [p for p in waiting if time.time() - p.stat().st_mtime > asleep_seconds]
    if late:
        out.append(
            Diagnosis(
                level="error",
                zh=f"{business.out_box} 有 {len(late)} 个文件超时未被取走，最早 {late[0].name}；重发无济于事",
                en=f"{len(late)} file(s) lie in {business.out_box} beyond the time, first {late[0].name}; sending again is no remedy",
                causes=ASLEEP,
                unread=True,
            )
        )
    fail_box = business.path / "FailBox"
    failed = [p for p in fail_box.iterdir() if p.is_file()] if fail_box.is_dir() else []
    if failed:
        zh, en = f"{fail_box} 有 {len(failed)} 个文件", f"{len(failed)} file(s) in {fail_box}"
        out.append(Diagnosis(level="warning", zh=zh, en=en, unread=True))
    if not out:
        out.append(
            Diagnosis(
                level="ok",
                zh=f"{business.path} 正常（OutBox {len(waiting)} 个文件）",
                en=f"{business.path} is in order ({len(waiting)} in OutBox)",
            )
        )
    return out
