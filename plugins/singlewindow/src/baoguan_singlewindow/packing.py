"""The zip that a message travels in: the same bytes for the same content, whenever it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of some files, without folders."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for member, content in members.items():
            archive.writestr(zipfile.ZipInfo(member, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
