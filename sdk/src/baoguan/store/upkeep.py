"""Backing a journal up, and checking it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
from sqlalchemy import Connection, select

from baoguan.errors import JournalError
from baoguan.store.database import DATABASE
from baoguan.store.inbox import KEPT_FILE
from baoguan.store.ledgers import CONTENT, IMPORTED
from baoguan.store.tables import document, event, inbox, parcel, submission

if TYPE_CHECKING:
    from baoguan.store.journal import Journal

_WITH_FILES: Final = ("recorded", IMPORTED)
"""Kinds of event that refer to content files, by the keys `_FILES`."""
_FILES: Final = (KEPT_FILE, CONTENT)


@attrs.frozen(kw_only=True)
class Verification:
    """What a check of the content files found."""

    blobs: int
    damaged: tuple[str, ...]
    missing: tuple[str, ...]


def referenced(connection: Connection) -> Iterator[str]:
    """Every digest that a row refers to."""
    for column in (document.c.content, submission.c.content, inbox.c.digest):
        yield from connection.execute(select(column)).scalars()
    for message in connection.execute(select(parcel.c.message)).scalars():
        data = json.loads(message) if isinstance(message, str) else message
        yield from (part["digest"] for part in data["parts"])
    for data in connection.execute(select(event.c.data).where(event.c.kind.in_(_WITH_FILES))).scalars():
        yield from (data[key] for key in _FILES if key in data)


def verify(journal: Journal) -> Verification:
    """Read every content file that the journal refers to."""
    with journal.reading() as connection:
        wanted = sorted(set(referenced(connection)))
    damaged, missing = [], []
    for digest in wanted:
        if not journal.blobs.path(digest).exists():
            missing.append(digest)
            continue
        try:
            journal.blobs.get(digest)
        except JournalError:
            damaged.append(digest)
    return Verification(blobs=len(wanted), damaged=tuple(damaged), missing=tuple(missing))


def backup(journal: Journal, target: Path) -> int:
    """A consistent copy: the database first, then the content files it refers to, which are never changed. Returns how many files.

    Raises JournalError when the target exists, and for a PostgreSQL journal, whose own tools make its backups.
    """
    if not journal.local:
        raise JournalError(
            "PostgreSQL 日志请用 pg_dump 备份数据库，再复制 blobs",
            "back a PostgreSQL journal up with pg_dump, then copy the blobs",
            remedy_zh="先 pg_dump，后复制 blobs 文件夹",
            remedy_en="pg_dump first, the folder of blobs after it",
        )
    if target.exists():
        raise JournalError(f"{target} 已存在", f"{target} exists", remedy_zh="给一个新文件夹", remedy_en="Give a new folder")
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    source = sqlite3.connect(Path(journal.location) / DATABASE)
    copy = sqlite3.connect(partial / DATABASE)
    try:
        source.backup(copy)
        digests = {
            d
            for table, column in (("document", "content"), ("submission", "content"), ("inbox", "digest"))
            for (d,) in copy.execute(f"SELECT {column} FROM {table}")
        }
        digests |= {p["digest"] for (m,) in copy.execute("SELECT message FROM parcel") for p in json.loads(m)["parts"]}
        kinds = ",".join("?" * len(_WITH_FILES))
        told = [json.loads(d) for (d,) in copy.execute(f"SELECT data FROM event WHERE kind IN ({kinds})", _WITH_FILES)]
        digests |= {data[key] for data in told for key in _FILES if key in data}
    finally:
        source.close()
        copy.close()
    for digest in sorted(digests):
        into = partial / "blobs" / digest[:2] / digest
        into.parent.mkdir(parents=True, exist_ok=True)
        into.write_bytes(journal.blobs.get(digest))
    identity = journal.folder / "journal-id"
    if identity.exists():
        shutil.copyfile(identity, partial / "journal-id")
    partial.rename(target)
    return len(digests)
