"""What commands print: words for people, one stable shape for programs, and the exit code.

With --json every command prints one JSON object: `ok`, `exit_code`, on failure `error` (type, zh, en, remedy_zh, remedy_en, side), with
findings `findings` (document, cell, rule, severity, path, value, zh, en, remedy_zh, remedy_en, source, mark), and the command's own keys
beside them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import attrs

from baoguan.errors import BaoguanError, Finding, InvalidDocument, Side, UnusableInput
from baoguan.explain import CUSTOMS_EN, CUSTOMS_ZH

DONE, FINDINGS, UNUSABLE, REFUSED = 0, 1, 2, 3

P = ParamSpec("P")
T = TypeVar("T")


def plain(value: object) -> object:
    """Any of our objects as JSON data."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    cls = type(value)
    if attrs.has(cls):
        return {a.name: plain(getattr(value, a.name)) for a in attrs.fields(cls)}
    if isinstance(value, Decimal | Path | str):
        return str(value)
    return str(value)


@attrs.frozen(kw_only=True)
class Told:
    """A finding with the number of its document and the cell of its file (`表体!J6`), where there are such."""

    finding: Finding
    document: str | None = None
    cell: str | None = None


def error_data(error: BaoguanError) -> dict[str, object]:
    """An error as JSON data."""
    return {
        "type": type(error).__name__,
        "zh": error.zh,
        "en": error.en,
        "remedy_zh": error.remedy_zh,
        "remedy_en": error.remedy_en,
        "side": plain(error.side),
    }


class Out:
    """The output of one command."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._data: dict[str, object] = {}
        self._findings: list[Told] = []

    def say(self, text: str, colour: str = "") -> None:
        """A line for people; `colour` (error, warning) shows on a terminal."""
        if self.as_json:
            return
        if colour and sys.stdout.isatty():
            from rich.console import Console

            Console(highlight=False, soft_wrap=True).print(text, style=_STYLES[colour], markup=False)
            return
        print(text)

    def note(self, text: str) -> None:
        """A line beside the result, on stderr."""
        if not self.as_json:
            print(text, file=sys.stderr)

    def announce(self, text: str) -> None:
        """A line on stderr about what is going to be done; said with --json too."""
        print(text, file=sys.stderr)

    def put(self, **values: object) -> None:
        """Keys of the JSON object."""
        self._data.update({k: plain(v) for k, v in values.items()})

    def progress(self, items: Sequence[T], label: str) -> Iterator[T]:
        """Go through items with a bar on stderr; quiet when that is not a terminal, and for JSON."""
        if self.as_json or not sys.stderr.isatty():
            yield from items
            return
        from rich.console import Console
        from rich.progress import track

        yield from track(items, label, console=Console(stderr=True), transient=True)

    def findings(self, findings: Iterable[Told]) -> None:
        """Findings, shown one by one."""
        for told in findings:
            self._findings.append(told)
            finding = told.finding
            word = "错误 error" if finding.severity == "error" else "警告 warning"
            place = " ".join(p for p in (told.document, finding.path, told.cell and f"[{told.cell}]") if p)
            self.say(f"{word}  {place}\n    {finding.zh}\n    {finding.en}")
            if finding.remedy_zh:
                self.say(f"    → {finding.remedy_zh} / {finding.remedy_en}")
            self.say(f"    [{' · '.join(p for p in (finding.rule, finding.mark, finding.source) if p)}]")

    def end(self, code: int = DONE) -> int:
        """Print the JSON object if asked for, and give the exit code."""
        if self.as_json:
            data: dict[str, object] = {"ok": code == DONE, "exit_code": code, **self._data}
            if self._findings:
                data["findings"] = [
                    {"document": t.document, "cell": t.cell, **{a.name: getattr(t.finding, a.name) for a in attrs.fields(Finding)}}
                    for t in self._findings
                ]
            print(json.dumps(data, ensure_ascii=False, indent=1))
        return code

    def fail(self, error: BaoguanError, document: str | None = None) -> int:
        """Show an error and give its exit code; `document` is the number of the document that an InvalidDocument speaks of."""
        if isinstance(error, InvalidDocument):
            self.findings(Told(finding=f, document=document) for f in error.findings)
        else:
            self.note(f"错误 error: {error}")
            asked = _ASK.get(error.side)
            if asked is not None:
                self.note(f"    {asked}")
        self.put(error=error_data(error))
        return self.end(error.exit_code)


_STYLES: Final = {"error": "bold red", "warning": "yellow"}
_ASK: Final = {
    Side.CHANNEL: (
        "在通道一侧：baoguan doctor；原文见 baoguan trace REF · on the channel's side: `baoguan doctor`; "
        "the raw exchange: `baoguan trace REF`"
    ),
    Side.CUSTOMS: f"在海关一侧，咨询 on Customs' side, ask: {CUSTOMS_ZH} · {CUSTOMS_EN}",
}
"""Who has to act, where it is neither the caller nor the document."""


def command(function: Callable[P, int]) -> Callable[P, int]:
    """A command: errors become words and exit codes; an interrupted one says so."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        out = Out(bool(kwargs.get("json")))
        try:
            return function(*args, **kwargs)
        except BaoguanError as error:
            return out.fail(error)
        except BrokenPipeError:
            raise
        except OSError as error:
            return out.fail(file_failed(error))

    return run


def file_failed(error: OSError) -> UnusableInput:
    """What the system said of a file, as one of our errors."""
    if isinstance(error, FileNotFoundError):
        return UnusableInput(
            f"没有文件 {error.filename}", f"no file {error.filename}", remedy_zh="检查路径", remedy_en="Check the path"
        )
    return UnusableInput(
        f"文件操作失败：{error}",
        f"a file operation failed: {error}",
        remedy_zh="检查路径、权限和磁盘空间",
        remedy_en="Check path, permissions and disk space",
    )


def safe_streams() -> None:
    """A console that cannot show a character (cp936) shows its number instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def age(span: timedelta) -> str:
    """A span in words."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} 分钟 min"
    if minutes < 48 * 60:
        return f"{minutes // 60} 小时 h"
    return f"{minutes // 1440} 天 d"
