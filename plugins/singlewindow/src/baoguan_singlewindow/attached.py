"""Attached documents: the files that travel in the zip of a message, and what the message's list says of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PureWindowsPath
from typing import Final

import attrs

from baoguan import Amendment, CustomsDeclaration, DeclarationAttachment
from baoguan.plugin import Parcel, UnusableInput

_PDF: Final = "US"
"""随附单据格式类型 of a PDF."""


def attached_names(parcel: Parcel) -> dict[str, bytes]:
    """The documents of a message, by the name that each has in its zip. Raises UnusableInput when two have the same."""
    document = parcel.document
    if not isinstance(document, CustomsDeclaration | Amendment):
        return {}
    named = [(file_name(a), a.path) for a in document.attachments if a.path and a.path in parcel.files]
    if len({name.lower() for name, _ in named}) < len(named):
        raise UnusableInput(
            f"{parcel.number} 有同名的随附单据文件，ZIP 内只能有一个",
            f"attached files of {parcel.number} have the same name: a zip holds one of them",
            remedy_zh="给每个文件一个不同的 file_name",
            remedy_en="Give each file a file_name of its own",
        )
    return {name: parcel.files[path] for name, path in named}


def file_name(attachment: DeclarationAttachment) -> str:
    """The name of an attached file in the zip: the enterprise's own, else that of the file, whose path may be one of Windows."""
    return attachment.file_name or PureWindowsPath(attachment.path or "").name


def described(attachment: DeclarationAttachment, files: Mapping[str, bytes]) -> DeclarationAttachment:
    """An attached file under its name in the zip, with what the list of attachments says of it; another attachment as it is."""
    content = files.get(attachment.path or "")
    if content is None:
        return attachment
    name = file_name(attachment)
    return attrs.evolve(
        attachment,
        file_name=name,
        number=attachment.number or name,
        format=attachment.format or _PDF,
        size=attachment.size or str(len(content)),
    )
