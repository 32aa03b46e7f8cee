"""The files that travel with a document: read when its message is made, checked before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from baoguan.documents import DocumentKind
from baoguan.errors import Finding, UnusableInput

MOST_BYTES: Final = 4 * 1024 * 1024
"""Of one attached document (Single Window page)."""
_PDF: Final = b"%PDF-"
_SOURCE: Final = "单一窗口随附单据页面：仅收 PDF，每个不超过 4 MB / page of attached documents: PDF only, 4 MB each"


def attached_findings(kind: DocumentKind[object], document: object, base: Path) -> Iterator[Finding]:
    """What is wrong with the files that a document names. Relative paths start at `base`."""
    for place, name in _named(kind, document):
        fault = _fault(base / name)
        if fault is not None:
            yield Finding(
                rule="attached.file",
                severity="error",
                path=place,
                value=name,
                zh=fault[0],
                en=fault[1],
                remedy_zh=f"相对路径从 {base} 算起",
                remedy_en=f"Relative paths start at {base}",
                source=_SOURCE,
                mark="official",
            )


def read_attached(kind: DocumentKind[object], document: object, base: Path) -> Mapping[str, bytes]:
    """The files that a document names, by that name. Raises UnusableInput for one that is missing or cannot travel."""
    found = list(attached_findings(kind, document, base))
    if found:
        raise UnusableInput(
            "；".join(f"{f.path} {f.value}：{f.zh}" for f in found),
            "; ".join(f"{f.path} {f.value}: {f.en}" for f in found),
            remedy_zh=found[0].remedy_zh,
            remedy_en=found[0].remedy_en,
        )
    return {name: (base / name).read_bytes() for _, name in _named(kind, document)}


def _named(kind: DocumentKind[object], document: object) -> Sequence[tuple[str, str]]:
    return kind.files(document) if kind.files is not None else ()


def _fault(path: Path) -> tuple[str, str] | None:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_PDF))
    except OSError as error:
        return f"读不到文件：{error.strerror}", f"the file cannot be read: {error.strerror}"
    if start != _PDF:
        return "不是 PDF", "is no PDF"
    if size > MOST_BYTES:
        return f"{size} 字节，超过 {MOST_BYTES}", f"{size} bytes, more than {MOST_BYTES}"
    return None
