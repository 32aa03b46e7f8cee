"""The InBox of a folder shared with the far side's program: receipts that are given until acknowledged."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from baoguan.clock import now
from baoguan.model.receipt import RawReceipt
from baoguan.transport.exchange import ExchangeFolder
from baoguan.transport.files import remove, rename_once

_TOKEN = re.compile(r'\["[^"]*", "(?:[^"\\]|\\.)*", \d+, \d+\]')


class InBox:
    """Reads the InBox of an exchange folder: stable files only, each until it is acknowledged."""

    def __init__(self, key: str, folder: ExchangeFolder, *, own_inbox: bool, stable_seconds: float) -> None:
        self._key = key
        self._folder = folder
        self._own_inbox = own_inbox
        self._stable_seconds = stable_seconds
        self._seen: dict[str, tuple[tuple[int, int], float]] = {}
        self._left: dict[str, tuple[int, int]] | None = None
        """Files of others that were read and stay, by name; read from their marks once."""

    def ready(self) -> Iterator[Path]:
        """Stable files not yet acknowledged, by name. A file is stable when its size and time are the same at two looks, some time apart."""
        if self._left is None:
            self._left = {p.name: stamp for p in (self._folder.own / "left").iterdir() if (stamp := _marked(p)) is not None}
        names = []
        for path in sorted(self._folder.in_box.iterdir()):
            if path.suffix.lower() in (".temp", ".tmp", ".part") or not path.is_file():
                continue
            try:
                if self._left.get(path.name) == _stamp(path):
                    continue
            except FileNotFoundError:
                continue
            names.append(path)
        fresh = [p for p in names if not self._stable(p)]
        if fresh:
            time.sleep(self._stable_seconds)
        for path in names:
            if path not in fresh or self._stable(path):
                yield path

    def _stable(self, path: Path) -> bool:
        try:
            stamp = _stamp(path)
        except FileNotFoundError:
            return False
        known = self._seen.get(path.name)
        at = time.monotonic()
        if known is None or known[0] != stamp:
            self._seen[path.name] = (stamp, at)
            return False
        return at - known[1] >= self._stable_seconds * 0.9

    def read(self, path: Path) -> RawReceipt | None:
        """The bytes of a file; None when it changed or went while it was read, or another program holds it."""
        try:
            before = _stamp(path)
            content = path.read_bytes()
            if _stamp(path) != before:
                return None
        except (FileNotFoundError, PermissionError):
            return None
        token = json.dumps([self._key, path.name, *before])
        return RawReceipt(token=token, name=path.name, content=content, received=now())

    def acknowledge(self, name: str, stamp: tuple[int, int], *, foreign: bool) -> None:
        """Put a file away, unless it has changed since it was read; a foreign one in a shared inbox stays and is remembered."""
        path = self._folder.in_box / name
        try:
            if _stamp(path) != stamp:
                return
        except FileNotFoundError:
            return
        self._seen.pop(name, None)
        mark = self._folder.own / "left" / name
        if not foreign:
            remove(mark)
        if foreign and not self._own_inbox:
            mark.write_text(json.dumps(stamp), encoding="utf-8")
            if self._left is not None:
                self._left[name] = stamp
            return
        folder = (
            self._folder.own
            / ("foreign" if foreign else "received")
            / datetime.fromtimestamp(stamp[1] / 1e9, now().tzinfo).strftime("%Y%m")
        )
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):
            # Held open by another program: it stays, is read again, found to be known, and put away next time.
            rename_once(path, _free(folder / name))


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _marked(path: Path) -> tuple[int, int] | None:
    try:
        size, modified = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return None
    return int(size), int(modified)


def _free(path: Path) -> Path:
    count = 1
    while path.exists():
        path = path.with_name(f"{path.stem}~{count}{path.suffix}")
        count += 1
    return path


def read_tokens(acknowledged: Sequence[str]) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Tokens taken apart: the folder's key, file name, stamp; those of another form are not of a folder. No path: a root may move."""
    for token in acknowledged:
        match = _TOKEN.fullmatch(token)
        if match is not None:
            key, name, size, modified = json.loads(token)
            yield key, name, (size, modified)
