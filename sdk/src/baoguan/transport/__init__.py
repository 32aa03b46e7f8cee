"""Transports: folders shared with other programs, and HTTP."""

from baoguan.transport.files import create_once, remove, rename_once, replace, sync_folder, write_durably
from baoguan.transport.http import HttpAnswer, HttpLink, NoPace, Pace

__all__ = [
    "HttpAnswer",
    "HttpLink",
    "NoPace",
    "Pace",
    "create_once",
    "remove",
    "rename_once",
    "replace",
    "sync_folder",
    "write_durably",
]
