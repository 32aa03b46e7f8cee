"""The journal: database, content files, and the documents in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import cast
from uuid import uuid4

from sqlalchemy import Connection

from baoguan.documents import DocumentKind
from baoguan.errors import JournalError
from baoguan.model.content import dumps, from_stored, to_json
from baoguan.model.message import Document, Message, Part, Verb
from baoguan.store.blobs import Blobs
from baoguan.store.database import is_sqlite, open_engine, reading, writing
from baoguan.store.upkeep import Verification, backup, verify
from baoguan.transport import create_once


def journal_id(folder: Path) -> str:
    """What names the journal of a folder for good; made when it is first asked for."""
    path = folder / "journal-id"
    create_once(path, uuid4().hex.encode())
    return path.read_text(encoding="ascii")


class Journal:
    """An opened journal. `location` is a folder (SQLite inside it) or a PostgreSQL URL, with `blobs` beside or where told."""

    def __init__(self, location: str | Path, *, blobs: Path | None = None) -> None:
        self.location = str(location)
        self.engine = open_engine(location)
        if blobs is None:
            if not is_sqlite(self.engine):
                self.engine.dispose()
                raise JournalError(
                    "PostgreSQL 日志需要 blobs 文件夹",
                    "a PostgreSQL journal needs a folder for content files",
                    remedy_zh="在 baoguan.toml 中设置 blobs",
                    remedy_en="Set `blobs` in baoguan.toml",
                )
            blobs = Path(location) / "blobs"
        self.folder = blobs.parent
        self.blobs = Blobs(blobs)

    @cached_property
    def id(self) -> str:
        """What names this journal for good; made with it."""
        return journal_id(self.folder)

    @property
    def local(self) -> bool:
        """Whether all workers sit on this machine (SQLite)."""
        return is_sqlite(self.engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """A write transaction."""
        return writing(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction."""
        with reading(self.engine) as connection:
            yield connection

    def put_document(self, document: object) -> str:
        """Store a document's content durably and return its digest."""
        return self.blobs.put(dumps(to_json(document)))

    def get_document(self, kind: DocumentKind[object], digest: str, version: int) -> Document:
        """A stored document, brought up to the kind's present version. Raises JournalError for a newer one."""
        data = json.loads(self.blobs.get(digest))
        if version > kind.version:
            raise JournalError(
                f"单证内容的版本 {version} 比本程序新",
                f"the stored content is of version {version}, newer than this program",
                remedy_zh="升级 baoguan 或插件",
                remedy_en="Upgrade baoguan or the plugin",
            )
        while version < kind.version:
            data = kind.upcasters[version](data)
            version += 1
        return cast("Document", from_stored(data, kind.model, where=kind.name))

    def put_message(self, message: Message) -> dict[str, object]:
        """Store a message's bytes durably; what is returned stands in the parcel's row."""
        return {
            "verb": message.verb.value,
            "route": message.route,
            "unproven": list(message.unproven),
            "parts": [
                {
                    "name": p.name,
                    "media_type": p.media_type,
                    "size": len(p.content),
                    "digest": self.blobs.put(p.content),
                }
                for p in message.parts
            ],
        }

    def get_message(self, exchange_id: str, pack: int, packs: int, stored: dict[str, object]) -> Message:
        """A stored message with its exact bytes."""
        parts = stored["parts"]
        if not isinstance(parts, list):
            raise JournalError(f"包裹 {exchange_id} 的记录已损坏", f"the row of parcel {exchange_id} is damaged")
        return Message(
            exchange_id=exchange_id,
            verb=Verb(str(stored["verb"])),
            pack=pack,
            packs=packs,
            route=str(stored["route"]),
            unproven=tuple(str(u) for u in stored["unproven"]) if isinstance(stored["unproven"], list) else (),
            parts=tuple(Part(name=p["name"], media_type=p["media_type"], content=self.blobs.get(p["digest"])) for p in parts),
        )

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def backup(self, target: Path) -> int:
        """Copy the journal into a new folder; see `baoguan.store.upkeep.backup`."""
        return backup(self, target)

    def verify(self) -> Verification:
        """Check every content file; see `baoguan.store.upkeep.verify`."""
        return verify(self)
