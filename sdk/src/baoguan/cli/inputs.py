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
from baoguan.model.content import from_json, to_json
from baoguan.model.message import Document
from baoguan.plugin import CHANNELS, ReadFile, installed

if TYPE_CHECKING:
    from baoguan.sheets import Names, Reading

SHEETS = (".xlsx", ".xls", ".csv")
_LISTS = "inventory"
KIND = "kind"
"""Beside the fields of a document in JSON: the kind of document."""
CHANNEL = "channel"
"""Beside the fields of a document in JSON: the channel whose message it was read from."""


@attrs.frozen(kw_only=True)
class Loaded:
    """Documents of a file. `reading` is set for sheets (with what it found), `verbatim` where they were read from a channel's own
    message and go back as they came."""

    documents: tuple[Document, ...]
    reading: Reading[Document] | None = None
    verbatim: bool = False

    @property
    def findings(self) -> tuple[tuple[int, Finding], ...]:
        """What reading found, without the document."""
        return tuple((-1, f) for f in self.reading.findings) if self.reading is not None else ()


def load(
    path: Path, codes: Codes, kinds: DocumentKinds | None = None, mapping: Path | None = None, kind: str | None = None
) -> Loaded:
    """The documents of a file, those of sheets of the `kind` that is named or that their headings tell. Raises UnusableInput for a file
    that nothing can read."""
    if not path.is_file():
        raise UnusableInput(f"没有文件 {path}", f"no file {path}", remedy_zh="检查路径", remedy_en="Check the path")
    if path.suffix.lower() in SHEETS:
        from baoguan.sheets import read_map, read_workbook

        names = read_map(mapping, kind) if mapping else None
        reading = read_workbook(path, codes=codes, mapping=names, wire_names=wire_names(), kind=kind)
        return Loaded(documents=reading.documents, reading=reading)
    content = path.read_bytes()
    if path.suffix.lower() == ".json":
        documents = tuple(_from_json(path, content, kinds or DocumentKinds(core_kinds())))
        # What `read --document` wrote: it carries what the message held beside the document.
        return Loaded(documents=documents, verbatim=all(getattr(d, "carried", None) is not None for d in documents))
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


def as_json(document: object, kinds: DocumentKinds) -> dict[str, object]:
    """A document as the JSON object that `load` reads: its kind, and its fields."""
    return {KIND: kinds.of(document).name, **to_json(document)}


def _from_json(path: Path, content: bytes, kinds: DocumentKinds) -> Iterator[Document]:
    for where, item in _items(path, content):
        kind = kinds[str(item.pop(KIND, _LISTS))]
        item.pop(CHANNEL, None)
        yield from_json(item, kind.model, where=where)  # type: ignore[misc]


def _items(path: Path, content: bytes) -> Iterator[tuple[str, dict[str, object]]]:
    """The objects of a JSON file, each with words for its place."""
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
        yield where, item


@cache
def _readers() -> tuple[tuple[str, Callable[[str, bytes, Codes], object]], ...]:
    """The `read` of every installed channel; a broken plugin is shown by `plugins list`, another may understand the file."""
    readers = []
    for entry in installed(CHANNELS):
        try:
            reader = getattr(entry.load(), "read", None)
        except Exception:  # noqa: BLE001, S112  as said above
            continue
        if reader is not None:
            readers.append((entry.name, reader))
    return tuple(readers)


def read_by(name: str, content: bytes, codes: Codes) -> tuple[str, ReadFile] | None:
    """A file as the first installed channel that understands it reads it, and that channel. Raises DecodeError when one knows it and it
    is damaged, or when one failed over it and no other understands it."""
    damaged: DecodeError | None = None
    for channel, reader in _readers():
        try:
            read = reader(name, content, codes)
        except DecodeError as error:
            damaged = error
            continue
        except Exception as error:  # noqa: BLE001  a defect of one plugin hides no file that another understands
            damaged = damaged or DecodeError(
                f"通道插件 {channel} 读 {name} 时出错：{error!r}",
                f"channel plugin {channel} failed over {name}: {error!r}",
                remedy_zh="升级或卸载该插件",
                remedy_en="Upgrade or remove it",
            )
            continue
        if isinstance(read, ReadFile):
            return channel, read
    if damaged is not None:
        raise damaged
    return None


def read_any(name: str, content: bytes, codes: Codes) -> ReadFile | None:
    """As `read_by`, for those who do not ask which channel it was."""
    found = read_by(name, content, codes)
    return None if found is None else found[1]


def channel_of(path: Path) -> str | None:
    """The channel whose message a file holds, or that `read --document` noted in it; None where there is no telling."""
    if not path.is_file() or path.suffix.lower() in SHEETS:
        return None
    content = path.read_bytes()
    if path.suffix.lower() != ".json":
        found = read_by(path.name, content, Codes.builtin())
        return None if found is None else found[0]
    named = {item.get(CHANNEL) for _, item in _items(path, content)}
    only = named.pop() if len(named) == 1 else None
    return only if isinstance(only, str) else None


def wire_names() -> Names:
    """Element names of the installed channels as headings, by kind of document."""
    from baoguan.sheets import Names

    found: dict[str, dict[str, dict[str, str]]] = {}
    for entry in installed(CHANNELS):
        try:
            names = getattr(entry.load(), "wire_names", None)
            sections = names() if names is not None else {}
        except Exception:  # noqa: BLE001, S112  as above
            continue
        for name, elements in sections.items():
            kind, divided, section = name.rpartition(":")
            found.setdefault(kind if divided else _LISTS, {}).setdefault(section, {}).update(elements)
    return Names(kinds={kind: Names(head=sections.get("", {}), sections=sections) for kind, sections in found.items()})
