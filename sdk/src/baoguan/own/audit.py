"""Who did what: every event of the journal as a line of a file that is only ever added to, each line sealed by a hash over the one before.

.. code-block:: toml

    [plugins.audit]
    file = "audit.jsonl"

Events come at least once; a line that is there is not written again. Nothing is added to the file of another journal, nor to one whose last
line is cut; whether the seals hold is told by `verify`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs
from filelock import FileLock

from baoguan.plugin import ConfigurationError, Event, hookimpl

_START: Final = "0" * 64


@attrs.frozen(kw_only=True)
class Broken:
    """A line whose seal does not hold: its number and why."""

    line: int
    why: str


class Audit:
    """Writes the file; without a setting it writes none."""

    def __init__(self) -> None:
        self._file: Path | None = None

    @hookimpl
    def baoguan_configure(self, settings: Mapping[str, object], base: Path) -> None:
        """Take the file's name. Raises ConfigurationError for anything else."""
        unknown = sorted(set(settings) - {"file"})
        name = settings.get("file")
        if unknown or not isinstance(name, str | None) or name == "":
            key = unknown[0] if unknown else "file"
            raise ConfigurationError(
                f"plugins.audit.{key}：不能用 {settings.get(key)!r}",
                f"plugins.audit.{key}: {settings.get(key)!r} cannot be used",
                remedy_zh='写法：file = "audit.jsonl"',
                remedy_en='Write: file = "audit.jsonl"',
            )
        self._file = None if name is None else base / name

    @hookimpl
    def baoguan_event(self, event: Event) -> None:
        """Add a line, durably. Raises OSError or ValueError when it cannot: the event is told again."""
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self._file}.lock"):
            last = _last(self._file)
            if last is not None and int(str(last["id"])) >= event.id:
                _must_hold(self._file, event)
                return
            body = {
                "id": event.id,
                "at": event.at.isoformat(),
                "by": event.by,
                "did": event.kind,
                "account": event.account,
                "document": event.document,
                "number": event.number,
                "data": dict(event.data),
            }
            before = _START if last is None else str(last["seal"])
            line = json.dumps({**body, "seal": seal(before, body)}, ensure_ascii=False) + "\n"
            with self._file.open("ab") as file:
                file.write(line.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())


def seal(before: str, body: Mapping[str, object]) -> str:
    """The hash of a line over the seal of the one before."""
    content = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}{content}".encode()).hexdigest()


def verify(file: Path) -> Iterator[Broken]:
    """The lines of an audit file whose seals do not hold; none when nobody changed it."""
    before = _START
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                data = json.loads(line)
                told = data.pop("seal")
            except (ValueError, KeyError, AttributeError) as error:
                yield Broken(line=number, why=f"{error!r}")
                return
            if seal(before, data) != told:
                yield Broken(line=number, why="the seal does not hold")
            before = str(told)


def _must_hold(file: Path, event: Event) -> None:
    """Raise ValueError when the file has no line of an event that comes again: then it was written for another journal."""
    at = event.at.isoformat()
    with file.open("rb") as lines:
        if not any(told["id"] == event.id and told["at"] == at for told in map(json.loads, lines)):
            raise ValueError(
                f"plugins.audit.file：{file} 里没有事件 {event.id}（{at}），它属于另一个日志；请另给一个文件名"
                f" / plugins.audit.file: {file} goes beyond event {event.id} of {at} and does not hold it: it belongs to another journal."
                " Name another file"
            )


def _last(file: Path) -> dict[str, object] | None:
    """The last line, found from the end. Raises ValueError for one that is cut: it is not built upon."""
    try:
        with file.open("rb") as lines:
            size = lines.seek(0, os.SEEK_END)
            if size == 0:
                return None
            block = 4096
            while True:
                start = max(0, size - block)
                lines.seek(start)
                tail = lines.read(size - start)
                body = tail.rstrip(b"\n")
                cut = body.rfind(b"\n")
                if cut >= 0 or start == 0:
                    break
                block *= 2
    except FileNotFoundError:
        return None
    if not tail.endswith(b"\n"):
        raise ValueError(f"the last line of {file} is cut short")
    found = json.loads(body[cut + 1 :])
    if not isinstance(found, dict) or "seal" not in found:
        raise ValueError(f"the last line of {file} is no line of an audit")
    return found


plugin = Audit
