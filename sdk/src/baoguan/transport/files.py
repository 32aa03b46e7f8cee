"""Files that other programs read and write at the same time, on Windows and elsewhere.

The one place of this room where the platforms differ: folders cannot be synced on Windows, and there a file that another program
holds open cannot be renamed or removed for a moment (a sharing violation), which is waited out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar
from uuid import uuid4

T = TypeVar("T")

SHARING_WAITS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds between tries while another program holds a file."""


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file and force it to the disk."""
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise


def create_once(path: Path, content: bytes) -> bool:
    """Create a file whole or not at all; False when it exists, with whatever content. Whoever comes second reads the first one's."""
    private = path.with_name(f".{path.name}-{uuid4().hex}")
    write_durably(private, content)
    try:
        if sys.platform == "win32":
            private.rename(path)
        else:
            os.link(private, path)
    except FileExistsError:
        return False
    finally:
        private.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk; Windows does that with the file itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(source: Path, target: Path) -> None:
    """Rename, atomically, over what may be there; sharing violations are waited out. Raises FileNotFoundError for an absent source."""
    patiently(lambda: source.replace(target))


def rename_once(source: Path, target: Path) -> bool:
    """Rename; False when the source is gone, which means that somebody else has renamed or taken it."""
    try:
        patiently(lambda: source.replace(target))
    except FileNotFoundError:
        return False
    return True


def remove(path: Path) -> bool:
    """Remove a file; False when it is gone already."""
    try:
        patiently(path.unlink)
    except FileNotFoundError:
        return False
    return True


def patiently(act: Callable[[], T]) -> T:
    """Do it, waiting out the moments in which another program holds the file. Raises PermissionError when that lasts."""
    for wait in SHARING_WAITS:
        try:
            return act()
        except PermissionError:
            time.sleep(wait)
    return act()
