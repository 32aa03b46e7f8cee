"""Opening a journal: SQLite in a folder by default, PostgreSQL by URL; migrations; refusing what cannot be safe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from baoguan.errors import JournalError

DATABASE: Final = "journal.sqlite3"
BUSY_SECONDS: Final = 60
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ncpfs"})
IDLE_SECONDS: Final = 30
"""How long a PostgreSQL session may stand still inside a write transaction."""

_WRITE_LOCK: Final = 0x62616F67


def open_engine(location: str | Path) -> Engine:
    """An engine for a folder (SQLite) or a `postgresql…` URL, migrated to this program's schema.

    Raises JournalError for a journal of a newer program, on a network file system, or that cannot be opened.
    """
    engine = _sqlite(Path(location)) if not _is_url(location) else _postgresql(str(location))
    try:
        _migrate(engine)
    except DatabaseError as error:
        engine.dispose()
        raise JournalError(
            f"打不开日志 {location}：{error.orig}",
            f"the journal {location} cannot be opened: {error.orig}",
            remedy_zh="检查路径、权限、磁盘空间和数据库服务",
            remedy_en="Check path, permissions, disk space and server",
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


def _is_url(location: str | Path) -> bool:
    return isinstance(location, str) and "://" in location


def is_sqlite(engine: Engine) -> bool:
    """Whether it is the database in a folder."""
    return engine.dialect.name == "sqlite"


def _sqlite(folder: Path) -> Engine:
    refuse_network_drive(folder)
    folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{folder / DATABASE}", connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(raw: Any, _: object) -> None:  # noqa: ANN401  the driver's own connection
        raw.isolation_level = None
        cursor = raw.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("baoguan_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(url, pool_pre_ping=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def _migrate(engine: Engine) -> None:
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    if current is not None and current not in {s.revision for s in scripts.walk_revisions()}:
        raise JournalError(
            f"日志的版本 {current} 比本程序新",
            f"the journal's schema {current} is newer than this program",
            remedy_zh="升级 baoguan",
            remedy_en="Upgrade baoguan",
        )
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A write transaction, one at a time: what was read in it still holds when it commits, and event ids grow in commit order.

    SQLite: BEGIN IMMEDIATE. PostgreSQL: one advisory lock; a session that stands still in a transaction is ended by the server, so that a
    frozen worker holds nobody up. Raises JournalError when the database cannot be written (disk full, busy beyond a minute, gone).
    """
    try:
        with engine.connect().execution_options(baoguan_write=True) as connection, connection.begin():
            if not is_sqlite(engine):
                connection.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITE_LOCK})
            yield connection
    except IntegrityError:
        # Two writers had the same idea: the caller decides whether to look again.
        raise
    except DatabaseError as error:
        raise JournalError(
            f"日志写入失败：{error.orig}",
            f"the journal could not be written: {error.orig}",
            remedy_zh="检查磁盘空间和数据库服务后重试；未完成的一步已整体撤销",
            remedy_en="Check disk space and server, then try again; the unfinished step was undone as a whole",
        ) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A read transaction: one consistent picture."""
    with engine.connect() as connection, connection.begin():
        yield connection


def refuse_network_drive(folder: Path) -> None:
    """Raise JournalError for a folder on a network file system, whose locks and syncs cannot be trusted."""
    kind = _file_system(folder.absolute())
    if kind is not None:
        raise JournalError(
            f"日志不能放在网络盘上：{folder}（{kind}）",
            f"a journal cannot live on a network drive: {folder} ({kind})",
            remedy_zh="放在本机磁盘，或使用 PostgreSQL",
            remedy_en="Use a local disk, or PostgreSQL",
        )


def _file_system(folder: Path) -> str | None:
    if sys.platform == "win32":
        if str(folder).startswith("\\\\"):
            return "UNC"
        import ctypes

        remote = 4
        return "remote" if ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == remote else None
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    best = ("", "")
    for line in mounts:
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if len(point) >= len(best[0]) and (str(folder) + os.sep).startswith(point.rstrip("/") + "/"):
            best = (point, kind)
    return best[1] if best[1] in _NETWORK else None
