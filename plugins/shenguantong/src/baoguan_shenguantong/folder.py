"""The account over folders: the fenced exchange folder, and queries by number that are files too."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from baoguan.plugin import (
    Acknowledgement,
    Cancelled,
    ChannelContext,
    Diagnosis,
    ExchangeFolder,
    InBox,
    InDoubt,
    Inquiry,
    Message,
    RawReceipt,
    Reconciliation,
    Staged,
    Unknown,
    claim_root,
    hookimpl,
    open_root,
    read_tokens,
    remove,
    rename_once,
    write_durably,
)
from baoguan_shenguantong.account import Shenguantong
from baoguan_shenguantong.protocol import NOTICE, NOTICE_EN, NOTICE_ZH, PROTOCOL
from baoguan_shenguantong.settings import Settings

_KEY: Final = "InBox"
_SHORT: Final = 16


class FolderAccount(Shenguantong):
    """Batches go into OutBox by the rename of one file; receipts and answers come into InBox."""

    def __init__(self, settings: Settings, context: ChannelContext) -> None:
        super().__init__(settings, context)
        root = settings.root or context.base
        claim_root(root, context.journal, context.account)
        self._root = open_root(root)
        self._folder = ExchangeFolder(path=root)
        self._folder.make()
        self._inbox = InBox(_KEY, self._folder, own_inbox=settings.own_inbox, stable_seconds=settings.stable_seconds)

    @hookimpl
    def baoguan_stage(self, message: Message, owner: str) -> Staged:
        """The bytes, durably, under the owner's private name; gives the root."""
        self._folder.stage(message, owner)
        return Staged(place=self._root.place)

    @hookimpl
    def baoguan_arm(self, message: Message, owner: str) -> bool:
        """Private name -> `.Temp`."""
        self._folder.arm(message, owner)
        return True

    @hookimpl
    def baoguan_submit(self, message: Message) -> Acknowledgement:
        """`.Temp` -> `.zip`: the send."""
        return self._folder.send(message)

    @hookimpl
    def baoguan_modify(self, message: Message) -> Acknowledgement:
        """Changes leave the same way."""
        return self._folder.send(message)

    @hookimpl
    def baoguan_cancel(self, message: Message, staged: str) -> Cancelled:
        """Take a file back that nobody has taken. Raises InDoubt when it lies in another root."""
        if (why := self._root.elsewhere(staged)) is not None:
            raise InDoubt(*why)
        return self._folder.cancel(message)

    @hookimpl
    def baoguan_reconcile(self, message: Message, staged: str) -> Reconciliation:
        """By the `.Temp` rule, in the root where the message was put."""
        if (why := self._root.elsewhere(staged)) is not None:
            return Unknown(reason=" / ".join(why))
        return self._folder.reconcile(message)

    @hookimpl
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt]:
        """Stable files of the InBox."""
        out: list[RawReceipt] = []
        for path in self._inbox.ready():
            if len(out) >= limit:
                break
            raw = self._inbox.read(path)
            if raw is not None:
                out.append(raw)
        return out

    @hookimpl
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool:
        """Put files away. A token of another form names no file of ours."""
        for _, name, stamp in read_tokens([token for token in tokens if token.startswith("[")]):
            self._inbox.acknowledge(name, stamp, foreign=foreign)
        return True

    @hookimpl
    def baoguan_inquire(self, inquiry: Inquiry) -> Sequence[RawReceipt]:
        """Ask by number, with a file of its own in OutBox; the answer comes into InBox like a receipt. One question waits at a time."""
        asked = [inquiry.kind, inquiry.owner, inquiry.number]
        stem = f"Query_{hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:_SHORT]}"
        final, private = self._folder.out_box / f"{stem}.json", self._folder.own / "staging" / f"{stem}.query"
        if not final.exists():
            question = {"protocol": PROTOCOL, "notice": NOTICE, "query": dict(zip(("kind", "owner", "number"), asked, strict=True))}
            remove(private)
            write_durably(private, json.dumps(question, ensure_ascii=False).encode())
            rename_once(private, final)
        return []

    @hookimpl
    def baoguan_diagnose(self) -> Sequence[Diagnosis]:
        """The format is assumed; and what lies about in the folders."""
        return [ASSUMED, *_lying(self._folder.path, self._settings.patience_minutes * 60)]


ASSUMED: Final = Diagnosis(level="warning", zh=NOTICE_ZH, en=NOTICE_EN)


def _lying(root: Path, patience: float) -> list[Diagnosis]:
    out_box, fail_box = root / "OutBox", root / "FailBox"
    waiting = [p for p in out_box.iterdir() if p.suffix.lower() in {".zip", ".json"}]
    late = [p for p in waiting if time.time() - p.stat().st_mtime > patience]
    failed = [p for p in fail_box.iterdir() if p.is_file()] if fail_box.is_dir() else []
    out = []
    if late:
        out.append(
            Diagnosis(
                level="error",
                zh=f"{out_box} 有 {len(late)} 个文件超时未被取走；重发无济于事",
                en=f"{len(late)} file(s) lie in {out_box} beyond the time; sending again is no remedy",
                causes=("对方程序未运行 / the far side's program is not running", "目录不对 / another folder is served"),
                unread=True,
            )
        )
    if failed:
        zh, en = f"{fail_box} 有 {len(failed)} 个文件", f"{len(failed)} file(s) in {fail_box}"
        out.append(Diagnosis(level="warning", zh=zh, en=en, unread=True))
    if not out:
        out.append(
            Diagnosis(
                level="ok", zh=f"{root} 正常（OutBox {len(waiting)} 个文件）", en=f"{root} is in order ({len(waiting)} in OutBox)"
            )
        )
    return out
