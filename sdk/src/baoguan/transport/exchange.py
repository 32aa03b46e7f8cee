"""Folders shared with the far side's program: the fenced send.

The bytes wait durably under a private name in `Baoguan/staging` beside the OutBox; arming renames them to `<name>.Temp` in the OutBox; the
rename of that same file to its final name is the send. `.Temp` there = not sent; absent = sent, whoever renamed.
"""

from __future__ import annotations

import glob
import json
import time
from pathlib import Path
from typing import Final
from uuid import uuid4

import attrs

from baoguan.errors import ConfigurationError, NotSent
from baoguan.model.message import Acknowledgement, Arrived, Cancelled, Message, NotArrived, Reconciliation
from baoguan.transport.files import create_once, remove, rename_once, replace, sync_folder, write_durably

_FORGOTTEN_SECONDS: Final = 86_400
"""A staged file this old belongs to a worker that lost its claim or its life; without it a late worker simply cannot arm."""

OWN: Final = "Baoguan"
"""Our own folder in each exchange folder, beside the far side's: staging, received, foreign, left."""


@attrs.frozen(kw_only=True)
class ExchangeFolder:
    """A pair of boxes shared with the far side's program. A message is one file."""

    path: Path

    @property
    def out_box(self) -> Path:
        """What is to be sent."""
        return self.path / "OutBox"

    @property
    def in_box(self) -> Path:
        """Answers and receipts."""
        return self.path / "InBox"

    @property
    def own(self) -> Path:
        """Our own folder."""
        return self.path / OWN

    def make(self) -> None:
        """Make the folders that are missing."""
        for folder in (self.out_box, self.in_box, *(self.own / n for n in ("staging", "received", "foreign", "left"))):
            folder.mkdir(parents=True, exist_ok=True)
        for left in (self.own / "staging").glob("*.part"):
            if time.time() - left.stat().st_mtime > _FORGOTTEN_SECONDS:
                remove(left)

    def temp(self, message: Message) -> Path:
        """The armed file."""
        return self.out_box / f"{message.exchange_id}.Temp"

    def final(self, message: Message) -> Path:
        """The file as the far side sees it."""
        return self.out_box / message.parts[0].name

    def private(self, message: Message, owner: str) -> Path:
        """The staged file of one owner."""
        return self.own / "staging" / f"{message.exchange_id}.{owner}.part"

    def stage(self, message: Message, owner: str) -> None:
        """Write the bytes durably under the owner's private name."""
        private = self.private(message, owner)
        remove(private)
        write_durably(private, message.parts[0].content)
        sync_folder(private.parent)

    def arm(self, message: Message, owner: str) -> None:
        """Rename to `.Temp`. Files that others staged for the same message are removed first: whoever comes later finds none to arm."""
        private = self.private(message, owner)
        for other in private.parent.glob(f"{glob.escape(message.exchange_id)}.*.part"):
            if other != private:
                remove(other)
        try:
            replace(private, self.temp(message))
        except FileNotFoundError:
            raise NotSent(
                f"{message.exchange_id} 的暂存文件已被其他进程接手",
                f"the staged file of {message.exchange_id} was taken over",
                remedy_zh="由接手的进程发送",
                remedy_en="The process that took over sends it",
            ) from None
        sync_folder(self.out_box)

    def send(self, message: Message) -> Acknowledgement:
        """The send: one rename. A `.Temp` that is gone was renamed already."""
        try:
            renamed = rename_once(self.temp(message), self.final(message))
        except PermissionError as error:
            raise NotSent(
                f"{self.temp(message).name} 被占用，未能改名：{error}",
                f"{self.temp(message).name} is held by another program: {error}",
                remedy_zh="稍后自动重试；检查杀毒或同步软件",
                remedy_en="Tried again by itself; check virus scanners and sync tools",
            ) from error
        sync_folder(self.out_box)
        return Acknowledgement(reference=message.parts[0].name, detail="renamed" if renamed else "renamed before")

    def cancel(self, message: Message) -> Cancelled:
        """Take the file back, whichever name it bears; repeatable."""
        taken = self.own / "staging" / f"{message.exchange_id}.cancelled"
        for source in (self.temp(message), self.final(message)):
            try:
                if rename_once(source, taken):
                    sync_folder(self.out_box)
                    return Cancelled.TAKEN_BACK
            except PermissionError:
                return Cancelled.TOO_LATE
        return Cancelled.TAKEN_BACK if taken.exists() else Cancelled.TOO_LATE

    def reconcile(self, message: Message) -> Reconciliation:
        """Whether it has left."""
        temp = self.temp(message)
        if temp.exists():
            return NotArrived(final=True, evidence=f"{temp.name} is still there")
        return Arrived(evidence=f"{temp.name} is gone: renamed to {message.parts[0].name}")


@attrs.frozen(kw_only=True)
class Root:
    """An import root. Its `id` lies in the folder and moves with it, so that it is known from another folder at the same path."""

    path: Path
    id: str

    @property
    def place(self) -> str:
        """What is journalled of a message that was put here."""
        return json.dumps([self.id, str(self.path)], ensure_ascii=False)

    def elsewhere(self, staged: str) -> tuple[str, str] | None:
        """Why nothing can be said of a message that was put into another root, in Chinese and English; None for one put here.

        Here its `.Temp` is not to be found, sent or not; and one that is found may be left from before it was sent from there.
        """
        if not staged:
            return None
        other, path = json.loads(staged)
        if other == self.id:
            return None
        return (
            f"报文放在导入目录 {path}，现在的导入目录 {self.path} 是另一个，无法判断是否已发出；把原目录整个移来，或把 root 改回",
            (
                f"the message was put into the import root {path}, and {self.path} is another one: "
                "whether it has left cannot be told. Move the whole old folder here, or set root back"
            ),
        )


def open_root(path: Path) -> Root:
    """The root of a folder, named when it is first opened."""
    name = path / OWN / "root-id"
    create_once(name, uuid4().hex.encode())
    return Root(path=path, id=name.read_text(encoding="ascii"))


def claim_root(root: Path, journal: str, account: str) -> None:
    """Make a root ours: one import root belongs to one account of one journal. Raises ConfigurationError when it is another's."""
    folder = root / OWN
    folder.mkdir(parents=True, exist_ok=True)
    owner = folder / "owner.json"
    mine = {"journal": journal, "account": account}
    if create_once(owner, json.dumps(mine).encode()):
        return
    found = json.loads(owner.read_text(encoding="utf-8"))
    if found != mine:
        raise ConfigurationError(
            f"导入目录 {root} 属于日志 {found.get('journal')} 的账户 {found.get('account')}",
            f"the import root {root} belongs to account {found.get('account')} of journal {found.get('journal')}",
            remedy_zh=f"共用会重复申报或抢走回执；一张卡一个目录，或确认旧的已停用后删除 {owner}",
            remedy_en=f"Sharing it declares twice or steals receipts; one root a card, or delete {owner} once the old one is retired",
        )
