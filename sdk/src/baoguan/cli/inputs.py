"""PATH arguments: workbooks, CSV, JSON, and the files of any installed channel, as documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from baoguan.codes import Codes
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.errors import DecodeError, Finding, UnusableInput
from baoguan.model.content import from_json
from baoguan.model.message import Document
from baoguan.plugin import CHANNELS, ReadFile, installed

if TYPE_CHECKING:
    from baoguan.sheets import Names, Reading

SHEETS = (".xlsx", ".xls", ".csv")


@attrs.frozen(kw_only=True)
class Loaded:
    """Documents of a file. `reading` is set for sheets, `verbatim` for files of a channel."""

    documents: tuple[Document, ...]
    findings: tuple[tuple[int, Finding], ...] = ()
    reading: Reading | None = None
    verbatim: bool = False


def load(path: Path, codes: Codes, kinds: DocumentKinds | None = None, mapping: Path | None = None) -> Loaded:
    """The documents of a file. Raises UnusableInput for a file that nothing can read."""
    if not path.is_file():
        raise UnusableInput(f"没有文件 {path}", f"no file {path}", remedy_zh="检查路径", remedy_en="Check the path")
    if path.suffix.lower() in SHEETS:
        from baoguan.sheets import read_map, read_workbook

        reading = read_workbook(path, codes=codes, mapping=read_map(mapping) if mapping else None, wire_names=wire_names())
        return Loaded(documents=reading.documents, findings=tuple((-1, f) for f in reading.findings), reading=reading)
    content = path.read_bytes()
    if path.suffix.lower() == ".json":
        return Loaded(documents=tuple(_from_json(path, content, kinds or DocumentKinds(core_kinds()))))
    read = read_any(path.name, content, codes)
    if read is None or read.document is None:
        raise UnusableInput(
            f"{path.name} 里没有可申报的单证",
            f"{path.name} holds no document to declare",
            remedy_zh="支持 .xlsx .xls .csv .json 及通道自己的 XML/zip",
            remedy_en="Give .xlsx .xls .csv .json or a channel's own XML or zip",
        )
    document: Document = read.document  # type: ignore[assignment]
    return Loaded(documents=(document,), verbatim=True)


def _from_json(path: Path, content: bytes, kinds: DocumentKinds) -> Iterator[Document]:
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnusableInput(
            f"{path.name} 不是 JSON：{error}",
            f"{path.name} is no JSON: {error}",
            remedy_zh="UTF-8 编码的 JSON",
            remedy_en="Give JSON in UTF-8",
        ) from None
    for index, item in enumerate(data if isinstance(data, list) else [data]):
        where = f"{path.name}[{index}]" if isinstance(data, list) else path.name
        if not isinstance(item, dict):
            raise UnusableInput(
                f"{where} 应为对象", f"{where} must be an object", remedy_zh="见文档中的字段表", remedy_en="See the field table"
            )
        kind = kinds[str(item.pop("kind", "inventory"))]
        yield from_json(item, kind.model, where=where)  # type: ignore[misc]


@cache
def _readers() -> tuple[Callable[[str, bytes, Codes], object], ...]:
    """The `read` of every installed channel; a broken plugin is shown by `plugins list`, another may understand the file."""
    readers = []
    for entry in installed(CHANNELS):
        try:
            reader = getattr(entry.load(), "read", None)
        except Exception:  # noqa: BLE001, S112  as said above
            continue
        if reader is not None:
            readers.append(reader)
    return tuple(readers)


def read_any(name: str, content: bytes, codes: Codes) -> ReadFile | None:
    """A file as the first installed channel that understands it reads it. Raises DecodeError when one knows it and it is damaged."""
    damaged: DecodeError | None = None
    for reader in _readers():
        try:
            read = reader(name, content, codes)
        except DecodeError as error:
            damaged = error
            continue
        if isinstance(read, ReadFile):
            return read
    if damaged is not None:
        raise damaged
    return None


def wire_names() -> Names:
    """Element names of the installed channels, as headings."""
    from baoguan.sheets import Names

    head: dict[str, str] = {}
    lines: dict[str, str] = {}
    for entry in installed(CHANNELS):
        try:
            names = getattr(entry.load(), "wire_names", None)
        except Exception:  # noqa: BLE001, S112  as above
            continue
        if names is not None:
            sections = names()
            head.update(sections.get("", {}))
            lines.update(sections.get("lines", {}))
    return Names(head=head, lines=lines)
