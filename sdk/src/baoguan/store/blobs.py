"""Content-addressed files: exact bytes under their sha256, durable before anything refers to them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import uuid4

from baoguan.errors import JournalError
from baoguan.transport.files import replace, sync_folder, write_durably


class Blobs:
    """A folder of files named by the sha256 of their content; a repeated write is no write."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Store bytes and return their sha256 in hex. Written under a private name, synced, renamed, folder synced."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(exist_ok=True)
        private = path.with_name(f".{digest[:16]}-{uuid4().hex}")
        try:
            write_durably(private, content)
            replace(private, path)
            sync_folder(path.parent)
            sync_folder(self._root)
        except OSError as error:
            private.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise JournalError(
                f"内容文件写入失败：{error}",
                f"a content file could not be written: {error}",
                remedy_zh="腾出磁盘空间或检查权限后重试；未发送任何内容",
                remedy_en="Free disk space or check permissions, then try again; nothing was sent",
            ) from error
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes. Raises JournalError when they are absent or no longer what was stored."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise JournalError(
                f"日志缺少内容文件 {digest}",
                f"the journal lacks the content file {digest}",
                remedy_zh="从备份恢复 blobs 文件夹",
                remedy_en="Restore the folder `blobs` from a backup",
            ) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise JournalError(
                f"内容文件 {digest} 已损坏",
                f"the content file {digest} is damaged",
                remedy_zh="从备份恢复 blobs 文件夹",
                remedy_en="Restore the folder `blobs` from a backup",
            )
        return content

    def path(self, digest: str) -> Path:
        """Where a blob lies."""
        return self._root / digest[:2] / digest

    def all(self) -> list[str]:
        """Every stored digest."""
        return sorted(
            p.name for folder in self._root.iterdir() if folder.is_dir() for p in folder.iterdir() if not p.name.startswith(".")
        )
