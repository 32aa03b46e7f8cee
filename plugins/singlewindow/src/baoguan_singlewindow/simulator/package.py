"""Opening a file of the OutBox: a plain .xml, or a .zip with exactly one .xml of the same base name."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePath

from .problems import Findings

LARGEST = 512 * 1024 * 1024
"""The simulator's own bound on the unpacked XML; 30,000 lines are about 24 MB."""


def open_package(path: Path, name: str, found: Findings) -> bytes | None:
    """The XML inside the file; ``name`` is the name it had in the OutBox.

    A ZIP holds one XML of the same base name plus PDFs and no folder (import client manual, FAQ 10).
    Nothing is returned, and the reason is added to ``found``, if it cannot be opened.
    """
    if PurePath(name).suffix.lower() == ".xml":
        return path.read_bytes()
    try:
        with zipfile.ZipFile(path) as archive:
            member = _only_xml(archive, PurePath(name).stem, found)
            return archive.read(member) if member is not None else None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        # RuntimeError is what zipfile raises for an encrypted member, NotImplementedError for an unknown compression.
        found.add("zip", name, f"压缩包无法打开（{error}）")
        return None


def attached_names(path: Path, name: str) -> tuple[str, ...]:
    """The PDFs that a readable package holds beside its XML."""
    if PurePath(name).suffix.lower() == ".xml":
        return ()
    with zipfile.ZipFile(path) as archive:
        return tuple(m.filename for m in archive.infolist() if PurePath(m.filename).suffix.lower() == ".pdf")


def _only_xml(archive: zipfile.ZipFile, stem: str, found: Findings) -> zipfile.ZipInfo | None:
    members = archive.infolist()
    if any("/" in m.filename or "\\" in m.filename for m in members):
        found.add("zip folder", "", "压缩包内不得包含文件夹")
        return None
    others = [m.filename for m in members if PurePath(m.filename).suffix.lower() not in {".xml", ".pdf"}]
    documents = [m for m in members if PurePath(m.filename).suffix.lower() == ".xml"]
    if others or len(documents) != 1:
        found.add("zip content", "", f"压缩包应只有一个 XML 文件及其 PDF 附件，实为 {[m.filename for m in members]}")
        return None
    if PurePath(documents[0].filename).stem != stem:
        found.add("zip name", "", f"压缩包内 XML 的文件名 {documents[0].filename} 与压缩包名称不一致")
        return None
    if documents[0].file_size > LARGEST:
        found.add("too large", "", f"报文超过 {LARGEST} 字节")
        return None
    return documents[0]
