"""The agent without HTTP: messages are put into the folders by the `.Temp` rule, each exchange id once; receipts are given and put away."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

import attrs

from baoguan.plugin import (
    Cancelled,
    ConfigurationError,
    ExchangeFolder,
    InBox,
    Message,
    NotSent,
    Part,
    RawReceipt,
    Verb,
    claim_root,
    create_once,
    open_root,
    read_tokens,
)
from baoguan_singlewindow.bridge.arrivals import Arrivals, Known

BUSINESS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
EXCHANGE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,98}[A-Za-z0-9]")
SUFFIXES: Final = (".zip", ".xml")
DEVICES: Final = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(10))})
"""Names that are no files on Windows, whatever follows their first dot."""
BATCH_BYTES: Final = 24 * 1024 * 1024
"""Receipts are given up to this size at once, and one at least."""
_CLAIM: Final = "baoguan bridge"

Standing = Literal["unknown", "armed", "sent", "taken_back"]


class UnusableError(Exception):
    """A request that makes no sense, with its HTTP status and both texts."""

    def __init__(self, status: int, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.status, self.zh, self.en = status, zh, en


@attrs.frozen(kw_only=True)
class Health:
    """What lies in the folders of a business; `oldest_seconds` is the age of the oldest file that waits for the client."""

    waiting: int
    oldest_seconds: int
    failed: int
    receipts: int


class Agent:
    """The folders of some businesses under one root, which is fixed and claimed when it opens."""

    def __init__(self, root: Path, businesses: Sequence[str], *, own_inbox: bool = False, stable_seconds: float = 1.0) -> None:
        """Raises ConfigurationError for a business that is no plain name or lies outside, and for a root that is another's."""
        root = root.resolve()
        for name in businesses:
            if not BUSINESS.fullmatch(name) or name.upper() in DEVICES or not (root / name).resolve().is_relative_to(root):
                raise ConfigurationError(
                    f"业务目录 {name!r} 不是根目录下的普通目录名",
                    f"the business {name!r} is no plain folder name under the root",
                    remedy_zh="写法：--business Sas",
                    remedy_en="Write: --business Sas",
                )
        root.mkdir(parents=True, exist_ok=True)
        claim_root(root, _CLAIM, _CLAIM)
        self.root = open_root(root).id
        self._folders = {name: ExchangeFolder(path=root / name) for name in businesses}
        for folder in self._folders.values():
            folder.make()
            for box in (folder.out_box, folder.in_box, folder.own):
                if not box.resolve().is_relative_to(root):
                    raise ConfigurationError(
                        f"{box} 是指向根目录之外的链接",
                        f"{box} is a link that leads out of the root",
                        remedy_zh="换成真正的目录",
                        remedy_en="Make it a real folder",
                    )
        self._inboxes = {
            name: InBox(name, folder, own_inbox=own_inbox, stable_seconds=stable_seconds) for name, folder in self._folders.items()
        }
        self._reading = threading.Lock()
        self._owner = f"bridge-{uuid4().hex[:12]}"
        self._arrivals = Arrivals(root / "Baoguan" / "bridge.db")

    def put(self, business: str, exchange_id: str, name: str, content: bytes) -> Mapping[str, str]:
        """Put a file before the client, once. A repeat is answered with the first result.

        Raises NotSent when it is certain that the client cannot have it, UnusableError (409) for other bytes under the same id.
        """
        folder = self._folder(business, exchange_id)
        if name not in {exchange_id + suffix for suffix in SUFFIXES}:
            raise UnusableError(400, f"文件名应为 {exchange_id}.zip 或 .xml", f"the name must be {exchange_id}.zip or .xml")
        if not content:
            raise UnusableError(400, "报文是空的", "the message is empty")
        message, digest = _message(exchange_id, name, content), hashlib.sha256(content).hexdigest()
        with _before_the_send(), self._arrivals.alone():
            known = self._arrivals.find(business, exchange_id)
            if known is None and not _taken_back(folder, exchange_id).exists():
                # Remembered only once it is armed, and renamed only once it is remembered: what is remembered without a result and has
                # no `.Temp` was renamed.
                folder.stage(message, self._owner)
                folder.arm(message, self._owner)
                self._arrivals.add(business, exchange_id, name, digest)
        if known is not None and (known.sha256, known.name) != (digest, name):
            raise UnusableError(
                409,
                f"{exchange_id} 已用于另一份内容",
                f"{exchange_id} was used for another content",
            )
        with self._arrivals.alone():
            known = self._arrivals.find(business, exchange_id)
            if known is None or _taken_back(folder, exchange_id).exists():
                raise UnusableError(409, f"{exchange_id} 已撤回", f"{exchange_id} was taken back")
            if known.detail is None:
                detail = folder.send(message).detail
                self._arrivals.finish(business, exchange_id, detail)
            else:
                detail = known.detail
        return {"reference": name, "detail": detail}

    def standing(self, business: str, exchange_id: str) -> Standing:
        """Whether a message has left."""
        folder = self._folder(business, exchange_id)
        with self._arrivals.alone():
            known = self._arrivals.find(business, exchange_id)
            if _taken_back(folder, exchange_id).exists():
                return "taken_back"
            if known is None:
                return "unknown"
            if known.detail is None and folder.temp(_remembered(exchange_id, known)).exists():
                return "armed"
        return "sent"

    def cancel(self, business: str, exchange_id: str) -> Cancelled:
        """Take a file back that the client has not taken. An id that never came is closed, so that a request still on its way puts nothing."""
        folder = self._folder(business, exchange_id)
        with self._arrivals.alone():
            known = self._arrivals.find(business, exchange_id)
            answer = folder.cancel(_remembered(exchange_id, known))
            if answer is Cancelled.TOO_LATE and known is None:
                create_once(_taken_back(folder, exchange_id), b"")
                answer = Cancelled.TAKEN_BACK
        return answer

    def receipts(self, limit: int) -> list[RawReceipt]:
        """Stable files of every InBox, links left aside."""
        out: list[RawReceipt] = []
        size = 0
        with self._reading:
            for inbox in self._inboxes.values():
                for path in inbox.ready():
                    if path.is_symlink():
                        continue
                    if len(out) >= limit or size >= BATCH_BYTES:
                        return out
                    raw = inbox.read(path)
                    if raw is not None and out and size + len(raw.content) > BATCH_BYTES:
                        return out
                    if raw is not None:
                        out.append(raw)
                        size += len(raw.content)
        return out

    def acknowledge(self, tokens: Sequence[str], *, foreign: bool) -> None:
        """Put files away. Tokens of somewhere else mean nothing here. Raises UnusableError for one whose name is no plain file name; then
        none is put away."""
        try:
            given = [(key, name, stamp) for key, name, stamp in read_tokens(tokens) if key in self._inboxes]
        except (ValueError, TypeError, RecursionError) as error:
            raise _no_token() from error
        if not all(_plain(name) and all(type(n) is int for n in stamp) for _, name, stamp in given):
            raise _no_token()
        with self._reading:
            for key, name, stamp in given:
                self._inboxes[key].acknowledge(name, stamp, foreign=foreign)

    def health(self) -> Mapping[str, Health]:
        """What waits, by business."""
        return {name: _health(folder) for name, folder in self._folders.items()}

    def close(self) -> None:
        """Close the memory."""
        self._arrivals.close()

    def _folder(self, business: str, exchange_id: str) -> ExchangeFolder:
        folder = self._folders.get(business)
        if folder is None:
            raise UnusableError(404, "没有这个业务目录", "there is no such business")
        if not EXCHANGE_ID.fullmatch(exchange_id) or exchange_id.partition(".")[0].upper() in DEVICES:
            raise UnusableError(400, "exchange id 只能含字母、数字、. _ -", "an exchange id holds letters, digits, . _ - only")
        return folder


@contextmanager
def _before_the_send() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise NotSent(f"未能写入：{error}", f"it could not be written: {error}") from error


def _message(exchange_id: str, name: str, content: bytes) -> Message:
    """As the folder wants it; the verb does not matter there."""
    return Message(
        exchange_id=exchange_id, verb=Verb.SAVE, parts=(Part(name=name, media_type="application/octet-stream", content=content),)
    )


def _remembered(exchange_id: str, known: Known | None) -> Message:
    return _message(exchange_id, known.name if known is not None else f"{exchange_id}.zip", b"")


def _taken_back(folder: ExchangeFolder, exchange_id: str) -> Path:
    """Where the folder keeps what was taken back; it is there if and only if the message was."""
    return folder.own / "staging" / f"{exchange_id}.cancelled"


def _no_token() -> UnusableError:
    return UnusableError(400, "不是本代理给出的 token", "no token that was given here")


def _plain(name: object) -> bool:
    """A file name without any path in it, for Windows too."""
    return (
        isinstance(name, str)
        and name not in ("", ".", "..")
        and not set(name) & set("/\\:\0")
        and name.partition(".")[0].upper() not in DEVICES
    )


def _health(folder: ExchangeFolder) -> Health:
    ages = [age for p in folder.out_box.iterdir() if p.suffix.lower() in SUFFIXES and (age := _age(p)) is not None]
    fail_box = folder.path / "FailBox"
    return Health(
        waiting=len(ages),
        oldest_seconds=int(max(ages, default=0)),
        failed=sum(p.is_file() for p in fail_box.iterdir()) if fail_box.is_dir() else 0,
        receipts=sum(p.is_file() for p in folder.in_box.iterdir()),
    )


def _age(path: Path) -> float | None:
    try:
        return max(0.0, time.time() - path.stat().st_mtime)
    except FileNotFoundError:
        return None
